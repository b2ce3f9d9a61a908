// Read feeds and invitations with ical.js, the engine of Thunderbird and Nextcloud.
import ICAL from "ical.js";
import { main } from "./batch.mjs";

ICAL.design.strict = true;
const day = (time) => (time?.isDate ? time.toString() : `not a date: ${time}`);

main((text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid ?? "",
      start: day(event.startDate),
      end: day(event.endDate),
      summary: event.summary ?? "",
      description: event.description ?? "",
      status: component.getFirstPropertyValue("status") ?? "",
      sequence: Number(event.sequence),
      method: calendar.getFirstPropertyValue("method") ?? "",
      organizer: component.getFirstPropertyValue("organizer") ?? "",
      attendees: component.getAllProperties("attendee").map((one) => one.getFirstValue()),
    };
  });
});

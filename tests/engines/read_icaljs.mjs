// Read a feed with ical.js and print its events as JSON; any refusal is an error.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
const day = (time) => time.toJSDate && time.isDate ? time.toString() : `not a date: ${time}`;
const items = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    start: day(event.startDate),
    end: day(event.endDate),
    summary: event.summary,
    description: event.description,
    status: component.getFirstPropertyValue("status"),
    sequence: event.sequence,
    method: calendar.getFirstPropertyValue("method") ?? "",
    organizer: component.getFirstPropertyValue("organizer") ?? "",
    attendees: component.getAllProperties("attendee").map((one) => one.getFirstValue()),
  };
});
console.log(JSON.stringify(items));

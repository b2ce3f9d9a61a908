// Read feeds and invitations with node-ical.
import ical from "node-ical";
import { main } from "./batch.mjs";

const two = (number) => String(number).padStart(2, "0");
const day = (date) =>
  date?.dateOnly
    ? `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
    : `not a date: ${date}`;
const text = (value) => String(value?.val ?? value ?? "");

main((source) => {
  const items = Object.values(ical.sync.parseICS(source))
    .filter((one) => one.type === "VEVENT")
    .map((one) => ({
      uid: text(one.uid),
      start: day(one.start),
      end: day(one.end),
      summary: text(one.summary),
      description: text(one.description),
      status: text(one.status),
      sequence: Number.parseInt(one.sequence ?? 0, 10),
      method: one.method && one.method !== "PUBLISH" ? one.method : "",
      organizer: text(one.organizer),
      attendees: [one.attendee ?? []].flat().map(text),
    }));
  if (items.length === 0) throw new Error("no event");
  return items;
});

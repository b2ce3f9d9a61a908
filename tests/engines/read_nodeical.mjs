// Read a feed with node-ical and print its events as JSON; any refusal is an error.
import ical from "node-ical";

const two = (number) => String(number).padStart(2, "0");
const day = (date) =>
  date.dateOnly
    ? `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
    : `not a date: ${date}`;
const parsed = ical.sync.parseFile(process.argv[2]);
const items = Object.values(parsed)
  .filter((one) => one.type === "VEVENT")
  .map((one) => ({
    uid: one.uid,
    start: day(one.start),
    end: day(one.end),
    summary: one.summary.val ?? one.summary,
    description: one.description.val ?? one.description,
    status: one.status,
    sequence: Number(one.sequence),
    method: one.method && one.method !== "PUBLISH" ? one.method : "",
    organizer: one.organizer ? (one.organizer.val ?? one.organizer) : "",
    attendees: [one.attendee ?? []].flat().map((each) => each.val ?? each),
  }));
if (items.length === 0) throw new Error("no event");
console.log(JSON.stringify(items));

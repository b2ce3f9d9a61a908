"""Read feeds with ics."""

from batch import main
from ics import Calendar


def day(event, instant):
    return instant.date().isoformat() if event.all_day else f"not a date: {instant}"


def read(text):
    for event in Calendar(text).events:
        sequence = [line.value for line in event.extra if line.name == "SEQUENCE"]
        yield {
            "uid": event.uid,
            "start": day(event, event.begin),
            "end": day(event, event.end),
            "summary": event.name or "",
            "description": event.description or "",
            "status": event.status or "",
            "sequence": int("".join(sequence) or 0),
        }


main(read)

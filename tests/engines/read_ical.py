"""Read feeds with ical, the engine of Home Assistant."""

from batch import main
from ical.calendar_stream import IcsCalendarStream


def read(text):
    for event in IcsCalendarStream.calendar_from_ics(text).events:
        yield {
            "uid": event.uid or "",
            "start": str(event.dtstart),
            "end": str(event.dtend),
            "summary": event.summary or "",
            "description": event.description or "",
            "status": event.status or "",
            "sequence": event.sequence or 0,
        }


main(read)

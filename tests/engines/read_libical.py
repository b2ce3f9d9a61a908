"""Read a feed with libical (through its introspection) and print its events as JSON.

Runs under the system's Python, which alone sees the library; a line that libical could not read
comes back as X-LIC-ERROR and is a refusal.
"""

import json
import sys
from pathlib import Path

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402

KIND = ICalGLib.PropertyKind


def day(time):
    year, month, number = time.get_date()
    if not time.is_date():
        sys.exit(f"not a date: {time.as_ical_string()}")
    return f"{year:04}-{month:02}-{number:02}"


def values(component, kind):
    found = []
    one = component.get_first_property(kind)
    while one is not None:
        found.append(one.get_value().as_ical_string())
        one = component.get_next_property(kind)
    return found


def main(path):
    text = Path(path).read_text("utf-8")
    calendar = ICalGLib.Component.new_from_string(text.replace("\r\n", "\n"))
    if calendar is None or "X-LIC-ERROR" in calendar.as_ical_string():
        sys.exit("refused by libical")
    method = "".join(values(calendar, KIND.METHOD_PROPERTY))
    items = []
    event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while event is not None:
        status = event.get_first_property(KIND.STATUS_PROPERTY)
        items.append(
            {
                "uid": event.get_uid(),
                "start": day(event.get_dtstart()),
                "end": day(event.get_dtend()),
                "summary": event.get_summary(),
                "description": event.get_description(),
                "status": status.get_value().as_ical_string(),
                "sequence": event.get_sequence(),
                "method": method,
                "organizer": "".join(values(event, KIND.ORGANIZER_PROPERTY)),
                "attendees": values(event, KIND.ATTENDEE_PROPERTY),
            }
        )
        event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    print(json.dumps(items))


main(sys.argv[1])

"""Read feeds and invitations with libical, through its introspection.

Runs under the system's Python, which alone sees the library; a line that libical could not read
comes back as X-LIC-ERROR and is a refusal.
"""

import sys

import gi
from batch import main

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402

KIND = ICalGLib.PropertyKind


def day(time):
    year, month, number = time.get_date()
    if not time.is_date():
        return f"not a date: {time.as_ical_string()}"
    return f"{year:04}-{month:02}-{number:02}"


def values(component, kind):
    found = []
    one = component.get_first_property(kind)
    while one is not None:
        found.append(one.get_value().as_ical_string())
        one = component.get_next_property(kind)
    return found


def read(text):
    calendar = ICalGLib.Component.new_from_string(text.replace("\r\n", "\n"))
    if calendar is None or "X-LIC-ERROR" in calendar.as_ical_string():
        sys.exit("a line that libical cannot read")
    method = "".join(values(calendar, KIND.METHOD_PROPERTY))
    event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while event is not None:
        yield {
            "uid": event.get_uid() or "",
            "start": day(event.get_dtstart()),
            "end": day(event.get_dtend()),
            "summary": event.get_summary() or "",
            "description": event.get_description() or "",
            "status": "".join(values(event, KIND.STATUS_PROPERTY)),
            "sequence": event.get_sequence(),
            "method": method,
            "organizer": "".join(values(event, KIND.ORGANIZER_PROPERTY)),
            "attendees": values(event, KIND.ATTENDEE_PROPERTY),
        }
        event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)


main(read)

"""One event that lasts whole days and takes nobody's time, as feeds and invitations show it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from icalendar import Event

from scheduler.ical.texts import clean, one_line, shortened, web_address

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]
CANCELLED = "ANNULÉ — "
"""Before the title: some calendars show a cancelled event like any other."""
UNTITLED = "(sans titre)"
"""Where nothing is left of a title; one engine refuses the event that has an empty text."""


@dataclass(frozen=True)
class AllDay:
    """``last`` is the event's last day, included; ``at`` the aware instant of this version."""

    uid: str
    first: date
    last: date
    summary: str
    description: str
    sequence: int
    at: datetime
    status: Status
    url: str | None = None


def title(summary: str, *, cancelled: bool) -> str:
    """As calendars show it: on one line, never empty, and saying whether it is cancelled."""
    return one_line((CANCELLED if cancelled else "") + summary) or UNTITLED


def component(event: AllDay) -> Event:
    """The VEVENT (RFC 5545 3.6.1); its texts are cleaned, its description shortened."""
    stamp = event.at.astimezone(UTC).replace(microsecond=0)
    made = Event()
    made.add("UID", event.uid)
    made.add("DTSTAMP", stamp)
    made.add("LAST-MODIFIED", stamp)
    made.add("SEQUENCE", event.sequence)
    made.add("DTSTART", event.first)
    made.add("DTEND", event.last + timedelta(days=1))
    made.add("SUMMARY", title(event.summary, cancelled=event.status == "CANCELLED"))
    description = shortened(clean(event.description))
    if description:
        made.add("DESCRIPTION", description)
    if event.url:
        made.add("URL", web_address(event.url))
    made.add("TRANSP", "TRANSPARENT")
    made.add("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
    made.add("STATUS", event.status)
    made.add("CLASS", "PUBLIC")
    return made

"""What a calendar program shows of a feed, and what it should show."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from icalendar import Calendar


@dataclass(frozen=True, order=True)
class Shown:
    """One event as its reader sees it: ``first`` and ``last`` are its days, both included."""

    first: date
    last: date
    title: str
    status: str


Agenda = Counter[Shown]
"""What one calendar shows; an event that is there twice is counted twice."""


class Subscriber(Protocol):
    """A calendar program with one subscription to each address that it was given, by name."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def version(self) -> str:
        """Its own."""
        ...

    def agenda(self, calendar: str) -> Agenda:
        """What it shows of that subscription now; empty where it holds nothing."""
        ...

    def tries(self) -> int:
        """How often it went for its feeds so far, whatever it got."""
        ...


def published(body: bytes) -> Agenda:
    """What the feed itself says."""
    calendar: Any = Calendar.from_ical(body)
    return Counter(
        Shown(
            event["DTSTART"].dt,
            event["DTEND"].dt - timedelta(days=1),
            str(event["SUMMARY"]),
            str(event["STATUS"]),
        )
        for event in calendar.walk("VEVENT")
    )


def cancelled(agenda: Iterable[Shown]) -> list[Shown]:
    """Those that are withdrawn and still shown as such."""
    return [one for one in agenda if one.status == "CANCELLED"]

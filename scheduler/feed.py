"""Obligations out, as an iCalendar feed (RFC 5545, 7986) that subscribed calendars keep right."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vText

from scheduler.ical.event import AllDay, Status, component
from scheduler.ical.lint import MAX_BYTES
from scheduler.ical.texts import plain_name

REFRESH = timedelta(hours=12)
END = b"END:VCALENDAR\r\n"
CATEGORIES = (
    *("Couperet", "Échéance", "Information", "Fenêtre", "Envoi", "Séance", "Question", "Rappel"),
)
"""Closed, and short: some programs make a tag in the reader's account of each."""


@dataclass(frozen=True)
class FeedEvent:
    """One all-day event; ``end`` is its last day, included; ``published_at`` is aware UTC.

    ``parent`` is the UID of the event that it announces (RELATED-TO, RFC 5545 3.8.4.5).
    Raises ValueError for what no calendar could show: an end before the start, a local instant, a
    category that is not one of CATEGORIES (each would become a tag in the readers' accounts).
    """

    uid: str
    start: date
    end: date
    summary: str
    description: str
    sequence: int
    published_at: datetime
    tentative: bool = False
    cancelled: bool = False
    url: str | None = None
    category: str = CATEGORIES[1]
    parent: str | None = None

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"{self.uid} : finit le {self.end}, commence le {self.start}")
        if self.published_at.tzinfo is None:
            raise ValueError(f"{self.uid} : instant de publication sans fuseau")
        if self.category not in CATEGORIES:
            raise ValueError(f"{self.uid} : catégorie inconnue « {self.category} »")


class FeedTooLarge(Exception):
    """The feed would be refused by some calendars for its size."""


def render(
    name: str, description: str, domain: str, events: Iterable[FeedEvent], otherwise: FeedEvent
) -> bytes:
    """The feed's bytes, the same for the same events in any order.

    ``otherwise`` stands alone where there is no event: an empty feed empties some calendars and
    leaves stale events in others. Raises FeedTooLarge.
    """
    listed = list(events) or [otherwise]
    blocks = {event.uid: block(event) for event in listed}
    return assembled(heading(name, description, domain), blocks)


def heading(name: str, description: str, domain: str) -> bytes:
    """What stands before the events (RFC 5545 3.6, RFC 7986), line ends included."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", f"-//{domain}//echeancier 1//FR")
    calendar.add("CALSCALE", "GREGORIAN")
    for key, text in (("NAME", name), ("X-WR-CALNAME", name), ("X-WR-CALDESC", description)):
        plain = plain_name(text)
        if plain:  # one engine refuses an empty text
            calendar.add(key, vText(plain))
    calendar.add("X-WR-TIMEZONE", "Europe/Paris")
    # icalendar's own helper leaves out the VALUE that RFC 7986 5.7 requires.
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT12H")
    whole: bytes = calendar.to_ical()
    return whole.removesuffix(END)


def block(event: FeedEvent) -> bytes:
    """The event's lines, from BEGIN:VEVENT to END:VEVENT: what a feed repeats unchanged."""
    lines: bytes = _component(event).to_ical()
    return lines


def assembled(head: bytes, blocks: Mapping[str, bytes]) -> bytes:
    """The whole feed, its events in the order of their UIDs. Raises FeedTooLarge."""
    body = b"".join([head, *(blocks[uid] for uid in sorted(blocks)), END])
    if len(body) > MAX_BYTES:
        raise FeedTooLarge(f"{len(body)} octets pour {len(blocks)} événements")
    return body


def _component(event: FeedEvent) -> Event:
    made = component(
        AllDay(
            uid=event.uid,
            first=event.start,
            last=event.end,
            summary=event.summary,
            description=event.description,
            sequence=event.sequence,
            at=event.published_at,
            status=_status(event),
            url=event.url,
        )
    )
    made.add("CATEGORIES", [event.category])
    if event.parent:
        made.add("RELATED-TO", event.parent)
    return made


def _status(event: FeedEvent) -> Status:
    if event.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if event.tentative else "CONFIRMED"


def etag(body: bytes, generation: str) -> str:
    """A strong entity tag (RFC 9110 8.8.3) of the uncompressed bytes."""
    return f'"{hashlib.sha256(generation.encode() + b"|" + body).hexdigest()[:32]}"'

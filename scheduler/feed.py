"""Obligations out, as an iCalendar feed (RFC 5545, 7986) that subscribed calendars keep right."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vText

from scheduler.ical.event import AllDay, Status, component
from scheduler.ical.texts import CONTROL, plain_name

REFRESH = timedelta(hours=12)
MAX_BYTES = 1_000_000
"""Google refuses a larger feed."""
END = b"END:VCALENDAR\r\n"
CATEGORIES = ("Couperet", "Échéance", "Information", "Fenêtre", "Envoi", "Question")
"""Closed, and short: some programs make a tag in the reader's account of each."""

_SHAPE = re.compile(r"BEGIN:VCALENDAR( BEGIN:VEVENT END:VEVENT)+ END:VCALENDAR")
_ESCAPED = re.compile(r"(?:[^\\,;]|\\[\\,;nN])*")
_TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC")
_ONCE = ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS")
_DAY = re.compile(r"[0-9]{8}")
_STAMP = re.compile(r"[0-9]{8}T[0-9]{6}Z")


@dataclass(frozen=True)
class FeedEvent:
    """One all-day event; ``end`` is its last day, included; ``published_at`` is aware UTC.

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
    calendar.add("NAME", vText(plain_name(name)))
    calendar.add("X-WR-CALNAME", vText(plain_name(name)))
    calendar.add("X-WR-CALDESC", vText(plain_name(description)))
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
    return made


def _status(event: FeedEvent) -> Status:
    if event.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if event.tentative else "CONFIRMED"


def etag(body: bytes, generation: str) -> str:
    """A strong entity tag (RFC 9110 8.8.3) of the uncompressed bytes."""
    return f'"{hashlib.sha256(generation.encode() + b"|" + body).hexdigest()[:32]}"'


@dataclass(frozen=True)
class _Property:
    """One content line, unfolded (RFC 5545 3.1)."""

    name: str
    parameters: str
    value: str


def defects(body: bytes) -> tuple[str, ...]:
    """What no calendar engine reports and some readers choke on; empty for a sound feed."""
    unfolded = body.decode("utf-8", "replace").replace("\r\n ", "").split("\r\n")[:-1]
    lines = [_parsed(line) for line in unfolded]
    shape = [f"{one.name}:{one.value}" for one in lines if one.name in ("BEGIN", "END")]
    found = list(_byte_defects(body))
    if not _SHAPE.fullmatch(" ".join(shape)):
        found.append("not one VCALENDAR of VEVENTs alone")
        return tuple(found)
    blocks = _blocks(lines)
    found += _head_defects(blocks[0])
    found += [defect for line in lines for defect in _line_defects(line)]
    found += [defect for event in blocks[1:] for defect in _event_defects(event)]
    uids = [one.value for event in blocks[1:] for one in event if one.name == "UID"]
    if len(uids) != len(set(uids)):
        found.append("two events of one UID")
    return tuple(dict.fromkeys(found))


def _byte_defects(body: bytes) -> Iterator[str]:
    if not body.startswith(b"BEGIN:VCALENDAR\r\n") or not body.endswith(b"END:VCALENDAR\r\n"):
        yield "not one whole VCALENDAR"
    if b"\n" in body.replace(b"\r\n", b""):
        yield "a line ends without CRLF"
    lines = body.split(b"\r\n")
    if any(len(line) > 75 for line in lines):
        yield "a line longer than 75 octets"
    if not all(_decodes(line) for line in lines):
        yield "a line that is not UTF-8 by itself"
    if CONTROL.search(body.decode("utf-8", "replace").replace("\r\n", "")):
        yield "a control character"
    if len(body) > MAX_BYTES:
        yield "larger than 1,000,000 bytes"


def _decodes(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _parsed(line: str) -> _Property:
    """The parts of a line; what comes before the first colon is all ours, so never quoted."""
    head, _, value = line.partition(":")
    name, _, parameters = head.partition(";")
    return _Property(name, parameters, value)


def _blocks(lines: Sequence[_Property]) -> list[list[_Property]]:
    """The calendar's own properties, then those of each event."""
    blocks: list[list[_Property]] = [[]]
    for line in lines:
        if line.name == "BEGIN" and line.value == "VEVENT":
            blocks.append([])
        elif line.name not in ("BEGIN", "END"):
            blocks[-1].append(line)
    return blocks


def _head_defects(head: Sequence[_Property]) -> Iterator[str]:
    names = [one.name for one in head]
    if len(names) != len(set(names)):
        yield "a calendar property given twice"
    if not {"PRODID", "VERSION"} <= set(names):
        yield "PRODID or VERSION missing"
    # METHOD would ask for an ORGANIZER (RFC 5546); a UID here makes one item of the whole feed.
    yield from (f"{name} in the calendar" for name in ("METHOD", "UID") if name in names)
    if any(one.name == "REFRESH-INTERVAL" and one.parameters != "VALUE=DURATION" for one in head):
        yield "REFRESH-INTERVAL without VALUE=DURATION"


def _line_defects(line: _Property) -> Iterator[str]:
    if line.parameters not in ("", "VALUE=DATE", "VALUE=DURATION"):
        yield f"a parameter that we do not write: {line.name};{line.parameters}"
    if line.name in _TEXTS and not _ESCAPED.fullmatch(line.value):
        yield f"an unescaped character in {line.name}"


def _event_defects(event: Sequence[_Property]) -> Iterator[str]:
    names = [one.name for one in event]
    yield from (f"{name} missing or given twice" for name in _ONCE if names.count(name) != 1)
    yield from (f"{name} in an event" for name in ("ATTENDEE", "ORGANIZER") if name in names)
    told = {one.name: one for one in event}
    start, end = (_day(told.get(name)) for name in ("DTSTART", "DTEND"))
    if start is None or end is None or end <= start:
        yield "DTSTART and DTEND are not a day and a later one"
    status = told.get("STATUS")
    if status and status.value not in ("TENTATIVE", "CONFIRMED", "CANCELLED"):
        yield "an unknown STATUS"
    stamps = {told[name].value for name in ("DTSTAMP", "LAST-MODIFIED") if name in told}
    if len(stamps) != 1 or not all(map(_STAMP.fullmatch, stamps)):
        yield "DTSTAMP and LAST-MODIFIED are not one instant in UTC"
    sequence = told.get("SEQUENCE")
    if sequence and not re.fullmatch(r"\d+", sequence.value):
        yield "SEQUENCE is not a count"


def _day(found: _Property | None) -> date | None:
    """The day, where it is written as one and exists."""
    if found is None or found.parameters != "VALUE=DATE" or not _DAY.fullmatch(found.value):
        return None
    try:
        return date.fromisoformat(found.value)
    except ValueError:
        return None

"""Obligations out, as an iCalendar feed (RFC 5545, 7986) that subscribed calendars keep right."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event, vText

REFRESH = timedelta(hours=12)
MAX_BYTES = 1_000_000
"""Google refuses a larger feed."""
MAX_DESCRIPTION = 2_000
CATEGORIES = ("Couperet", "Échéance", "Information")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class FeedEvent:
    """One all-day event; ``end`` is its last day, included; ``published_at`` is aware UTC."""

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


class FeedTooLarge(Exception):
    """The feed would be refused by some calendars for its size."""


def render(
    name: str, description: str, domain: str, events: Iterable[FeedEvent], otherwise: FeedEvent
) -> bytes:
    """The feed's bytes, the same for the same events in any order.

    ``otherwise`` stands alone where there is no event: an empty feed empties some calendars and
    leaves stale events in others. Raises FeedTooLarge.
    """
    listed = sorted(events, key=lambda event: event.uid) or [otherwise]
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
    for event in listed:
        calendar.add_component(_component(event))
    body: bytes = calendar.to_ical()
    if len(body) > MAX_BYTES:
        raise FeedTooLarge(f"{len(body)} octets pour {len(listed)} événements")
    return body


def _component(event: FeedEvent) -> Event:
    stamp = event.published_at.astimezone(UTC).replace(microsecond=0)
    made = Event()
    made.add("UID", event.uid)
    made.add("DTSTAMP", stamp)
    made.add("LAST-MODIFIED", stamp)
    made.add("SEQUENCE", event.sequence)
    made.add("DTSTART", event.start)
    made.add("DTEND", event.end + timedelta(days=1))
    prefix = "ANNULÉ — " if event.cancelled else ""
    made.add("SUMMARY", clean(prefix + event.summary).replace("\n", " "))
    made.add("DESCRIPTION", clean(event.description)[:MAX_DESCRIPTION].strip())
    if event.url:
        made.add("URL", event.url)
    made.add("CATEGORIES", [event.category])
    made.add("TRANSP", "TRANSPARENT")
    made.add("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
    made.add("STATUS", _status(event))
    made.add("CLASS", "PUBLIC")
    return made


def _status(event: FeedEvent) -> str:
    if event.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if event.tentative else "CONFIRMED"


def clean(text: str) -> str:
    """Text every calendar reads back alike: NFC, no control character, no backslash."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub(" ", text).replace("\\", "/")
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def plain_name(text: str) -> str:
    """A name without what some calendars show escaped: ``, ; :`` and backslash become spaces."""
    return " ".join(re.sub(r"[,;\\]", " ", clean(text).replace("\n", " ")).split())


def uid(key: str, family: str, domain: str) -> str:
    """The event's stable identity: from the occurrence's key and the feed's family, never a date.

    Feeds of two families must not share a UID: one calendar program skips those it has elsewhere.
    """
    readable = re.sub(r"[^a-z0-9-]+", "-", key.lower()).strip("-")[:80]
    short = hashlib.sha256(f"{family}|{key}".encode()).hexdigest()[:12]
    return f"{readable}-{short}@{domain}"


def etag(body: bytes, generation: str) -> str:
    """A strong entity tag (RFC 9110 8.8.3) of the uncompressed bytes."""
    return f'"{hashlib.sha256(generation.encode() + b"|" + body).hexdigest()[:32]}"'


def defects(body: bytes) -> tuple[str, ...]:
    """What no calendar engine reports and some readers choke on; empty for a sound feed."""
    found = []
    if not body.startswith(b"BEGIN:VCALENDAR\r\n") or not body.endswith(b"END:VCALENDAR\r\n"):
        found.append("not one whole VCALENDAR")
    if b"\n" in body.replace(b"\r\n", b""):
        found.append("a line ends without CRLF")
    lines = body.split(b"\r\n")
    if any(len(line) > 75 for line in lines):
        found.append("a line longer than 75 octets")
    if any(not _decodes(line) for line in lines):
        found.append("a line that is not UTF-8 by itself")
    if b"BEGIN:VEVENT" not in body:
        found.append("no event")
    unfolded = body.replace(b"\r\n ", b"").split(b"\r\n")
    uids = [line for line in unfolded if line.startswith(b"UID:")]
    if len(uids) != len(set(uids)) or len(uids) != body.count(b"BEGIN:VEVENT"):
        found.append("UIDs missing or not unique")
    head = [line.split(b":")[0].split(b";")[0] for line in _before_events(unfolded)]
    if len(head) != len(set(head)):
        found.append("a calendar property given twice")
    return tuple(found)


def _before_events(lines: list[bytes]) -> list[bytes]:
    return lines[: lines.index(b"BEGIN:VEVENT")] if b"BEGIN:VEVENT" in lines else lines


def _decodes(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

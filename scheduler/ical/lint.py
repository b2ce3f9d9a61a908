"""What no calendar engine reports and some readers choke on: a feed is published without any."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scheduler.ical.octets import Defect, Line, octet_defects, unfolded
from scheduler.ical.properties import ALARM, CALENDAR, EVENT, Property, line_defect

MAX_BYTES = 1_000_000
"""Google refuses a larger feed."""
MAX_CATEGORIES = 8
"""One calendar program makes a tag of each, in every subscriber's account."""
MOST = 50

_STEPS = {
    ("", "BEGIN:VCALENDAR"): "VCALENDAR",
    ("VCALENDAR", "BEGIN:VEVENT"): "VEVENT",
    ("VEVENT", "END:VEVENT"): "VCALENDAR",
    ("VEVENT", "BEGIN:VALARM"): "VALARM",
    ("VALARM", "END:VALARM"): "rung",
    ("rung", "END:VEVENT"): "VCALENDAR",
    ("VCALENDAR", "END:VCALENDAR"): "whole",
}
_HOLDERS = ("VCALENDAR", "VEVENT", "VALARM")
_UNEXPECTED = {
    "": "ceci n'est pas un calendrier : on attend BEGIN:VCALENDAR",
    "VCALENDAR": "on attend BEGIN:VEVENT ou END:VCALENDAR",
    "VEVENT": "on attend END:VEVENT ; un événement n'a rien en lui, sinon une alarme",
    "VALARM": "on attend END:VALARM",
    "rung": "on attend END:VEVENT ; rien ne suit une alarme, et il n'y en a qu'une",
    "whole": "rien ne suit END:VCALENDAR",
}


@dataclass
class _Block:
    """The lines of the calendar, an event or its alarm, without those that open and close it."""

    begin: int
    lines: list[Line]
    alarm: "_Block | None" = None


class _Told(NamedTuple):
    """A property's value, and the line where it is first given."""

    number: int
    value: str


Values = Mapping[str, _Told]
"""By the property's head, as « DTEND;VALUE=DATE »."""


class _Misplaced(Exception):
    """The lines no longer have the shape of a calendar; carries the Defect, reading stops."""


def defects(body: bytes) -> list[str]:
    """What is wrong with the bytes of a feed, each with its line, in order; empty for a sound one.

    RFC 5545 and 7986, and what calendar programs were seen to refuse or to misread. Never raises.
    Beyond 50 defects, the others are only counted.
    """
    found = set(octet_defects(body)) or set(_feed_defects(unfolded(body)))
    if len(body) > MAX_BYTES:
        found.add(Defect(1, f"{len(body)} octets : des agendas refusent plus de {MAX_BYTES}"))
    told = [str(one) for one in sorted(found)]
    return told if len(told) <= MOST else [*told[:MOST], f"et {len(told) - MOST} autres défauts"]


def _feed_defects(lines: Sequence[Line]) -> Iterator[Defect]:
    try:
        calendar, *events = _blocks(lines)
    except _Misplaced as stop:
        yield stop.args[0]
        return
    yield from _calendar_defects(calendar, bool(events))
    told = []
    for event in events:
        values: dict[str, _Told] = {}
        yield from _block_defects(event, EVENT, values)
        yield from _event_defects(values)
        yield from _alarm_defects(event.alarm, values)
        told.append(values)
    yield from _common_defects(told)


def _blocks(lines: Sequence[Line]) -> list[_Block]:
    """The calendar's own lines, then each event, its alarm in it. Raises _Misplaced."""
    filled = _Block(1, [])
    blocks = [filled]
    state = ""
    for line in lines:
        if state in _HOLDERS and not line.text.startswith(("BEGIN:", "END:")):
            if state == "VCALENDAR" and len(blocks) > 1:
                raise _Misplaced(Defect(line.number, "une ligne entre ou après les événements"))
            filled.lines.append(line)
            continue
        step = _STEPS.get((state, line.text))
        if step is None:
            read = f"{_UNEXPECTED[state]} (lu : « {line.text[:60]} »)"
            raise _Misplaced(Defect(line.number, read))
        if line.text == "BEGIN:VEVENT":
            filled = _Block(line.number, [])
            blocks.append(filled)
        elif step == "VALARM":
            filled = blocks[-1].alarm = _Block(line.number, [])
        state = step
    if state != "whole":
        end = lines[-1].number if lines else 1
        raise _Misplaced(Defect(end, "fichier vide ou tronqué : END:VCALENDAR manque"))
    return blocks


def _block_defects(
    block: _Block, allowed: Mapping[str, Property], values: dict[str, _Told]
) -> Iterator[Defect]:
    """What each line has, and what is missing or given twice; ``values`` is filled."""
    unreadable = set()
    for line in block.lines:
        head, _, value = line.text.partition(":")
        wrong = line_defect(line.text, allowed)
        if wrong:
            unreadable.add(head.partition(";")[0])
            yield Defect(line.number, wrong)
            continue
        first = values.setdefault(head, _Told(line.number, value))
        if first.number != line.number and not allowed[head].often:
            yield Defect(line.number, f"{head} : déjà donnée ligne {first.number}")
    for head, rule in allowed.items():
        if rule.required and head not in values and head.partition(";")[0] not in unreadable:
            yield Defect(block.begin, f"{head} manque")


def _calendar_defects(calendar: _Block, filled: bool) -> Iterator[Defect]:
    yield from _block_defects(calendar, CALENDAR, {})
    if calendar.lines and not calendar.lines[0].text.startswith("VERSION:"):
        yield Defect(calendar.lines[0].number, "VERSION vient en premier")
    if not filled:
        yield Defect(calendar.begin, "aucun événement : des agendas se videraient")


def _event_defects(values: Values) -> Iterator[Defect]:
    start, end = values.get("DTSTART;VALUE=DATE"), values.get("DTEND;VALUE=DATE")
    if start and end and end.value <= start.value:
        yield Defect(end.number, "DTEND n'est pas après DTSTART (le jour de fin est exclu)")
    stamp, modified = values.get("DTSTAMP"), values.get("LAST-MODIFIED")
    if stamp and modified and stamp.value != modified.value:
        yield Defect(stamp.number, "DTSTAMP et LAST-MODIFIED ne sont pas le même instant")


def _alarm_defects(alarm: _Block | None, event: Values) -> Iterator[Defect]:
    if alarm is None:
        return
    yield from _block_defects(alarm, ALARM, {})
    status = event.get("STATUS")
    if status and status.value == "CANCELLED":
        yield Defect(alarm.begin, "une alarme dans un événement annulé")


def _common_defects(events: Sequence[Values]) -> Iterator[Defect]:
    """What is wrong between events that are sound alone."""
    known: dict[str, int] = {}
    for uid in (event["UID"] for event in events if "UID" in event):
        first = known.setdefault(uid.value, uid.number)
        if first != uid.number:
            yield Defect(uid.number, f"deux événements de même UID : déjà ligne {first}")
    categories = [event["CATEGORIES"] for event in events if "CATEGORIES" in event]
    if len({one.value for one in categories}) > MAX_CATEGORIES:
        yield Defect(categories[-1].number, f"plus de {MAX_CATEGORIES} catégories dans le flux")

"""Read feeds and invitations with an engine that is not ours: what it understood of each."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.needs import ENGINES, ENGINES_PYTHON, SYSTEM_PYTHON

COMMANDS = {
    "ical.js": ["node", str(ENGINES / "read_icaljs.mjs")],
    "node-ical": ["node", str(ENGINES / "read_nodeical.mjs")],
    "libical": [SYSTEM_PYTHON, str(ENGINES / "read_libical.py")],
    "ical": [str(ENGINES_PYTHON), str(ENGINES / "read_ical.py")],
    "ics": [str(ENGINES_PYTHON), str(ENGINES / "read_ics.py")],
    "vobject": [str(ENGINES_PYTHON), str(ENGINES / "read_vobject.py")],
}
INVITATION_ENGINES = [
    "icalendar",
    pytest.param("ical.js", marks=pytest.mark.needs("node-engines")),
    pytest.param("node-ical", marks=pytest.mark.needs("node-engines")),
    pytest.param("libical", marks=pytest.mark.needs("libical")),
]
FEED_ENGINES = [
    *INVITATION_ENGINES,
    pytest.param("ical", marks=pytest.mark.needs("python-engines")),
    pytest.param("ics", marks=pytest.mark.needs("python-engines")),
    pytest.param("vobject", marks=pytest.mark.needs("python-engines")),
]


@dataclass(frozen=True, order=True)
class Item:
    """One event as an engine understood it; ``end`` is the day after the last.

    ``method``, ``organizer`` and ``attendees`` are empty in a feed.
    """

    uid: str
    start: str
    end: str
    summary: str
    description: str
    status: str
    sequence: int
    method: str = ""
    organizer: str = ""
    attendees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """What the engine said of a file that it does not take."""

    why: str


Outcome = list[Item] | Refused


def read_with(engine: str, path: Path) -> list[Item]:
    """The events of the file, by UID; fails where the engine refuses it."""
    (outcome,) = outcomes(engine, [path])
    assert not isinstance(outcome, Refused), f"{engine} refuses {path.name}: {outcome.why}"
    return outcome


def outcomes(engine: str, paths: Sequence[Path]) -> list[Outcome]:
    """What the engine makes of each file: its events by UID, or a refusal."""
    if engine == "icalendar":
        return [_icalendar(path) for path in paths]
    done = subprocess.run(
        [*COMMANDS[engine], *map(str, paths)], capture_output=True, text=True, timeout=150
    )
    assert done.returncode == 0, f"{engine} could not run: {done.stderr}"
    return [_outcome(told) for told in json.loads(done.stdout)]


def _outcome(told: dict[str, Any]) -> Outcome:
    if "refused" in told:
        return Refused(told["refused"])
    return sorted(
        Item(**item | {"attendees": tuple(item.get("attendees", ()))}) for item in told["items"]
    )


def _icalendar(path: Path) -> Outcome:
    try:
        calendar: Any = Calendar.from_ical(path.read_bytes())
        calendar.validate()
        return sorted(_item(calendar, event) for event in calendar.walk("VEVENT"))
    except (ValueError, KeyError, IndexError, AttributeError) as refusal:
        return Refused(f"{type(refusal).__name__}: {refusal}")


def _item(calendar: Any, event: Any) -> Item:
    if event.errors:
        raise ValueError(event.errors)
    return Item(
        uid=str(event.get("UID", "")),
        start=_day(event, "DTSTART"),
        end=_day(event, "DTEND"),
        summary=str(event.get("SUMMARY", "")),
        description=str(event.get("DESCRIPTION", "")),
        status=str(event.get("STATUS", "")),
        sequence=int(event.get("SEQUENCE", 0)),
        method=str(calendar.get("METHOD", "")),
        organizer=str(event.get("ORGANIZER", "")),
        attendees=tuple(map(str, _each(event.get("ATTENDEE", [])))),
    )


def _day(event: Any, name: str) -> str:
    return str(event[name].dt.isoformat()) if name in event else ""


def _each(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]

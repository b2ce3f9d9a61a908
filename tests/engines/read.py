"""Read a feed or an invitation with an engine that is not ours: what it understood."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from icalendar import Calendar

from tests.needs import ENGINES, SYSTEM_PYTHON

COMMANDS = {
    "ical.js": ["node", str(ENGINES / "read_icaljs.mjs")],
    "node-ical": ["node", str(ENGINES / "read_nodeical.mjs")],
    "libical": [SYSTEM_PYTHON, str(ENGINES / "read_libical.py")],
}


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


def read_with(engine: str, path: Path) -> list[Item]:
    """The events of the feed, by UID; fails where the engine refuses it."""
    if engine == "icalendar":
        return sorted(_icalendar(path))
    done = subprocess.run(
        [*COMMANDS[engine], str(path)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, f"{engine} refuses the feed: {done.stderr}"
    return sorted(
        Item(**item | {"attendees": tuple(item["attendees"])}) for item in json.loads(done.stdout)
    )


def _icalendar(path: Path) -> list[Item]:
    calendar: Any = Calendar.from_ical(path.read_bytes())
    return [
        Item(
            uid=str(event["UID"]),
            start=event["DTSTART"].dt.isoformat(),
            end=event["DTEND"].dt.isoformat(),
            summary=str(event["SUMMARY"]),
            description=str(event["DESCRIPTION"]),
            status=str(event["STATUS"]),
            sequence=int(event["SEQUENCE"]),
            method=str(calendar.get("METHOD", "")),
            organizer=str(event.get("ORGANIZER", "")),
            attendees=tuple(map(str, _each(event.get("ATTENDEE", [])))),
        )
        for event in calendar.walk("VEVENT")
    ]


def _each(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]

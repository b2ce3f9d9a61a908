"""vdirsyncer brings the feed, as a scheduled task would; khal shows it."""

import json
import subprocess
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tests.subscribers.shown import Agenda, Shown

PROGRAMS = Path(__file__).parent / ".venv" / "bin"
SINCE, DAYS = "2000-01-01", "20000d"
PAIR = """
[pair {name}]
a = "{name}_here"
b = "{name}_there"
collections = null

[storage {name}_here]
type = "filesystem"
path = "{folder}/{name}/"
fileext = ".ics"

[storage {name}_there]
type = "http"
url = "{address}"
"""
KHAL = """
[calendars]
{calendars}
[sqlite]
path = {folder}/khal.db
[locale]
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
timeformat = %H:%M
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


class Khal:
    """Each look is a turn of the task: it goes for every feed, then reads what it holds."""

    name = "vdirsyncer, khal"

    def __init__(self, folder: Path, addresses: Mapping[str, str]) -> None:
        self._folder = folder
        self._tries = 0
        pairs = [
            PAIR.format(name=name, folder=folder, address=one) for name, one in addresses.items()
        ]
        status = f'[general]\nstatus_path = "{folder}/status/"\n'
        (folder / "vdirsyncer").write_text(status + "".join(pairs))
        calendars = "".join(
            f"[[{name}]]\npath = {folder}/{name}\nreadonly = True\n" for name in addresses
        )
        (folder / "khal").write_text(KHAL.format(folder=folder, calendars=calendars))
        for name in addresses:
            (folder / name).mkdir()
        self._vdirsyncer("discover")

    @property
    def version(self) -> str:
        """Those of both."""
        told = (self._run(name, "--version").stdout.split()[-1] for name in ("vdirsyncer", "khal"))
        return ", ".join(told)

    def agenda(self, calendar: str) -> Agenda:
        """What khal lists after one more synchronisation."""
        self._tries += 1
        self._vdirsyncer("sync", calendar)
        fields = ("start-date", "end-date", "title", "status")
        asked = [word for field in fields for word in ("--json", field)]
        listed = self._run(
            *("khal", "--config", str(self._folder / "khal"), "list", "-a", calendar, "--once"),
            *(*asked, SINCE, DAYS),
        )
        assert listed.returncode == 0, listed.stderr
        days = [json.loads(line) for line in listed.stdout.splitlines()]
        return Counter(_shown(event) for day in days for event in day)

    def tries(self) -> int:
        """One at each look."""
        return self._tries

    def _vdirsyncer(self, *arguments: str) -> None:
        """One turn; it fails where the feed does not answer, and leaves what it had."""
        self._run("vdirsyncer", "--config", str(self._folder / "vdirsyncer"), *arguments)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PROGRAMS / program, *arguments], capture_output=True, text=True, timeout=120
        )


def _shown(event: dict[str, str]) -> Shown:
    return Shown(
        date.fromisoformat(event["start-date"]),
        date.fromisoformat(event["end-date"]),
        event["title"],
        event["status"].strip(),
    )

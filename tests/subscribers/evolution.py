"""Evolution's data server, which is also that of GNOME Calendar, on a bus of its own."""

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from tests.needs import SYSTEM_PYTHON
from tests.subscribers.home import Home
from tests.subscribers.shown import Agenda, Shown

READER = Path(__file__).parent / "read_evolution.py"
SOURCE = """
[Data Source]
DisplayName={name}
Enabled=true
Parent=webcal-stub

[Calendar]
BackendName=webcal
Selected=true

[WebDAV Backend]
ResourcePath={path}

[Security]
Method=none

[Authentication]
Host={host}
Port={port}
Method=none

[Refresh]
Enabled=true
IntervalMinutes=1
"""


class Evolution:
    """It goes for its feeds every minute; ``seen`` counts its requests where they are logged."""

    name = "evolution-data-server"

    def __init__(
        self, home: Home, addresses: Mapping[str, str], seen: Callable[[str], int]
    ) -> None:
        self._seen = seen
        for name, address in addresses.items():
            parts = urlsplit(address)
            home.write(
                f"config/evolution/sources/{name}.source",
                SOURCE.format(name=name, host=parts.hostname, port=parts.port, path=parts.path),
            )
        for name in ("cache", "data", "run"):
            (home.folder / name).mkdir(mode=0o700)
        reader = home.write("reader.py", READER.read_text("utf-8"))
        self._process = home.start(
            *("dbus-run-session", "--", SYSTEM_PYTHON, str(reader), *addresses),
            piped=True,
            XDG_CONFIG_HOME=str(home.folder / "config"),
            XDG_CACHE_HOME=str(home.folder / "cache"),
            XDG_DATA_HOME=str(home.folder / "data"),
            XDG_RUNTIME_DIR=str(home.folder / "run"),
            GSETTINGS_BACKEND="memory",
        )

    @property
    def version(self) -> str:
        """The package's: the program itself tells it to servers only."""
        asked = ["dpkg-query", "--show", "--showformat=${Version}", "evolution-data-server"]
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout

    def agenda(self, calendar: str) -> Agenda:
        """What the server answers to a program that asks for every event."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()
        held = json.loads(self._process.stdout.readline())
        return Counter(_shown(event) for event in held[calendar])

    def tries(self) -> int:
        """Its requests through the front server; it goes for all its feeds at once."""
        return self._seen("Evolution/")


def _shown(event: dict[str, str]) -> Shown:
    return Shown(
        date.fromisoformat(event["first"]),
        date.fromisoformat(event["end"]) - timedelta(days=1),
        event["title"],
        event["status"],
    )

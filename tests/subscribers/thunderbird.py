"""Thunderbird without a screen: a profile with the subscriptions, and its cache of them."""

import contextlib
import json
import shutil
import sqlite3
import subprocess
import tempfile
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.subscribers.home import Home
from tests.subscribers.shown import Agenda, Shown

QUIET: dict[str, object] = {
    "app.update.auto": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mailnews.start_page.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}
HELD = (
    "SELECT event_start, event_end, title, ical_status FROM cal_events"
    " WHERE cal_id = ? AND event_start_tz = 'floating'"
)

NOTHING_YET = (
    "CREATE TABLE IF NOT EXISTS cal_events"
    " (cal_id, event_start, event_end, event_start_tz, title, ical_status)"
)


class Thunderbird:
    """It goes for its feeds every minute; ``seen`` counts its requests where they are logged."""

    name = "thunderbird"

    def __init__(
        self, home: Home, addresses: Mapping[str, str], seen: Callable[[str], int]
    ) -> None:
        self._seen = seen
        self._home = home
        self._ids = {name: str(uuid.uuid4()) for name in addresses}
        wanted = QUIET | {
            f"calendar.registry.{self._ids[name]}.{key}": value
            for name, address in addresses.items()
            for key, value in _subscription(name, address).items()
        }
        lines = [f'user_pref("{key}", {json.dumps(value)});' for key, value in wanted.items()]
        home.write("prefs.js", "\n".join(lines) + "\n")
        self._process = self._started()

    @property
    def version(self) -> str:
        """As it says."""
        asked = ["thunderbird", "--version"]
        return subprocess.run(asked, capture_output=True, text=True).stdout.split()[-1]

    def agenda(self, calendar: str) -> Agenda:
        """What its cache holds, which is what its window shows."""
        with self._cache() as cache:
            held = cache.execute(HELD, (self._ids[calendar],)).fetchall()
        return Counter(_shown(*event) for event in held)

    def tries(self) -> int:
        """Its requests through the front server; it goes for all its feeds at once."""
        return self._seen("Thunderbird/")

    def restart(self) -> None:
        """As its user does once a day."""
        self._home.stop(self._process)
        self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        profile = str(self._home.folder)
        return self._home.start("thunderbird", "--headless", "--no-remote", "--profile", profile)

    @contextlib.contextmanager
    def _cache(self) -> Iterator[sqlite3.Connection]:
        """A copy, for the program keeps its own locked."""
        with tempfile.TemporaryDirectory() as folder:
            for name in ("cache.sqlite", "cache.sqlite-wal"):
                with contextlib.suppress(FileNotFoundError):
                    shutil.copy(self._home.folder / "calendar-data" / name, folder)
            with contextlib.closing(sqlite3.connect(Path(folder) / "cache.sqlite")) as cache:
                cache.execute(NOTHING_YET)
                yield cache


def _subscription(name: str, address: str) -> dict[str, object]:
    return {
        "type": "ics",
        "uri": address,
        "name": name,
        "readOnly": True,
        "cache.enabled": True,
        "refreshInterval": "1",
        "calendar-main-in-composite": True,
    }


def _shown(start: int, end: int, title: str, status: str) -> Shown:
    """Days without a zone are kept as microseconds, as if they were in UTC."""
    first, after = (datetime.fromtimestamp(one / 1e6, UTC).date() for one in (start, end))
    return Shown(first, after - timedelta(days=1), title, status)

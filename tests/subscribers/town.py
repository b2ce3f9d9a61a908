"""A daemon on PostgreSQL with one feed, and what is done to it while programs are subscribed."""

import re
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx

from tests.needs import FAKETIME
from tests.service import Service, run, serving, until
from tests.subscribers.shown import Agenda, published

WITHDRAWN = "bilan-annuel"


@dataclass
class Town:
    """Béthune's convention under one database, always at the same address."""

    folder: Path
    database: str
    port: int
    path: str = field(default="")

    @property
    def settings(self) -> dict[str, str]:
        """What its commands and its daemon are told."""
        return {
            "ECHEANCIER_DATABASE__URL": self.database,
            "ECHEANCIER_WEB__PORT": str(self.port),
        }

    @property
    def feed(self) -> str:
        """The feed's address, at the daemon itself."""
        return f"http://127.0.0.1:{self.port}{self.path}"

    def subscribe(self) -> None:
        """Make the feed."""
        made = run(self.folder, "feed", "new", **self.settings)
        assert made.returncode == 0, made.stderr
        self.path = "/flux/" + made.stdout.strip().rpartition("/")[2]

    def serving(self, ahead: timedelta = timedelta(0)) -> AbstractContextManager[Service]:
        """Its daemon, whose clock may be ahead."""
        return serving(self.folder, **self.settings, **_clock(ahead))

    def confirm(self, ahead: timedelta) -> None:
        """Say that the clock is right: the daemon holds everything after such a leap."""
        settings = self.settings | _clock(ahead)
        done = run(self.folder, "outbox", "--clock-is-right", **settings)
        assert done.returncode == 0, done.stderr

    def sign(self, day: str) -> None:
        """Record the signature, from which nearly every date is counted."""
        done = run(self.folder, "fact", "bethune-sad", "signature", day, **self.settings)
        assert done.returncode == 0, done.stderr

    def withdraw(self) -> None:
        """Take one clause out of the rule file; the daemon sees it."""
        path = self.folder / "rules" / "bethune-sad.yaml"
        text = path.read_text("utf-8")
        shorter = re.sub(rf"  {WITHDRAWN}:\n(?:    .*\n)+\n", "", text)
        assert shorter != text
        path.write_text(shorter, "utf-8")

    def published(self) -> Agenda:
        """What the daemon gives now."""
        return published(httpx.get(self.feed, timeout=30).raise_for_status().content)

    def published_after(self, before: Agenda) -> Agenda:
        """What it gives once that is no longer what it gave, and no more changes."""
        until(lambda: self.published() != before)
        until(self._settled)
        return self.published()

    def _settled(self) -> bool:
        """A reload or a fact takes a pass or two of the daemon."""
        seen = self.published()
        time.sleep(2)
        return self.published() == seen


def _clock(ahead: timedelta) -> dict[str, str]:
    return {"LD_PRELOAD": str(FAKETIME), "FAKETIME": f"+{ahead.days}d"} if ahead else {}

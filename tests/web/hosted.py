"""The real application over a real database, on a clock that the test sets."""

import socket
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from scheduler.daemon.pages import Server, web_config
from scheduler.feeds.mirror import Press
from scheduler.feeds.rounds import Rounds
from scheduler.letters.desk import Desk
from scheduler.queueing import Office
from scheduler.reconcile import reconcile
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import Situation, situation
from scheduler.store import feeds, journal
from scheduler.store.database import Database
from scheduler.web.app import create_app
from scheduler.web.site import Site
from tests.bethune import SIGNED, agreement, rulebook
from tests.blank import opened_blank

DOMAIN = "essai.localhost"
PAGE = "https://echeances.ville.example"
OFFICE = Office(Desk(("échéancier", "e@ville.example"), DOMAIN), within_hours=False)
START = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class Wall:
    """A clock that stands where it is put."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at


class Hosted:
    """Béthune, signed, followed and served; ``client`` asks, ``clock.at`` is the time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "base.sqlite"
        self.server: Server | None = None
        self.clock = Wall()
        self.rulebook: Rulebook = replace(rulebook(), agreements=(agreement(),))
        self.database: Database = opened_blank(self.path)
        self.press = Press(PAGE, DOMAIN, folder / "feeds")
        self.rounds = Rounds(self.database, self.press)
        with self.database.write() as session:
            journal.record(
                session, "event", "bethune-sad", "signature", SIGNED, by="essai", at=START
            )
        self.go_by()
        self.restart()

    def restart(self) -> None:
        """The web server anew: what it held in memory is gone."""
        if self.server:
            self._stop()
        listener = socket.create_server(("127.0.0.1", 0))
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=60
        )
        self.server = Server(web_config(create_app(self.site())))
        self.thread = threading.Thread(target=self.server.run, args=([listener],))
        self.thread.start()

    def _stop(self) -> None:
        assert self.server is not None
        self.client.close()
        self.server.should_exit = True
        self.thread.join()

    def site(self) -> Site:
        return Site(
            situation=self.situation,
            database=self.database,
            clock=self.clock,
            page=PAGE,
            domain=DOMAIN,
            last_tick=lambda: self.clock.at,
            tick_seconds=20,
            refused=lambda: (),
            held=lambda: False,
            press=self.press,
        )

    def situation(self) -> Situation:
        with self.database.read() as session:
            facts = journal.facts(session)
        return situation(self.rulebook, facts, self.clock.at)

    def go_by(self, days: int = 0) -> None:
        """Let days pass, then one pass of the service."""
        self.clock.at += days * DAY
        done = reconcile(self.database, self.rulebook, self.clock.at, OFFICE)
        self.rounds.make(done.situation)

    def new(self, kind: str = "all", subject: str = "", label: str = "toutes") -> str:
        """The path of a new feed."""
        with self.database.write() as session:
            _, token = feeds.new_feed(session, kind, subject, label, self.clock.at)
        return f"/flux/{token}.ics"

    def spoil(self) -> None:
        """Leave its file no database any more, and nothing of it in memory."""
        self.database.close()
        spoil(self.path)

    def close(self) -> None:
        self._stop()
        self.database.close()


def spoil(path: Path) -> None:
    """What a full disk or a bad copy may leave under that name, and in its journal."""
    for one in (path, path.with_name(path.name + "-wal")):
        one.write_bytes(b"ceci n'est pas une base\n" * 500)

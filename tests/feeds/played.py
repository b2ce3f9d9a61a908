"""Play passes of the service at chosen instants over real files, store and disk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from scheduler.feeds.mirror import Press
from scheduler.feeds.rounds import Rounds
from scheduler.letters.desk import Desk
from scheduler.queueing import Office
from scheduler.reconcile import reconcile
from scheduler.rulebook.load import Sources
from scheduler.situation import Situation
from scheduler.store import feeds, journal, publications
from scheduler.store.database import Database, open_database
from scheduler.store.feeds import Feed
from scheduler.store.publications import Publication
from tests.kept import KeptRules

DOMAIN = "essai.echeancier.localhost"
PAGE = "https://echeances.ville.example"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
OFFICE = Office(Desk(sender=("échéancier", "e@ville.example"), domain=DOMAIN), within_hours=False)


@dataclass
class Played:
    """A deployment in a folder, as ``tests.conftest.copied`` makes it, its database open."""

    folder: Path
    database: Database
    rounds: Rounds
    known: Situation | None = None
    rules: KeptRules = field(default_factory=KeptRules)

    @classmethod
    def opened(
        cls,
        folder: Path,
        store: Path | None = None,
        *,
        page: str = PAGE,
        copies: str = "feeds",
        shared: bool = False,
    ) -> "Played":
        """As a process that has just started; ``copies`` is the folder of its machine's."""
        database = open_database(store or folder / "echeancier.sqlite")
        press = Press(page, DOMAIN, folder / copies, shared)
        return cls(folder, database, Rounds(database, press))

    def subscribe(
        self, kind: str = "all", subject: str = "", detail: str = "full", label: str = "essai"
    ) -> Feed:
        with self.database.write() as session:
            return feeds.new_feed(session, kind, subject, label, NOON, detail=detail)[0]

    def at(self, now: datetime) -> None:
        """One pass, and the calendars that follow from it."""
        rules = self.rules.read(
            Sources(
                (self.folder / "rules",), self.folder / "calendars", self.folder / "annuaire.yaml"
            )
        )
        self.known = reconcile(self.database, rules, now, OFFICE).situation
        self.rounds.make(self.known)

    def rewrite(self, name: str, old: str, new: str) -> None:
        """Change the words of one rule file, or of the directory."""
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), "utf-8")

    def record(self, kind: str, subject: str, on: date, comment: str = "") -> None:
        with self.database.write() as session:
            journal.record(
                session, kind, "bethune-sad", subject, on, by="essai", at=NOON, comment=comment
            )

    def published(self, feed: Feed) -> Publication:
        with self.database.read() as session:
            found = publications.current(session, feed.id)
        assert found is not None
        return found

    def body(self, feed: Feed) -> bytes:
        return self.published(feed).body

    def copies(self, feed: Feed) -> list[str]:
        with self.database.read() as session:
            return publications.token_hashes(session, feed.id)

    def held(self) -> list[str]:
        with self.database.read() as session:
            return [one.reason for one in publications.held(session)]


def blocks(body: bytes) -> dict[str, bytes]:
    """Each event's very lines, by UID."""
    found = {}
    for part in body.split(b"\r\nBEGIN:VEVENT\r\n")[1:]:
        block = part.partition(b"\r\nEND:VEVENT")[0]
        found[value(block, "UID")] = block
    return found


def value(block: bytes, name: str) -> str:
    """The value of one property, unfolded and unescaped."""
    text = block.replace(b"\r\n ", b"").decode()
    found = re.search(rf"^{name}(?:;[^:]*)?:(.*?)\r?$", text, re.MULTILINE)
    assert found is not None, (name, text)
    return re.sub(r"\\([,;])", r"\1", found[1]).replace("\\n", "\n")


def one(body: bytes, title: str, day: str = "") -> bytes:
    """The only event whose title holds these words, on that day if given."""
    found = [
        block
        for block in blocks(body).values()
        if title in value(block, "SUMMARY") and day in value(block, "DTSTART")
    ]
    assert len(found) == 1, [value(block, "SUMMARY") for block in blocks(body).values()]
    return found[0]


def titles(body: bytes) -> list[str]:
    return [value(block, "SUMMARY") for block in blocks(body).values()]


def stamps(body: bytes) -> Mapping[str, tuple[int, str]]:
    """By UID, what clients compare."""
    return {
        uid: (int(value(block, "SEQUENCE")), value(block, "LAST-MODIFIED"))
        for uid, block in blocks(body).items()
    }

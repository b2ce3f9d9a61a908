"""A deployment in which days were played: facts, rules amended, messages in every state."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from scheduler.delivery import Failure, Outcome, OutcomeKind, Report
from scheduler.letters.desk import Desk
from scheduler.queueing import Office
from scheduler.reconcile import reconcile
from scheduler.rulebook.load import Sources, load
from scheduler.store import bounces, claims, journal, outbox
from scheduler.store.claims import Settled
from scheduler.store.database import Database, open_database

NAME = "bethune-sad"
OFFICE = Office(Desk(("échéancier", "e@ville.example"), "essai.localhost"), within_hours=False)
DIRECTOR = "directrice@ccas-bethune.example"
OTHER = "direction@ccas-dijon.example"
AMENDED = "titre: Convention de partenariat relative au service autonomie à domicile (SAD), amendée"
PAPER = "000_3de449427abf60fe.txt"


class Played:
    """A folder and its database; every step happens at eight in the morning, in UTC."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.day = date(2026, 11, 25)

    def database(self) -> Database:
        return open_database(self.folder / "var" / "echeancier.sqlite")

    @property
    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 8, tzinfo=UTC)

    def look(self) -> str:
        """One pass with the rules as they are; their version."""
        sources = Sources(
            (self.folder / "rules",), self.folder / "calendars", self.folder / "annuaire.yaml"
        )
        rulebook, database = load(sources), self.database()
        reconcile(database, rulebook, self.now, OFFICE)
        database.close()
        return rulebook.version

    def on(self, day: date, kind: OutcomeKind = "accepted", code: int = 250) -> None:
        """A pass on that day; a relay answers the same for everything that waits."""
        self.day = day
        self.look()
        self.deliver(kind, code)

    def deliver(self, kind: OutcomeKind, code: int) -> None:
        database = self.database()
        with database.write() as session:
            taken = claims.claim(session, "essai", self.now + timedelta(hours=1), 1000)
            said = Outcome(kind, "data", code, "=ok; file d'attente")
            ended = [Settled(one, said) for one in taken]
            claims.settle(session, ended, self.now + timedelta(hours=1), Random(1))
        database.close()

    def record(self) -> None:
        """The signature, wrong then right, with a comment that a spreadsheet would run."""
        database = self.database()
        with database.write() as session:
            wrong = journal.record(
                session, "event", NAME, "signature", date(2025, 5, 1), by="essai", at=self.now
            )
            journal.withdraw(session, wrong, by="essai", at=self.now, comment="erreur de jour")
            journal.record(
                *(session, "event", NAME, "signature", date(2025, 4, 1)),
                by="essai",
                at=self.now,
                comment='=HYPERLINK("https://x.example")',
                evidence="<script>alert(1)</script>",
            )
        database.close()

    def amend(self) -> None:
        """The rule file changes: another title."""
        file = self.folder / "rules" / f"{NAME}.yaml"
        file.write_text(re.sub(r"(?m)^titre: .*$", AMENDED, file.read_text("utf-8")), "utf-8")

    def bounce(self) -> None:
        """The last message that the relay took for the director came back."""
        database = self.database()
        with database.write() as session:
            taken = [one for one in outbox.listing(session, ["sent"]) if one.recipient == DIRECTOR]
            failure = Failure(DIRECTOR, None, "failed", "5.1.1", "boîte inconnue")
            report = Report(taken[-1].message_id, None, (failure,))
            bounces.record(session, report, self.now)
        database.close()


def played(folder: Path) -> Played:
    """Two versions of the rules, a paper at hand, accepted, refused and waiting messages."""
    town = Played(folder)
    (folder / "rules" / PAPER).write_text("Le texte signé.\n", "utf-8")
    town.on(date(2026, 11, 25))
    town.record()
    town.look()
    town.on(date(2026, 11, 26))
    town.on(date(2026, 11, 30))
    town.amend()
    town.on(date(2026, 12, 4), "refused", 550)
    town.on(date(2026, 12, 5))
    town.bounce()
    town.day = date(2026, 12, 7)
    town.look()
    return town

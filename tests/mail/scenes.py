"""Every kind of letter as it is really written: days played on a real database, Béthune's rules."""

import re
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from functools import lru_cache, partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

from sqlmodel import col, select

from scheduler.letters.desk import Desk
from scheduler.queueing import Office
from scheduler.reconcile import reconcile
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.rulebook import Rulebook
from scheduler.store import claims, journal
from scheduler.store.claims import Settled
from scheduler.store.database import Database
from scheduler.store.tables import MessageRow
from tests.bethune import ROOT, SIGNED
from tests.blank import opened_blank
from tests.correspondence.played import ANA, BO, MAX, NOTICE, REPORT, START, TAKEN, Played, to
from tests.correspondence.played import DIRECTORY as TOWN

DIRECTOR = "directrice@ccas-bethune.example"
MANAGER = "conventions@ccas-bethune.example"
SCHEME = re.compile(r'<meta name="(supported-)?color-schemes?"[^>]*>')
DIRECTORY = Path("annuaire.yaml")
LOADED = date(2026, 11, 17)
SPOKEN = ContextVar("SPOKEN", default="fr")
"""The language of everybody in the directory, while a scene is played."""
NEAR = Desk(
    sender=("Échéancier du CCAS de Béthune", "echeancier@ccas-bethune.example"),
    domain="essai.echeancier.example",
    reply_to=("Noé Lemaire", MANAGER),
    page="https://echeances.ccas-bethune.example",
)
FAR = replace(NEAR, page=None)
"""Of a service whose pages nobody reaches: mail is all there is."""
QUIET = """\
convention: fourriere
titre: Convention de fourrière animale
nous: ville
calendrier: bethune
responsable: ccas.directrice
parties: {ville: Ville de Béthune, refuge: Refuge du Béthunois}
obligations:
  bilan:
    titre: Bilan de l'année
    article: '4'
    citation: un bilan est remis chaque année avant le 30 juin
    par: refuge
    quand: {pour: 2029-06-29}
"""


@dataclass
class Play:
    """A service whose days are played at nine in the morning in winter, Paris time."""

    database: Database
    rulebook: Rulebook
    desk: Desk

    def on(self, day: date, hour: int = 8) -> dict[str, bytes]:
        """The messages that this pass writes, by recipient."""
        now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        before = len(self._written())
        reconcile(self.database, self.rulebook, now, Office(self.desk, within_hours=False))
        with self.database.write() as session:
            taken = claims.claim(session, "essai", now, 100)
            claims.settle(session, [Settled(one, TAKEN) for one in taken], now, Random(1))
        return {row.recipient: row.body for row in self._written()[before:]}

    def until(self, day: date, hour: int = 8) -> dict[str, bytes]:
        """Every day from the loading on; what the last one brings."""
        for number in range((day - LOADED).days):
            self.on(LOADED + timedelta(days=number))
        return self.on(day, hour)

    def record(self, event: str, on: date) -> None:
        """A fact, as the command records it."""
        at = datetime(2026, 11, 17, tzinfo=UTC)
        with self.database.write() as session:
            journal.record(session, "event", "bethune-sad", event, on, by="essai", at=at)

    def _written(self) -> list[MessageRow]:
        with self.database.read() as session:
            return list(session.exec(select(MessageRow).order_by(col(MessageRow.id))))


def spoken(directory: str, language: str) -> str:
    """That directory, all its people being written to in that language."""
    if language == "fr":
        return directory
    block = re.sub(r"(?m)^( +)(adresse: .+)$", rf"\1\2\n\1langue: {language}", directory)
    return re.sub(r"\{nom: (\w+),", rf"{{nom: \1, langue: {language},", block)


@lru_cache
def bethune(language: str = "fr") -> Rulebook:
    """Béthune's convention alone, its files named as an administrator's are."""
    with TemporaryDirectory() as folder, chdir(ROOT):
        people = Path(folder) / DIRECTORY
        people.write_text(spoken(DIRECTORY.read_text("utf-8"), language), "utf-8")
        return load(Sources((Path("rules/bethune-sad.yaml"),), Path("calendars"), people))


@contextmanager
def playing(
    desk: Desk = NEAR, rules: Rulebook | None = None, *, signed: bool = True
) -> Iterator[Play]:
    """An empty service with Béthune's convention, whose signature is known or not."""
    known = rules or bethune(SPOKEN.get())
    with TemporaryDirectory() as folder:
        database = opened_blank(Path(folder) / "base.sqlite")
        play = Play(database, known, desk)
        if signed:
            play.record("signature", SIGNED)
        yield play
        database.close()


def first_load() -> bytes:
    """What the manager is told when a convention is loaded: what is asked, and what is past."""
    with playing(signed=False) as play:
        return play.on(LOADED)[MANAGER]


def first_reminder() -> bytes:
    """Fifteen days before the letter must be posted."""
    with playing() as play:
        return play.until(date(2026, 11, 26))[DIRECTOR]


def last_day() -> bytes:
    """The day itself."""
    with playing() as play:
        return play.until(date(2026, 12, 11))[DIRECTOR]


def late() -> bytes:
    """The first working day after."""
    with playing() as play:
        return play.until(date(2026, 12, 14))[DIRECTOR]


def correction() -> bytes:
    """A reminder left for the earliest date; then the signature is recorded."""
    with playing(signed=False) as play:
        play.until(date(2026, 11, 24))
        play.record("signature", SIGNED)
        return play.on(date(2026, 11, 24), 10)[DIRECTOR]


def catch_up() -> bytes:
    """The service was stopped for a month, and nobody reaches its pages."""
    with playing(FAR) as play:
        play.on(LOADED)
        return play.on(date(2026, 12, 15))[DIRECTOR]


def digest() -> bytes:
    """A Monday, with duties late and to come, and none of them a cliff."""
    with playing() as play:
        return play.until(date(2027, 1, 18))[DIRECTOR]


def quiet(language: str = "fr") -> Rulebook:
    """A convention under which nothing is due for years."""
    with TemporaryDirectory() as folder, chdir(folder):
        file = Path("rules/fourriere.yaml")
        file.parent.mkdir()
        file.write_text(QUIET, "utf-8")
        DIRECTORY.write_text(spoken((ROOT / DIRECTORY).read_text("utf-8"), language), "utf-8")
        return load(Sources((file,), ROOT / "calendars", DIRECTORY))


def empty_digest() -> bytes:
    """The first Monday of a month with nothing in view."""
    with playing(rules=quiet(SPOKEN.get()), signed=False) as play:
        play.on(LOADED)
        return play.on(date(2026, 12, 7))[DIRECTOR]


def question() -> bytes:
    """A cliff whose date nobody can compute before a question is answered."""
    with playing(signed=False) as play:
        return play.until(date(2026, 11, 23))[DIRECTOR]


@contextmanager
def town(desk: Desk = NEAR) -> Iterator[Played]:
    """A lease of a town, followed since November."""
    with TemporaryDirectory() as folder:
        database = opened_blank(Path(folder) / "base.sqlite")
        played = Played(database, Path(folder), replace(desk, reply_to=None))
        played.write("annuaire.yaml", spoken(TOWN, SPOKEN.get()))
        played.on(START)
        yield played
        database.close()


def escalation() -> bytes:
    """The eve of a cliff that nobody has recorded: the deputy hears of it too."""
    with town() as played:
        return to(played.days(date(2027, 3, 8), date(2027, 3, 12)), BO)[-1].body


def announced() -> bytes:
    """The last reminder before it goes further, which says so."""
    with town() as played:
        return to(played.days(date(2027, 3, 5), date(2027, 3, 8)), ANA)[-1].body


def expected() -> bytes:
    """What the club owes, to whoever watches it, with a letter to send."""
    with town() as played:
        played.days(date(2027, 5, 3), date(2027, 5, 21))
        return to(played.on(date(2027, 5, 24)), MAX)[0].body


def done() -> bytes:
    """Who was warned that a cliff was late learns that it is done."""
    with town(FAR) as played:
        played.days(date(2027, 3, 12), date(2027, 3, 16))
        played.record("done", REPORT, date(2027, 3, 16))
        return to(played.on(date(2027, 3, 17)), BO)[0].body


def gone() -> bytes:
    """What was told is no longer owed."""
    with town() as played:
        played.on(date(2027, 3, 8))
        text = (played.folder / "rules/gymnase.yaml").read_text("utf-8")
        played.write("rules/gymnase.yaml", text.partition("obligations:")[0])
        return to(played.on(date(2027, 3, 9)), ANA)[0].body


def stand_in() -> bytes:
    """The holder is away."""
    with town() as played:
        away = "absences: [{du: 2027-03-01, au: 2027-03-19}]"
        played.change("annuaire.yaml", f"adresse: {ANA}}}", f"adresse: {ANA}, {away}}}")
        return to(played.days(date(2027, 3, 1), date(2027, 3, 12)), BO)[-1].body


def posted() -> bytes:
    """A letter is on its way: what became of it?"""
    with town() as played:
        played.record("done", REPORT, date(2027, 3, 1))
        played.on(date(2027, 5, 3))
        played.record("done", NOTICE, date(2027, 5, 3))
        return to(played.days(date(2027, 5, 4), date(2027, 5, 7)), ANA)[-1].body


def alert() -> bytes:
    """A mailbox refuses: the manager is told what to do."""
    with town() as played:
        played.dead.add(ANA)
        played.on(date(2027, 3, 8))
        return to(played.on(date(2027, 3, 9)), MAX)[0].body


def calendar_by_mail(kind: str) -> bytes:
    """A date for the agenda, where it moves, and where it is taken out."""
    with town() as played:
        played.change("annuaire.yaml", f"adresse: {ANA}}}", f"adresse: {ANA}, agenda: oui}}")
        sent = to(played.days(date(2026, 11, 18), date(2026, 11, 20)), ANA, "invitation")
        if kind == "new":
            return sent[0].body
        moved = ("au plus tard: 2027-03-15", "au plus tard: 2027-04-15")
        played.change("rules/gymnase.yaml", *moved)
        update = to(played.on(date(2026, 11, 24)), ANA, "invitation")
        if kind == "moved":
            return update[0].body
        played.record("done", REPORT, date(2026, 11, 24))
        return to(played.on(date(2026, 11, 25)), ANA, "cancellation")[0].body


SCENES: dict[str, Callable[[], bytes]] = {
    "first-load": first_load,
    "first-reminder": first_reminder,
    "last-day": last_day,
    "late": late,
    "correction": correction,
    "catch-up": catch_up,
    "digest": digest,
    "empty-digest": empty_digest,
    "question": question,
    "announced": announced,
    "escalation": escalation,
    "expected": expected,
    "done": done,
    "gone": gone,
    "stand-in": stand_in,
    "posted": posted,
    "alert": alert,
    "agenda": partial(calendar_by_mail, "new"),
    "agenda-moved": partial(calendar_by_mail, "moved"),
    "agenda-cancelled": partial(calendar_by_mail, "cancelled"),
}


@lru_cache
def scene(name: str, language: str = "fr") -> bytes:
    """The message of that name, as the outbox holds it: the register's salts are not drawn."""
    before = SPOKEN.set(language)
    try:
        with patch("os.urandom", lambda size: b"\x07" * size):
            return SCENES[name]()
    finally:
        SPOKEN.reset(before)


def headless(html: str) -> str:
    """The letter as a webmail shows it: what its head says of colours is dropped."""
    return SCHEME.sub("", html)


def html_of(message: bytes) -> str:
    """The message's HTML."""
    body = message_from_bytes(message, policy=policy.default).get_body(("html",))
    assert body is not None
    return str(body.get_content())

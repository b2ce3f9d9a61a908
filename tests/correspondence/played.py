"""A small town whose days are played on a real database, with a relay that takes or refuses."""

from contextlib import chdir
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from scheduler.delivery import Outcome
from scheduler.letters.desk import Desk
from scheduler.queueing import Office
from scheduler.reconcile import reconcile
from scheduler.rulebook.load import Sources
from scheduler.store import claims, journal
from scheduler.store.claims import Settled
from scheduler.store.database import Database
from scheduler.store.tables import ItemRow, MessageRow
from tests.bethune import ROOT
from tests.kept import KeptRules

PARIS = ZoneInfo("Europe/Paris")
ANA, BO, CLEO, MAX = (f"{name}@ville.example" for name in ("ana", "bo", "cleo", "max"))
DIRECTORY = f"""\
gestionnaire: greffe
rôles:
  sport:
    titre: Service des sports
    titulaires:
      - {{nom: Ana, adresse: {ANA}}}
    suppléance: adjoint
    hiérarchie: direction
  adjoint:
    titre: Adjoint aux sports
    titulaires:
      - {{nom: Bo, adresse: {BO}}}
  direction:
    titre: Direction générale
    titulaires:
      - {{nom: Cleo, adresse: {CLEO}}}
  greffe:
    titre: Greffe
    titulaires:
      - {{nom: Max, adresse: {MAX}}}
"""
LEASE = """\
convention: gymnase
titre: Bail du gymnase
nous: ville
calendrier: bethune
responsable: sport
veille: greffe
parties: {ville: Ville, club: Club de judo}
durée:
  article: "5"
  citation: pour une durée d'un an
  prend effet: {le: 2025-09-01}
  pour: 2 ans
  reconduction: {mode: tacite, pour: 1 an, fois: 3}
  préavis: {délai: 3 mois, forme: LRAR, compté de: réception, moment: avant chaque terme}
obligations:
  bilan:
    titre: Bilan de la saison
    article: "6"
    citation: au plus tard le 15 mars
    par: ville
    couperet: oui
    quand: {au plus tard: 2027-03-15}
    sinon: la subvention n'est pas versée
  assurance:
    titre: Attestation d'assurance
    article: "7"
    citation: remise au plus tard le 31 mai
    par: club
    à: ville
    couperet: oui
    pièces: {attestation: attestation d'assurance, contrat: contrat signé}
    quand: {au plus tard: 2027-05-31}
    sinon: le gymnase n'est plus ouvert au club
"""
DESK = Desk(("échéancier", "e@ville.example"), "essai.localhost")
START = date(2026, 11, 17)
REPORT, NOTICE = "gymnase/bilan/unique", "gymnase/preavis/p1"
TAKEN = Outcome("accepted", "dot", 250, "ok")
FULL = Outcome("later", "rcpt", 452, "4.2.2 boîte pleine")
BUSY = Outcome("later", "dot", 451, "4.3.0 plus tard")
DOWN = Outcome("channel", "connect", None, "no route")


class Refused(Exception):
    """The files have errors."""


@dataclass
class Mail:
    """A message that the relay took."""

    on: date
    to: str
    kind: str
    subject: str
    steps: tuple[str, ...]
    text: str
    body: bytes


@dataclass
class Played:
    """The town, day by day at nine in the morning by the wall; ``taken`` is what left."""

    database: Database
    folder: Path
    desk: Desk = DESK
    hours: bool = True
    down: bool = False
    dead: set[str] = field(default_factory=set)
    full: set[str] = field(default_factory=set)
    busy: bool = False
    calendars: Path = ROOT / "calendars"
    taken: list[Mail] = field(default_factory=list)
    rules: KeptRules = field(default_factory=KeptRules)

    def __post_init__(self) -> None:
        self.write("annuaire.yaml", DIRECTORY)
        self.write("rules/gymnase.yaml", LEASE)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """A file, edited."""
        text = (self.folder / name).read_text("utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def on(self, day: date, hour: int = 9, minute: int = 0) -> list[Mail]:
        """One pass; what left in it."""
        now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS).astimezone(UTC)
        with chdir(self.folder):
            rules = self.rules.read(
                Sources((Path("rules"),), self.calendars, Path("annuaire.yaml"))
            )
        if rules.errors:
            raise Refused(rules.errors)
        reconcile(self.database, rules, now, Office(self.desk, within_hours=self.hours))
        return self._deliver(now)

    def days(self, first: date, last: date) -> list[Mail]:
        """A pass each day, days off included; what left."""
        found = []
        for number in range((last - first).days + 1):
            found += self.on(first + timedelta(days=number))
        return found

    def record(self, kind: str, subject: str, on: date, comment: str = "") -> None:
        at = datetime(on.year, on.month, on.day, tzinfo=UTC)
        with self.database.write() as session:
            journal.record(session, kind, "gymnase", subject, on, by="max", at=at, comment=comment)

    def _deliver(self, now: datetime) -> list[Mail]:
        with self.database.write() as session:
            taken = claims.claim(session, "essai", now, 1000)
            answers = [self._answer(one.recipient) for one in taken]
            ended = [Settled(*pair) for pair in zip(taken, answers, strict=True)]
            claims.settle(session, ended, now, Random(1))
        left = [one.id for one, said in zip(taken, answers, strict=True) if said.kind == "accepted"]
        found = self._mails(left, now.astimezone(PARIS).date())
        self.taken += found
        return found

    def _answer(self, recipient: str) -> Outcome:
        if self.down:
            return DOWN
        if recipient in self.dead:
            return Outcome("refused", "rcpt", 550, "5.1.1 inconnu")
        if self.busy:
            return BUSY
        if recipient in self.full:
            return FULL
        return TAKEN

    def _mails(self, ids: list[int], day: date) -> list[Mail]:
        with self.database.read() as session:
            rows = session.exec(select(MessageRow).where(col(MessageRow.id).in_(ids))).all()
            return [
                Mail(day, row.recipient, row.kind, row.subject, self._steps(row), *read(row.body))
                for row in rows
            ]

    def _steps(self, row: MessageRow) -> tuple[str, ...]:
        with self.database.read() as session:
            items = session.exec(select(ItemRow).where(ItemRow.message == row.id)).all()
        return tuple(
            f"{one.occurrence} {one.step}"
            for one in items
            if not one.superseded and one.step != "day"
        )


def read(body: bytes) -> tuple[str, bytes]:
    """The words of the text, and the message's bytes."""
    part = message_from_bytes(body, policy=policy.default).get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split()), body


def to(mails: list[Mail], address: str, kind: str | None = None) -> list[Mail]:
    """Those to one person."""
    return [one for one in mails if one.to == address and kind in (None, one.kind)]

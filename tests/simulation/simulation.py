"""Days played one after the other: the real reconcile and dispatch over a real database file."""

import asyncio
import gc
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from scheduler.bouncing import take
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.period import ONE_DAY
from scheduler.deadlines.reminders import MONDAY
from scheduler.delivery import Outcome
from scheduler.dispatch.sending import dispatch
from scheduler.dispatch.writer import Writer
from scheduler.letters.desk import Desk
from scheduler.queueing import Office
from scheduler.reconcile import reconcile
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import Situation
from scheduler.store import journal, outbox
from scheduler.store.database import open_database
from scheduler.store.tables import ItemRow, MessageRow
from tests.bounced import OURS, POSTFIX, RECIPIENT

PARIS = ZoneInfo("Europe/Paris")
FIRST_PASS, ANSWERS, SECOND_PASS = time(8), time(11), time(14)
"""People record what they did, and files are changed, between the day's two passes."""
SUNDAY = 6
IN_TIME, LONG_AGO = timedelta(days=5), timedelta(days=60)
"""How long before a convocation it must have been told of; what is of no interest any more."""
OFFICE = Office(
    Desk(
        sender=("échéancier", "echeances@ville.example"),
        domain="simulation.localhost",
        page="https://echeances.ville.example",
    ),
    within_hours=True,
)
ACCEPTED = Outcome("accepted", "dot", 250, "queued")
NO_ROUTE = Outcome("channel", "connect", None, "no route")


@dataclass(frozen=True)
class Outage:
    """The service does not run, or the relay does not answer, from ``first`` to ``last``."""

    of: Literal["service", "relay"]
    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether it lasts on that day."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Event:
    """What happens on a day of the script; ``told`` is how the table recalls it."""

    on: date
    told: str
    happen: Callable[["Simulation"], None]


@dataclass(frozen=True)
class Script:
    """What is played: whose files, between which days, with which outages and events."""

    name: str
    rules: Path
    calendars: Path
    directory: Path
    outages: tuple[Outage, ...]
    events: tuple[Event, ...]
    first: date = date(2026, 1, 5)
    last: date = date(2028, 1, 5)


@dataclass(frozen=True)
class Told:
    """One thing that a message told."""

    occurrence: str
    revision: int
    step: str
    superseded: bool


@dataclass(frozen=True)
class Left:
    """A message that the relay took, at the local time it did."""

    at: datetime
    person: str
    kind: str
    subject: str
    message_id: str
    told: tuple[Told, ...]
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Arrived:
    """A cliff whose last useful day passed before anyone had recorded it as done."""

    key: str
    useful_by: date


@dataclass(frozen=True)
class ToConvene:
    """A cliff that a body decides, undone on ``seen_on``, when its convocation came near."""

    key: str
    convene_on: date
    seen_on: date


@dataclass(frozen=True)
class Planned:
    """What somebody will record of an occurrence that day; ``kind`` as the journal names it."""

    on: date
    kind: str
    agreement: str
    key: str
    comment: str = ""
    cliff: bool = True


@dataclass
class SetClock:
    """A clock set by the script."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass
class Relay:
    """Takes every message, unless it is down."""

    down: bool = False
    name: str = "simulation"
    width: int = 1
    taken: list[tuple[str, bytes]] = field(default_factory=list)

    async def send(self, sender: str, recipient: str, body: bytes, message_id: str) -> Outcome:
        if self.down:
            return NO_ROUTE
        self.taken.append((message_id, body))
        return ACCEPTED

    async def close(self) -> None:
        """Nothing is held open."""


Answer = Callable[["Simulation", Situation, date], None]


class Simulation:
    """A script being played in a folder of its own."""

    def __init__(self, script: Script, folder: Path, answer: Answer) -> None:
        self.script = script
        self.left: list[Left] = []
        self.arrived: dict[str, Arrived] = {}
        self.to_convene: dict[str, ToConvene] = {}
        self.calendars: dict[str, Calendar] = {}
        self.planned: dict[date, list[Planned]] = {}
        self.answered: set[str] = set()
        self.dead: set[str] = set()
        self._answer = answer
        self._files = folder / "fichiers"
        self._rulebook = self._copied()
        self._clock = SetClock(datetime.combine(script.first, time(0), PARIS))
        self._relay = Relay()
        self._database = open_database(folder / "base.sqlite")
        self._process = 0
        self._seen_until = script.first - ONE_DAY
        self._to_bounce: list[Left] = []

    # What happens

    def play(self) -> None:
        """Every day from the first to the last."""
        self._writer = self._restarted()
        gc.disable()  # a pass makes many objects and hardly a cycle
        try:
            with asyncio.Runner() as runner:
                for day in self.days():
                    self._day(runner, day)
        finally:
            gc.enable()
            self._database.close()

    def days(self) -> Iterator[date]:
        """The days of the script."""
        for number in range((self.script.last - self.script.first).days + 1):
            yield self.script.first + timedelta(days=number)

    # What events do

    @property
    def today(self) -> date:
        """The day being played."""
        return self._clock.at.date()

    def record(self, agreement: str, event: str, on: date) -> None:
        """Somebody records the date of a fact."""
        self._write("event", agreement, event, on)

    def correct(self, agreement: str, event: str, on: date) -> None:
        """Somebody takes back what was last recorded of a fact, and records another date."""
        with self._database.write() as session:
            last = journal.standing(session, agreement, "event", event)[-1]
            journal.withdraw(session, last, by="simulation", at=self._now())
        self._write("event", agreement, event, on)

    def plan(self, one: Planned) -> None:
        """Somebody means to record something; the occurrence needs no other answer."""
        self.planned.setdefault(one.on, []).append(one)
        self.answered.add(one.key)

    def retry(self, address: str) -> None:
        """Somebody lets what that address refused leave again."""
        with self._database.write() as session:
            stuck = [one.id for one in outbox.stuck(session) if one.recipient == address]
            outbox.retry(session, stuck, self._now())

    def edit(self, name: str, old: str, new: str) -> None:
        """Somebody changes a file; its words must be there once, and it must stay sound."""
        (path,) = self._files.rglob(name)
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{name}: « {old} » {text.count(old)} times"
        path.write_text(text.replace(old, new), "utf-8")
        self._rulebook = self._loaded()

    # The day

    def _day(self, runner: asyncio.Runner, day: date) -> None:
        """A pass at opening, and one once people have answered; on a day off, one on Saturdays."""
        if self._is_out("service", day - ONE_DAY):
            self._writer = self._restarted()
        worked = any(one.calendar.is_working(day) for one in self._rulebook.agreements)
        if worked or day.weekday() != SUNDAY:
            self._pass(runner, day, FIRST_PASS)
        changed = self._live(day)
        if worked and (changed or day.weekday() == MONDAY):
            self._pass(runner, day, SECOND_PASS)

    def _live(self, day: date) -> bool:
        """What happens that day beside the service; whether it may change what is to be told."""
        self._clock.at = datetime.combine(day, ANSWERS, PARIS)
        events = [event for event in self.script.events if event.on == day]
        for event in events:
            event.happen(self)
        planned = self.planned.pop(day, [])
        for one in planned:
            self._write(one.kind, one.agreement, one.key, day, one.comment)
        return bool(events) or any(one.cliff for one in planned)

    def _pass(self, runner: asyncio.Runner, day: date, hour: time) -> None:
        if self._is_out("service", day):
            return
        self._clock.at = datetime.combine(day, hour, PARIS)
        self._relay.down = self._is_out("relay", day)
        self._take_reports()
        done = reconcile(self._database, self._rulebook, self._now(), OFFICE)
        runner.run(dispatch(self._writer, self._relay))
        self._note(done.situation, day)
        self._answer(self, done.situation, day)

    def _is_out(self, what: str, day: date) -> bool:
        return any(one.of == what and one.covers(day) for one in self.script.outages)

    def _note(self, known: Situation, day: date) -> None:
        """Write down what left with this pass, and which cliffs came undone since the last."""
        self.left += self._newly_left()
        for computation in known.binding:
            responsible = known.rulebook.directory.recipient(
                computation.agreement.responsible, computation.today
            )
            self.calendars.setdefault(responsible.address, computation.agreement.calendar)
            for item in computation.occurrences:
                self._note_session(item, day, computation)
                came = item.useful_by if item.cliff else None
                if came is None or not self._seen_until <= came < day:
                    continue
                if computation.is_pending(item):
                    self.arrived.setdefault(item.key, Arrived(item.key, came))
        self._seen_until = day

    def _note_session(self, item: Occurrence, day: date, computation: Computation) -> None:
        """Write down the first pass that is near a convocation which is still to be sent."""
        convene_on = item.convene_on
        if not item.cliff or convene_on is None or item.due is None:
            return
        first = max(self.script.first + IN_TIME, day - LONG_AGO)
        if first <= convene_on <= day + IN_TIME and computation.is_pending(item):
            self.to_convene.setdefault(item.key, ToConvene(item.key, convene_on, day))

    def _newly_left(self) -> list[Left]:
        taken, self._relay.taken = self._relay.taken, []
        if not taken:
            return []
        with self._database.read() as session:
            found = []
            for message_id, body in taken:
                row = session.exec(
                    select(MessageRow).where(MessageRow.message_id == message_id)
                ).one()
                items = session.exec(
                    select(ItemRow).where(ItemRow.message == row.id).order_by(col(ItemRow.id))
                )
                told = tuple(
                    Told(one.occurrence, one.revision, one.step, one.superseded) for one in items
                )
                found.append(
                    Left(
                        self._clock.at, row.recipient, row.kind, row.subject, message_id, told, body
                    )
                )
        self._to_bounce += [one for one in found if one.person in self.dead]
        return found

    def _take_reports(self) -> None:
        """What was sent to a dead mailbox comes back before the next pass."""
        for one in self._to_bounce:
            report = POSTFIX.replace(OURS, one.message_id.strip("<>").encode())
            take(
                self._database, report.replace(RECIPIENT.encode(), one.person.encode()), self._now()
            )
        self._to_bounce = []

    # The ground

    def _now(self) -> datetime:
        return self._clock.at.astimezone(UTC)

    def _write(self, kind: str, agreement: str, subject: str, on: date, comment: str = "") -> None:
        by, at = "simulation", self._now()
        with self._database.write() as session:
            journal.record(session, kind, agreement, subject, on, by=by, at=at, comment=comment)

    def _restarted(self) -> Writer:
        self._process += 1
        owner = f"simulation-{self._process}"
        return Writer(self._database, self._clock, owner, Random(self._process))

    def _copied(self) -> Rulebook:
        shutil.copytree(self.script.rules, self._files / "rules")
        shutil.copytree(self.script.calendars, self._files / "calendars")
        shutil.copy(self.script.directory, self._files / "annuaire.yaml")
        return self._loaded()

    def _loaded(self) -> Rulebook:
        files = self._files
        found = load(Sources((files / "rules",), files / "calendars", files / "annuaire.yaml"))
        assert found.errors == (), found.errors
        return found

"""The outbox and its dispatcher as a state machine: the real store, a relay that does as told.

A reminder has steps, each due at its own instant; a pass writes what is due and hands it over.
Between passes the clock is set, processes die, another takes over, people retry.
"""

import asyncio
import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from scheduler.delivery import Outcome
from scheduler.dispatch.sending import dispatch
from scheduler.dispatch.writer import Writer
from scheduler.reconcile import AHEAD
from scheduler.store import auditing, claims, outbox
from scheduler.store.database import Session, open_database
from scheduler.store.outbox import NewItem, NewMessage, Queued
from scheduler.store.tables import STATES
from tests.blank import MEMORY, blank

START = datetime(2026, 11, 25, 8, tzinfo=UTC)
HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)
WEEKEND = timedelta(hours=62)
"""From the evening of a Friday to the morning of a Monday: some messages wait for opening."""
OUTCOMES = {
    "accepted": Outcome("accepted", "dot", 250, "queued"),
    "later": Outcome("later", "rcpt", 451, "greylisted"),
    "refused": Outcome("refused", "rcpt", 550, "unknown"),
    "channel": Outcome("channel", "connect", None, "no route"),
    "silence": Outcome("ambiguous", "dot", None, "no answer"),
    "silence though taken": Outcome("ambiguous", "dot", None, "no answer"),
}
TAKEN = ("accepted", "silence though taken", "crash once taken")
CRASHES = ("crash", "crash once taken")
OVERTAKEN = "overtaken, "
"""Another process takes the message over while this one waits for the relay's answer."""
FRESH = st.integers(0, 3)
"""How many reminders become due with a pass."""
KINDS = [*OUTCOMES, "accepted", "later", *CRASHES]
BEHAVIOURS = st.lists(st.sampled_from(KINDS), max_size=6)
STRANGE = st.lists(
    st.sampled_from([*KINDS, *(OVERTAKEN + kind for kind in OUTCOMES)]), min_size=1, max_size=4
)
A_FEW = 10
PERSONS = ("failed", "held")
FINAL = ("sent", *PERSONS)


@dataclass
class Hand:
    """A clock moved by hand."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at


async def nothing() -> None:
    """Nobody takes over."""


@dataclass
class Relay:
    """Does what the test says, by message; remembers all it was given and all it took.

    ``certain`` are those whose sender never learnt how it ended, or not in time: in doubt.
    """

    name: str = "essai"
    width: int = 3
    behaviours: Sequence[str] = ()
    overtake: Callable[[], Awaitable[None]] = nothing
    given: Counter[str] = field(default_factory=Counter)
    taken: dict[str, list[bytes]] = field(default_factory=dict)
    certain: set[str] = field(default_factory=set)
    answers: dict[str, str] = field(default_factory=dict)
    crashed: asyncio.Event = field(default_factory=asyncio.Event)
    overtaking: bool = False
    _met: Counter[str] = field(default_factory=Counter)

    def prepare(self, behaviours: Sequence[str], width: int = 3) -> None:
        """What a pass will meet."""
        self.behaviours, self.width = behaviours, width
        self.crashed, self.overtaking = asyncio.Event(), False
        self._met.clear()
        self.answers.clear()

    async def send(self, sender: str, recipient: str, body: bytes, message_id: str) -> Outcome:
        await asyncio.sleep(0)
        behaviour = self._behaviour(recipient, message_id)
        overtaken = behaviour.startswith(OVERTAKEN) and not self.overtaking
        behaviour = behaviour.removeprefix(OVERTAKEN)
        self.given[message_id] += behaviour != "channel"
        if behaviour in TAKEN:
            self.taken.setdefault(message_id, []).append(body)
        if overtaken or behaviour.startswith(("silence", "crash")):
            self.certain.add(message_id)
        if overtaken:
            self.overtaking = True
            await self.overtake()
            self.overtaking = False
        if behaviour in CRASHES:
            self.crashed.set()
            await asyncio.Event().wait()
        self.answers[message_id] = "" if overtaken else behaviour
        return OUTCOMES[behaviour]

    def _behaviour(self, recipient: str, message_id: str) -> str:
        """By message, not by order: which lane comes first must not matter."""
        met = self._met[message_id]
        self._met[message_id] += 1
        assert met < A_FEW, "again and again within one pass"
        if not self.behaviours:
            return "accepted"
        place = int(recipient.partition("@")[0]) + met
        return self.behaviours[place % len(self.behaviours)]

    async def close(self) -> None:
        pass


@dataclass(frozen=True)
class Step:
    """One step of one reminder."""

    reminder: int
    number: int
    due: datetime

    @property
    def key(self) -> tuple[int, int]:
        return self.reminder, self.number


class Dispatching(RuleBasedStateMachine):
    """Whatever happens: never lost, never doubled unseen, attempts bounded."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="outbox", dir=MEMORY))
        blank(self.folder / "base.sqlite")
        self.clock, self.relay = Hand(), Relay(overtake=self._overtake)
        self.steps: list[Step] = []
        self.carried: dict[str, set[tuple[int, int]]] = {}
        self.suspects: set[str] = set()
        self.settled: dict[str, str] = {}
        self.confirmed: set[str] = set()
        self.given_before: Counter[str] = Counter()
        self.last_pass = START
        self.processes = 0
        self.hold = False
        self.touched = False
        self.open()

    def open(self) -> None:
        """A new process on the same file."""
        self.database = open_database(self.folder / "base.sqlite")
        self.writer = self.process()

    def process(self) -> Writer:
        self.processes += 1
        owner = f"p{self.processes}"
        return Writer(self.database, self.clock, owner, Random(self.processes), self.hold)

    # What the world does

    @initialize(hold=st.booleans())
    def doubtful_messages_are_held_or_sent_again(self, hold: bool) -> None:
        self.hold = self.writer.hold = hold

    @rule(delay=st.sampled_from([HOUR, DAY, YEAR]))
    def a_reminder_is_wanted(self, delay: timedelta) -> None:
        self._want(delay)

    def _want(self, delay: timedelta = timedelta(0)) -> None:
        number = 1 + max((step.reminder for step in self.steps), default=0)
        self.steps.append(Step(number, 0, self.clock.at + delay))

    @precondition(lambda self: self.steps)
    @rule(which=st.integers(0, 99), gap=st.sampled_from([-HOUR, timedelta(seconds=1), HOUR, YEAR]))
    def a_reminder_gets_one_step_more(self, which: int, gap: timedelta) -> None:
        """The rules were changed: a step may be due before those that were told already."""
        before = self.steps[which % len(self.steps)]
        number = sum(step.reminder == before.reminder for step in self.steps)
        self.steps.append(Step(before.reminder, number, before.due + gap))

    @rule(gap=st.sampled_from([timedelta(seconds=1), 20 * timedelta(minutes=1), 2 * HOUR, DAY]))
    def time_passes(self, gap: timedelta) -> None:
        self.clock.at += gap

    @rule(
        step=st.sampled_from([timedelta(seconds=5), HOUR, DAY, YEAR]),
        back=st.booleans(),
    )
    def the_clock_is_set(self, step: timedelta, back: bool) -> None:
        self.clock.at += -step if back else step

    @rule()
    def the_rules_are_read_again(self) -> None:
        self._reconcile()
        self._reconcile()

    @rule(behaviours=BEHAVIOURS, width=st.integers(1, 3), fresh=FRESH)
    def a_pass(self, behaviours: list[str], width: int, fresh: int) -> None:
        for _ in range(fresh):
            self._want()
        self._reconcile()
        self._dispatch(behaviours, width)

    @rule(behaviours=STRANGE, fresh=FRESH)
    def another_process_takes_over(self, behaviours: list[str], fresh: int) -> None:
        self.a_pass(behaviours, 1, fresh)

    @rule(
        step=st.sampled_from([DAY, YEAR]),
        behaviours=BEHAVIOURS | st.just(["channel"]),
        fresh=FRESH,
    )
    def a_clock_that_was_ahead_is_put_right(
        self, step: timedelta, behaviours: list[str], fresh: int
    ) -> None:
        self.clock.at += step
        self.a_pass(behaviours, 3, fresh)
        self.clock.at -= step
        self._reconcile()

    @rule(fresh=FRESH)
    def the_relay_is_away(self, fresh: int) -> None:
        self.a_pass(["channel"], 3, fresh)

    @rule(tries=st.sampled_from([2, 2, 5, 32]))
    def the_relay_puts_off_everything(self, tries: int) -> None:
        for _ in range(tries):
            self.a_pass(["later"], 3, 0)
            self.clock.at += 1.2 * HOUR

    @rule()
    def the_service_is_restarted(self) -> None:
        self.database.close()
        self.open()

    @rule(which=st.integers(0, 99), ahead=st.sampled_from([timedelta(0), timedelta(0), YEAR]))
    def a_person_retries(self, which: int, ahead: timedelta) -> None:
        """Maybe while the clock is wrong, for which the daemon holds."""
        waiting = self._rows("pending", *PERSONS)
        if waiting:
            self.clock.at += ahead
            self._retry(waiting[which % len(waiting)])
            self.clock.at -= ahead

    @rule(which=st.integers(0, 99))
    def a_person_saw_it_arrive(self, which: int) -> None:
        for one in self._rows("held")[which % 3 :][:1]:
            with self.database.write() as session:
                assert outbox.arrived(session, [one.id], "essai", self.clock.at)
            self.confirmed.add(one.message_id)
            self.settled[one.message_id] = "sent"
            self.touched = True

    def _retry(self, one: Queued) -> None:
        with self.database.write() as session:
            assert outbox.retry(session, [one.id], self.clock.at)
        self.touched = True
        self.settled.pop(one.message_id, None)
        self.given_before[one.message_id] = self.relay.given[one.message_id]

    # What the daemon does

    def _reconcile(self) -> None:
        """What a pass does before it sends: undo a clock that was ahead, write what is due."""
        with self.database.write() as session:
            if self.last_pass > self.clock.at + AHEAD:
                outbox.withdraw_from_the_future(session, self.clock.at, AHEAD)
            for reminder in sorted({step.reminder for step in self.steps}):
                self._write(session, reminder)
        self.last_pass = self.clock.at
        self.touched = True

    def _write(self, session: Session, reminder: int) -> None:
        """The latest step that is due, if it was not told; the others go with it, superseded."""
        of_it = [step for step in self.steps if step.reminder == reminder]
        due = sorted((s for s in of_it if s.due <= self.clock.at), key=lambda s: (s.due, s.number))
        told = {int(one[2]) for one in self._told(session, reminder)}
        waiting = [step for step in due if step.number not in told]
        if not waiting or waiting[-1] != due[-1]:
            return
        items = [_item(step, superseded=step is not waiting[-1]) for step in waiting]
        message = _message(reminder, items, self.clock.at)
        assert outbox.enqueue(session, message, items, self.clock.at) is not None
        assert outbox.enqueue(session, message, items, self.clock.at) is None
        self.carried[message.message_id] = {step.key for step in waiting}

    def _told(self, session: Session, reminder: int) -> list[tuple[str, int, str]]:
        return [
            (one[0], one[1], one[3].removeprefix("step-"))
            for one in outbox.told(session, [_key(reminder)])
        ]

    def _dispatch(self, behaviours: Sequence[str], width: int = 3) -> None:
        """One pass; at a crash, the process is dropped as it stands."""
        self.touched = True
        if asyncio.run(self._survives(behaviours, width)):
            assert not self._rows("in_flight"), "in flight, and nobody carries it"
            self._note_what_is_settled()
            self._check_the_answers()
        else:
            self.suspects |= {one.message_id for one in self._rows("in_flight")}
            self.database.close()
            self.open()

    async def _survives(self, behaviours: Sequence[str], width: int) -> bool:
        self.relay.prepare(behaviours, width)
        sending = asyncio.create_task(dispatch(self.writer, self.relay))
        crash = asyncio.create_task(self.relay.crashed.wait())
        await asyncio.wait({sending, crash}, return_when=asyncio.FIRST_COMPLETED)
        if not self.relay.crashed.is_set():
            crash.cancel()
            sending.result()
            return True
        sending.cancel()
        # A commit under way when a process dies ends, or not: here it does.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)
        return False

    async def _overtake(self) -> None:
        """Another process believes this one dead: it takes what is in flight, and sends it."""
        self.suspects |= {one.message_id for one in self._rows("in_flight")}
        await dispatch(self.process(), self.relay)
        self._note_what_is_settled()

    def _rows(self, *states: str) -> list[Queued]:
        with self.database.read() as session:
            return outbox.listing(session, states or STATES, limit=None)

    def _note_what_is_settled(self) -> None:
        for one in self._rows(*FINAL):
            self.settled.setdefault(one.message_id, one.state)

    def _check_the_answers(self) -> None:
        """The relay's last word to the only process that held a message is the message's state."""
        states = {one.message_id: one.state for one in self._rows()}
        for message_id, answer in self.relay.answers.items():
            if answer == "accepted" and message_id not in self.suspects:
                assert states[message_id] == "sent"
            if answer == "refused" and message_id not in self.suspects:
                assert states[message_id] == "failed"

    # What must hold

    @invariant()
    def what_must_hold(self) -> None:
        """Looked at only once something was written: a rule may but move the clock."""
        if not self.touched:
            return
        self.touched = False
        with self.database.read() as session:
            rows = {one.message_id: one for one in outbox.listing(session, limit=None)}
            listed = {one.message_id for one in outbox.doubtful(session)}
            held = claims.holdings(session)
        in_flight = {name for name, one in rows.items() if one.state == "in_flight"}
        assert {one.id for one in held} == {rows[name].id for name in in_flight}, (
            "owned for nothing"
        )
        self._nothing_is_lost(rows)
        self._no_double_goes_unseen(listed)
        self._what_is_doubtful_is_listed_and_nothing_else(listed, in_flight)
        self._what_is_settled_stays_so(rows)
        self._attempts_are_bounded()

    def _nothing_is_lost(self, rows: Mapping[str, Queued]) -> None:
        for name, one in rows.items():
            reached = name in self.relay.taken or name in self.confirmed
            assert one.state != "sent" or reached, f"sent to nobody: {one}"
        for name, number in self.relay.given.items():
            assert not number or name in rows, f"no trace of {name}, handed over"

    def _no_double_goes_unseen(self, listed: Set[str]) -> None:
        told = Counter(key for one in self.relay.taken for key in self.carried[one])
        assert not [key for key, number in told.items() if number > 1], "told by two messages"
        for name, copies in self.relay.taken.items():
            assert len(set(copies)) == 1, "two copies differ"
            assert len(copies) == 1 or name in listed, f"doubled unseen: {name}"
            alone = self.given_before[name] or name in self.suspects or not self.hold
            assert len(copies) == 1 or alone, f"held, and doubled: {name}"

    def _what_is_doubtful_is_listed_and_nothing_else(
        self, listed: Set[str], in_flight: Set[str]
    ) -> None:
        assert self.relay.certain - in_flight <= listed, "in doubt, and not listed"
        assert listed <= self.suspects | self.relay.certain, "listed without a doubt"

    def _what_is_settled_stays_so(self, rows: Mapping[str, Queued]) -> None:
        for name, state in self.settled.items():
            assert name in rows and rows[name].state == state, f"was {state}: {name}"  # noqa: PT018

    def _attempts_are_bounded(self) -> None:
        """One more than the limit: what was in doubt at the last one leaves once more."""
        for name, number in self.relay.given.items():
            assert number - self.given_before[name] <= claims.MAX_ATTEMPTS + 1

    # How it ends

    def teardown(self) -> None:
        try:
            self._end()
        finally:
            self.database.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self) -> None:
        """The relay is well again and time goes on, first by the clock as it stands."""
        self._drain()
        self.clock.at = max([self.clock.at, *(step.due for step in self.steps)])
        self._drain()
        for one in self._rows(*PERSONS):
            self._retry(one)
        self._drain()
        assert {one.state for one in self._rows()} <= {"sent"}
        told = {key for one in {*self.relay.taken, *self.confirmed} for key in self.carried[one]}
        assert {step.key for step in self.steps if self._is_last(step)} <= told, "never told"
        with self.database.read() as session:
            verdict = auditing.verify(session)
        assert verdict.sound, verdict

    def _is_last(self, step: Step) -> bool:
        others = (one for one in self.steps if one.reminder == step.reminder)
        return step == max(others, key=lambda one: (one.due, one.number))

    def _drain(self) -> None:
        """Until nothing of what waits now waits any more; a few days at the very most."""
        until = self.clock.at + WEEKEND + 2 * DAY
        self._reconcile()
        first = {one.id for one in self._rows("pending")}
        self._dispatch([])
        while waiting := [one for one in self._rows("pending") if one.id in first]:
            next_try = min(one.next_try_at for one in waiting)
            self.clock.at = max(next_try, self.clock.at + timedelta(minutes=1))
            assert self.clock.at <= until, f"stuck: {waiting}"
            self._reconcile()
            self._dispatch([])
        self.what_must_hold()


def _key(reminder: int) -> str:
    return f"c/clause/{reminder}"


def _item(step: Step, *, superseded: bool) -> NewItem:
    return NewItem(_key(step.reminder), 1, f"step-{step.number}", superseded)


def _message(reminder: int, items: Sequence[NewItem], now: datetime) -> NewMessage:
    """Its bytes and its identity come from what it tells; some wait for opening."""
    told = "|".join([_key(reminder), *(one.step for one in items)])
    waits = WEEKEND if reminder % 4 == 0 else timedelta(0)
    return NewMessage(
        "reminder",
        f"{reminder}@ville.example",
        "e@ville.example",
        "Objet",
        f"<{hashlib.sha256(told.encode()).hexdigest()[:12]}@essai>",
        f"{told}, {now}".encode(),
        now + waits,
    )

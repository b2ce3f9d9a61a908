"""The outbox and its dispatcher as a state machine: the real store, a relay that does as told."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from pathlib import Path
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from scheduler.delivery import Outcome
from scheduler.dispatch.sending import dispatch
from scheduler.dispatch.writer import Writer
from scheduler.store import auditing, claims, outbox
from scheduler.store.database import Database, open_database
from scheduler.store.outbox import NewItem, NewMessage, Queued

START = datetime(2026, 11, 25, 8, tzinfo=UTC)
WIDTH = 3
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
"""A power cut is not played here: the files may stay in memory."""
AHEAD = timedelta(hours=2)
OUTCOMES = {
    "accepted": Outcome("accepted", "dot", 250, "queued"),
    "later": Outcome("later", "rcpt", 451, "greylisted"),
    "refused": Outcome("refused", "rcpt", 550, "unknown"),
    "channel": Outcome("channel", "connect", None, "refused"),
    "silent, taken": Outcome("ambiguous", "dot", None, "no answer"),
    "silent, dropped": Outcome("ambiguous", "dot", None, "no answer"),
}
TAKEN = ("accepted", "silent, taken", "crash, taken")
BEHAVIOURS = st.lists(
    st.sampled_from([*OUTCOMES, "accepted", "accepted", "crash, taken", "crash, dropped"]),
    max_size=8,
)
STEPS = st.sampled_from([-365 * 86400, -86400, -3600, -5, 5, 3600, 86400, 365 * 86400])


@dataclass
class Hand:
    """A clock moved by hand."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at


@dataclass
class Relay:
    """Does what the test says, then accepts; remembers all it was given and all it took."""

    name: str = "essai"
    width: int = WIDTH
    behaviours: Iterator[str] = field(default_factory=lambda: repeat("accepted"))
    given: Counter[str] = field(default_factory=Counter)
    taken: dict[str, list[bytes]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    closed: int = 0
    crashed: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, sender: str, recipient: str, body: bytes, message_id: str) -> Outcome:
        await asyncio.sleep(0)
        behaviour = next(self.behaviours)
        assert message_id not in self.refused, "a refused message was sent again by itself"
        self.given[message_id] += behaviour != "channel"
        if behaviour in TAKEN:
            self.taken.setdefault(message_id, []).append(body)
        if behaviour == "refused":
            self.refused.add(message_id)
        if behaviour.startswith("crash"):
            self.crashed.set()
            await asyncio.Event().wait()
        return OUTCOMES[behaviour]

    async def close(self) -> None:
        self.closed += 1


class Dispatching(RuleBasedStateMachine):
    """Whatever happens: never lost, never doubled unseen, attempts bounded."""

    blank: Path | None = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="outbox", dir=MEMORY))
        self.path = self.folder / "base.sqlite"
        shutil.copy(self._blank(), self.path)
        self.clock = Hand()
        self.relay = Relay()
        self.wanted: dict[int, datetime] = {}
        self.persons: Counter[str] = Counter()
        self.in_hand: set[str] = set()
        self.last_pass = START
        self.starts = 0
        self.database: Database
        self.start()

    @classmethod
    def _blank(cls) -> Path:
        """A migrated database, made once."""
        if Dispatching.blank is None:
            Dispatching.blank = Path(tempfile.mkdtemp(prefix="blank", dir=MEMORY)) / "base.sqlite"
            open_database(Dispatching.blank).close()
        return Dispatching.blank

    def start(self) -> None:
        """A new process on the same file."""
        self.starts += 1
        self.database = open_database(self.path)
        owner = f"p{self.starts}"
        self.writer = Writer(self.database, self.clock, owner, Random(1))

    # What the world does

    @rule(delay=st.integers(0, 7200))
    def a_reminder_will_be_due(self, delay: int) -> None:
        self.wanted[len(self.wanted)] = self.clock.at + timedelta(seconds=delay)

    @rule(seconds=st.integers(1, 7200))
    def time_passes(self, seconds: int) -> None:
        self.clock.at += timedelta(seconds=seconds)

    @rule(seconds=STEPS)
    def the_clock_is_set(self, seconds: int) -> None:
        self.clock.at += timedelta(seconds=seconds)

    @rule(behaviours=BEHAVIOURS)
    def a_pass(self, behaviours: list[str]) -> None:
        self.relay.behaviours = chain(behaviours, repeat("accepted"))
        self._reconcile()
        asyncio.run(self._dispatch())

    @rule()
    def the_relay_is_away(self) -> None:
        self.relay.behaviours = repeat("channel")
        self._reconcile()
        asyncio.run(self._dispatch())

    @rule()
    def the_service_is_restarted(self) -> None:
        self.database.close()
        self.start()

    @precondition(lambda self: self._stuck())
    @rule(data=st.data())
    def a_person_retries(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self._stuck()))
        with self.database.write() as session:
            assert outbox.retry(session, [one.id], self.clock.at)
        self.relay.refused.discard(one.message_id)
        self.persons[one.message_id] += 1

    def _stuck(self) -> list[Queued]:
        with self.database.read() as session:
            return outbox.stuck(session)

    def _reconcile(self) -> None:
        """What a pass does before it sends: undo a clock that was ahead, write what is due."""
        with self.database.write() as session:
            if self.last_pass > self.clock.at + AHEAD:
                outbox.withdraw_from_the_future(session, self.clock.at, AHEAD)
            for number, due in self.wanted.items():
                if due <= self.clock.at:
                    outbox.enqueue(session, *_message(number, self.clock.at), self.clock.at)
        self.last_pass = self.clock.at

    async def _dispatch(self) -> None:
        """One pass; at a crash, the process is dropped as it stands."""
        self.relay.crashed = asyncio.Event()
        sending = asyncio.create_task(dispatch(self.writer, self.relay))
        crash = asyncio.create_task(self.relay.crashed.wait())
        await asyncio.wait({sending, crash}, return_when=asyncio.FIRST_COMPLETED)
        if self.relay.crashed.is_set():
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            while self.writer._writing:  # a commit under way ends, or not: here it does
                await asyncio.sleep(0.001)
            self.in_hand |= {one.message_id for one in self._rows() if one.state == "in_flight"}
            self.database.close()
            self.start()
        else:
            sending.result()
            crash.cancel()

    def _rows(self) -> list[Queued]:
        with self.database.read() as session:
            return outbox.listing(session, limit=None)

    # What must hold

    @invariant()
    def nothing_is_lost(self) -> None:
        for one in self._rows():
            assert one.state != "sent" or one.message_id in self.relay.taken, f"lost: {one}"

    @invariant()
    def no_double_goes_unseen(self) -> None:
        with self.database.read() as session:
            listed = {one.message_id for one in outbox.doubtful(session)}
        for message_id, copies in self.relay.taken.items():
            assert len(set(copies)) == 1, "two copies differ"
            assert len(copies) == 1 or message_id in listed, f"doubled unseen: {message_id}"

    @invariant()
    def attempts_are_bounded(self) -> None:
        for message_id, number in self.relay.given.items():
            assert number <= claims.MAX_ATTEMPTS * (1 + self.persons[message_id])

    @invariant()
    def a_message_is_owned_only_while_in_flight(self) -> None:
        with self.database.read() as session:
            holders = claims.owners(session)
        assert len(holders) <= 1

    def teardown(self) -> None:
        """Once the relay is well and time goes on, all that was due has left or waits for one."""
        self.relay.behaviours = repeat("accepted")
        self.clock.at = max([self.clock.at, self.last_pass, *self.wanted.values()])
        for _ in range(4):
            self._reconcile()
            asyncio.run(self._dispatch())
            self.clock.at += timedelta(hours=2)
        rows = self._rows()
        assert len(rows) == len(self.wanted), "a reminder was never written"
        assert {one.state for one in rows} <= {"sent", "failed", "held"}
        for one in rows:
            assert one.state != "held" or one.possible_duplicates
        self.nothing_is_lost()
        self.no_double_goes_unseen()
        with self.database.read() as session:
            assert not auditing.verify(session).broken
        self.database.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _message(number: int, now: datetime) -> tuple[NewMessage, list[NewItem]]:
    message = NewMessage(
        "reminder",
        f"p{number}@ville.example",
        "e@ville.example",
        "Objet",
        f"<{number}@essai>",
        f"message {number}".encode(),
        now,
    )
    return message, [NewItem(f"c/clause/{number}", 1, "j-1")]

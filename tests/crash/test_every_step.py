"""A run of three messages killed at each of its steps in turn: commits, SMTP, system calls."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from tests.crash.running import Nursery, nursing
from tests.crash.sender import width
from tests.crash.stock import Verdict, fill, judge
from tests.service import until
from tests.smtp_listener import Listener, Reply, obedient

MESSAGES = 3
SURVIVALS = 3
"""A run that met no kill is the last: its calls are exhausted. Several, since runs differ a bit."""
PHASES = ("greet", "EHLO", "MAIL", "RCPT", "DATA")
CALLS = ("fdatasync", "pwrite64", "sendto", "recvfrom")


@dataclass
class Plug:
    """The script of a relay that pulls the sender's plug at a phase's n-th time."""

    phase: str = ""
    nth: int = 0
    pid: int = 0
    reply: Reply | None = None
    after: float | None = None
    seen: int = 0
    pulled: bool = False

    def __call__(self, phase: str, number: int) -> Reply:
        usual = obedient(phase, number)
        if phase != self.phase or self.pulled:
            return usual
        self.seen += 1
        if self.seen < self.nth:
            return usual
        self.pulled = True
        if self.after is not None:
            asyncio.get_running_loop().call_later(self.after, self._pull)
            return usual
        self._pull()
        return self.reply or usual

    def _pull(self) -> None:
        with contextlib.suppress(ProcessLookupError):  # it may have ended just before
            os.kill(self.pid, signal.SIGKILL)


@dataclass
class Bench:
    """An outbox of three messages, made anew for each run, and a relay that remembers."""

    folder: Path
    nursery: Nursery
    listener: Listener
    connections: int = 1
    kills: int = 0
    runs: int = 0
    doubles: int = 0
    held: int = 0
    location: str = field(init=False)

    def __post_init__(self) -> None:
        self.location = str(self.folder / "base.sqlite")
        fill(str(self.folder / "full.sqlite"), MESSAGES)

    def new(self) -> None:
        for old in self.folder.glob("base.sqlite*"):
            old.unlink()
        shutil.copy(self.folder / "full.sqlite", self.location)
        self.listener.script = obedient
        self.listener.accepted = []
        self.kills = 0

    def born(self, *arguments: str) -> int:
        to = ("--port", str(self.listener.port), "--connections", str(self.connections))
        return self.nursery.born(self.location, *to, *arguments)

    def run(self, *arguments: str) -> bool:
        """One sender, to its end; whether it reached it."""
        self.born(*arguments)
        self.nursery.begin()
        return self.ended()

    def ended(self) -> bool:
        survived = self.nursery.ended()
        self.kills += not survived
        return survived

    def verdict(self) -> Verdict:
        """Send what is left, then judge."""
        self.listener.script = obedient
        assert self.run()
        # What a dead sender had said may still be on its way to the relay.
        until(lambda: self.listener.open_now == 0)
        most = self.kills * self.connections
        found = judge(self.location, MESSAGES, list(self.listener.accepted), most)
        self.runs += 1
        self.doubles += found.doubles
        self.held += found.held
        return found

    def until_it_survives(self, run: Callable[[int], bool]) -> int:
        """Runs killed at their 1st step, 2nd step…; how many kills until there is no such step."""
        survivals = kills = 0
        for number in count(1):
            self.new()
            survived = run(number)
            self.verdict()
            kills += not survived
            survivals = survivals + 1 if survived else 0
            if survivals == SURVIVALS:
                break
        return kills

    def said(self, what: str) -> None:
        told = f"{self.runs} runs, {self.doubles} doubles, all listed, {self.held} held"
        print(f"{what}: {told}")


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with nursing(tmp_path_factory.mktemp("nursery")) as one:
        yield one


@pytest.fixture
def bench(tmp_path: Path, nursery: Nursery) -> Iterator[Bench]:
    with Listener() as listener:
        yield Bench(tmp_path, nursery, listener)


WIDTHS = pytest.mark.parametrize("connections", [1, pytest.param(width(), marks=pytest.mark.proof)])


@WIDTHS
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_around_every_commit(bench: Bench, when: str, connections: int) -> None:
    bench.connections = connections
    kills = bench.until_it_survives(lambda number: bench.run("--die", f"{when}:{number}"))
    assert kills > MESSAGES
    bench.said(f"{kills} commits, killed {when}")


def test_a_sender_that_marks_after_it_has_sent_is_found_out_here_too(bench: Bench) -> None:
    bug = ("--plant", "send-then-mark")
    with pytest.raises(AssertionError, match="unlisted double"):
        bench.until_it_survives(lambda number: bench.run(*bug, "--die", f"before:{number}"))


@pytest.mark.proof
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_around_a_commit_then_around_any_commit_of_the_next_life(
    bench: Bench, when: str
) -> None:
    """The same message may be in flight twice: it is then held, and listed."""
    for first in count(1):
        killed_once = False

        def twice(second: int, first: int = first) -> bool:
            nonlocal killed_once
            killed_once |= not bench.run("--die", f"after:{first}")
            return bench.run("--die", f"{when}:{second}")

        bench.until_it_survives(twice)
        if not killed_once:
            break
    bench.said(f"two kills, the second {when}")
    assert bench.held


@WIDTHS
@pytest.mark.parametrize("phase", PHASES)
def test_killed_at_every_step_of_smtp(bench: Bench, phase: str, connections: int) -> None:
    bench.connections = connections
    met = kill_at_each(bench, Plug(phase))
    assert met >= (1 if phase in ("greet", "EHLO") else MESSAGES)


@WIDTHS
@pytest.mark.parametrize(
    ("end", "doubled"),
    [
        (Plug("dot", reply="451 4.3.0 not now"), False),
        (Plug("dot"), True),
        (Plug("dot", after=0), None),
        (Plug("dot", after=0.0005), None),
        (Plug("dot", after=0.002), None),
    ],
    ids=["not accepted", "accepted, not told", "being told", "just told", "told"],
)
def test_killed_around_the_answer_to_a_message(
    bench: Bench, end: Plug, doubled: bool | None, connections: int
) -> None:
    """What the relay took without the sender knowing leaves again, once; all else leaves once."""
    bench.connections = connections
    assert kill_at_each(bench, end) >= MESSAGES - (end.after is not None)
    if doubled is not None and (doubled or connections == 1):
        assert bool(bench.doubles) == doubled


def kill_at_each(bench: Bench, plug: Plug) -> int:
    """The phase's first time, its second…; how many of them there are."""

    def run(number: int) -> bool:
        script = Plug(plug.phase, number, reply=plug.reply, after=plug.after)
        script.pid = bench.born()
        bench.listener.script = script
        bench.nursery.begin()
        bench.ended()
        return not script.pulled

    met = bench.until_it_survives(run)
    bench.said(f"{met} times {plug.phase}")
    return met


def test_a_message_in_flight_at_two_kills_is_held_and_listed(bench: Bench) -> None:
    """The last one, then the only one left. Nobody knows how often it arrived: a person decides."""
    bench.new()
    for nth in (MESSAGES, 1):
        script = Plug("dot", nth)
        script.pid = bench.born()
        bench.listener.script = script
        bench.nursery.begin()
        assert not bench.ended()
    found = bench.verdict()
    assert (found.doubles, found.listed, found.held) == (1, 1, 1)


@pytest.mark.needs("strace")
@pytest.mark.timeout(1800)
@WIDTHS
@pytest.mark.parametrize("call", CALLS)
def test_killed_at_every_system_call(bench: Bench, call: str, connections: int) -> None:
    """strace ends the sender as a thread of it makes the n-th such call, for every n."""
    bench.connections = connections

    def run(number: int) -> bool:
        pid = bench.born()
        with watched(pid, f"inject={call}:signal=SIGKILL:when={number}"):
            bench.nursery.begin()
            return bench.ended()

    kills = bench.until_it_survives(run)
    assert kills
    bench.said(f"{kills} {call}, of {connections} connection(s)")


class watched:  # noqa: N801
    """A process under strace, which does what the expression says."""

    def __init__(self, pid: int, expression: str) -> None:
        self._command = ["strace", "-f", "-o", "/dev/null", "-e", expression, "-p", str(pid)]

    def __enter__(self) -> None:
        self._strace = subprocess.Popen(self._command, stderr=subprocess.PIPE)
        assert self._strace.stderr is not None
        said = self._strace.stderr.readline()
        assert b"attached" in said, said

    def __exit__(self, *_: object) -> None:
        """It ends with what it watches."""
        self._strace.communicate(timeout=60)

"""Start senders and daemons, and end them at a chosen moment."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Protocol

from tests.hatchery import Program, start
from tests.service import ROOT, WAIT_SECONDS, environment
from tests.smtp_listener import Late, Reply, obedient


class Killable(Protocol):
    def kill(self) -> None: ...


@dataclass
class Sender:
    """A sender in a process of its own; what it logs goes to ``errors``."""

    process: Program
    errors: Path

    def kill(self) -> None:
        """Pull the plug."""
        self.process.kill()
        self.process.wait(WAIT_SECONDS)

    def end(self) -> None:
        """Wait until it has sent everything."""
        assert self.process.wait(WAIT_SECONDS) == 0, self.log()

    def log(self) -> str:
        return self.errors.read_text()


@contextlib.contextmanager
def sending(folder: Path, location: str, *arguments: str) -> Iterator[Sender]:
    """A sender that drains the outbox at ``location``; killed at the end if it still runs."""
    errors = folder / "sender.log"
    with errors.open("ab") as log:
        streams = (None, None, log)
        process = start("tests.crash.sender", (location, *arguments), ROOT, environment(), streams)
    sender = Sender(process, errors)
    try:
        yield sender
    finally:
        if process.poll() is None:
            sender.kill()


@dataclass
class Nursery:
    """Forks senders that are ready at once, one at a time."""

    process: subprocess.Popen[str]
    pid: int = 0

    def born(self, *arguments: str) -> int:
        """A new sender's pid; it does nothing before ``begin``."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(arguments) + "\n")
        self.process.stdin.flush()
        self.pid = self._number()
        return self.pid

    def begin(self) -> None:
        os.kill(self.pid, signal.SIGUSR1)

    def ended(self) -> bool:
        """Waits for it to end: True where it had sent everything, False where it was killed."""
        status = self._number()
        self.pid = 0
        assert status in (0, -signal.SIGKILL), f"the sender failed: {status}"
        return status == 0

    def run(self, *arguments: str) -> bool:
        """One sender from its birth to its end."""
        self.born(*arguments)
        self.begin()
        return self.ended()

    def _number(self) -> int:
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())


@contextlib.contextmanager
def nursing(folder: Path) -> Iterator[Nursery]:
    with (folder / "nursery.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.sender", "--nursery"],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    nursery = Nursery(process)
    try:
        yield nursery
    finally:
        if nursery.pid:
            os.kill(nursery.pid, signal.SIGKILL)
        process.kill()
        process.communicate()


@dataclass
class SlowRelay:
    """The script of a relay that accepts, then takes up to ``longest`` seconds to say so."""

    random: Random
    longest: float
    goal: int = 0
    reached: threading.Event = field(default_factory=threading.Event)

    def aim(self, goal: int) -> None:
        """``reached`` is set as soon as so many messages were accepted."""
        self.goal = goal
        self.reached.clear()

    def __call__(self, phase: str, number: int) -> Reply:
        usual = obedient(phase, number)
        if phase != "dot":
            return usual
        if number + 1 >= self.goal:
            self.reached.set()
        assert isinstance(usual, str)
        return Late(self.random.uniform(0, self.longest), usual)

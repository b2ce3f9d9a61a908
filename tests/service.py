"""Run the real daemon as a process of its own, and the real commands."""

import contextlib
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests.hatchery import Program, start

WAIT_SECONDS = 60
ROOT = Path(__file__).parent.parent


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ECHEANCIER_")}
    return kept | {"PYTHONPATH": str(ROOT), "ECHEANCIER_WEB__PORT": "0"} | settings


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """One command, in a folder, to its end."""
    done = piped(folder, b"", *arguments, **settings)
    said, complained = done.stdout.decode(), done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, said, complained)


def piped(
    folder: Path, given: bytes, *arguments: str, **settings: str
) -> subprocess.CompletedProcess[bytes]:
    """The same, with what it is given on its standard input."""
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        with os.fdopen(reading, "rb") as source:
            streams = (source, output, errors)
            process = start("scheduler", arguments, folder, environment(**settings), streams)
        with contextlib.suppress(BrokenPipeError), os.fdopen(writing, "wb") as target:
            target.write(given)
        try:
            status = process.wait(WAIT_SECONDS)
        finally:
            process.kill()
        output.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(arguments, status, output.read(), errors.read())


@dataclass
class Service:
    """A running daemon; ``opening`` is what it said on its standard output first."""

    process: Program
    said: IO[str]
    folder: Path
    opening: str = ""
    page: str = ""
    errors: Path = field(default_factory=Path)

    def kill(self) -> None:
        """Pull the plug."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(WAIT_SECONDS)

    def stop(self) -> int:
        """Ask it to stop; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(WAIT_SECONDS)

    def log(self) -> str:
        return self.errors.read_text()


@contextlib.contextmanager
def serving(folder: Path, *arguments: str, **settings: str) -> Iterator[Service]:
    """A daemon in a folder, up and answering; stopped at the end if it still runs."""
    errors = folder / "service.log"
    known = environment(**{"ECHEANCIER_TICK_SECONDS": "0.5"} | settings)
    reading, writing = os.pipe()
    with errors.open("a") as log, os.fdopen(writing, "wb") as output:
        streams = (None, output, log)
        process = start("scheduler", ("serve", *arguments), folder, known, streams)
    with os.fdopen(reading) as said:
        service = Service(process, said, folder, errors=errors)
        try:
            _read_opening(service)
            yield service
        finally:
            if process.poll() is None:
                service.stop()


def _read_opening(service: Service) -> None:
    for line in service.said:
        service.opening += line
        found = re.match(r"Page\s+(\S+)", line)
        service.page = found[1] if found else service.page
        if line.startswith("Ensuite"):
            return
    raise AssertionError(f"the service did not start:\n{service.opening}\n{service.log()}")


def until(condition: object, seconds: float = WAIT_SECONDS) -> None:
    """Wait until the callable is true; fails with its last value."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)

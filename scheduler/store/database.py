"""Open the SQLite file: durable, migrated, one immediate write transaction at a time."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30
Unavailable = OperationalError
"""The database cannot be written now: locked, full or gone."""


__all__ = [
    "AlreadyRunning",
    "Database",
    "SchemaAhead",
    "Session",
    "Unavailable",
    "Unusable",
    "open_database",
]


class Unusable(Exception):
    """The file is not a database of this program; the text says what to do."""


class SchemaAhead(Unusable):
    """The database was written by a newer program than this one."""


class AlreadyRunning(Exception):
    """Another daemon holds this database."""


class Database:
    """An open database; ``write`` and ``read`` give short sessions."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        """One immediate transaction: committed at the end, rolled back on any exception."""
        with Session(self._engine, expire_on_commit=False) as session:
            session.connection(execution_options={"immediate": True})
            yield session
            session.commit()

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """One snapshot, which never waits for a writer."""
        with Session(self._engine, expire_on_commit=False) as session:
            yield session

    def revision(self) -> str | None:
        """The schema's revision."""
        with self._engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy of the database to a file that does not exist yet."""
        _copy(self._engine, target)

    def close(self) -> None:
        """Give the file back."""
        self._engine.dispose()


def open_database(path: Path) -> Database:
    """The database at ``path``, created or migrated to the present schema.

    An existing file is copied beside itself before a migration. Raises Unusable and OSError.
    """
    fresh = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = _engine(path)
    try:
        _migrate(engine, path, fresh)
    except DatabaseError as error:
        engine.dispose()
        raise Unusable(f"{path} : {error.orig} ; remettre une sauvegarde à sa place") from None
    if fresh:
        path.chmod(0o600)
    return Database(path, engine)


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", poolclass=QueuePool, connect_args={"check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {BUSY_SECONDS * 1000}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # A deferred BEGIN lets two writers read the same rows before either locks.
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _migrate(engine: Engine, path: Path, fresh: bool) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == scripts.get_current_head():
        return
    if current and current not in {script.revision for script in scripts.walk_revisions()}:
        raise SchemaAhead(
            f"la base {path} vient d'une version plus récente du programme (schéma {current}) : "
            "mettre le programme à jour"
        )
    if not fresh and current:
        _copy(engine, path.with_name(f"{path.name}.avant-{current}"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _copy(engine: Engine, target: Path) -> None:
    target.unlink(missing_ok=True)
    # The engine opens a transaction of its own, in which SQLite refuses to vacuum.
    with contextlib.closing(engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM INTO ?", (str(target),))


@contextlib.contextmanager
def daemon_lock(database: Path) -> Iterator[None]:
    """Hold the database for one daemon; raises AlreadyRunning with the other's process id."""
    path = database.with_name(database.name + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.read(descriptor, 20).decode("ascii", "replace").strip() or "?"
            raise AlreadyRunning(
                f"un autre service tient déjà {database} (processus {owner}) : "
                "l'arrêter, ou donner un autre dossier « var »"
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)

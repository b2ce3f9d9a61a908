"""Open the database, SQLite or PostgreSQL: migrated, durable, read and written in sessions."""

import contextlib
from collections.abc import AsyncIterator, Iterator, Set
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, column, inspect, make_url, select, table
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlmodel import Session

from scheduler.store.faults import SchemaAhead, Unusable, is_damage, named, words
from scheduler.store.postgresql import PostgreSQL
from scheduler.store.sqlite import SQLite

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION = "alembic_version"
"""The table in which Alembic notes the schema's revision."""
Backend = SQLite | PostgreSQL


class Database:
    """An open database; ``write`` and ``read`` give short sessions, all raise Unavailable.

    ``shared`` says whether several daemons may use it at once, ``grace`` how long what a process
    held stays its own once it seems dead.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.name = backend.name
        self.shared = backend.shared
        self.grace = backend.grace

    @contextlib.contextmanager
    def write(self, *, alone: bool = True) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any exception.

        It is ``alone`` among those that write, unless its statements lock the rows they change.
        """
        with named(), Session(self._backend.engine, expire_on_commit=False) as session:
            self._backend.begin(session, alone=alone)
            yield session
            session.commit()

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """One session that never waits for a writer."""
        with named(), Session(self._backend.engine, expire_on_commit=False) as session:
            yield session

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Session]:
        """One session in which nothing changes, whatever others write meanwhile."""
        with self.read() as session:
            self._backend.freeze(session)
            yield session

    def seal(self) -> None:
        """Notice, from now on, that it was replaced: writing and ``check`` then raise Replaced.

        For the daemon, which holds it alone and long.
        """
        self._backend.seal()

    def check(self) -> None:
        """Raises Replaced where it is no longer the one that was sealed."""
        with named():
            self._backend.check()

    def now(self, session: Session, now: datetime) -> datetime:
        """What a clock elsewhere, the server's, shows; ``now`` where there is none."""
        return self._backend.now(session, now)

    def gone(self, session: Session, owners: Set[str]) -> Set[str]:
        """Which of these processes are known to be dead."""
        return self._backend.gone(session, owners)

    def announce(self, owner: str) -> None:
        """Let others see that this process lives."""
        self._backend.announce(owner)

    def wake(self, session: Session) -> None:
        """Ask the daemons to look at once, where the database can tell them."""
        self._backend.wake(session)

    def wakes(self) -> AsyncIterator[None]:
        """Each time somebody asked for it; only ever sooner than the next tick."""
        return self._backend.wakes()

    def revision(self) -> str | None:
        """The schema's revision."""
        with named(), self._backend.engine.connect() as connection:
            return _current(connection)

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy into the SQLite file ``target``, which it replaces."""
        if self.shared:
            target.unlink(missing_ok=True)
            open_database(target).close()
        self._backend.copy_to(target)

    def close(self) -> None:
        """Give it back."""
        self._backend.close()


def open_database(location: Path | str) -> Database:
    """The SQLite file or PostgreSQL URL at ``location``, created or migrated to this schema.

    Raises Unusable, and OSError where a file cannot be made.
    """
    backend = SQLite(location) if isinstance(location, Path) else _server(location)
    try:
        _migrate(backend)
    except DatabaseError as error:
        backend.close()
        raise Unusable(f"{backend.name} : {words(error)}{_remedy(backend, error)}") from None
    return Database(backend)


def _remedy(backend: Backend, error: DatabaseError) -> str:
    """A backup put back where only a right or some room is missing would repeat messages."""
    if backend.shared:
        return " ; vérifier database.url, le mot de passe et que le serveur répond"
    return " ; remettre une sauvegarde à sa place" if is_damage(error) else ""


def _server(location: str) -> PostgreSQL:
    try:
        url = make_url(location)
    except ArgumentError:
        raise Unusable("database.url illisible : postgresql://nom@serveur/base") from None
    if url.get_backend_name() != "postgresql":
        raise Unusable(f"base inconnue : « {url.get_backend_name()} » ; seul PostgreSQL se partage")
    return PostgreSQL(url.set(drivername="postgresql+psycopg"))


def _migrate(backend: Backend) -> None:
    with backend.engine.connect() as connection:
        current = _current(connection)
    revisions = _revisions()
    if current == max(revisions):
        return
    if current and current not in revisions:
        raise SchemaAhead(
            f"la base {backend.name} vient d'une version plus récente du programme "
            f"(schéma {current}) : mettre le programme à jour"
        )
    # What migrates takes as long to load as all the rest of a command, which seldom needs it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with backend.migrating(current) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revisions() -> set[str]:
    """Those of this program: each migration's file name begins with its own."""
    return {file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")}


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION):
        return None
    row = table(VERSION, column("version_num"))
    found: str | None = connection.execute(select(row.c.version_num)).scalar()
    return found


__all__ = ["Database", "Session", "open_database"]

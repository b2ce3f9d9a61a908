"""PostgreSQL: any number of daemons share the work, by row locks and advisory locks."""

import contextlib
import hashlib
from collections.abc import AsyncIterator, Iterator, Set
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

from scheduler.clock import running
from scheduler.store.faults import Unusable, named

CHANNEL = "echeancier"
OPTIONS = "-c timezone=UTC -c lock_timeout=30s -c idle_in_transaction_session_timeout=120s"
CONNECT = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}


class PostgreSQL:
    """A database on a server; no clock of its decides anything: it may be wrong, or set."""

    shared = True
    grace = timedelta(seconds=10)
    """A process whose lock is free may be taking it again: its messages wait that long."""

    def __init__(self, url: URL) -> None:
        self.name = url.render_as_string(hide_password=True)
        self._url = url
        self.engine = _engine(url)
        self._presence: Connection | None = None
        self._free_since: dict[str, float] = {}

    def seal(self) -> None:
        """A server answers for its files."""

    def check(self) -> None:
        """There is nothing to look at."""

    def begin(self, session: Session, *, alone: bool) -> None:
        """A transaction that must be ``alone`` waits for the one before it to end."""
        if alone:
            _lock(session, "write")

    def freeze(self, session: Session) -> None:
        """Let every statement see what the first one does."""
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})

    def now(self, session: Session, _: datetime) -> datetime:
        """What the server's clock shows."""
        instant = session.connection().scalar(select(func.clock_timestamp()))
        assert isinstance(instant, datetime)
        return instant.astimezone(UTC)

    def gone(self, session: Session, owners: Set[str]) -> Set[str]:
        """Those whose lock has been free at each look since ``grace``: the server frees the dead's.

        Who lost it with a restart of the server has that long to take it again.
        """
        connection, now = session.connection(), running()

        def is_free(owner: str) -> bool:
            # Shared, or two who look at once would each take the other for the owner.
            lock = func.pg_try_advisory_xact_lock_shared(_presence(owner))
            return bool(connection.scalar(select(lock)))

        free = [owner for owner in owners if is_free(owner)]
        self._free_since = {owner: self._free_since.get(owner, now) for owner in free}
        long = self.grace.total_seconds()
        return {owner for owner, since in self._free_since.items() if now - since >= long}

    def announce(self, owner: str) -> None:
        """Hold a lock in this process's name, and take it again after a restart of the server."""
        with named():
            if self._presence is not None and self._is_alive(self._presence):
                return
            connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(select(func.pg_advisory_lock(_presence(owner))))
            self._presence = connection

    def _is_alive(self, connection: Connection) -> bool:
        try:
            connection.execute(text("SELECT 1"))
        except DBAPIError:
            connection.invalidate()
            connection.close()
            self._presence = None
            return False
        return True

    def wake(self, session: Session) -> None:
        """Tell every daemon, once this transaction is committed, to look now."""
        session.connection().exec_driver_sql(f"NOTIFY {CHANNEL}")

    async def wakes(self) -> AsyncIterator[None]:
        """Once for each time somebody calls ``wake``; ends when the server goes away."""
        import psycopg

        url = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            async with await psycopg.AsyncConnection.connect(
                url, autocommit=True, connect_timeout=CONNECT["connect_timeout"]
            ) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                async for _ in connection.notifies():
                    yield
        except psycopg.Error:
            return

    @contextlib.contextmanager
    def migrating(self, _: str | None) -> Iterator[Connection]:
        """A connection to migrate in, alone: daemons that start together migrate once."""
        with self.engine.connect() as connection:
            connection.execute(select(func.pg_advisory_lock(_key("migrate"))))
            connection.commit()
            try:
                yield connection
            finally:
                connection.rollback()
                connection.execute(select(func.pg_advisory_unlock(_key("migrate"))))
                connection.commit()

    def copy_to(self, target: Path) -> None:
        """Write every row, as one snapshot, into the SQLite file ``target`` of the same schema."""
        engine = create_engine(f"sqlite:///{target}")
        snapshot = self.engine.execution_options(isolation_level="REPEATABLE READ")
        with snapshot.connect() as source, engine.begin() as copy:
            for table in SQLModel.metadata.sorted_tables:
                copy.execute(table.delete())
                for rows in source.execute(table.select()).mappings().partitions(1000):
                    copy.execute(table.insert(), [dict(row) for row in rows])
        engine.dispose()

    def close(self) -> None:
        """End every connection, and with them the lock of this process."""
        if self._presence is not None:
            self._presence.close()
        self.engine.dispose()


def _engine(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,
            connect_args=CONNECT | {"options": OPTIONS},
        )
    except ModuleNotFoundError:
        raise Unusable(
            "PostgreSQL demande le module psycopg : pip install 'echeancier[postgresql]'"
        ) from None


def _lock(session: Session, name: str) -> None:
    session.connection().execute(select(func.pg_advisory_xact_lock(_key(name))))


def _presence(owner: str) -> int:
    return _key(f"owner/{owner}")


def _key(name: str) -> int:
    """The 64-bit number under which a lock of that name is known to the server."""
    digest = hashlib.sha256(f"echeancier/{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)

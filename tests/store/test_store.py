"""Migrations, the journal and the register, on real SQLite files."""

import sqlite3
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

from scheduler.store import journal, register
from scheduler.store.database import MIGRATIONS, Database, open_database
from scheduler.store.faults import AlreadyRunning, SchemaAhead, Unavailable, Unusable
from scheduler.store.register import NewEntry
from scheduler.store.sqlite import daemon_lock
from tests.postgresql import Server
from tests.service import ROOT

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_the_migrated_schema_is_the_one_the_tables_describe(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    open_database(path).close()
    with create_engine(f"sqlite:///{path}").connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_migrated_database_is_opened_without_what_migrates(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    open_database(path).close()
    program = (
        "import sys; from pathlib import Path\n"
        "from scheduler.store.database import open_database\n"
        "print(open_database(Path(sys.argv[1])).revision(), 'alembic' in sys.modules)"
    )
    argv = [sys.executable, "-c", program, str(path)]
    told = subprocess.run(argv, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    with create_engine(f"sqlite:///{path}").connect() as connection:
        head = MigrationContext.configure(connection).get_current_revision()
    assert told.split() == [head, "False"]


@pytest.mark.needs("postgresql")
def test_the_same_migrations_make_the_same_schema_on_postgresql(postgresql: Server) -> None:
    url = postgresql.new()
    open_database(url).close()
    open_database(url).close()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_a_database_of_the_first_schema_keeps_its_rows_and_a_copy_of_itself(
    tmp_path: Path,
) -> None:
    path = tmp_path / "base.sqlite"
    _first_schema(path)
    open_database(path).close()
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT message_id, state, rules FROM message").fetchall()
        items = connection.execute("SELECT message, step FROM message_item").fetchall()
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        with pytest.raises(sqlite3.IntegrityError, match="message_state"):
            connection.execute("UPDATE message SET state = 'égaré'")
    assert (rows, items) == ([("<1@x>", "sent", "")], [(1, "j-1")])
    assert (tmp_path / "base.sqlite.avant-0001").exists()


@pytest.mark.needs("postgresql")
def test_a_session_that_the_server_ends_is_said_to_be_unavailable(postgresql: Server) -> None:
    """As when its clock leaps ahead: to the server, the transaction has been idle that long."""
    database = open_database(postgresql.new())
    with pytest.raises(Unavailable, match="idle-in-transaction"):
        _read_slowly(database)
    assert database.revision(), "the next session is served"
    database.close()


def _read_slowly(database: Database) -> None:
    with database.read() as session:
        session.connection().execute(text("SET idle_in_transaction_session_timeout = '50ms'"))
        time.sleep(0.5)


def _first_schema(path: Path) -> None:
    """A database as the first revision left it, with a message sent."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with create_engine(f"sqlite:///{path}").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO message (id, kind, recipient, sender, subject, message_id, body,"
            " created_at, next_try_at, state, token, attempts, possible_duplicates, last_answer)"
            " VALUES (1, 'k', 'a@b.example', 'e@b.example', 's', '<1@x>', x'00',"
            " '2026-11-22', '2026-11-22', 'sent', 1, 1, 0, '250')"
        )
        connection.exec_driver_sql(
            "INSERT INTO message_item (message, occurrence, revision, recipient, step, superseded)"
            " VALUES (1, 'c/clause/1', 1, 'a@b.example', 'j-1', 0)"
        )


def test_a_database_is_durable_and_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "var" / "base.sqlite"
    database = open_database(path)
    with database.read() as session:
        connection = session.connection()
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert path.stat().st_mode & 0o077 == 0
    database.close()


def test_a_schema_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    open_database(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaAhead, match="plus récente"):
        open_database(path)


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    path.write_bytes(b"ceci n'est pas une base\n" * 100)
    before = path.read_bytes()
    with pytest.raises(Unusable, match="sauvegarde"):
        open_database(path)
    assert path.read_bytes() == before


def test_a_second_daemon_is_refused_with_the_firsts_process_id(tmp_path: Path) -> None:
    import os

    path = tmp_path / "base.sqlite"
    with (
        daemon_lock(path),
        pytest.raises(AlreadyRunning, match=str(os.getpid())),
        daemon_lock(path),
    ):
        pass
    with daemon_lock(path):
        pass


def test_a_database_gone_after_its_very_first_start_is_not_begun_anew(tmp_path: Path) -> None:
    """Everybody would be told everything again."""
    path = tmp_path / "base.sqlite"
    with daemon_lock(path) as found:
        open_database(path).close()
        found()
    path.unlink()
    with pytest.raises(Unusable, match="a disparu"), daemon_lock(path):
        pass


def test_nobody_else_reads_the_database_nor_what_stands_beside_it(tmp_path: Path) -> None:
    """In a folder that others may list: the journal of SQLite holds names and addresses too."""
    tmp_path.chmod(0o755)
    database = open_database(tmp_path / "base.sqlite")
    with database.write() as session:
        journal.record(session, "event", "c", "signature", date(2025, 4, 1), by="x", at=NOW)
    database.copy_to(tmp_path / "copie.sqlite")
    modes = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.iterdir()}
    database.close()
    assert modes == dict.fromkeys(
        ("base.sqlite", "base.sqlite-wal", "base.sqlite-shm", "copie.sqlite"), 0o600
    )


def test_what_a_disk_refuses_does_not_call_for_a_backup(tmp_path: Path) -> None:
    """Put back where only a right was missing, an old backup would repeat messages."""
    (tmp_path / "base.sqlite").mkdir()
    with pytest.raises(Unusable) as error:
        open_database(tmp_path / "base.sqlite")
    assert "ouverture interdite ou impossible" in str(error.value)
    assert "sauvegarde" not in str(error.value)


def test_a_naive_instant_never_reaches_the_database(tmp_path: Path) -> None:
    database = open_database(tmp_path / "base.sqlite")
    naive = datetime(2026, 11, 22, 9)
    with pytest.raises(Exception, match="naive"), database.write() as session:
        journal.record(session, "event", "c", "signature", date(2025, 4, 1), by="x", at=naive)
    with database.read() as session:
        assert journal.entries(session) == []
    database.close()


def test_the_journal_corrects_and_withdraws_without_erasing(tmp_path: Path) -> None:
    database = open_database(tmp_path / "base.sqlite")

    def record(day: date, at: datetime = NOW) -> None:
        with database.write() as session:
            journal.record(session, "event", "c", "signature", day, by="x", at=at)

    def known(as_of: date | None = None) -> dict[str, date]:
        with database.read() as session:
            found = journal.facts(session, as_of).get("c")
        return dict(found.events) if found else {}

    record(date(2025, 4, 1))
    record(date(2025, 4, 1))
    record(date(2025, 4, 2), NOW + timedelta(days=1))
    assert known() == {"signature": date(2025, 4, 2)}
    assert known(as_of=NOW.date()) == {"signature": date(2025, 4, 1)}
    with database.write() as session:
        entry = journal.standing(session, "c", "event", "signature")[-1]
        assert entry is not None
        journal.withdraw(session, entry, by="x", at=NOW + timedelta(days=2))
    assert known() == {"signature": date(2025, 4, 1)}
    with database.read() as session:
        assert [entry.withdrawn for entry in journal.entries(session)] == [False, True, False]
    database.close()


STATES = st.dictionaries(
    st.sampled_from(["a", "b", "c"]), st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=3
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(STATES, st.integers(-3600, 3600)), min_size=1, max_size=6))
def test_sequence_and_publication_never_go_back(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[dict[str, tuple[int, int]], int]]
) -> None:
    """Along any history of dates, wordings and clock steps, for every key."""
    database = open_database(tmp_path_factory.mktemp("base") / "base.sqlite")
    now = NOW
    last: dict[str, tuple[int, datetime, int]] = {}
    for state, step in history:
        now += timedelta(seconds=step)
        entries = [
            NewEntry(k, "c", str(mark), str((mark, word))) for k, (mark, word) in state.items()
        ]
        with database.write() as session:
            changes = register.publish(session, entries, now)
            known = register.known(session)
        for key, entry in known.items():
            stamp = (entry.sequence, entry.published_at, entry.revision)
            if key in last:
                assert stamp[0] >= last[key][0]
                assert stamp[1] >= last[key][1]
                touched = changes.moved + changes.reworded + changes.withdrawn
                assert (key in touched) == (stamp != last[key])
                assert stamp[1] > last[key][1] or key not in touched
            assert (entry.withdrawn_at is not None) == (key not in state)
            last[key] = stamp
    database.close()


def test_publishing_the_same_again_touches_nothing(tmp_path: Path) -> None:
    database = open_database(tmp_path / "base.sqlite")
    entries = [NewEntry("a", "c", "1", "x")]
    with database.write() as session:
        first = register.publish(session, entries, NOW)
    with database.write() as session:
        second = register.publish(session, entries, NOW + timedelta(days=1))
        assert register.known(session)["a"].published_at == NOW
    assert first.added == ("a",)
    assert second == register.Changes()
    database.close()

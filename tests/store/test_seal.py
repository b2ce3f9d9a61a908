"""A sealed SQLite file: what breaks the seal, and what never does."""

import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event

from scheduler.store.database import open_database
from scheduler.store.faults import Replaced, Unavailable
from scheduler.store.seal import MARKED_SECONDS, WRITING_SECONDS, Seal


class Hours:
    """A clock that only the test moves on."""

    at = 0.0

    def __call__(self) -> float:
        return self.at

    def pass_one(self) -> None:
        self.at += MARKED_SECONDS + 1


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "base.sqlite"
    open_database(found).close()
    return found


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    """Of the file, in no hurry to checkpoint and in a hurry to give up a lock."""
    made = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False})

    @event.listens_for(made, "connect")
    def _configure(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA busy_timeout = 50")

    yield made
    made.dispose()


def test_a_copy_of_an_hour_ago_poured_into_the_file_breaks_the_seal(
    path: Path, engine: Engine, tmp_path: Path
) -> None:
    clock = Hours()
    seal = Seal(path, engine, clock)
    copy = Path(shutil.copy(path, tmp_path / "copie"))
    clock.pass_one()
    seal.check()
    shutil.copyfile(copy, path)
    with pytest.raises(Replaced, match="remettre une sauvegarde"):
        seal.check()


def test_work_and_new_marks_side_by_side_never_break_it(path: Path, engine: Engine) -> None:
    """Many threads look, write and checkpoint while the mark changes at each look."""
    hours = iter(range(0, 10**9, int(MARKED_SECONDS) + 1))
    seal = Seal(path, engine, lambda: next(hours))

    def work(number: int) -> None:
        for turn in range(40):
            with sqlite3.connect(path, timeout=30) as other:
                name = f"{number}-{turn}"
                other.execute("INSERT INTO meta (name, value) VALUES (?, 'x')", (name,))
            other.execute("PRAGMA wal_checkpoint(PASSIVE)")
            other.close()
            seal.check()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(work, range(6))) == [None] * 6


@pytest.mark.parametrize("times", [1, 3])
def test_a_locked_file_keeps_its_mark_and_the_seal_whole(
    path: Path, engine: Engine, times: int
) -> None:
    clock = Hours()
    seal = Seal(path, engine, clock)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for _ in range(times):
        clock.pass_one()
        seal.check()
    other.execute("ROLLBACK")
    other.close()
    clock.pass_one()
    seal.check()
    seal.check()


def test_a_file_that_is_no_database_is_damaged_and_one_that_stays_empty_was_replaced(
    path: Path, engine: Engine
) -> None:
    """`cp` empties a file before it writes into it: an instant's emptiness tells nothing yet."""
    clock = Hours()
    seal = Seal(path, engine, clock)
    with path.open("r+b") as opened:
        opened.write(b"\xff" * 4096)
    for _ in range(2):
        with pytest.raises(Unavailable, match="abîmé"):
            seal.check()
        clock.pass_one()
    path.write_bytes(b"")
    with pytest.raises(Unavailable, match="abîmé"):
        seal.check()
    clock.at += WRITING_SECONDS
    with pytest.raises(Replaced, match="remettre une sauvegarde"):
        seal.check()

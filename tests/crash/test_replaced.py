"""The SQLite file taken away from a daemon that holds it: it ends, says why, and harms nothing."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.stock import compared, fill
from tests.service import WAIT_SECONDS, run, serving, until
from tests.smtp_listener import Late, Listener, Reply, obedient
from tests.test_clock_steps import checks
from tests.test_daemon import relay, write_many

COUNT = 40


def put_another_in_its_place(database: Path, backup: Path) -> None:
    backup.replace(database)


def pour_a_backup_into_it(database: Path, backup: Path) -> None:
    """As `cp` does: the file stays the same one, its content does not."""
    shutil.copyfile(backup, database)


def delete(database: Path, _: Path) -> None:
    for name in ("", "-wal", "-shm"):
        database.with_name(database.name + name).unlink(missing_ok=True)


def empty(database: Path, _: Path) -> None:
    os.truncate(database, 0)


def write_over(database: Path, _: Path) -> None:
    with database.open("r+b") as opened:
        opened.write(b"\xff" * 8192)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """As it was before the messages left, beside what a daemon made of it at its first start."""
    write_many(tmp_path, 1)
    with serving(tmp_path) as service:
        assert service.stop() == 0
    database = tmp_path / "var" / "echeancier.sqlite"
    fill(str(database), COUNT)
    return Path(shutil.copy(database, tmp_path / "sauvegarde"))


class Sluggish:
    """The script of a relay that takes its time for each message."""

    def __call__(self, phase: str, number: int) -> Reply:
        usual = obedient(phase, number)
        return Late(0.4, usual) if phase == "dot" and isinstance(usual, str) else usual


Fault = Callable[[Path, Path], None]
PUT_BACK = (put_another_in_its_place, pour_a_backup_into_it)
GONE = (delete, empty)


def taken_away(folder: Path, backup: Path, fault: Fault) -> tuple[Listener, str]:
    """A daemon in the middle of its work, its database taken away: what left, and its last words.

    No message may leave once it could have noticed.
    """
    database = folder / "var" / "echeancier.sqlite"
    with (
        Listener(script=Sluggish()) as listener,
        serving(folder, **relay(listener)) as service,
    ):
        until(lambda: len(listener.accepted) >= 4)
        fault(database, backup)
        before = len(listener.accepted)
        assert service.process.wait(WAIT_SECONDS) == 2
        # What was under way, and one more for each connection that was just then settling.
        assert len(listener.accepted) <= before + 2 * listener.most_at_once
        assert "Traceback" not in service.log()
        return listener, service.log()


@pytest.mark.parametrize("fault", [*PUT_BACK, *GONE])
def test_a_daemon_whose_database_is_taken_away_ends_and_names_the_remedy(
    tmp_path: Path, backup: Path, fault: Fault
) -> None:
    _, said = taken_away(tmp_path, backup, fault)
    assert "échéancier s'arrête" in said
    assert "remettre une sauvegarde à sa place" in said


@pytest.mark.parametrize("fault", PUT_BACK)
def test_a_backup_put_back_under_a_daemon_is_what_the_next_one_finds(
    tmp_path: Path, backup: Path, fault: Fault
) -> None:
    """Nothing of the old database was poured into it; what left since leaves again, unchanged."""
    database, was = tmp_path / "var" / "echeancier.sqlite", backup.read_bytes()
    first, _ = taken_away(tmp_path, backup, fault)
    assert database.read_bytes() == was
    assert not database.with_name(database.name + "-wal").exists()
    with Listener() as second, serving(tmp_path, **relay(second)) as service:
        until(lambda: len(second.accepted) >= COUNT)
        assert service.stop() == 0
    verdict = compared(str(database), COUNT, second.accepted, most=0)
    assert not verdict.faults
    again = {one.recipient: one.body for one in second.accepted}
    assert all(again.get(one.recipient, one.body) == one.body for one in first.accepted)


def test_a_damaged_database_holds_everything_until_another_is_put_back(
    tmp_path: Path, backup: Path
) -> None:
    """Calendars are served meanwhile: a service that ended would cut some programs off."""
    database = tmp_path / "var" / "echeancier.sqlite"
    with Listener(script=Sluggish()) as listener, serving(tmp_path, **relay(listener)) as service:
        until(lambda: len(listener.accepted) >= 4)
        write_over(database, backup)
        before = len(listener.accepted)
        until(lambda: "its file is looked at each second" in service.log())
        until(lambda: not checks(service)["recent_tick"])
        assert len(listener.accepted) <= before + 2 * listener.most_at_once
        assert service.log().count("looked at each second") == 1
        put_another_in_its_place(database, backup)
        assert service.process.wait(WAIT_SECONDS) == 2
        assert "Traceback" not in service.log()


@pytest.mark.parametrize("fault", [delete, empty])
def test_a_database_that_disappeared_is_not_begun_anew_unasked(
    tmp_path: Path, backup: Path, fault: Fault
) -> None:
    database = tmp_path / "var" / "echeancier.sqlite"
    with serving(tmp_path) as service:
        assert service.stop() == 0
    fault(database, backup)
    refused = run(tmp_path, "serve")
    assert refused.returncode == 2
    assert "remettre une sauvegarde" in refused.stderr
    assert not database.exists() or not database.stat().st_size
    database.with_name(database.name + ".lock").unlink()
    with serving(tmp_path) as service:
        assert service.stop() == 0

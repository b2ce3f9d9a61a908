"""A disk that fills, a database that is locked, stopped or deaf, a mail folder in the way.

In each case the messages wait, none is lost, none leaves twice, and nobody has to do anything
but remove the fault.
"""

import contextlib
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import httpx
import pytest

from scheduler.store.database import open_database
from tests.crash.running import SlowRelay, sending
from tests.crash.sender import width
from tests.crash.stock import fill, judge, located, remains
from tests.postgresql import Server
from tests.service import serving, until
from tests.smtp_listener import Accepted, LateOnce, Listener, Reply, obedient
from tests.test_daemon import relay, write_many

NOT_WRITTEN = "not written yet"
MEANWHILE = "database unavailable"
AT = 10
COUNT = 30


@dataclass
class Then:
    """The script of a relay that does something as it accepts its n-th message."""

    nth: int
    act: Callable[[], object]
    done: bool = False

    def __call__(self, phase: str, number: int) -> Reply:
        if phase == "dot" and number + 1 >= self.nth and not self.done:
            self.done = True
            self.act()
        return obedient(phase, number)


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill_up(folder: Path) -> None:
    """Until not one page is free."""
    with (folder / "ballast").open("ab", buffering=0) as ballast:
        for size in (1 << 16, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while True:
                    ballast.write(bytes(size))


def is_drained(location: str) -> bool:
    database = open_database(located(location))
    left = remains(database)
    database.close()
    return left == 0


def assert_each_left_once(location: str, count: int, listener: Listener) -> None:
    verdict = judge(location, count, listener.accepted, most=0)
    assert verdict.accepted == verdict.messages
    assert verdict.listed == 0


@pytest.mark.needs("tmpfs")
def test_a_disk_that_is_full_stops_the_sending_until_there_is_room(tmp_path: Path) -> None:
    """The outcome of a message accepted just then is kept, and written once it can be."""
    write_many(tmp_path, 1)
    var = tmp_path / "disk"
    location = str(var / "echeancier.sqlite")
    with small_disk(var, "8m"):
        fill(location, COUNT)
        script = Then(AT, lambda: fill_up(var))
        settings = {"ECHEANCIER_VAR": str(var)}
        with (
            Listener(script=script) as listener,
            serving(tmp_path, **settings, **relay(listener)) as service,
        ):
            until(lambda: service.log().count(NOT_WRITTEN) > 2)
            until(lambda: httpx.get(service.page + "/readyz").status_code == 503)
            assert "plus de place sur le disque" in service.log()
            assert len(listener.accepted) <= AT + width()
            (var / "ballast").unlink()
            until(lambda: is_drained(location))
            until(lambda: httpx.get(service.page + "/readyz").status_code == 200)
            service.stop()
            assert "Traceback" not in service.log()
            assert_each_left_once(location, COUNT, listener)


def test_a_database_locked_for_too_long_delays_what_is_known_and_no_more(tmp_path: Path) -> None:
    """Another program holds it just after a message was accepted."""
    location = str(tmp_path / "base.sqlite")
    fill(location, COUNT)
    other = sqlite3.connect(location, timeout=30, isolation_level=None, check_same_thread=False)
    script = Then(AT, lambda: other.execute("BEGIN IMMEDIATE"))
    with Listener(script=script) as listener:
        to = ("--port", str(listener.port), "--busy-milliseconds", "200")
        with sending(tmp_path, location, *to) as sender:
            until(lambda: sender.log().count(NOT_WRITTEN) > 2)
            assert "un autre programme la tient" in sender.log()
            other.execute("ROLLBACK")
            sender.end()
        assert_each_left_once(location, COUNT, listener)
    other.close()


@pytest.mark.parametrize("connections", [1, width()])
def test_a_commit_whose_answer_is_lost_delays_nothing_and_casts_no_doubt(
    tmp_path: Path, connections: int
) -> None:
    """It was done, and who asked for it believes that it was not: each commit of a run in turn."""
    lost = 0
    for number in range(1, 20):
        location = str(tmp_path / f"{number}.sqlite")
        fill(location, 3)
        with Listener() as listener:
            to = ("--port", str(listener.port), "--connections", str(connections))
            with sending(tmp_path, location, *to, "--lose", str(number)) as sender:
                sender.end()
            assert_each_left_once(location, 3, listener)
        if sender.log().count("was lost") == lost:
            break
        lost = sender.log().count("was lost")
    assert number > 4


@pytest.mark.needs("postgresql")
@pytest.mark.timeout(300)
def test_a_server_stopped_and_started_again_delays_and_no_more(
    tmp_path: Path, postgresql: Server
) -> None:
    """Two daemons in the middle of their work, twice."""
    count = 400
    write_many(tmp_path, 1)
    url = postgresql.new()
    fill(url, count)
    slow = SlowRelay(Random(1), 0.1)
    with Listener(script=slow) as listener:

        def start() -> AbstractContextManager[object]:
            return serving(tmp_path, **relay(listener), ECHEANCIER_DATABASE__URL=url)

        with start(), start():
            for goal in (count // 4, count // 2):
                until(lambda goal=goal: len(listener.accepted) >= goal)
                seen = _faults(tmp_path)
                postgresql.stop()
                until(lambda seen=seen: _faults(tmp_path) > seen + 2)
                postgresql.start()
            until(lambda: is_drained(url))
        assert_each_left_once(url, count, listener)


def _faults(folder: Path) -> int:
    log = (folder / "service.log").read_text()
    return log.count(NOT_WRITTEN) + log.count(MEANWHILE)


@pytest.mark.needs("postgresql")
@pytest.mark.timeout(300)
def test_what_a_daemon_knows_of_a_message_outlives_a_server_that_was_long_away(
    tmp_path: Path, postgresql: Server
) -> None:
    """Another daemon, come first once the server is back, leaves the first one time to tell."""
    url = postgresql.new()
    fill(url, 1)
    stopped: list[float] = []

    def stop() -> None:
        postgresql.stop()
        stopped.append(time.monotonic())

    with Listener(script=Then(1, stop)) as listener:
        to = ("--port", str(listener.port))
        with sending(tmp_path, url, *to) as first:
            until(lambda: stopped and time.monotonic() > stopped[0] + 11)
            assert NOT_WRITTEN in first.log()
            postgresql.start()
            with sending(tmp_path, url, *to) as second:
                first.end()
                second.end()
        assert_each_left_once(url, 1, listener)


@pytest.mark.needs("postgresql")
@pytest.mark.timeout(300)
def test_a_daemon_that_waits_for_a_slow_relay_is_not_taken_for_dead(
    tmp_path: Path, postgresql: Server
) -> None:
    """The server was stopped and started meanwhile: the lock in the daemon's name is gone."""
    url = postgresql.new()
    fill(url, 1)

    def restart() -> None:
        postgresql.stop()
        postgresql.start()

    slow = LateOnce(14, restart)
    with Listener(script=slow) as listener:
        to = ("--port", str(listener.port))
        with sending(tmp_path, url, *to) as first:
            assert slow.asked.wait(60)
            with sending(tmp_path, url, *to) as second:
                first.end()
                second.end()
        assert_each_left_once(url, 1, listener)


def test_a_file_where_the_mail_folder_should_be_keeps_the_messages_waiting(tmp_path: Path) -> None:
    location, folder = str(tmp_path / "base.sqlite"), tmp_path / "mail"
    fill(location, COUNT)
    folder.write_text("")
    with sending(tmp_path, location, "--maildir", str(folder), "--rate", "60") as sender:
        until(lambda: "mail channel closed" in sender.log())
        folder.unlink()
        sender.end()
    assert_each_is_one_file(location, folder)


@pytest.mark.needs("tmpfs")
def test_a_mail_folder_without_room_keeps_the_messages_waiting(tmp_path: Path) -> None:
    """No message is half written where a mail reader looks."""
    location, disk = str(tmp_path / "base.sqlite"), tmp_path / "disk"
    fill(location, COUNT)
    with small_disk(disk, "8m"):
        fill_up(disk)
        folder = disk / "mail"
        with sending(tmp_path, location, "--maildir", str(folder), "--rate", "60") as sender:
            until(lambda: "mail channel closed" in sender.log())
            with (disk / "ballast").open("r+b") as ballast:
                ballast.truncate(ballast.seek(0, 2) - 40_000)
            until(lambda: len(list((folder / "new").glob("*"))) > 1)
            until(lambda: sender.log().count("mail channel closed") > 1)
            (disk / "ballast").unlink()
            sender.end()
        assert_each_is_one_file(location, folder)


def assert_each_is_one_file(location: str, folder: Path) -> None:
    files = [path.read_bytes() for path in (folder / "new").iterdir()]
    verdict = judge(location, COUNT, [Accepted("", "", one) for one in files], most=0)
    assert verdict.accepted == verdict.messages == COUNT
    assert verdict.listed == 0
    assert not list((folder / "tmp").iterdir())

"""A PostgreSQL server whose clock is wrong, or set: messages leave as if it were not."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.store.database import open_database
from tests.crash.running import sending
from tests.crash.stock import fill, judge, states
from tests.postgresql import Server
from tests.service import until
from tests.smtp_listener import LateOnce, Listener, Reply, obedient
from tests.test_clock_steps import Wall

pytestmark = [
    pytest.mark.needs("postgresql"),
    pytest.mark.needs("faketime"),
    pytest.mark.timeout(300),
]
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
WRONG = pytest.mark.parametrize("wrong", [HOUR, -HOUR, YEAR, -YEAR], ids=str)
COUNT = 3


@pytest.fixture
def wall(tmp_path_factory: pytest.TempPathFactory, postgresql: Server) -> Iterator[Wall]:
    """The clock of the server alone."""
    folder = tmp_path_factory.mktemp("wall")
    for one in (folder, *folder.parents[:3]):
        one.chmod(0o755)  # the server runs as somebody else
    wall = Wall(folder)
    postgresql.environment = wall.environment
    postgresql.stop()
    postgresql.start()
    yield wall
    postgresql.environment = {}
    postgresql.stop()
    postgresql.start()


class Greylisting:
    """The script of a relay that puts off each message the first time."""

    def __init__(self) -> None:
        self.refused = 0

    def __call__(self, phase: str, number: int) -> Reply:
        if phase == "RCPT" and self.refused < COUNT:
            self.refused += 1
            return "451 4.7.1 Greylisted"
        return obedient(phase, number)


def assert_left(url: str, listener: Listener, listed: int = 0, count: int = COUNT) -> None:
    verdict = judge(url, count, listener.accepted, most=listed)
    assert verdict.accepted >= count
    assert verdict.listed == listed


def server_shows(url: str, wrong: timedelta) -> bool:
    import psycopg

    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone()
    assert row is not None
    return abs(float(row[0]) - time.time() - wrong.total_seconds()) < 60


@WRONG
def test_what_is_due_and_what_was_put_off_leaves_by_the_clock_that_queued_it(
    tmp_path: Path, postgresql: Server, wall: Wall, wrong: timedelta
) -> None:
    url = postgresql.new()
    fill(url, COUNT)
    wall.set(wrong)
    assert server_shows(url, wrong)
    script = Greylisting()
    with (
        Listener(script=script) as listener,
        sending(tmp_path, url, "--port", str(listener.port), "--rate", "60") as sender,
    ):
        sender.end()
        assert script.refused == COUNT
        assert_left(url, listener)


def test_what_was_put_off_while_the_server_was_a_year_ahead_does_not_wait_for_that_day(
    tmp_path: Path, postgresql: Server, wall: Wall
) -> None:
    url = postgresql.new()
    fill(url, COUNT)
    wall.set(YEAR)
    script = Greylisting()
    with (
        Listener(script=script) as listener,
        sending(tmp_path, url, "--port", str(listener.port), "--rate", "20") as sender,
    ):
        until(lambda: script.refused == COUNT)
        wall.set(timedelta(0))
        sender.end()
        assert_left(url, listener)


@WRONG
def test_a_clock_set_during_an_exchange_takes_no_message_from_who_hands_it_over(
    tmp_path: Path, postgresql: Server, wall: Wall, wrong: timedelta
) -> None:
    """Another daemon looks all the while: by that clock the lease has run out, or begins later."""
    url = postgresql.new()
    fill(url, 1)
    slow = LateOnce(4, lambda: wall.set(wrong))
    with Listener(script=slow) as listener:
        to = ("--port", str(listener.port))
        with sending(tmp_path, url, *to) as first:
            assert slow.asked.wait(60)
            assert server_shows(url, wrong)
            with sending(tmp_path, url, *to) as second:
                first.end()
                second.end()
        assert_left(url, listener, count=1)


@pytest.mark.parametrize("wrong", [YEAR, -YEAR], ids=str)
def test_what_a_dead_process_held_is_taken_over_whatever_that_clock_became(
    tmp_path: Path, postgresql: Server, wall: Wall, wrong: timedelta
) -> None:
    url = postgresql.new()
    fill(url, 1)
    slow = LateOnce(1)
    with Listener(script=slow) as listener:
        to = ("--port", str(listener.port))
        with sending(tmp_path, url, *to) as first:
            assert slow.asked.wait(60)
            first.kill()
        wall.set(wrong)
        assert in_flight(url) == 1
        with sending(tmp_path, url, *to) as second:
            second.end()
        assert_left(url, listener, listed=1, count=1)


def in_flight(url: str) -> int:
    database = open_database(url)
    found = states(database).get("in_flight", 0)
    database.close()
    return found

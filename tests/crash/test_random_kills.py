"""SIGKILL at random while messages leave: none is lost, every double is listed."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random

import httpx
import pytest

from scheduler.store import outbox
from scheduler.store.database import open_database
from tests.crash.running import Killable, SlowRelay, sending
from tests.crash.sender import width
from tests.crash.stock import compared, fill, judge, remains
from tests.service import serving, until
from tests.smtp_listener import Listener
from tests.test_daemon import MANY, relay, write_many

LONGEST_WAIT = 0.006
"""Between the acceptance of a message and the answer that says so, at most."""
SEED = 20261122
Starts = Callable[[], AbstractContextManager[Killable]]
ORDINARY_AND_PROOF = [(20, 500), pytest.param(150, 5000, marks=pytest.mark.proof)]


def kill_again_and_again(start: Starts, script: SlowRelay, kills: int, count: int) -> None:
    """That many lives, each ended at a random moment, with something left for the last one."""
    for goal in sorted(script.random.randint(1, count * 9 // 10) for _ in range(kills)):
        script.aim(goal)
        with start() as running:
            assert script.reached.wait(120)
            # This pause decides at which step of which message the kill falls.
            time.sleep(script.random.uniform(0, 2 * LONGEST_WAIT))
            running.kill()


def is_drained(location: str) -> bool:
    database = open_database(Path(location))
    left = remains(database)
    database.close()
    return left == 0


def said(verdict: object, kills: int) -> None:
    print(f"seed {SEED}, {kills} kills, {width()} at once: {verdict}")


@pytest.mark.parametrize(("kills", "count"), ORDINARY_AND_PROOF)
@pytest.mark.timeout(1800)
def test_a_daemon_killed_at_random_loses_nothing_and_lists_every_double(
    tmp_path: Path, kills: int, count: int
) -> None:
    """The real daemon, over an outbox that is full when it starts."""
    write_many(tmp_path, 1)
    location = str(tmp_path / "var" / "echeancier.sqlite")
    fill(location, count)
    script = SlowRelay(Random(SEED), LONGEST_WAIT)
    with Listener(script=script) as listener:

        def start() -> AbstractContextManager[Killable]:
            return serving(tmp_path, **relay(listener))

        kill_again_and_again(start, script, kills, count)
        with start():
            until(lambda: is_drained(location))
        verdict = judge(location, count, listener.accepted, most=kills * width())
    said(verdict, kills)


@pytest.mark.proof
@pytest.mark.timeout(600)
def test_a_sender_that_marks_after_it_has_sent_is_found_out(tmp_path: Path) -> None:
    """The same kills on a sender with that bug planted: its doubles are in no list."""
    kills, count = 6, 150
    location = str(tmp_path / "base.sqlite")
    fill(location, count)
    script = SlowRelay(Random(SEED), LONGEST_WAIT)
    with Listener(script=script) as listener:

        def start() -> AbstractContextManager[Killable]:
            to = ("--port", str(listener.port), "--plant", "send-then-mark")
            return sending(tmp_path, location, *to)

        kill_again_and_again(start, script, kills, count)
        with sending(tmp_path, location, "--port", str(listener.port)) as last:
            last.end()
        verdict = compared(location, count, listener.accepted, most=kills * width())
        with pytest.raises(AssertionError, match="unlisted double"):
            judge(location, count, listener.accepted, most=kills * width())
    said(verdict, kills)
    assert verdict.unlisted


@pytest.mark.timeout(600)
def test_a_daemon_killed_while_it_tells_of_two_hundred_conventions_tells_of_each(
    tmp_path: Path,
) -> None:
    """From the rule files to the status page, which shows every message that may be double."""
    write_many(tmp_path)
    location = str(tmp_path / "var" / "echeancier.sqlite")
    goals = (40, 90, 150)
    with Listener(delay=0.01) as listener:
        for goal in goals:
            with serving(tmp_path, **relay(listener)) as service:
                until(lambda goal=goal: len(listener.accepted) >= goal)
                service.kill()
        with serving(tmp_path, **relay(listener)) as service:
            until(lambda: is_drained(location))
            state = httpx.get(service.page + "/etat").text
        verdict = judge(location, 0, listener.accepted, most=len(goals) * width())
    recipients = {one.recipient for one in listener.accepted}
    database = open_database(Path(location))
    with database.read() as session:
        doubtful = outbox.doubtful(session)
    database.close()
    may_be_missing = {one.recipient for one in doubtful if one.state == "held"}
    expected = {f"p{number:03d}@ville.example" for number in range(MANY)}
    assert expected <= recipients | may_be_missing
    assert all(one.message_id.strip("<>") in state for one in doubtful)
    said(verdict, len(goals))

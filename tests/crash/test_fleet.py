"""Four daemons on one PostgreSQL, killed one after the other: the others take their work over."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from random import Random

import pytest

from scheduler.store.database import open_database
from tests.crash.running import Killable, SlowRelay, sending
from tests.crash.sender import width
from tests.crash.stock import compared, fill, judge, remains
from tests.postgresql import Server
from tests.service import serving, until
from tests.smtp_listener import Listener
from tests.test_daemon import relay, write_many

pytestmark = pytest.mark.needs("postgresql")
DAEMONS = 4
SEED = 20261123
Starts = Callable[[], AbstractContextManager[Killable]]


def sail(start: Starts, url: str, random: Random, kills: int) -> int:
    """Four at work until all has left, one killed and replaced about every second; how many."""
    done = 0
    database = open_database(url)
    with ExitStack() as running:
        fleet = [running.enter_context(start()) for _ in range(DAEMONS)]
        while done < kills and remains(database):
            time.sleep(random.uniform(0.3, 0.9))
            fleet.pop(random.randrange(DAEMONS)).kill()
            done += 1
            fleet.append(running.enter_context(start()))
        until(lambda: remains(database) == 0, 240)
    database.close()
    return done


def long_enough(count: int, seconds: float) -> float:
    """How slow the relay must be for the run to last about so long, whatever the connections."""
    return 2 * seconds * DAEMONS * width() / count


@pytest.mark.timeout(900)
def test_a_fleet_killed_one_by_one_sends_each_once_or_lists_it(
    tmp_path: Path, postgresql: Server
) -> None:
    """What a dead daemon held waits out the grace, then another sends it."""
    count, kills = 2000, 8
    write_many(tmp_path, 1)
    url = postgresql.new()
    fill(url, count)
    script = SlowRelay(Random(SEED), long_enough(count, 20))
    with Listener(script=script) as listener:

        def start() -> AbstractContextManager[Killable]:
            return serving(tmp_path, **relay(listener), ECHEANCIER_DATABASE__URL=url)

        killed = sail(start, url, script.random, kills)
        verdict = judge(url, count, listener.accepted, most=killed * width())
    print(f"seed {SEED}, {killed} kills among {DAEMONS}, {width()} at once each: {verdict}")
    assert killed > kills // 2


@pytest.mark.timeout(300)
def test_a_claim_without_a_lock_nor_a_fence_is_found_out(
    tmp_path: Path, postgresql: Server
) -> None:
    """The same fleet, unharmed, with that bug planted: doubles that nothing lists."""
    count = 200
    url = postgresql.new()
    fill(url, count)
    script = SlowRelay(Random(SEED), long_enough(count, 2))
    with Listener(script=script) as listener:

        def start() -> AbstractContextManager[Killable]:
            to = ("--port", str(listener.port), "--plant", "naive-claim")
            return sending(tmp_path, url, *to)

        sail(start, url, script.random, kills=0)
        verdict = compared(url, count, listener.accepted, most=0)
        with pytest.raises(AssertionError, match="unlisted double"):
            judge(url, count, listener.accepted, most=0)
    print(f"planted, {DAEMONS} senders: {verdict}")
    assert verdict.unlisted

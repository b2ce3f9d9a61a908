"""A sender without the daemon around it: the real writer, dispatcher and channel over an outbox.

    python -m tests.crash.sender LOCATION --port PORT

drains it and ends. Arguments make it die at a commit, see the answer to a commit lost, or run with
a bug planted in it. ``--nursery`` forks one for each line of arguments on the standard input.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import os
import secrets
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, bindparam, event, select, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from scheduler.dispatch.sending import Channel, dispatch
from scheduler.dispatch.writer import Writer
from scheduler.mail.maildir import MaildirChannel
from scheduler.service import channel_of
from scheduler.settings import read_settings
from scheduler.store import claims, sqlite
from scheduler.store.claims import MESSAGE, Claimed, Settled
from scheduler.store.database import Database, open_database
from scheduler.store.faults import Unavailable
from tests.crash.stock import located, remains

TICK_SECONDS = 0.02
TICK_AFTER_FAULT_SECONDS = 0.2
log = logging.getLogger(__name__)


class FastClock:
    """Begins now and runs so many times faster, for the pauses after a closed channel."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._start, self._origin = datetime.now(UTC), time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.monotonic() - self._origin) * self._rate)


async def drain(database: Database, channel: Channel, rate: float = 1.0) -> None:
    """Pass after pass until nothing is left, as the daemon's tick does."""
    # One thread: the n-th call of a thread is the n-th of all.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    writer = Writer(database, FastClock(rate), owner=owner, random=Random(1))
    while True:
        try:
            if not remains(database):
                break
            await dispatch(writer, channel)
            await asyncio.sleep(TICK_SECONDS)
        except Unavailable as error:
            log.error("database unavailable, the next tick tries again: %s", error)
            await asyncio.sleep(TICK_AFTER_FAULT_SECONDS)
    await channel.close()


def relayed(port: int, connections: int | None = None) -> dict[str, str]:
    """The settings that send to a relay on this machine."""
    width = {} if connections is None else {"ECHEANCIER_SMTP__CONNECTIONS": str(connections)}
    return width | {
        "ECHEANCIER_SMTP__HOST": "127.0.0.1",
        "ECHEANCIER_SMTP__PORT": str(port),
        "ECHEANCIER_SMTP__SECURITY": "none",
        "ECHEANCIER_SMTP__SENDER": "echeancier@ville.example",
    }


def width(connections: int | None = None) -> int:
    """How many messages may be under way at once with those settings."""
    return channel_of(read_settings(None, relayed(25, connections))).width


def _die(moment: str) -> None:
    """SIGKILL just before or just after the n-th commit: ``before:3``, ``after:3``."""
    when, _, number = moment.partition(":")
    _at_commit(when, int(number), lambda: os.kill(os.getpid(), signal.SIGKILL))


def _lose_the_answer(number: int) -> None:
    """The n-th commit is done, and who asked for it is told that the server went away."""

    def fail() -> None:
        raise OperationalError("COMMIT", None, Exception("the answer to the commit was lost"))

    _at_commit("after", number, fail)


def _at_commit(when: str, number: int, then: Callable[[], None]) -> None:
    done = 0

    def count(_: object) -> None:
        nonlocal done
        done += 1
        if done == number:
            then()

    if when == "before":
        event.listen(Engine, "commit", count)
    else:
        event.listen(Session, "after_commit", count)


def _chosen(session: Session, now: datetime, limit: int) -> list[Claimed]:
    due = select(MESSAGE).where(MESSAGE.c.state == "pending", MESSAGE.c.next_try_at <= now)
    rows = session.connection().execute(due.order_by(MESSAGE.c.id).limit(limit)).mappings().all()
    lease = {"lease_until": now + claims.LEASE}
    fields = Claimed.__dataclass_fields__
    return [Claimed(**{name: (row | lease)[name] for name in fields}) for row in map(dict, rows)]


def _naive_claim(session: Session, owner: str, now: datetime, limit: int) -> list[Claimed]:
    """Choose, then take, in two statements and without a lock: two processes choose the same."""
    chosen = _chosen(session, now, limit)
    time.sleep(0.02)  # what a busy server may put between two statements
    taken = update(MESSAGE).where(MESSAGE.c.id.in_([one.id for one in chosen]))
    values = {"state": "in_flight", "owner": owner, "lease_until": now + claims.LEASE}
    session.connection().execute(taken.values(values))
    return chosen


_in_memory: set[int] = set()


def _remembered_claim(session: Session, _: str, now: datetime, limit: int) -> list[Claimed]:
    """Nothing is written before a message leaves: what is under way is known to this process."""
    free = [one for one in _chosen(session, now, 1000) if one.id not in _in_memory]
    _in_memory.update(one.id for one in free[:limit])
    return free[:limit]


_MARKED = (
    update(MESSAGE)
    .where(MESSAGE.c.id == bindparam("of"))
    .values(state="sent", owner=None, lease_until=None)
)


def _unfenced_settle(
    session: Session, ended: Sequence[Settled], _: datetime, __: Random, *, hold: bool = False
) -> None:
    """ "Sent" is written whoever holds the message now."""
    rows = [{"of": one.message.id} for one in ended if one.outcome.kind == "accepted"]
    if rows:
        session.connection().execute(_MARKED, rows)


PLANTED: dict[str, dict[str, Any]] = {
    # Two processes may take the same message, and neither the token nor the state fences it.
    "naive-claim": {"claim": _naive_claim, "settle": _unfenced_settle},
    # The mail goes out first and is marked afterwards; a crash in between leaves no trace.
    "send-then-mark": {"claim": _remembered_claim, "settle": _unfenced_settle},
}


def main(arguments: Sequence[str]) -> None:
    """Drain one outbox, in the way the arguments say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("location")
    parser.add_argument("--port", type=int)
    parser.add_argument("--maildir")
    parser.add_argument("--connections", type=int)
    parser.add_argument("--die")
    parser.add_argument("--lose", type=int)
    parser.add_argument("--plant", choices=PLANTED)
    parser.add_argument("--busy-milliseconds", type=int)
    parser.add_argument("--rate", type=float, default=1.0)
    asked = parser.parse_args(arguments)
    if asked.die:
        _die(asked.die)
    if asked.lose:
        _lose_the_answer(asked.lose)
    channel: Channel
    if asked.maildir:
        channel = MaildirChannel(Path(asked.maildir))
    else:
        channel = channel_of(read_settings(None, relayed(asked.port, asked.connections)))
    with contextlib.ExitStack() as planted:
        for name, bug in PLANTED.get(asked.plant, {}).items():
            planted.enter_context(patch.object(claims, name, bug))
        if asked.busy_milliseconds:
            pragmas = (*sqlite.PRAGMAS, f"busy_timeout = {asked.busy_milliseconds}")
            planted.enter_context(patch.object(sqlite, "PRAGMAS", pragmas))
        database = open_database(located(asked.location))
        asyncio.run(drain(database, channel, asked.rate))
        database.close()


def nursery() -> None:
    """A sender for each line; says its pid, lets it begin on SIGUSR1, then says how it ended."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _live(json.loads(line))
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _live(arguments: Sequence[str]) -> None:
    try:
        signal.sigwait({signal.SIGUSR1})
        main(arguments)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(message)s")
    if sys.argv[1:] == ["--nursery"]:
        nursery()
    else:
        main(sys.argv[1:])

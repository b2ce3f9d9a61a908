"""Send what is due: claim, write "in flight", hand over, settle."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Protocol

from scheduler.clock import Clock
from scheduler.delivery import Outcome
from scheduler.store import outbox
from scheduler.store.database import Database, Unavailable
from scheduler.store.outbox import Claimed

BATCH = 50
SETTLE_PAUSE_SECONDS = 1.0
log = logging.getLogger(__name__)


class Channel(Protocol):
    """A way out for messages."""

    name: str

    async def send(self, sender: str, recipient: str, body: bytes, message_id: str) -> Outcome:
        """Hand one message over."""
        ...

    async def close(self) -> None:
        """End what is held open."""
        ...


async def dispatch(
    database: Database,
    channel: Channel,
    clock: Clock,
    owner: str,
    random: Random,
    stopping: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """Send everything due; how many messages ended in each way.

    A closed channel, or ``stopping``, ends the pass: what was claimed goes back unharmed.
    """
    counts: Counter[str] = Counter()
    doubtful = await asyncio.to_thread(_recover, database, owner, clock.now())
    if doubtful:
        log.warning("%d message(s) in flight at the last stop: resent, and listed", doubtful)
        counts["doubtful"] = doubtful
    while claimed := await asyncio.to_thread(_claim, database, owner, clock.now()):
        for message in claimed:
            if stopping():
                await asyncio.to_thread(_release, database, owner)
                return counts
            outcome = await _one(database, channel, clock, message, random)
            counts[outcome.kind if outcome else "lost lease"] += 1
            if outcome and outcome.kind == "channel":
                log.error("mail channel closed: %s %s", outcome.code or "", outcome.answer)
                await asyncio.to_thread(_release, database, owner)
                return counts
    return counts


async def _one(
    database: Database, channel: Channel, clock: Clock, message: Claimed, random: Random
) -> Outcome | None:
    if not await asyncio.to_thread(_begin, database, message, clock.now()):
        return None
    outcome = await channel.send(
        message.sender, message.recipient, message.body, message.message_id
    )
    await _settle(database, message, outcome, clock.now(), random)
    return outcome


async def _settle(
    database: Database, message: Claimed, outcome: Outcome, now: datetime, random: Random
) -> None:
    """Write the outcome, however long the database is locked: who knows it must not resend."""
    while True:
        try:
            await asyncio.to_thread(_write_outcome, database, message, outcome, now, random)
            return
        except Unavailable as error:
            log.error("outcome of message %d not written yet: %s", message.id, error.orig)
            await asyncio.sleep(SETTLE_PAUSE_SECONDS)


def _recover(database: Database, owner: str, now: datetime) -> int:
    with database.write() as session:
        return outbox.recover(session, owner, now)


def _claim(database: Database, owner: str, now: datetime) -> list[Claimed]:
    with database.write() as session:
        return outbox.claim(session, owner, now, BATCH)


def _begin(database: Database, message: Claimed, now: datetime) -> bool:
    with database.write() as session:
        return outbox.begin_attempt(session, message, now)


def _release(database: Database, owner: str) -> None:
    with database.write() as session:
        outbox.release(session, owner)


def _write_outcome(
    database: Database, message: Claimed, outcome: Outcome, now: datetime, random: Random
) -> None:
    with database.write() as session:
        outbox.settle(session, message, outcome, now, random)

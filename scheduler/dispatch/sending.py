"""A pass of the dispatcher: lanes that hand messages over side by side until none is due."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from scheduler.delivery import Outcome
from scheduler.dispatch.writer import Turn, Writer
from scheduler.store.claims import Claimed, Settled
from scheduler.store.faults import Replaced, Unavailable

FIRST_PAUSE_SECONDS = 0.5
LAST_PAUSE_SECONDS = 15.0
log = logging.getLogger(__name__)


class Channel(Protocol):
    """A way out for messages, ``width`` of them at once."""

    name: str
    width: int

    async def send(self, sender: str, recipient: str, body: bytes, message_id: str) -> Outcome:
        """Hand one message over."""
        ...

    async def close(self) -> None:
        """End what is held open."""
        ...


async def dispatch(
    writer: Writer, channel: Channel, stopping: Callable[[], bool] = lambda: False
) -> Counter[str]:
    """Send everything due; how many messages ended in each way.

    A closed channel, a database that cannot be written or ``stopping`` ends the pass. Raises
    Unavailable once all that is known of messages is written.
    """
    recovered = await writer.recover()
    run = _Pass(writer, channel, stopping)
    if recovered:
        log.warning("%d message(s) in flight at the last stop: resent once, and listed", recovered)
        run.counts["doubtful"] = recovered
    async with writer.present():
        await run.all_lanes()
    return run.counts


class _Pass:
    """One pass: how messages ended, and whether to go on."""

    def __init__(self, writer: Writer, channel: Channel, stopping: Callable[[], bool]) -> None:
        self.counts: Counter[str] = Counter()
        self._writer = writer
        self._channel = channel
        self._stopping = stopping
        self._closed: Outcome | None = None
        self._fault: Unavailable | None = None

    async def all_lanes(self) -> None:
        first = await self._turn(None)
        if first:
            others = (self._lane(None) for _ in range(self._channel.width - 1))
            ends = await asyncio.gather(self._lane(first), *others, return_exceptions=True)
            for broken in filter(None, ends):
                raise broken
        if self._closed:
            log.error("mail channel closed: %s %s", self._closed.code or "", self._closed.answer)
        if self._fault:
            raise self._fault

    async def _lane(self, message: Claimed | None) -> None:
        """Hand over one message after the other until none is due, or something stops the pass."""
        message = message or await self._turn(None)
        while message:
            outcome = await self._channel.send(
                message.sender, message.recipient, message.body, message.message_id
            )
            self._note(message, outcome)
            message = await self._turn(Settled(message, outcome))

    def _note(self, message: Claimed, outcome: Outcome) -> None:
        self.counts[outcome.kind] += 1
        if outcome.kind == "channel":
            self._closed = outcome
        elif outcome.kind != "accepted":
            told = (message.id, outcome.kind, outcome.code or "", outcome.answer)
            log.warning("message %d: %s, %s %s", *told)

    def _halted(self) -> bool:
        return self._closed is not None or self._fault is not None or self._stopping()

    async def _turn(self, ended: Settled | None) -> Claimed | None:
        """The next message to hand over; an outcome is written however long that takes.

        Who knows how an attempt ended must not forget it: the message would leave twice.
        """
        pause = FIRST_PAUSE_SECONDS
        while ended or not self._halted():
            try:
                return await self._writer.write(Turn(ended, wants=not self._halted()))
            except Unavailable as error:
                self._fault = error
                if ended and isinstance(error, Replaced):
                    known = (ended.message.message_id, ended.outcome.kind)
                    log.error("outcome of message %s never written: %s", *known)
                    return None
                if ended:
                    ended = replace(ended, again=True)
                    log.error("outcome of message %d not written yet: %s", ended.message.id, error)
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LAST_PAUSE_SECONDS)
        return None

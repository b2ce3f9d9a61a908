"""A pass of the dispatcher: lanes that hand messages over side by side until none is due."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable
from typing import Protocol

from scheduler.delivery import Outcome
from scheduler.dispatch.writer import Turn, Writer
from scheduler.store.claims import Claimed, Settled
from scheduler.store.faults import Unavailable

BATCH = 100
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

    A closed channel, a database that cannot be written or ``stopping`` ends the pass: what was
    claimed goes back unharmed. Raises Unavailable once all that is known of messages is written.
    """
    recovered = await writer.recover()
    run = _Pass(writer, channel, stopping)
    if recovered:
        log.warning("%d message(s) in flight at the last stop: resent once, and listed", recovered)
        run.counts["doubtful"] = recovered
    await run.all_lanes()
    return run.counts


class _Pass:
    """One pass: what was claimed and waits for a lane, and whether to go on."""

    def __init__(self, writer: Writer, channel: Channel, stopping: Callable[[], bool]) -> None:
        self.counts: Counter[str] = Counter()
        self._writer = writer
        self._channel = channel
        self._stopping = stopping
        self._queue: deque[Claimed] = deque()
        self._exhausted = False
        self._asking = False
        self._refilled = asyncio.Event()
        self._closed: Outcome | None = None
        self._fault: Unavailable | None = None

    async def all_lanes(self) -> None:
        if not self._halted():
            await self._refill()
        lanes = min(self._channel.width, len(self._queue))
        await asyncio.gather(*(self._lane() for _ in range(lanes)))
        if self._fault is None:
            await self._writer.release()
        if self._closed:
            log.error("mail channel closed: %s %s", self._closed.code or "", self._closed.answer)
        if self._fault:
            raise self._fault

    async def _lane(self) -> None:
        ended: Settled | None = None
        while message := await self._next():
            begun = await self._write(ended, message)
            ended = None
            if not begun:
                self.counts["lost lease"] += self._fault is None
                continue
            begun_at = self._writer.clock.now()
            outcome = await self._channel.send(
                message.sender, message.recipient, message.body, message.message_id
            )
            ended = Settled(message, outcome, begun_at)
            self.counts[outcome.kind] += 1
            if outcome.kind == "channel":
                self._closed = outcome
            elif outcome.kind != "accepted":
                told = (message.id, outcome.kind, outcome.code or "", outcome.answer)
                log.warning("message %d: %s, %s %s", *told)
        if ended:
            await self._write(ended, None)

    async def _next(self) -> Claimed | None:
        """The next message for a lane, or None where it must stop."""
        while not self._halted():
            if self._queue:
                return self._queue.popleft()
            if self._exhausted and not self._asking:
                return None
            if not self._asking:
                await self._refill()
            else:
                await self._refilled.wait()
        return None

    async def _refill(self) -> None:
        self._asking = True
        self._refilled.clear()
        try:
            claimed = (await self._writer.write(Turn(wants=BATCH))).claimed
            self._queue.extend(claimed)
            self._exhausted = len(claimed) < BATCH
        except Unavailable as error:
            self._fault = error
        finally:
            self._asking = False
            self._refilled.set()

    def _halted(self) -> bool:
        return self._closed is not None or self._fault is not None or self._stopping()

    async def _write(self, ended: Settled | None, begins: Claimed | None) -> bool:
        """Whether the message may leave; an outcome is written however long that takes.

        Who knows how an attempt ended must not forget it: the message would leave twice.
        """
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                return (await self._writer.write(Turn(ended, begins))).begun
            except Unavailable as error:
                self._fault = error
                if ended is None:
                    return False
                log.error("outcome of message %d not written yet: %s", ended.message.id, error)
            begins = None
            await asyncio.sleep(pause)
            pause = min(2 * pause, LAST_PAUSE_SECONDS)

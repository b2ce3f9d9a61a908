"""One transaction at a time: whatever waits when a commit ends joins the next one."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from random import Random

from scheduler.clock import Clock
from scheduler.dispatch.custody import Custody
from scheduler.store import claims
from scheduler.store.claims import Claimed, Settled
from scheduler.store.database import Database
from scheduler.store.faults import Unavailable

PRESENCE_SECONDS = 3.0
"""Well below the grace that others leave to a process that they no longer see."""


@dataclass(frozen=True)
class Turn:
    """What a lane has to write: how its last message ended, and whether it wants another."""

    ended: Settled | None
    wants: bool


@dataclass
class Writer:
    """Writes the turns of all lanes, many in one commit; ``hold`` keeps doubtful messages back."""

    database: Database
    clock: Clock
    owner: str
    random: Random
    hold: bool = False
    _waiting: list[tuple[Turn, "asyncio.Future[Claimed | None]"]] = field(default_factory=list)
    _writing: "asyncio.Task[None] | None" = None
    _handed: set[int] = field(default_factory=set)
    """The messages that lanes hold; others in flight in this process's name never left it."""
    _custody: Custody = field(init=False)

    def __post_init__(self) -> None:
        self._custody = Custody(self.database.grace)

    async def write(self, turn: Turn) -> Claimed | None:
        """The message the lane may hand over now, if any is due: it is in flight on disk.

        Raises Unavailable where nothing of the turn could be written.
        """
        future: asyncio.Future[Claimed | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, future))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        return await future

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._write_group(group)
        finally:
            self._writing = None

    async def _write_group(
        self, group: list[tuple[Turn, "asyncio.Future[Claimed | None]"]]
    ) -> None:
        """Commit, then let each lane that still waits go on."""
        try:
            taken = await asyncio.to_thread(self._commit, [turn for turn, _ in group])
        except Exception as error:
            for _, future in group:
                if not future.done():
                    future.set_exception(error)
            return
        self._handed -= {turn.ended.message.id for turn, _ in group if turn.ended}
        self._handed |= {message.id for message in taken}
        given = iter(taken)
        for turn, future in group:
            message = next(given, None) if turn.wants else None
            if not future.done():
                future.set_result(message)

    def _commit(self, turns: Sequence[Turn]) -> list[Claimed]:
        wanted = sum(turn.wants for turn in turns)
        with self.database.write(alone=False) as session:
            # The clock that queued them: a server's may be ahead or behind by any length.
            now = self.clock.now()
            taken = claims.claim(session, self.owner, now, wanted) if wanted else []
            # Settling locks the register's head: nothing that could wait may come after it.
            ended = [turn.ended for turn in turns if turn.ended]
            claims.settle(session, ended, now, self.random, hold=self.hold)
        return taken

    async def recover(self) -> int:
        """Take back what dead processes held; how many messages are doubtful for it."""
        return await asyncio.to_thread(self._recover)

    def _recover(self) -> int:
        self.database.announce(self.owner)
        with self.database.write(alone=False) as session:
            held = claims.holdings(session)
            mine = {one for one in held if one.owner == self.owner}
            gone = self.database.gone(session, {one.owner for one in held - mine})
            if mine:
                claims.put_back(session, self.owner, self._handed)
            # Between two passes this process hands nothing over: what it holds was cut short.
            abandoned = self._custody.look(held, gone) | mine
            return claims.recover(session, abandoned, self.clock.now(), hold=self.hold)

    @contextlib.asynccontextmanager
    async def present(self) -> AsyncIterator[None]:
        """Let others see meanwhile that this process lives, also once the database comes back."""
        over = asyncio.Event()
        showing = asyncio.create_task(self._show(over))
        try:
            yield
        finally:
            over.set()
            await showing

    async def _show(self, over: asyncio.Event) -> None:
        while self.database.shared and not over.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), PRESENCE_SECONDS)
                return
            with contextlib.suppress(Unavailable):
                await asyncio.to_thread(self.database.announce, self.owner)

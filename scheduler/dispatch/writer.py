"""One transaction at a time: whatever waits when a commit ends joins the next one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from scheduler.clock import Clock
from scheduler.store import claims
from scheduler.store.claims import Claimed, Settled
from scheduler.store.database import Database


@dataclass(frozen=True)
class Turn:
    """What a lane has to write: how its last message ended, the next it begins, those it wants."""

    ended: Settled | None = None
    begins: Claimed | None = None
    wants: int = 0


@dataclass(frozen=True)
class Written:
    """Whether the message may leave now, and those that were claimed."""

    begun: bool = False
    claimed: Sequence[Claimed] = ()


@dataclass
class Writer:
    """Writes the turns of all lanes, many in one commit; ``hold`` keeps doubtful messages back."""

    database: Database
    clock: Clock
    owner: str
    random: Random
    hold: bool = False
    _waiting: list[tuple[Turn, "asyncio.Future[Written]"]] = field(default_factory=list)
    _writing: "asyncio.Task[None] | None" = None

    async def write(self, turn: Turn) -> Written:
        """Once it returns, the turn is on disk. Raises Unavailable if nothing of it is."""
        future: asyncio.Future[Written] = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, future))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        return await future

    async def _write_all(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                written = await asyncio.to_thread(self._commit, [turn for turn, _ in group])
            except Exception as error:
                for _, future in group:
                    future.set_exception(error)
            else:
                for (_, future), one in zip(group, written, strict=True):
                    future.set_result(one)
        self._writing = None

    def _commit(self, turns: Sequence[Turn]) -> list[Written]:
        with self.database.write(alone=False) as session:
            now = self.database.now(session, self.clock.now())
            begins = [turn.begins for turn in turns if turn.begins]
            begun = claims.begin(session, begins, now)
            # Settling locks the register's head: nothing that could wait may come after it.
            ended = [turn.ended for turn in turns if turn.ended]
            claims.settle(session, ended, now, self.random, hold=self.hold)
            return [
                Written(
                    turn.begins is not None and turn.begins.id in begun,
                    claims.claim(session, self.owner, now, turn.wants) if turn.wants else (),
                )
                for turn in turns
            ]

    async def recover(self) -> int:
        """Take back what dead processes held; how many messages are doubtful for it."""
        return await asyncio.to_thread(self._recover)

    def _recover(self) -> int:
        self.database.announce(self.owner)
        with self.database.write(alone=False) as session:
            holders = claims.owners(session)
            if not holders:
                return 0
            now = self.database.now(session, self.clock.now())
            claims.release(session, self.owner)
            gone = self.database.gone(session, holders - {self.owner})
            return claims.recover(session, gone, now, hold=self.hold, grace=self.database.grace)

    async def release(self) -> None:
        """Give back what was claimed and not begun."""
        await asyncio.to_thread(self._release)

    def _release(self) -> None:
        with self.database.write(alone=False) as session:
            claims.release(session, self.owner)

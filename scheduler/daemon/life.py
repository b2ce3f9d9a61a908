"""The daemon's whole life: tick, reload, serve pages, stop in order."""

import asyncio
import logging
import os
import secrets
import signal
import socket
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.bouncing import PAUSE_SECONDS as BOUNCE_SECONDS
from scheduler.bouncing import Box, collect
from scheduler.clock import SystemClock
from scheduler.daemon.pages import Server, web_config
from scheduler.daemon.parts import Parts
from scheduler.daemon.pulse import Pulse
from scheduler.daemon.ruling import Ruling
from scheduler.daemon.steadiness import Steadiness
from scheduler.dispatch.sending import dispatch
from scheduler.dispatch.writer import Writer
from scheduler.feeds.mirror import Press
from scheduler.feeds.rounds import Rounds
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import Situation
from scheduler.store.faults import Replaced, Unavailable
from scheduler.web.app import create_app
from scheduler.web.site import Site

log = logging.getLogger(__name__)


class Daemon:
    """One process: the tick reconciles and dispatches, the web server answers beside it."""

    def __init__(self, parts: Parts, rulebook: Rulebook) -> None:
        self._parts = parts
        self._ruling = Ruling(parts, rulebook)
        self._writer = Writer(
            parts.database,
            parts.clock,
            owner=f"{os.getpid()}-{secrets.token_hex(4)}",
            random=Random(secrets.randbits(64)),
            hold=parts.hold_doubtful,
        )
        self._press = Press(
            parts.page, parts.office.desk.domain, parts.feeds, parts.database.shared
        )
        self._rounds = Rounds(parts.database, self._press)
        self._last_tick: datetime | None = None
        self._stop = asyncio.Event()
        self._replaced: Replaced | None = None
        self._fault = ""
        self._busy = asyncio.Lock()
        self._collecting = asyncio.Lock()

    async def run(self, listener: socket.socket, ready: Callable[[Situation], None]) -> None:
        """Live until SIGTERM or SIGINT; ``ready`` is told the situation after the first pass.

        Raises Replaced where the database was taken away meanwhile.
        """
        self._watch_signals()
        parts = self._parts
        self._steady = await asyncio.to_thread(
            Steadiness, parts.database, parts.clock, parts.patience
        )
        await self._reconcile()
        await self._publish()  # before anybody asks: the database may have come from a backup
        ready(await asyncio.to_thread(self._situation))
        server = Server(web_config(create_app(self._site())))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        alarm = self._alarm()
        beside = [asyncio.create_task(one) for one in (self._guard(), self._listen())]
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait({stopping, serving}, return_when=asyncio.FIRST_COMPLETED)
        for task in beside:
            task.cancel()
        alarm.pause()
        server.should_exit = True
        async with self._busy:  # the tick under way ends by itself: cancelling would leave a doubt
            await self._parts.channel.close()
        async with self._collecting:
            pass
        alarm.shutdown(wait=False)
        await serving
        if self._replaced:
            raise self._replaced

    def _alarm(self) -> AsyncIOScheduler:
        alarm = AsyncIOScheduler(timezone=UTC)
        always: dict[str, Any] = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._pulse = alarm.add_job(self._tick, Pulse(self._parts.tick_seconds), **always)
        if self._parts.box:
            pause = Pulse(max(BOUNCE_SECONDS, self._parts.tick_seconds))
            alarm.add_job(self._collect, pause, args=[self._parts.box], **always)
        alarm.start()
        return alarm

    async def _collect(self, box: Box) -> None:
        """Take in the reports that came back; beside the tick, for a mailbox may be slow."""
        parts = self._parts
        async with self._collecting:
            if self._stop.is_set():
                return
            try:
                await asyncio.to_thread(collect, parts.database, box, parts.clock.now())
            except Unavailable as error:
                log.error("bounces not recorded, the next visit tries again: %s", error)
            except Exception:
                log.exception("the visit of the bounce mailbox failed")

    def _watch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, self._stop.set)
        loop.add_signal_handler(signal.SIGHUP, self._ruling.forget_version)

    async def _guard(self) -> None:
        """Look each second at what may change without a word: the clock, the database's file."""
        while True:
            await asyncio.sleep(1)
            if self._steady.look():
                self._tick_now()
            await self._look_at_the_database()

    async def _look_at_the_database(self) -> None:
        """Stop for good where its file is no longer the one that was opened."""
        fault = ""
        try:
            await asyncio.to_thread(self._parts.database.check)
        except Replaced as error:
            self._end_with(error)
        except Unavailable as error:
            fault = str(error)
        if fault and fault != self._fault:  # said once, however many times it is seen
            log.error("database unavailable, its file is looked at each second: %s", fault)
        self._fault = fault

    def _end_with(self, error: Replaced) -> None:
        self._replaced = error
        self._stop.set()

    async def _listen(self) -> None:
        """Tick at once when another process asks for it through the database."""
        while self._parts.database.shared:
            async for _ in self._parts.database.wakes():
                self._tick_now()
            await asyncio.sleep(self._parts.tick_seconds)

    def _tick_now(self) -> None:
        self._pulse.modify(next_run_time=SystemClock().now())

    async def _tick(self) -> None:
        """Reload if the files changed, reconcile, send: each derives everything from the store."""
        async with self._busy:
            if self._stop.is_set():
                return
            try:
                await self._ruling.reload_if_changed()
                await self._reconcile()
                done = await dispatch(self._writer, self._parts.channel, self._must_not_send)
                self._last_tick = self._parts.clock.now()
                self._beat(done)
                await self._publish()
            except Replaced as error:
                self._end_with(error)
            except Unavailable as error:
                log.error("database unavailable, the next tick tries again: %s", error)
            except Exception:
                log.exception("the tick failed; the next one starts afresh")

    async def _publish(self) -> None:
        """Bring calendars into line with this pass, if one was made; mail does not wait for it."""
        if self._ruling.known is None or self._stop.is_set():
            return
        try:
            await asyncio.to_thread(self._rounds.make, self._ruling.known)
        except Unavailable as error:
            log.error("calendars stay as they are, the next tick tries again: %s", error)
        except Exception:  # a calendar that cannot be made must stop no message
            log.exception("calendars stay as they are; the next tick starts afresh")

    def _beat(self, done: Counter[str]) -> None:
        """Tell the watcher, unless the pass was cut short: on hold, or the relay out of reach."""
        heartbeat = self._parts.heartbeat
        if not heartbeat or self._must_not_send():
            return
        if done["channel"]:
            heartbeat.miss()
        else:
            heartbeat.beat()

    async def _reconcile(self) -> None:
        """One pass, unless the clock is in doubt."""
        now, self._ruling.known = self._parts.clock.now(), None
        self._steady.look()
        await asyncio.to_thread(self._steady.heed_confirmation)
        if not self._steady.hold():
            await self._ruling.reconcile(now)

    def _must_not_send(self) -> bool:
        return self._stop.is_set() or self._steady.hold() is not None

    def _site(self) -> Site:
        return Site(
            situation=self._situation,
            database=self._parts.database,
            clock=self._parts.clock,
            page=self._parts.page,
            domain=self._parts.office.desk.domain,
            last_tick=lambda: self._last_tick,
            tick_seconds=self._parts.tick_seconds,
            refused=lambda: self._ruling.refused,
            held=lambda: self._steady.hold() is not None,
            press=self._press,
        )

    def _situation(self) -> Situation:
        """What pages show: the present rules and the journal as it is now."""
        banners = (*self._parts.banners, *self._steady.banner(), *self._ruling.banner())
        return self._ruling.situation(banners)

"""The daemon's whole life: load, serve pages, tick, reload, stop in order."""

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from scheduler.bouncing import PAUSE_SECONDS as BOUNCE_SECONDS
from scheduler.bouncing import Box, collect
from scheduler.clock import LARGE_STEP, Clock, SystemClock, Watch
from scheduler.deadlines import french
from scheduler.dispatch.sending import Channel, dispatch
from scheduler.dispatch.writer import Writer
from scheduler.feeds.mirror import Press
from scheduler.feeds.rounds import Rounds
from scheduler.foreseeing import foresee_rules, keep_standing
from scheduler.heartbeat import Heartbeat
from scheduler.planning import saying
from scheduler.planning.plan import Plan
from scheduler.planning.published import standing_as_text
from scheduler.problems import Problem, render_all
from scheduler.queueing import Office
from scheduler.reconcile import Superseded, reconcile
from scheduler.remembering import last_pass
from scheduler.rulebook.load import Sources, load, version
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import Situation, situation
from scheduler.store import journal, register
from scheduler.store.database import Database
from scheduler.store.faults import Replaced, Unavailable
from scheduler.web.app import create_app
from scheduler.web.site import Site

LONG_SILENCE = timedelta(days=30)
"""Stopped for longer than that, or woken by a wrong clock: the same patience decides."""
LOGGED = 20
"""How many changes of a plan are logged one by one; its summary counts them all."""
log = logging.getLogger(__name__)


class Pulse(BaseTrigger):  # type: ignore[misc]
    """Fires again some seconds after now: a clock that jumps leaves no backlog behind."""

    def __init__(self, seconds: float) -> None:
        self._gap = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Now for the first time, then now plus the gap."""
        return now + self._gap if previous else now


@dataclass(frozen=True)
class Parts:
    """What the daemon is made of; all of it is opened and closed by its caller."""

    sources: Sources
    database: Database
    channel: Channel
    clock: Clock
    office: Office
    page: str
    tick_seconds: float
    feeds: Path
    banners: tuple[str, ...] = ()
    box: Box | None = None
    hold_doubtful: bool = False
    patience: timedelta = timedelta(minutes=15)
    heartbeat: Heartbeat | None = None


class Daemon:
    """One process: the tick reconciles and dispatches, the web server answers beside it."""

    def __init__(self, parts: Parts, rulebook: Rulebook) -> None:
        self._parts = parts
        self._rulebook = rulebook
        self._seen = version(parts.sources.files())
        self._refused: tuple[Problem, ...] = rulebook.errors
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
        self._known: Situation | None = None
        self._taken = ""
        self._kept = ""
        self._superseded = False
        self._last_tick: datetime | None = None
        self._stop = asyncio.Event()
        self._replaced: Replaced | None = None
        self._busy = asyncio.Lock()
        self._collecting = asyncio.Lock()

    async def run(self, listener: socket.socket, ready: Callable[[Situation], None]) -> None:
        """Live until SIGTERM or SIGINT; ``ready`` is told the situation after the first pass.

        Raises Replaced where the database was taken away meanwhile.
        """
        self._watch_signals()
        self._watch = await asyncio.to_thread(self._new_watch)
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
        loop.add_signal_handler(signal.SIGHUP, self._forget_version)

    def _forget_version(self) -> None:
        """SIGHUP: read the files again at the next tick, changed or not, and take them."""
        self._seen = ""
        self._taken = ""

    def _new_watch(self) -> Watch:
        """On hold from the start where the last pass, or the server's clock, is far behind."""
        database, clock = self._parts.database, self._parts.clock
        with database.read() as session:
            seen, elsewhere = last_pass(session), database.now(session, clock.now())
        if clock.now() - elsewhere > LARGE_STEP:
            return Watch(clock, self._parts.patience, elsewhere, LARGE_STEP)
        return Watch(clock, self._parts.patience, seen, LONG_SILENCE)

    async def _guard(self) -> None:
        """Look each second at what may change without a word: the clock, the database's file."""
        while True:
            await asyncio.sleep(1)
            if self._look_at_the_clock():
                self._tick_now()
            await self._look_at_the_database()

    async def _look_at_the_database(self) -> None:
        """Stop for good where its file is no longer the one that was opened."""
        try:
            await asyncio.to_thread(self._parts.database.check)
        except Replaced as error:
            self._end_with(error)
        except Unavailable as error:
            log.error("database unavailable, its file is looked at again: %s", error)

    def _end_with(self, error: Replaced) -> None:
        self._replaced = error
        self._stop.set()

    def _look_at_the_clock(self) -> bool:
        """Whether it was set since the last look."""
        step = self._watch.look()
        if step:
            log.warning("the clock was set by %s", step)
        return bool(step)

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
                await self._reload_if_changed()
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
        if self._known is None or self._stop.is_set():
            return
        try:
            await asyncio.to_thread(self._rounds.make, self._known)
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

    def _must_not_send(self) -> bool:
        return self._stop.is_set() or self._watch.hold() is not None

    async def _reload_if_changed(self) -> None:
        """Take the new files only if they are sound; else keep the old rules and say so."""
        now = await asyncio.to_thread(lambda: version(self._parts.sources.files()))
        if now == self._seen:
            return
        self._seen = now
        fresh = await asyncio.to_thread(load, self._parts.sources)
        if fresh.errors or not fresh.agreements:
            self._refused = fresh.errors or fresh.problems
            log.error("rules not reloaded, the old ones stay:\n%s", render_all(self._refused))
            return
        self._refused = ()
        self._rulebook = fresh
        log.info("rules reloaded: %d agreement(s)", len(fresh.agreements))
        _log(await asyncio.to_thread(self._foresee, fresh))

    def _foresee(self, rulebook: Rulebook) -> Plan:
        """What the coming pass will do with new rules."""
        with self._parts.database.read() as session:
            return foresee_rules(session, rulebook, self._parts.clock.now())

    async def _reconcile(self) -> None:
        """One pass, unless the clock is in doubt or another daemon has taken newer rules."""
        parts, rulebook, self._known = self._parts, self._rulebook, None
        now = parts.clock.now()
        self._look_at_the_clock()
        await asyncio.to_thread(self._heed_confirmation)
        if self._watch.hold():
            return
        try:
            done = await asyncio.to_thread(
                reconcile,
                parts.database,
                rulebook,
                now,
                parts.office,
                adopt=self._taken != rulebook.version,
            )
        except Superseded:
            self._superseded, self._kept = True, ""
            return
        self._taken, self._superseded, self._known = rulebook.version, False, done.situation
        await self._keep_standing(done.situation)
        if done.queued:
            log.info("%d message(s) queued", done.queued)

    async def _keep_standing(self, known: Situation) -> None:
        """Keep what the next plan compares lives and questions with, when it has changed."""
        text = standing_as_text(known)
        if text != self._kept:
            await asyncio.to_thread(keep_standing, self._parts.database, text)
            self._kept = text

    def _heed_confirmation(self) -> None:
        """Trust the clock where a person says so (`echeancier outbox --clock-is-right`)."""
        if self._watch.hold() is None:
            return
        with self._parts.database.write() as session:
            if register.meta(session, register.CLOCK_CONFIRMED):
                register.set_meta(session, register.CLOCK_CONFIRMED, "")
                self._watch.confirm()

    def _site(self) -> Site:
        return Site(
            situation=self._situation,
            database=self._parts.database,
            clock=self._parts.clock,
            page=self._parts.page,
            domain=self._parts.office.desk.domain,
            last_tick=lambda: self._last_tick,
            tick_seconds=self._parts.tick_seconds,
            refused=lambda: self._refused,
            held=lambda: self._watch.hold() is not None,
            press=self._press,
        )

    def _situation(self) -> Situation:
        """What pages show: the present rules and the journal as it is now."""
        with self._parts.database.read() as session:
            facts = journal.facts(session)
        return situation(self._rulebook, facts, self._parts.clock.now(), self._banners())

    def _banners(self) -> tuple[str, ...]:
        return (*self._parts.banners, *self._clock_banner(), *self._rules_banner())

    def _clock_banner(self) -> Iterator[str]:
        held = self._watch.hold()
        if held:
            yield (
                f"L'horloge a avancé d'un coup de {french.lapse(held.step)} : rien ne part avant "
                f"qu'elle soit restée stable jusqu'à {held.until:%H:%M} (UTC), ou qu'elle soit "
                "confirmée (echeancier outbox --clock-is-right)."
            )

    def _rules_banner(self) -> Iterator[str]:
        if self._superseded:
            yield (
                "Un autre service a pris d'autres règles après celui-ci, qui ne fait plus "
                "qu'envoyer : lui donner les mêmes fichiers."
            )
        if not self._refused:
            return
        first = self._refused[0]
        what = (
            "Fichier refusé au démarrage, le reste est en vigueur"
            if self._rulebook.errors
            else "Règles non rechargées, les anciennes restent en vigueur"
        )
        yield f"{what} : {first.at} – {first.message}."


def _log(plan: Plan) -> None:
    """The plan of a reload, the worst first, each line in French; nobody is named."""
    if plan.loses_too_many:
        log.error("plan: %s", saying.warning(plan))
    serious = [one for one in plan.changes if one.told or one.kind == "withdrawn"]
    for one in serious[:LOGGED]:
        log.warning("plan: %s", saying.one_line(one))
    for line in saying.summary(plan):
        log.info("plan: %s", line)


class Server(uvicorn.Server):
    """The web server, leaving signals to the daemon."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The daemon decides when to stop."""
        yield


def web_config(app: object) -> uvicorn.Config:
    """How the pages are served: no access log, and nothing said of the server."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        access_log=False,  # a feed's address is a secret
        log_config=None,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=5,
    )

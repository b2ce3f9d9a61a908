"""Put the daemon together from its settings, and run it."""

import asyncio
import errno
import logging
import shutil
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from pathlib import Path

from scheduler.addresses import is_web_address
from scheduler.bouncing import Box
from scheduler.clock import Clock, ShiftedClock, SystemClock
from scheduler.daemon.life import Daemon
from scheduler.daemon.parts import Parts
from scheduler.deadlines.business_days import Calendar
from scheduler.dispatch.sending import Channel
from scheduler.heartbeat import Heartbeat
from scheduler.letters.desk import Desk
from scheduler.mail.bounce_box import Account, ImapBox, MaildirBox
from scheduler.mail.maildir import MaildirChannel
from scheduler.mail.smtp import Relay, SmtpChannel
from scheduler.problems import render_all, said
from scheduler.queueing import Office
from scheduler.reconcile import (
    domain_of,
    with_domain,
)
from scheduler.rulebook.load import load
from scheduler.rulebook.rulebook import Rulebook
from scheduler.settings import Bounces, Settings
from scheduler.settings import Heartbeat as HeartbeatSettings
from scheduler.situation import Situation
from scheduler.store.database import open_database
from scheduler.store.sqlite import daemon_lock

SIMULATION = "simulation"
SIMULATED_HOUR = time(9)
PREVIEW_DOMAIN = "apercu.echeancier.localhost"


class CannotRun(Exception):
    """The service cannot start; the text says why and what to do."""


def office_of(settings: Settings, page: str, banner: str = "") -> Office:
    """Who letters come from, and the address of their links: ``page`` where nobody is far."""
    smtp = settings.smtp
    reply = ("échéancier", smtp.reply_to) if smtp.reply_to else None
    # Without a relay the reader is on this machine; with one, only a public address helps.
    reachable = settings.web.public_url or (None if smtp.host else page)
    desk = Desk(
        sender=(smtp.sender_name, smtp.sender),
        domain=PREVIEW_DOMAIN,
        reply_to=reply,
        page=reachable,
        banner=banner,
        bounces_to=smtp.bounces_to,
    )
    return Office(desk, within_hours=smtp.host is not None)


def channel_of(settings: Settings) -> Channel:
    """The relay if one is set, else the maildir."""
    smtp = settings.smtp
    if smtp.host is None:
        return MaildirChannel(settings.maildir)
    relay = Relay(smtp.host, smtp.port, smtp.security, smtp.username, smtp.secret())
    return SmtpChannel(relay, smtp.connections)


def box_of(settings: Settings) -> Box | None:
    """The mailbox to watch for reports, if one is set."""
    watched = settings.bounces
    if watched.maildir is not None:
        return MaildirBox(watched.maildir)
    if watched.imap_host is None:
        return None
    account = Account(
        watched.imap_host,
        watched.imap_port,
        watched.imap_security,
        watched.imap_username or "",
        watched.secret(),
        watched.imap_mailbox,
    )
    return ImapBox(account)


def heartbeat_of(settings: Settings) -> Heartbeat | None:
    """What is told of each completed pass, if an address is set. Raises CannotRun."""
    try:
        url = settings.heartbeat.address()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "ce n'est pas de l'UTF-8"
        raise CannotRun(
            f"heartbeat.url_file illisible ({reason}) : {settings.heartbeat.url_file}"
        ) from None
    if url is not None and not is_web_address(url):
        raise CannotRun(
            f"heartbeat.url_file : {settings.heartbeat.url_file} doit contenir une adresse http:// "
            "ou https://, sans espace ni accent, et rien d'autre"
        )
    return Heartbeat(url) if url is not None else None


def serve(
    settings: Settings, simulated: date | None, announce: Callable[[Situation, str, str], None]
) -> None:
    """Run the daemon until it is told to stop. Raises CannotRun before anything is touched."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(message)s")
    for name in ("alembic", "uvicorn"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # A tick that waits for a slow relay is no news: the next one comes when it is over.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    rulebook = load(settings.sources).sound()
    if rulebook.errors and not rulebook.agreements:
        raise CannotRun(f"aucune convention lisible\n\n{render_all(rulebook.errors)}")
    with ExitStack() as opened:
        listener = opened.enter_context(_listen(settings))
        settings, clock, banners = _on_its_clock(settings, simulated, rulebook)
        store = settings.store
        found = opened.enter_context(daemon_lock(store)) if isinstance(store, Path) else None
        database = open_database(store)
        opened.callback(database.close)
        if found:
            found()
        database.seal()
        banner = banners[0] if banners else ""
        page = _page(settings, listener)
        office = with_domain(office_of(settings, page, banner), domain_of(database))
        parts = Parts(
            sources=settings.sources,
            database=database,
            channel=channel_of(settings),
            clock=clock,
            office=office,
            page=page,
            tick_seconds=settings.tick_seconds,
            feeds=settings.var / "feeds",
            banners=banners,
            box=box_of(settings),
            hold_doubtful=settings.smtp.when_doubtful == "hold",
            patience=timedelta(minutes=0 if simulated else settings.clock_patience_minutes),
            heartbeat=heartbeat_of(settings),
        )
        mail = settings.smtp.host or f"{settings.maildir} (aucun relais configuré)"

        async def live() -> None:
            daemon = Daemon(parts, rulebook)
            await daemon.run(listener, lambda known: announce(known, parts.page, mail))

        asyncio.run(live())


def _listen(settings: Settings) -> socket.socket:
    """The web server's socket, taken before anything else is."""
    host, port = settings.web.host, settings.web.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # Who comes before the server is up waits its turn instead of being refused.
        listener.listen()
    except OSError as error:
        listener.close()
        remedy = (
            "arrêter l'autre programme, ou changer web.port (ECHEANCIER_WEB__PORT)"
            if error.errno == errno.EADDRINUSE
            else "changer web.host ou web.port"
        )
        raise CannotRun(
            f"l'adresse {host}:{port} ne peut pas être prise ({said(error)}) : {remedy}"
        ) from None
    return listener


def _page(settings: Settings, listener: socket.socket) -> str:
    if settings.web.public_url:
        return settings.web.public_url.rstrip("/")
    return f"http://{settings.web.host}:{listener.getsockname()[1]}"


def _on_its_clock(
    settings: Settings, simulated: date | None, rulebook: Rulebook
) -> tuple[Settings, Clock, tuple[str, ...]]:
    """The real clock, or a simulated one over a copy: nothing real is written or mailed."""
    if simulated is None:
        return settings, SystemClock(), ()
    var = settings.var / SIMULATION
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    copied = settings.model_copy(
        update={
            "var": var,
            "smtp": settings.smtp.model_copy(update={"host": None}),
            "database": settings.database.model_copy(update={"url": None}),
            "bounces": Bounces.model_validate({}),
            "heartbeat": HeartbeatSettings.model_validate({}),
        }
    )
    if settings.has_store:
        real = open_database(settings.store)
        real.copy_to(copied.sqlite)
        real.close()
    calendar = rulebook.agreements[0].calendar if rulebook.agreements else Calendar("")
    start = datetime.combine(simulated, SIMULATED_HOUR, calendar.opening(simulated).tzinfo)
    return copied, ShiftedClock(start), ("horloge simulée, sur une copie : rien n'est envoyé",)

"""What the daemon is made of, before it lives."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from scheduler.bouncing import Box
from scheduler.clock import Clock
from scheduler.dispatch.sending import Channel
from scheduler.heartbeat import Heartbeat
from scheduler.queueing import Office
from scheduler.rulebook.load import Sources
from scheduler.store.database import Database


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

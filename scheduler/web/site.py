"""What the pages are given: the situation, the database, the time, the last tick."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from scheduler.clock import Clock
from scheduler.feeds.mirror import Press
from scheduler.problems import Problem
from scheduler.situation import Situation
from scheduler.store.database import Database


@dataclass(frozen=True)
class Site:
    """The daemon as its pages know it."""

    situation: Callable[[], Situation]
    database: Database
    clock: Clock
    page: str
    domain: str
    last_tick: Callable[[], datetime | None]
    tick_seconds: float
    refused: Callable[[], tuple[Problem, ...]]
    held: Callable[[], bool]
    press: Press

"""The only module that asks what time it is."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

SMALL_STEP = timedelta(seconds=1.5)
"""What a wall clock may drift between two looks without having been set."""
LARGE_STEP = timedelta(minutes=30)
"""Ahead by more than that, what became due may be due to the step alone."""


class Clock(Protocol):
    """Something that tells the time as an aware UTC instant."""

    def now(self) -> datetime:
        """The present instant."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, to the microsecond."""
        return datetime.now(UTC)


class ShiftedClock:
    """A simulated clock: it shows ``start`` when made, then goes on at the real speed."""

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(UTC)
        self._origin = time.monotonic()

    def now(self) -> datetime:
        """The simulated instant."""
        return self._start + timedelta(seconds=time.monotonic() - self._origin)


def running() -> float:
    """Seconds since the machine started, asleep or awake; nobody can set this clock."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def awake() -> float:
    """Seconds this machine has been awake: while it sleeps, nobody is waited for."""
    return time.monotonic()


@dataclass(frozen=True)
class Hold:
    """The wall clock leapt ahead: nothing leaves until it has been steady, or is confirmed."""

    step: timedelta
    until: datetime


class Watch:
    """Holds the wall clock against one that cannot be set, and tells when it was stepped.

    After a large step ahead it asks to hold until the clock has been steady for ``patience``;
    a step back to where it was lifts the hold. Steps back, and small ones, only make it look up.
    No patience, no hold.
    """

    def __init__(
        self,
        clock: Clock,
        patience: timedelta,
        last_seen: datetime | None = None,
        silence: timedelta | None = None,
        running: Callable[[], float] = running,
    ) -> None:
        """``last_seen``: when the service last looked; more than ``silence`` ago is a leap too."""
        self._clock, self._patience, self._running = clock, patience, running
        self._origin = self._trusted = self._now()
        self._ahead_since: float | None = None
        if last_seen and silence and clock.now() - last_seen > silence:
            self._trusted = self._origin - (clock.now() - last_seen)
            self._ahead_since = running()

    def look(self) -> timedelta:
        """By how much the wall clock was set since the last look: zero where it was not."""
        now = self._now()
        step, self._origin = now - self._origin, now
        if abs(step) <= SMALL_STEP:
            step = timedelta(0)
        if now - self._trusted <= LARGE_STEP:
            self._trusted, self._ahead_since = now, None
        elif step or self._ahead_since is None:
            self._ahead_since = self._running()
        elif self._running() - self._ahead_since >= self._patience.total_seconds():
            self.confirm()
        return step

    def confirm(self) -> None:
        """Trust the clock as it is."""
        self._trusted, self._ahead_since = self._now(), None

    def hold(self) -> Hold | None:
        """Why nothing should leave now, if so."""
        if self._ahead_since is None or not self._patience:
            return None
        left = self._ahead_since + self._patience.total_seconds() - self._running()
        until = self._clock.now() + timedelta(seconds=max(left, 0.0))
        return Hold(self._now() - self._trusted, until)

    def _now(self) -> datetime:
        """When the machine would have started by the wall clock: moves only where it is set."""
        return self._clock.now() - timedelta(seconds=self._running())

"""The only module that asks what time it is."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


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

"""The alarm clock's rhythm: it wakes the daemon, and remembers nothing."""

from datetime import datetime, timedelta

from apscheduler.triggers.base import BaseTrigger


class Pulse(BaseTrigger):  # type: ignore[misc]
    """Fires again some seconds after now: a clock that jumps leaves no backlog behind."""

    def __init__(self, seconds: float) -> None:
        self._gap = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Now for the first time, then now plus the gap."""
        return now + self._gap if previous else now

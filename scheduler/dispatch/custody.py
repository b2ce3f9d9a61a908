"""Tell which messages in flight nobody carries any more, by a clock that nobody can set."""

from collections.abc import Callable, Set
from datetime import timedelta

from scheduler.clock import awake
from scheduler.store.claims import LEASE, Held


class Custody:
    """Who holds which message, and since when this process has seen it so.

    No wall clock is asked: that of a database, or of whoever took a message, may be wrong or set.
    """

    def __init__(self, grace: timedelta, clock: Callable[[], float] = awake) -> None:
        """``grace``: how long what the dead held stays theirs; ``clock``: in seconds."""
        self._grace, self._clock = grace, clock
        self._since: dict[Held, float] = {}

    def look(self, held: Set[Held], gone: Set[str]) -> set[Held]:
        """Those of a process that is gone, or held longer than any exchange with a relay lasts."""
        now = self._clock()
        self._since = {one: self._since.get(one, now) for one in held}
        return {
            one
            for one, since in self._since.items()
            if now - since >= (self._grace if one.owner in gone else LEASE).total_seconds()
        }

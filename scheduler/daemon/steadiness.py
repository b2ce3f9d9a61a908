"""Whether the clock may be trusted: watched, held back for, confirmed by a person."""

import logging
from collections.abc import Iterator
from datetime import timedelta

from scheduler.clock import LARGE_STEP, Clock, Hold, Watch
from scheduler.deadlines import french
from scheduler.remembering import last_pass
from scheduler.store import register
from scheduler.store.database import Database

LONG_SILENCE = timedelta(days=30)
"""Stopped for longer than that, or woken by a wrong clock: the same patience decides."""
log = logging.getLogger(__name__)


class Steadiness:
    """The daemon's clock under watch; made once the database can be read, it may block."""

    def __init__(self, database: Database, clock: Clock, patience: timedelta) -> None:
        self._database, self._clock, self._patience = database, clock, patience
        self._watch = self._new_watch()

    def hold(self) -> Hold | None:
        """Why nothing should leave now, if so."""
        return self._watch.hold()

    def _new_watch(self) -> Watch:
        """On hold from the start where the last pass, or the server's clock, is far behind."""
        clock = self._clock
        with self._database.read() as session:
            seen, elsewhere = last_pass(session), self._database.now(session, clock.now())
        if clock.now() - elsewhere > LARGE_STEP:
            return Watch(clock, self._patience, elsewhere, LARGE_STEP)
        return Watch(clock, self._patience, seen, LONG_SILENCE)

    def look(self) -> bool:
        """Whether it was set since the last look."""
        step = self._watch.look()
        if step:
            log.warning("the clock was set by %s", step)
        return bool(step)

    def heed_confirmation(self) -> None:
        """Trust the clock where a person says so (`echeancier outbox --clock-is-right`)."""
        if self._watch.hold() is None:
            return
        with self._database.write() as session:
            if register.meta(session, register.CLOCK_CONFIRMED):
                register.set_meta(session, register.CLOCK_CONFIRMED, "")
                self._watch.confirm()

    def banner(self) -> Iterator[str]:
        """What a page says of a hold."""
        held = self._watch.hold()
        if held:
            yield (
                f"L'horloge a avancé d'un coup de {french.lapse(held.step)} : rien ne part avant "
                f"qu'elle soit restée stable jusqu'à {held.until:%H:%M} (UTC), ou qu'elle soit "
                "confirmée (echeancier outbox --clock-is-right)."
            )

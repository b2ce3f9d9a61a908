"""After each pass: publish the calendars that changed, keep their copies on disk in step."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from scheduler.feeds.mirror import Press, disk_is_lost, mirror
from scheduler.feeds.publishing import bring_up, day_of, draft
from scheduler.feeds.stock import read_stock
from scheduler.situation import Situation
from scheduler.store import feeds, publications, register
from scheduler.store.database import Database, Session
from scheduler.store.feeds import Feed

NOTED_EVERY = timedelta(minutes=5)
ALIVE = timedelta(minutes=15)
"""Where another machine made its rounds so lately, a machine without copies has just joined it."""


class Rounds:
    """One process's rounds; a round that would find everything as it left it does nothing."""

    def __init__(self, database: Database, press: Press) -> None:
        self._database = database
        self._press = press
        self._left = ""
        self._noted: datetime | None = None

    def make(self, known: Situation) -> None:
        """Publish what changed since the last round. Raises Unavailable."""
        if not self._left:
            self._recover(known.now)
        self._publish(known)
        if self._press.shared and not _lately(self._noted, known.now, NOTED_EVERY):
            with self._database.write() as session:
                self._note(session, known.now)

    def _publish(self, known: Situation) -> None:
        day = day_of(known)
        with self._database.read() as session:
            if _mark(session, known) == self._left:
                return
            stock, listed = read_stock(session), _live(session)
            made_from = publications.fingerprints(session)
        for feed in listed:
            wanted = draft(feed, stock, day, self._press)
            # The first round looks at each: the database may come from a backup.
            if not self._left or made_from.get(feed.id, ("", ""))[0] != wanted.fingerprint:
                with self._database.write() as session:
                    bring_up(session, wanted, stock, day, self._press)
        self._mirror(known)

    def _recover(self, now: datetime) -> None:
        """Before the first round: where the disk is lost, the database may be a backup's."""
        with self._database.write() as session:
            if self._press.shared and _lately(publications.last_round(session), now, ALIVE):
                return
            states = [
                (publications.token_hashes(session, feed.id), state.published_at)
                for feed in _live(session)
                if (state := publications.state(session, feed.id))
            ]
            if states and all(disk_is_lost(self._press, *one) for one in states):
                publications.start_afresh(session)
                self._note(session, now)

    def _note(self, session: Session, now: datetime) -> None:
        """Tell machines that may join that calendars are being published."""
        publications.note_round(session, now)
        self._noted = now

    def _mirror(self, known: Situation) -> None:
        with self._database.read() as session:
            mark = _mark(session, known)
            versions = {
                token_hash: version
                for feed in _live(session)
                if (version := publications.current(session, feed.id))
                for token_hash in publications.token_hashes(session, feed.id, known.now)
            }
        mirror(self._press.folder, versions)
        self._left = mark


def _lately(then: datetime | None, now: datetime, within: timedelta) -> bool:
    """The clock may have been set back since."""
    return then is not None and abs(now - then) < within


def _live(session: Session) -> Sequence[Feed]:
    return [one for one in feeds.list_feeds(session) if one.ended_at is None]


def _mark(session: Session, known: Situation) -> str:
    """Changes with whatever a calendar is made from, and with what is in force."""
    told = (
        known.today,
        known.rulebook.version,
        register.meta(session, register.QUESTIONS),
        register.stamps(session),
        [
            (one.id, one.label, one.detail, [(token.id, token.ends_at) for token in one.tokens])
            for one in _live(session)
        ],
        publications.fingerprints(session),
    )
    return hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()

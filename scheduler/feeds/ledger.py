"""Stamp events: the sequence and the instant of one change only where it changed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from scheduler.feed import FeedEvent, block
from scheduler.feeds.disk import Seen
from scheduler.store.publications import Shown

ONE_SECOND = timedelta(seconds=1)
LEAP = 1_000
"""Above any number of changes between a backup and the day it is put back."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
SEEN_NOTHING = (-1, LONG_AGO)


@dataclass(frozen=True)
class Floor:
    """What subscribers may have been given that the database has forgotten since.

    ``seen`` is by UID; ``lost`` means that nobody knows, after a backup put back elsewhere: every
    event is then stamped anew, above whatever it was. What follows is dated ``after`` at least.
    """

    seen: Seen
    lost: bool = False
    after: datetime = LONG_AGO


NO_FLOOR = Floor({})


def stamp(
    events: Iterable[FeedEvent], known: Mapping[str, Shown], now: datetime, floor: Floor = NO_FLOOR
) -> dict[str, Shown]:
    """Each event as it is to be shown, by UID; one that did not change keeps its very bytes.

    A new date or status raises SEQUENCE; any change moves LAST-MODIFIED, strictly, even if the
    clock has gone back (RFC 5545 3.8.7.3, 3.8.7.4).
    """
    at = now.astimezone(UTC).replace(microsecond=0)
    return {one.uid: _stamped(one, known.get(one.uid), at, floor) for one in events}


def _stamped(event: FeedEvent, was: Shown | None, at: datetime, floor: Floor) -> Shown:
    digest, standing = _digest(event), _standing(event)
    if was is None and not floor.lost and event.uid not in floor.seen:
        return _shown(event, digest, standing, 0, at)
    had = (was.sequence, was.modified) if was else SEEN_NOTHING
    seen = floor.seen.get(event.uid, SEEN_NOTHING)
    forgotten = floor.lost or seen[0] > had[0] or seen[1] > had[1]
    if was and was.digest == digest and not forgotten:
        return was
    moved = forgotten or was is None or was.standing != standing
    leap = LEAP if floor.lost else 1 if moved else 0
    sequence = max(had[0], seen[0], 0) + leap
    return _shown(event, digest, standing, sequence, max(at, _next(had[1]), _next(seen[1])))


def _next(instant: datetime) -> datetime:
    return instant + ONE_SECOND


def _shown(
    event: FeedEvent, digest: str, standing: str, sequence: int, modified: datetime
) -> Shown:
    stamped = replace(event, sequence=sequence, published_at=modified)
    return Shown(event.uid, digest, standing, sequence, modified, block(stamped))


def _digest(event: FeedEvent) -> str:
    """Of all that is shown, its stamps left out."""
    told = (
        event.summary,
        event.description,
        event.url or "",
        event.category,
        _standing(event),
    )
    return hashlib.sha256("\x00".join(told).encode("utf-8", "replace")).hexdigest()[:32]


def _standing(event: FeedEvent) -> str:
    status = "CANCELLED" if event.cancelled else "TENTATIVE" if event.tentative else "CONFIRMED"
    return f"{event.start}/{event.end}/{status}"

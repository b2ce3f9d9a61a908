"""Stamp events: the sequence and the instant of one change only where it changed."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from scheduler.feed import FeedEvent, block
from scheduler.feeds.disk import Seen
from scheduler.store.publications import Shown

ONE_SECOND = timedelta(seconds=1)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
SEEN_NOTHING = (-1, LONG_AGO)


@dataclass(frozen=True)
class Floor:
    """What subscribers may have been given that the database has forgotten since.

    ``seen`` is by UID; what follows is dated ``after`` at least.
    """

    seen: Seen
    after: datetime = LONG_AGO


NO_FLOOR = Floor({})


def stamp(
    events: Iterable[FeedEvent],
    known: Mapping[str, Shown],
    now: datetime,
    floor: Floor = NO_FLOOR,
    base: int = 0,
) -> dict[str, Shown]:
    """Each event as it is to be shown, by UID; one that did not change keeps its very bytes.

    A new date or status raises SEQUENCE, which begins at ``base``; any change moves LAST-MODIFIED,
    strictly, even if the clock has gone back (RFC 5545 3.8.7.3, 3.8.7.4).
    """
    at = now.astimezone(UTC).replace(microsecond=0)
    return {one.uid: _stamped(one, known.get(one.uid), at, floor, base) for one in events}


def _stamped(event: FeedEvent, was: Shown | None, at: datetime, floor: Floor, base: int) -> Shown:
    digest, standing = _digest(event), _standing(event)
    had = (was.sequence, was.modified) if was else SEEN_NOTHING
    seen = floor.seen.get(event.uid, SEEN_NOTHING)
    forgotten = _is_behind(had, seen)
    if was and was.digest == digest and not forgotten:
        return was
    moved = forgotten or was is None or was.standing != standing
    sequence = max(had[0], seen[0]) + 1 if moved else had[0]
    modified = max(at, had[1] + ONE_SECOND, seen[1] + ONE_SECOND)
    stamped = replace(event, sequence=max(sequence, base), published_at=modified)
    return Shown(event.uid, digest, standing, stamped.sequence, modified, block(stamped))


def _is_behind(had: tuple[int, datetime], seen: tuple[int, datetime]) -> bool:
    return seen[0] > had[0] or seen[1] > had[1]


def unshown(floor: Floor, known: Mapping[str, Shown], now_shown: Set[str]) -> Iterator[Shown]:
    """What subscribers were given of events that are not shown now, to be kept for their return."""
    for uid, seen in floor.seen.items():
        was = known.get(uid)
        had = (was.sequence, was.modified) if was else SEEN_NOTHING
        if uid not in now_shown and _is_behind(had, seen):
            sequence, modified = max(had[0], seen[0]), max(had[1], seen[1])
            yield Shown(uid, "", "", sequence, modified, b"")


def _digest(event: FeedEvent) -> str:
    """Of all that is shown, its stamps left out."""
    told = (event.summary, event.description, event.url or "", event.category, _standing(event))
    return hashlib.sha256("\x00".join(told).encode("utf-8", "replace")).hexdigest()[:32]


def _standing(event: FeedEvent) -> str:
    status = "CANCELLED" if event.cancelled else "TENTATIVE" if event.tentative else "CONFIRMED"
    return f"{event.start}/{event.end}/{status}"

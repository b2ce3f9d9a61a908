"""Publish calendars: made when their content changes, judged, then put in place, or held back."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

from scheduler.feed import FeedEvent, assembled, etag, heading
from scheduler.feeds import gate
from scheduler.feeds.belonging import Belonging, belonging
from scheduler.feeds.choosing import (
    Span,
    chosen,
    events,
    fitting,
    information,
    span_of,
)
from scheduler.feeds.ledger import NO_FLOOR, ONE_SECOND, Floor, stamp, unshown
from scheduler.feeds.mirror import Press, floor_of
from scheduler.feeds.showing import Style, events_of, style_of
from scheduler.feeds.stock import Stock, read_stock
from scheduler.rulebook.directory import Directory
from scheduler.situation import Situation
from scheduler.store import publications
from scheduler.store.database import Session
from scheduler.store.feeds import Feed
from scheduler.store.publications import Publication, Shown, State

FORMAT = "1"
"""Raised when events are written another way: every calendar is then made again."""
DESCRIPTION = "Échéances des conventions, au dernier jour utile."
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Day:
    """When a calendar is made, and who then holds what."""

    now: datetime
    today: date
    directory: Directory


def day_of(known: Situation) -> Day:
    """The present moment of a situation."""
    return Day(known.now, known.today, known.rulebook.directory)


@dataclass(frozen=True)
class Draft:
    """A calendar about to be made: what belongs to it, how it shows it."""

    feed: Feed
    belongs: Belonging
    stock: Stock
    style: Style
    span: Span
    fingerprint: str


def draft(feed: Feed, stock: Stock, day: Day, press: Press) -> Draft:
    """What the calendar would be made from; its fingerprint tells whether anything changed."""
    roles = {one.role for one in stock.told} | {one.role for one in stock.asked}
    belongs = belonging(feed, roles, day.directory, day.today)
    some = chosen(stock, belongs, day.now)
    style, span = style_of(feed, press.domain, press.page), span_of(day.today)
    return Draft(feed, belongs, some, style, span, _fingerprint(feed, some, style, span))


def _fingerprint(feed: Feed, stock: Stock, style: Style, span: Span) -> str:
    told = (
        f"{one.key} {one.published_at.isoformat()} {one.withdrawn_at is not None}"
        for one in sorted(stock.told, key=lambda one: one.key)
    )
    parts = (FORMAT, feed.label, feed.detail, repr(style), repr(span), repr(stock.asked), *told)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def publish(session: Session, feed: Feed, day: Day, press: Press) -> Publication | None:
    """The calendar as it now is, made where it was not yet; None where its first is not sound."""
    stock = read_stock(session)
    return bring_up(session, draft(feed, stock, day, press), stock, day, press)


def bring_up(
    session: Session, made: Draft, whole: Stock, day: Day, press: Press
) -> Publication | None:
    """Publish the draft if it differs from what stands; the version in force afterwards.

    One that is not sound is held back, and one that loses much until a person accepts it.
    """
    state = publications.state(session, made.feed.id)
    floor = floor_of(press, publications.token_hashes(session, made.feed.id), state)
    if state and state.fingerprint == made.fingerprint and floor == NO_FLOOR:
        return state.current
    new = _edition(session, made, day.now, floor, press)
    reason = gate.unsound(new.body, {one.uid: one for one in new.listed})
    if not reason and state and state.current and not state.accepted:
        elsewhere = partial(_elsewhere, made, whole, day)
        reason = gate.loss(state.current.body, new.wanted, elsewhere, day.today)
    if reason:
        return _hold(session, made, state, new.body, reason, day.now)
    publications.show(session, new.changed)
    return _put_in_place(session, made, state, new, day.now, floor)


@dataclass(frozen=True)
class _Edition:
    """A new version: its bytes, the events in it, all that were wanted, those that changed."""

    body: bytes
    listed: Sequence[FeedEvent]
    wanted: Sequence[FeedEvent]
    changed: Sequence[Shown]


def _edition(session: Session, made: Draft, now: datetime, floor: Floor, press: Press) -> _Edition:
    wanted = events(made.stock, made.style, made.span, now)
    base = publications.base(session)
    known = publications.shown(session, {one.uid for one in wanted} | floor.seen.keys())
    shown = stamp(wanted, known, now, floor, base)
    head = heading(f"Échéances – {made.feed.label}", DESCRIPTION, press.domain)
    kept = set(fitting(head, wanted, shown))
    beyond = [one for one in wanted if one.uid not in kept]
    notice = information(made.feed, made.style, made.span, now, beyond)
    known |= publications.shown(session, {notice.uid})
    listed = [*(one for one in wanted if one.uid in kept), notice]
    shown |= stamp([notice], known, now, floor, base)
    inside = {one.uid: shown[one.uid] for one in listed}
    body = assembled(head, {uid: one.block for uid, one in inside.items()})
    changed = [one for one in inside.values() if one is not known.get(one.uid)]
    changed += unshown(floor, known, inside.keys())
    return _Edition(body, listed, wanted, changed)


def _elsewhere(made: Draft, whole: Stock, day: Day) -> set[str]:
    """The identities of what stands, but in other calendars: a role has changed hands.

    None where the calendar is of a role or an authority that no longer is: it was renamed, and
    its subscribers would be left with nothing.
    """
    if _is_renamed(made.belongs, whole, day):
        return set()
    return {
        event.uid
        for told in whole.told
        if told.withdrawn_at is None and not made.belongs.holds(told)
        for event in events_of(told, made.style)
    }


def _is_renamed(belongs: Belonging, whole: Stock, day: Day) -> bool:
    if belongs.kind == "role":
        return belongs.subject not in day.directory.roles
    standing = {one.authority for one in whole.told if one.withdrawn_at is None}
    return belongs.kind == "authority" and belongs.subject not in standing


def _hold(
    session: Session, made: Draft, state: State | None, body: bytes, reason: str, now: datetime
) -> Publication | None:
    feed = made.feed
    publications.hold(session, feed.id, body, reason, made.fingerprint, now)
    log.error(
        "calendar %s held back, the last good version is served: %s "
        "(echeancier feed publish %s --accept)",
        *(feed.prefix, reason, feed.prefix),
    )
    return state.current if state else None


def _put_in_place(
    session: Session, made: Draft, state: State | None, new: _Edition, now: datetime, floor: Floor
) -> Publication:
    """The version in force from now on; the very same bytes keep their validators."""
    generation = state.generation if state else 1
    was = state.current if state else None
    tag = etag(new.body, str(generation))
    modified = max(now.astimezone(UTC).replace(microsecond=0), floor.after)
    if was and was.tag == tag and floor == NO_FLOOR:
        modified = was.modified
    elif was:
        modified = max(modified, was.modified + ONE_SECOND)
    version = Publication(made.feed.id, new.body, tag, modified, len(new.listed))
    publications.published(session, version, made.fingerprint, generation, now)
    return version

"""Calendars as last published, what is held back, and every event ever shown."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, bindparam, delete, func, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, select

from scheduler.store import register
from scheduler.store.tables import FeedEventRow, FeedTokenRow, PublicationRow

BASE = "feed_sequence_base"
LAST_ROUND = "feed_last_round"
LEAP = 1_000
"""Above any number of changes between a backup and the day it is put back."""
BATCH = 500
"""How many values one statement may carry on every database."""
PUBLICATION: Table = SQLModel.metadata.tables["feed_publication"]
# Every visit asks it.
_TAG = select_columns(PUBLICATION.c.tag).where(
    PUBLICATION.c.feed == bindparam("feed"), PUBLICATION.c.published_at.is_not(None)
)


@dataclass(frozen=True)
class Publication:
    """A calendar's bytes as subscribers get them, with their validators; ``feed`` is its id.

    ``tag`` is a strong entity tag, quoted; ``modified`` the aware instant of the last change of
    the set, deletions included; ``events`` how many the body holds.
    """

    feed: int
    body: bytes
    tag: str
    modified: datetime
    events: int


@dataclass(frozen=True)
class Held:
    """A new version of a calendar that waits for a person; ``reason`` is in French."""

    feed: int
    body: bytes | None
    reason: str
    at: datetime


@dataclass(frozen=True)
class State:
    """What decides whether a calendar is made again; ``current`` is None before the first one."""

    fingerprint: str
    generation: int
    published_at: datetime | None
    accepted: bool
    current: Publication | None
    held: Held | None


@dataclass(frozen=True)
class Shown:
    """An event as calendars were last shown it; ``block`` is its component, whole lines."""

    uid: str
    digest: str
    standing: str
    sequence: int
    modified: datetime
    block: bytes


def current(session: Session, feed: int) -> Publication | None:
    """The calendar as last published, if it was."""
    row = session.get(PublicationRow, feed)
    return _publication(row) if row else None


def tag(session: Session, feed: int) -> str | None:
    """The entity tag of the calendar as last published, if it was: its bytes are not read."""
    found: str | None = session.connection().execute(_TAG, {"feed": feed}).scalar()
    return found


def state(session: Session, feed: int) -> State | None:
    """The calendar as published and as held back, if it was ever made."""
    row = session.get(PublicationRow, feed)
    if row is None:
        return None
    return State(
        fingerprint=row.fingerprint,
        generation=row.generation,
        published_at=row.published_at,
        accepted=row.accepted,
        current=_publication(row),
        held=_held(row),
    )


def fingerprints(session: Session) -> dict[int, tuple[str, str]]:
    """By feed, what each calendar was last made from, held back or not, and its tag in force."""
    row = PublicationRow
    listed = session.exec(select(row.feed, row.fingerprint, row.tag))
    return {feed: (made_from, tag) for feed, made_from, tag in listed}


def held(session: Session) -> list[Held]:
    """Every calendar whose new version waits for a person, the oldest wait first."""
    query = select(PublicationRow).where(col(PublicationRow.held_at).is_not(None))
    rows = session.exec(query.order_by(col(PublicationRow.held_at)))
    return [one for row in rows if (one := _held(row))]


def published(
    session: Session, new: Publication, fingerprint: str, generation: int, now: datetime
) -> None:
    """Replace the last good version; nothing is held back any more."""
    row = _row(session, new.feed, now)
    row.fingerprint, row.generation = fingerprint, generation
    row.body, row.tag, row.modified, row.events = new.body, new.tag, new.modified, new.events
    row.published_at = now
    row.held_body, row.held_reason, row.held_at, row.accepted = None, "", None, False
    session.add(row)
    session.flush()


def hold(
    session: Session, feed: int, body: bytes | None, reason: str, fingerprint: str, now: datetime
) -> None:
    """Keep a new version back, with the reason; the last good one stays."""
    row = _row(session, feed, now)
    row.fingerprint, row.held_body, row.held_reason = fingerprint, body, reason
    row.held_at, row.accepted = row.held_at or now, False
    session.add(row)
    session.flush()


def accept(session: Session, feed: int) -> Held | None:
    """Let what is held back be published at the next round; None where nothing is.

    It is made anew then, as things stand, and judged but for what it loses.
    """
    row = session.get(PublicationRow, feed)
    found = _held(row) if row else None
    if row and found:
        row.accepted, row.fingerprint = True, ""
        session.flush()
    return found


def renew(session: Session, feed: int) -> bool:
    """Have every subscriber take the calendar again, whatever it believes to hold.

    Whether there is one: a program that once received something else keeps it while its tag is
    the same.
    """
    row = session.get(PublicationRow, feed)
    if row is None or row.body is None:
        return False
    row.generation, row.fingerprint = row.generation + 1, ""
    session.flush()
    return True


def shown(session: Session, uids: Collection[str]) -> dict[str, Shown]:
    """What each of these events was when it was last shown, by UID."""
    found: dict[str, Shown] = {}
    for some in _batches(sorted(uids)):
        query = select(FeedEventRow).where(col(FeedEventRow.uid).in_(some))
        found |= {row.uid: _shown(row) for row in session.exec(query)}
    return found


def show(session: Session, events: Iterable[Shown]) -> None:
    """Remember what events are now shown as."""
    for one in events:
        session.merge(FeedEventRow(**one.__dict__))
    session.flush()


def base(session: Session) -> int:
    """Where the sequence of an event begins that was never shown."""
    return int(register.meta(session, BASE) or 0)


def last_round(session: Session) -> datetime | None:
    """When one of the machines that share the database last made its rounds."""
    text = register.meta(session, LAST_ROUND)
    return datetime.fromisoformat(text) if text else None


def note_round(session: Session, now: datetime) -> None:
    """Remember that a machine has made its rounds; ``now`` is aware."""
    register.set_meta(session, LAST_ROUND, now.isoformat())


def start_afresh(session: Session) -> None:
    """Forget what events were: each is then shown anew, above any sequence it may have had."""
    highest = session.exec(select(func.max(FeedEventRow.sequence))).one() or 0
    register.set_meta(session, BASE, str(max(highest, base(session)) + LEAP))
    session.exec(delete(FeedEventRow))
    session.exec(update(PublicationRow).values(fingerprint=""))
    session.flush()


def token_hashes(session: Session, feed: int, now: datetime | None = None) -> list[str]:
    """The hash of every token of the calendar; of those that still work at ``now``, if given."""
    asked = select(FeedTokenRow.token_hash).where(FeedTokenRow.feed == feed)
    if now is not None:
        ends_at = col(FeedTokenRow.ends_at)
        asked = asked.where(ends_at.is_(None) | (ends_at > now))
    return list(session.exec(asked.order_by(col(FeedTokenRow.id))))


def _row(session: Session, feed: int, now: datetime) -> PublicationRow:
    found = session.get(PublicationRow, feed)
    return found or PublicationRow(
        feed=feed, fingerprint="", body=None, modified=now, held_body=None
    )


def _publication(row: PublicationRow) -> Publication | None:
    if row.body is None:
        return None
    return Publication(row.feed, row.body, row.tag, row.modified, row.events)


def _held(row: PublicationRow) -> Held | None:
    if row.held_at is None:
        return None
    return Held(row.feed, row.held_body, row.held_reason, row.held_at)


def _shown(row: FeedEventRow) -> Shown:
    return Shown(row.uid, row.digest, row.standing, row.sequence, row.modified, row.block)


def _batches(values: list[str]) -> Iterator[list[str]]:
    yield from (values[first : first + BATCH] for first in range(0, len(values), BATCH))

"""All that the store holds about one agreement, read to be shown to whoever must be convinced."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import Session, col, select

from scheduler.store import auditing
from scheduler.store.chain import Entry
from scheduler.store.tables import AttemptRow, FactRow, ItemRow, MessageRow, SentRow

Part = TypeVar("Part")
TOGETHER = 500
BODIES = 50
"""How many messages' bytes are held at a time."""
DIGEST, INITIAL, FAILURE = "digest/", "initial/", "failure/"
"""How the keys begin of what a message tells beside occurrences: a person's digest, the report on
an agreement first loaded, the alert about another message."""


@dataclass(frozen=True)
class Fact:
    """One line of the journal; a withdrawal names the line it takes back."""

    number: int
    recorded_at: datetime
    recorded_by: str
    kind: str
    subject: str
    occurred_on: date | None
    comment: str
    evidence: str
    withdraws: int | None
    to_follow: bool
    past_the_deadline: bool


@dataclass(frozen=True)
class Carried:
    """One thing that a message tells; ``superseded`` where a later step took its place."""

    occurrence: str
    revision: int
    step: str
    superseded: bool


@dataclass(frozen=True)
class Message:
    """A message, whatever became of it: everything but its bytes."""

    id: int
    kind: str
    recipient: str
    subject: str
    message_id: str
    rules: str
    created_at: datetime
    state: str
    attempts: int
    possible_duplicates: int
    accepted_at: datetime | None
    last_answer: str
    items: tuple[Carried, ...]


@dataclass(frozen=True)
class Attempt:
    """One attempt to hand a message over, with the relay's own words."""

    message: int
    number: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    phase: str
    code: int | None
    answer: str


def facts(session: Session, agreement: str) -> list[Fact]:
    """The agreement's journal, in the order it was written."""
    query = select(FactRow).where(FactRow.agreement == agreement).order_by(col(FactRow.id))
    names = [name for name in Fact.__dataclass_fields__ if name != "number"]
    return [
        Fact(row.id or 0, *(getattr(row, name) for name in names)) for row in session.exec(query)
    ]


def messages(session: Session, agreement: str, names: Callable[[bytes], bool]) -> list[Message]:
    """Every message that tells of the agreement, by its number.

    Digests are those whose bytes ``names`` says yes to: what they list is not recorded apart.
    """
    found = _telling(session, f"{agreement}/") | _telling(session, f"{INITIAL}{agreement}", "")
    digests = _telling(session, DIGEST) - found
    found |= {of for of, body in bodies(session, digests) if names(body)}
    alerts = [f"{FAILURE}{of}" for of in sorted(found)]
    for some in _pages(alerts):
        query = select(ItemRow.message).where(col(ItemRow.occurrence).in_(some))
        found.update(session.exec(query))
    return list(_messages(session, found))


def _telling(session: Session, key: str, rest: str = "%") -> set[int]:
    """The messages that tell of that key, or of one that begins so."""
    column = col(ItemRow.occurrence)
    which = column.startswith(key, autoescape=True) if rest else column == key
    query = select(ItemRow.message, ItemRow.occurrence).where(which)
    # Some databases compare without regard to case.
    return {message for message, occurrence in session.exec(query) if occurrence.startswith(key)}


def _messages(session: Session, ids: Iterable[int]) -> Iterator[Message]:
    names = [name for name in Message.__dataclass_fields__ if name != "items"]
    columns = [getattr(MessageRow, name) for name in names]
    for some in _pages(sorted(ids)):
        items = _items(session, some)
        query = select(*columns).where(col(MessageRow.id).in_(some)).order_by(col(MessageRow.id))
        for row in session.exec(query):
            told = dict(zip(names, row, strict=True))
            yield Message(**told, items=tuple(items.get(told["id"], ())))


def _items(session: Session, ids: list[int]) -> dict[int, list[Carried]]:
    query = select(ItemRow).where(col(ItemRow.message).in_(ids)).order_by(col(ItemRow.id))
    found: dict[int, list[Carried]] = {}
    for row in session.exec(query):
        item = Carried(row.occurrence, row.revision, row.step, row.superseded)
        found.setdefault(row.message, []).append(item)
    return found


def bodies(session: Session, ids: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """The exact bytes of those messages, by number; a few in memory at a time."""
    for some in _pages(sorted(ids), BODIES):
        query = select(MessageRow.id, MessageRow.body).where(col(MessageRow.id).in_(some))
        for of, body in session.exec(query.order_by(col(MessageRow.id))):
            yield of or 0, body


def attempts(session: Session, ids: Iterable[int]) -> list[Attempt]:
    """Every attempt at those messages, in the order they were made."""
    columns = [getattr(AttemptRow, name) for name in Attempt.__dataclass_fields__]
    found: list[Attempt] = []
    for some in _pages(sorted(ids)):
        query = select(*columns).where(col(AttemptRow.message).in_(some))
        rows = session.exec(query.order_by(col(AttemptRow.message), col(AttemptRow.id)))
        found.extend(Attempt(*row) for row in rows)
    return found


def lines(session: Session, agreement: str, ids: set[int]) -> Iterator[Entry]:
    """The register's lines about those messages, or about any that the outbox no longer holds."""
    for one in auditing.entries(session):
        if one.message in ids or _tells_of(one, f"{agreement}/"):
            yield one


def _tells_of(one: Entry, key: str) -> bool:
    told = one.told().get("occurrences")
    items = told if isinstance(told, list) else []
    return any(
        isinstance(item, list) and str(item[:1][0]).startswith(key) for item in items if item
    )


def last_instant(session: Session) -> datetime | None:
    """When the register's last line was written."""
    return session.exec(select(SentRow.at).order_by(col(SentRow.number).desc()).limit(1)).first()


def _pages(wanted: list[Part], size: int = TOGETHER) -> Iterator[list[Part]]:
    for start in range(0, len(wanted), size):
        yield wanted[start : start + size]

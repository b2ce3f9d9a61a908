"""Messages claimed with a lease, begun, settled: each taken by one, every doubt recorded."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    Update,
    and_,
    bindparam,
    insert,
    or_,
    select,
    update,
)
from sqlmodel import Session, SQLModel

from scheduler.delivery import Outcome
from scheduler.store import tables
from scheduler.store.tables import STATES

LEASE = timedelta(minutes=15)
"""Longer than the longest exchange with a relay: three commands and the wait after the dot."""
BACKOFF_MINUTES = (1, 5, 15, 30, 60)
JITTER = 0.1
MAX_ATTEMPTS = 30
"""A message put off for more than a day waits for a person."""
MAYBE_ACCEPTED = ("accepted", "ambiguous")

assert tables.MessageRow.__tablename__ == "message"
MESSAGE: Table = SQLModel.metadata.tables["message"]
ATTEMPT: Table = SQLModel.metadata.tables["attempt"]
_m, _a = MESSAGE.c, ATTEMPT.c


@dataclass(frozen=True)
class Claimed:
    """A message this process may send; ``token`` fences off whoever held it before.

    ``attempts`` and ``possible_duplicates`` are those before this claim's own attempt.
    """

    id: int
    recipient: str
    sender: str
    message_id: str
    body: bytes
    token: int
    attempts: int
    possible_duplicates: int


@dataclass(frozen=True)
class Settled:
    """How an attempt at a claimed message ended."""

    message: Claimed
    outcome: Outcome
    begun_at: datetime


def claim(session: Session, owner: str, now: datetime, limit: int) -> list[Claimed]:
    """Take up to ``limit`` messages that are due, oldest first; nobody else can take them."""
    # Materialised, or PostgreSQL may run the choice again and take more than it should.
    due = (
        select(_m.id)
        .where(_m.state == "pending", _m.next_try_at <= now)
        .order_by(_m.next_try_at, _m.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    taken = (
        update(MESSAGE)
        .where(_m.id.in_(select(due.c.id)))
        .values(state="claimed", owner=owner, lease_until=now + LEASE, token=_m.token + 1)
        .returning(*(_m[name] for name in Claimed.__dataclass_fields__), _m.next_try_at)
    )
    rows = session.connection().execute(taken).all()
    rows = sorted(rows, key=lambda row: (row.next_try_at, row.id))
    return [Claimed(*row[:-1]) for row in rows]


_BEGUN = (
    update(MESSAGE)
    .where(_m.id == bindparam("of"), _m.token == bindparam("held"), _m.state == "claimed")
    .values(state="in_flight", attempts=_m.attempts + 1, lease_until=bindparam("lease"))
)


def begin(session: Session, messages: Sequence[Claimed], now: datetime) -> set[int]:
    """Write "in flight" before a byte leaves; the ids of those still held by who claimed them."""
    if not messages:
        return set()
    rows = [{"of": one.id, "held": one.token, "lease": now + LEASE} for one in messages]
    connection = session.connection()
    if connection.execute(_BEGUN, rows).rowcount == len(rows):
        return {one.id for one in messages}
    return _mine(connection, messages, "in_flight")


def _mine(connection: Connection, messages: Iterable[Claimed], *states: str) -> set[int]:
    """Those whose token is still the one of the claim, in one of these states."""
    pairs = {(one.id, one.token) for one in messages}
    ids = [one for one, _ in pairs]
    found = connection.execute(select(_m.id, _m.token, _m.state).where(_m.id.in_(ids)))
    return {row.id for row in found if (row.id, row.token) in pairs and row.state in states}


_SETTLED = (
    update(MESSAGE)
    .where(_m.id == bindparam("of"), _m.token == bindparam("held"), _m.state == "in_flight")
    .values(
        state=bindparam("to_state"),
        owner=None,
        lease_until=None,
        next_try_at=bindparam("retry_at"),
        attempts=bindparam("made"),
        possible_duplicates=bindparam("doubts"),
        accepted_at=bindparam("at"),
        last_answer=bindparam("said"),
    )
)
_DOUBTED = (
    update(MESSAGE)
    .where(_m.id == bindparam("of"))
    .values(possible_duplicates=_m.possible_duplicates + 1)
)


def settle(
    session: Session,
    ended: Sequence[Settled],
    now: datetime,
    random: Random,
    *,
    hold: bool = False,
) -> None:
    """Write how attempts ended. Doubtful ones leave once more, or are held where ``hold``.

    What was taken over by another process meanwhile keeps the other's state; if the relay had
    accepted it from this one too, it is listed as doubtful.
    """
    if not ended:
        return
    connection = session.connection()
    connection.execute(insert(ATTEMPT), [_attempt(one, now) for one in ended])
    rows = [_next(one, now, random, hold) for one in ended]
    if connection.execute(_SETTLED, rows).rowcount < len(rows):
        _doubt_those_taken_over(connection, ended)


def _doubt_those_taken_over(connection: Connection, ended: Sequence[Settled]) -> None:
    mine = _mine(connection, [one.message for one in ended], *STATES)
    others = [one for one in ended if one.message.id not in mine]
    twice = [{"of": one.message.id} for one in others if one.outcome.kind in MAYBE_ACCEPTED]
    if twice:
        connection.execute(_DOUBTED, twice)


def _attempt(one: Settled, now: datetime) -> dict[str, Any]:
    return {
        "message": one.message.id,
        "number": one.message.attempts + 1,
        "started_at": one.begun_at,
        "ended_at": now,
        "outcome": one.outcome.kind,
        "phase": one.outcome.phase,
        "code": one.outcome.code,
        "answer": one.outcome.answer,
    }


def _next(one: Settled, now: datetime, random: Random, hold: bool) -> dict[str, Any]:
    """What becomes of the message."""
    kind = one.outcome.kind
    attempts = one.message.attempts + (kind != "channel")
    state, pause = "pending", _pause(attempts, random)
    if kind == "accepted":
        state = "sent"
    elif kind == "refused" or (kind == "later" and attempts >= MAX_ATTEMPTS):
        state = "failed"
    elif kind == "ambiguous" and (hold or one.message.possible_duplicates):
        state = "held"
    elif kind == "channel":
        pause = timedelta(minutes=BACKOFF_MINUTES[0])
    return {
        "of": one.message.id,
        "held": one.message.token,
        "to_state": state,
        "retry_at": now + pause,
        "made": attempts,
        "doubts": one.message.possible_duplicates + (kind == "ambiguous"),
        "at": now if kind == "accepted" else None,
        "said": f"{one.outcome.code or ''} {one.outcome.answer}".strip(),
    }


def _pause(attempts: int, random: Random) -> timedelta:
    minutes = BACKOFF_MINUTES[min(max(attempts, 1), len(BACKOFF_MINUTES)) - 1]
    return timedelta(minutes=minutes * random.uniform(1 - JITTER, 1 + JITTER))


def owners(session: Session) -> set[str]:
    """Every process that holds a message."""
    query = select(_m.owner).where(_m.owner.is_not(None)).distinct()
    return set(session.connection().execute(query).scalars())


def recover(
    session: Session,
    gone: Set[str],
    now: datetime,
    *,
    hold: bool = False,
    grace: timedelta = timedelta(0),
) -> int:
    """Take back what dead processes held, or held too long; how many messages are now doubtful.

    Claimed ones simply wait again. One in flight may have been accepted: its attempt is recorded
    as ambiguous, and the same bytes with the same Message-ID leave once more, at once.
    """
    dead = and_(_m.owner.in_(gone), _m.lease_until <= now + LEASE - grace)
    lost = or_(dead, _m.lease_until < now)
    connection = session.connection()
    connection.execute(_given_back(and_(_m.owner.is_not(None), lost)))
    fields = (_m[name] for name in Claimed.__dataclass_fields__)
    flying = select(*fields, _m.lease_until).where(
        _m.owner.is_not(None), _m.state == "in_flight", lost
    )
    rows = connection.execute(flying.with_for_update()).all()
    ended = [_interrupted(Claimed(*row[:-1]), row.lease_until - LEASE) for row in rows]
    if ended:
        connection.execute(insert(ATTEMPT), [_attempt(one, now) for one in ended])
        after = [_next(one, now, Random(0), hold) | {"retry_at": now} for one in ended]
        connection.execute(_SETTLED, after)
        # Who held them may still come back with an answer: it is no longer theirs to write.
        fenced = update(MESSAGE).where(_m.id.in_([one.message.id for one in ended]))
        connection.execute(fenced.values(token=_m.token + 1))
    return len(ended)


def _interrupted(row: Claimed, begun_at: datetime) -> Settled:
    """The attempt under way when the process died; the row counts it already."""
    before = replace(row, attempts=row.attempts - 1)
    return Settled(before, Outcome("ambiguous", "interrupted"), begun_at)


def release(session: Session, owner: str) -> None:
    """Give back everything claimed and not yet begun, unharmed."""
    session.connection().execute(_given_back(_m.owner == owner))


def _given_back(which: ColumnElement[bool]) -> Update:
    return (
        update(MESSAGE)
        .where(_m.state == "claimed", which)
        .values(state="pending", owner=None, lease_until=None)
    )

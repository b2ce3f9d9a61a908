"""Messages claimed with a lease, begun, settled: each taken by one, every doubt recorded."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
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
    tuple_,
    update,
)
from sqlmodel import Session, SQLModel

from scheduler.delivery import Outcome
from scheduler.store import sent, tables
from scheduler.store.sent import NewEntry

LEASE = timedelta(minutes=15)
"""Longer than the longest exchange with a relay: three commands and the wait after the dot."""
BACKOFF_MINUTES = (1, 5, 15, 30, 60)
JITTER = 0.1
MAX_ATTEMPTS = 30
"""A message put off for more than a day waits for a person."""

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


# The ids apart, or SQLite reads the whole outbox: pairs of columns use no index there.
_HOLDING = and_(
    _m.id.in_(bindparam("ids", expanding=True)),
    tuple_(_m.id, _m.token).in_(bindparam("pairs", expanding=True)),
)
_BEGUN = (
    update(MESSAGE)
    .where(_HOLDING, _m.state == "claimed")
    .values(state="in_flight", attempts=_m.attempts + 1, lease_until=bindparam("lease"))
    .returning(_m.id, _m.attempts)
)


def begin(session: Session, messages: Sequence[Claimed], now: datetime) -> set[int]:
    """Write "in flight" before a byte leaves; the ids of those still held by who claimed them."""
    if not messages:
        return set()
    connection = session.connection()
    rows = connection.execute(_BEGUN, _holding(messages) | {"lease": now + LEASE}).all()
    if rows:
        attempts = [
            {"message": row.id, "number": row.attempts, "started_at": now, "outcome": "open"}
            | {"phase": "", "answer": ""}
            for row in rows
        ]
        connection.execute(insert(ATTEMPT), attempts)
    return {row.id for row in rows}


_SETTLED = (
    update(MESSAGE)
    .where(_m.id == bindparam("of"))
    .values(
        state=bindparam("to_state"),
        owner=None,
        lease_until=None,
        next_try_at=bindparam("retry_at"),
        attempts=bindparam("made"),
        possible_duplicates=_m.possible_duplicates + bindparam("doubt"),
        accepted_at=bindparam("at"),
        last_answer=bindparam("said"),
    )
)
_DOUBTED = (
    update(MESSAGE)
    .where(_m.id == bindparam("of"))
    .values(possible_duplicates=_m.possible_duplicates + 1)
)
_ENDED = (
    update(ATTEMPT)
    .where(_a.message == bindparam("of"), _a.number == bindparam("nth"), _a.outcome == "open")
    .values(
        ended_at=bindparam("at"),
        outcome=bindparam("how"),
        phase=bindparam("where"),
        code=bindparam("said_code"),
        answer=bindparam("said"),
    )
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
    held = _still_held(connection, [one.message for one in ended])
    mine = [one for one in ended if one.message.id in held]
    others = [one for one in ended if one.message.id not in held]
    _each(connection, _ENDED, [_closing(one, now) for one in ended])
    _each(connection, _SETTLED, [_next(one, now, random, hold) for one in mine])
    twice = [one for one in others if one.outcome.kind in ("accepted", "ambiguous")]
    _each(connection, _DOUBTED, [{"of": one.message.id} for one in twice])
    entered = [_entry(one, kind) for one in mine if (kind := _entered_as(one))]
    sent.append(session, entered + [_entry(one, "doubtful") for one in twice], now)


def _entered_as(one: Settled) -> str | None:
    """How the register of what was sent calls it; what will be tried again is not entered."""
    kind = one.outcome.kind
    if kind == "later":
        return "abandoned" if one.message.attempts + 1 >= MAX_ATTEMPTS else None
    return "doubtful" if kind == "ambiguous" else kind if kind != "channel" else None


def _entry(one: Settled, kind: str) -> NewEntry:
    outcome, message = one.outcome, one.message
    return NewEntry(
        kind,
        message.id,
        outcome.answer,
        outcome.code,
        outcome.phase,
        message.attempts + 1,
        message.body,
    )


def _each(connection: Connection, statement: Update, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


_HELD = select(_m.id).where(_HOLDING, _m.state == "in_flight").with_for_update()


def _still_held(connection: Connection, messages: Sequence[Claimed]) -> set[int]:
    return set(connection.execute(_HELD, _holding(messages)).scalars())


def _holding(messages: Sequence[Claimed]) -> dict[str, Any]:
    ids = [one.id for one in messages]
    return {"ids": ids, "pairs": [(one.id, one.token) for one in messages]}


def _closing(one: Settled, now: datetime) -> dict[str, Any]:
    return {
        "of": one.message.id,
        "nth": one.message.attempts + 1,
        "at": now,
        "how": one.outcome.kind,
        "where": one.outcome.phase,
        "said_code": one.outcome.code,
        "said": one.outcome.answer,
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
        "to_state": state,
        "retry_at": now + pause,
        "made": attempts,
        "doubt": int(kind == "ambiguous"),
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
    flying = select(*fields).where(_m.owner.is_not(None), _m.state == "in_flight", lost)
    rows = [Claimed(*row) for row in connection.execute(flying.with_for_update())]
    cut = [Settled(_before(row), Outcome("ambiguous", "interrupted")) for row in rows]
    again = [_next(one, now, Random(0), hold) | {"retry_at": now} for one in cut]
    _each(connection, _ENDED, [_closing(one, now) for one in cut])
    _each(connection, _SETTLED, again)
    sent.append(session, [_entry(one, "doubtful") for one in cut], now)
    return len(rows)


def _before(row: Claimed) -> Claimed:
    """The message as it was when its interrupted attempt began."""
    return Claimed(**{**row.__dict__, "attempts": row.attempts - 1})


def release(session: Session, owner: str) -> None:
    """Give back everything claimed and not yet begun, unharmed."""
    session.connection().execute(_given_back(_m.owner == owner))


def _given_back(which: ColumnElement[bool]) -> Update:
    return (
        update(MESSAGE)
        .where(_m.state == "claimed", which)
        .values(state="pending", owner=None, lease_until=None)
    )

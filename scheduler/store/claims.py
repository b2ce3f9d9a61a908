"""Messages taken by one process, in flight from that very commit, then settled; doubts stay."""

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update
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
MAYBE_ACCEPTED = ("accepted", "ambiguous")

assert tables.MessageRow.__tablename__ == "message"
MESSAGE: Table = SQLModel.metadata.tables["message"]
ATTEMPT: Table = SQLModel.metadata.tables["attempt"]
_m = MESSAGE.c


@dataclass(frozen=True)
class Claimed:
    """A message in this process's hands; ``token`` fences off whoever held it before.

    ``attempts`` counts the one that begins with it, ``possible_duplicates`` the doubts before it.
    ``lease_until`` is told by the clock of whoever took it: nobody else's decides by it.
    """

    id: int
    recipient: str
    sender: str
    message_id: str
    body: bytes
    token: int
    attempts: int
    possible_duplicates: int
    lease_until: datetime

    @property
    def begun_at(self) -> datetime:
        """When it was taken."""
        return self.lease_until - LEASE


_CLAIMED = tuple(_m[name] for name in Claimed.__dataclass_fields__)


@dataclass(frozen=True)
class Held:
    """A message in the hands of a process: taken again, it has another token."""

    id: int
    token: int
    owner: str


@dataclass(frozen=True)
class Settled:
    """How an attempt at a claimed message ended; ``again`` where it may be written already."""

    message: Claimed
    outcome: Outcome
    again: bool = False


# Materialised, or PostgreSQL may run the choice again and take more than it should.
_DUE = (
    select(_m.id)
    .where(_m.state == "pending", _m.next_try_at <= bindparam("due_by", type_=tables.Instant))
    .order_by(_m.next_try_at, _m.id)
    .limit(bindparam("many"))
    .with_for_update(skip_locked=True)
    .cte("due")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_TAKEN = (
    update(MESSAGE)
    .where(_m.id.in_(select(_DUE.c.id)))
    .values(
        state="in_flight",
        owner=bindparam("by"),
        lease_until=bindparam("lease"),
        token=_m.token + 1,
        attempts=_m.attempts + 1,
    )
    .returning(*_CLAIMED, _m.next_try_at)
)


def claim(session: Session, owner: str, now: datetime, limit: int) -> list[Claimed]:
    """Take up to ``limit`` messages that are due, oldest first; nobody else can take them.

    They are in flight once this is committed, so before a byte of them leaves: take no more than
    can be handed over at once.
    """
    given = {"due_by": now, "many": limit, "by": owner, "lease": now + LEASE}
    rows = session.connection().execute(_TAKEN, given).all()
    return [Claimed(*row[:-1]) for row in sorted(rows, key=lambda row: (row[-1], row.id))]


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
    connection = session.connection()
    if any(one.again for one in ended):
        ended = _unwritten(connection, ended)
    if not ended:
        return
    connection.execute(insert(ATTEMPT), [_attempt(one, now) for one in ended])
    rows = [_next(one, now, random, hold) for one in ended]
    lost: Set[int] = frozenset()
    if connection.execute(_SETTLED, rows).rowcount < len(rows):
        lost = _taken_over(connection, ended)
    _register(session, ended, lost, now)


def _unwritten(connection: Connection, ended: Sequence[Settled]) -> list[Settled]:
    """Without those of a commit that succeeded though its answer was lost."""
    tokens = {one.message.id: one.message.token for one in ended if one.again}
    # Locked, for that commit may still be ending on a server that cut the connection.
    query = select(_m.id, _m.token, _m.state).where(_m.id.in_(list(tokens))).with_for_update()
    rows = connection.execute(query).all()
    written = {row.id for row in rows if row.state != "in_flight" and row.token == tokens[row.id]}
    return [one for one in ended if one.message.id not in written]


def _taken_over(connection: Connection, ended: Iterable[Settled]) -> set[int]:
    """Those whose token is no longer the one they were claimed with; their doubts are counted."""
    tokens = {one.message.id: one.message.token for one in ended}
    found = connection.execute(select(_m.id, _m.token).where(_m.id.in_(list(tokens))))
    lost = {row.id for row in found if row.token != tokens[row.id]}
    twice = [
        {"of": one.message.id}
        for one in ended
        if one.message.id in lost and one.outcome.kind in MAYBE_ACCEPTED
    ]
    if twice:
        connection.execute(_DOUBTED, twice)
    return lost


def _register(session: Session, ended: Iterable[Settled], lost: Set[int], now: datetime) -> None:
    """Enter what is known for good, or in doubt; what will be tried again is not entered."""
    kinds = [(one, _lost_as(one) if one.message.id in lost else _entered_as(one)) for one in ended]
    sent.append(session, [_entry(one, kind) for one, kind in kinds if kind], now)


def _entered_as(one: Settled) -> str | None:
    match one.outcome.kind:
        case "ambiguous":
            return "doubtful"
        case "later":
            return "abandoned" if one.message.attempts >= MAX_ATTEMPTS else None
        case "channel":
            return None
        case known:
            return known


def _lost_as(one: Settled) -> str | None:
    return "doubtful" if one.outcome.kind in MAYBE_ACCEPTED else None


def _entry(one: Settled, kind: str) -> NewEntry:
    outcome, message = one.outcome, one.message
    return NewEntry(
        kind,
        message.id,
        outcome.answer,
        outcome.code,
        outcome.phase,
        message.attempts,
        message.body,
    )


def _attempt(one: Settled, now: datetime) -> dict[str, Any]:
    return {
        "message": one.message.id,
        "number": one.message.attempts,
        "started_at": one.message.begun_at,
        "ended_at": now,
        "outcome": one.outcome.kind,
        "phase": one.outcome.phase,
        "code": one.outcome.code,
        "answer": one.outcome.answer,
    }


def _next(one: Settled, now: datetime, random: Random, hold: bool) -> dict[str, Any]:
    """What becomes of the message."""
    kind = one.outcome.kind
    attempts = one.message.attempts - (kind == "channel")
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


def holdings(session: Session) -> set[Held]:
    """Every message that a process holds."""
    query = select(_m.id, _m.token, _m.owner).where(_m.owner.is_not(None))
    return {Held(*row) for row in session.connection().execute(query)}


def put_back(session: Session, owner: str, handed: Set[int]) -> None:
    """Let wait again what this process took and hands to nobody: nothing of it has left.

    So ends a claim whose commit was done though its answer was lost.
    """
    mine = update(MESSAGE).where(_m.state == "in_flight", _m.owner == owner, _m.id.not_in(handed))
    free = {"state": "pending", "owner": None, "lease_until": None, "attempts": _m.attempts - 1}
    session.connection().execute(mine.values(free))


def recover(
    session: Session, abandoned: Collection[Held], now: datetime, *, hold: bool = False
) -> int:
    """Take back what nobody carries any more; how many messages are now doubtful.

    Each may have been accepted: its attempt is recorded as ambiguous, and the same bytes with the
    same Message-ID leave once more, at once.
    """
    connection, tokens = session.connection(), {one.id: one.token for one in abandoned}
    flying = select(*_CLAIMED).where(_m.state == "in_flight", _m.id.in_(list(tokens)))
    rows = connection.execute(flying.with_for_update()).all() if tokens else []
    found = [Claimed(*row) for row in rows if row.token == tokens[row.id]]
    cut = [Settled(one, Outcome("ambiguous", "interrupted")) for one in found]
    if cut:
        connection.execute(insert(ATTEMPT), [_attempt(one, now) for one in cut])
        after = [_next(one, now, Random(0), hold) | {"retry_at": now} for one in cut]
        connection.execute(_SETTLED, after)
        # Who held them may still come back with an answer: it is no longer theirs to write.
        fenced = update(MESSAGE).where(_m.id.in_([one.message.id for one in cut]))
        connection.execute(fenced.values(token=_m.token + 1))
        _register(session, cut, frozenset(), now)
    return len(cut)

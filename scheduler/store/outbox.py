"""The outbox: messages claimed with a lease, attempted, settled; every doubt is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import ColumnElement, Update, func, or_, update
from sqlmodel import Session, col, select

from scheduler.delivery import Outcome
from scheduler.store.tables import AttemptRow, ItemRow, MessageRow

LEASE = timedelta(minutes=15)
BACKOFF_MINUTES = (1, 5, 15, 30, 60)
JITTER = 0.1


@dataclass(frozen=True)
class NewMessage:
    """A message ready to leave, its bytes fixed."""

    kind: str
    recipient: str
    sender: str
    subject: str
    message_id: str
    body: bytes
    not_before: datetime


@dataclass(frozen=True)
class NewItem:
    """One thing the message tells."""

    occurrence: str
    revision: int
    step: str
    superseded: bool = False


@dataclass(frozen=True)
class Claimed:
    """A message this process may send; ``token`` fences off whoever held it before."""

    id: int
    recipient: str
    sender: str
    message_id: str
    body: bytes
    token: int
    attempts: int


@dataclass(frozen=True)
class Told:
    """A message about one occurrence, as its history shows it."""

    recipient: str
    subject: str
    step: str
    superseded: bool
    state: str
    created_at: datetime
    accepted_at: datetime | None
    answer: str
    possible_duplicates: int


@dataclass(frozen=True)
class Summary:
    """What the outbox holds, for the status page."""

    counts: dict[str, int]
    oldest_pending: datetime | None
    doubtful: int


def enqueue(
    session: Session, message: NewMessage, items: Sequence[NewItem], now: datetime
) -> int | None:
    """Queue the message unless all it tells was told already; its id, or None."""
    fresh = [item for item in items if not _is_told(session, message.recipient, item)]
    if not fresh or all(item.superseded for item in fresh):
        return None
    row = MessageRow(
        kind=message.kind,
        recipient=message.recipient,
        sender=message.sender,
        subject=message.subject,
        message_id=message.message_id,
        body=message.body,
        created_at=now,
        next_try_at=message.not_before,
    )
    session.add(row)
    session.flush()
    for item in fresh:
        session.add(
            ItemRow(
                message=row.id or 0,
                occurrence=item.occurrence,
                revision=item.revision,
                recipient=message.recipient,
                step=item.step,
                superseded=item.superseded,
            )
        )
    session.flush()
    return row.id


def _is_told(session: Session, recipient: str, item: NewItem) -> bool:
    query = select(ItemRow.id).where(
        ItemRow.occurrence == item.occurrence,
        ItemRow.revision == item.revision,
        ItemRow.recipient == recipient,
        ItemRow.step == item.step,
    )
    return session.exec(query).first() is not None


def told(session: Session) -> frozenset[tuple[str, int, str, str]]:
    """Everything any message carries: (occurrence, revision, recipient, step)."""
    rows = session.exec(
        select(ItemRow.occurrence, ItemRow.revision, ItemRow.recipient, ItemRow.step)
    )
    return frozenset((key, revision, who, step) for key, revision, who, step in rows)


def recover(session: Session, owner: str, now: datetime) -> int:
    """Take back what a dead process held; how many messages were in flight, now doubtful.

    Claimed ones simply wait again. One in flight may have been accepted: its attempt is recorded
    as ambiguous, and the same bytes with the same Message-ID leave once more.
    """
    lost = or_(col(MessageRow.owner) != owner, col(MessageRow.lease_until) < now)
    session.exec(_release(lost, "claimed"))
    flying = select(MessageRow).where(MessageRow.state == "in_flight", lost)
    rows = session.exec(flying).all()
    for row in rows:
        _close_attempt(session, row.id or 0, Outcome("ambiguous", "interrupted"), now)
        row.possible_duplicates += 1
        _free(row, "pending")
    session.flush()
    return len(rows)


def _release(which: ColumnElement[bool], state: str) -> Update:
    return (
        update(MessageRow)
        .where(col(MessageRow.state) == state, which)
        .values(state="pending", owner=None, lease_until=None)
    )


def release(session: Session, owner: str) -> None:
    """Give back everything claimed and not yet begun, unharmed."""
    session.exec(_release(col(MessageRow.owner) == owner, "claimed"))


def claim(session: Session, owner: str, now: datetime, limit: int) -> list[Claimed]:
    """Take up to ``limit`` messages that are due; needs a write transaction."""
    due = (
        select(MessageRow)
        .where(MessageRow.state == "pending", MessageRow.next_try_at <= now)
        .order_by(col(MessageRow.next_try_at), col(MessageRow.id))
        .limit(limit)
    )
    rows = session.exec(due).all()
    for row in rows:
        row.state = "claimed"
        row.owner = owner
        row.lease_until = now + LEASE
        row.token += 1
    session.flush()
    return [
        Claimed(
            row.id or 0,
            row.recipient,
            row.sender,
            row.message_id,
            row.body,
            row.token,
            row.attempts,
        )
        for row in rows
    ]


def begin_attempt(session: Session, claimed: Claimed, now: datetime) -> bool:
    """Write "in flight" before a byte leaves; False where another process took the message."""
    row = _held(session, claimed)
    if row is None:
        return False
    row.state = "in_flight"
    row.attempts += 1
    row.lease_until = now + LEASE
    session.add(AttemptRow(message=claimed.id, number=row.attempts, started_at=now))
    session.flush()
    return True


def settle(
    session: Session, claimed: Claimed, outcome: Outcome, now: datetime, random: Random
) -> None:
    """Write how the attempt ended; nothing if another process took the message meanwhile."""
    row = _held(session, claimed)
    if row is None:
        return
    _close_attempt(session, claimed.id, outcome, now)
    row.last_answer = f"{outcome.code or ''} {outcome.answer}".strip()
    match outcome.kind:
        case "accepted":
            _free(row, "sent")
            row.accepted_at = now
        case "refused":
            _free(row, "failed")
        case "channel":
            row.attempts -= 1
            _free(row, "pending")
            row.next_try_at = now + timedelta(minutes=BACKOFF_MINUTES[0])
        case "later" | "ambiguous":
            row.possible_duplicates += outcome.kind == "ambiguous"
            _free(row, "pending")
            row.next_try_at = now + _pause(row.attempts, random)
    session.flush()


def _pause(attempts: int, random: Random) -> timedelta:
    minutes = BACKOFF_MINUTES[min(attempts, len(BACKOFF_MINUTES)) - 1]
    return timedelta(minutes=minutes * random.uniform(1 - JITTER, 1 + JITTER))


def _held(session: Session, claimed: Claimed) -> MessageRow | None:
    row = session.get(MessageRow, claimed.id, populate_existing=True)
    return row if row and row.token == claimed.token and row.owner else None


def _free(row: MessageRow, state: str) -> None:
    row.state = state
    row.owner = None
    row.lease_until = None


def _close_attempt(session: Session, message: int, outcome: Outcome, now: datetime) -> None:
    query = select(AttemptRow).where(AttemptRow.message == message, AttemptRow.outcome == "open")
    for attempt in session.exec(query):
        attempt.ended_at = now
        attempt.outcome = outcome.kind
        attempt.phase = outcome.phase
        attempt.code = outcome.code
        attempt.answer = outcome.answer


def history(session: Session, occurrence: str) -> list[Told]:
    """Every message about one occurrence, oldest first, each once.

    One that tells several of its steps stands for the last that no other replaced.
    """
    query = (
        select(ItemRow, MessageRow)
        .join(MessageRow, col(MessageRow.id) == col(ItemRow.message))
        .where(ItemRow.occurrence == occurrence)
        .order_by(col(ItemRow.id))
    )
    found: dict[int | None, Told] = {}
    for item, message in session.exec(query):
        if message.id not in found or not item.superseded:
            found[message.id] = _told(item, message)
    return list(found.values())


def _told(item: ItemRow, message: MessageRow) -> Told:
    return Told(
        recipient=message.recipient,
        subject=message.subject,
        step=item.step,
        superseded=item.superseded,
        state=message.state,
        created_at=message.created_at,
        accepted_at=message.accepted_at,
        answer=message.last_answer,
        possible_duplicates=message.possible_duplicates,
    )


def doubtful(session: Session) -> list[tuple[str, str, str]]:
    """(Message-ID, recipient, subject) of the messages that may have arrived twice."""
    query = select(MessageRow).where(MessageRow.possible_duplicates > 0)
    return [(row.message_id, row.recipient, row.subject) for row in session.exec(query)]


def summary(session: Session) -> Summary:
    """How many messages in each state, the oldest that waits, how many are doubtful."""
    counts = session.exec(select(MessageRow.state, func.count()).group_by(MessageRow.state)).all()
    oldest = session.exec(
        select(func.min(MessageRow.next_try_at)).where(MessageRow.state == "pending")
    ).one()
    return Summary(dict(counts), oldest, len(doubtful(session)))


def next_due(session: Session) -> datetime | None:
    """When the next pending message is due."""
    return session.exec(
        select(func.min(MessageRow.next_try_at)).where(MessageRow.state == "pending")
    ).one()

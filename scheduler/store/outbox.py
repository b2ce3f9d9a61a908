"""The outbox as people see it: what is queued, what each message tells, how it ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, TextClause, func, update
from sqlmodel import Session, col, delete, select

from scheduler.store import sent
from scheduler.store.tables import STATES, STUCK, AttemptRow, ItemRow, MessageRow, SentRow

TOGETHER = 500
"""How many keys one query names."""


@dataclass(frozen=True)
class NewMessage:
    """A message ready to leave, its bytes fixed.

    ``attempts``: how many were made in vain to tell the same person what it tells.
    """

    kind: str
    recipient: str
    sender: str
    subject: str
    message_id: str
    body: bytes
    not_before: datetime
    rules: str = ""
    attempts: int = 0


@dataclass(frozen=True)
class NewItem:
    """One thing the message tells."""

    occurrence: str
    revision: int
    step: str
    superseded: bool = False
    day: date | None = None


@dataclass(frozen=True)
class Waiting:
    """A message that waits to be taken; ``keys``: what it tells of."""

    id: int
    kind: str
    recipient: str
    created_at: datetime
    keys: frozenset[str] = frozenset()


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
class Queued:
    """A message of the outbox, as lists show it: everything but its bytes.

    ``token`` counts how many times it was claimed.
    """

    id: int
    kind: str
    recipient: str
    subject: str
    message_id: str
    state: str
    token: int
    attempts: int
    possible_duplicates: int
    created_at: datetime
    next_try_at: datetime
    accepted_at: datetime | None
    last_answer: str


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
        rules=message.rules,
        created_at=now,
        next_try_at=message.not_before,
        attempts=message.attempts,
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
                day=item.day,
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


SentStep = tuple[str, int, str, str]
"""Occurrence key, revision, recipient's address, step: what a message carries."""


def told(session: Session, occurrences: Iterable[str]) -> frozenset[SentStep]:
    """What any message carries of those occurrences, however long the history of the others."""
    keys = sorted(set(occurrences))
    found: set[SentStep] = set()
    columns = (ItemRow.occurrence, ItemRow.revision, ItemRow.recipient, ItemRow.step)
    for start in range(0, len(keys), TOGETHER):
        some = keys[start : start + TOGETHER]
        found.update(session.exec(select(*columns).where(col(ItemRow.occurrence).in_(some))))
    return frozenset(found)


def days_told(session: Session, occurrences: Iterable[str]) -> dict[tuple[str, str], date]:
    """The last useful day that was last told of each occurrence to each address."""
    keys = sorted(set(occurrences))
    found: dict[tuple[str, str], date] = {}
    for start in range(0, len(keys), TOGETHER):
        some = col(ItemRow.occurrence).in_(keys[start : start + TOGETHER])
        query = select(ItemRow).where(some, col(ItemRow.day).is_not(None))
        for row in session.exec(query.order_by(col(ItemRow.id))):
            if row.day is not None:
                found[row.occurrence, row.recipient] = row.day
    return found


def waiting(session: Session, until: datetime) -> list[Waiting]:
    """The messages due by then that wait, and certainly never arrived."""
    columns = (col(MessageRow.id), MessageRow.kind, MessageRow.recipient, MessageRow.created_at)
    query = select(*columns).where(
        MessageRow.state == "pending",
        col(MessageRow.next_try_at) <= until,
        MessageRow.possible_duplicates == 0,
    )
    # Put in order here: asked to, SQLite reads all that waits in that order, due or not.
    rows = sorted(session.exec(query).all())
    return [
        Waiting(number or 0, kind, recipient, at, _keys(session, number))
        for number, kind, recipient, at in rows
    ]


def _keys(session: Session, message: int | None) -> frozenset[str]:
    return frozenset(session.exec(select(ItemRow.occurrence).where(ItemRow.message == message)))


def take_back(session: Session, ids: Iterable[int]) -> list[int]:
    """Replace messages that still wait: what they told is to be told anew; those it was done to.

    The message stays, with its attempts; a daemon that took it meanwhile keeps it.
    """
    still = (col(MessageRow.id).in_(list(ids))) & (col(MessageRow.state) == "pending")
    replaced = update(MessageRow).where(still).values(state="replaced")
    taken = list(session.exec(replaced.returning(col(MessageRow.id))).scalars())
    session.exec(delete(ItemRow).where(col(ItemRow.message).in_(taken)))
    return taken


def tried_in_vain(session: Session, recipient: str) -> int:
    """How often what was last written to somebody, and is to be written anew, was put off.

    Never where the relay may have put off everybody: it spoke of no mailbox (RFC 3463: 4.1, 4.2),
    and has since taken nothing from anybody.
    """
    columns = (MessageRow.attempts, MessageRow.created_at, MessageRow.last_answer)
    replaced = select(*columns).where(
        MessageRow.recipient == recipient, MessageRow.state == "replaced"
    )
    last = session.exec(replaced.order_by(col(MessageRow.id).desc()).limit(1)).first()
    if last is None:
        return 0
    attempts, created_at, answer = last
    taken = select(MessageRow.id).where(
        MessageRow.state == "sent", col(MessageRow.accepted_at) >= created_at
    )
    of_the_mailbox = answer[4:8] in ("4.1.", "4.2.")
    theirs = of_the_mailbox or session.exec(taken.limit(1)).first() is not None
    return attempts if theirs else 0


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


def doubtful(session: Session) -> list[Queued]:
    """The messages that may have arrived twice, and those held since they may have arrived."""
    return _listed(session, col(MessageRow.possible_duplicates) > 0)


def stuck(session: Session) -> list[Queued]:
    """The messages that wait for a person: refused, given up, or held in doubt."""
    # In the words of the index, or SQLite would not see that it serves.
    return _listed(session, STUCK)


def listing(
    session: Session, states: Iterable[str] = STATES, limit: int | None = 200
) -> list[Queued]:
    """The latest messages in those states, oldest first."""
    return _listed(session, col(MessageRow.state).in_(tuple(states)), limit)


def _listed(
    session: Session, which: ColumnElement[bool] | TextClause, limit: int | None = None
) -> list[Queued]:
    columns = [getattr(MessageRow, name) for name in Queued.__dataclass_fields__]
    latest = select(*columns).where(which).order_by(col(MessageRow.id).desc()).limit(limit)
    return [Queued(*row) for row in reversed(session.exec(latest).all())]


def retry(session: Session, ids: Iterable[int], now: datetime) -> list[Queued]:
    """Let messages that wait for a person, or for their next try, leave now; those that will."""
    which = col(MessageRow.id).in_(list(ids))
    waiting = _listed(session, which & col(MessageRow.state).in_(("failed", "held", "pending")))
    # Never later than it was: the clock may be ahead, and put right before anything leaves.
    leaving = [
        one
        for one in waiting
        if _changed(
            session, one, state="pending", next_try_at=min(now, one.next_try_at), attempts=0
        )
    ]
    entered = [sent.NewEntry("retried", one.id, attempts=one.attempts) for one in leaving]
    sent.append(session, entered, now)
    return leaving


def arrived(session: Session, ids: Iterable[int], by: str, now: datetime) -> list[Queued]:
    """Settle messages held in doubt: a person saw that they had arrived."""
    held = _listed(session, col(MessageRow.id).in_(list(ids)) & (col(MessageRow.state) == "held"))
    said = f"arrivée constatée par {by}"
    settled = [one for one in held if _changed(session, one, state="sent", last_answer=said)]
    sent.append(session, [sent.NewEntry("confirmed", one.id, said) for one in settled], now)
    return settled


def _changed(session: Session, one: Queued, **values: Any) -> bool:
    """Change a message unless a daemon took it since it was read."""
    same = (col(MessageRow.id) == one.id) & (col(MessageRow.state) == one.state)
    return session.exec(update(MessageRow).where(same).values(**values)).rowcount == 1


def withdraw_from_the_future(session: Session, now: datetime, allowed: timedelta) -> int:
    """Undo what a clock that was ahead had queued; each is written again when its time comes.

    Only what was never attempted goes. What was put off until then tries again now.
    """
    ahead = col(MessageRow.created_at) > now + allowed
    # Given another chance, a message counts its attempts anew: the register knows of the others.
    entered = select(SentRow.message).where(col(SentRow.message).is_not(None))
    tried = (
        ((col(MessageRow.attempts) > 0) & (col(MessageRow.token) > 0))
        | (col(MessageRow.possible_duplicates) > 0)
        | col(MessageRow.id).in_(entered)
    )
    waiting = col(MessageRow.state) == "pending"
    undone = session.exec(select(MessageRow.id).where(ahead, ~tried, waiting)).all()
    for start in range(0, len(undone), TOGETHER):
        some = undone[start : start + TOGETHER]
        session.exec(delete(ItemRow).where(col(ItemRow.message).in_(some)))
        session.exec(delete(AttemptRow).where(col(AttemptRow.message).in_(some)))
        session.exec(delete(MessageRow).where(col(MessageRow.id).in_(some)))
    late = col(MessageRow.next_try_at) > now + allowed
    # A closed channel counts no attempt, but it puts off too.
    put_off = tried | (col(MessageRow.token) > 0)
    unsent = col(MessageRow.state).in_(("pending", "failed", "held"))
    session.exec(update(MessageRow).where(unsent, put_off, late).values(next_try_at=now))
    return len(undone)


def summary(session: Session) -> Summary:
    """How many messages in each state, the oldest that waits, how many are doubtful."""
    counts = session.exec(select(MessageRow.state, func.count()).group_by(MessageRow.state)).all()
    oldest = session.exec(
        select(func.min(MessageRow.next_try_at)).where(MessageRow.state == "pending")
    ).one()
    doubts = session.exec(select(func.count()).where(col(MessageRow.possible_duplicates) > 0)).one()
    return Summary(dict(counts), oldest, doubts)

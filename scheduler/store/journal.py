"""The journal of facts: what people recorded, corrected and withdrew; nothing is erased."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from scheduler.deadlines.facts import Done, Facts, Numbered
from scheduler.store.tables import FactRow, FollowingRow


@dataclass(frozen=True)
class Entry:
    """One line of the journal; ``withdrawn`` where a later line takes it back."""

    id: int
    recorded_at: datetime
    recorded_by: str
    kind: str
    agreement: str
    subject: str
    occurred_on: date | None
    comment: str
    evidence: str
    withdrawn: bool


def record(
    session: Session,
    kind: str,
    agreement: str,
    subject: str,
    on: date,
    *,
    by: str,
    at: datetime,
    comment: str = "",
    evidence: str = "",
    many: bool = False,
) -> Entry:
    """Write a fact: an ``event`` with its date, or an occurrence ``done``.

    The very same fact, still standing as the latest of its subject, is not written twice; of an
    event that may take place ``many`` times, no day is.
    """
    counted = standing(session, agreement, kind, subject)
    told = counted if many else counted[-1:]
    for one in told:
        if (one.occurred_on, one.comment, one.evidence) == (on, comment, evidence):
            return one
    row = FactRow(
        recorded_at=at,
        recorded_by=by,
        kind=kind,
        agreement=agreement,
        subject=subject,
        occurred_on=on,
        comment=comment,
        evidence=evidence,
    )
    session.add(row)
    session.flush()
    return _entry(row, frozenset())


def withdraw(session: Session, entry: Entry, *, by: str, at: datetime, comment: str = "") -> None:
    """Take a fact back; both lines stay in the journal."""
    session.add(
        FactRow(
            recorded_at=at,
            recorded_by=by,
            kind="withdrawal",
            agreement=entry.agreement,
            subject=entry.subject,
            comment=comment,
            withdraws=entry.id,
        )
    )
    session.flush()


def entries(
    session: Session, agreement: str | None = None, as_of: date | None = None
) -> list[Entry]:
    """The journal in the order it was written, up to the end of the day ``as_of`` (UTC)."""
    query = select(FactRow).order_by(col(FactRow.id))
    if agreement is not None:
        query = query.where(FactRow.agreement == agreement)
    rows = [row for row in session.exec(query) if as_of is None or row.recorded_at.date() <= as_of]
    withdrawn = frozenset(row.withdraws for row in rows if row.withdraws is not None)
    return [_entry(row, withdrawn) for row in rows]


def standing(session: Session, agreement: str, kind: str, subject: str) -> list[Entry]:
    """What was recorded of it and not withdrawn, in order; the last counts, save for a series."""
    return [
        one
        for one in entries(session, agreement)
        if one.kind == kind and one.subject == subject and not one.withdrawn
    ]


def facts(session: Session, as_of: date | None = None) -> dict[str, Facts]:
    """The journal as the computation reads it, by agreement; as it stood on ``as_of``."""
    events: dict[str, dict[str, date]] = {}
    series: dict[str, dict[str, tuple[Numbered, ...]]] = {}
    done: dict[str, dict[str, Done]] = {}
    numbers: Counter[tuple[str, str]] = Counter()
    for one in entries(session, as_of=as_of):
        if one.kind == "event":
            numbers[one.agreement, one.subject] += 1
        if one.withdrawn or one.occurred_on is None:
            continue
        if one.kind == "event":
            events.setdefault(one.agreement, {})[one.subject] = one.occurred_on
            number = numbers[one.agreement, one.subject]
            of_agreement = series.setdefault(one.agreement, {})
            so_far = of_agreement.get(one.subject, ())
            of_agreement[one.subject] = (*so_far, Numbered(number, one.occurred_on))
        else:
            what = Done(one.occurred_on, one.comment, one.evidence)
            done.setdefault(one.agreement, {})[one.subject] = what
    since = {row.agreement: row.since for row in session.exec(select(FollowingRow))}
    names = events.keys() | done.keys() | since.keys()
    return {
        name: Facts(
            events.get(name, {}),
            done.get(name, {}),
            since=since.get(name),
            series=series.get(name, {}),
        )
        for name in names
    }


def _entry(row: FactRow, withdrawn: frozenset[int | None]) -> Entry:
    return Entry(
        id=row.id or 0,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        kind=row.kind,
        agreement=row.agreement,
        subject=row.subject,
        occurred_on=row.occurred_on,
        comment=row.comment,
        evidence=row.evidence,
        withdrawn=row.id in withdrawn,
    )

"""The journal of facts: what people recorded, corrected and withdrew; nothing is erased."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from scheduler.deadlines.facts import Done, Facts, Noted, Numbered, Postponed, Waived
from scheduler.store.tables import FactRow, FollowingRow

ANSWERS = ("done", "waived", "missed", "unknown")
"""What may be said of how an occurrence ended: the last one said, and not withdrawn, counts."""


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
    to_follow: bool = False
    past_the_deadline: bool = False


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
    to_follow: bool = False,
    past_the_deadline: bool = False,
) -> Entry:
    """Write a fact: an ``event`` with its date, or what is said of an occurrence.

    ``on`` is the fact's day; of what is ``postponed``, the one it is put off to. The very same
    fact, still standing as the latest of its subject, is not written twice; of an event that may
    take place ``many`` times, no day is.
    """
    row = FactRow(
        recorded_at=at,
        recorded_by=by,
        kind=kind,
        agreement=agreement,
        subject=subject,
        occurred_on=on,
        comment=comment,
        evidence=evidence,
        to_follow=to_follow,
        past_the_deadline=past_the_deadline,
    )
    counted = _alike(session, row)
    told = counted if many else counted[-1:]
    for one in told:
        if _says(one, row):
            return one
    session.add(row)
    session.flush()
    return _entry(row, frozenset())


def _alike(session: Session, row: FactRow) -> list[Entry]:
    """What still stands of the same subject and could be corrected by that row."""
    kinds = ANSWERS if row.kind in ANSWERS else (row.kind,)
    return [
        one
        for one in entries(session, row.agreement)
        if one.kind in kinds and one.subject == row.subject and not one.withdrawn
    ]


def _says(one: Entry, row: FactRow) -> bool:
    """Whether the line says the same; who wrote it, and when, does not matter."""
    return (
        one.kind == row.kind
        and (one.occurred_on, one.comment, one.evidence)
        == (row.occurred_on, row.comment, row.evidence)
        and (one.to_follow, one.past_the_deadline) == (row.to_follow, row.past_the_deadline)
    )


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
    lines: dict[str, list[Entry]] = defaultdict(list)
    for one in entries(session, as_of=as_of):
        lines[one.agreement].append(one)
    since = {row.agreement: row.since for row in session.exec(select(FollowingRow))}
    return {
        name: _facts(lines.get(name, []), since.get(name)) for name in lines.keys() | since.keys()
    }


def _facts(lines: list[Entry], since: date | None) -> Facts:
    """One agreement's facts, from its lines in the order they were written."""
    series = _series(lines)
    answers = {one.subject: (one, on) for one, on in _counted(lines, ANSWERS)}
    given = {
        kind: {key: (one, on) for key, (one, on) in answers.items() if one.kind == kind}
        for kind in ANSWERS
    }
    return Facts(
        events={name: times[-1].on for name, times in series.items()},
        series=series,
        since=since,
        done={key: _done(one, on) for key, (one, on) in given["done"].items()},
        waived={
            key: Waived(on, one.comment, one.recorded_by)
            for key, (one, on) in given["waived"].items()
        },
        missed=_noted(given["missed"].values()),
        unknown=_noted(given["unknown"].values()),
        postponed={one.subject: _postponed(one, on) for one, on in _counted(lines, ("postponed",))},
        seen=_noted(_counted(lines, ("seen",))),
        presented={one.subject: on for one, on in _counted(lines, ("presented",))},
        collected={one.subject: on for one, on in _counted(lines, ("collected",))},
    )


def _series(lines: Iterable[Entry]) -> Mapping[str, tuple[Numbered, ...]]:
    """Every time each event took place; a number stays when others are withdrawn."""
    numbers: Counter[str] = Counter()
    found: dict[str, tuple[Numbered, ...]] = {}
    for one in lines:
        if one.kind != "event":
            continue
        numbers[one.subject] += 1
        if not one.withdrawn and one.occurred_on:
            time = Numbered(numbers[one.subject], one.occurred_on)
            found[one.subject] = (*found.get(one.subject, ()), time)
    return found


def _counted(lines: Iterable[Entry], kinds: tuple[str, ...]) -> Iterator[tuple[Entry, date]]:
    """The lines of these kinds that still stand, with their day."""
    for one in lines:
        if one.kind in kinds and not one.withdrawn and one.occurred_on:
            yield one, one.occurred_on


def _done(one: Entry, on: date) -> Done:
    return Done(on, one.comment, one.evidence, one.to_follow)


def _postponed(one: Entry, until: date) -> Postponed:
    recorded_on = one.recorded_at.date()
    return Postponed(until, one.comment, one.recorded_by, recorded_on, one.past_the_deadline)


def _noted(lines: Iterable[tuple[Entry, date]]) -> dict[str, Noted]:
    return {one.subject: Noted(on, one.recorded_by, one.comment) for one, on in lines}


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
        to_follow=row.to_follow,
        past_the_deadline=row.past_the_deadline,
    )

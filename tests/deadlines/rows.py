"""What one clause of a convention must give, and how it is checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from tests.bethune import of_clause, played


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


@dataclass(frozen=True)
class Row:
    """What one clause must give: its dates in a role, or the fact that it gives none."""

    id: str
    clause: str
    role: str
    dates: Sequence[date] = ()
    assume: tuple[tuple[str, date], ...] = ()


def row(ident: str, clause: str, role: str, *texts: str, **assume: date) -> Row:
    return Row(ident, clause, role, days(*texts), tuple(assume.items()))


def term_dates(computation: Computation) -> set[date]:
    term = computation.term
    assert term is not None
    found = {day for period in term.periods for day in (period.start, period.end)}
    return found | {cap.end for cap in term.caps}


def in_role(items: list[Occurrence], role: str) -> list[date]:
    return sorted(day for item in items if (day := getattr(item, role)))


def holds(name: str, row: Row) -> None:
    """The row gives what it must and no more; ``open`` is a question or an event awaited."""
    computation = played(name, dict(row.assume))
    items = of_clause(computation, row.clause)
    shown: dict[str, list[date | None]] = {}
    listed = (computation.milestones, computation.standing, computation.set_aside, computation.same)
    for one in (item for group in listed for item in group):
        shown.setdefault(one.clause, []).append(one.on)
    match row.role:
        case "due" | "opens":
            assert in_role(items, row.role)[: len(row.dates)] == list(row.dates)
        case "milestone":
            assert shown[row.clause] == list(row.dates)
            assert not items
        case "term":
            assert set(row.dates) <= term_dates(computation)
        case "open":
            assert not items
            waiting = [one.clause for one in computation.waiting]
            assert row.clause in [*waiting, *(one.clause for one in computation.questions)]
        case _:
            assert row.role == "none"
            assert not items
            assert shown[row.clause] == [None]

"""What each time-related clause of the five conventions must give, and whether it does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.interface import agreement as agreement_document
from tests.bethune import TODAY, of_clause, played

Outcome = Literal["dated", "asked", "none"]


@dataclass(frozen=True)
class Row:
    """One clause: its outcome; where it is dated, the dates that begin its role's list.

    ``said_by`` is the clause whose occurrence carries the dates of one that only says it again.
    """

    id: str
    clause: str
    outcome: Outcome
    role: str = ""
    dates: tuple[date, ...] = ()
    assume: Mapping[str, date] = field(default_factory=dict)
    said_by: str | None = None
    post_term: tuple[date, ...] = ()
    conditional: bool = False


def days(text: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in text.split())


def none(ident: str, clause: str) -> Row:
    """Read, shown, and without any date."""
    return Row(ident, clause, "none")


def asked(ident: str, clause: str) -> Row:
    """A question, or an item that waits for its event."""
    return Row(ident, clause, "asked")


def dated(
    ident: str,
    clause: str,
    role: str,
    dates: str,
    *,
    assume: Mapping[str, str] | None = None,
    said_by: str | None = None,
    post_term: str = "",
    conditional: bool = False,
) -> Row:
    """Dates in a role: due, opens, alternative, milestone, term, or both bounds of a window."""
    assumed = {name: date.fromisoformat(day) for name, day in (assume or {}).items()}
    late = days(post_term)
    return Row(ident, clause, "dated", role, days(dates), assumed, said_by, late, conditional)


def computed(name: str, row: Row, today: date = TODAY) -> Computation:
    """The agreement under the row's own assumptions."""
    return played(name, row.assume, today)


def complaint(computation: Computation, row: Row) -> str:
    """What is wrong, or nothing."""
    items = of_clause(computation, row.clause)
    if row.outcome == "none":
        return _complaint_of_none(computation, row, items)
    if row.outcome == "asked":
        return "" if not items and _is_asked(computation, row) else "not asked, or dated"
    return _complaint_of_dates(computation, row, items)


def _complaint_of_none(computation: Computation, row: Row, items: list[Occurrence]) -> str:
    listed = (computation.standing, computation.set_aside, computation.same)
    on = [one.on for shown in listed for one in shown if one.clause == row.clause]
    if items or any(on):
        return "has a date"
    return "" if on else "is shown nowhere"


def _is_asked(computation: Computation, row: Row) -> bool:
    questions = {one.clause for one in computation.questions}
    return row.clause in questions | {one.clause for one in computation.waiting}


def _complaint_of_dates(computation: Computation, row: Row, items: list[Occurrence]) -> str:
    found = in_role(computation, row, items)
    if row.said_by or row.role == "term":
        missing = [day for day in (*row.dates, *row.post_term) if day not in found]
        return f"lacks {missing}" if missing else ""
    if tuple(found[: len(row.dates)]) != row.dates:
        return f"has {found[: len(row.dates)]}"
    late = [day for item in items if item.post_term for day in _of(item, row.role)]
    if tuple(late[: len(row.post_term)]) != row.post_term:
        return f"after the term, has {late}"
    if row.conditional and not all(item.condition for item in items):
        return "carries no condition"
    return ""


def in_role(computation: Computation, row: Row, items: list[Occurrence]) -> list[date]:
    """Every date that the computation shows in the row's role."""
    if row.role == "milestone":
        return [one.on for one in computation.milestones if one.clause == row.clause and one.on]
    if row.role == "term":
        return dates_in(json.dumps(agreement_document(computation)))
    carriers = of_clause(computation, row.said_by) if row.said_by else items
    return sorted(day for item in carriers for day in _of(item, row.role))


def _of(item: Occurrence, role: str) -> list[date]:
    bounds = {
        "due": (item.due,),
        "opens": (item.opens,),
        "opens or due": (item.opens, item.due),
        "alternative": tuple(other.due for other in item.alternatives),
    }[role]
    return [day for day in bounds if day]


def dates_in(text: str) -> list[date]:
    """The ISO dates of a JSON document."""
    found = []
    for part in text.split('"'):
        try:
            found.append(date.fromisoformat(part))
        except ValueError:
            continue
    return found

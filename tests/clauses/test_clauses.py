"""The 202 clauses one by one; then again without facts, a year later, and in query windows."""

from dataclasses import replace
from datetime import date

import pytest

from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.period import add_months
from scheduler.interface import document
from tests.bethune import TODAY, agreement, of_clause, played
from tests.clauses import CONVENTIONS
from tests.clauses.rows import Row, complaint, computed

ALL = [(name, row) for name, rows in CONVENTIONS for row in rows]
each = pytest.mark.parametrize(("name", "row"), ALL, ids=[row.id for _, row in ALL])
ASSUMING = [(name, row) for name, row in ALL if row.assume]
each_assuming = pytest.mark.parametrize(
    ("name", "row"), ASSUMING, ids=[row.id for _, row in ASSUMING]
)


def test_the_two_hundred_and_two_are_here() -> None:
    assert [len(rows) for _, rows in CONVENTIONS] == [30, 29, 102, 21, 20]
    assert len({row.id for _, row in ALL}) == 202


@each
def test_it_gives_what_it_must_and_no_more(name: str, row: Row) -> None:
    assert complaint(computed(name, row), row) == ""


def days_of(item: Occurrence) -> tuple[date | None, ...]:
    return (item.opens, item.due, item.send_by, *(other.due for other in item.alternatives))


@each_assuming
def test_with_every_fact_withdrawn_it_invents_nothing(name: str, row: Row) -> None:
    """What rested on an assumption has no certain date left, and the clause is still there."""
    bare = played(name, {})
    shown = {
        one.clause
        for group in (bare.questions, bare.waiting, bare.standing, bare.same, bare.milestones)
        for one in group
    }
    effect_is_written = bare.effect.exact
    for item in of_clause(bare, row.clause):
        assert effect_is_written or item.certainty == "bracketed" or item.kind in ("fixed",)
    if not effect_is_written and row.role in ("due", "opens") and not of_clause(bare, row.clause):
        assert row.clause in shown


@each_assuming
def test_a_year_later_its_dates_follow_and_nothing_drifts(name: str, row: Row) -> None:
    """Every assumption moved by a year moves what it drives by a year, leap days clamped."""
    moved = {event: add_months(day, 12) for event, day in row.assume.items()}
    before, after = computed(name, row), played(name, moved)
    fixed = {item.key: days_of(item) for item in played(name, {}).occurrences if item.due}
    old = [item for item in of_clause(before, row.clause) if item.key not in fixed]
    new = {
        _rank(item, "effect" in moved or "signature" in moved): item
        for item in of_clause(after, row.clause)
    }
    compared = 0
    for item in old:
        later = new.get(_rank(item, False))
        if later is None or item.due is None or later.due is None:
            continue
        assert abs((later.due - add_months(item.due, 12)).days) <= 1
        compared += 1
    assert compared or not any(item.due for item in old)


def _rank(item: Occurrence, shifted: bool) -> str:
    """The occurrence's period; a civil year is named a year earlier where everything moved."""
    period = item.key.rpartition("/")[2]
    if shifted and period[:4].isdigit():
        return f"{int(period[:4]) - 1}{period[4:]}"
    return period


WINDOWS = (
    (date(2022, 1, 1), date(2022, 12, 31)),
    (date(2024, 7, 1), date(2025, 6, 30)),
    (date(2026, 11, 22), date(2029, 11, 22)),
)


@pytest.mark.parametrize(("since", "until"), WINDOWS, ids=["past", "middle", "coming"])
@pytest.mark.parametrize("name", [name for name, _ in CONVENTIONS])
def test_a_query_window_chooses_and_never_changes(name: str, since: date, until: date) -> None:
    whole = compute(agreement(name), Facts(assumed={"effect": date(2024, 3, 1)}), TODAY)
    everything = {one["key"]: one for one in document([whole], [], TODAY)["occurrences"]}
    further = compute(agreement(name), whole.facts, TODAY, horizon=until)
    chosen = document([further], [], TODAY, since, until)["occurrences"]
    assert all(everything.get(one["key"], one) == one for one in chosen)
    wanted = [
        key
        for key, one in everything.items()
        if one["due"] and since.isoformat() <= one["due"] <= until.isoformat()
    ]
    assert set(wanted) <= {one["key"] for one in chosen}


def test_the_day_it_is_asked_changes_no_date() -> None:
    """Computed five years earlier or later, the same clauses give the same days."""
    for name, rows in CONVENTIONS:
        for row in rows:
            if row.role in ("due", "opens", "alternative"):
                now = [days_of(one) for one in of_clause(computed(name, row), row.clause)]
                for today in (date(2021, 11, 22), date(2031, 11, 22)):
                    other = of_clause(computed(name, row, today), row.clause)
                    common = min(len(now), len(other))
                    assert [days_of(one) for one in other][:common] == now[:common]
                    assert common >= min(len(now), len(row.dates))


def test_a_wrong_date_would_be_seen() -> None:
    """The verdict fails on a date one day off, on a date too many and on one that is missing."""
    name, row = next(pair for pair in ALL if pair[1].id == "S2-03")
    shifted = replace(row, dates=(date(2023, 3, 30), *row.dates[1:]))
    assert complaint(computed(name, row), shifted)
    assert complaint(computed(name, row), replace(row, outcome="none"))
    assert complaint(computed(name, row), replace(row, outcome="asked"))
    assert complaint(computed(name, row), replace(row, post_term=(date(2027, 3, 31),)))

"""Drawn agreements, from their rule file to their dates, beside an oracle that walks the days."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import SystemRandom

import pytest
from hypothesis import settings

from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Facts, Numbered
from scheduler.deadlines.obligation import Occurrence
from scheduler.problems import render_all
from tests.deadlines.drawing import Drawn, drawn, mismatched
from tests.deadlines.moments import Moment
from tests.deadlines.moments_oracle import Day, Expected, Ground, expected
from tests.written import book

TODAY = date(2026, 11, 22)
PARTS = 20
"""The drawn agreements, in as many parts, which several workers share."""
ORDINARY, SEARCHED = 12, 500
"""Agreements in each part: 240 in the ordinary run, 10,000 under ``make search``."""


def seeds(part: int) -> range:
    """The seeds of a part: always the same, or under ``make search`` such as no run has drawn."""
    if settings.get_current_profile_name() == "search":
        first = SystemRandom().randrange(10**12)
        return range(first, first + SEARCHED)
    return range(part * ORDINARY, (part + 1) * ORDINARY)


@pytest.mark.drawn
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_drawn_agreement_has_the_days_that_a_walk_finds(tmp_path: Path, part: int) -> None:
    for seed in seeds(part):
        agreement = drawn(seed)
        differences = disagreements(tmp_path, agreement)
        assert not differences, "\n".join([f"seed {seed}", agreement.text, *differences])


@pytest.mark.drawn
def test_moments_that_do_not_come_back_together_are_refused(tmp_path: Path) -> None:
    for seed in seeds(0)[:12]:
        agreement = mismatched(seed)
        assert book(tmp_path, agreement.text).errors, f"seed {seed}\n{agreement.text}"


def recorded(ground: Ground) -> Facts:
    """The facts of a drawn agreement that somebody has recorded."""
    return Facts(
        events={
            name: fact.first
            for name, fact in ground.facts.items()
            if fact.recorded and fact.first is not None
        },
        series={
            name: tuple(Numbered(rank, day) for rank, day in enumerate(days, 1))
            for name, days in ground.repeated.items()
        },
    )


def disagreements(folder: Path, agreement: Drawn) -> list[str]:
    """What the library and the oracle say differently of an agreement."""
    rules = book(folder, agreement.text)
    if rules.errors:
        return [render_all(rules.errors)]
    computation = compute(rules.agreements[0], recorded(agreement.ground), TODAY)
    return [
        f"{name}: {moment}\n    {difference}"
        for name, moment in agreement.clauses.items()
        for difference in clause_differs(computation, name, moment, agreement.ground)
    ]


def clause_differs(
    computation: Computation, name: str, moment: Moment, ground: Ground
) -> Iterator[str]:
    """Where a clause differs from what is expected of it."""
    due = expected(moment, ground)
    items = {
        item.key.rpartition("/")[2]: item for item in computation.occurrences if item.clause == name
    }
    waiting = {item.event for item in computation.waiting if item.clause == name}
    if due.days:
        yield from days_differ(items, due.days, ground.term.effect)
    elif due.earliest or due.latest:
        yield from bounds_differ(list(items.values()), due, waiting)
    elif items:
        yield f"must come to nothing yet: {shown(items)}"
    elif due.waiting and not waiting & due.waiting:
        yield f"must wait for {sorted(due.waiting)}, waits for {sorted(waiting)}"


def days_differ(items: dict[str, Occurrence], days: dict[str, Day], effect: date) -> Iterator[str]:
    """Where dated occurrences differ; what comes once may have a key of its own."""
    if list(days) == ["unique"] and len(items) == 1:
        items = {"unique": next(iter(items.values()))}
    if sorted(items) != sorted(days):
        extra, missing = sorted(items.keys() - days), sorted(days.keys() - items)
        yield f"periods: too many {extra}, missing {missing}"
    for key, day in days.items():
        if key in items:
            yield from day_differs(items[key], day, effect)


def day_differs(item: Occurrence, day: Day, effect: date) -> Iterator[str]:
    """Where one occurrence differs from the day it must have."""
    readings = {other.due for other in item.alternatives} | ({item.due} if item.due else set())
    if day.lasting:
        if item.due != day.kept or not day.readings <= readings <= day.sayable:
            yield f"{item.key}: {shown_one(item)}, must be {day}"
        elif day.opens and item.opens not in (day.opens, max(day.opens, effect)):
            yield f"{item.key}: opens {item.opens}, must open {day.opens}"
    elif (item.opens, item.due) != (day.kept, None):
        yield f"{item.key}: {shown_one(item)}, must open {day.kept}"
    if item.certainty != "exact":
        yield f"{item.key}: {item.certainty}, must be exact"


def bounds_differ(items: list[Occurrence], due: Expected, waiting: set[str]) -> Iterator[str]:
    """Where what is only bounded differs: its bounds, its certainty, what it waits for."""
    if len(items) != 1:
        yield f"{len(items)} occurrences, must be one between {due.earliest} and {due.latest}"
        return
    (item,) = items
    if item.earliest not in (due.earliest or (None,)):
        yield f"{shown_one(item)}, must be {due.earliest} at the earliest"
    if item.latest not in (due.latest or (None,)):
        yield f"{shown_one(item)}, must be {due.latest} at the latest"
    if not due.earliest and (item.due not in due.latest or item.certainty != "approximate"):
        yield f"{shown_one(item)}, must be kept at {due.latest}, approximate"
    if due.earliest and (item.due or item.certainty != "bracketed"):
        yield f"{shown_one(item)}, must be bracketed"
    if waiting != due.waiting:
        yield f"waits for {sorted(waiting)}, must wait for {sorted(due.waiting)}"


def shown(items: dict[str, Occurrence]) -> str:
    """Occurrences in a few words."""
    return "; ".join(map(shown_one, items.values()))


def shown_one(item: Occurrence) -> str:
    """One occurrence in a few words."""
    others = ", ".join(str(other.due) for other in item.alternatives)
    between = f" [{item.earliest}..{item.latest}]" if item.earliest or item.latest else ""
    return f"opens {item.opens} due {item.due} ({others}){between} {item.certainty}"

"""Occurrences on a day of each month, quarter or semester."""

from collections.abc import Iterator
from datetime import date

from scheduler.deadlines.agreement import Clause
from scheduler.deadlines.day_of_month import in_month
from scheduler.deadlines.french import MONTHS, WEEKDAYS, day_and_month, full, ordinal
from scheduler.deadlines.ground import (
    Ground,
    Writer,
    before_that_day,
    begun_at,
    beyond,
    other_readings,
    reading_beyond,
    span_in_words,
)
from scheduler.deadlines.obligation import Covered, Occurrence
from scheduler.deadlines.period import DayKind, add_months
from scheduler.deadlines.recurrence import civil_windows
from scheduler.deadlines.timing import LAST, DayOf


def day_of(ground: Ground, clause: Clause, timing: DayOf) -> Iterator[Occurrence]:
    """One occurrence per civil month, quarter or semester that meets the term."""
    term, calendar = ground.term, ground.agreement.calendar
    since = max(term.effect, timing.since or term.effect)
    write = Writer(ground.agreement, clause, ground.why())
    stretch = span_in_words(term)
    limit = {"by": "Au plus tard le", "before": "Avant le", "on": "Le"}[timing.bound]
    named = f", {position(timing.day, timing.of)}" if timing.of != "calendar" else ""
    exceptions, strict = dict(timing.exceptions), timing.bound == "before"
    last_day = term.end or date.max
    for key, window in civil_windows(term.effect, term.last_day, timing.span):
        month = add_months(window.start, timing.month - 1) if timing.month > 1 else window.start
        excepted = month.month in exceptions
        day, of = (exceptions[month.month], "calendar") if excepted else (timing.day, timing.of)
        written = in_month(month, day, of, calendar)
        if written is None:
            continue
        due, alternatives = before_that_day(written, strict=True) if strict else (written, ())
        if due < since:
            continue
        reading = reading_beyond(term, window.start) if term.others else None
        steps = [f"{window.label.capitalize()} a des jours dans la convention, {stretch}."]
        if excepted:
            steps.append(f"Le texte fait une exception pour {MONTHS[written.month - 1]}.")
        steps.append(
            f"{limit} {day_and_month(written.day, written.month)}{named} : le {full(due)}."
        )
        opens, cut = _opens(ground, timing, window.start, due)
        steps += cut
        late = due > last_day
        if alternatives or late:
            steps += other_readings(alternatives)
            steps += beyond(term, due, reading)
        yield write(
            key,
            "monthly",
            steps,
            period=Covered(window.label, window.start, window.end),
            opens=opens,
            due=due,
            alternatives=alternatives,
            reading=reading,
            post_term=late,
        )


def _opens(ground: Ground, timing: DayOf, start: date, due: date) -> tuple[date | None, list[str]]:
    """The first day of the stretch, if it has one, and the step that says if the effect cuts it."""
    if timing.bound == "on":
        return due, []
    if timing.opens is None:
        return None, []
    month = add_months(start, timing.opens_month - 1)
    first = in_month(month, timing.opens, "calendar", ground.agreement.calendar) or due
    return begun_at(ground.term.effect, min(first, due), due)


def position(day: int, of: DayKind | int) -> str:
    """``dernier jour ouvré``, ``2e mardi``, ``dernier jour``."""
    rank = "dernier" if day == LAST else ordinal(day)
    if isinstance(of, int):
        return f"{rank} {WEEKDAYS[of]}"
    kind = {"worked": " ouvré", "workable": " ouvrable", "calendar": ""}[of]
    return f"{rank} jour{kind}"

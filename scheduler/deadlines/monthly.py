"""Occurrences on a day of each month, quarter or semester."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Self

from scheduler.deadlines.agreement import Clause
from scheduler.deadlines.backwards import before_that_day
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.day_of_month import in_month, numbered_in_month
from scheduler.deadlines.exceptions import Nothing, Placed, WindowDay, settled
from scheduler.deadlines.french import MONTHS, WEEKDAYS, day_and_month, full, of, ordinal
from scheduler.deadlines.ground import (
    Ground,
    Writer,
    begun_at,
    beyond,
    other_readings,
    reading_beyond,
    span_in_words,
)
from scheduler.deadlines.obligation import Alternative, Covered, Occurrence
from scheduler.deadlines.period import DayKind
from scheduler.deadlines.recurrence import civil_windows
from scheduler.deadlines.stretch import bound_steps, stretch
from scheduler.deadlines.timing import LAST, MONTH, DayOf


def day_of(ground: Ground, clause: Clause, timing: DayOf) -> Iterator[Occurrence]:
    """One occurrence per civil month, quarter, semester or year of months that meets the term."""
    term = ground.term
    recurs = stretch(term, timing.since, timing.until)
    if recurs is None:
        return
    bounds = bound_steps(term, timing.since, timing.until)
    write = Writer(ground.agreement, clause, (*ground.why(), *bounds))
    meets = span_in_words(term)
    last_day = term.end or date.max
    bounded = bool(timing.since or timing.until)
    opens_some_day = timing.bound in ("on", "from") or timing.opens is not None
    day = _Day.of(timing, timing.at)
    moves = timing.exceptions or timing.cases or timing.bound == "before"
    months = timing.span.months
    by_number = day.at.of == "calendar" and not moves
    of_first_month = day.at.named is None and day.at.month == 1
    for key, window in civil_windows(term.effect, term.last_day, timing.span):
        if bounded and not recurs.meets(window):
            continue
        placed: _Placed | None
        if by_number:
            start = window.start
            month = start if of_first_month else day.at.month_of(start, months)
            placed = _by_its_number(month, day.at.day, day.limit)
        else:
            placed = _placed(ground, timing, day, window.start)
        if placed is None:
            continue
        due, alternatives, words = placed
        if due < term.effect or (bounded and not recurs.holds(due, window)):
            continue
        reading = reading_beyond(term, window.start) if term.others else None
        steps = [f"{window.label.capitalize()} a des jours dans la convention, {meets}.", *words]
        opens = None
        if opens_some_day:
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
            count=timing.count,
            period=Covered(window.label, window.start, window.end),
            opens=opens,
            due=None if timing.bound == "from" else due,
            alternatives=alternatives,
            reading=reading,
            post_term=late,
        )


_Placed = tuple[date, tuple[Alternative, ...], Sequence[str]]
"""A day, its other readings, and the steps that lead to it."""
_NO_REASON: list[str] = []
_LIMITS = {"by": "Au plus tard le", "before": "Avant le", "on": "Le", "from": "À partir du"}


@dataclass(frozen=True, slots=True)
class _Day:
    """A place in the window, with what is said before and after it: ``Le``, ``, 2e mardi``."""

    at: WindowDay
    limit: str
    rank: str

    @classmethod
    def of(cls, timing: DayOf, at: WindowDay) -> Self:
        rank = "" if at.of == "calendar" else f", {position(at.day, at.of)}"
        return cls(at, _LIMITS[timing.bound], rank)


def _placed(ground: Ground, timing: DayOf, day: _Day, start: date) -> _Placed | None:
    """The day that the window beginning on ``start`` gives; None where the text sets none."""
    calendar, months, at = ground.agreement.calendar, timing.span.months, day.at
    month, steps = at.month_of(start, months), []
    named, other = _exception(timing, start, month) if timing.exceptions else ("", None)
    if isinstance(other, Nothing):
        return None
    if other:
        at, month = other, other.month_of(start, months, month)
        day = _Day.of(timing, at)
        the = "le " if named[:1].isdigit() and named[1:2].isalpha() else ""
        steps = [f"Le texte fait une exception pour {the}{named}."]
    written = in_month(month, at.day, at.of, calendar)
    if written is None:
        return None
    due, reasons = written, _NO_REASON
    alternatives: tuple[Alternative, ...] = ()
    if timing.cases:
        moved, reasons = settled(
            written, timing.cases, _placer(timing, start, month, calendar), calendar
        )
        if moved is None:
            return None
        due = moved
    if timing.bound == "before":
        due, alternatives = before_that_day(due, strict=True)
    words = f"{day.limit} {day_and_month(written.day, written.month)}{day.rank}"
    if reasons:
        steps += [f"{words}.", *reasons, f"Le jour retenu : le {full(due)}."]
    else:
        steps.append(f"{words} : le {full(due)}.")
    return due, alternatives, steps


@lru_cache(maxsize=8192)
def _by_its_number(month: date, number: int, limit: str) -> _Placed:
    """The day of that number of the month that begins on that first, and the step that says so."""
    due = numbered_in_month(month, number)
    return due, (), (f"{limit} {day_and_month(due.day, due.month)} : le {full(due)}.",)


def _placer(
    timing: DayOf, start: date, month: date, calendar: Calendar
) -> Callable[[WindowDay], Placed]:
    """How another day of that window is found; without a month of its own, in the day's month."""

    def place(day: WindowDay) -> Placed:
        within = day.month_of(start, timing.span.months, month)
        return in_month(within, day.day, day.of, calendar), f"le {day_in_words(day)}"

    return place


def _exception(timing: DayOf, start: date, base: date) -> tuple[str, WindowDay | Nothing | None]:
    """The name of what is set aside, and the day that holds there.

    Of a period of one month, a month's name is that of the period, wherever its day falls.
    """
    month = start if timing.span == MONTH else base
    for named, day in timing.exceptions:
        if named.means(start, month):
            return named.words, day
    return "", None


def _opens(ground: Ground, timing: DayOf, start: date, due: date) -> tuple[date | None, list[str]]:
    """The first day of the stretch, if it has one, and the step that says if the effect cuts it."""
    if timing.bound in ("on", "from"):
        return due, []
    if timing.opens is None:
        return None, []
    month = timing.opens.month_of(start, timing.span.months)
    first = in_month(month, timing.opens.day, timing.opens.of, ground.agreement.calendar) or due
    return begun_at(ground.term.effect, min(first, due), due)


def day_in_words(day: WindowDay) -> str:
    """``25``, ``1er mercredi``, ``31 janvier``, ``dernier jour du mois suivant``."""
    plain = day.of == "calendar" and day.day != LAST
    if day.named is not None:
        beside = {0: "", 1: " suivant", -1: " précédent"}[day.beside]
        month = MONTHS[day.named - 1]
        named = (
            day_and_month(day.day, day.named)
            if plain
            else f"{position(day.day, day.of)} {of(month)}"
        )
        return named + beside
    return ("1er" if day.day == 1 else str(day.day)) if plain else position(day.day, day.of)


def position(day: int, of: DayKind | int) -> str:
    """``dernier jour ouvré``, ``2e mardi``, ``dernier jour``."""
    rank = "dernier" if day == LAST else ordinal(day)
    if isinstance(of, int):
        return f"{rank} {WEEKDAYS[of]}"
    kind = {"worked": " ouvré", "workable": " ouvrable", "calendar": ""}[of]
    return f"{rank} jour{kind}"

"""What a text sets aside from its own rule: other days for some windows, or where a day falls."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, Literal, TypeVar, assert_never

from scheduler.deadlines.business_days import Calendar, counts, public_holidays
from scheduler.deadlines.feasts import FIXED, MOVABLE, with_article
from scheduler.deadlines.french import WEEKDAYS, count, day_and_month, full
from scheduler.deadlines.period import ONE_DAY, DayKind, add_months
from scheduler.deadlines.rounding import WORDS, Rounding, rounded

MONTHS_OF_THE_YEAR = 12


@dataclass(frozen=True)
class WindowDay:
    """A day of a window of months, or beside it: its number, LAST, or its rank among some days.

    ``month`` counts the months of the window from 1: 0 is the one before it, and more than it has
    those after it; None, of an exception, is the month of the day that it stands for. Where
    ``named`` is a month of the year, it is that month of the window, or the nearest one after it
    (``beside`` 1) or before it (-1).
    """

    day: int
    of: DayKind | int = "calendar"
    month: int | None = 1
    named: int | None = None
    beside: int = 0

    def rank(self, start: date, months: int) -> int | None:
        """The rank of its month in the window of so many months that begins on that first."""
        if self.named is None:
            return self.month
        rank = (self.named - start.month) % MONTHS_OF_THE_YEAR + 1
        if self.beside < 0:
            return rank - MONTHS_OF_THE_YEAR
        return rank + MONTHS_OF_THE_YEAR if self.beside and rank <= months else rank

    def month_of(self, start: date, months: int, same: date | None = None) -> date:
        """The first day of its month, for the window that begins on ``start``, a first.

        ``same`` is the month of the day that it stands for, where it stands for one.
        """
        rank = self.month if self.named is None else self.rank(start, months)
        if rank is None:
            return same or start
        return start if rank == 1 else add_months(start, rank - 1)


@dataclass(frozen=True)
class Named:
    """Some windows by their names: the months of the year they cover, the years if some are said.

    ``months`` is empty where years alone are named. ``words`` are those of the text: ``janvier``,
    ``1er trimestre 2026``, ``2026, 2032``.
    """

    months: tuple[int, ...]
    years: tuple[int, ...]
    words: str

    def means(self, window: date, day_month: date) -> bool:
        """Whether it names the window that begins on that day, or the month that holds its day."""
        first = day_month if len(self.months) == 1 else window
        return (not self.months or first.month in self.months) and (
            not self.years or first.year in self.years
        )


@dataclass(frozen=True)
class Later:
    """A day that falls after, or before where ``before``, a day of its month.

    ``month`` is None where the month is that of the day itself.
    """

    day: int
    month: int | None = None
    before: bool = False


@dataclass(frozen=True)
class Weekdays:
    """A day that falls on one of those days of the week (0 is Monday)."""

    days: tuple[int, ...]


@dataclass(frozen=True)
class DayOff:
    """A day that is a public holiday, or that is no working one of that kind."""

    of: Literal["holiday", "worked", "workable"]


@dataclass(frozen=True)
class OnFeast:
    """A day that falls on a feast, by its name."""

    name: str


Case = Later | Weekdays | DayOff | OnFeast


@dataclass(frozen=True)
class Moved:
    """So many days later, or earlier below zero."""

    days: int


@dataclass(frozen=True)
class Rolled:
    """The day that a rounding gives, another one in any case."""

    where: Rounding


@dataclass(frozen=True)
class Nothing:
    """No day at all: nothing is owed that time."""


Other = TypeVar("Other")


@dataclass(frozen=True)
class Excepted(Generic[Other]):
    """Where the day falls, and what then holds in its place: another day, a move, or nothing."""

    case: Case
    then: Other | Moved | Rolled | Nothing


Placed = tuple[date | None, str]
"""The day that another one is, None where the month has none, and its name."""
Settled = tuple[date | None, list[str]]
"""The day that holds, None where none does, and the steps that say why."""


def settled(
    day: date,
    cases: Iterable[Excepted[Other]],
    place: Callable[[Other], Placed],
    calendar: Calendar,
) -> Settled:
    """The day after each of the cases it falls in, one after the other, in the order of the text.

    ``place`` gives the other day that an exception names.
    """
    steps: list[str] = []
    for excepted in cases:
        if not falls(day, excepted.case, calendar):
            continue
        where = f"Le {full(day)} tombe {in_words(excepted.case)}"
        other, named = _then(day, excepted, place, calendar)
        if other is None:
            return None, [*steps, f"{where} : le texte n'en retient aucun."]
        steps.append(f"{where} : le texte retient {named}, le {full(other)}.")
        day = other
    return day, steps


def _then(
    day: date, excepted: Excepted[Other], place: Callable[[Other], Placed], calendar: Calendar
) -> Placed:
    match excepted.then:
        case Nothing():
            return None, ""
        case Moved(days=days):
            return day + timedelta(days=days), moved_in_words(days)
        case Rolled(where=where):
            return _rolled(day, where, calendar), f"le {WORDS[where]}"
        case other:
            return place(other)


def _rolled(day: date, where: Rounding, calendar: Calendar) -> date:
    """The next or the previous working day is never the day itself, which the text leaves."""
    if where.endswith(" day"):
        day += ONE_DAY if where.startswith("next") else -ONE_DAY
    return rounded(day, where, calendar)


def falls(day: date, case: Case, calendar: Calendar) -> bool:
    """Whether the day falls in that case, by the calendar alone."""
    match case:
        case Later():
            limit = (case.month or day.month, case.day)
            return (day.month, day.day) < limit if case.before else (day.month, day.day) > limit
        case Weekdays():
            return day.weekday() in case.days
        case DayOff():
            return _is_off(day, case, calendar)
        case OnFeast():
            return day == feast_day(case.name, day.year)
        case _:
            assert_never(case)


def _is_off(day: date, case: DayOff, calendar: Calendar) -> bool:
    if case.of == "holiday":
        return day in public_holidays(calendar.zone, day.year, calendar.good_friday)
    return not counts(day, case.of, calendar.zone, calendar.good_friday)


def feast_day(name: str, year: int) -> date:
    """The day of a feast, movable or fixed, in that year."""
    if name in MOVABLE:
        return MOVABLE[name].on(year)
    day, month = FIXED[name]
    return date(year, month, day)


def in_words(case: Case) -> str:
    """``après le 12``, ``un dimanche``, ``un jour férié``, ``le dimanche de Pentecôte``."""
    match case:
        case Later():
            named = day_and_month(case.day, case.month) if case.month else _number(case.day)
            return f"{'avant' if case.before else 'après'} le {named}"
        case Weekdays():
            return "un " + " ou un ".join(WEEKDAYS[day] for day in case.days)
        case DayOff():
            return {
                "holiday": "un jour férié",
                "worked": "un jour non ouvré",
                "workable": "un jour non ouvrable",
            }[case.of]
        case OnFeast():
            return with_article(case.name)
        case _:
            assert_never(case)


def _number(day: int) -> str:
    return "1er" if day == 1 else str(day)


def moved_in_words(days: int) -> str:
    """``le lendemain``, ``la veille``, ``7 jours plus tôt``."""
    if abs(days) == 1:
        return "le lendemain" if days > 0 else "la veille"
    return f"{count(abs(days), 'jour')} plus {'tard' if days > 0 else 'tôt'}"


def then_in_words(excepted: Excepted[Other], named: Callable[[Other], str]) -> str:
    """``s'il tombe après le 12 : le 1er mercredi``; ``aucun`` where nothing then holds."""
    match excepted.then:
        case Nothing():
            what = "aucun"
        case Moved(days=days):
            what = moved_in_words(days)
        case Rolled(where=where):
            what = f"le {WORDS[where]}"
        case other:
            what = named(other)
    return f"s'il tombe {in_words(excepted.case)} : {what}"

"""Which day of a month is meant: by its number, or by its rank among the days of some kind."""

from datetime import date

from scheduler.deadlines.business_days import Calendar, counts
from scheduler.deadlines.feasts import Feast
from scheduler.deadlines.period import DayKind, days_in_month
from scheduler.deadlines.timing import LAST, DayInYear

SHORTEST_MONTH = 28


def in_month(first: date, day: int, of: DayKind | int, calendar: Calendar) -> date | None:
    """The day of the month that begins on ``first``: by its number, or its rank among some days.

    A number beyond the month is its last day; None where there is no fifth Monday.
    """
    if of == "calendar":
        return numbered_in_month(first, day)
    length = days_in_month(first.year, first.month)
    days = [
        one
        for one in (first.replace(day=number) for number in range(1, length + 1))
        if _is_of(one, of, calendar)
    ]
    index = day - 1 if day != LAST else len(days) - 1
    return days[index] if 0 <= index < len(days) else None


def numbered_in_month(first: date, day: int) -> date:
    """The day of that number of the month that begins on ``first``; beyond it, its last day."""
    year, month = first.year, first.month
    if 0 < day <= SHORTEST_MONTH:
        return date(year, month, day)
    length = days_in_month(year, month)
    return date(year, month, length if day == LAST else min(day, length))


def _is_of(day: date, of: DayKind | int, calendar: Calendar) -> bool:
    if isinstance(of, int):
        return day.weekday() == of
    return counts(day, of, calendar.zone, calendar.good_friday)


def day_in_year(day: DayInYear, year: int, calendar: Calendar) -> date | None:
    """The day for year N; 29 February is the 28th in common years; None for a missing position."""
    if isinstance(day.of, Feast):
        return day.of.on(year + day.offset)
    return in_month(date(year + day.offset, day.month, 1), day.day, day.of, calendar)


def latest_by(day: DayInYear, end: date, limit: date, calendar: Calendar) -> date | None:
    """The last such day by ``limit``, N being the year of ``end`` or the year before it."""
    days = (day_in_year(day, year, calendar) for year in (end.year, end.year - 1))
    return next((candidate for candidate in days if candidate and candidate <= limit), None)

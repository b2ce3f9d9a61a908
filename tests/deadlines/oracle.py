"""An independent oracle: it walks day by day, and shares no arithmetic with the library."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

DAY = timedelta(days=1)


def month_index(day: date) -> int:
    return day.year * 12 + day.month


def same_number_after(start: date, months: int) -> date:
    """The day on which a delay of months ends: the same number, or the month's last day."""
    target = month_index(start) + months
    day = start
    while month_index(day) < target:
        day += DAY
    while day.day != start.day and month_index(day + DAY) == target:
        day += DAY
    return day


def start_after(start: date, months: int) -> date:
    """The first day after so many months whose first day counts."""
    target = month_index(start) + months
    day = start
    while month_index(day) < target:
        day += DAY
    while month_index(day) == target and day.day != start.day:
        day += DAY
    return day


def same_number_before(end: date, months: int) -> date:
    """The day with the same number so many months before, or that month's last day."""
    target = month_index(end) - months
    day = end
    while month_index(day) > target:
        day -= DAY
    while day.day > end.day:
        day -= DAY
    return day


def last_notice(end: date, months: int) -> date:
    """The latest day from which the delay ends by ``end``, tried from ``end`` backwards."""
    return latest_from_which(end, lambda day: same_number_after(day, months))


def latest_from_which(end: date, ends: Callable[[date], date], shortest: int = 0) -> date:
    """The latest day whose delay, as ``ends`` counts it, is over by ``end``.

    ``shortest`` days are those that the delay has at the least: no later day is tried.
    """
    day = end - shortest * DAY
    while ends(day) > end:
        day -= DAY
    return day


def periods(effect: date, first: int, each: int, renewals: int) -> list[tuple[date, date]]:
    """The periods of a term, each counted from the effect."""
    starts = [effect]
    starts += [start_after(effect, first + each * rank) for rank in range(renewals + 1)]
    return [(start, following - DAY) for start, following in pairwise(starts)]


@lru_cache
def easter(year: int) -> date:
    """Easter Sunday, by Butcher's rule."""
    golden, century, rest = year % 19, year // 100, year % 100
    skipped, leap = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - skipped - moon + 15) % 30
    weekday = (32 + 2 * leap + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
"""Month and day, in mainland France (Code du travail, article L3133-1)."""
AFTER_EASTER = {1, 39, 50}
"""Easter Monday, Ascension, Whit Monday: days after Easter Sunday."""


def is_holiday(day: date) -> bool:
    """Whether the day is a public holiday of mainland France."""
    if (day.month, day.day) in FIXED_HOLIDAYS:
        return True
    return (day - easter(day.year)).days in AFTER_EASTER


def is_worked(day: date) -> bool:
    """Monday to Friday, less the holidays (jours ouvrés)."""
    return day.isoweekday() <= 5 and not is_holiday(day)


def is_workable(day: date) -> bool:
    """Monday to Saturday, less the holidays (jours ouvrables)."""
    return day.isoweekday() <= 6 and not is_holiday(day)


def counted(start: date, number: int, step: timedelta, counts: Callable[[date], bool]) -> date:
    """The day on which so many days that count have been met, one step at a time."""
    day = start
    while number:
        day += step
        number -= counts(day)
    return day


def first_that(day: date, step: timedelta, fits: Callable[[date], bool]) -> date:
    """The day itself, or the next one that fits, one step at a time."""
    while not fits(day):
        day += step
    return day


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day, both included."""
    day = first
    while day <= last:
        yield day
        day += DAY

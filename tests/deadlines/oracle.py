"""An independent oracle: it walks day by day, and shares no arithmetic with the library."""

from datetime import date, timedelta
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


def last_notice(end: date, months: int) -> date:
    """The latest day from which the delay ends by ``end``, tried from ``end`` backwards."""
    day = end
    while same_number_after(day, months) > end:
        day -= DAY
    return day


def periods(effect: date, first: int, each: int, renewals: int) -> list[tuple[date, date]]:
    """The periods of a term, each counted from the effect."""
    starts = [effect]
    starts += [start_after(effect, first + each * rank) for rank in range(renewals + 1)]
    return [(start, following - DAY) for start, following in pairwise(starts)]

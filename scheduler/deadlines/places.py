"""A day of the calendar told from another: "le 10 du mois suivant", "le 31 décembre suivant"."""

from datetime import date

from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.day_of_month import in_month
from scheduler.deadlines.period import add_months
from scheduler.deadlines.rounding import own_start
from scheduler.deadlines.timing import LAST, Cutoff, Place


def placed(day: date, place: Place, calendar: Calendar) -> date:
    """The day that ``place`` names, told from ``day``."""
    if not place.nearest:
        return _in_period(day, place, place.shift, calendar)
    periods = 0
    candidate = _in_period(day, place, periods, calendar)
    while (candidate <= day) if place.nearest > 0 else (candidate >= day):
        periods += place.nearest
        candidate = _in_period(day, place, periods, calendar)
    return candidate


def _in_period(day: date, place: Place, periods: int, calendar: Calendar) -> date:
    """The place within the period so many after the day's own; a rank it lacks is its last."""
    start = own_start(day, place.months)
    month = add_months(start, place.months * periods + place.month - 1)
    written = in_month(month, place.day, place.of, calendar)
    last = in_month(month, LAST, place.of, calendar)
    assert last is not None, "every month has each weekday, and days that are worked"
    return written or last


def in_time(day: date, cutoff: Cutoff, calendar: Calendar) -> bool:
    """Whether the day comes early enough for the period in course to count."""
    limit = placed(day, cutoff.limit, calendar)
    return day < limit if cutoff.strict else day <= limit

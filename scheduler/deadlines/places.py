"""A day of the calendar told from another: "le 10 du mois suivant", "le 31 décembre suivant"."""

from datetime import date

from scheduler.deadlines.business_days import Calendar, counts
from scheduler.deadlines.day_of_month import in_month
from scheduler.deadlines.period import ONE_DAY, DayKind, add_months
from scheduler.deadlines.rounding import own_start
from scheduler.deadlines.timing import LAST, Cutoff, Place


def placed(day: date, place: Place, calendar: Calendar) -> date:
    """The day that ``place`` names, told from ``day``."""
    if not place.months:
        return _nearest_of_a_kind(day, place, calendar)
    if not place.nearest:
        return _in_period(day, place, place.shift, calendar)
    periods = 0
    candidate = _in_period(day, place, periods, calendar)
    while (candidate <= day) if place.nearest > 0 else (candidate >= day):
        periods += place.nearest
        candidate = _in_period(day, place, periods, calendar)
    return candidate


def _nearest_of_a_kind(day: date, place: Place, calendar: Calendar) -> date:
    """The first day of that kind strictly after the day, or the last one strictly before it."""
    step = ONE_DAY if place.nearest > 0 else -ONE_DAY
    candidate = day + step
    while not _is_of(candidate, place.of, calendar):
        candidate += step
    return candidate


def _is_of(day: date, of: DayKind | int, calendar: Calendar) -> bool:
    if isinstance(of, int):
        return day.weekday() == of
    return counts(day, of, calendar.zone, calendar.good_friday)


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

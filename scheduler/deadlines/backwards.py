"""A delay before a day: the latest day from which it fits, and the one that counting back gives."""

from datetime import date, timedelta

from scheduler.deadlines.business_days import Calendar, counts, days_before, end_of
from scheduler.deadlines.forwards import OTHER_HOLIDAY
from scheduler.deadlines.obligation import Alternative
from scheduler.deadlines.period import ONE_DAY, Length, add_months, latest_before, subtracted

MARGIN = timedelta(days=14)
"""More than what months of unequal lengths and holidays can add to the day counted back."""


def start_of(end: date, length: Length, calendar: Calendar) -> date:
    """The latest day from which the whole delay, checked forwards, fits before ``end``.

    Of worked or workable days, it is itself one of them.
    """
    if length.kind == "calendar":
        return latest_before(end - timedelta(days=length.clear), length)
    day = counted_back(end, length, calendar) + MARGIN
    while end_of(day, length, calendar) > end or not _counts(day, length, calendar):
        day -= ONE_DAY
    return day


def day_before(
    end: date, length: Length, calendar: Calendar, taken_off: str
) -> tuple[date, tuple[Alternative, ...]]:
    """The latest day checked forwards, with the one found by counting back where it differs.

    ``taken_off`` words the second reading of a plain length: ``retranchés de la date``.
    """
    other = calendar.otherwise if length.kind != "calendar" else None
    again = start_of(end, length, other) if other else None
    disputed = (Alternative(OTHER_HOLIDAY, again),) if again else ()
    due, back = start_of(end, length, calendar), counted_back(end, length, calendar)
    if back == due or (length.clear and length.kind == "calendar"):
        return due, tuple(reading for reading in disputed if reading.due != due)
    how = taken_off if length.plain else "comptés à rebours"
    readings = (Alternative(f"{length} {how}", back), *disputed)
    return due, tuple(reading for reading in readings if reading.due != due)


def counted_back(end: date, length: Length, calendar: Calendar) -> date:
    """``end`` less the length, of whatever days it counts: where a stretch before it opens."""
    if length.kind == "calendar":
        return subtracted(end, length) - timedelta(days=length.clear)
    day = add_months(end, -length.months)
    day = days_before(day, length.days, length.kind, calendar.zone, calendar.good_friday)
    return day - ONE_DAY if length.clear else day


def _counts(day: date, length: Length, calendar: Calendar) -> bool:
    return counts(day, length.kind, calendar.zone, calendar.good_friday)


def before_that_day(day: date, strict: bool) -> tuple[date, tuple[Alternative, ...]]:
    """The eve for "avant le X"; the day itself is the other reading, save for a first."""
    if not strict:
        return day, ()
    other = () if day.day == 1 else (Alternative("le jour dit compris", day),)
    return day - ONE_DAY, other

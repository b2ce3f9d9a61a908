"""A delay after a day: its last day, and what its other readings give."""

from collections.abc import Iterator
from datetime import date

from scheduler.deadlines.business_days import Calendar, end_of
from scheduler.deadlines.obligation import Alternative
from scheduler.deadlines.period import FEBRUARY, ONE_DAY, Length, add_months

LEAP_DAY = 29
MONTHS_IN_A_YEAR = 12
NO_LEAP_DAY = "pas de 29 février cette année-là : le 1er mars"
OTHER_HOLIDAY = "jour férié local discuté selon les sources"
ON_THE_28TH = "anniversaire au dernier jour de février"
EARLY = "heure de l'événement inconnue, au plus tôt : la veille au soir"
LATE = "heure de l'événement inconnue, au plus tard : le lendemain"


def day_after(
    start: date, length: Length, calendar: Calendar
) -> tuple[date, tuple[Alternative, ...]]:
    """The last day of a delay after ``start``, which is not counted (CPC 641), and other readings.

    Hours run from an hour that is not known: whole days end on the main day, or at midnight before
    it; others on the main day or the next. From a 29 February, years end on the 28th (CPC 641,
    second paragraph) or, read as an anniversary, on 1 March.
    """
    due = end_of(start, length, calendar)
    return due, (
        *_by_the_hour(length, due),
        *_from_a_leap_day(start, length, calendar),
        *_on_the_other_holiday(start, length, calendar, due),
    )


def _by_the_hour(length: Length, due: date) -> Iterator[Alternative]:
    if length.spare_hours:
        yield Alternative(LATE, due + ONE_DAY)
    elif length.unit == "hour":
        yield Alternative(EARLY, due - ONE_DAY)


def _on_the_other_holiday(
    start: date, length: Length, calendar: Calendar, due: date
) -> Iterator[Alternative]:
    """Where it ends if the day that sources dispute is the holiday."""
    other = calendar.otherwise
    if other and length.kind != "calendar":
        again = end_of(start, length, other)
        if again != due:
            yield Alternative(OTHER_HOLIDAY, again)


def _from_a_leap_day(start: date, length: Length, calendar: Calendar) -> Iterator[Alternative]:
    first = anniversary(start, length.months)[1]
    if first and length.more:
        yield Alternative(NO_LEAP_DAY, end_of(first, length.more, calendar))
    elif first:
        yield Alternative(NO_LEAP_DAY, first + ONE_DAY if length.clear else first)


def anniversary(start: date, months: int) -> tuple[date, date | None]:
    """The day so many months later, and 1 March where whole years lead a 29 February to the 28th.

    The second is None for any other day or length.
    """
    day = add_months(start, months)
    leap_day = (start.month, start.day) == (FEBRUARY, LEAP_DAY)
    is_short = leap_day and months % MONTHS_IN_A_YEAR == 0 and day.day != LEAP_DAY
    return day, day + ONE_DAY if is_short else None


def lasting_readings(start: date, length: Length) -> Iterator[Alternative]:
    """The other day on which whole years, whose first day is a 29 February, are over."""
    day, first_of_march = anniversary(start, length.months)
    if first_of_march and not length.more:
        yield Alternative(ON_THE_28TH, day)

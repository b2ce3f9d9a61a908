"""Where a date goes once computed: the next working day, the first of a month, a quarter's end.

A contract's date moves only where its clause says so.
"""

from datetime import date
from typing import Literal

from scheduler.deadlines.business_days import Calendar, counts
from scheduler.deadlines.period import ONE_DAY, DayKind, add_months

Rounding = Literal[
    "next worked day",
    "previous worked day",
    "next workable day",
    "previous workable day",
    "first of next month",
    "first of next quarter",
    "first of next year",
    "end of month",
    "end of quarter",
    "end of semester",
    "end of year",
]
WORDS: dict[Rounding, str] = {
    "next worked day": "jour ouvré suivant",
    "previous worked day": "jour ouvré précédent",
    "next workable day": "jour ouvrable suivant",
    "previous workable day": "jour ouvrable précédent",
    "first of next month": "1er du mois suivant",
    "first of next quarter": "1er du trimestre suivant",
    "first of next year": "1er janvier suivant",
    "end of month": "fin du mois",
    "end of quarter": "fin du trimestre",
    "end of semester": "fin du semestre",
    "end of year": "fin de l'année",
}
_MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "semester": 6, "year": 12}


def rounded(day: date, rounding: Rounding, calendar: Calendar) -> date:
    """The day that the rounding gives; a working day, or the last of a period, stays itself."""
    where, _, what = rounding.rpartition(" ")
    if what == "day":
        step = ONE_DAY if rounding.startswith("next") else -ONE_DAY
        kind: DayKind = "worked" if "worked" in rounding else "workable"
        while not counts(day, kind, calendar.zone, calendar.good_friday):
            day += step
        return day
    following = _next_start(day, _MONTHS[what])
    return following if where == "first of next" else following - ONE_DAY


def _next_start(day: date, months: int) -> date:
    """The first day of the civil period, of so many months, that follows the day's own."""
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    return add_months(start, months)

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
    "first of month",
    "first of quarter",
    "first of semester",
    "first of next semester",
    "first of previous month",
    "first of previous quarter",
    "first of previous semester",
    "first January before",
    "end of previous month",
    "end of previous quarter",
    "end of previous semester",
    "end of previous year",
    "end of next month",
    "end of next quarter",
    "end of next semester",
    "end of next year",
    "end of month",
    "end of quarter",
    "end of semester",
    "end of year",
    "end of school year",
    "end of season",
]
WORDS: dict[Rounding, str] = {
    "next worked day": "jour ouvré suivant",
    "previous worked day": "jour ouvré précédent",
    "next workable day": "jour ouvrable suivant",
    "previous workable day": "jour ouvrable précédent",
    "first of next month": "1er du mois suivant",
    "first of next quarter": "1er du trimestre suivant",
    "first of next year": "1er janvier suivant",
    "first of month": "1er du mois",
    "first of quarter": "1er du trimestre",
    "first of semester": "1er du semestre",
    "first of next semester": "1er du semestre suivant",
    "first of previous month": "1er du mois précédent",
    "first of previous quarter": "1er du trimestre précédent",
    "first of previous semester": "1er du semestre précédent",
    "first January before": "1er janvier précédent",
    "end of previous month": "fin du mois précédent",
    "end of previous quarter": "fin du trimestre précédent",
    "end of previous semester": "fin du semestre précédent",
    "end of previous year": "31 décembre précédent",
    "end of next month": "fin du mois suivant",
    "end of next quarter": "fin du trimestre suivant",
    "end of next semester": "fin du semestre suivant",
    "end of next year": "fin de l'année suivante",
    "end of month": "fin du mois",
    "end of quarter": "fin du trimestre",
    "end of semester": "fin du semestre",
    "end of year": "fin de l'année",
    "end of school year": "fin de l'année scolaire",
    "end of season": "fin de la saison sportive",
}
BACK_TO_A_WORKING_DAY: tuple[Rounding, ...] = ("previous worked day", "previous workable day")
_OWN_FIRSTS = ("first of month", "first of quarter", "first of semester")
_SCHOOL_YEAR_FROM = 9
_MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "semester": 6, "year": 12}


def rounded(day: date, rounding: Rounding, calendar: Calendar) -> date:
    """The day that the rounding gives; a working day, the first or last of a period, stays itself.

    "1er janvier précédent" is strictly before the day, as "1er janvier suivant" is after it.
    """
    where, _, what = rounding.rpartition(" ")
    if what == "day":
        step = ONE_DAY if rounding.startswith("next") else -ONE_DAY
        kind: DayKind = "worked" if "worked" in rounding else "workable"
        while not counts(day, kind, calendar.zone, calendar.good_friday):
            day += step
        return day
    if rounding in ("end of school year", "end of season"):
        of_season = rounding == "end of season"
        first = date(day.year, calendar.season_from if of_season else _SCHOOL_YEAR_FROM, 1)
        return (first if day < first else add_months(first, 12)) - ONE_DAY
    if rounding == "first January before":
        return date((day - ONE_DAY).year, 1, 1)
    edge, _, which = where.partition(" of")
    months = _MONTHS[what]
    start = own_start(day, months)
    shift = {"": 0, " next": 1, " previous": -1}[which]
    if edge == "first":
        return add_months(start, months * shift)
    return add_months(start, months * (shift + 1)) - ONE_DAY


def may_go_back(rounding: Rounding) -> bool:
    """Whether the day it gives may come before the day that it is told from."""
    return "previous" in rounding or "before" in rounding or rounding.startswith(_OWN_FIRSTS)


def own_start(day: date, months: int) -> date:
    """The first day of the civil period, of so many months, that holds the day."""
    return date(day.year, (day.month - 1) // months * months + 1, 1)

"""The days of a clause written out by hand: walked day by day, with nothing of the library's."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tests.deadlines import oracle
from tests.deadlines.oracle import DAY

SATURDAY = 5
FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
EASTERS = {
    2024: date(2024, 3, 31),
    2025: date(2025, 4, 20),
    2026: date(2026, 4, 5),
    2027: date(2027, 3, 28),
    2028: date(2028, 4, 16),
    2029: date(2029, 4, 1),
    2030: date(2030, 4, 21),
}
"""Easter Sundays, copied from an almanac; a day of another year has no movable holiday here."""
AFTER_EASTER = (1, 39, 50)


def holiday(day: date) -> bool:
    """Whether the day is a public holiday of mainland France."""
    easter = EASTERS.get(day.year)
    movable = easter is not None and (day - easter).days in AFTER_EASTER
    return (day.month, day.day) in FIXED_HOLIDAYS or movable


def worked(day: date) -> bool:
    """From Monday to Friday, holidays left out."""
    return day.weekday() < SATURDAY and not holiday(day)


def workable(day: date) -> bool:
    """From Monday to Saturday, holidays left out."""
    return day.weekday() <= SATURDAY and not holiday(day)


def first(day: date, wanted: Callable[[date], bool], step: timedelta = DAY) -> date:
    """The first wanted day from that one on, that one included."""
    while not wanted(day):
        day += step
    return day


def worked_days_after(day: date, number: int) -> date:
    """So many worked days later."""
    for _ in range(number):
        day = first(day + DAY, worked)
    return day


def _begins(*months: int) -> Callable[[date], bool]:
    return lambda day: day.day == 1 and day.month in months


def _ends(*months: int) -> Callable[[date], bool]:
    return lambda day: (day + DAY).day == 1 and day.month in months


EVERY_MONTH = tuple(range(1, 13))
REPORTED: dict[str, Callable[[date], date]] = {
    "jour ouvré suivant": lambda day: first(day, worked),
    "jour ouvré précédent": lambda day: first(day, worked, -DAY),
    "jour ouvrable suivant": lambda day: first(day, workable),
    "jour ouvrable précédent": lambda day: first(day, workable, -DAY),
    "1er du mois suivant": lambda day: first(day + DAY, _begins(*EVERY_MONTH)),
    "1er du trimestre suivant": lambda day: first(day + DAY, _begins(1, 4, 7, 10)),
    "1er janvier suivant": lambda day: first(day + DAY, _begins(1)),
    "fin du mois": lambda day: first(day, _ends(*EVERY_MONTH)),
    "fin du trimestre": lambda day: first(day, _ends(3, 6, 9, 12)),
    "fin du semestre": lambda day: first(day, _ends(6, 12)),
    "fin de l'année": lambda day: first(day, _ends(12)),
    "1er du mois": lambda day: first(day, _begins(*EVERY_MONTH), -DAY),
    "1er janvier précédent": lambda day: first(day - DAY, _begins(1), -DAY),
    "fin du mois précédent": lambda day: first(day, _begins(*EVERY_MONTH), -DAY) - DAY,
    "fin du trimestre suivant": lambda day: first(
        first(day, _ends(3, 6, 9, 12)) + DAY, _ends(3, 6, 9, 12)
    ),
}
"""Where each ``report`` takes a day."""
COUNTED: dict[str, Callable[[date], date]] = {
    "{délai: 1 mois, après: MOMENT}": lambda day: oracle.same_number_after(day, 1),
    "{délai: 20 jours, après: MOMENT}": lambda day: day + 20 * DAY,
    "{délai: 20 jours, avant: MOMENT}": lambda day: day - 20 * DAY,
    "{délai: 2 mois, avant: MOMENT}": lambda day: oracle.last_notice(day, 2),
    "{délai: 5 jours ouvrés, après: MOMENT}": lambda day: worked_days_after(day, 5),
    "{délai: 10 jours, avant: MOMENT, ouvre: 2 mois}": lambda day: day - 10 * DAY,
    "{à: MOMENT}": lambda day: day,
}
"""The day that each way of counting from a moment gives, for each of the moment's days."""
CHOSEN: dict[str, Callable[[list[date]], list[date]]] = {
    "{au premier de: [MOMENT, {au plus tard: 2040-12-31}]}": lambda days: [min(days)],
    "{au dernier de: [MOMENT, {au plus tard: 2020-12-31}]}": list,
    "{au premier de: [MOMENT]}": list,
}
"""Of a moment and a day that comes once, the one day, or the last at each time of a fact."""


def months_of(start: date, last: date) -> Iterator[tuple[int, int]]:
    """The months, as year and month, that have days between the two."""
    day = start
    while day <= last:
        yield day.year, day.month
        day = first(day + DAY, _begins(*EVERY_MONTH))


def yearly(month: int, day: int, offset: int) -> Callable[[date, date], list[date]]:
    """That day of year N + ``offset`` for each year N that has days in the term."""
    return lambda start, last: [
        date(year + offset, month, day) for year in range(start.year, last.year + 1)
    ]


def monthly(day: int) -> Callable[[date, date], list[date]]:
    """That day of each month that has days in the term."""
    return lambda start, last: [date(*month, day) for month in months_of(start, last)]


def month_ends(*months: int) -> Callable[[date, date], list[date]]:
    """The last day of those months, of every year of the term."""

    def listed(start: date, last: date) -> list[date]:
        end = first(last, _ends(*months))
        days = [start + rank * DAY for rank in range((end - start).days + 1)]
        return [day for day in days if _ends(*months)(day)]

    return listed


def contract_periods(months: int) -> Callable[[date, date], list[date]]:
    """The last days of the contract's own periods; the last one ends with the term."""

    def listed(start: date, last: date) -> list[date]:
        ends: list[date] = []
        while not ends or ends[-1] < last:
            ends.append(oracle.start_after(start, months * (len(ends) + 1)) - DAY)
        return [min(end, last) for end in ends]

    return listed


def anniversaries(start: date, last: date) -> list[date]:
    """The anniversaries of the effect within the term; of 29 February, the earlier reading."""
    years = range(1, last.year - start.year + 1)
    days = [oracle.same_number_after(start, 12 * rank) for rank in years]
    return [day for day in days if day <= last]


LONGHAND: dict[str, Callable[[date, date], list[date]]] = {
    "{chaque: année, pour: 15 février N+1}": yearly(2, 15, 1),
    "{chaque: année, avant: 1er octobre N}": yearly(9, 30, 0),
    "{chaque: année, du: 1er mars N, au: 30 avril N}": yearly(4, 30, 0),
    "{chaque: mois, avant: 15}": monthly(14),
    "{chaque: mois, au plus tard: dernier jour}": month_ends(*EVERY_MONTH),
    "{chaque: trimestre, au plus tard: dernier jour}": month_ends(3, 6, 9, 12),
    "{au moins: 1, par: semestre}": contract_periods(6),
    "{au moins: 1, par: trimestre, périodes: du contrat}": contract_periods(3),
    "{exactement: 2, par: année}": contract_periods(12),
    "{à: anniversaire}": anniversaries,
    "{à: prise d'effet}": lambda start, _: [start],
    "{à: terme}": lambda _, last: [last],
    "{délai: 10 ans, après: terme}": lambda _, last: [oracle.same_number_after(last, 120)],
    "{délai: 2 mois, après: prise d'effet}": lambda start, _: [oracle.same_number_after(start, 2)],
    "{délai: 1 mois, après: anniversaire}": lambda start, last: [
        oracle.same_number_after(day, 1) for day in anniversaries(start, last)
    ],
    "{pendant: 1re année}": lambda start, last: [min(oracle.start_after(start, 12) - DAY, last)],
}
"""Some forms under any term, from its first and its last day."""

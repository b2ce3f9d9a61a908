"""The public holidays that three Pacific territories add to the eleven of the mainland."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.deadlines.period import ONE_DAY

NEW_CALEDONIA = "Nouvelle-Calédonie"
FRENCH_POLYNESIA = "Polynésie Française"
WALLIS_AND_FUTUNA = "Wallis-et-Futuna"
LATEST_YEAR = 9999


@dataclass(frozen=True)
class LocalHoliday:
    """A public holiday of one territory, from its first year to its last, both included.

    ``day`` gives its date in a year, from that year and its Easter Sunday. ``source`` is the text
    that makes it a holiday, or who reports that text.
    """

    name: str
    day: Callable[[int, date], date]
    source: str
    first: int = 1
    last: int = LATEST_YEAR


def _on(month: int, day: int) -> Callable[[int, date], date]:
    return lambda year, _: date(year, month, day)


def _good_friday(_: int, easter: date) -> date:
    return easter - timedelta(days=2)


# None of the three leaves out a day of the mainland: each list has the eleven of C. trav. L3133-1,
# checked on 30 November 2026 against the texts that the sources name or report. A day of a
# Saturday or a Sunday is not moved.
_NC = "accord interprofessionnel territorial, art. 74 (douze jours, dont les onze de métropole)"
_PF = "code du travail de la Polynésie française, Lp. 3322-1"
_PF_2025 = "loi du pays n° 2025-12, adoptée le 6 mai 2025 (Matari'i remplace le 29 juin)"
# For Wallis and Futuna the list is the prefect's, made anew each year; published data sets often
# leave out 29 June, the order of 28 December 2022 (for 2023) has it.
_WF = "arrêté annuel du préfet, administrateur supérieur (n° 2022-1071 du 28 décembre 2022)"
_LOCAL: dict[str, tuple[LocalHoliday, ...]] = {
    NEW_CALEDONIA: (LocalHoliday("Fête de la citoyenneté", _on(9, 24), _NC),),
    FRENCH_POLYNESIA: (
        LocalHoliday("Arrivée de l'Évangile", _on(3, 5), _PF),
        LocalHoliday("Vendredi saint", _good_friday, _PF),
        LocalHoliday("Fête de l'autonomie", _on(6, 29), _PF, first=1985, last=2024),
        LocalHoliday("Matari'i", _on(11, 20), _PF_2025, first=2025),
    ),
    WALLIS_AND_FUTUNA: (
        LocalHoliday("Saint Pierre Chanel", _on(4, 28), _WF),
        LocalHoliday("Saints Pierre et Paul", _on(6, 29), _WF),
        LocalHoliday("Fête du Territoire", _on(7, 29), _WF, first=1962),
    ),
}
# In French Polynesia 2025 is told in two ways: the law was adopted in May 2025 for that very year,
# one data set (date-holidays) keeps 29 June through 2025 and begins Matari'i in 2026. 29 June 2025
# was a Sunday, which no kind of day that is counted in could have counted.
_DISPUTED: dict[tuple[str, int], tuple[date, ...]] = {
    (FRENCH_POLYNESIA, 2025): (date(2025, 6, 29),),
}


def local_holidays(zone: str, year: int, easter_monday: date) -> dict[str, date]:
    """The zone's own public holidays of that year, by their names; none for any other zone."""
    easter = easter_monday - ONE_DAY
    return {
        holiday.name: holiday.day(year, easter)
        for holiday in _LOCAL.get(zone, ())
        if holiday.first <= year <= holiday.last
    }


def disputed_days(zone: str, year: int) -> tuple[date, ...]:
    """The days that one source keeps as holidays of the zone in that year and another does not."""
    return _DISPUTED.get((zone, year), ())

"""The feasts by which texts name a day: movable ones counted from Easter, and fixed ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache


@dataclass(frozen=True)
class Feast:
    """A movable feast: its French name, its days from Easter Sunday, its earliest month.

    ``full_name`` has the article that French puts before it ("le lundi de Pâques").
    """

    name: str
    days: int
    month: int
    full_name: str

    def on(self, year: int) -> date:
        """Its day in a year of the Gregorian calendar."""
        return easter(year) + timedelta(days=self.days)


_MOVABLE = (
    Feast("mardi gras", -47, 2, "le mardi gras"),
    Feast("mercredi des Cendres", -46, 2, "le mercredi des Cendres"),
    Feast("dimanche des Rameaux", -7, 3, "le dimanche des Rameaux"),
    Feast("jeudi saint", -3, 3, "le jeudi saint"),
    Feast("vendredi saint", -2, 3, "le vendredi saint"),
    Feast("dimanche de Pâques", 0, 3, "le dimanche de Pâques"),
    Feast("lundi de Pâques", 1, 3, "le lundi de Pâques"),
    Feast("Ascension", 39, 4, "l'Ascension"),
    Feast("dimanche de Pentecôte", 49, 5, "le dimanche de Pentecôte"),
    Feast("lundi de Pentecôte", 50, 5, "le lundi de Pentecôte"),
)
MOVABLE: Mapping[str, Feast] = {feast.name: feast for feast in _MOVABLE}
"""The movable feasts by their names."""
FIXED: Mapping[str, tuple[int, int]] = {
    "jour de l'an": (1, 1),
    "fête du Travail": (1, 5),
    "fête nationale": (14, 7),
    "Assomption": (15, 8),
    "Toussaint": (1, 11),
    "Noël": (25, 12),
}
"""The day and the month of the feasts that have a fixed one."""
_ALSO = {
    "pâques": "dimanche de Pâques",
    "pentecôte": "dimanche de Pentecôte",
    "rameaux": "dimanche des Rameaux",
    "cendres": "mercredi des Cendres",
    "jeudi de l'ascension": "Ascension",
}
_ARTICLES = ("le ", "la ", "l'", "les ")
NAMES = (*MOVABLE, *FIXED)
"""Every feast that a rule file may name."""
_BY_NAME = {name.lower(): name for name in NAMES} | _ALSO


@lru_cache(maxsize=512)
def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (the method of Meeus, Jones, Butcher)."""
    golden, (century, of_century) = year % 19, divmod(year, 100)
    leap_centuries, centuries = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon + 15) % 30
    leaps, years = divmod(of_century, 4)
    weekday = (32 + 2 * centuries + 2 * leaps - epact - years) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def feast_named(text: str) -> str | None:
    """The name of the feast that a text means, whatever its article and capitals; else None."""
    words = " ".join(text.replace("’", "'").split()).lower()
    for article in _ARTICLES:
        if words not in _BY_NAME and words.startswith(article):
            words = words.removeprefix(article)
    return _BY_NAME.get(words)


def with_article(name: str) -> str:
    """The name of a feast with its article: ``le lundi de Pâques``, ``la Toussaint``, ``Noël``."""
    if name in MOVABLE:
        return MOVABLE[name].full_name
    return {
        "jour de l'an": "le jour de l'an",
        "fête du Travail": "la fête du Travail",
        "fête nationale": "la fête nationale",
        "Assomption": "l'Assomption",
        "Toussaint": "la Toussaint",
    }.get(name, name)

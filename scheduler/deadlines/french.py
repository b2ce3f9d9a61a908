"""French wording of dates, durations and counts, shared by everything a person reads."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
DAYS_COUNTED = 60
MONTHS_COUNTED = 24
NUMBERS = (
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
)


@lru_cache(maxsize=400)
def day_and_month(day: int, month: int) -> str:
    """``1er avril``, ``15 février``: only the first of a month takes an ordinal."""
    return f"{'1er' if day == 1 else day} {MONTHS[month - 1]}"


@lru_cache(maxsize=8192)
def short(on: date) -> str:
    """``31 mars 2026``."""
    return f"{day_and_month(on.day, on.month)} {on.year}"


@lru_cache(maxsize=8192)
def full(on: date) -> str:
    """``mardi 31 mars 2026``."""
    return f"{WEEKDAYS[on.weekday()]} {short(on)}"


def numeric(on: date) -> str:
    """``31/03/2026``, for tables and spreadsheets."""
    return on.strftime("%d/%m/%Y")


def count(number: int, singular: str, plural: str | None = None) -> str:
    """``1 échéance``, ``2 échéances``; zero is singular in French."""
    return f"{number} {singular if number < 2 else plural or singular + 's'}"


def between(first: date, last: date) -> str:
    """``du 15 février 2027 au 1er mars 2027``, or ``le 15 février 2027`` alone."""
    return f"le {short(first)}" if first == last else f"du {short(first)} au {short(last)}"


def thousands(number: int) -> str:
    """``1 234``, which no line break cuts."""
    return f"{number:,}".replace(",", "\u00a0")


def in_words(number: int) -> str:
    """``trois`` up to twelve, figures beyond."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)


def times(number: int) -> str:
    """``une fois``, ``deux fois``."""
    return f"{'une' if number == 1 else in_words(number)} fois"


def ordinal(number: int, *, feminine: bool = False) -> str:
    """``1er`` or ``1re``, then ``2e``."""
    return ("1re" if feminine else "1er") if number == 1 else f"{number}e"


def listed(words: Sequence[str]) -> str:
    """``a, b et c``."""
    return (
        words[0]
        if len(words) == 1
        else ", ".join(words[:-1]) + (" et " + words[-1] if words else "")
    )


def of(words: str) -> str:
    """``d'un mois``, ``de deux mois``, ``d'avril``, ``du premier jour``."""
    elided = ("un ", "une ", "avril", "août", "octobre")
    if words.startswith("le "):
        return f"du {words.removeprefix('le ')}"
    return f"d'{words}" if words.startswith(elided) else f"de {words}"


def capitalised(sentence: str) -> str:
    """The sentence with a capital first letter, the rest untouched."""
    return sentence[:1].upper() + sentence[1:]


def time_left(today: date, until: date) -> str:
    """``dans 30 jours``, ``demain``, ``aujourd'hui``, ``en retard de 3 jours``, ``dans 2 ans``."""
    days = (until - today).days
    if days < 0:
        return f"en retard de {_span(-days)}"
    return {0: "aujourd'hui", 1: "demain"}.get(days) or f"dans {_span(days)}"


def lapse(span: timedelta) -> str:
    """``3 heures``, ``366 jours``: the largest whole unit, to the nearest minute."""
    minutes = round(span.total_seconds() / 60)
    for unit, singular in ((1440, "jour"), (60, "heure"), (1, "minute")):
        number = minutes // unit
        if number:
            return count(number, singular)
    return "moins d'une minute"


def since(today: date, day: date) -> str:
    """How long ago a past day was: ``3 jours``, ``2 ans``."""
    return _span((today - day).days)


def _span(days: int) -> str:
    """Days up to two months, then months, the nearest, then years."""
    if days <= DAYS_COUNTED:
        return count(days, "jour")
    months = round(days * 12 / 365)
    return f"{months} mois" if months < MONTHS_COUNTED else count(months // 12, "an")

"""French wording of dates, durations and counts, shared by everything a person reads."""

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
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
    "treize",
    "quatorze",
    "quinze",
    "seize",
)
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
MOST_IN_WORDS = 999


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


@lru_cache(maxsize=2048)
def in_words(number: int, *, feminine: bool = False) -> str:
    """A whole number in French words, in the traditional spelling; figures beyond 999.

    ``vingt et un``, ``quatre-vingts``, ``deux cent un``; before a feminine noun ``vingt et une``.
    """
    if not 0 <= number <= MOST_IN_WORDS:
        return str(number)
    hundreds, rest = divmod(number, 100)
    words = [_hundreds(hundreds, alone=not rest)] if hundreds else []
    if rest or not hundreds:
        words.append(_below_a_hundred(rest))
    told = " ".join(words)
    return f"{told}e" if feminine and re.search(r"\bun$", told) else told


def _hundreds(hundreds: int, *, alone: bool) -> str:
    """``cent``, ``deux cents``, ``deux cent`` before another number."""
    return "cent" if hundreds == 1 else f"{NUMBERS[hundreds]} cent{'s' if alone else ''}"


def _below_a_hundred(number: int) -> str:
    """``seize``, ``dix-sept``, ``soixante et onze``, ``quatre-vingt-un``."""
    tens, unit = divmod(number, 10)
    if number < len(NUMBERS):
        return NUMBERS[number]
    if tens == 1:
        return f"dix-{NUMBERS[unit]}"
    if tens >= 8:
        return f"quatre-vingt-{_below_a_hundred(number - 80)}" if number > 80 else "quatre-vingts"
    if tens == 7:
        tens, unit = 6, unit + 10
    if not unit:
        return _TENS[tens]
    link = " et " if unit in (1, 11) else "-"
    return f"{_TENS[tens]}{link}{_below_a_hundred(unit)}"


def times(number: int) -> str:
    """``une fois``, ``deux fois``, ``vingt et une fois``."""
    return f"{in_words(number, feminine=True)} fois"


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
    elided = ("un ", "une ", "avril", "août", "octobre", "année", "exercice")
    if words.startswith("le "):
        return f"du {words.removeprefix('le ')}"
    return f"d'{words}" if words.startswith(elided) else f"de {words}"


def months_in_words(first: int) -> str:
    """``d'août à juillet``: a year that begins in that month."""
    return f"{of(MONTHS[first - 1])} à {MONTHS[first - 2]}"


def of_the(words: str) -> str:
    """``du terme``, ``de la prise d'effet``: "le" is joined to the word before it."""
    return f"du {words[3:]}" if words.startswith("le ") else f"de {words}"


def capitalised(sentence: str) -> str:
    """The sentence with a capital first letter, the rest untouched."""
    return sentence[:1].upper() + sentence[1:]


def hour(at: time) -> str:
    """``16 h``, ``9 h 30``, ``minuit``: an hour of the day as one says it."""
    if at == time.max:
        return "minuit"
    return f"{at.hour} h {at.minute:02}" if at.minute else f"{at.hour} h"


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

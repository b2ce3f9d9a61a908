"""The scalar values a French file can write: dates, lengths, counts, yes and no, names."""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Annotated, Any

from pydantic import BeforeValidator

from scheduler.deadlines.period import Length, Unit
from scheduler.deadlines.timing import SPANS, Span
from scheduler.french import MONTHS, NUMBERS, WEEKDAYS

_UNITS: dict[str, Unit] = {
    "jour": "day",
    "jours": "day",
    "semaine": "week",
    "semaines": "week",
    "mois": "month",
    "an": "year",
    "ans": "year",
    "année": "year",
    "années": "year",
}
_WORDS = {word: number for number, word in enumerate(NUMBERS)} | {"une": 1}
_DAY = r"(?P<day>\d{1,2}|1er)"
_FRENCH_DATE = re.compile(rf"{_DAY}\s+(?P<month>[a-zéû]+)\s+(?P<year>\d{{4}})")
_YEARLY = re.compile(rf"{_DAY}\s+(?P<month>[a-zéû]+)(?:\s+N\s*(?P<offset>[+-]\s*\d+)?)?")
_LENGTH = re.compile(r"(?P<number>\d+|[a-zé]+)\s+(?P<unit>[a-zé]+)")
_CONTRACT_YEAR = re.compile(r"(?P<number>1re|première|\d+e)\s+année")
MAX_LENGTH = 999


class Reject(ValueError):
    """A value that cannot be read, with the remedy: ``message||aide``."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message}||{remedy}")


def _text(value: Any, wanted: str, remedy: str) -> str:
    if not isinstance(value, str):
        raise Reject(f"{wanted} attendu ici", remedy)
    return " ".join(value.split())


def read_text(value: Any) -> str:
    """A sentence on one line, its white space folded; empty is refused."""
    text = _text(value, "un texte est", "écrire le texte après les deux-points, sans tiret")
    if not text:
        raise Reject("un texte est attendu ici", "écrire quelques mots, ou ôter la clé")
    return text


def read_slug(value: Any) -> str:
    """A short name: lower-case ASCII letters, figures, dashes, dots, underscores."""
    text = _text(value, "un nom court est", "par exemple « bethune-sad »")
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", text):
        raise Reject(
            f"« {text} » n'est pas un nom court",
            "minuscules sans accent, chiffres, tirets, points : par exemple « bethune-sad »",
        )
    return text


def read_date(value: Any) -> date:
    """``2025-03-13`` or ``13 mars 2025``; a day that does not exist is refused."""
    remedy = "écrire AAAA-MM-JJ (2025-03-13) ou « 13 mars 2025 »"
    text = _text(value, "une date est", remedy)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
        return _existing(text, year, month, day)
    french = _FRENCH_DATE.fullmatch(text.lower())
    if french is None:
        raise Reject(f"« {text} » n'est pas une date", remedy)
    return _existing(text, int(french["year"]), _month(french["month"]), _day(french["day"]))


def _existing(text: str, year: int, month: int, day: int) -> date:
    if not 1900 <= year <= 2200:
        raise Reject(f"« {text} » : l'année est hors de 1900-2200", "vérifier l'année")
    try:
        return date(year, month, day)
    except ValueError:
        raise Reject(
            f"« {text} » n'existe pas au calendrier", "vérifier le jour et le mois"
        ) from None


def _day(text: str) -> int:
    return 1 if text == "1er" else int(text)


def _month(name: str) -> int:
    if name not in MONTHS:
        raise Reject(f"« {name} » n'est pas un mois", "janvier, février, mars…")
    return MONTHS.index(name) + 1


def read_yearly_day(value: Any) -> tuple[int, int, int]:
    """``15 février N+1`` as (15, 2, 1); without N the offset is 0; 29 February is allowed."""
    remedy = "écrire le jour et le mois, puis N, N+1 ou N-1 : « 15 février N+1 »"
    text = _text(value, "un jour de l'année est", remedy)
    found = _YEARLY.fullmatch(text.replace("n+", "N+").replace("n-", "N-"))
    if found is None:
        raise Reject(f"« {text} » n'est pas un jour de l'année", remedy)
    day, month = _day(found["day"]), _month(found["month"].lower())
    _existing(text, 2024, month, day)
    offset = int((found["offset"] or "0").replace(" ", ""))
    if abs(offset) > 10:
        raise Reject(f"« {text} » : plus de dix ans d'écart", "vérifier N+…")
    return day, month, offset


def read_length(value: Any) -> Length:
    """``3 mois``, ``deux ans``, ``15 jours``, ``6 semaines``."""
    remedy = "un nombre et une unité : « 3 mois », « 2 ans », « 15 jours », « 6 semaines »"
    text = _text(value, "une durée est", remedy)
    found = _LENGTH.fullmatch(text.lower())
    unit = _UNITS.get(found["unit"]) if found else None
    if found is None or unit is None:
        raise Reject(f"« {text} » n'est pas une durée", remedy)
    number = _number(found["number"])
    if not number or not 1 <= number <= MAX_LENGTH:
        raise Reject(f"« {text} » n'est pas une durée", remedy)
    return Length(number, unit)


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 6 else _WORDS.get(text)


def read_count(value: Any) -> int:
    """A whole number from 1, in figures or in words up to twelve."""
    remedy = "écrire un nombre entier, par exemple 3"
    text = _text(value, "un nombre entier est", remedy)
    number = _number(text.lower())
    if number is None or not 1 <= number <= MAX_LENGTH:
        raise Reject(f"« {text} » n'est pas un nombre entier positif", remedy)
    return number


def read_yes_no(value: Any) -> bool:
    """``oui`` or ``non``."""
    text = _text(value, "« oui » ou « non » est", "écrire oui ou non").lower()
    if text not in ("oui", "non"):
        raise Reject(f"« {text} » : « oui » ou « non » est attendu", "écrire oui ou non")
    return text == "oui"


def read_span(value: Any) -> Span:
    """``année``, ``semestre``, ``trimestre``, ``bimestre``, ``mois``."""
    remedy = "l'une des périodes " + ", ".join(SPANS)
    text = _text(value, "une période est", remedy).lower()
    if text not in SPANS:
        raise Reject(f"« {text} » n'est pas une période connue", remedy)
    return SPANS[text]


def read_contract_year(value: Any) -> int:
    """``1re année``, ``2e année``: the k-th year of the contract."""
    remedy = "écrire « 1re année », « 2e année »…"
    text = _text(value, "une année du contrat est", remedy).lower()
    found = _CONTRACT_YEAR.fullmatch(text)
    if found is None:
        raise Reject(f"« {text} » n'est pas une année du contrat", remedy)
    digits = found["number"].rstrip("e")
    return int(digits) if digits.isdigit() and 0 < int(digits) < 100 else 1


def read_hour(value: Any) -> time:
    """``8:00`` or ``18 h 30``."""
    remedy = "écrire l'heure ainsi : 8:00 ou 18:30"
    text = _text(value, "une heure est", remedy)
    found = re.fullmatch(r"(\d{1,2})\s*[:h]\s*(\d{2})?", text)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if hour == 24 and minute == 0:
        return time.max
    if hour > 23 or minute > 59:
        raise Reject(f"« {text} » n'est pas une heure", remedy)
    return time(hour, minute)


def read_weekday(value: Any) -> int:
    """``samedi`` as 5 (Monday is 0)."""
    remedy = "l'un des jours " + ", ".join(WEEKDAYS)
    text = _text(value, "un jour de la semaine est", remedy).lower()
    if text not in WEEKDAYS:
        raise Reject(f"« {text} » n'est pas un jour de la semaine", remedy)
    return WEEKDAYS.index(text)


def _read(reader: Callable[[Any], Any]) -> BeforeValidator:
    return BeforeValidator(reader)


Text = Annotated[str, _read(read_text)]
Slug = Annotated[str, _read(read_slug)]
Day = Annotated[date, _read(read_date)]
YearlyDay = Annotated[tuple[int, int, int], _read(read_yearly_day)]
LengthText = Annotated[Any, _read(read_length)]
Count = Annotated[int, _read(read_count)]
YesNo = Annotated[bool, _read(read_yes_no)]
SpanName = Annotated[Any, _read(read_span)]
ContractYearText = Annotated[int, _read(read_contract_year)]
Hour = Annotated[time, _read(read_hour)]
Weekday = Annotated[int, _read(read_weekday)]

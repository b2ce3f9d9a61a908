"""Readers of days told from another day: "10 du mois suivant", "31 décembre suivant", a fact."""

import re
from dataclasses import replace
from typing import Any, Literal

from scheduler.deadlines.french import MONTHS, WEEKDAYS
from scheduler.deadlines.period import DayKind, Length
from scheduler.deadlines.timing import LAST, Place
from scheduler.rulebook.readers import LONGEST_MONTH, Reject, read_event_name, read_length

_SPANS = {"mois": 1, "trimestre": 3, "semestre": 6, "année": 12}
_OF: dict[str, DayKind | int] = {
    "jour ouvré": "worked",
    "jour ouvrable": "workable",
    "jour": "calendar",
    **{name: rank for rank, name in enumerate(WEEKDAYS)},
}
_RANKS: dict[DayKind | int, int] = {"calendar": LONGEST_MONTH, "worked": 15, "workable": 20}
"""The highest rank that every month has; of a day of the week, four."""
_WEEKDAYS_A_MONTH = 4
_DAY = rf"(?:(?P<rank>dernier|\d{{1,2}}(?:er|e)?)(?: (?P<of>{'|'.join(_OF)}))?|(?P<end>fin))"
_SHIFT = r"(?: (?P<shift>suivante?|précédente?))?"
_IN_SPAN = re.compile(
    rf"{_DAY} (?:du (?:(?P<nth>\d)(?:er|e) mois (?:du |de l'))?|de l')"
    rf"(?:(?P<after>\d)e )?(?P<same>même )?(?P<span>mois|trimestre|semestre|année){_SHIFT}"
)
_IN_MONTH = re.compile(
    rf"{_DAY} (?:de |d'|d’)?(?P<month>{'|'.join(MONTHS)})"
    r"(?: (?P<shift>suivant|précédent|de la même année|de l'année suivante|de l'année précédente))"
)
_NEXT_DAY = re.compile(r"(?P<rank>\d{1,2}|1er) (?P<shift>suivant|précédent)")
_NEXT_OF_A_KIND = re.compile(
    rf"(?:(?:1er|premier) )?(?P<of>{'|'.join(_OF)}) (?P<shift>suivant|précédent)"
)
_CYCLE = re.compile(r"(?P<span>mois|trimestre|semestre|année) suivante?")
_NO_DAY = ("0 jour", "0 jours", "zéro jour", "le jour même", "jour même")
_REMEDY = (
    "écrire par exemple `10 du mois suivant`, `dernier jour du mois`, `dernier jour du trimestre "
    "suivant`, `31 décembre suivant` ou `15 suivant`"
)


def read_place(value: Any) -> Place:
    """``10 du mois suivant``, ``dernier jour du trimestre``, ``31 décembre suivant``."""
    text = _folded(value)
    place = _of_a_kind(text) or _in_span(text) or _in_named_month(text) or _next_day(text)
    if place is None:
        raise Reject(f"« {text} » n'est pas un jour qui se compte d'un autre", _REMEDY)
    beyond = place.months and place.month > place.months
    if place.day > _highest(place.of) or beyond or place.day == 0:
        raise Reject(f"« {text} » n'existe pas dans chaque période", "vérifier le rang du jour")
    return place


def _folded(value: Any) -> str:
    if not isinstance(value, str):
        raise Reject("un jour qui se compte d'un autre est attendu ici", _REMEDY)
    return " ".join(value.replace("’", "'").lower().split())


def _highest(of: DayKind | int) -> int:
    return _RANKS.get(of, _WEEKDAYS_A_MONTH)


def _day_of(found: re.Match[str]) -> tuple[int, DayKind | int]:
    groups = found.groupdict()
    if groups.get("end"):
        return LAST, "calendar"
    rank, of = found["rank"], _OF[groups.get("of") or "jour"]
    return (LAST if rank == "dernier" else int(rank.rstrip("er"))), of


def _in_span(text: str) -> Place | None:
    """The day of a month, quarter, semester or year: the same one, the next, the one before."""
    found = _IN_SPAN.fullmatch(text)
    if found is None or (found["rank"] == "dernier" and not found["of"]):
        return None
    day, of = _day_of(found)
    months = _SPANS[found["span"]]
    shift = {"suiv": 1, "préc": -1}.get((found["shift"] or "")[:4], 0)
    if found["after"]:
        shift *= int(found["after"])
    last = months if day == LAST else 1
    month = int(found["nth"]) if found["nth"] else last
    is_edge = day in (1, LAST) or months == 1 or found["nth"]
    return Place(text, day, months, month, shift, of=of) if is_edge else None


def _in_named_month(text: str) -> Place | None:
    """``31 décembre suivant``, ``1er lundi de septembre de l'année suivante``."""
    found = _IN_MONTH.fullmatch(text)
    if found is None or (found["rank"] == "dernier" and not found["of"]):
        return None
    day, of = _day_of(found)
    month = MONTHS.index(found["month"]) + 1
    nearest: dict[str, Literal[-1, 1]] = {"suivant": 1, "précédent": -1}
    if found["shift"] in nearest:
        return Place(text, day, 12, month, nearest=nearest[found["shift"]], of=of)
    shift = {"de la même année": 0, "de l'année suivante": 1}.get(found["shift"], -1)
    return Place(text, day, 12, month, shift, of=of)


def _of_a_kind(text: str) -> Place | None:
    """``1er jour ouvré suivant``, ``lundi suivant``: the nearest such day, whatever its month."""
    found = _NEXT_OF_A_KIND.fullmatch(text)
    if found is None:
        return None
    return Place(text, 1, 0, nearest=1 if found["shift"] == "suivant" else -1, of=_OF[found["of"]])


def _next_day(text: str) -> Place | None:
    """``15 suivant``: the first 15th that follows, of this month or the next."""
    found = _NEXT_DAY.fullmatch(text)
    if found is None:
        return None
    day = int(found["rank"].rstrip("er"))
    return Place(text, day, 1, nearest=1 if found["shift"] == "suivant" else -1)


def read_cutoff(value: Any) -> Place:
    """``15``, ``dernier jour ouvré du mois``, ``31 mars``: a day of the period in course."""
    text = _folded(value)
    if re.fullmatch(r"\d{1,2}|1er|dernier jour(?: ouvré| ouvrable)?|\d{1,2}(?:er|e) [a-z ]+", text):
        return replace(read_place(f"{text} du mois"), words=text)
    if re.fullmatch(rf"{_DAY} (?:de |d')?(?:{'|'.join(MONTHS)})", text):
        return replace(read_place(f"{text} de la même année"), words=text)
    place = read_place(text)
    if place.shift or place.nearest:
        raise Reject(
            f"« {text} » n'est pas un seuil de la période en cours",
            "par exemple `15`, ou `31 mars`",
        )
    return place


def read_otherwise(value: Any) -> Place:
    """``mois suivant``, ``année suivante``: from where what comes too late counts."""
    text = _folded(value)
    found = _CYCLE.fullmatch(text)
    if found:
        first = "1er de l'" if found["span"] == "année" else "1er du "
        place = read_place(f"{first}{text}")
        return replace(place, words="1er janvier suivant") if found["span"] == "année" else place
    place = read_place(text)
    if place.shift <= 0 and place.nearest <= 0:
        raise Reject(f"« {text} » ne vient pas après le seuil", "par exemple `mois suivant`")
    return place


def read_delay(value: Any) -> Length:
    """A length; ``0 jour`` or ``le jour même`` where there is none: the day itself."""
    if isinstance(value, str) and " ".join(value.lower().split()) in _NO_DAY:
        return Length(0, "day")
    return read_length(value)


def looks_like_a_date(value: Any) -> bool:
    """Whether it is written as a date would be, well or badly, rather than as a fact's name."""
    if not isinstance(value, str):
        return True
    text = value.strip()
    return bool(re.match(r"\d{1,4}[-/.]\d|\d+$|\d+(?:er)?\s", text))


def read_fact_or_day(value: Any) -> str:
    """The name of a fact, where a date may stand too: what is neither is refused as both."""
    try:
        return read_event_name(value)
    except Reject:
        text = " ".join(value.split()) if isinstance(value, str) else "ceci"
        raise Reject(
            f"« {text} » n'est ni une date, ni le nom d'un fait",
            "écrire une date (`2025-03-13`, `13 mars 2025`), le nom d'un fait déclaré sous "
            "« faits », ou `terme`",
        ) from None

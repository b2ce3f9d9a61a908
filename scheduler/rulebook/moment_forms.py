"""Which form a written moment takes, told by its keys before it is read."""

import re
from typing import Any

from scheduler.deadlines import timing
from scheduler.rulebook.places import looks_like_a_date
from scheduler.rulebook.readers import is_length
from scheduler.rulebook.rhythm_readers import feast_as_moment

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}(?:er)? [a-zéû]+ \d{4}")
"""A whole date, of this calendar or not: its reader says which days exist."""
PERMANENT = "permanent"
_FORMS = (
    ("question", "ask"),
    ("règle", "rule"),
    ("au premier de", "earliest"),
    ("au dernier de", "latest"),
    ("dès", "at"),
    ("même que", "same"),
    ("alterne", "alternates"),
    ("vers", "fuzzy"),
    ("passé", "past"),
    ("au bout de", "elapsed"),
    ("après", "after"),
    ("délai", "before"),
    ("pendant", "contract year"),
    ("en", "civil"),
    ("du", "window"),
    ("par", "quota"),
    ("tous les", "quota"),
    ("au moins", "quota"),
    ("exactement", "quota"),
    ("au plus", "quota"),
)


def form_of(value: Any) -> str | None:
    """The tag of the form that those keys make; None for what is no moment at all."""
    if value == PERMANENT:
        return "always"
    if not isinstance(value, dict) or not value:
        return None
    if value.get("chaque") in ("semaine", "jour"):
        return "weekly"
    if _lasts(value):
        return "lasting"
    if "à compter de" in value:
        return "every"
    if "pendant" in value and ("par" in value or "tous les" in value):
        return "quota"
    if "chaque" in value:
        return "day of" if value["chaque"] in ("mois", *_LONGER_SPANS) else "yearly"
    if "par" in value and any(key in value for key in ("au moins", "exactement", "au plus")):
        return "quota"
    form = _told_from_a_day(value)
    if form:
        return form
    anchors = [value[key] for key in ("après", "avant", "à") if key in value]
    if any(_is_anchor(anchor) for anchor in anchors):
        return "relative"
    if any(key in value for key in _COUNTED) and any(map(_is_whole_date, anchors)):
        return "relative"
    return next((form for key, form in _FORMS if key in value), "fixed")


def _lasts(value: dict[str, Any]) -> bool:
    """Whether it is owed on every day of a stretch: so long from a day, or until one."""
    if any(key in value for key in ("par", "tous les", "chaque")):
        return False
    during = value.get("pendant")
    so_long = isinstance(during, str) and is_length(during)
    return "jusqu'à" in value or so_long or ("pendant" in value and "à compter de" in value)


def _told_from_a_day(value: dict[str, Any]) -> str | None:
    """The forms that tell a day from another one; those that have a delay of their own apart."""
    if "dans les" in value:
        return "within"
    if set(value) == {"dès"} and _is_no_fact(value["dès"]):
        return "since"
    if "avec le prochain" in value or "avec la prochaine" in value:
        return "next time"
    if any(key in value for key in ("délai", "passé", "au bout de", "à")):
        return None
    if "du" in value:
        bounds = [value[key] for key in ("du", "au") if key in value]
        return None if all(_is_a_date(bound) for bound in bounds) else "between"
    days = [key for key in ("pour", "au plus tard", "avant") if key in value]
    if "après" in value and days:
        return "placed"
    if "avant" in value and len(days) > 1:
        return "placed before"
    return "by" if any(_is_known_by_another(value, key) for key in days) else None


def _is_no_fact(value: Any) -> bool:
    """Whether what opens it is a day of the term, a date or a computed day: nobody records it."""
    return _is_anchor(value) or _is_whole_date(value)


def _is_known_by_another(value: dict[str, Any], key: str) -> bool:
    return isinstance(value[key], str | dict) and ("ouvre" in value or not _is_a_date(value[key]))


def _is_a_date(value: Any) -> bool:
    """Whether it is written as a date would be, well or badly; a fact's name is not."""
    return not isinstance(value, dict) and looks_like_a_date(value)


_COUNTED = ("délai", "passé", "au bout de")


def _is_whole_date(value: Any) -> bool:
    return isinstance(value, str) and _DATE.fullmatch(value.strip()) is not None


def written_moment(value: Any) -> Any:
    """A written date, or a feast, that stands alone where a moment is expected."""
    return {"pour": value} if _is_whole_date(value) else feast_as_moment(value)


def _is_anchor(value: Any) -> bool:
    return isinstance(feast_as_moment(value), dict) or (
        isinstance(value, str) and value in TERM_DAYS
    )


_LONGER_SPANS = (
    "bimestre",
    "trimestre",
    "semestre",
    "année scolaire",
    "saison sportive",
    "exercice",
)
TERM_DAYS: dict[str, timing.WhichTermDay] = {
    "prise d'effet": "effect",
    "terme": "end",
    "chaque terme": "each end",
    "chaque reconduction": "each renewal",
    "anniversaire": "anniversary",
    "mi-parcours": "middle",
}

"""A day of a year or of a month in other words: ``fin février``, ``le premier lundi du mois``."""

import re
from calendar import monthrange

from scheduler.deadlines.french import MONTHS
from scheduler.deadlines.number_words import number

_ORDINALS = {
    **dict.fromkeys(("premier", "première", "1ère", "1ère"), "1er"),
    **dict.fromkeys(("deuxième", "second", "seconde", "2ème", "2nd"), "2e"),
    **dict.fromkeys(("troisième", "3ème"), "3e"),
    **dict.fromkeys(("quatrième", "4ème"), "4e"),
    **dict.fromkeys(("cinquième", "5ème"), "5e"),
    "sixième": "6e",
    "septième": "7e",
    "huitième": "8e",
    "neuvième": "9e",
    "dixième": "10e",
    "onzième": "11e",
    "douzième": "12e",
}
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b", re.IGNORECASE)
_MONTH = "|".join(MONTHS)
_OFFSETS = (
    (r"\(\s*N\s*([+-])\s*(\d+)\s*\)", r"N\1\2"),
    (r"\b[Nn]\s*([+-])\s*(\d+)\b", r"N\1\2"),
    (r"de l'(?:année|exercice) N\b", "N"),
    (r"de l'(?:année|exercice) (?:suivante?|qui suit)$", "N+1"),
    (r"de l'(?:année|exercice) précédente?$", "N-1"),
    (r"de (?:la même|cette) année$|de l'(?:année|exercice)(?: en cours)?$|de chaque année$", "N"),
)
_IN_LETTERS = re.compile(
    rf"^(?:le )?(?P<day>[a-z][a-z -]*?)(?P<rest>|(?: (?:{_MONTH}|du|de)\b.*))$", re.IGNORECASE
)
"""A day in letters, alone or before its month: ``cinq``, ``le quinze mars``."""
_ENDS = {"trimestre": 3, "semestre": 6}
_END_OF_ITS_OWN = re.compile(
    rf"(?:la )?fin (?:de |d'|du )?(?:l'année |(?P<month>{_MONTH}) |(?:mois de |mois d')"
    rf"(?P<named>{_MONTH}) |(?P<rank>[1-4])(?:er|e) (?P<part>trimestre|semestre) )?"
    r"(?P<year>\d{4})",
    re.IGNORECASE,
)
"""The end of a year or of a month of one year: ``fin 2026``, ``la fin de mars 2027``."""
_LAST_DAYS = {3: "31 mars", 6: "30 juin", 9: "30 septembre", 12: "31 décembre"}


def day_as_read(text: str, span: str | None) -> str:
    """The words as they are read, where they name a day; as they are where they do not.

    ``span`` is the period that recurs, None where nothing does: what a year's "fin" is, or a
    month's, depends on it.
    """
    words = " ".join(text.replace("’", "'").split())
    words = _IN_LETTERS.sub(_in_digits, words)
    words = re.sub(r"^le (?=\d|premier|dernier|1er|deuxième|troisième)", "", words)
    if not re.fullmatch(rf"premier (?:{_MONTH}).*", words, re.IGNORECASE):
        words = ranks_in_digits(words)
    words = re.sub(rf"^premier (?=(?:{_MONTH})\b)", "1er ", words, flags=re.IGNORECASE)
    words = re.sub(r"^1er (?=quinzaine)", "1re ", words)
    if span is None:
        words = _END_OF_ITS_OWN.sub(_last_day, words)
    elif span == "année":
        words = _in_a_year(words)
    elif span:
        words = re.sub(
            rf"^1er (?:jour )?(?:du |de l'){span} suivante?$", "1er du mois suivant", words
        )
        words = re.sub(
            rf"^(?:la )?(?:fin|clôture)(?: (?:du |de l'|de la ){span})?$", "dernier jour", words
        )
        words = re.sub(rf" (?:du |de l'){span}$", "", words)
    return words


def ranks_in_digits(words: str) -> str:
    """``deuxième année`` as ``2e année``."""
    return _ORDINAL.sub(lambda match: _ORDINALS[match[0].lower()], words)


def _in_digits(match: re.Match[str]) -> str:
    """``le quinze mars`` with its day in digits; another word is left as it is."""
    day = number(match["day"]) if match["day"] not in ("un", "une") else None
    return match[0] if day is None else f"{day}{match['rest']}"


def is_an_end(text: str | None) -> bool:
    """Whether it is the end of a period, in those words: ``fin janvier``, ``la fin du mois``."""
    return bool(re.match(r"(?:la )?fin\b", " ".join((text or "").split()), re.IGNORECASE))


def _last_day(match: re.Match[str]) -> str:
    named = match["month"] or match["named"]
    month = MONTHS.index(named.lower()) + 1 if named else 12
    if match["part"]:
        month = int(match["rank"]) * _ENDS[match["part"].lower()]
    if month > len(MONTHS):
        return match[0]
    return f"{monthrange(int(match['year']), month)[1]} {MONTHS[month - 1]} {match['year']}"


def _in_a_year(words: str) -> str:
    """A day of each year: its offset from N, the end of a month or of a part of the year."""
    for pattern, offset in _OFFSETS:
        words = re.sub(pattern, offset, words)
    words = re.sub(r"^(\d{1,2})/(\d{1,2})(?=$| N)", _in_figures, words)
    words = re.sub(rf"\bdu mois (?:de |d')(?={_MONTH})", "de ", words, flags=re.IGNORECASE)
    words = re.sub(r"^la fin\b", "fin", words)
    words = re.sub(rf"^(?:fin|fin de|fin d') ?(?=(?:{_MONTH})\b)", "dernier jour de ", words)
    words = re.sub(
        r"^(?:fin|dernier jour) (?:d'année|de l'année|d'année civile)(?=$| N)", "31 décembre", words
    )
    return re.sub(
        r"^(?:fin|dernier jour) du (\d)(?:er|e) (trimestre|semestre)(?=$| N)", _end_of_part, words
    )


def _in_figures(match: re.Match[str]) -> str:
    day, month = int(match[1]), int(match[2])
    return f"{'1er' if day == 1 else day} {MONTHS[month - 1]}" if 0 < month <= 12 else match[0]


def _end_of_part(match: re.Match[str]) -> str:
    return _LAST_DAYS.get(int(match[1]) * _ENDS[match[2]], match[0])

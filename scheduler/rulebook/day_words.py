"""A day of a year or of a month in other words: ``fin février``, ``le premier lundi du mois``."""

import re

from scheduler.deadlines.french import MONTHS

_ORDINALS = {
    **dict.fromkeys(("premier", "première", "1ère", "1ère"), "1er"),
    **dict.fromkeys(("deuxième", "second", "seconde", "2ème", "2nd"), "2e"),
    **dict.fromkeys(("troisième", "3ème"), "3e"),
    **dict.fromkeys(("quatrième", "4ème"), "4e"),
    **dict.fromkeys(("cinquième", "5ème"), "5e"),
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
_ENDS = {"trimestre": 3, "semestre": 6}
_LAST_DAYS = {3: "31 mars", 6: "30 juin", 9: "30 septembre", 12: "31 décembre"}


def day_as_read(text: str, span: str | None) -> str:
    """The words as they are read, where they name a day; as they are where they do not.

    ``span`` is the period that recurs, None where nothing does: what a year's "fin" is, or a
    month's, depends on it.
    """
    words = " ".join(text.replace("’", "'").split())
    words = re.sub(r"^le (?=\d|premier|dernier|1er|deuxième|troisième)", "", words)
    if not re.fullmatch(rf"premier (?:{_MONTH}).*", words, re.IGNORECASE):
        words = _ORDINAL.sub(lambda match: _ORDINALS[match[0].lower()], words)
    words = re.sub(rf"^premier (?=(?:{_MONTH})\b)", "1er ", words, flags=re.IGNORECASE)
    if span == "année":
        words = _in_a_year(words)
    elif span:
        words = re.sub(rf"^fin (?:du |de l'){span}$", "dernier jour", words)
        words = re.sub(rf" (?:du |de l'){span}$", "", words)
    return words


def _in_a_year(words: str) -> str:
    """A day of each year: its offset from N, the end of a month or of a part of the year."""
    for pattern, offset in _OFFSETS:
        words = re.sub(pattern, offset, words)
    words = re.sub(r"^(\d{1,2})/(\d{1,2})(?=$| N)", _in_figures, words)
    words = re.sub(rf"\bdu mois (?:de |d')(?={_MONTH})", "de ", words, flags=re.IGNORECASE)
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

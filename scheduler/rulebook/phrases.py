"""``quand`` written as a sentence: the forms that its words may have been meant to be."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from scheduler.deadlines.french import MONTHS
from scheduler.deadlines.number_words import Disagree, number
from scheduler.rulebook.also_written import SPANS
from scheduler.rulebook.day_words import day_as_read
from scheduler.rulebook.lengths import length_of
from scheduler.rulebook.plain_names import spelling
from scheduler.rulebook.readers import Reject, read_date
from scheduler.rulebook.rewriting_moments import point

_EACH_YEAR = re.compile(
    r"(?:,? ?\b(?:de )?(?:chaque (?:année|an)|tous les ans)\b,? ?)", re.IGNORECASE
)
_BOUND = re.compile(
    r"^(?P<bound>au plus tard|avant|pour|d'ici|jusqu'au)?(?: le| la| au)? ?(?P<day>.+)$"
)
_SIDE = re.compile(
    r" (?P<side>avant|après|suivant|à compter (?:de|du)|à partir (?:de|du)"
    r"|à dater (?:de|du)|précédant|qui suivent|qui précèdent|de|du|dès) "
)
_TIMES = re.compile(
    r"(?:(?P<bound>au moins|au minimum|au plus|au maximum) )?(?P<number>.+?) fois"
    r"(?: (?P<after>au moins|au minimum|au plus|au maximum))? (?:par|chaque|tous les) (?P<span>.+)"
)
_EVERY = re.compile(r"(?:tous|toutes) les (?P<length>.+)|chaque (?P<span>.+)")
_ASKED = (
    "inconnu",
    "question",
    "a definir",
    "a preciser",
    "a convenir",
    "non precise",
    "a determiner",
)
_AT_ONCE = (
    *("sans delai", "immediatement", "des que possible", "dans les meilleurs delais"),
    *("dans les plus brefs delais", "aussitot"),
)
_AT = re.compile(r"(?:à|au|lors de|dès|aussitôt après)(?: la| le)? ?(?P<anchor>.+)")
_SAME = re.compile(r"(?:la |le )?même que (?:« )?([a-z0-9._-]+)(?: »)?")
_VAGUE = re.compile(
    r"\b(?:mi|début|vers|courant|rentrée|printemps|été|automne|hiver|vacances)\b", re.IGNORECASE
)


class Supposed(str):
    """A fact that stands in a form for one that nobody named."""


def is_vague(text: str) -> bool:
    """Whether the words name a time of the year that no date renders: ``mi-mars``."""
    return _VAGUE.search(text.replace("-", " ")) is not None


def forms_of_phrase(text: str, names: Mapping[str, str]) -> Iterator[Any]:
    """The forms of a sentence, the likeliest first, not all of which the grammar takes.

    ``names`` are the facts of the file by their plain names and titles.
    """
    words = " ".join(text.replace("’", "'").split()).rstrip(".")
    plain = spelling(words)
    if plain in _ASKED:
        yield {"question": "À quelle date ?"}
    if plain in _AT_ONCE:
        yield {"dès": Supposed(next(iter(names.values()), ""))}
    if plain in names:
        yield {"dès": names[plain]}
    if same := _SAME.fullmatch(words):
        yield {"même que": same[1]}
    yield from _dates(words)
    yield from _rhythms(words)
    yield from _delays(words, names)
    at = _AT.fullmatch(words)
    if at:
        anchor = point(at["anchor"], names)
        yield {"dès" if anchor in names.values() else "à": anchor}
    if is_vague(words):
        yield {"vers": words}


def _dates(words: str) -> Iterator[Any]:
    """A date, or a day of each year where the words say "chaque année" or N."""
    bare = _EACH_YEAR.sub(" ", words).strip()
    match = _BOUND.fullmatch(bare)
    if match is None:
        return
    key = {"avant": "avant", "pour": "pour"}.get(match["bound"] or "", "au plus tard")
    with suppress(Reject):
        yield {key: read_date(match["day"]).isoformat()}
    day = day_as_read(match["day"], "année")
    if re.search(rf"\b(?:{'|'.join(MONTHS)})\b|\bN\b", day):
        yield {"chaque": "année", key: day}
        yield {"chaque": "année", "en": re.sub(r"^(?:en|au mois de) ", "", day)}


def _rhythms(words: str) -> Iterator[Any]:
    span = SPANS.get(spelling(words)) or SPANS.get(spelling(words.removeprefix("chaque ")))
    if span:
        yield {"au moins": "1", "par": span}
    times = _TIMES.fullmatch(words)
    if times and (span := SPANS.get(spelling(times["span"]))):
        bound = "au plus" if (times["bound"] or times["after"] or "")[3:6] in ("plu", "max") else ""
        yield {bound or "au moins": _counted(times["number"]), "par": span}
    every = _EVERY.fullmatch(words)
    if every and every["length"]:
        span = SPANS.get(spelling(every["length"]))
        yield {"au moins": "1", **({"par": span} if span else {"tous les": every["length"]})}


def _counted(text: str) -> str:
    try:
        return str(number(text) or text)
    except Disagree:
        return text


def _delays(words: str, names: Mapping[str, str]) -> Iterator[Any]:
    """``3 mois avant le terme``, ``dans un délai de trois mois à compter de la signature``."""
    for match in _SIDE.finditer(words):
        length, anchor = words[: match.start()], words[match.end() :]
        if _is_length(length):
            back = match["side"] in ("avant", "précédant", "qui précèdent")
            side = "avant" if back else "après"
            yield {"délai": _LEADS.sub("", length), side: point(anchor, names)}
    if words != (length := _LEADS.sub("", words)) and _is_length(length):
        yield {"délai": length, "après": Supposed(next(iter(names.values()), "terme"))}


_LEADS = re.compile(r"^(?:dans|sous) (?:les|un délai de) ")


def _is_length(text: str) -> bool:
    try:
        return length_of(text.lower()) is not None
    except Disagree:
        return False

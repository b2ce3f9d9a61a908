"""An accounting year that is the calendar's, put as the year that it is.

A file without ``exercice`` at its head has accounting years from January to December: what is said
of « l'exercice N » is then said of the year N, and each of its days is a day of that year.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from scheduler.deadlines.number_words import NUMBER
from scheduler.rulebook.also_written import SPANS
from scheduler.rulebook.plain_names import spelling
from scheduler.rulebook.yaml_nodes import Mapping, Node, Scalar, Sequence, child_of

_WORDS = ("citation", "titre", "article", "note", "question", "sinon", "preuve")
"""Keys whose value is the text's own words, or ours to a reader: nothing is read in them."""
_OF_A_YEAR = re.compile(
    r"\bN\s*(?:[+-]\s*\d+)?\)?$"
    r"|\d.* de l['’](?:exercice|année)(?: suivante?| précédente?| qui suit)$"
)
_YEARS = re.compile(rf"(?P<count>{NUMBER}) exercices?(?: (?:comptables?|budgétaires?))?", re.I)
_ROUNDED = re.compile(r"(?:la )?(?:fin|clôture) de l['’]exercice(?P<beside> suivant)?", re.I)
_DAY = re.compile(r"(?P<day>.*\bjour) de l['’]exercice(?P<beside> suivant| précédent)", re.I)
_YEAR_END = "fin de l'année"


def in_calendar_years(root: Node) -> Node:
    """The file's tree, its accounting years named as the calendar's where they are the same."""
    if not isinstance(root, Mapping) or child_of(root, "exercice") is not None:
        return root
    return replace(
        root,
        entries=tuple(
            (key, _within(value) if key.value in ("obligations", "avenants") else value)
            for key, value in root.entries
        ),
    )


def _within(node: Node) -> Node:
    if isinstance(node, Sequence):
        return replace(node, items=tuple(_within(item) for item in node.items))
    if not isinstance(node, Mapping):
        return node
    entries = tuple(
        (key, value if key.value in _WORDS else _named(key.value, _within(value)))
        for key, value in node.entries
    )
    return replace(node, entries=tuple(_counted_in_years(_of_years(entries))))


def _named(key: str | None, value: Node) -> Node:
    """``départ: fin de l'exercice``, ``dernier jour de l'exercice suivant``: a day of the year."""
    if not isinstance(value, Scalar):
        return value
    rounded = _ROUNDED.fullmatch(_text(value)) if key in ("départ", "report") else None
    day = _DAY.fullmatch(_text(value))
    if rounded:
        return replace(value, value=_YEAR_END + (" suivante" if rounded["beside"] else ""))
    if day:
        beside = " suivante" if day["beside"] == " suivant" else " précédente"
        return replace(value, value=f"{day['day']} de l'année{beside}")
    return value


def _of_years(entries: tuple[tuple[Scalar, Node], ...]) -> tuple[tuple[Scalar, Node], ...]:
    """``chaque: exercice, au plus tard: 8 juillet N+1`` as ``chaque: année, …``."""
    if not any(_OF_A_YEAR.search(_text(value)) for _, value in entries):
        return entries
    return tuple(
        (key, replace(value, value="année"))
        if spelling(key.value or "") == "chaque"
        and isinstance(value, Scalar)
        and SPANS.get(spelling(_text(value))) == "exercice"
        else (key, value)
        for key, value in entries
    )


def _counted_in_years(
    entries: tuple[tuple[Scalar, Node], ...],
) -> Iterator[tuple[Scalar, Node]]:
    """``délai: 2 exercices, après: FAIT`` as two years from the end of the year of that day."""
    keys = {key.value for key, _ in entries}
    for key, value in entries:
        match = _YEARS.fullmatch(_text(value)) if isinstance(value, Scalar) else None
        if match and isinstance(value, Scalar) and not keys & {"départ", "avant"}:
            yield key, replace(value, value=f"{match['count']} ans")
            yield Scalar("départ", key.at), Scalar(_YEAR_END, value.at)
        else:
            yield key, value


def _text(value: Node) -> str:
    return value.value or "" if isinstance(value, Scalar) else ""

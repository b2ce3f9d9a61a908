"""Several days said at once: ``les: 31 mars et 30 septembre`` as one moment for each of them."""

import re
from dataclasses import replace

from scheduler.deadlines.french import MONTHS, WEEKDAYS
from scheduler.rulebook.yaml_nodes import Mapping, Node, Scalar, Sequence

_DAY_KEYS = ("le", "en", "au plus tard", "avant", "pour")
_APART = re.compile(r",? et (?:le |les )?|, ?(?:le )?")
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b", re.IGNORECASE)
_OFFSET = re.compile(r"\bN\s*[+-]")
_NUMBER = re.compile(r"(?:1er|\d{1,2})")
_RANK = r"(?:1er|premier|[2-5]e|deuxième|second|troisième|quatrième|dernier)"
_RANK_ALONE = re.compile(_RANK, re.IGNORECASE)
_RANK_OF_A_DAY = re.compile(rf"{_RANK} (?P<of>(?:{'|'.join(WEEKDAYS)})s?)(?P<rest>.*)", re.I)


def one_by_one(node: Node) -> Node:
    """A moment that recurs on several days as the list of one moment per day; else the node."""
    if not isinstance(node, Mapping) or "chaque" not in {key.value for key, _ in node.entries}:
        return node
    days = [(key, value) for key, value in node.entries if key.value in _DAY_KEYS]
    if len(days) != 1:
        return node
    ((key, value),) = days
    if not isinstance(value, Scalar) or not value.value:
        return node
    moments = [
        replace(
            node,
            entries=tuple(
                (name, replace(value, value=day) if name is key else of)
                for name, of in node.entries
            ),
        )
        for day in _days(value.value)
    ]
    return Sequence(tuple(moments), node.at) if moments else node


def _days(text: str) -> list[str]:
    """The days that the words name, each in full; none where they name one alone."""
    parts = _APART.split(" ".join(text.split()).removeprefix("les "))
    if len(parts) < 2 or not all(parts) or _OFFSET.search(text):
        return []
    last = parts[-1]
    ranked = _RANK_OF_A_DAY.fullmatch(last)
    month = _MONTH.search(last)
    if ranked and all(_RANK_ALONE.fullmatch(part) for part in parts[:-1]):
        of = ranked["of"].removesuffix("s")
        return [f"{part} {of}{ranked['rest']}" for part in (*parts[:-1], last.split()[0])]
    if month and all(_NUMBER.fullmatch(part) for part in parts[:-1]):
        return [f"{part} {last[month.start() :]}" for part in parts[:-1]] + [last]
    named = all(_MONTH.search(part) for part in parts)
    numbers = all(_NUMBER.fullmatch(part) for part in parts)
    return parts if named or numbers else []

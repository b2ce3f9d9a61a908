"""Several days said at once: ``les: 31 mars et 30 septembre`` as one moment for each of them."""

import re
from dataclasses import replace

from scheduler.deadlines import french
from scheduler.deadlines.french import MONTHS, WEEKDAYS
from scheduler.rulebook.yaml_nodes import Mapping, Node, Scalar, Sequence

_DAY_KEYS = ("le", "en", "au plus tard", "avant", "pour")
_APART = re.compile(r",? et (?:le |les )?|, ?(?:le )?")
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b", re.IGNORECASE)
_OFFSET = re.compile(r"\bN\s*[+-]")
_NUMBER = re.compile(r"(?:1er|\d{1,2})")
_RANK = r"(?:1er|premier|[2-5]e|deuxième|second|troisième|quatrième|dernier)"
_DAY_OF_MONTHS = re.compile(
    rf"(?P<day>.+?) (?:(?:des )?mois )?(?:de |d'|des mois de )?(?:{'|'.join(MONTHS)})", re.I
)
_RANK_ALONE = re.compile(_RANK, re.IGNORECASE)
_RANK_OF_A_DAY = re.compile(rf"{_RANK} (?P<of>(?:{'|'.join(WEEKDAYS)})s?)(?P<rest>.*)", re.I)


def one_by_one(node: Node) -> Node:
    """A moment that recurs on several days as the list of one moment per day; else the node."""
    if not isinstance(node, Mapping) or "chaque" not in {key.value for key, _ in node.entries}:
        return node
    node = _in_some_months(node)
    days = [(key, value) for key, value in node.entries if key.value in _DAY_KEYS]
    if len(days) != 1:
        return node
    ((key, value),) = days
    listed = _each_of(value)
    if not listed:
        return node
    moments = [
        replace(
            node,
            entries=tuple(
                (name, Scalar(day, value.at) if name is key else of) for name, of in node.entries
            ),
        )
        for day in listed
    ]
    return Sequence(tuple(moments), node.at) if moments else node


def _each_of(value: Node) -> list[str]:
    """The days of a list, or those that the words name; none of one alone."""
    if isinstance(value, Sequence):
        days = [item.value or "" for item in value.items if isinstance(item, Scalar)]
        return days if len(days) == len(value.items) > 1 and all(days) else []
    return _days(value.value) if isinstance(value, Scalar) and value.value else []


def _in_some_months(node: Mapping) -> Mapping:
    """``chaque: mois, le: 1er mardi, seulement: mai, juin`` as ``le: 1er mardi de mai, juin``."""
    values = {key.value: value for key, value in node.entries}
    which = next((key for key in ("seulement", "en") if key in values), None)
    day = next((key for key in _DAY_KEYS if key in values and key != which), None)
    every, months = values.get("chaque"), _listed(values[which]) if which else ""
    alone = _MONTH.search(months) and not re.search(r"\d", months)
    if not alone or day is None or not isinstance(every, Scalar) or every.value != "mois":
        return node
    on = values[day]
    if not isinstance(on, Scalar) or not on.value:
        return node
    of_months = _day_of(on.value, months)
    changed = {"chaque": Scalar("année", every.at), day: Scalar(of_months, on.at)}
    entries = [(key, changed.get(key.value or "", value)) for key, value in node.entries]
    return replace(node, entries=tuple(entry for entry in entries if entry[0].value != which))


def _listed(node: Node) -> str:
    """The words of a value, those of a list one after the other."""
    if isinstance(node, Sequence):
        return ", ".join(item.value or "" for item in node.items if isinstance(item, Scalar))
    return node.value or "" if isinstance(node, Scalar) else ""


def _days(text: str) -> list[str]:
    """The days that the words name, each in full; none where they name one alone."""
    parts = _APART.split(" ".join(text.split()).removeprefix("les "))
    if len(parts) < 2 or not all(parts) or _OFFSET.search(text):
        return []
    last = parts[-1]
    several = _DAY_OF_MONTHS.fullmatch(parts[0])
    if several and all(_MONTH.fullmatch(part) for part in parts[1:]):
        return [parts[0], *(_day_of(several["day"], month) for month in parts[1:])]
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


def _day_of(day: str, month: str) -> str:
    """The same day of another month: ``1er mardi de mai``, ``15 mai``."""
    return f"{day} {month}" if _NUMBER.fullmatch(day) else f"{day} {french.of(month)}"

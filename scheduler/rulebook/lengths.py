"""Lengths of time as French writes them: ``trente (30) jours``, ``un an et demi``."""

import re
from collections.abc import Sequence
from dataclasses import replace

from scheduler.deadlines.french import in_words
from scheduler.deadlines.number_words import NUMBER, number
from scheduler.deadlines.period import DayKind, Length, Unit

MAX_LENGTH = 999
_UNITS: dict[str, tuple[Unit, int]] = {
    "heure": ("hour", 1),
    "h": ("hour", 1),
    "jour": ("day", 1),
    "j": ("day", 1),
    "semaine": ("week", 1),
    "huitaine": ("day", 8),
    "quinzaine": ("day", 15),
    "mois": ("month", 1),
    "bimestre": ("month", 2),
    "trimestre": ("month", 3),
    "semestre": ("month", 6),
    "an": ("year", 1),
    "année": ("year", 1),
}
"""Each unit as the length that it stands for: a ``semestre`` is six months."""
_HALVES: dict[str, Length] = {
    "an": Length(6, "month"),
    "année": Length(6, "month"),
    "semestre": Length(3, "month"),
    "mois": Length(15, "day"),
}
"""Half of a unit, where French law counts it: half a month is fifteen days."""
_KINDS: dict[str, DayKind] = {"ouvré": "worked", "ouvrable": "workable"}
_NAMES = "|".join(sorted(_UNITS, key=len, reverse=True))
LENGTH_WORDS = (
    *(plural for unit in _UNITS if len(unit) > 1 for plural in (unit, f"{unit.rstrip('s')}s")),
    *(in_words(value) for value in range(1, 101)),
    *("ouvrés", "ouvrables", "francs", "et", "demi"),
)
"""Every word of a length, to find the one that was meant."""
PART = (
    rf"(?:(?P<number>{NUMBER})\s*(?P<unit>{_NAMES})|(?P<alone>huitaine|quinzaine))s?(?![\wà-ÿ])"
    r"(?:\s+(?P<kind>ouvrés?|ouvrables?|calendaires?)\b)?(?:\s+(?P<clear>francs?)\b)?"
    r"(?P<half>\s+et\s+demie?\b)?"
)
"""A pattern of one number with its unit, in lower case."""
_PART = re.compile(PART)
_BEFORE = re.compile(
    r"^(?:(?:sous|dans|pour) +)?(?:les +|un délai +|une durée +|une période +)?(?:de +|d')?"
)
_JOINED = re.compile(r"\s*(?:,\s*(?:et\s+)?|\bet\s+)")


def length_of(text: str) -> Length | None:
    """The length that the whole text writes, in lower case; None where it is not one.

    Half a year is six months, half a month fifteen days. Raises Disagree where words and figures
    side by side say two numbers.
    """
    lengths = _lengths(_BEFORE.sub("", text.strip()))
    return joined(lengths) if lengths else None


def _lengths(text: str) -> list[Length] | None:
    """The lengths that make up the whole text, in order; None where anything is left over."""
    lengths: list[Length] = []
    at = 0
    while True:
        match = _PART.match(text, at)
        part = part_of(match) if match else None
        if match is None or part is None:
            return None
        lengths += part
        at = match.end()
        if at == len(text):
            return lengths
        joint = _JOINED.match(text, at)
        if joint is None:
            return None
        at = joint.end()


def part_of(match: re.Match[str]) -> list[Length] | None:
    """The length that a match of ``PART`` writes, two where half a month is added in days.

    None for a number or a unit that cannot be.
    """
    unit, each = _UNITS[match["alone"] or match["unit"]]
    written = 1 if match["alone"] else number(match["number"])
    half = _HALVES.get(match["unit"] or "") if match["half"] else None
    if not written or written > MAX_LENGTH or (match["half"] and half is None):
        return None
    kind = _KINDS.get((match["kind"] or "").rstrip("s"), "calendar")
    if kind != "calendar" and (unit != "day" or each > 1):
        return None
    length = Length(written * each, unit, kind=kind, clear=bool(match["clear"]))
    if half is None:
        return [length]
    return [Length(length.months + half.months, "month")] if half.months else [length, half]


def joined(lengths: Sequence[Length]) -> Length | None:
    """Years, months and days added up, months before days; None where they are in no such order."""
    if len(lengths) == 1:
        return lengths[0]
    months = [length for length in lengths if length.months]
    days = [length for length in lengths if not length.months]
    in_order = list(lengths) == [*months, *days] and len(days) <= 1 and months
    if not in_order or not all(length.plain for length in months):
        return None
    if len(months) > 1 and [length.unit for length in months] != ["year", "month"]:
        return None
    whole = months[0] if len(months) == 1 else Length(sum(m.months for m in months), "month")
    if not days:
        return whole
    if not days[0].days:
        return None
    return replace(whole, more=days[0], kind=days[0].kind, clear=days[0].clear)

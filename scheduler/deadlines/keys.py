"""Keys of occurrences: what each part of a clause adds, so that no two are ever the same."""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.timing import (
    YEAR,
    After,
    Alternates,
    Always,
    Anniversaries,
    Ask,
    At,
    Before,
    BeforeRenewal,
    Between,
    By,
    ByRule,
    CivilWindow,
    ContractStretch,
    ContractYear,
    DayOf,
    Elapsed,
    EveryFrom,
    ExtensionRequest,
    Extreme,
    Fixed,
    Fuzzy,
    LastEnd,
    NextTime,
    NoRequest,
    Past,
    Quota,
    Relative,
    RenewalDecision,
    Same,
    Sequence,
    Span,
    Timing,
    Weekly,
    Window,
    Yearly,
    YearlyWindow,
)


def key_suffixes(timing: Timing) -> list[str]:
    """What each part adds to its keys, so that two parts of one clause never share one.

    It depends on the rule alone, never on dates: a key stays when an effect moves.
    """
    if not isinstance(timing, Sequence):
        return [""]
    kinds = [_key_kind(part) for part in timing.parts]
    ranks = [
        1 + sum(_may_share(kind, other) for other in kinds[:place])
        for place, kind in enumerate(kinds)
    ]
    return [f"-{rank}" if rank > 1 else "" for rank in ranks]


_KeyKind = tuple[str, tuple[int, int] | None]
"""The kind of keys a timing makes, and the one period where it makes only that one."""


def _key_kind(timing: Timing) -> _KeyKind:
    match timing:
        case Yearly():
            return YEAR.letter, None
        case YearlyWindow():
            return YEAR.letter, None
        case CivilWindow():
            return _civil_letter(timing.span), (timing.number, timing.year)
        case Quota():
            basis = timing.basis or "contract"
            civil = basis == "civil" or timing.span.civil
            return _civil_letter(timing.span) if civil else f"{basis} {timing.span.letter}", None
        case DayOf():
            return _civil_letter(timing.span), None
        case (
            Relative()
            | EveryFrom()
            | Extreme()
            | Between()
            | Anniversaries()
            | NextTime()
            | Same()
            | Alternates()
            | Sequence()
            | BeforeRenewal()
            | RenewalDecision()
            | ExtensionRequest()
            | NoRequest()
        ):
            return "any", None
        case (
            Fixed()
            | Window()
            | ContractYear()
            | ContractStretch()
            | LastEnd()
            | ByRule()
            | After()
            | Before()
            | At()
            | By()
            | Past()
            | Elapsed()
            | Ask()
            | Always()
            | Weekly()
            | Fuzzy()
        ):
            return "unique", None
        case _:
            assert_never(timing)


def told_apart(occurrences: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
    """The same, no two under one key: the first keeps it, each other gets the next number.

    A rule whose forms nobody has combined before must neither lose a date nor, in the register,
    stop all the others.
    """
    found: dict[str, Occurrence] = {}
    for item in occurrences:
        key, number = item.key, 1
        while key in found:
            number += 1
            key = f"{item.key}-{number}"
        found[key] = item if number == 1 else replace(item, key=key)
    return tuple(found.values())


def _civil_letter(span: Span) -> str:
    """Periods of twelve months are all named by their years."""
    return YEAR.letter if span.months == YEAR.months else span.letter


def _may_share(one: _KeyKind, other: _KeyKind) -> bool:
    if "any" in (one[0], other[0]):
        return True
    return one[0] == other[0] and (None in (one[1], other[1]) or one[1] == other[1])

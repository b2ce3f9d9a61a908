"""What each part of a clause adds to its keys, so that two parts never make the same one."""

from scheduler.deadlines.timing import (
    YEAR,
    CivilWindow,
    DayOf,
    Extreme,
    Quota,
    Relative,
    Sequence,
    Span,
    Timing,
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
        case Relative() | Extreme():
            return "any", None
        case _:
            return "unique", None


def _civil_letter(span: Span) -> str:
    """Periods of twelve months are all named by their years."""
    return YEAR.letter if span.months == YEAR.months else span.letter


def _may_share(one: _KeyKind, other: _KeyKind) -> bool:
    if "any" in (one[0], other[0]):
        return True
    return one[0] == other[0] and (None in (one[1], other[1]) or one[1] == other[1])

"""Years that begin in the month an agreement says: those of its accounts, those of its seasons."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, assert_never

from scheduler.deadlines import timing
from scheduler.deadlines.agreement import TermRule
from scheduler.deadlines.french import MONTHS
from scheduler.rulebook.readers import Reject, read_month, read_yearly_day

Firsts = Mapping[str, int]
"""The month in which each year begins, by the name of its span."""
_STRETCH = re.compile(r"(?:du )?(?P<first>.+?) au (?P<last>.+)")


def read_first_month(value: Any) -> int:
    """``août``, ``1er août``, ``du 1er août au 31 juillet`` or ``{du: …, au: …}`` as 8.

    Such a year lasts twelve months from the first day of one; Reject for any other.
    """
    if isinstance(value, dict) and set(value) == {"du", "au"}:
        return _first_month(str(value["du"]), str(value["au"]))
    stretch = _STRETCH.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    if stretch:
        return _first_month(stretch["first"], stretch["last"])
    if isinstance(value, str) and value[:1].isdigit():
        return _first_month(value, None)
    return read_month(value)


def _first_month(first: str, last: str | None) -> int:
    opens = read_yearly_day(first)
    closes = read_yearly_day(last) if last else None
    before = (opens.month - 2) % len(MONTHS) + 1
    whole = closes is None or (
        closes.month == before
        and (closes.day == timing.LAST or closes.day >= _LEAST_LAST_DAY[before])
    )
    if opens.day == 1 and whole:
        return opens.month
    raise Reject(
        "une saison ou un exercice dure ici douze mois, du premier jour d'un mois",
        f"écrire `{MONTHS[opens.month - 1]}`, le mois où commence l'année ; une autre période se "
        "dit par ses jours, {chaque: année, du: 1er juin N, au: 30 septembre N}",
    )


_LEAST_LAST_DAY = dict(
    zip(range(1, 13), (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True)
)


def term_in_own_years(term: TermRule, firsts: Firsts) -> TermRule:
    """The duration clause with its seasons, or its financial years, beginning in those months."""
    if term.whole is None:
        return term
    return replace(term, whole=replace(term.whole, span=_own(term.whole.span, firsts)))


def _own(span: timing.Span, firsts: Firsts) -> timing.Span:
    return replace(span, first=firsts[span.name]) if span.name in firsts else span


def in_own_years(of: timing.Timing, firsts: Firsts) -> timing.Timing:
    """The timing with its financial years and its seasons beginning in those months."""
    if isinstance(of, timing.Quota | timing.DayOf):
        return replace(of, span=_own(of.span, firsts))
    if isinstance(of, timing.ByItself | timing.OnEvent):
        return of
    match of:
        case timing.Sequence() | timing.Extreme():
            return replace(of, parts=tuple(in_own_years(part, firsts) for part in of.parts))
        case timing.Same():
            reading = in_own_years(of.reading, firsts) if of.reading else None
            return replace(of, reading=reading)
        case timing.Relative() | timing.EveryFrom():
            return replace(of, anchor=_in_own_years(of.anchor, firsts))
        case timing.Between():
            due = _in_own_years(of.due, firsts) if of.due else None
            return replace(of, opens=_in_own_years(of.opens, firsts), due=due)
        case timing.Anniversaries():
            return replace(of, of=_in_own_years(of.of, firsts))
        case timing.NextTime():
            return replace(of, after=_in_own_years(of.after, firsts))
        case _:
            assert_never(of)


def _in_own_years(anchor: timing.Anchor, firsts: Firsts) -> timing.Anchor:
    if isinstance(anchor, timing.Limits | timing.TermDay):
        return anchor
    return in_own_years(anchor, firsts)

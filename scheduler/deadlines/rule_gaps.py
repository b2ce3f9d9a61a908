"""What a recurrence rule skips without a word: months and years that lack the day it names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

from scheduler.deadlines.by_rule import rule_days
from scheduler.deadlines.french import MONTHS, listed
from scheduler.deadlines.period import ONE_DAY, add_months

LOOKED_AT_YEARS = 28
"""The weekday of every date, and leap years, come round in so many years."""
_ONE_BY_ONE = ("BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO")
YEARS_NAMED = 3


@dataclass(frozen=True)
class Gaps:
    """What one day of a rule skips: ``part`` is what of the rule names it, empty for none.

    ``never`` says that no month or year at all has such a day.
    """

    part: str
    months: tuple[int, ...]
    years: tuple[int, ...]
    never: bool

    @property
    def in_words(self) -> str:
        """``février, avril et juin``, ``2021, 2022, 2023 et d'autres années``."""
        if len(self.months) == len(MONTHS):
            return "certains mois"
        if self.months:
            return listed([MONTHS[month - 1] for month in self.months])
        named = [str(year) for year in self.years[:YEARS_NAMED]]
        others = ["d'autres années"] if len(self.years) > YEARS_NAMED else []
        return listed([*named, *others])


def gaps(rule: str, first: date, last: date) -> Iterator[Gaps]:
    """What each day that the rule names skips from ``first``, its start, to ``last``.

    Raises ValueError for a rule that is none (RFC 5545, section 3.3.10).
    """
    keys = _keys(rule)
    if keys["FREQ"] in ("DAILY", "WEEKLY") and "BYMONTHDAY" not in keys:
        return
    if "BYSETPOS" in keys or {"BYDAY", "BYMONTHDAY"} <= set(keys):
        return
    end = min(last, add_months(first, 12 * LOOKED_AT_YEARS))
    for part, alone in _one_day_each(keys):
        days = set(rule_days(alone, first, end))
        missed = [cell for cell in _cells(keys, first, end) if not _meets(cell, days)]
        if missed:
            yield _gaps(part, keys, missed, never=not days)


_Cell = tuple[date, date]
"""The first and the last day of a month or a year that the rule covers."""


def _keys(rule: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in rule.removeprefix("RRULE:").split(";"))
    return {name: value for name, _, value in pairs if name}


def _one_day_each(keys: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The rule with each of the days it names alone, without its end: what names it, the rule."""
    split = [name for name in _ONE_BY_ONE if name in keys]
    values = (keys[name].split(",") for name in split)
    for chosen in product(*values):
        alone = keys | dict(zip(split, chosen, strict=True))
        named = ";".join(f"{name}={value}" for name, value in zip(split, chosen, strict=True))
        ends = ("COUNT", "UNTIL")
        yield named, ";".join(f"{name}={alone[name]}" for name in alone if name not in ends)


def _by_years(keys: dict[str, str]) -> bool:
    """Whether the rule gives one day a year of each kind, and not one a month."""
    named = {"BYMONTH", "BYMONTHDAY"} & set(keys)
    return keys["FREQ"] == "YEARLY" and not named


def _cells(keys: dict[str, str], first: date, last: date) -> Iterator[_Cell]:
    """The whole months, or years, from ``first`` on that the rule covers."""
    interval = int(keys.get("INTERVAL", "1"))
    if _by_years(keys):
        for year in range(first.year + interval, last.year, interval):
            yield date(year, 1, 1), date(year, 12, 31)
        return
    step = interval if keys["FREQ"] == "MONTHLY" else 1
    yearly = interval if keys["FREQ"] == "YEARLY" else 1
    only = [int(month) for month in keys.get("BYMONTH", "").split(",") if month]
    start = add_months(first.replace(day=1), step)
    while add_months(start, 1) - ONE_DAY <= last:
        meant = not only or start.month in only
        if meant and (start.year - first.year) % yearly == 0:
            yield start, add_months(start, 1) - ONE_DAY
        start = add_months(start, step)


def _meets(cell: _Cell, days: set[date]) -> bool:
    return any(cell[0] <= day <= cell[1] for day in days)


def _gaps(part: str, keys: dict[str, str], missed: list[_Cell], *, never: bool) -> Gaps:
    months = tuple(sorted({start.month for start, _ in missed}))
    years = tuple(sorted({start.year for start, _ in missed}))
    yearly = _by_years(keys) or len(months) == 1
    return Gaps(part, () if yearly else months, years if yearly else (), never)

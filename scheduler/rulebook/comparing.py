"""One quote beside one rule: what the words say of time that the rule does not hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from scheduler.deadlines.french import WEEKDAYS
from scheduler.rulebook.held import NOTHING, Held, HeldDay, HeldMonth, of_dates
from scheduler.rulebook.quoted import (
    Delay,
    Kind,
    Limited,
    MonthDay,
    NamedDay,
    NamedMonth,
    Place,
    Rhythm,
    Saying,
    eve,
)

LENGTH, DAY, RHYTHM = "R132", "R133", "R134"


@dataclass(frozen=True)
class Beside:
    """What a quote is compared with.

    ``held`` is what the rule holds; ``given`` the days that it gives, for words that say the same
    otherwise; ``term`` what the duration clause holds, which others may recall; ``undated``
    where the rule is a question, a standing rule or vague words.
    """

    held: Held
    given: tuple[date, ...] = ()
    term: Held = NOTHING
    undated: bool = False
    opens_only: bool = False
    """Whether the rule opens at an event and has no last day."""


def unheld(said: list[Saying], beside: Beside) -> Iterator[tuple[str, Saying]]:
    """The words of the quote that the rule does not hold, each with the code of its problem."""
    absent = [one for one in said if not is_held(one, said, beside)]
    for one in absent:
        if _counts(one, absent, said, beside):
            yield _code(one), one


def _code(said: Saying) -> str:
    match said:
        case Delay() | Kind():
            return LENGTH
        case NamedDay() | NamedMonth() | MonthDay() | Place():
            return DAY
        case Rhythm() | Limited():
            return RHYTHM
        case _:
            assert_never(said)


def is_held(said: Saying, all_said: list[Saying], beside: Beside) -> bool:
    """Whether the rule holds one thing that the quote says, among all that it says."""
    rule = beside.held
    match said:
        case Delay():
            recalls = said.of_term or not rule.lengths
            return said.measure in rule.measures or (
                recalls and said.measure in beside.term.measures
            )
        case NamedDay():
            days = _days(beside)
            if said.year or not days:
                days |= beside.term.days
            return any(_same_day(said, day) for day in days)
        case NamedMonth():
            return any(_same_month(said, month) for month in _months(beside))
        case MonthDay():
            return _month_day_is_held(said, rule)
        case Rhythm():
            return rule.any_rhythm or any(_near(said.per_year, one) for one in rule.rhythms)
        case Kind():
            return said.kind in rule.kinds
        case Place():
            return _place_is_held(said, rule)
        case Limited():
            return _limit_is_held(said, all_said, rule)
        case _:
            assert_never(said)


def _days(beside: Beside) -> frozenset[HeldDay]:
    """The days that the rule writes, else those that it gives."""
    return beside.held.days or of_dates(list(beside.given)).days


def _months(beside: Beside) -> frozenset[HeldMonth]:
    return beside.held.months or of_dates(list(beside.given)).months


def _same_day(said: NamedDay, day: HeldDay) -> bool:
    meant = {(said.day, said.month)} | ({eve(said.day, said.month)} if said.loose else set())
    return (
        (day.day, day.month) in meant
        and _agree(said.year, day.year)
        and _agree(said.offset, day.offset)
    )


def _same_month(said: NamedMonth, month: HeldMonth) -> bool:
    return (
        said.month == month.month
        and _agree(said.year, month.year)
        and _agree(said.offset, month.offset)
    )


def _agree(said: int | None, written: int | None) -> bool:
    return said is None or written is None or said == written


def _near(one: float, other: float) -> bool:
    """Whether two rhythms are the same: weeks and days do not divide a year evenly."""
    return abs(one - other) < 0.02 * max(one, other)


def _month_day_is_held(said: MonthDay, rule: Held) -> bool:
    if not rule.month_days:
        return True
    return any(
        said.day == day and (following or not said.following) for day, following in rule.month_days
    )


def _place_is_held(said: Place, rule: Held) -> bool:
    """A rank is compared with those that the rule gives to the same noun, or to its event."""
    nouns = {noun for noun, _ in rule.ranks}
    if said.noun in WEEKDAYS and nouns & set(WEEKDAYS):
        return (said.noun, said.rank) in rule.ranks
    noun = said.noun if said.noun in nouns else "" if nouns == {""} else None
    return noun is None or (noun, said.rank) in rule.ranks


def _limit_is_held(said: Limited, all_said: list[Saying], rule: Held) -> bool:
    """« Au moins » and « au plus » beside a number of times, or beside a delay before an event."""
    if said.before and said.bound == "at least":
        return not rule.before_loosely
    if not rule.bounds or not any(isinstance(one, Rhythm) for one in all_said):
        return True
    if said.bound == "at most":
        return "at most" in rule.bounds
    return "at most" not in rule.bounds


def _counts(said: Saying, absent: list[Saying], all_said: list[Saying], beside: Beside) -> bool:
    """Whether words that the rule does not hold are to be told.

    Where the rule writes others of their kind they contradict it. Where it writes none of their
    kind, they are told only if nothing else of the quote is held: a quote may recall another date.
    """
    rule, alone = beside.held, len(absent) == len(all_said)
    match said:
        case Delay():
            if said.implied:
                return rule.lengths
            if said.lasting and beside.undated:
                return False
            delays = [one for one in all_said if isinstance(one, Delay) and one not in absent]
            if said.conditional and (delays or beside.undated):
                return False
            if delays and said.of_term:
                return False
            return alone or beside.opens_only or (rule.lengths and not beside.undated)
        case NamedDay():
            if beside.undated:
                return said.bound and alone
            if not _days(beside):
                return said.bound and alone
            others = [one for one in all_said if isinstance(one, NamedDay)]
            return said.bound or all(one in absent for one in others)
        case NamedMonth():
            return not beside.undated and bool(_months(beside))
        case MonthDay() | Limited() | Place():
            return not beside.undated
        case Rhythm():
            strong = [one for one in all_said if isinstance(one, Rhythm) and one.strong]
            rhythms = strong or [one for one in all_said if isinstance(one, Rhythm)]
            unlike = said in rhythms and all(one in absent for one in rhythms)
            return unlike and (said.strong or bool(rule.rhythms))
        case Kind():
            within = any(isinstance(one, Delay) and said.words in one.words for one in absent)
            return not (beside.undated or beside.opens_only or within)
        case _:
            assert_never(said)

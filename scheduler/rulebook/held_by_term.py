"""What each part of the duration clause holds of time, to compare with the words it quotes."""

from collections.abc import Iterator

from scheduler.deadlines.agreement import (
    CapRule,
    EffectRule,
    ExtensionRule,
    NoticeRule,
    RenewalRule,
    TermRule,
)
from scheduler.deadlines.timing import DayInYear
from scheduler.rulebook.held import Held, HeldDay, of_dates, of_lengths, of_rounding, union
from scheduler.rulebook.quoted import canonical, eve


def held_by_term(rule: TermRule) -> Held:
    """What all the parts hold together."""
    return union(_parts(rule))


def _parts(rule: TermRule) -> Iterator[Held]:
    yield of_effect(rule.effect)
    yield of_duration(rule)
    if rule.renewal:
        yield of_renewal(rule.renewal)
    if rule.cap:
        yield of_cap(rule.cap)
    for notice in rule.notices:
        yield of_notice(notice)
    if rule.extension:
        yield of_extension(rule.extension)


def of_effect(rule: EffectRule) -> Held:
    """``prend effet``: its date, or the first of a month, of a year, to which it moves."""
    lengths = of_lengths([start.length for start in rule.starts])
    dates = of_dates([rule.on, *(start.on for start in rule.starts)])
    return dates | lengths | of_rounding(rule.rounding)


def of_duration(rule: TermRule) -> Held:
    """``pour``, its bounds, and ``jusqu'au``."""
    shifts = [shift.length for shift in rule.shifts.values()]
    return of_lengths([rule.length, rule.least, rule.most, *shifts]) | of_dates([rule.until])


def of_renewal(rule: RenewalRule) -> Held:
    """``reconduction``: the length of each, and when it is asked for."""
    lengths = of_lengths([rule.length, rule.asked_from, rule.asked_by])
    return lengths | union(_of_day(day) for day in (rule.asked_since, rule.asked_until) if day)


def of_cap(rule: CapRule) -> Held:
    """``plafond``: a length, or its last day."""
    return of_lengths([rule.length]) | of_dates([rule.until])


def of_notice(rule: NoticeRule) -> Held:
    """``préavis``: its length, the periods it ends, the day of every year it comes before."""
    held = of_lengths([rule.length, rule.every, rule.opens]) | _of_effect_at(rule)
    days = [day for day in (rule.given_since, rule.each_year) if day]
    if not days:
        return held
    return held | union(_of_day(day) for day in days) | Held(rhythms=frozenset({1.0}))


def _of_day(of_year: DayInYear) -> Held:
    """A day of the year, and its eve."""
    day = canonical(of_year.day, of_year.month)
    return Held(days=frozenset({HeldDay(*day), HeldDay(*eve(*day))}))


def _of_effect_at(rule: NoticeRule) -> Held:
    return of_rounding(None if rule.effect_at == "end of period" else rule.effect_at)


def of_extension(rule: ExtensionRule) -> Held:
    """``prorogation``: when it is asked for, how long the answer may take, how long it lasts."""
    lengths = [rule.ask_before, rule.answer_within, rule.length]
    return of_lengths([length for length in lengths if length])

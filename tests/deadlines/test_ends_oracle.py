"""The ends of random agreements, found again by walking their days one by one."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from scheduler.deadlines.agreement import (
    Agreement,
    CapRule,
    Citation,
    EffectRule,
    Event,
    NoticeRule,
    RenewalMode,
    RenewalRule,
    Settled,
    Source,
    TermRule,
)
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.period import Length
from tests.deadlines import oracle

HERE = Citation("1", "les mots", Source("essai.yaml", 1))
SETTLED = Settled("nous", date(2020, 1, 1), "accord")
TODAY = date(2024, 1, 1)
HORIZON = date(2034, 1, 1)
CLAUSE, LAST, DISSOLVED, GIVEN = "recette", "la dernière", "dissolution", "denonciation"


@dataclass(frozen=True)
class Drawn:
    """One agreement: what its clause says, and what was recorded of it.

    ``months`` and ``until`` and ``waits`` (an event) end the first period, the first of them or the
    last; ``each`` months follow, by themselves or as decided, up to the ``cap``; ``right`` ends it
    at once; ``notice`` is in months, at any time or before each term.
    """

    effect: date
    months: int | None
    until: date | None
    waits: bool
    last: bool
    each: int | None
    mode: RenewalMode
    times: int | None
    decided: int
    cap: date | None
    notice: int
    any_time: bool
    received: date | None
    right: date | None
    given_on: date | None


def days(first: int, last: int) -> some.SearchStrategy[date]:
    return some.integers(first, last).map(lambda number: date(2015, 1, 1) + timedelta(days=number))


drawn = some.builds(
    Drawn,
    effect=days(0, 1500),
    months=some.none() | some.integers(1, 40),
    until=some.none() | days(1600, 3500),
    waits=some.booleans(),
    last=some.booleans(),
    each=some.none() | some.integers(1, 30),
    mode=some.sampled_from(["tacit", "express"]),
    times=some.none() | some.integers(1, 3),
    decided=some.integers(0, 3),
    cap=some.none() | days(2000, 5000),
    notice=some.integers(0, 8),
    any_time=some.booleans(),
    received=some.none() | days(1550, 4000),
    right=some.none() | days(1550, 4500),
    given_on=some.none() | days(1550, 4000),
)


def agreement(one: Drawn) -> Agreement:
    renewal = (
        RenewalRule(Length(one.each, "month"), one.times, HERE, one.mode) if one.each else None
    )
    length = Length(one.notice, "month") if one.notice else Length(0, "day")
    capped = one.cap is not None and one.each is not None and one.mode == "tacit"
    rule = TermRule(
        effect=EffectRule(None, one.effect, HERE),
        length=Length(one.months, "month") if one.months else None,
        cited=HERE,
        renewal=renewal,
        cap=CapRule(None, "total", SETTLED, HERE, one.cap) if capped else None,
        notice=NoticeRule(length, False, "received", one.any_time, None, HERE),
        until=one.until,
        until_events=(CLAUSE,) if one.waits else (),
        ends_last=one.last,
        by_right=(DISSOLVED,),
    )
    events = {name: Event(name, name, "?", HERE.source) for name in (CLAUSE, DISSOLVED)}
    parties = {"nous": "Nous"}
    calendar = Calendar("essai")
    return Agreement(
        "essai",
        "Essai",
        "Essai",
        "",
        "nous",
        parties,
        calendar,
        HERE.source,
        term=rule,
        events=events,
    )


def facts(one: Drawn) -> Facts:
    known = {CLAUSE: one.received, DISSOLVED: one.right, GIVEN: one.given_on}
    events = {name: day for name, day in known.items() if day}
    events |= {f"reconduction-{rank}": one.effect for rank in range(1, one.decided + 1)}
    return Facts(events=events)


def first_end(one: Drawn) -> date | None:
    """The end of the first period; None where an event that nobody recorded must set it."""
    written = [one.until] if one.until else []
    if one.months:
        written.append(oracle.start_after(one.effect, one.months) - oracle.DAY)
    beside = one.waits and not one.last and bool(written)
    if one.waits and not beside:
        if one.received is None:
            return None
        written.append(one.received)
    if not written:
        return None
    return max(written) if one.last else min(written)


def later_end(one: Drawn, first: date, rank: int) -> date:
    """The end of the so-manieth renewal, counted from the effect or from the first end's morrow."""
    assert one.each is not None
    by_length = one.months and oracle.start_after(one.effect, one.months) - oracle.DAY == first
    start = one.effect if by_length else first + oracle.DAY
    before = (one.months or 0) if by_length else 0
    return oracle.start_after(start, before + one.each * rank) - oracle.DAY


def followed(one: Drawn, first: date, renewals: int) -> bool:
    """Whether one more period follows so many renewals."""
    if one.each is None or (one.times is not None and renewals >= one.times):
        return False
    if one.mode == "express":
        return renewals < one.decided
    capped = one.cap is not None and later_end(one, first, renewals + 1) > one.cap
    return not capped


def days_at_once(one: Drawn, first: date | None) -> set[date]:
    """The days on which something recorded ends it at once, whatever its period."""
    found = {one.right} if one.right else set()
    beside = one.waits and not one.last and bool(one.months or one.until)
    if beside and one.received:
        found.add(one.received)
    if one.each and one.months and one.until and not one.last and first and one.until > first:
        found.add(one.until)
    if one.cap and one.each and one.mode == "tacit" and not (one.months or one.until):
        found.add(one.cap)
    if one.given_on and (one.any_time or first is None):
        found.add(oracle.same_number_after(one.given_on, one.notice))
    return found


def walked(one: Drawn) -> date | None:
    """The last day, by asking of each day whether it is; None where none is within reach."""
    first = first_end(one)
    at_once = days_at_once(one, first)
    expires = one.given_on and oracle.same_number_after(one.given_on, one.notice)
    day, end, renewals = one.effect, first, 0
    while day < HORIZON:
        if day in at_once:
            return day
        if day == end:
            assert first is not None
            if expires and not one.any_time and expires <= day:
                return day
            if not followed(one, first, renewals):
                return day
            renewals += 1
            end = later_end(one, first, renewals)
        day += oracle.DAY
    return None


def possible(one: Drawn) -> bool:
    """Whether the periods are in order, and the clause says how it ends."""
    first = first_end(one)
    return first is None or first >= one.effect


@settings(max_examples=400)
@given(drawn.filter(possible))
def test_the_end_is_the_one_that_walking_the_days_finds(one: Drawn) -> None:
    computation = compute(agreement(one), facts(one), TODAY)
    assert computation.term is not None
    end = walked(one)
    assert computation.term.end == end
    shown = [item.due for item in computation.occurrences if item.clause == "dernier-terme"]
    assert [day for day in shown if day] == ([end] if end else [])


@settings(max_examples=200)
@given(drawn.filter(possible))
def test_each_notice_day_is_the_last_that_its_delay_fits(one: Drawn) -> None:
    computation = compute(agreement(one), facts(one), TODAY)
    term = computation.term
    assert term is not None
    ends = {period.ordinal: period.end for period in term.all_periods}
    for item in computation.occurrences:
        if item.clause == "preavis":
            end = ends[int(item.key.rpartition("/p")[2])]
            assert item.due == oracle.last_notice(end, one.notice)
            assert not one.any_time
    nothing_known = first_end(one) is None
    if not (one.any_time or nothing_known or term.ended_for_good or one.mode == "express"):
        due = oracle.last_notice(term.periods[0].end, one.notice)
        told = any(item.clause == "preavis" for item in computation.occurrences)
        renewed = one.each is None or followed(one, term.periods[0].end, 0)
        assert told or due < one.effect or not renewed

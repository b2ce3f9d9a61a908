"""Days that come round every so many weeks, months or years from a day that is itself computed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from scheduler.deadlines.agreement import Clause
from scheduler.deadlines.forwards import NO_LEAP_DAY, anniversary
from scheduler.deadlines.french import capitalised, full, of, ordinal, short
from scheduler.deadlines.ground import Ground, is_post_term, occurrence, other_readings
from scheduler.deadlines.obligation import Alternative, Covered, Occurrence
from scheduler.deadlines.period import ONE_DAY, add_months, add_months_up
from scheduler.deadlines.relative import From
from scheduler.deadlines.stretch import bound_steps, stretch
from scheduler.deadlines.timing import EveryFrom, Payable

THE_DAY_AFTER = "le lendemain, l'intervalle étant alors échu"
"""The other reading of "à terme échu": once the interval is wholly over."""


def every_from(
    ground: Ground, clause: Clause, timing: EveryFrom, anchor: From, until: date | None
) -> Iterator[Occurrence]:
    """One occurrence per interval from the anchor's day to the end, always counted from the anchor.

    ``until`` is the day on which a new count begins, which ends this one; None where none does.
    """
    if anchor.day is None:
        return
    recurs = stretch(ground.term, timing.since, timing.until)
    if recurs is None:
        return
    number = 0
    while True:
        number += 1
        interval = interval_of(timing, anchor.day, number)
        if interval.start > ground.term.last_day:
            return
        if interval.due > min(ground.term.last_day, recurs.last):
            return
        if until and interval.due >= until:
            return
        if interval.due >= recurs.first:
            yield _of_interval(ground, clause, timing, anchor, interval)


@dataclass(frozen=True)
class Interval:
    """One of the intervals, by its rank: its bounds, its due day, the other readings."""

    number: int
    start: date
    end: date
    due: date
    others: tuple[Alternative, ...]


def interval_of(timing: EveryFrom, day: date, number: int) -> Interval:
    """The ``number``-th interval from that day; always counted from the day, never from another.

    A day of the month that is missing is its last day (CPC 641, second paragraph); 1 March is
    another reading of a 29 February. What is owed in arrears is owed on the eve of the next
    interval, which begins on the first of the month after a month that lacks the day.
    """
    length = timing.length
    if not length.months:
        return _of_days(timing, day, number)
    months = length.months
    start, (following, leap) = (
        add_months(day, months * (number - 1)),
        anniversary(day, months * number),
    )
    end = add_months_up(day, months * number) - ONE_DAY
    match timing.payable:
        case "plain":
            others = (Alternative(NO_LEAP_DAY, leap),) if leap else ()
            return Interval(number, start, end, following, others)
        case "in advance":
            first, leap = anniversary(day, months * (number - 1))
            others = (Alternative(NO_LEAP_DAY, leap),) if leap else ()
            return Interval(number, start, end, first, others)
        case "in arrears":
            after = (Alternative(THE_DAY_AFTER, end + ONE_DAY),)
            return Interval(number, start, end, end, after)
        case _:
            assert_never(timing.payable)


def _of_days(timing: EveryFrom, day: date, number: int) -> Interval:
    """The ``number``-th interval of so many days or weeks."""
    start, following = (day + timing.length.days * rank * ONE_DAY for rank in (number - 1, number))
    end = following - ONE_DAY
    match timing.payable:
        case "plain":
            return Interval(number, start, end, following, ())
        case "in advance":
            return Interval(number, start, end, start, ())
        case "in arrears":
            return Interval(number, start, end, end, (Alternative(THE_DAY_AFTER, following),))
        case _:
            assert_never(timing.payable)


def _of_interval(
    ground: Ground, clause: Clause, timing: EveryFrom, anchor: From, interval: Interval
) -> Occurrence:
    due, term = interval.due, ground.term
    others = (*interval.others, *_of_the_anchor(timing, anchor, interval))
    assert anchor.day is not None, "the caller says so"
    rank = ordinal(interval.number, feminine=True)
    covers = f"du {short(interval.start)} au {short(interval.end)}"
    steps = [
        *anchor.why,
        *bound_steps(term, timing.since, timing.until),
        f"{capitalised(timing.length.each)} à compter {of(anchor.what)}, "
        f"le {short(anchor.day)} : {rank} période, {covers}.",
        f"{_PAYABLE[timing.payable]} : le {full(due)}.",
        *other_readings(others),
    ]
    key = f"{_prefix(anchor)}i{interval.number}"
    item = occurrence(ground.agreement, clause, key, "interval", steps)
    conditions = [text for text in (anchor.condition, item.condition) if text]
    return replace(
        item,
        due=due,
        alternatives=others,
        period=Covered(f"{rank} période", interval.start, interval.end),
        condition=" ; ".join(dict.fromkeys(conditions)) or None,
        post_term=is_post_term(term, due),
    )


def _of_the_anchor(timing: EveryFrom, anchor: From, interval: Interval) -> Iterator[Alternative]:
    """The day that each other reading of the anchor gives the same interval, where it differs."""
    given = {interval.due, *(other.due for other in interval.others)}
    for reading in anchor.others:
        again = interval_of(timing, reading.due, interval.number).due
        if again not in given:
            given.add(again)
            yield Alternative(reading.reading, again)


def _prefix(anchor: From) -> str:
    return "" if anchor.key == "unique" else f"{anchor.key}-"


_PAYABLE: dict[Payable, str] = {
    "plain": "À la fin de cet intervalle, au même quantième",
    "in advance": "D'avance, le premier jour de la période",
    "in arrears": "À terme échu, le dernier jour de la période",
}

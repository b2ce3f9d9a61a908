"""The stretches in which a delay does not run, and the day on which it then ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.deadlines.business_days import Calendar, counts, number_of_days
from scheduler.deadlines.day_of_month import day_in_year
from scheduler.deadlines.period import ONE_DAY, Length
from scheduler.deadlines.timing import EachYear

SEPTEMBER = 9


@dataclass(frozen=True)
class Stop:
    """A stretch in which a delay does not run: from the day after ``since`` through ``until``.

    ``until`` is None while nothing has made it run again. Where it is ``written`` in the text, no
    event of its first day stops anything: what ended on the eve has ended. It is ``unknown`` where
    nothing says whether anything stops it from there on.
    """

    since: date
    until: date | None
    written: bool = False
    unknown: bool = False

    @property
    def first(self) -> date:
        """The day from which it is told: that of the event, or the first day of the text."""
        return self.since + ONE_DAY if self.written else self.since


@dataclass(frozen=True)
class Run:
    """A delay as it ran from ``start``: its last day, and the stops that moved it there.

    ``lasting`` is the day since which it is stopped for good as far as known: ``last`` is then
    only the soonest day possible, as it is where what stops it later is ``unknown``. ``idle`` is
    the first stop that came once it was over.
    """

    last: date
    stops: tuple[Stop, ...] = ()
    lasting: date | None = None
    idle: date | None = None
    unknown: bool = False


def stretches(stops: Iterable[date], resumptions: Iterable[date]) -> tuple[Stop, ...]:
    """The stops in order, none overlapping: each ends at the first resumption that follows it.

    A stop within a stop adds nothing, nor does a resumption while the delay runs. Of a stop and a
    resumption on one day, the one that changes something comes first.
    """
    found: list[Stop] = []
    ends = sorted(set(resumptions))
    for since in sorted(set(stops)):
        before = found[-1].until if found else date.min
        if before is None or since < before:
            continue
        later = (end for end in ends if end > since or (end == since and end != before))
        found.append(Stop(since, next(later, None)))
    return tuple(stop for stop in found if stop.until != stop.since)


def yearly_stops(
    pause: EachYear, start: date, length: Length, calendar: Calendar
) -> tuple[Stop, ...]:
    """The stretches of the years that a delay from ``start`` may meet, none longer than half."""
    longest = 2 * (length.months // 12 + length.days // 365) + 3
    stops = []
    for year in range(start.year - 1, start.year + longest):
        first = day_in_year(pause.first, year, calendar)
        last = day_in_year(pause.last, year, calendar)
        if first and last and last < first:
            last = day_in_year(pause.last, year + 1, calendar)
        if first and last:
            stops.append(Stop(first - ONE_DAY, last, written=True))
    return tuple(stops)


def holiday_stops(calendar: Calendar, start: date) -> tuple[Stop, ...]:
    """The school holidays that a delay from ``start`` may meet, as far as they were entered.

    The school years of those entered are known to the last day entered; where the delay begins
    before, or goes on after, nobody knows what stops it, and a stop without an end stands there.
    """
    holidays = calendar.school_holidays
    if not holidays or start < _first_of_school_year(holidays[0].start):
        return (Stop(start, None, unknown=True),)
    known = [Stop(one.start - ONE_DAY, one.end, written=True) for one in holidays]
    return (*known, Stop(max(one.end for one in holidays), None, written=True, unknown=True))


def _first_of_school_year(day: date) -> date:
    return date(day.year if day.month >= SEPTEMBER else day.year - 1, SEPTEMBER, 1)


def run(
    start: date, nominal: date, length: Length, stops: Sequence[Stop], calendar: Calendar
) -> Run:
    """The delay that would end on ``nominal`` without its stops, counted day by day from ``start``.

    The day of a stop has run, the day on which it goes on has not, as the day of an event is not
    counted (CPC 641). Days of the delay's own kind alone are used up. Stopped on its last day, it
    ends on the day it goes on. A clear delay ends on a day more, which must run too.
    """
    taken: list[Stop] = []
    last = nominal
    for stop in stops:
        if stop.first > last:
            return Run(last, tuple(taken), idle=stop.since)
        if stop.until is None:
            return Run(last, tuple(taken), lasting=stop.since, unknown=stop.unknown)
        if stop.until > start:
            taken.append(stop)
            last = _expiry(start, nominal, length, taken, calendar)
    return Run(last, tuple(taken))


def _expiry(
    start: date, nominal: date, length: Length, stops: Sequence[Stop], calendar: Calendar
) -> date:
    counted = nominal - ONE_DAY if length.clear else nominal
    zone, good_friday = calendar.zone, calendar.good_friday
    left = number_of_days(start + ONE_DAY, counted, length.kind, zone, good_friday)
    day = start
    while left:
        day += ONE_DAY
        left -= counts(day, length.kind, zone, good_friday) and not _is_stopped(day, stops)
    if length.clear:
        day += ONE_DAY
        while _is_stopped(day, stops):
            day += ONE_DAY
    for stop in stops:
        if stop.since == day and stop.until and not stop.written:
            day = stop.until
    return day


def _is_stopped(day: date, stops: Sequence[Stop]) -> bool:
    return any(stop.since < day <= (stop.until or date.max) for stop in stops)

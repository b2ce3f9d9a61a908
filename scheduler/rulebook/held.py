"""What a rule holds of time, in the terms in which a quote is read: to compare the two."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import assert_never

from scheduler.deadlines import timing
from scheduler.deadlines.exceptions import WindowDay
from scheduler.deadlines.french import WEEKDAYS
from scheduler.deadlines.period import Length, add_months, days_in_month
from scheduler.deadlines.rounding import Rounding
from scheduler.deadlines.timing import LAST, DayInYear, Span, Timing
from scheduler.rulebook.quoted import KindOfDays, Measure, canonical, eve, measure

_LEAP = 2024
_MONTHS_OF_YEAR = 12


@dataclass(frozen=True)
class HeldDay:
    """A last day, or a first one, that a rule writes; ``year`` or ``offset`` None where unsaid."""

    day: int
    month: int
    year: int | None = None
    offset: int | None = None


@dataclass(frozen=True)
class HeldMonth:
    """A month that a rule writes, its days' months included."""

    month: int
    year: int | None = None
    offset: int | None = None


@dataclass(frozen=True)
class Held:
    """Everything of time that a rule writes, or gives.

    ``rhythms`` are times a year; ``any_rhythm`` where the rule has one that facts or a recurrence
    rule decide. ``month_days`` pair a day of any month with whether it is of the following month.
    """

    measures: frozenset[Measure] = frozenset()
    days: frozenset[HeldDay] = frozenset()
    months: frozenset[HeldMonth] = frozenset()
    month_days: frozenset[tuple[int, bool]] = frozenset()
    rhythms: frozenset[float] = frozenset()
    any_rhythm: bool = False
    kinds: frozenset[KindOfDays] = frozenset()
    lengths: bool = False
    """Whether a length is written as such, and not only a period that recurs."""
    ranks: frozenset[tuple[str, int]] = frozenset()
    """The rank of a part of the year, of a weekday; that of an event is of the noun ``""``."""
    bounds: frozenset[timing.AtLeast] = frozenset()
    before_loosely: bool = False
    """A delay before an event that leaves "au moins" out."""

    def __or__(self, other: "Held") -> "Held":
        return Held(
            self.measures | other.measures,
            self.days | other.days,
            self.months | other.months,
            self.month_days | other.month_days,
            self.rhythms | other.rhythms,
            self.any_rhythm or other.any_rhythm,
            self.kinds | other.kinds,
            self.lengths or other.lengths,
            self.ranks | other.ranks,
            self.bounds | other.bounds,
            self.before_loosely or other.before_loosely,
        )


NOTHING = Held()
Target = Callable[[str], Timing | None]
"""The timing of the clause of that name, where there is one."""


def held(of: Timing, target: Target) -> Held:
    """What a timing holds, what it names included: other clauses, the moments it counts from."""
    lengths = _measures(of)
    own = Held(
        measures=lengths,
        kinds=frozenset(_kinds(of)),
        lengths=bool(lengths),
        ranks=frozenset(_ranks(of)),
    )
    return _by_form(of, target) | own


def _by_form(of: Timing, target: Target) -> Held:
    """The days, months and rhythms of each form."""
    match of:
        case timing.Quota():
            return _quota(of)
        case timing.Yearly():
            return _yearly(of)
        case timing.EveryFrom():
            return _anchor(of.anchor, target) | _interval(of)
        case timing.ContractStretch():
            return of_bounds(of.since, of.until)
        case timing.Weekly():
            return Held(any_rhythm=True)
        case timing.YearlyWindow():
            window = _window(of.span, of.number, None, of.offset)
            return window | of_bounds(of.since, of.until) | Held(rhythms=frozenset({1.0}))
        case timing.CivilWindow():
            return _window(of.span, of.number, of.year, None)
        case timing.DayOf():
            return _day_of(of)
        case timing.Fixed():
            return of_dates([of.on], strict=of.strict)
        case timing.Window():
            return of_dates([of.opens, of.due])
        case timing.Relative():
            return _anchor(of.anchor, target) | _places(of) | _pause(of.paused)
        case timing.Between():
            bounds = [of.opens, of.due] if of.due else [of.opens]
            return union(_anchor(bound, target) for bound in bounds)
        case timing.Anniversaries():
            return _anchor(of.of, target) | _anniversary(of.every)
        case timing.NextTime():
            return _anchor(of.after, target) | Held(any_rhythm=True)
        case timing.Sequence():
            return _sequence(of, target)
        case timing.Extreme():
            return union(held(part, target) for part in of.parts)
        case timing.Same() | timing.Alternates():
            return _of_another(of, target)
        case timing.Before():
            loosely = not (of.at_least or of.approximate or of.length.clear)
            return Held(any_rhythm=True, before_loosely=loosely)
        case timing.After() | timing.Past() | timing.Elapsed():
            return Held(any_rhythm=True) | _pause(of.paused)
        case timing.At() | timing.By():
            return Held(any_rhythm=True)
        case timing.ByRule():
            return Held(any_rhythm=True)
        case timing.Ask() | timing.Always() | timing.Fuzzy():
            return Held(any_rhythm=True)
        case timing.ContractYear():
            return Held(measures=frozenset({Measure(_MONTHS_OF_YEAR, 0)}))
        case (
            timing.BeforeRenewal()
            | timing.LastEnd()
            | timing.RenewalDecision()
            | timing.ExtensionRequest()
            | timing.NoRequest()
        ):
            return Held(any_rhythm=True)
        case _:
            assert_never(of)


def union(parts: Iterator[Held]) -> Held:
    """What several rules hold together."""
    together = Held()
    for part in parts:
        together |= part
    return together


def of_dates(days: Sequence[date | None], *, strict: bool = False) -> Held:
    """What written dates hold; the day before each where ``avant`` leaves it out."""
    found = []
    present = [on for on in days if on]
    for on in present:
        day, month = eve(on.day, on.month) if strict else canonical(on.day, on.month)
        year = on.year - 1 if strict and (on.day, on.month) == (1, 1) else on.year
        found.append(HeldDay(day, month, year))
    named = {HeldMonth(one.month, one.year) for one in found}
    named |= {HeldMonth(on.month, on.year) for on in present}
    return Held(days=frozenset(found), months=frozenset(named))


def of_bounds(since: timing.Bound | None, until: timing.Bound | None) -> Held:
    """What the bounds of a repetition hold: a date, or so many months or years of the contract.

    Up to the sixth month is "the first six months", from the seventh "after six months".
    """
    ranks = [bound for bound in (since, until) if isinstance(bound, timing.ContractRank)]
    counted = {abs(rank.number) * rank.months for rank in ranks}
    counted |= {(rank.number - 1) * rank.months for rank in ranks if rank.number > 1}
    named = {(_RANKED[rank.months], abs(rank.number)) for rank in ranks}
    dates = of_dates([bound for bound in (since, until) if isinstance(bound, date)])
    return dates | Held(
        measures=frozenset(Measure(months, 0) for months in counted), ranks=frozenset(named)
    )


_DAYS_OF_YEAR = 365
_RANKED = {1: "mois", _MONTHS_OF_YEAR: "année"}


def _interval(of: timing.EveryFrom) -> Held:
    months, days = of.length.months, of.length.days
    a_year = _MONTHS_OF_YEAR / months if months else _DAYS_OF_YEAR / days
    rhythm = Held(measures=frozenset({measure(of.length)}), rhythms=frozenset({a_year}))
    return rhythm | of_bounds(of.since, of.until)


def of_rounding(rounding: Rounding | None) -> Held:
    """What the place where a day is moved to holds: the kind of day that it has to be."""
    return Held(kinds=frozenset(_kinds_of(rounding)))


def of_lengths(lengths: Sequence[Length | None]) -> Held:
    """What written lengths hold."""
    present = [length for length in lengths if length]
    return Held(
        measures=frozenset(measure(length) for length in present),
        lengths=bool(present),
        kinds=frozenset(kind for length in present for kind in _kinds_of_length(length)),
    )


def _of_another(of: timing.Same | timing.Alternates, target: Target) -> Held:
    if isinstance(of, timing.Same) and of.reading:
        return held(of.reading, target)
    other = target(of.clause)
    return held(other, target) if other else Held(any_rhythm=True)


def _anchor(anchor: timing.Anchor, target: Target) -> Held:
    """What the day that a moment is counted from holds."""
    match anchor:
        case timing.Limits():
            other = target(anchor.clause)
            return held(other, target) if other else Held(any_rhythm=True)
        case timing.TermDay():
            if anchor.which == "anniversary":
                return _anniversary(anchor.every)
            return Held(any_rhythm=anchor.which in ("each end", "each renewal"))
        case _:
            return replace(held(anchor, target), month_days=frozenset())


def _pause(paused: timing.Pause | None) -> Held:
    """The months that a stretch of every year begins and ends in, where a delay does not run."""
    if not isinstance(paused, timing.EachYear):
        return Held()
    return Held(months=frozenset(HeldMonth(day.month) for day in (paused.first, paused.last)))


def _anniversary(every: int) -> Held:
    return Held(
        measures=frozenset({Measure(_MONTHS_OF_YEAR * every, 0)}), rhythms=frozenset({1 / every})
    )


def _places(of: timing.Relative) -> Held:
    """The day of the calendar that a moment is placed on, and those of its threshold."""
    places = [(of.place, of.strict)] if of.place else []
    if of.cutoff:
        places += [(of.cutoff.limit, of.cutoff.strict), (of.cutoff.otherwise, False)]
    return union(_place(place, strict) for place, strict in places)


def _place(place: timing.Place, strict: bool) -> Held:
    if place.of != "calendar":
        return Held()
    if place.months < _MONTHS_OF_YEAR:
        day = _eve_of_month_day(place.day) if strict else place.day
        days = frozenset({(day, True), (day, False), (place.day, place.shift > 0)})
        return Held(month_days=days)
    day, month = canonical(place.day, place.month)
    last = eve(day, month) if strict else (day, month)
    return Held(
        days=frozenset({HeldDay(*last), HeldDay(day, month)}),
        months=frozenset({HeldMonth(last[1]), HeldMonth(month)}),
    )


def _sequence(of: timing.Sequence, target: Target) -> Held:
    """The parts together; two dates of every year are also twice a year."""
    parts = [held(part, target) for part in of.parts]
    together = union(iter(parts))
    total = sum(max(part.rhythms) for part in parts if part.rhythms)
    return replace(together, rhythms=together.rhythms | ({total} if total else frozenset()))


def _quota(of: timing.Quota) -> Held:
    months = of.span.months
    ends = range(months, _MONTHS_OF_YEAR + 1, months) if 0 < months <= _MONTHS_OF_YEAR else ()
    first = of.span.first - 1
    days = {HeldDay(LAST, (first + end - 1) % 12 + 1) for end in ends}
    return of_bounds(of.since, of.until) | Held(
        measures=frozenset({Measure(months, 0)} if months else set()),
        days=frozenset(days | _beginning(of.span)),
        rhythms=frozenset({of.per_year}),
        bounds=frozenset({of.bound}),
    )


def _beginning(span: Span) -> set[HeldDay]:
    """The first day of a year that is not the civil one: of school, of a season, of accounts."""
    return {HeldDay(1, span.first)} if span.civil else set()


def _yearly(of: timing.Yearly) -> Held:
    others = [day for _, day in of.exceptions if isinstance(day, DayInYear)]
    days = [(of.day, of.strict), *((day, of.strict) for day in others)]
    days += [(of.opens, False)] if of.opens else []
    days += [(case.then, False) for case in of.cases if isinstance(case.then, DayInYear)]
    found = frozenset(_day_in_year(day, strict) for day, strict in days if day.of == "calendar")
    months = {HeldMonth(day.month, None, day.offset) for day, _ in days}
    months |= {HeldMonth(day.month, day.year, day.offset) for day in found}
    after_the_year = {
        Measure(day.month + 12 * ((day.offset or 1) - 1), 0)
        for day in found
        if day.day == LAST and (day.offset or 1) > 0
    }
    return of_bounds(of.since, of.until) | Held(
        measures=frozenset(after_the_year | {Measure(_MONTHS_OF_YEAR * of.every, 0)}),
        days=found,
        months=frozenset(months),
        rhythms=frozenset({1 / of.every}),
    )


def _day_in_year(day: DayInYear, strict: bool) -> HeldDay:
    if not strict:
        return HeldDay(*canonical(day.day, day.month), offset=day.offset)
    back = 1 if (day.day, day.month) == (1, 1) else 0
    return HeldDay(*eve(*canonical(day.day, day.month)), offset=day.offset - back)


def _window(span: Span, number: int, year: int | None, offset: int | None) -> Held:
    """The first and last day of a part of a year, and its months."""
    if span == timing.FORTNIGHT:
        month, first = (number + 1) // 2, number % 2 == 1
        days = {(1, month), (15, month)} if first else {(16, month), (LAST, month)}
        months = [month]
    else:
        start = span.months * (number - 1) + 1
        months = list(range(start, start + max(span.months, 1)))
        days = {(1, months[0]), (LAST, months[-1])}
    return Held(
        days=frozenset(HeldDay(*day, year, offset) for day in days),
        months=frozenset(HeldMonth(month, year, offset) for month in months),
    )


def _day_of(of: timing.DayOf) -> Held:
    """A day of each month, and where the span is longer the day and month of each of its turns."""
    months = of.span.months
    turns = _turns(of.at, of)
    days = {day for place in _places_of(of) for day in _days_placed(place, of)}
    days |= {_eve(day) for day in _days_placed(of.at, of)} if of.bound == "before" else set()
    others = {place.named for place in _places_of(of) if place.named}
    excepted = {month for named, _ in of.exceptions for month in named.months}
    return of_bounds(of.since, of.until) | Held(
        measures=frozenset({Measure(months, 0)}),
        days=frozenset(days | _beginning(of.span)),
        months=frozenset(HeldMonth(month) for month in others | excepted)
        | frozenset(HeldMonth(month) for month in turns if months > 1),
        month_days=frozenset(_month_days(of)),
        rhythms=frozenset({_MONTHS_OF_YEAR / months}),
    )


def _places_of(of: timing.DayOf) -> list[WindowDay]:
    """Every day that the form names: its own, its first, and those of its exceptions."""
    others = [day for _, day in of.exceptions if isinstance(day, WindowDay)]
    others += [case.then for case in of.cases if isinstance(case.then, WindowDay)]
    return [of.at, *([of.opens] if of.opens else []), *others]


def _turns(day: WindowDay, of: timing.DayOf) -> list[int]:
    """The months of the year in which a day of each window falls."""
    first = date(_LEAP, of.span.first, 1)
    starts = (add_months(first, months) for months in range(0, _MONTHS_OF_YEAR, of.span.months))
    return [day.month_of(start, of.span.months).month for start in starts]


def _days_placed(day: WindowDay, of: timing.DayOf) -> list[HeldDay]:
    if day.of != "calendar":
        return []
    return [HeldDay(*_in_month(day.day, month)) for month in _turns(day, of)]


def _eve(day: HeldDay) -> HeldDay:
    return HeldDay(*eve(day.day, day.month))


def _month_days(of: timing.DayOf) -> Iterator[tuple[int, bool]]:
    """A day of any month, and whether it is of the month that follows the window."""
    for place in _places_of(of):
        if place.of == "calendar":
            following = (place.rank(date(_LEAP, of.span.first, 1), of.span.months) or 1) > (
                of.span.months
            )
            yield place.day, following
            if of.bound == "before":
                yield _eve_of_month_day(place.day), following


def _eve_of_month_day(day: int) -> int:
    return day - 1 or LAST if day != LAST else LAST


def _in_month(day: int, month: int) -> tuple[int, int]:
    return canonical(min(day, days_in_month(_LEAP, month)), month)


def _values(value: object) -> Iterator[object]:
    """Every value written in a form, however deep; the clauses that it names are not followed."""
    yield value
    if isinstance(value, tuple):
        for inner in value:
            yield from _values(inner)
    elif is_dataclass(value) and not isinstance(value, type | Length):
        for field in fields(value):
            yield from _values(getattr(value, field.name))


def _ranks(of: Timing) -> Iterator[tuple[str, int]]:
    """The ranks that a form writes, in its parts and in the moments it counts from too."""
    for value in _values(of):
        match value:
            case timing.YearlyWindow() | timing.CivilWindow() if value.span == timing.FORTNIGHT:
                yield "quinzaine", 2 - value.number % 2
            case timing.YearlyWindow() | timing.CivilWindow():
                yield value.span.name, value.number
                if value.span.months and value.number * value.span.months == _MONTHS_OF_YEAR:
                    yield value.span.name, LAST
            case timing.ContractYear():
                yield "année", value.number
            case timing.Yearly(only=int(rank)):
                yield "année", rank
            case (
                timing.DayOf(of=int(weekday))
                | DayInYear(of=int(weekday))
                | WindowDay(of=int(weekday))
            ):
                yield WEEKDAYS[weekday], value.day
            case timing.At(count=int(rank)):
                yield "", rank
            case _:
                pass


def _measures(of: Timing) -> frozenset[Measure]:
    return frozenset(measure(value) for value in _values(of) if isinstance(value, Length))


def _kinds(of: Timing) -> Iterator[KindOfDays]:
    """The kinds of days a form counts, in its lengths or in the place of a day."""
    for value in _values(of):
        yield from _kinds_of(value)


def _kinds_of(value: object) -> Iterator[KindOfDays]:
    if isinstance(value, Length):
        yield from _kinds_of_length(value)
    elif value == "worked" or (isinstance(value, str) and value.endswith(" worked day")):
        yield "worked"
    elif value == "workable" or (isinstance(value, str) and value.endswith(" workable day")):
        yield "workable"


def _kinds_of_length(length: Length) -> Iterator[KindOfDays]:
    if length.kind != "calendar":
        yield length.kind
    if length.clear:
        yield "clear"

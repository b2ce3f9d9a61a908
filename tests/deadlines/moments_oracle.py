"""What a moment gives, found by walking days and by trying every day an unknown fact may have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from itertools import product

from tests.deadlines import oracle
from tests.deadlines.moments import (
    Delay,
    DueOf,
    Fixed,
    From,
    InMonth,
    InSpan,
    Length,
    Moment,
    MonthlyWindow,
    Moved,
    Several,
    Since,
    TermDay,
    Window,
    Yearly,
    YearlyMonth,
    YearlyWindow,
    facts_of,
    parts,
    rhythm,
)
from tests.deadlines.oracle import DAY

LONG_AGO, FAR_OFF = date(1902, 3, 5), date(2300, 3, 5)
"""Days that stand for any day before, or after, all that an agreement can name."""


@dataclass(frozen=True)
class Fact:
    """What is known of a fact: its day (``first`` = ``last``), bounds, or nothing."""

    first: date | None = None
    last: date | None = None

    @property
    def recorded(self) -> bool:
        """Whether its day is known."""
        return self.first is not None and self.first == self.last

    def days(self) -> list[date]:
        """Every day it may have; a side without bound is tried by a few days and one far off."""
        if self.first and self.last:
            return list(oracle.days_between(self.first, self.last))
        if self.first:
            return [*oracle.days_between(self.first, self.first + 3 * DAY), FAR_OFF]
        if self.last:
            return [LONG_AGO, *oracle.days_between(self.last - 3 * DAY, self.last)]
        return [LONG_AGO, FAR_OFF]


@dataclass(frozen=True)
class Term:
    """The agreement's term: its periods, each with its first and last day."""

    periods: tuple[tuple[date, date], ...]

    @property
    def effect(self) -> date:
        """The first day."""
        return self.periods[0][0]

    @property
    def end(self) -> date:
        """The last day."""
        return self.periods[-1][1]


@dataclass(frozen=True)
class Ground:
    """All that a moment is computed on."""

    term: Term
    facts: Mapping[str, Fact]
    repeated: Mapping[str, tuple[date, ...]]


@dataclass(frozen=True)
class Day:
    """One day a moment gives: the reading kept, every reading, and where it opens.

    ``lasting`` is false for a moment that only opens: it has no last day. ``months_ends`` are the
    days that whole months lead to where they are read from a month's end to a month's end.
    """

    kept: date
    readings: frozenset[date]
    opens: date | None = None
    lasting: bool = True
    months_ends: frozenset[date] = frozenset()

    @property
    def sayable(self) -> frozenset[date]:
        """Every day that may be shown."""
        return self.readings | self.months_ends


World = Mapping[str, date]
Days = dict[str, Day]
"""By period: the key of each; a moment that comes once has the key ``unique``."""


def on(day: date, opens: date | None = None) -> Day:
    """A day with one reading."""
    return Day(day, frozenset({day}), opens)


def until(word: str, day: date) -> Day:
    """A day with its word: « avant le 15 » is the 14th, or the 15th; before a first, no doubt."""
    if word != "avant":
        return on(day, day if word == "le" else None)
    eve = day - DAY
    return on(eve) if day.day == 1 else Day(eve, frozenset({eve, day}))


def opening(day: date) -> Day:
    """A day from which on."""
    return Day(day, frozenset({day}), day, lasting=False)


def month_end(year: int, month: int) -> date:
    """The last day of a month, walked to from its first."""
    return oracle.first_that(date(year, month, 1), DAY, lambda day: (day + DAY).day == 1)


def day_in(year: int, month: int, number: int) -> date:
    """The day of that number, or the month's last; months beyond twelve are in the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last = month_end(year, month)
    return last if number == 0 or number > last.day else date(year, month, number)


@lru_cache(maxsize=100_000)
def forwards(day: date, length: Length) -> date:
    """The last day of a delay after a day, which is not counted."""
    match length.unit:
        case "mois":
            return oracle.same_number_after(day, length.number) + length.more_days * DAY
        case "ans":
            return oracle.same_number_after(day, 12 * length.number)
        case "jours":
            return oracle.counted(day, length.number, DAY, lambda _: True)
        case "semaines":
            return oracle.counted(day, 7 * length.number, DAY, lambda _: True)
        case "jours francs":
            return oracle.counted(day, length.number, DAY, lambda _: True) + DAY
        case "jours ouvrés":
            return oracle.counted(day, length.number, DAY, oracle.is_worked)
        case _:
            return oracle.counted(day, length.number, DAY, oracle.is_workable)


def after_all(days: frozenset[date], length: Length) -> frozenset[date]:
    """Every last day that a delay after each of some days may have."""
    ends = {forwards(day, length) for day in days}
    return frozenset(ends.union(*(from_leap_day(day, length) for day in days)))


def from_leap_day(day: date, length: Length) -> frozenset[date]:
    """The other reading of whole years from a 29 February: 1 March, where there is no 29th."""
    months = {"mois": 1, "ans": 12}.get(length.unit, 0) * length.number
    if (day.month, day.day) != (2, 29) or not months or months % 12:
        return frozenset()
    first = oracle.same_number_after(day, months)
    return frozenset() if first.day == 29 else frozenset({first + DAY + length.more_days * DAY})


def taken_off(day: date, length: Length) -> date:
    """The delay counted back from a day, as a calendar on the wall would have it."""
    match length.unit:
        case "mois":
            return oracle.same_number_before(day, length.number) - length.more_days * DAY
        case "ans":
            return oracle.same_number_before(day, 12 * length.number)
        case "jours":
            return oracle.counted(day, length.number, -DAY, lambda _: True)
        case "semaines":
            return oracle.counted(day, 7 * length.number, -DAY, lambda _: True)
        case "jours francs":
            return oracle.counted(day, length.number, -DAY, lambda _: True) - DAY
        case "jours ouvrés":
            return oracle.counted(day, length.number, -DAY, oracle.is_worked)
        case _:
            return oracle.counted(day, length.number, -DAY, oracle.is_workable)


def backwards(day: date, length: Length) -> Day:
    """The latest day from which the delay still ends by ``day``, and the day counted back."""
    shortest = {"mois": 28, "ans": 365}.get(length.unit, 0) * length.number
    latest = oracle.latest_from_which(day, lambda start: forwards(start, length), shortest)
    if length.unit == "jours ouvrés":
        latest = oracle.first_that(latest, -DAY, oracle.is_worked)
    if length.unit == "jours ouvrables":
        latest = oracle.first_that(latest, -DAY, oracle.is_workable)
    return Day(latest, frozenset({latest, taken_off(day, length)}))


def moved(day: date, report: str) -> date:
    """A day where the clause moves it."""
    match report:
        case "jour ouvré suivant":
            return oracle.first_that(day, DAY, oracle.is_worked)
        case "jour ouvré précédent":
            return oracle.first_that(day, -DAY, oracle.is_worked)
        case "jour ouvrable suivant":
            return oracle.first_that(day, DAY, oracle.is_workable)
        case "jour ouvrable précédent":
            return oracle.first_that(day, -DAY, oracle.is_workable)
        case "1er du mois suivant":
            return oracle.first_that(day + DAY, DAY, lambda other: other.day == 1)
        case "1er du trimestre suivant":
            return oracle.first_that(day + DAY, DAY, lambda other: begins(other, 3))
        case "1er janvier suivant":
            return oracle.first_that(day + DAY, DAY, lambda other: begins(other, 12))
        case "fin du mois":
            return oracle.first_that(day, DAY, lambda other: begins(other + DAY, 1))
        case "fin du trimestre":
            return oracle.first_that(day, DAY, lambda other: begins(other + DAY, 3))
        case "fin du semestre":
            return oracle.first_that(day, DAY, lambda other: begins(other + DAY, 6))
        case _:
            return oracle.first_that(day, DAY, lambda other: begins(other + DAY, 12))


def begins(day: date, months: int) -> bool:
    """Whether a civil period of so many months begins that day."""
    return day.day == 1 and day.month % months == 1 % months


@lru_cache
def years(term: Term) -> list[int]:
    """Each civil year that has days in the term."""
    return sorted({day.year for day in oracle.days_between(term.effect, term.end)})


@lru_cache
def spans(term: Term, months: int) -> list[tuple[int, int]]:
    """The year and the rank from 0 of each civil period that has days in the term."""
    return sorted(
        {
            (day.year, (day.month - 1) // months)
            for day in oracle.days_between(term.effect, term.end)
        }
    )


@lru_cache
def term_days(name: str, term: Term) -> Days:
    """The days of the term that bear a name."""
    match name:
        case "prise d'effet":
            return {"unique": on(term.effect)}
        case "terme":
            return {"unique": on(term.end)}
        case "chaque terme":
            return {f"p{rank}": on(last) for rank, (_, last) in enumerate(term.periods, 1)}
        case "chaque reconduction":
            starts = list(enumerate(term.periods, 1))[1:]
            return {f"p{rank}": on(first) for rank, (first, _) in starts}
        case "mi-parcours":
            return {"unique": on(halfway(term))}
        case _:
            return dict(anniversaries(term))


def anniversaries(term: Term) -> Iterator[tuple[str, Day]]:
    """The same day of each later year that is in the term."""
    rank = 1
    while oracle.start_after(term.effect, 12 * rank) <= term.end:
        kept = oracle.same_number_after(term.effect, 12 * rank)
        yield f"a{rank}", Day(kept, from_leap_day(term.effect, Length(rank, "ans")) | {kept})
        rank += 1


def halfway(term: Term) -> date:
    """The last day of the first half; the term must be of an even number of months."""
    months = 0
    while oracle.start_after(term.effect, months) <= term.end:
        months += 1
    return oracle.start_after(term.effect, months // 2) - DAY


def evaluate(moment: Moment, ground: Ground, world: World) -> Days:
    """The days a moment gives where every fact has the day that ``world`` gives it."""
    term = ground.term
    match moment:
        case Fixed(word, day):
            return {"unique": until(word, day)}
        case From(day):
            return {"unique": opening(day)}
        case Window(first, last):
            return {"unique": on(last, first)}
        case InMonth(year, month):
            return {"unique": on(month_end(year, month), date(year, month, 1))}
        case Since(fact) if fact in ground.repeated:
            return {f"n{rank}": opening(day) for rank, day in enumerate(ground.repeated[fact], 1)}
        case Since(fact):
            return {"unique": opening(world[fact])}
        case DueOf(_, other):
            return evaluate(other, ground, world)
        case Moved(inner, report):
            return {
                key: everywhere(day, partial(moved, report=report))
                for key, day in evaluate(inner, ground, world).items()
            }
        case TermDay(name):
            return due(moment, term_days(name, term), term)
        case Yearly() | YearlyMonth() | YearlyWindow():
            days = {str(year): in_year(moment, year) for year in years(term)}
            return due(moment, days, term)
        case InSpan() | MonthlyWindow():
            return due(moment, in_spans(moment, term), term)
        case Delay(base=base):
            bases = evaluate(base, ground, world)
            return due(moment, {key: delayed(moment, day) for key, day in bases.items()}, term)
        case Several(last, moments):
            return several(last, [evaluate(inner, ground, world) for inner in moments])


def due(moment: Moment, days: Days, term: Term) -> Days:
    """Without what would come back before the effect."""
    beat = rhythm(moment)
    if beat is None or beat.startswith("repete"):
        return days
    return {key: day for key, day in days.items() if day.kept >= term.effect}


def in_year(moment: Yearly | YearlyMonth | YearlyWindow, year: int) -> Day:
    """The day of a civil year N."""
    year += moment.offset
    match moment:
        case Yearly(word, day, month):
            return until(word, date(year, month, day))
        case YearlyMonth(month):
            return on(month_end(year, month), date(year, month, 1))
        case YearlyWindow((first_day, first_month), (last_day, last_month)):
            return on(date(year, last_month, last_day), date(year, first_month, first_day))


def in_spans(moment: InSpan | MonthlyWindow, term: Term) -> Days:
    """The day of each civil month, quarter or semester."""
    match moment:
        case MonthlyWindow(first, last, following):
            return {
                f"{year}-m{rank + 1:02}": on(
                    day_in(year, rank + 1 + following, last),
                    day_in(year, rank + 1 + (following and first <= last), first),
                )
                for year, rank in spans(term, 1)
            }
        case InSpan(months, word, day, month):
            letter = {1: "m", 3: "t", 6: "s"}[months]
            width = 2 if months == 1 else 1
            place = months if day == 0 else month
            return {
                f"{year}-{letter}{rank + 1:0{width}}": until(
                    word, day_in(year, rank * months + place, day)
                )
                for year, rank in spans(term, months)
            }


def everywhere(day: Day, move: "partial[date]") -> Day:
    """Every reading of a day moved; what only opens moves where it opens."""
    kept = move(day.kept)
    readings = frozenset(move(reading) for reading in day.readings)
    ends = frozenset(move(reading) for reading in day.months_ends)
    return Day(kept, readings, None if day.lasting else kept, day.lasting, ends)


def delayed(delay: Delay, base: Day) -> Day:
    """A delay counted from every reading of its base."""
    if not delay.before:
        readings = after_all(base.readings, delay.length)
        kept = forwards(base.kept, delay.length)
        return Day(kept, readings, base.kept, months_ends=to_months_ends(delay, base))
    kept = backwards(base.kept, delay.length).kept
    readings = before_all(delay, base.readings)
    ends = before_all(delay, base.months_ends)
    return Day(kept, readings, opened(delay, base.kept), months_ends=ends)


def before_all(delay: Delay, days: frozenset[date]) -> frozenset[date]:
    """Every day that a delay before each of some days may lead to."""
    readings = {reading for day in days for reading in backwards(day, delay.length).readings}
    if delay.at_least:
        readings |= {reading - DAY for reading in readings}
    return frozenset(readings)


def to_months_ends(delay: Delay, base: Day) -> frozenset[date]:
    """Whole months from the last day of a month, where they are read to the last of a month."""
    days = set(after_all(base.months_ends, delay.length))
    if delay.length.unit in ("mois", "ans") and not delay.length.more_days:
        ends = [day for day in base.sayable if begins(day + DAY, 1)]
        days |= {moved(forwards(day, delay.length), "fin du mois") for day in ends}
    return frozenset(days)


def opened(delay: Delay, base: date) -> date | None:
    """Where the period before a day opens: from the day itself, or from after an end of term."""
    if delay.opens is None:
        return None
    after_an_end = isinstance(delay.base, TermDay) and delay.base.name.endswith("terme")
    return taken_off(base + DAY if after_an_end else base, delay.opens)


def several(last: bool, moments: list[Days]) -> Days:
    """The first or the last of several, period by period; each reading of each is tried."""
    keys = {key for days in moments for key in days}
    return {
        key: chosen(last, [days[key] for days in moments if key in days]) for key in sorted(keys)
    }


def chosen(last: bool, days: list[Day]) -> Day:
    """The first or the last of some days; it has a last day where any of them has."""
    pick = max if last else min
    readings = frozenset(pick(choice) for choice in product(*(day.readings for day in days)))
    ends = frozenset(pick(choice) for choice in product(*(day.sayable for day in days)))
    kept = pick(day.kept for day in days)
    lasting = any(day.lasting for day in days)
    return Day(kept, readings, None if lasting else kept, lasting, ends)


# --- what may not be known


@dataclass(frozen=True)
class Expected:
    """What must come out of one clause.

    ``days`` by period where they are dated. Otherwise the earliest and the latest day, of the
    readings kept and of all readings, or nothing where it only waits.
    """

    days: Days = field(default_factory=dict)
    earliest: tuple[date, ...] = ()
    latest: tuple[date, ...] = ()
    waiting: frozenset[str] = frozenset()


def worlds(moment: Moment, ground: Ground) -> Iterator[World]:
    """Every choice of a day for each fact that the moment names."""
    names = sorted({fact for fact in facts_of(moment) if fact not in ground.repeated})
    for days in product(*(ground.facts[name].days() for name in names)):
        yield dict(zip(names, days, strict=True))


def possible(moment: Moment, ground: Ground) -> list[Day]:
    """The day a moment that comes once has, in every world."""
    return [evaluate(moment, ground, world)["unique"] for world in worlds(moment, ground)]


def lasts(moment: Moment, ground: Ground) -> bool:
    """Whether it has a last day, rather than only opening."""
    return all(day.lasting for day in possible(moment, ground))


def is_unknown(moment: Moment, ground: Ground) -> bool:
    """Whether nothing is known of its day."""
    days = [day.kept for day in possible(moment, ground)]
    return far(min(days)) is None and far(max(days)) is None


def far(day: date) -> date | None:
    """The day, or nothing where it stands for any."""
    return day if date(1960, 1, 1) < day < date(2200, 1, 1) else None


def within_reach(moment: Moment, ground: Ground) -> Moment | None:
    """The moment as far as it can be known; nothing where it must wait.

    What opens with the first of several is open from the day of one that has come, unless another
    must have come before; what opens with the last waits for them all.
    """
    match moment:
        case DueOf(_, inner) | Moved(inner):
            reached = within_reach(inner, ground)
            return None if reached is None else replace(moment, moment=reached)
        case Delay(base=inner):
            reached = within_reach(inner, ground)
            return None if reached is None else replace(moment, base=reached)
        case Several(last, moments):
            return _of_several(last, moments, ground)
        case _:
            return None if is_unknown(moment, ground) else moment


def _of_several(last: bool, moments: tuple[Moment, ...], ground: Ground) -> Moment | None:
    reached = [within_reach(moment, ground) for moment in moments]
    certain = [moment for moment in reached if moment is not None]
    if not certain:
        return None
    only_open = not any(lasts(moment, ground) for moment in certain)
    if only_open and last and len(certain) < len(moments):
        return None
    whole = zip(moments, reached, strict=True)
    several = Several(last, tuple(moment if inner is None else inner for moment, inner in whole))
    if only_open and not last:
        latest = max(day.kept for day in possible(several, ground))
        if latest in [day for moment in certain for day in dated(moment, ground)]:
            return From(latest)
    return several


def dated(moment: Moment, ground: Ground) -> list[date]:
    """The day of a moment that has the same one in every world, or nothing."""
    days = {day.kept for day in possible(moment, ground)}
    return list(days) if len(days) == 1 else []


def holds_a_date(moment: Moment, ground: Ground) -> bool:
    """Whether it is counted from the first of several moments of which one has its day."""
    if isinstance(moment, Several):
        parts_dated = (dated(part, ground) or holds_a_date(part, ground) for part in moment.moments)
        return any(parts_dated)
    return any(holds_a_date(part, ground) for part in parts(moment))


def expected(moment: Moment, ground: Ground) -> Expected:
    """What must come out of a clause that bears this moment."""
    if rhythm(moment):
        return Expected(evaluate(moment, ground, {}))
    reached = within_reach(moment, ground)
    if reached is None or (isinstance(moment, Moved) and opens_some_day(moment.moment, ground)):
        return Expected(waiting=unrecorded(moment, ground))
    days = possible(reached, ground)
    if all(day.kept == days[0].kept for day in days):
        sure = len({day.opens for day in days}) == 1
        return Expected({"unique": days[0] if sure else replace(days[0], opens=None)})
    if not days[0].lasting:
        return Expected(waiting=unrecorded(moment, ground))
    unknown = frozenset(fact for fact in facts_of(reached) if not ground.facts[fact].first)
    between = _between(days, unknown)
    if not between.earliest and not holds_a_date(reached, ground):
        return Expected(waiting=unknown)
    return between


def opens_some_day(moment: Moment, ground: Ground) -> bool:
    """Whether it only opens, on a day that is not known yet: it waits, wherever it is moved."""
    reached = within_reach(moment, ground)
    if reached is None or lasts(reached, ground):
        return False
    return not dated(reached, ground)


def unrecorded(moment: Moment, ground: Ground) -> frozenset[str]:
    """The facts it names whose day is not known."""
    return frozenset(fact for fact in facts_of(moment) if not ground.facts[fact].recorded)


def _between(days: list[Day], waiting: frozenset[str]) -> Expected:
    readings = [reading for day in days for reading in day.readings]
    ends = max(reading for day in days for reading in day.sayable)
    first = (min(day.kept for day in days), min(readings))
    last = (max(day.kept for day in days), max(readings), ends)
    return Expected(
        earliest=first if far(first[0]) else (),
        latest=last if far(last[0]) else (),
        waiting=waiting,
    )

"""Occurrences on a day, or in a window, of each civil year that meets the term."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal

from scheduler.deadlines import french
from scheduler.deadlines.agreement import Clause
from scheduler.deadlines.backwards import before_that_day
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.day_of_month import day_in_year, numbered_in_month
from scheduler.deadlines.exceptions import Nothing, Placed, settled
from scheduler.deadlines.feasts import Feast
from scheduler.deadlines.forwards import LEAP_DAY, NO_LEAP_DAY
from scheduler.deadlines.french import MONTHS, capitalised, day_and_month, full, short
from scheduler.deadlines.ground import (
    Ground,
    Writer,
    begun_at,
    beyond,
    is_post_term,
    on_the_effect,
    other_readings,
    span_in_words,
)
from scheduler.deadlines.monthly import position
from scheduler.deadlines.obligation import Alternative, Covered, Occurrence
from scheduler.deadlines.period import FEBRUARY, ONE_DAY
from scheduler.deadlines.recurrence import civil_window, civil_years, in_window
from scheduler.deadlines.stretch import Stretch, begins, bound_steps, stretch
from scheduler.deadlines.timing import LAST, DayInYear, Yearly, YearlyWindow


def yearly(ground: Ground, clause: Clause, timing: Yearly | YearlyWindow) -> Iterator[Occurrence]:
    """One occurrence per civil year N that meets the term; nothing before the effect."""
    term = ground.term
    main = civil_years(term.effect, term.periods[-1].end)
    bounds = bound_steps(term, timing.since, timing.until)
    write = Writer(ground.agreement, clause, (*ground.why(), *bounds))
    meets = span_in_words(term)
    recurs = stretch(term, timing.since, timing.until)
    if recurs is None:
        return
    of_day = timing if isinstance(timing, Yearly) else None
    of_some = of_day if of_day and (of_day.every > 1 or of_day.only) else None
    count = of_day.count if of_day else None
    only_opens = of_day is not None and of_day.only_opens
    bounded = timing.since is not None or timing.until is not None
    for year in civil_years(max(term.effect, recurs.first), min(term.last_day, recurs.last)):
        if of_some and not _is_meant(ground, of_some, year):
            continue
        placed = _of_year(ground, timing, year)
        if placed is None:
            continue
        opens, due, alternatives, words = placed
        if bounded and not _is_held(recurs, year, opens or due, due):
            continue
        reading = term.others[0].reading if term.others and year not in main else None
        late = is_post_term(term, due)
        steps = [
            f"L'année N = {year} a des jours dans la convention, {meets}.",
            *words,
            *(other_readings(alternatives) if alternatives else ()),
            *(beyond(term, due, reading) if late else ()),
        ]
        yield write(
            str(year),
            "yearly",
            steps,
            count=count,
            period=Covered(str(year), date(year, 1, 1), date(year, 12, 31)),
            opens=opens,
            due=None if only_opens else due,
            alternatives=alternatives,
            reading=reading,
            post_term=late,
        )


def _is_meant(ground: Ground, timing: Yearly, year: int) -> bool:
    """Whether the clause speaks of year N: every one, some, or one year of the contract."""
    term = ground.term
    if timing.every > 1 and (year - _first_year(ground, timing)) % timing.every:
        return False
    if timing.only == LAST:
        return not term.pending and term.end is not None and year == term.end.year
    if isinstance(timing.only, int):
        return year == term.effect.year + timing.only - 1
    return not timing.only or year in timing.only


def _first_year(ground: Ground, timing: Yearly) -> int:
    """The year that those "every so many years" count from: the first whose day is meant."""
    if timing.since is None:
        return ground.term.effect.year
    since = begins(ground.term, timing.since)
    day = day_in_year(timing.day, since.year, ground.agreement.calendar)
    return since.year + bool(timing.day.offset == 0 and day and day < since)


def _is_held(recurs: Stretch, year: int, begins_on: date, due: date) -> bool:
    """Whether what year N gives is in the stretch; a day of another year goes with its year N."""
    return not due.year == begins_on.year == year or (
        due >= recurs.first and begins_on <= recurs.last
    )


_OfYear = tuple[date | None, date, tuple[Alternative, ...], Sequence[str]]
"""Its first day, if it has one, its last, the other readings, and the steps that say so."""


def _of_year(ground: Ground, timing: Yearly | YearlyWindow, year: int) -> _OfYear | None:
    """What year N gives, nothing before the effect."""
    if isinstance(timing, YearlyWindow):
        return _of_window(ground, timing, year)
    term, calendar = ground.term, ground.agreement.calendar
    if _is_plain(timing):
        due, alternatives, steps = _by_its_number(timing.day, year, timing.strict)
        if due >= term.effect:
            return None, due, alternatives, steps
    exception = _exception(timing, year) if timing.exceptions else None
    if isinstance(exception, Nothing):
        return None
    day = exception or timing.day
    written = day_in_year(day, year, calendar)
    if written is None:
        return None
    reasons: list[str] = []
    if timing.cases:
        moved, reasons = settled(written, timing.cases, _placer(year, calendar), calendar)
        if moved is None:
            return None
        written = moved
    due, alternatives = before_that_day(written, timing.strict)
    alternatives += _after_no_leap_day(day, written, timing.strict)
    if due < term.effect:
        if not (timing.strict and written == term.effect):
            return None
        due, alternatives = written, ()
        reasons = [*reasons, on_the_effect(written)]
    excepted = f" (exception de l'année {year})" if exception else ""
    of_year = f"de l'année {rank(day.offset)} = {year + day.offset}{excepted}"
    since = day_in_year(timing.opens, year, calendar) if timing.opens else None
    opens, cut = begun_at(term.effect, since, due) if since else (None, [])
    if timing.opens == timing.day:
        opens, cut = due, []
    words = f"{_limit(timing, since, day)} {of_year}"
    kept = "compris" if opens and timing.opens != timing.day and not timing.count else ""
    retained = f"le {full(due)}, {kept}." if kept else f"le {full(due)}."
    if reasons:
        steps = [f"{words}.", *reasons, f"Le jour retenu : {retained}", *cut]
        return opens, due, alternatives, steps
    return opens, due, alternatives, [f"{words} : {retained}", *cut]


def _is_plain(timing: Yearly) -> bool:
    """Whether it is one numbered day of a month in every year, with nothing beside it."""
    if timing.exceptions or timing.cases or timing.opens:
        return False
    return not timing.only_opens and timing.day.of == "calendar"


@lru_cache(maxsize=8192)
def _by_its_number(
    day: DayInYear, year: int, strict: bool
) -> tuple[date, tuple[Alternative, ...], Sequence[str]]:
    """That day of year N, its other readings, and the step that says so."""
    first = date(year + day.offset, day.month, 1)
    written = numbered_in_month(first, day.day)
    due, alternatives = before_that_day(written, strict)
    alternatives += _after_no_leap_day(day, written, strict)
    limit = f"{'Avant' if strict else 'Au plus tard'} {the_day(day)}"
    of_year = f"de l'année {rank(day.offset)} = {year + day.offset}"
    return due, alternatives, (f"{limit} {of_year} : le {full(due)}.",)


def _after_no_leap_day(day: DayInYear, written: date, strict: bool) -> tuple[Alternative, ...]:
    """1 March for a 29 February that the year does not have; "avant le" leaves it out anyway."""
    if strict or day.month != FEBRUARY or day.day != LEAP_DAY or written.day == LEAP_DAY:
        return ()
    if day.of != "calendar":
        return ()
    return (Alternative(NO_LEAP_DAY, written + ONE_DAY),)


def _of_window(ground: Ground, timing: YearlyWindow, year: int) -> _OfYear | None:
    """A window that ends before the effect is nobody's; one after the term stays, as a day does."""
    term = ground.term
    _, window = civil_window(timing.span, timing.number, year + timing.offset)
    opens, cut = begun_at(term.effect, window.start, window.end)
    if window.end < term.effect:
        return None
    named = capitalised(in_window(timing.span, timing.number, None))
    words = (
        f"{named} de l'année {rank(timing.offset)} : du {short(window.start)} au "
        f"{full(window.end)}, dernier jour utile."
    )
    return opens, window.end, (), [words, *cut]


def _limit(timing: Yearly, opens: date | None, day: DayInYear) -> str:
    """How the day binds: ``Au plus tard le 31 mars``, ``Du 1er mars 2026 au 30 avril``."""
    if timing.only_opens:
        return f"À partir {the_day(day, 'du')}"
    if timing.opens == timing.day:
        return capitalised(the_day(day))
    if opens and not timing.count:
        return f"Du {short(opens)} {the_day(day, 'au')}"
    return f"{'Avant' if timing.strict else 'Au plus tard'} {the_day(day)}"


def _placer(year: int, calendar: Calendar) -> Callable[[DayInYear], Placed]:
    """How another day of that year is found."""

    def place(day: DayInYear) -> Placed:
        return day_in_year(day, year, calendar), the_day(day)

    return place


def _exception(timing: Yearly, year: int) -> DayInYear | Nothing | None:
    return next((other for years, other in timing.exceptions if year in years), None)


def rank(offset: int) -> str:
    """``N``, ``N+1``, ``N-1``."""
    return f"N{offset:+d}" if offset else "N"


def named_day(day: DayInYear) -> str:
    """``15 février``, ``dernier jour ouvré de juin``, ``lundi de Pâques``."""
    if isinstance(day.of, Feast):
        return day.of.name
    if day.of == "calendar" and day.day != LAST:
        return day_and_month(day.day, day.month)
    return f"{position(day.day, day.of)} {french.of(MONTHS[day.month - 1])}"


_CONTRACTED = {"": ("le ", ""), "du": ("du ", "de "), "au": ("au ", "à ")}


@lru_cache(maxsize=1024)
def the_day(day: DayInYear, before: Literal["", "du", "au"] = "") -> str:
    """The day with its article: ``le 15 février``, ``au lundi de Pâques``, ``à l'Ascension``."""
    words = day.of.full_name if isinstance(day.of, Feast) else f"le {named_day(day)}"
    contracted, bare = _CONTRACTED[before]
    if words.startswith("le "):
        return contracted + words.removeprefix("le ")
    return bare + words

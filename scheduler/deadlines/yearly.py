"""Occurrences on a day, or in a window, of each civil year that meets the term."""

from collections.abc import Iterator
from datetime import date

from scheduler.deadlines import french
from scheduler.deadlines.agreement import Clause
from scheduler.deadlines.day_of_month import day_in_year
from scheduler.deadlines.forwards import LEAP_DAY, NO_LEAP_DAY
from scheduler.deadlines.french import MONTHS, capitalised, day_and_month, full, short
from scheduler.deadlines.ground import (
    Ground,
    Writer,
    before_that_day,
    begun_at,
    beyond,
    is_post_term,
    other_readings,
    span_in_words,
)
from scheduler.deadlines.monthly import position
from scheduler.deadlines.obligation import Alternative, Covered, Occurrence
from scheduler.deadlines.period import FEBRUARY, ONE_DAY
from scheduler.deadlines.recurrence import civil_window, civil_years, in_window
from scheduler.deadlines.term import Term
from scheduler.deadlines.timing import LAST, DayInYear, Yearly, YearlyWindow


def yearly(ground: Ground, clause: Clause, timing: Yearly | YearlyWindow) -> Iterator[Occurrence]:
    """One occurrence per civil year N that meets the term; nothing before the effect."""
    term = ground.term
    main = civil_years(term.effect, term.periods[-1].end)
    write = Writer(ground.agreement, clause, ground.why())
    stretch = span_in_words(term)
    for year in civil_years(term.effect, term.last_day):
        if isinstance(timing, Yearly) and not _is_meant(term, timing, year):
            continue
        found = _of_year(ground, timing, year)
        if found is None or (timing.since and year < timing.since.year):
            continue
        opens, due, alternatives, words = found
        reading = term.others[0].reading if term.others and year not in main else None
        steps = [
            f"L'année N = {year} a des jours dans la convention, {stretch}.",
            *words,
            *other_readings(alternatives),
            *beyond(term, due, reading),
        ]
        yield write(
            str(year),
            "yearly",
            steps,
            period=Covered(str(year), date(year, 1, 1), date(year, 12, 31)),
            opens=opens,
            due=due,
            alternatives=alternatives,
            reading=reading,
            post_term=is_post_term(term, due),
        )


def _is_meant(term: Term, timing: Yearly, year: int) -> bool:
    """Whether the clause speaks of year N: every one, some, or one year of the contract."""
    first = timing.since.year if timing.since else term.effect.year
    if (year - first) % timing.every:
        return False
    if timing.only == LAST:
        return not term.pending and term.end is not None and year == term.end.year
    if isinstance(timing.only, int):
        return year == term.effect.year + timing.only - 1
    return not timing.only or year in timing.only


_OfYear = tuple[date | None, date, tuple[Alternative, ...], list[str]]
"""Its first day, if it has one, its last, the other readings, and the steps that say so."""


def _of_year(ground: Ground, timing: Yearly | YearlyWindow, year: int) -> _OfYear | None:
    """What year N gives; a window of year N itself must meet the term, one of N+1 need not."""
    term, calendar = ground.term, ground.agreement.calendar
    if isinstance(timing, YearlyWindow):
        _, window = civil_window(timing.span, timing.number, year + timing.offset)
        opens, cut = begun_at(term.effect, window.start, window.end)
        if window.end < term.effect or (timing.offset == 0 and opens > term.last_day):
            return None
        named = capitalised(in_window(timing.span, timing.number, None))
        words = (
            f"{named} de l'année {rank(timing.offset)} : du {short(window.start)} au "
            f"{full(window.end)}, dernier jour utile."
        )
        return opens, window.end, (), [words, *cut]
    exception = _exception(timing, year)
    day = exception or timing.day
    written = day_in_year(day, year, calendar)
    if written is None:
        return None
    due, alternatives = before_that_day(written, timing.strict)
    alternatives += _after_no_leap_day(day, written, timing.strict)
    if due < term.effect:
        return None
    excepted = f" (exception de l'année {year})" if exception else ""
    of_year = f"de l'année {rank(day.offset)} = {year + day.offset}{excepted}"
    since = day_in_year(timing.opens, year, calendar) if timing.opens else None
    if since:
        opens, cut = begun_at(term.effect, since, due)
        words = f"Du {short(since)} au {named_day(day)} {of_year} : le {full(due)}, compris."
        if timing.opens == timing.day:
            words = f"Le {named_day(day)} {of_year} : le {full(due)}."
        return opens, due, alternatives, [words, *cut]
    limit = "Avant le" if timing.strict else "Au plus tard le"
    return None, due, alternatives, [f"{limit} {named_day(day)} {of_year} : le {full(due)}."]


def _after_no_leap_day(day: DayInYear, written: date, strict: bool) -> tuple[Alternative, ...]:
    """1 March for a 29 February that the year does not have; "avant le" leaves it out anyway."""
    is_leap_day = (day.day, day.month, day.of) == (LEAP_DAY, FEBRUARY, "calendar")
    if strict or not is_leap_day or written.day == LEAP_DAY:
        return ()
    return (Alternative(NO_LEAP_DAY, written + ONE_DAY),)


def _exception(timing: Yearly, year: int) -> DayInYear | None:
    return next((other for years, other in timing.exceptions if year in years), None)


def rank(offset: int) -> str:
    """``N``, ``N+1``, ``N-1``."""
    return f"N{offset:+d}" if offset else "N"


def named_day(day: DayInYear) -> str:
    """``15 février``, ``dernier jour ouvré de juin``."""
    if day.of == "calendar" and day.day != LAST:
        return day_and_month(day.day, day.month)
    return f"{position(day.day, day.of)} {french.of(MONTHS[day.month - 1])}"

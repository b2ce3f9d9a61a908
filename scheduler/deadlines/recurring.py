"""Occurrences of what comes back: quotas, yearly and monthly dates, years of the contract."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time

from dateutil.rrule import rrulestr

from scheduler.deadlines import french
from scheduler.deadlines.agreement import Clause
from scheduler.deadlines.business_days import Calendar, counts
from scheduler.deadlines.french import (
    MONTHS,
    WEEKDAYS,
    capitalised,
    day_and_month,
    full,
    ordinal,
    short,
    times,
)
from scheduler.deadlines.ground import (
    Ground,
    Writer,
    before_that_day,
    beyond,
    is_post_term,
    occurrence,
    reading_beyond,
    span_in_words,
    under,
)
from scheduler.deadlines.obligation import Alternative, Covered, Occurrence
from scheduler.deadlines.period import (
    ONE_DAY,
    DayKind,
    Period,
    add_months,
    add_months_up,
    days_in_month,
)
from scheduler.deadlines.recurrence import (
    civil_readings,
    civil_window,
    civil_windows,
    civil_years,
    contract_windows,
    in_window,
)
from scheduler.deadlines.term import Term
from scheduler.deadlines.timing import (
    LAST,
    ByRule,
    ContractYear,
    DayInYear,
    DayOf,
    Quota,
    Yearly,
    YearlyWindow,
)


def quota(ground: Ground, clause: Clause, timing: Quota) -> Iterator[Occurrence]:
    """One occurrence per window, due on the window's last day; none for a mere right."""
    if not timing.dated:
        return
    term = ground.term
    if timing.basis == "rolling":
        yield from _rolling(ground, clause, timing)
        return
    write = Writer(ground.agreement, clause, ground.why())
    for last, reading, first in _stretches(term):
        since = max(term.effect, timing.since or term.effect)
        windows = (
            civil_windows(since, last, timing.span)
            if timing.basis == "civil" or timing.span.civil
            else contract_windows(term.effect, last, timing.span)
        )
        for key, window in windows:
            if window.end >= since and (reading is None or window.start >= first):
                yield _quota_window(ground, write, timing, key, window, reading)


def _rolling(ground: Ground, clause: Clause, timing: Quota) -> Iterator[Occurrence]:
    """One act after another, each counted from the last one recorded, the first from the effect.

    Only the next one is known: the one after it waits for its date.
    """
    term, name, months = ground.term, f"{ground.agreement.id}/{clause.id}", timing.span.months
    number, since = 1, max(term.effect, timing.since or term.effect)
    due = add_months_up(since, months) - ONE_DAY
    told = f"Il n'y a pas encore d'acte : {months} mois depuis le {short(since)}"
    while since <= term.last_day:
        last = min(due, term.last_day)
        steps = [*ground.why(), f"{told} : le {full(last)} au plus tard."]
        item = occurrence(ground.agreement, clause, f"g{number}", "quota", steps)
        covered = Covered(f"n° {number}", since, last)
        yield replace(item, count=timing.number, period=covered, opens=since, due=last)
        done = ground.facts.done.get(f"{name}/g{number}")
        if done is None:
            return
        number, since, due = number + 1, done.on, add_months(done.on, months)
        told = f"Le dernier acte est du {short(since)} ; le suivant, {months} mois après"


def _stretches(term: Term) -> Iterator[tuple[date, str | None, date]]:
    """(last day, reading, first day): the main term, then what only another reading adds."""
    yield term.periods[-1].end, None, term.effect
    if term.others:
        yield term.others[-1].end, term.others[0].reading, term.others[0].start


_LEAST = {"at least": "au moins", "exactly": "exactement", "at most": "au plus"}


def _quota_window(
    ground: Ground, write: Writer, timing: Quota, key: str, window: Period, reading: str | None
) -> Occurrence:
    steps = [
        f"{window.label.capitalize()} : du {short(window.start)} au {full(window.end)}.",
    ]
    alternatives = () if timing.basis or timing.span.civil else civil_readings(window, timing.span)
    steps.append(
        f"La clause demande {_LEAST[timing.bound]} {times(timing.number)} dans cette période ; "
        "tout acte daté dans la période y satisfait, le dernier jour utile est le "
        f"{short(window.end)}."
    )
    steps += [f"Autre lecture ({a.reading}) : le {full(a.due)}." for a in alternatives]
    if timing.basis == "civil" and window.start < ground.term.effect:
        steps.append(
            "Cette période était entamée à la prise d'effet : elle compte, par prudence. Autre "
            "lecture (la première période entière d'abord) : rien n'y est dû."
        )
    steps += beyond(ground.term, window.end, reading)
    opens = max(window.start, ground.term.effect, timing.since or window.start)
    return write(
        key,
        "quota",
        steps,
        count=timing.number,
        period=Covered(window.label, opens, window.end),
        opens=opens,
        due=window.end,
        alternatives=alternatives,
        reading=reading,
        post_term=is_post_term(ground.term, window.end),
    )


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
            words,
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
        return term.end is not None and year == term.end.year
    if isinstance(timing.only, int):
        return year == term.effect.year + timing.only - 1
    return not timing.only or year in timing.only


_OfYear = tuple[date | None, date, tuple[Alternative, ...], str]
"""Its first day, if it has one, its last, the other readings, and the step that says so."""


def _of_year(ground: Ground, timing: Yearly | YearlyWindow, year: int) -> _OfYear | None:
    """What year N gives; a window of year N itself must meet the term, one of N+1 need not."""
    term, calendar = ground.term, ground.agreement.calendar
    if isinstance(timing, YearlyWindow):
        _, window = civil_window(timing.span, timing.number, year + timing.offset)
        opens = max(window.start, term.effect)
        if window.end < term.effect or (timing.offset == 0 and opens > term.last_day):
            return None
        named = capitalised(in_window(timing.span, timing.number, None))
        words = (
            f"{named} de l'année {rank(timing.offset)} : du {short(opens)} au {full(window.end)}, "
            "dernier jour utile."
        )
        return opens, window.end, (), words
    exception = _exception(timing, year)
    day = exception or timing.day
    written = day_in_year(day, year, calendar)
    if written is None:
        return None
    due, alternatives = before_that_day(written, timing.strict)
    if due < term.effect:
        return None
    excepted = f" (exception de l'année {year})" if exception else ""
    of_year = f"de l'année {rank(day.offset)} = {year + day.offset}{excepted}"
    since = day_in_year(timing.opens, year, calendar) if timing.opens else None
    if since:
        opens = max(since, term.effect)
        words = f"Du {short(opens)} au {named_day(day)} {of_year} : le {full(due)}, compris."
        if timing.opens == timing.day:
            words = f"Le {named_day(day)} {of_year} : le {full(due)}."
        return opens, due, alternatives, words
    limit = "Avant le" if timing.strict else "Au plus tard le"
    return None, due, alternatives, f"{limit} {named_day(day)} {of_year} : le {full(due)}."


def rank(offset: int) -> str:
    """``N``, ``N+1``, ``N-1``."""
    return f"N{offset:+d}" if offset else "N"


def day_in_year(day: DayInYear, year: int, calendar: Calendar) -> date | None:
    """The day for year N; 29 February is the 28th in common years; None for a missing position."""
    return in_month(date(year + day.offset, day.month, 1), day.day, day.of, calendar)


def named_day(day: DayInYear) -> str:
    """``15 février``, ``dernier jour ouvré de juin``."""
    if day.of == "calendar" and day.day != LAST:
        return day_and_month(day.day, day.month)
    return f"{position(day.day, day.of)} {french.of(MONTHS[day.month - 1])}"


def _exception(timing: Yearly, year: int) -> DayInYear | None:
    return next((other for years, other in timing.exceptions if year in years), None)


def day_of(ground: Ground, clause: Clause, timing: DayOf) -> Iterator[Occurrence]:
    """One occurrence per civil month, quarter or semester that meets the term."""
    term, calendar = ground.term, ground.agreement.calendar
    since = max(term.effect, timing.since or term.effect)
    write = Writer(ground.agreement, clause, ground.why())
    stretch = span_in_words(term)
    limit = {"by": "Au plus tard le", "before": "Avant le", "on": "Le"}[timing.bound]
    named = f", {position(timing.day, timing.of)}" if timing.of != "calendar" else ""
    opens = timing.bound == "on" or timing.opens is not None
    exceptions, strict = dict(timing.exceptions), timing.bound == "before"
    last_day = term.end or date.max
    for key, window in civil_windows(term.effect, term.last_day, timing.span):
        month = add_months(window.start, timing.month - 1) if timing.month > 1 else window.start
        excepted = month.month in exceptions
        day, of = (exceptions[month.month], "calendar") if excepted else (timing.day, timing.of)
        written = in_month(month, day, of, calendar)
        if written is None:
            continue
        due, alternatives = before_that_day(written, strict=True) if strict else (written, ())
        if due < since:
            continue
        reading = reading_beyond(term, window.start) if term.others else None
        steps = [f"{window.label.capitalize()} a des jours dans la convention, {stretch}."]
        if excepted:
            steps.append(f"Le texte fait une exception pour {MONTHS[written.month - 1]}.")
        steps.append(
            f"{limit} {day_and_month(written.day, written.month)}{named} : le {full(due)}."
        )
        late = due > last_day
        if alternatives or late:
            steps += [f"Autre lecture ({a.reading}) : le {full(a.due)}." for a in alternatives]
            steps += beyond(term, due, reading)
        yield write(
            key,
            "monthly",
            steps,
            period=Covered(window.label, window.start, window.end),
            opens=_opens(timing, month, due, term) if opens else None,
            due=due,
            alternatives=alternatives,
            reading=reading,
            post_term=late,
        )


def _opens(timing: DayOf, month: date, due: date, term: Term) -> date | None:
    if timing.bound == "on":
        return due
    if timing.opens is None:
        return None
    return max(month.replace(day=min(timing.opens, due.day)), term.effect)


SHORTEST_MONTH = 28


def in_month(first: date, day: int, of: DayKind | int, calendar: Calendar) -> date | None:
    """The day of the month that begins on ``first``: by its number, or its rank among some days.

    A number beyond the month is its last day; None where there is no fifth Monday.
    """
    year, month = first.year, first.month
    if of == "calendar" and 0 < day <= SHORTEST_MONTH:
        return date(year, month, day)
    length = days_in_month(year, month)
    if of == "calendar":
        return date(year, month, length if day == LAST else min(day, length))
    days = [
        one
        for one in (first.replace(day=number) for number in range(1, length + 1))
        if _is_of(one, of, calendar)
    ]
    index = day - 1 if day != LAST else len(days) - 1
    return days[index] if 0 <= index < len(days) else None


def _is_of(day: date, of: DayKind | int, calendar: Calendar) -> bool:
    if isinstance(of, int):
        return day.weekday() == of
    return counts(day, of, calendar.zone, calendar.good_friday)


def position(day: int, of: DayKind | int) -> str:
    """``dernier jour ouvré``, ``2e mardi``, ``dernier jour``."""
    rank = "dernier" if day == LAST else ordinal(day)
    if isinstance(of, int):
        return f"{rank} {WEEKDAYS[of]}"
    kind = {"worked": " ouvré", "workable": " ouvrable", "calendar": ""}[of]
    return f"{rank} jour{kind}"


def by_rule(ground: Ground, clause: Clause, timing: ByRule) -> Iterator[Occurrence]:
    """One occurrence per day that the recurrence rule gives from the effect to the end."""
    term = ground.term
    for number, due in enumerate(rule_days(timing.rule, term.effect, term.last_day), start=1):
        reading = reading_beyond(term, due)
        steps = [
            *ground.why(),
            f"Règle de récurrence {timing.rule} (RFC 5545), depuis la prise d'effet : n° {number}, "
            f"le {full(due)}.",
            *beyond(term, due, reading),
        ]
        item = occurrence(ground.agreement, clause, f"r{number}", "rule", steps)
        yield replace(
            item,
            due=due,
            condition=under(reading, item.condition),
            post_term=is_post_term(term, due),
        )


def rule_days(rule: str, first: date, last: date) -> list[date]:
    """The days of an RFC 5545 rule (section 3.3.10) within both bounds, ``first`` its start.

    Raises ValueError for a rule that is none.
    """
    midnight = time()
    start, end = (datetime.combine(day, midnight) for day in (first, last))
    found = rrulestr(rule, dtstart=start)
    return [one.date() for one in found.between(start, end, inc=True)]


def contract_year(ground: Ground, clause: Clause, timing: ContractYear) -> Iterator[Occurrence]:
    """The one occurrence of "during the k-th year of the contract", if the term reaches it."""
    if timing.number == LAST:
        yield from _last_year(ground, clause)
        return
    effect = ground.term.effect
    start = add_months_up(effect, 12 * (timing.number - 1))
    if start > ground.term.last_day:
        return
    end = min(add_months_up(effect, 12 * timing.number) - ONE_DAY, ground.term.last_day)
    label = f"{ordinal(timing.number, feminine=True)} année du contrat"
    civil = date(effect.year + timing.number - 1, 12, 31)
    alternatives = (
        (Alternative(f"année civile {civil.year}", civil),) if start <= civil < end else ()
    )
    steps = [*ground.why(), f"La {label} va du {short(start)} au {full(end)}."]
    steps += [f"Autre lecture ({a.reading}) : le {full(a.due)}." for a in alternatives]
    yield replace(
        occurrence(ground.agreement, clause, "unique", "window", steps),
        opens=start,
        due=end,
        period=Covered(label, start, end),
        alternatives=alternatives,
    )


def _last_year(ground: Ground, clause: Clause) -> Iterator[Occurrence]:
    """The twelve months that end with the term; it moves with an extension or a renewal."""
    term = ground.term
    if term.end is None:
        return
    start = max(add_months_up(term.end + ONE_DAY, -12), term.effect)
    label = "dernière année du contrat"
    steps = [
        *ground.why(),
        f"Le terme est le {short(term.end)}. La {label} va du {short(start)} au {full(term.end)}.",
        "Une reconduction ou une prorogation la déplacerait.",
    ]
    if start.year < term.end.year:
        steps.append(
            f"Autre lecture (dernière année civile) : du 1er janvier {term.end.year} au même jour."
        )
    yield replace(
        occurrence(ground.agreement, clause, "unique", "window", steps),
        opens=start,
        due=term.end,
        period=Covered(label, start, term.end),
    )

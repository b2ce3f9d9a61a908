"""Occurrences of what is asked so many times in every window."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from scheduler.deadlines.agreement import Clause
from scheduler.deadlines.forwards import NO_LEAP_DAY, anniversary
from scheduler.deadlines.french import full, short, times
from scheduler.deadlines.ground import (
    Ground,
    Writer,
    begun_at,
    beyond,
    is_post_term,
    occurrence,
    other_readings,
)
from scheduler.deadlines.obligation import Alternative, Covered, Occurrence
from scheduler.deadlines.period import ONE_DAY, Period, add_months_up
from scheduler.deadlines.recurrence import civil_readings, civil_windows, contract_windows
from scheduler.deadlines.stretch import bound_steps, stretch
from scheduler.deadlines.term import Term
from scheduler.deadlines.timing import Quota


def quota(ground: Ground, clause: Clause, timing: Quota) -> Iterator[Occurrence]:
    """One occurrence per window, due on the window's last day; none for a mere right."""
    if not timing.dated:
        return
    term = ground.term
    if timing.basis == "rolling":
        yield from _rolling(ground, clause, timing)
        return
    recurs = stretch(term, timing.since, timing.until)
    if recurs is None:
        return
    bounds = bound_steps(term, timing.since, timing.until)
    write = Writer(ground.agreement, clause, (*ground.why(), *bounds))
    asked = (
        f"La clause demande {_LEAST[timing.bound]} {times(timing.number)} dans cette période ; "
        "tout acte daté dans la période y satisfait, le dernier jour utile est le "
    )
    for last_of_term, reading, first in _stretches(term):
        since, last = recurs.first, min(last_of_term, recurs.last)
        goes_on = term.end is None and last == term.last_day
        windows = (
            civil_windows(since, last, timing.span, whole=goes_on)
            if timing.basis == "civil" or timing.span.civil
            else contract_windows(term.effect, last, timing.span, whole=goes_on)
        )
        for key, window in windows:
            if window.end >= since and (reading is None or window.start >= first):
                yield _quota_window(ground, write, timing, asked, key, window, reading, since)


def _rolling(ground: Ground, clause: Clause, timing: Quota) -> Iterator[Occurrence]:
    """One act after another, each counted from the last one recorded, the first from the effect.

    Only the next one is known: the one after it waits for its date. One that may wait until the
    agreement is over is not owed by it.
    """
    term, name, months = ground.term, f"{ground.agreement.id}/{clause.id}", timing.span.months
    recurs = stretch(term, timing.since, timing.until)
    if recurs is None:
        return
    number, since, last_day = 1, recurs.first, min(term.last_day, recurs.last)
    due = add_months_up(since, months) - ONE_DAY
    told = f"Il n'y a pas encore d'acte : {months} mois depuis le {short(since)}"
    other: date | None = None
    while since <= last_day and (due <= last_day or (term.endless and due < recurs.last)):
        steps = [*ground.why(), f"{told} : le {full(due)} au plus tard."]
        others = (Alternative(NO_LEAP_DAY, other),) if other else ()
        steps += other_readings(others)
        item = occurrence(ground.agreement, clause, f"g{number}", "quota", steps)
        covered = Covered(f"n° {number}", since, due)
        whole = replace(item, count=timing.number, period=covered, opens=since, due=due)
        yield replace(whole, alternatives=others)
        done = ground.facts.done.get(f"{name}/g{number}")
        if done is None:
            return
        number, since = number + 1, done.on
        due, other = anniversary(done.on, months)
        told = f"Le dernier acte est du {short(since)} ; le suivant, {months} mois après"


def _stretches(term: Term) -> Iterator[tuple[date, str | None, date]]:
    """(last day, reading, first day): the main term, then what only another reading adds."""
    yield term.periods[-1].end, None, term.effect
    if term.others:
        yield term.others[-1].end, term.others[0].reading, term.others[0].start


_LEAST = {"at least": "au moins", "exactly": "exactement", "at most": "au plus"}


def _quota_window(
    ground: Ground,
    write: Writer,
    timing: Quota,
    asked: str,
    key: str,
    window: Period,
    reading: str | None,
    since: date,
) -> Occurrence:
    steps = [
        f"{window.label.capitalize()} : du {short(window.start)} au {full(window.end)}.",
        f"{asked}{short(window.end)}.",
    ]
    read_otherwise = not (timing.basis or timing.span.civil)
    others = civil_readings(window, timing.span) if read_otherwise else ()
    alternatives = others
    if others and since > ground.term.effect:
        alternatives = tuple(other for other in others if other.due >= since)
    if alternatives:
        steps += other_readings(alternatives)
    if timing.basis == "civil" and window.start < ground.term.effect:
        steps.append(
            "Cette période était entamée à la prise d'effet : elle compte, par prudence. Autre "
            "lecture (la première période entière d'abord) : rien n'y est dû."
        )
    late = is_post_term(ground.term, window.end)
    if late:
        steps += beyond(ground.term, window.end, reading)
    effect, opens = ground.term.effect, window.start
    cut: list[str] = []
    if opens < effect:
        opens, cut = begun_at(effect, opens, window.end)
    if since > opens:
        cut = [f"Le texte ne compte que depuis le {full(since)} : elle s'ouvre ce jour-là."]
        opens = since
    steps += cut
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
        post_term=late,
    )

"""Days counted from days that are themselves computed, and the first or last of several."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.backwards import day_before
from scheduler.deadlines.business_days import end_of
from scheduler.deadlines.french import capitalised, full, ordinal, short
from scheduler.deadlines.ground import Ground, is_post_term, occurrence, other_readings
from scheduler.deadlines.obligation import Alternative, Covered, Occurrence
from scheduler.deadlines.period import ONE_DAY, Length, add_months_up, subtracted
from scheduler.deadlines.term import Term, TermPeriod, period_name
from scheduler.deadlines.timing import Extreme, Relative, TermDay

FIRST_DAYS = ("effect", "anniversary", "each renewal")
"""The days of the term that something begins on; the others run to midnight."""


@dataclass(frozen=True)
class From:
    """A computed day to count from; ``exact`` is False where it is only the earliest possible."""

    key: str
    day: date | None
    what: str
    why: tuple[str, ...]
    exact: bool = True
    period: Covered | None = None
    condition: str | None = None


def from_limit(item: Occurrence) -> From:
    """The last day of an occurrence, as a day to count from."""
    day = item.due or item.earliest or item.opens
    return From(
        item.key.rpartition("/")[2],
        day,
        f"« {item.title} »",
        derivation.unnumbered(item.derivation),
        exact=item.due is not None or item.earliest is None,
        period=item.period,
        condition=item.condition,
    )


def from_moment(item: Occurrence) -> From:
    """The same of a moment that has no title of its own, after the steps that lead to it."""
    return replace(from_limit(item), what="cette date", why=from_limit(item).why[1:])


def from_term(ground: Ground, of: TermDay) -> Iterator[From]:
    """The days of the term that are meant."""
    which = of.which
    term, exact = ground.term, ground.effect.exact
    sure = exact and term.pending is None
    why = tuple(ground.why())
    if which == "effect":
        yield From("unique", term.effect, "la prise d'effet", why, exact)
    elif which == "each end":
        for period in term.all_periods if not term.open_ended else ():
            steps = (*why, *derivation.period_end(ground.rule, term, period))
            under = _under(period)
            covered = Covered(period_name(period), period.start, period.end)
            what = f"la fin de la {period_name(period)}"
            day, known = period.end, exact
            if period.end == term.end and term.pending:
                day, known = term.nearest_end or period.end, False
            yield From(f"p{period.ordinal}", day, what, steps, known, covered, under)
    elif which == "each renewal":
        for period in term.all_periods[1:]:
            if not (period.extension or period.rest):
                steps = (*why, *derivation.period_end(ground.rule, term, period))
                name = period_name(period)
                covered = Covered(name, period.start, period.end)
                what = f"le premier jour de la {name}"
                under = _under(period)
                yield From(f"p{period.ordinal}", period.start, what, steps, exact, covered, under)
    elif which == "anniversary":
        for number, day in _anniversaries(term, of.every):
            named = f"{ordinal(number)} anniversaire de la prise d'effet"
            since = add_months_up(term.effect, 12 * (number - of.every))
            covered = Covered(named, since, day - ONE_DAY)
            yield From(f"a{number}", day, f"le {named}", why, exact, covered)
    elif which == "middle" and term.nearest_end is not None:
        steps = (*why, *derivation.period_end(ground.rule, term, term.periods[-1]))
        yield From("unique", _middle(term.effect, term.nearest_end), "la mi-parcours", steps, sure)
    elif which == "end" and term.nearest_end is not None:
        last = term.kept[-1]
        steps = (*why, *derivation.period_end(ground.rule, term, last))
        yield From("unique", term.nearest_end, "le terme", steps, sure, condition=_under(last))


def _under(period: TermPeriod) -> str | None:
    return f"seulement selon la lecture « {period.reading} »" if period.reading else None


def _anniversaries(term: Term, every: int) -> Iterator[tuple[int, date]]:
    """The anniversaries of the effect that fall within the term, one every so many years."""
    number, day = every, add_months_up(term.effect, 12 * every)
    while day <= term.last_day:
        yield number, day
        number += every
        day = add_months_up(term.effect, 12 * number)


def _middle(effect: date, end: date) -> date:
    """The last day of the first half: of whole months where there are, else of the days."""
    passed = (end.year - effect.year) * 12 + end.month - effect.month
    for months in (passed, passed + 1):
        if months % 2 == 0 and add_months_up(effect, months) == end + ONE_DAY:
            return add_months_up(effect, months // 2) - ONE_DAY
    return effect + (end + ONE_DAY - effect) // 2 - ONE_DAY


def counted(
    agreement: Agreement, clause: Clause, timing: Relative, anchor: From, term: Term | None
) -> Occurrence:
    """The occurrence that one anchor gives."""
    kind = (
        "event" if timing.length is None else "delay after" if timing.forwards else "delay before"
    )
    if anchor.day is None:
        item = occurrence(agreement, clause, anchor.key, kind, list(anchor.why))
        return replace(item, certainty="unknown", period=anchor.period)
    due, step, others = _day(agreement, timing, anchor)
    steps = [*anchor.why, step, *other_readings(others)]
    item = occurrence(agreement, clause, anchor.key, kind, steps)
    conditions = [text for text in (anchor.condition, item.condition) if text]
    late = term is not None and is_post_term(term, due)
    found = replace(
        item,
        opens=_opens(timing, anchor.day),
        due=due,
        alternatives=others,
        period=anchor.period,
        condition=" ; ".join(dict.fromkeys(conditions)) or None,
        post_term=late,
    )
    if anchor.exact:
        return found
    return replace(
        found, due=None, opens=None, earliest=found.acts_by, certainty="bracketed", post_term=False
    )


def _opens(timing: Relative, day: date) -> date | None:
    if timing.opens:
        return opening(timing, day, timing.opens)
    return day if timing.forwards and timing.length else None


def opening(timing: Relative, day: date, length: Length) -> date:
    """The first day from which no more than the whole length is left.

    A last day runs to midnight: it is the day after it that the length comes before.
    """
    starts = isinstance(timing.anchor, TermDay) and timing.anchor.which in FIRST_DAYS
    return subtracted(day if starts else day + ONE_DAY, length)


def _day(
    agreement: Agreement, timing: Relative, anchor: From
) -> tuple[date, str, tuple[Alternative, ...]]:
    assert anchor.day is not None, "the caller says so"
    length, calendar = timing.length, agreement.calendar
    if length is None:
        return anchor.day, f"Le texte désigne {anchor.what} : le {full(anchor.day)}.", ()
    if timing.forwards:
        due = end_of(anchor.day, length, calendar)
        step = (
            f"Un délai {length.of_words} après {anchor.what}, le {short(anchor.day)}, ce jour "
            f"non compté, expire le {full(due)}."
        )
        return due, step, _month_end_reading(anchor.day, length, due)
    due, others = day_before(anchor.day, length, calendar, "retranchés de la date")
    step = f"{length.in_words} avant {anchor.what}, le {short(anchor.day)} : le {full(due)}."
    if timing.opens:
        since = opening(timing, anchor.day, timing.opens)
        step = f"{timing.opens.of_words} (le {short(since)}) à {step}"
    return due, capitalised(step), others


def _month_end_reading(start: date, length: Length, due: date) -> tuple[Alternative, ...]:
    """From the last day of a month, whole months may be read as going to the last of a month."""
    if not length.months or length.days or (start + ONE_DAY).day != 1:
        return ()
    last = (due.replace(day=28) + 4 * ONE_DAY).replace(day=1) - ONE_DAY
    return (Alternative("de fin de mois à fin de mois", last),) if last != due else ()


def extreme(
    timing: Extreme, found: Sequence[Sequence[Occurrence] | None]
) -> list[Occurrence] | None:
    """The earliest, or the latest, of several moments, period by period.

    While one is unknown, the earliest-of shows the others as a last day that may come sooner, and
    the latest-of as the soonest day possible.
    """
    known = [items for items in found if items]
    if not known:
        return None if any(items is None for items in found) else []
    if all(len(items) == 1 for items in known):
        groups = [[items[0] for items in known]]
    else:
        keys = dict.fromkeys(item.key for items in known for item in items)
        groups = [[one for items in known for one in items if one.key == key] for key in keys]
    return [_of_several(timing, items, len(found)) for items in groups]


def _of_several(timing: Extreme, items: list[Occurrence], expected: int) -> Occurrence:
    dated = [item for item in items if item.due]
    if not dated:
        return items[0]
    choose = max if timing.latest else min
    chosen = choose(dated, key=lambda item: item.due or date.min)
    which = "dernier" if timing.latest else "premier"
    days = " ; ".join(f"le {short(item.due)}" for item in dated if item.due)
    steps = [f"Le texte retient le {which} de plusieurs moments ({days})."]
    if len(dated) < expected:
        steps.append("L'un des moments n'est pas encore connu : ce jour peut changer.")
    told = derivation.with_more(chosen.derivation, steps)
    if len(dated) == expected:
        return replace(chosen, derivation=told)
    if timing.latest:
        later = replace(chosen, due=None, opens=None, earliest=chosen.due, derivation=told)
        return replace(later, certainty="bracketed", post_term=False)
    return replace(chosen, latest=chosen.due, certainty="approximate", derivation=told)

"""Days counted from days that are themselves computed: a limit, a day of the term, a moment."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.backwards import before_that_day, counted_back, day_before
from scheduler.deadlines.business_days import Calendar, first_after
from scheduler.deadlines.forwards import NO_LEAP_DAY, anniversary, day_after, lasting_readings
from scheduler.deadlines.french import capitalised, full, of_the, ordinal, short
from scheduler.deadlines.ground import (
    Ground,
    begun_at,
    is_post_term,
    occurrence,
    other_readings,
)
from scheduler.deadlines.obligation import Alternative, Certainty, Covered, Occurrence, as_one_day
from scheduler.deadlines.period import ONE_DAY, Length, add_months_up
from scheduler.deadlines.places import in_time, placed
from scheduler.deadlines.rounding import WORDS, rounded
from scheduler.deadlines.single import (
    first_day_of_what_lasts,
    opening_past,
    whole_delay_before,
)
from scheduler.deadlines.term import Term, TermPeriod, period_name
from scheduler.deadlines.timing import (
    Anchor,
    Counting,
    Cutoff,
    Fixed,
    Place,
    Relative,
    TermDay,
)

FIRST_DAYS = ("effect", "anniversary", "each renewal")
"""The days of the term that something begins on; the others run to midnight."""
_KINDS: dict[Counting, str] = {
    "at": "event",
    "after": "delay after",
    "before": "delay before",
    "past": "delay past",
    "elapsed": "delay past",
    "lasting": "delay after",
    "within": "delay after",
    "leading": "delay before",
    "place": "event",
}
THE_DAY_INCLUDED = "le jour dit compris"


@dataclass(frozen=True)
class From:
    """A computed day to count from, with its other readings.

    ``exact`` is False where ``day`` is only the earliest possible one and ``latest`` the latest,
    each None where nothing bounds it; ``approximate`` where the day itself may come sooner.
    """

    key: str
    day: date | None
    what: str
    why: tuple[str, ...]
    exact: bool = True
    period: Covered | None = None
    condition: str | None = None
    latest: date | None = None
    others: tuple[Alternative, ...] = ()
    approximate: bool = False


def from_limit(item: Occurrence) -> From:
    """The last day of an occurrence, as a day to count from; the first of what only opens.

    Of a duty that lasts, it is the day on which it is over.
    """
    return From(
        item.key.rpartition("/")[2],
        item.over_on or item.due or item.earliest or item.opens,
        f"« {item.title} »",
        derivation.unnumbered(item.derivation),
        exact=item.certainty in ("exact", "approximate"),
        period=item.period,
        condition=item.condition,
        latest=item.latest,
        others=item.alternatives,
        approximate=item.certainty == "approximate",
    )


def from_moment(item: Occurrence) -> From:
    """The same of a moment that has no title of its own, after the steps that lead to it."""
    return replace(from_limit(item), what="cette date", why=from_limit(item).why[1:])


def from_fact(item: Occurrence, title: str) -> From:
    """The day of an event, as a day to count from, after the step that says how it is known."""
    return replace(from_limit(item), what=f"« {title} »", why=from_limit(item).why[1:2])


def from_term(ground: Ground, of: TermDay) -> Iterator[From]:
    """The days of the term that are meant."""
    which = of.which
    term, exact = ground.term, ground.effect.exact
    sure = exact and term.pending is None
    why = tuple(ground.why())
    if which == "effect":
        yield From("unique", term.effect, "la prise d'effet", why, exact)
    elif which == "each end":
        ended = [period for period in term.all_periods if not period.endless]
        for period in ended if not term.open_ended else ():
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
        for number, day, others in _anniversaries(term, of.every):
            named = f"{ordinal(number)} anniversaire de la prise d'effet"
            since = add_months_up(term.effect, 12 * (number - of.every))
            covered = Covered(named, since, day - ONE_DAY)
            what = f"le {named}"
            yield From(f"a{number}", day, what, why, exact, covered, others=others)
    elif which == "middle" and term.nearest_end is not None:
        steps = (*why, *derivation.period_end(ground.rule, term, term.periods[-1]))
        middle = _middle(term.effect, term.nearest_end)
        ends = term.other_ends if sure else ()
        others = tuple(Alternative(one.reading, _middle(term.effect, one.end)) for one in ends)
        yield From("unique", middle, "la mi-parcours", steps, sure, others=others)
    elif which == "end" and term.nearest_end is not None:
        last = term.kept[-1]
        steps = (*why, *derivation.period_end(ground.rule, term, last))
        others = tuple(Alternative(one.reading, one.end) for one in term.other_ends) if sure else ()
        day, under = term.nearest_end, _under(last)
        yield From("unique", day, "le terme", steps, sure, condition=under, others=others)


def _under(period: TermPeriod) -> str | None:
    return f"seulement selon la lecture « {period.reading} »" if period.reading else None


def _anniversaries(term: Term, every: int) -> Iterator[tuple[int, date, tuple[Alternative, ...]]]:
    """The anniversaries of the effect that fall within the term, one every so many years.

    That of a 29 February is the 28th in a common year, as a delay of a year would end; 1 March is
    its other reading, and the one that says whether the term, whose first day counts, reaches it.
    """
    number = every
    while add_months_up(term.effect, 12 * number) <= term.last_day:
        day, other = anniversary(term.effect, 12 * number)
        yield number, day, (Alternative(NO_LEAP_DAY, other),) if other else ()
        number += every


def _middle(effect: date, end: date) -> date:
    """The last day of the first half: of whole months where there are, else of the days."""
    passed = (end.year - effect.year) * 12 + end.month - effect.month
    for months in (passed, passed + 1):
        if months % 2 == 0 and add_months_up(effect, months) == end + ONE_DAY:
            return add_months_up(effect, months // 2) - ONE_DAY
    return effect + (end + ONE_DAY - effect) // 2 - ONE_DAY


def counted(
    agreement: Agreement,
    clause: Clause,
    timing: Relative,
    anchor: From,
    term: Term | None,
    effect: date | None,
) -> Occurrence:
    """The occurrence that one anchor gives: exact, or between the days its bounds give.

    ``effect`` is the day the agreement takes effect, None while it is not known.
    """
    kind = _KINDS[timing.counting]
    if anchor.day is None:
        item = occurrence(agreement, clause, anchor.key, kind, list(anchor.why))
        latest = _day(agreement, timing, anchor, anchor.latest)[0] if anchor.latest else None
        certainty: Certainty = "bracketed" if latest else "unknown"
        return replace(item, certainty=certainty, period=anchor.period, latest=latest)
    day, step, own = _day(agreement, timing, anchor, anchor.day)
    others = _readings(agreement, timing, anchor, day, own)
    opens, cut = _opens(agreement, timing, anchor.day, day, effect)
    quoted = derivation.clause(clause.cited)
    why = [reason for reason in anchor.why if reason != quoted]
    steps = [*why, step, *cut, *other_readings(others)]
    item = occurrence(agreement, clause, anchor.key, kind, steps)
    conditions = [text for text in (anchor.condition, item.condition) if text]
    placed = replace(
        item,
        period=anchor.period,
        condition=" ; ".join(dict.fromkeys(conditions)) or None,
        counted_from=anchor.day if _comes_after(timing) else None,
    )
    if timing.counting in ("past", "elapsed"):
        return _opening_then(placed, anchor, day, others)
    placed = replace(placed, opens=opens, due=day, alternatives=others)
    return _due_on(agreement, timing, anchor, placed, term)


def counts_from(timing: Relative, day: date, calendar: Calendar) -> date:
    """The day after which a delay that follows ``day`` is counted.

    It is that day, unless the delay begins elsewhere, that day comes too late in its period, or
    the delay is of something that lasts, whose first day counts.
    """
    if timing.cutoff and not in_time(day, timing.cutoff, calendar):
        day = placed(day, timing.cutoff.otherwise, calendar)
    if timing.begins:
        return rounded(day, timing.begins, calendar)
    first_counts = timing.counting == "elapsed" and not runs_to_midnight(timing.anchor)
    return day - ONE_DAY if first_counts else day


def _comes_after(timing: Relative) -> bool:
    """Whether it is counted from its anchor on, so that it cannot come before it."""
    place = timing.place
    later = place is not None and (place.shift > 0 or place.nearest > 0)
    return later or timing.counting in ("after", "within")


def _opening_then(
    item: Occurrence, anchor: From, day: date, others: tuple[Alternative, ...]
) -> Occurrence:
    """What opens that day, or that nobody can date while its anchor is only bounded."""
    if anchor.exact:
        return replace(item, opens=day, alternatives=others, counted_from=anchor.day)
    return replace(item, earliest=day, certainty="bracketed")


def _due_on(
    agreement: Agreement, timing: Relative, anchor: From, item: Occurrence, term: Term | None
) -> Occurrence:
    assert anchor.day is not None, "the caller says so"
    assert item.due is not None, "the caller says so"
    latest = _day(agreement, timing, anchor, anchor.latest)[0] if anchor.latest else None
    if not anchor.exact:
        bounded = replace(
            item,
            opens=None,
            due=None,
            alternatives=(),
            earliest=item.acts_by,
            latest=latest,
            certainty="bracketed",
        )
        return as_one_day(bounded)
    about = timing.approximate or anchor.approximate
    return replace(
        item,
        latest=latest,
        certainty="approximate" if about else item.certainty,
        post_term=term is not None and is_post_term(term, item.due),
    )


def _readings(
    agreement: Agreement,
    timing: Relative,
    anchor: From,
    day: date,
    own: tuple[Alternative, ...],
) -> tuple[Alternative, ...]:
    """The other days: those of this count's own readings, then those of its anchor's.

    Counted from another reading of the anchor, the length may be read in several ways as well.
    """
    days = {alternative.due: alternative for alternative in reversed(own)}
    for reading in anchor.others:
        other, _, more = _day(agreement, timing, anchor, reading.due)
        days.setdefault(other, Alternative(reading.reading, other))
        for again in more:
            named = f"{reading.reading} ; {again.reading}"
            days.setdefault(again.due, Alternative(named, again.due))
    days.pop(day, None)
    readings = [*own, *(other for other in days.values() if other not in own)]
    return tuple(alternative for alternative in readings if alternative.due in days)


def _opens(
    agreement: Agreement, timing: Relative, day: date, due: date, effect: date | None
) -> tuple[date | None, list[str]]:
    """The first day of what the timing asks for, and the step that says if the effect cuts it."""
    if timing.opens:
        first = opening(timing, day, timing.opens, agreement.calendar)
        return begun_at(effect, min(first, due), due)
    match timing.counting:
        case "after":
            return day, []
        case "within":
            return begun_at(effect, day + ONE_DAY, due)
        case "leading":
            first = opening(timing, day, _length(timing), agreement.calendar)
            return begun_at(effect, min(first, due), due)
        case "at" | "before" | "past" | "elapsed" | "lasting" | "place":
            return None, []
        case _:
            assert_never(timing.counting)


def runs_to_midnight(anchor: Anchor) -> bool:
    """Whether the day is the last of a period of the term, which is over only once it has passed.

    A stretch that leads to it has it for its last day; one that leads to any other day, such as a
    vote or another deadline, ends on the eve.
    """
    if isinstance(anchor, Relative) and anchor.counting == "at" and not anchor.strict:
        return runs_to_midnight(anchor.anchor)
    return isinstance(anchor, TermDay) and anchor.which not in FIRST_DAYS


def opening(timing: Relative, day: date, length: Length, calendar: Calendar) -> date:
    """The first day from which no more than the whole length is left before that day.

    The end of the term, or of a period, runs to midnight: it is the day after it that the length
    comes before. Any other day is the one that the length comes before.
    """
    ends = runs_to_midnight(timing.anchor)
    return counted_back(day + ONE_DAY if ends else day, length, calendar)


_Day = tuple[date, str, tuple[Alternative, ...]]
"""A day, the step that says how it is counted, and its other readings."""


def _day(agreement: Agreement, timing: Relative, anchor: From, day: date) -> _Day:
    """What one day of the anchor gives, or the day it counts as where it comes too late."""
    if timing.cutoff is None:
        return _day_from(agreement, timing, anchor, day)
    return _after_cutoff(agreement, timing, timing.cutoff, anchor, day)


def _day_from(agreement: Agreement, timing: Relative, anchor: From, day: date) -> _Day:
    match timing.counting:
        case "at":
            return _at(agreement, timing, anchor, day)
        case "within":
            return _within(agreement, timing, anchor, day)
        case "leading":
            return _leading(agreement, timing, anchor, day)
        case "place":
            return _at_place(agreement, timing, anchor, day)
        case "after":
            return _after(agreement, timing, anchor, day)
        case "before":
            return _before(agreement, timing, anchor, day)
        case "past":
            return _past(agreement, timing, anchor, day)
        case "elapsed":
            return _elapsed(agreement, timing, anchor, day)
        case "lasting":
            return _lasting(agreement, timing, anchor, day)
        case _:
            assert_never(timing.counting)


def _after_cutoff(
    agreement: Agreement, timing: Relative, cutoff: Cutoff, anchor: From, day: date
) -> _Day:
    """The day as both branches of the cutoff give it; the limit itself, left out, has two readings.

    The other reading of "avant le 15", on the 15th, is that the period in course still counts.
    """
    calendar = agreement.calendar
    limit = placed(day, cutoff.limit, calendar)
    later = placed(day, cutoff.otherwise, calendar)
    due, step, others = _day_from(agreement, timing, anchor, day)
    put_off, step_later, others_later = _day_from(
        agreement, timing, replace(anchor, what="ce jour"), later
    )
    before = "avant le" if cutoff.strict else "au plus tard le"
    if in_time(day, cutoff, calendar):
        words = (
            f"Le {short(day)} vient {before} {short(limit)} : la période en cours compte. Plus "
            f"tard, tout aurait compté du {short(later)} ({cutoff.otherwise.words}), jusqu'au "
            f"{short(put_off)}. {step}"
        )
        return due, words, others
    words = (
        f"Le {short(day)} ne vient pas {before} {short(limit)}, ce qui aurait donné le "
        f"{short(due)} : tout compte du {short(later)} ({cutoff.otherwise.words}). {step_later}"
    )
    if day == limit:
        others_later = (Alternative(f"le {short(limit)} compris", due), *others_later)
    return put_off, words, others_later


def _at(agreement: Agreement, timing: Relative, anchor: From, day: date) -> _Day:
    if not timing.strict:
        opens = ""
        if timing.opens:
            since = opening(timing, day, timing.opens, agreement.calendar)
            opens = f" La période s'ouvre {timing.opens.in_words} avant : le {short(since)}."
        return day, f"Le texte désigne {anchor.what} : le {full(day)}.{opens}", ()
    eve = day - ONE_DAY
    step = f"Avant {anchor.what}, le {short(day)} : le dernier jour utile est la veille, le "
    return eve, f"{step}{full(eve)}.", (Alternative(THE_DAY_INCLUDED, day),)


def _within(agreement: Agreement, timing: Relative, anchor: From, day: date) -> _Day:
    due, step, others = _after(agreement, timing, anchor, day)
    return due, f"{step} La période s'ouvre le lendemain, le {short(day + ONE_DAY)}.", others


def _leading(agreement: Agreement, timing: Relative, anchor: From, day: date) -> _Day:
    included = runs_to_midnight(timing.anchor)
    due = day if included else day - ONE_DAY
    since = min(opening(timing, day, _length(timing), agreement.calendar), due)
    how = "dernier jour compris" if included else "jusqu'à la veille"
    step = (
        f"{capitalised(timing.length.in_words) if timing.length else ''} avant {anchor.what}, le "
        f"{short(day)}, {how} : du {full(since)} au {full(due)}."
    )
    return due, step, ()


def _at_place(agreement: Agreement, timing: Relative, anchor: From, day: date) -> _Day:
    place = _place(timing)
    there = placed(day, place, agreement.calendar)
    due, others = before_that_day(there, timing.strict)
    named = f"{capitalised(anchor.what)}, le {short(day)} : « {place.words} » est le "
    step = f"{named}{full(there)}"
    if timing.strict:
        step += f" ; avant ce jour, le dernier jour utile est la veille, le {full(due)}"
    elif not (place.shift or place.nearest) and there < day:
        step += " ; il est alors déjà passé"
    if place.nearest and _is_that_day(day, place, agreement.calendar):
        others = (*others, Alternative(f"le {short(day)} lui-même", day))
    return due, f"{step}.", others


def _is_that_day(day: date, place: Place, calendar: Calendar) -> bool:
    return place.months > 0 and placed(day, replace(place, nearest=0), calendar) == day


def _place(timing: Relative) -> Place:
    assert timing.place is not None, "only « place » has one"
    return timing.place


def _length(timing: Relative) -> Length:
    assert timing.length is not None, "only « à » has none"
    return timing.length


def _after(agreement: Agreement, timing: Relative, anchor: From, day: date) -> _Day:
    length, since = _length(timing), day
    where = ""
    if timing.begins:
        since = rounded(day, timing.begins, agreement.calendar)
        where = f" (le délai court du {short(since)}, {WORDS[timing.begins]})"
    due, others = day_after(since, length, agreement.calendar)
    step = (
        f"Un délai {length.of_words} après {anchor.what}, le {short(day)}{where}, "
        f"{derivation.first_day(length)}, expire le {full(due)}."
    )
    return due, step, (*others, *_month_end_reading(since, length, due))


def _before(agreement: Agreement, timing: Relative, anchor: From, day: date) -> _Day:
    length, calendar = _length(timing), agreement.calendar
    due, others = day_before(day, length, calendar, "retranchés de la date")
    if timing.at_least:
        others = (*others, *whole_delay_before(day, length, due, calendar))
    how = "au moins " if timing.at_least else "environ " if timing.approximate else ""
    step = f"{how}{length.in_words} avant {anchor.what}, le {short(day)} : le {full(due)}."
    if timing.opens:
        since = min(opening(timing, day, timing.opens, calendar), due)
        step = f"{timing.opens.of_words} (le {short(since)}) à {step}"
    return due, capitalised(step), others


def _past(agreement: Agreement, timing: Relative, anchor: From, day: date) -> _Day:
    length = _length(timing)
    opens, last, others = opening_past(day, length, agreement.calendar)
    if not length.number:
        step = f"Passé {anchor.what}, le {short(day)} : tout s'ouvre le lendemain, le "
        return opens, f"{step}{full(opens)}.", ()
    where = "ce jour-là" if length.unit == "hour" else "le lendemain"
    step = (
        f"Un délai {length.of_words} après {anchor.what}, le {short(day)}, "
        f"{derivation.first_day(length)}, expire le {short(last)} : tout s'ouvre {where}, le "
        f"{full(opens)}."
    )
    return opens, step, others


def _elapsed(agreement: Agreement, timing: Relative, anchor: From, day: date) -> _Day:
    length = _length(timing)
    after_it = runs_to_midnight(timing.anchor)
    opens = first_after(day + ONE_DAY if after_it else day, length, agreement.calendar)
    over = opens if length.unit == "hour" else opens - ONE_DAY
    first = "comptés du lendemain" if after_it else first_day_of_what_lasts(length)
    step = (
        f"{capitalised(length.in_words)} à compter {of_the(anchor.what)}, le {short(day)}, "
        f"{first}, s'achèvent le {short(over)} : tout s'ouvre le {full(opens)}."
    )
    return opens, step, tuple(lasting_readings(day, length))


def _lasting(agreement: Agreement, timing: Relative, anchor: From, day: date) -> _Day:
    """The last day of what lasts so long from that day.

    A written day and the first days of the term are the first that counts. An event's day is not
    counted (CPC 641); that it is counted is the other reading.
    """
    length, calendar = _length(timing), agreement.calendar
    eve = first_after(day, length, calendar) - ONE_DAY
    since = f"{capitalised(length.in_words)} à compter {of_the(anchor.what)}, le {short(day)}, "
    if counts_its_first_day(timing.anchor):
        return eve, f"{since}premier jour compté, s'achèvent le {full(eve)}.", ()
    last, others = day_after(day, length, calendar)
    step = f"{since}{derivation.first_day(length)}, s'achèvent le {full(last)}."
    if eve == last or runs_to_midnight(timing.anchor):
        return last, step, others
    return last, step, (Alternative("premier jour compté", eve), *others)


def counts_its_first_day(anchor: Anchor) -> bool:
    """Whether what lasts from that day counts it: a written date, or a day something begins on."""
    if isinstance(anchor, TermDay):
        return anchor.which in FIRST_DAYS
    return isinstance(anchor, Fixed)


def _month_end_reading(start: date, length: Length, due: date) -> tuple[Alternative, ...]:
    """From the last day of a month, whole months may be read as going to the last of a month."""
    if not length.months or length.days or (start + ONE_DAY).day != 1:
        return ()
    last = (due.replace(day=28) + 4 * ONE_DAY).replace(day=1) - ONE_DAY
    return (Alternative("de fin de mois à fin de mois", last),) if last != due else ()

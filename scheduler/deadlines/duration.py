"""From the duration clause to the term: its length, its renewals, its cap, its extension."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.deadlines.agreement import CapRule, CapScope, RenewalRule, TermRule
from scheduler.deadlines.bounds import Bounds, EndEvent, first_end
from scheduler.deadlines.notices import terminated
from scheduler.deadlines.period import ONE_DAY, Length, add_months_up, length_from, term_end
from scheduler.deadlines.term import (
    NoticeGiven,
    ReadEnd,
    Term,
    TermPeriod,
    ended_by_right,
    ended_on,
)

EXTENDED = "La prorogation enregistrée"
LAST_DAY = "Le dernier jour écrit"
SAME_LENGTH = "reconductions de même durée que la période initiale, ce que le texte ne dit pas"
TRUNCATED = "dernière reconduction écourtée par le plafond"
WHOLE_ONLY = "aucune reconduction qui passerait le dernier jour écrit"
SUPPOSED = "L'hypothèse faite ici"
_SCOPES: dict[CapScope, str] = {
    "total": "plafond sur la durée totale",
    "renewals": "plafond sur les seules reconductions",
}


@dataclass(frozen=True)
class Decided:
    """What was decided about the term: its end, a notice, renewals, an extension, an amendment.

    ``events`` says what is known of each event that may end it.
    """

    ends_on: date | None = None
    notices: tuple[NoticeGiven, ...] = ()
    renewals: int = 0
    extended_to: date | None = None
    events: tuple[EndEvent, ...] = ()
    amended_to: ReadEnd | None = None


def compute_term(
    rule: TermRule, effect: date, horizon: date, decided: Decided | None = None
) -> Term:
    """The periods from ``effect`` on, every one anchored on it, none chained on the previous.

    A known end overrides the clause. Else the clause's own end, moved by an extension (which adds a
    period of its own) or by an amendment, gives way to what ends it sooner: an event by right, or a
    notice, with the first period for which it is in time.
    """
    known = decided or Decided()
    rule = from_effect(rule, effect)
    term = _by_its_clause(rule, effect, horizon, known)
    if known.ends_on:
        return ended_on(term, known.ends_on, SUPPOSED)
    return _soonest(_moved(rule, term, known), rule, known)


def from_effect(rule: TermRule, effect: date) -> TermRule:
    """The rule of an agreement that takes effect that day: one under way, a season is cut short.

    So many seasons then end with the last of them, on a day that is written as any other is.
    """
    if rule.whole is None or rule.length is None or rule.whole.begins_on(effect):
        return rule
    ends = [rule.whole.end(effect), *([rule.until] if rule.until else [])]
    until = max(ends) if rule.ends_last else min(ends)
    return replace(rule, length=None, until=until)


def _by_its_clause(rule: TermRule, effect: date, horizon: date, known: Decided) -> Term:
    """The term as the clause has it: its first end, and the renewals that follow."""
    first = first_end(rule, effect, known.events)
    if first is None or first.day is None:
        return _open_ended(rule, effect, horizon, first)
    by_length = rule.length is not None and term_end(effect, rule.length) == first.day
    day = max(first.day, effect)
    until = None if by_length else day
    resolved = rule if rule.until == until else replace(rule, until=until)
    term = _with_renewals(resolved, effect, horizon, known.renewals)
    return replace(term, perhaps_on_the_eve=_perhaps_on_the_eve(rule, first.day, known))


def _perhaps_on_the_eve(rule: TermRule, day: date, known: Decided) -> bool:
    """Whether the first period ends so many months after an event, that day included or not."""
    return any(
        event.perhaps_its_eve and event.on == day
        for event in known.events
        if event.name in rule.first_events
    )


def _moved(rule: TermRule, term: Term, known: Decided) -> Term:
    """The term with the extension agreed, then as its latest amendment about it has it."""
    if known.extended_to and rule.extension:
        ends = ended_on if term.end is None else _extended
        term = ends(term, known.extended_to, EXTENDED)
    if known.amended_to is None:
        return term
    amended = known.amended_to
    longer = term.end is not None and amended.end > term.end
    return (_extended if longer else ended_on)(term, amended.end, amended.reading)


def _soonest(term: Term, rule: TermRule, known: Decided) -> Term:
    """The term as what ends it soonest leaves it: an event by right, a notice, or nothing."""
    by_right = ended_by_right(term, _by_right(rule, term.effect, known))
    by_right = _whole_renewals_only(by_right, rule)
    running = [notice for notice in known.notices if not notice.awaits]
    ends = [by_right, *(terminated(term, notice) for notice in running)]
    soonest = min(ends, key=lambda one: one.end or date.max)
    return _stopped(_still_pending(soonest, by_right.pending), rule, known)


def _stopped(term: Term, rule: TermRule, known: Decided) -> Term:
    """The term, whose end may come sooner by a delay that something stops for now."""
    stopped = [(notice.ends, notice.awaits) for notice in known.notices if notice.awaits]
    stopped += [
        (event.earliest, event.awaits)
        for event in known.events
        if event.name in rule.ends_by_right and event.earliest and event.awaits
    ]
    if term.pending or not stopped:
        return term
    earliest, awaited = min(stopped, key=lambda pair: pair[0])
    earliest = max(earliest, term.effect)
    if term.end is not None and earliest >= term.end:
        return term
    return replace(term, pending=Bounds(earliest, term.end, (awaited,)))


def _whole_renewals_only(term: Term, rule: TermRule) -> Term:
    """The term that a written last day cuts within a renewal, which may not take place either."""
    settled = rule.cap is not None and bool(rule.cap.settled or rule.cap.last_renewal)
    last = term.periods[-1]
    by_a_date = term.ended_by is not None and term.ended_by.written and last.end < last.as_written
    if settled or not by_a_date or last.ordinal == 1 or term.pending:
        return term
    return replace(term, other_end=ReadEnd(WHOLE_ONLY, last.start - ONE_DAY))


def _still_pending(term: Term, pending: Bounds | None) -> Term:
    """The term, whose end may come sooner where an event sure to come has not been recorded."""
    if term.end is None or pending is None or pending.latest is None or term.pending:
        return term
    earliest = max(pending.earliest or term.effect, term.effect)
    if earliest >= term.end:
        return term
    return replace(term, pending=Bounds(earliest, term.end, pending.events))


def _by_right(rule: TermRule, effect: date, known: Decided) -> list[EndEvent]:
    """What ends it whatever its period: the events, a last day beyond the first period, a cap.

    The cap of an agreement without a written end is the latest day that it may reach.
    """
    events = [event for event in known.events if event.name in rule.ends_by_right]
    if rule.until and _bars_renewals(rule, rule.until, effect):
        events.append(EndEvent("jusqu'au", LAST_DAY, rule.until, rule.until, written=True))
    if rule.most:
        latest = term_end(effect, rule.most)
        title = f"La durée maximale {rule.most.of_words}"
        events.append(EndEvent("duree-maximale", title, latest, latest, written=True))
    if rule.cap and not (rule.length or rule.until):
        latest = _cap_end(rule, rule.cap, effect, "total")
        title = f"Le plafond {rule.cap.named}"
        events.append(EndEvent("plafond", title, latest, latest, written=True))
    return events


def _bars_renewals(rule: TermRule, until: date, effect: date) -> bool:
    """Whether a date written beside a length is beyond it, and so the last that renewals reach."""
    if rule.length is None or rule.renewal is None or rule.ends_last:
        return False
    return until > term_end(effect, rule.length)


def _open_ended(rule: TermRule, effect: date, horizon: date, pending: Bounds | None) -> Term:
    """An agreement whose end is not known, if it has one: somebody ends it (C. civ. 1211).

    Where its end is known to come by a day, it runs until then.
    """
    latest = pending.latest if pending else None
    floor = term_end(effect, rule.least) if rule.least else None
    last = latest or max(horizon, effect, floor or effect)
    return Term(
        effect,
        (TermPeriod(1, effect, max(last, effect)),),
        end=max(latest, effect) if latest else None,
        stated=None,
        open_ended=True,
        pending=pending,
        firm_until=floor,
    )


def _with_renewals(rule: TermRule, effect: date, horizon: date, decided: int) -> Term:
    renewal = rule.renewal
    if renewal is None:
        first = _period(rule, effect, 0)
        return Term(effect, (first,), end=first.end, caps=_total_cap(rule, effect))
    if renewal.endless:
        return replace(_endless(rule, renewal, effect, horizon, decided), renewed_by=renewal.mode)
    if renewal.mode != "tacit":
        return replace(_as_decided(rule, renewal, effect, decided), renewed_by=renewal.mode)
    renewed = _of_unsaid_length if renewal.length is None else _tacit
    term = renewed(rule, renewal, effect, horizon)
    if renewal.rolls:
        added = tuple(replace(period, rolled=True) for period in term.periods[1:])
        term = replace(term, periods=(term.periods[0], *added), rolls=renewal.rolls)
    return replace(term, renewed_by="tacit")


def _endless(
    rule: TermRule, renewal: RenewalRule, effect: date, horizon: date, decided: int
) -> Term:
    """A first period, then a time that nothing ends: tacitly, or once it was decided."""
    first = _period(rule, effect, 0)
    if renewal.mode != "tacit" and not decided:
        return Term(effect, (first,), end=first.end, stated=1)
    begins = first.end + ONE_DAY
    following = TermPeriod(2, begins, max(horizon, begins), endless=True)
    return Term(effect, (first, following), stated=1)


def _tacit(rule: TermRule, renewal: RenewalRule, effect: date, horizon: date) -> Term:
    if rule.cap is None:
        return _uncapped(rule, renewal, effect, horizon)
    return _capped(rule, renewal, rule.cap, effect)


def _as_decided(rule: TermRule, renewal: RenewalRule, effect: date, decided: int) -> Term:
    """Express renewals, or of unsaid mode: only those that were recorded."""
    number = decided if renewal.times is None else min(decided, renewal.times)
    periods = tuple(_period(rule, effect, index) for index in range(number + 1))
    if renewal.length is None:
        others = tuple(replace(one, reading=SAME_LENGTH) for one in periods[1:])
        end = ReadEnd(SAME_LENGTH, others[-1].end) if others else None
        term = Term(effect, periods[:1], others, periods[0].end, end, stated=renewal.times)
    else:
        term = Term(effect, periods, end=periods[-1].end, stated=renewal.times)
    return replace(term, caps=_total_cap(rule, effect))


def _total_cap(rule: TermRule, effect: date) -> tuple[ReadEnd, ...]:
    """The cap where no tacit renewal runs into it: on the whole duration, extensions included."""
    if rule.cap is None:
        return ()
    return (ReadEnd(_SCOPES["total"], _cap_end(rule, rule.cap, effect, "total")),)


def _extended(term: Term, last: date, by: str) -> Term:
    """The term with an extension that ends on ``last``; one that adds nothing changes nothing.

    The end agreed is the one end: other readings of the clause no longer lead anywhere.
    """
    start = term.periods[-1].end + ONE_DAY
    if last < start:
        return term
    extension = TermPeriod(len(term.periods) + 1, start, last, extension=True, by=by)
    return replace(
        term,
        periods=(*term.periods, extension),
        others=(),
        end=last,
        other_end=None,
        truncated=None,
        pending=None,
        perhaps_on_the_eve=False,
    )


def _period(rule: TermRule, effect: date, renewals: int, reading: str | None = None) -> TermPeriod:
    start = effect if renewals == 0 else _start(rule, effect, renewals)
    return TermPeriod(renewals + 1, start, _start(rule, effect, renewals + 1) - ONE_DAY, reading)


def _start(rule: TermRule, effect: date, index: int) -> date:
    """The first day of period ``index`` (0 is the initial one), counted from the effect."""
    repeat = (rule.renewal.length if rule.renewal else None) or initial_length(rule, effect)
    return _beyond_the_first(rule, effect, (index - 1) * repeat.months, (index - 1) * repeat.days)


def initial_length(rule: TermRule, effect: date) -> Length:
    """How long the initial period lasts: as written, else from the effect to its written end.

    The second is a reading, never a text: whole months first, then days.
    """
    if rule.length and (rule.until is None or term_end(effect, rule.length) <= rule.until):
        return rule.length
    return length_from(effect, max(rule.until or effect, effect) + ONE_DAY)


def _beyond_the_first(rule: TermRule, effect: date, months: int, days: int) -> date:
    """The first day after the initial period and so much more, counted from the effect."""
    if rule.until or rule.length is None:
        anchor = (rule.until or effect) + ONE_DAY
        return add_months_up(anchor, months) + timedelta(days=days)
    whole = add_months_up(effect, rule.length.months + months)
    return whole + timedelta(days=rule.length.days + days)


def _uncapped(rule: TermRule, renewal: RenewalRule, effect: date, horizon: date) -> Term:
    periods = [_period(rule, effect, 0)]
    while periods[-1].end < horizon and (renewal.times is None or len(periods) <= renewal.times):
        periods.append(_period(rule, effect, len(periods)))
    complete = renewal.times is not None and len(periods) == renewal.times + 1
    end = periods[-1].end if complete else None
    return Term(effect, tuple(periods), end=end, stated=renewal.times)


def _of_unsaid_length(rule: TermRule, renewal: RenewalRule, effect: date, horizon: date) -> Term:
    """Tacit renewals whose length the text leaves out: it goes on, for how long is a reading."""
    assumed = _tacit(rule, renewal, effect, horizon)
    others = tuple(replace(period, reading=SAME_LENGTH) for period in assumed.periods[1:])
    return replace(
        assumed,
        periods=assumed.periods[:1],
        others=(*others, *assumed.others),
        length_assumed=True,
    )


def _capped(rule: TermRule, renewal: RenewalRule, cap: CapRule, effect: date) -> Term:
    main: CapScope = "renewals" if cap.scope == "renewals" else "total"
    other: CapScope = "total" if main == "renewals" else "renewals"
    ends = {scope: _cap_end(rule, cap, effect, scope) for scope in (main, other)}
    allowed = _fitting(rule, renewal, effect, ends[main])
    barred = (renewal.times - allowed) if renewal.times is not None else 0
    term = Term(
        effect,
        tuple(_period(rule, effect, index) for index in range(allowed + 1)),
        caps=(ReadEnd(_SCOPES[main], ends[main]),),
        stated=renewal.times,
        barred=barred,
    )
    term = replace(term, end=term.periods[-1].end)
    more = renewal.times is None or allowed < renewal.times
    if more and ends[main] > term.periods[-1].end:
        term = _cut(term, rule, cap, ends[main])
    # What the text says it covers is no question, unless the number of renewals contradicts it.
    said = cap.scope != "unknown" if renewal.times is None else barred == 0
    if cap.settled or cap.until or said:
        return term
    return _other_reading(term, rule, renewal, effect, ReadEnd(_SCOPES[other], ends[other]))


def _cut(term: Term, rule: TermRule, cap: CapRule, end: date) -> Term:
    """The term whose cap falls within a renewal: left out, or cut short, as far as it is said.

    Where nothing says so, it is left out, and cut short under another reading.
    """
    whole = _period(rule, term.effect, len(term.periods))
    by = f"Le plafond {cap.named}"
    last = replace(whole, end=end, planned=whole.end, ended_by=by)
    if cap.last_renewal == "cut":
        return replace(term, periods=(*term.periods, last), end=end, barred=max(term.barred - 1, 0))
    if cap.settled or cap.last_renewal == "left out":
        return term
    read = replace(last, reading=TRUNCATED)
    return replace(term, others=(read,), truncated=ReadEnd(TRUNCATED, end))


def _other_reading(
    term: Term, rule: TermRule, renewal: RenewalRule, effect: date, cap: ReadEnd
) -> Term:
    """The same term with the periods that only the other reading of the cap allows."""
    reach = _fitting(rule, renewal, effect, cap.end)
    extra = tuple(
        _period(rule, effect, index, cap.reading) for index in range(len(term.periods), reach + 1)
    )
    end = ReadEnd(cap.reading, extra[-1].end) if extra else None
    others = extra or term.others
    return replace(term, others=others, other_end=end, caps=(*term.caps, cap))


def _cap_end(rule: TermRule, cap: CapRule, effect: date, scope: CapScope) -> date:
    if cap.until or cap.length is None:
        return cap.until or date.max
    if scope == "total":
        return term_end(effect, cap.length)
    return _beyond_the_first(rule, effect, cap.length.months, cap.length.days) - ONE_DAY


def _fitting(rule: TermRule, renewal: RenewalRule, effect: date, cap_end: date) -> int:
    """How many whole renewals end by ``cap_end``."""
    number = 0
    while (renewal.times is None or number < renewal.times) and _period(
        rule, effect, number + 1
    ).end <= cap_end:
        number += 1
    return number

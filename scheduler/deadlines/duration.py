"""From the duration clause to the term: its length, its renewals, its cap, its extension."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.deadlines.agreement import CapRule, CapScope, RenewalRule, TermRule
from scheduler.deadlines.period import ONE_DAY, Length, add_months_up, term_end
from scheduler.deadlines.term import NoticeGiven, ReadEnd, Term, TermPeriod, ended_on, terminated

ONE_YEAR = Length(1, "year")
SAME_LENGTH = "reconductions de même durée que la période initiale, ce que le texte ne dit pas"
TRUNCATED = "dernière reconduction écourtée par le plafond"
SUPPOSED = "L'hypothèse faite ici"
_SCOPES: dict[CapScope, str] = {
    "total": "plafond sur la durée totale",
    "renewals": "plafond sur les seules reconductions",
}


@dataclass(frozen=True)
class Decided:
    """What was decided about the term: its end, a notice, renewals, an extension, an amendment.

    ``until`` is the day of the event that ends it, where the clause names one.
    """

    ends_on: date | None = None
    notices: tuple[NoticeGiven, ...] = ()
    renewals: int = 0
    extended_to: date | None = None
    until: date | None = None
    amended_to: ReadEnd | None = None


def compute_term(
    rule: TermRule, effect: date, horizon: date, decided: Decided | None = None
) -> Term:
    """The periods from ``effect`` on, every one anchored on it, none chained on the previous.

    A known end overrides the clause; a notice ends the agreement with the first period for which
    it is in time; an extension adds a period of its own.
    """
    known = decided or Decided()
    rule = _with_its_end(rule, effect, known.until)
    if rule.length is None and rule.until is None:
        return _open_ended(rule, effect, horizon, known)
    term = _with_renewals(rule, effect, horizon, known.renewals)
    if known.ends_on:
        return ended_on(term, known.ends_on, SUPPOSED)
    if known.extended_to and rule.extension:
        term = _extended(term, known.extended_to)
    if known.amended_to:
        told = known.amended_to
        longer = term.end is not None and told.end > term.end
        move = _extended if longer else ended_on
        term = move(term, told.end, told.reading)
    return _as_given(term, known)


def _as_given(term: Term, known: Decided) -> Term:
    """The term, ended by the notice that ends it soonest."""
    ended = [terminated(term, notice) for notice in known.notices]
    return min(ended, key=lambda one: one.last_day, default=term)


def _with_its_end(rule: TermRule, effect: date, event: date | None) -> TermRule:
    """The rule with the one day on which its initial period ends, where it is not a plain length.

    Among a length, a date and an event, the first ends it, or the last where the clause says so;
    an event that has not come yet ends nothing.
    """
    if rule.until is None and rule.until_event is None:
        return rule
    ends = [day for day in (rule.until, event) if day]
    if rule.length:
        ends.append(term_end(effect, rule.length))
    if rule.until_event and event is None and rule.ends_last:
        return replace(rule, length=None, until=None)
    if not ends:
        return replace(rule, length=None, until=None)
    return replace(rule, until=max(ends) if rule.ends_last else min(ends))


def _open_ended(rule: TermRule, effect: date, horizon: date, known: Decided) -> Term:
    """An agreement without an end of its own: it runs until somebody ends it (C. civ. 1211)."""
    term = Term(
        effect, (TermPeriod(1, effect, max(horizon, effect)),), stated=None, open_ended=True
    )
    if known.ends_on:
        return ended_on(term, known.ends_on, SUPPOSED)
    return _as_given(term, known)


def _with_renewals(rule: TermRule, effect: date, horizon: date, decided: int) -> Term:
    if rule.renewal is None:
        first = _period(rule, effect, 0)
        return Term(effect, (first,), end=first.end, caps=_total_cap(rule, effect))
    if rule.renewal.mode != "tacit":
        return _as_decided(rule, rule.renewal, effect, decided)
    if rule.renewal.length is None:
        return _of_unsaid_length(rule, rule.renewal, effect, horizon)
    if rule.cap is None:
        return _uncapped(rule, rule.renewal, effect, horizon)
    return _capped(rule, rule.renewal, rule.cap, effect)


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


def _extended(term: Term, last: date, by: str = "") -> Term:
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
    )


def _period(rule: TermRule, effect: date, renewals: int, reading: str | None = None) -> TermPeriod:
    start = effect if renewals == 0 else _start(rule, effect, renewals)
    return TermPeriod(renewals + 1, start, _start(rule, effect, renewals + 1) - ONE_DAY, reading)


def _start(rule: TermRule, effect: date, index: int) -> date:
    """The first day of period ``index`` (0 is the initial one), counted from the effect."""
    repeat = (rule.renewal.length if rule.renewal else None) or rule.length or ONE_YEAR
    return _beyond_the_first(rule, effect, (index - 1) * repeat.months, (index - 1) * repeat.days)


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
    assumed = _uncapped(rule, renewal, effect, horizon)
    others = tuple(replace(period, reading=SAME_LENGTH) for period in assumed.periods[1:])
    return replace(assumed, periods=assumed.periods[:1], others=others)


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
    if more and not cap.settled and ends[main] > term.periods[-1].end:
        term = replace(term, truncated=ReadEnd(TRUNCATED, ends[main]))
    # What the text says it covers is no question, unless the number of renewals contradicts it.
    said = cap.scope != "unknown" if renewal.times is None else barred == 0
    if cap.settled or cap.until or said:
        return term
    return _other_reading(term, rule, renewal, effect, ReadEnd(_SCOPES[other], ends[other]))


def _other_reading(
    term: Term, rule: TermRule, renewal: RenewalRule, effect: date, cap: ReadEnd
) -> Term:
    """The same term with the periods that only the other reading of the cap allows."""
    reach = _fitting(rule, renewal, effect, cap.end)
    extra = tuple(
        _period(rule, effect, index, cap.reading) for index in range(len(term.periods), reach + 1)
    )
    end = ReadEnd(cap.reading, extra[-1].end) if extra else None
    return replace(term, others=extra, other_end=end, caps=(*term.caps, cap))


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

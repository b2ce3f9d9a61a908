"""What the facts make of an agreement's term: what was decided of it, whether it still runs."""

from datetime import date
from typing import Literal

from scheduler.deadlines.agreement import (
    EXTENDED_TO,
    EXTENSION_AGREED,
    EXTENSION_REFUSED,
    MAX_RENEWALS_NAMED,
    Agreement,
    NoticeRule,
    Shift,
    TermRule,
    renewal_event,
)
from scheduler.deadlines.amending import new_end
from scheduler.deadlines.backwards import counted_back
from scheduler.deadlines.bounds import EndEvent
from scheduler.deadlines.business_days import end_of
from scheduler.deadlines.duration import Decided
from scheduler.deadlines.facts import Anchor, Facts, resolve
from scheduler.deadlines.pausing import stops_met
from scheduler.deadlines.period import ONE_DAY, after
from scheduler.deadlines.stops import Run, run
from scheduler.deadlines.term import NoticeGiven, Term
from scheduler.deadlines.timing import NEVER, Pause, facts_of

Life = Literal["in_force", "to_confirm", "ended", "undated", "template"]


def decided(agreement: Agreement, facts: Facts) -> Decided:
    """What the facts say of the term."""
    rule = agreement.term
    if rule is None:
        return Decided()

    def day(event: str) -> date | None:
        known = resolve(agreement, facts, event)
        return known.earliest if known.exact else None

    renewals = 0
    while renewals < MAX_RENEWALS_NAMED and day(renewal_event(renewals + 1)):
        renewals += 1
    return Decided(
        ends_on=facts.assumed.get("end"),
        notices=tuple(
            _given(agreement, facts, one, on) for one in rule.notices if (on := day(one.event))
        ),
        renewals=renewals,
        extended_to=day(EXTENDED_TO),
        events=end_events(agreement, facts),
        amended_to=new_end(agreement),
    )


def _given(agreement: Agreement, facts: Facts, rule: NoticeRule, on: date) -> NoticeGiven:
    """The notice given on that day, with what its own clause says stops its delay."""
    stops = stops_met(agreement, facts, rule.paused or NEVER, on, rule.length)
    resumption = _resumption(agreement, rule.paused)
    return NoticeGiven(rule, on, agreement.calendar, stops, resumption)


def _resumption(agreement: Agreement, paused: Pause | None) -> EndEvent | None:
    """The event from which a delay goes on, where one does."""
    facts = facts_of(paused)
    return EndEvent(facts[1], agreement.event_titles()[facts[1]]) if facts else None


def end_events(agreement: Agreement, facts: Facts) -> tuple[EndEvent, ...]:
    """What is known of each event that may end the agreement."""
    rule = agreement.term
    if rule is None:
        return ()
    names = dict.fromkeys((*rule.until_events, *rule.by_right))
    return tuple(
        _end_event(agreement, facts, rule, resolve(agreement, facts, name)) for name in names
    )


def _end_event(agreement: Agreement, facts: Facts, rule: TermRule, known: Anchor) -> EndEvent:
    """The end that an event gives: its day, or so long from it."""
    title = agreement.event_titles().get(known.name, known.name)
    shift = rule.shifts.get(known.name)
    if shift is None:
        return EndEvent(known.name, title, known.earliest, known.latest)
    title = f"{shift.in_words} {title}"
    earliest = shifted(agreement, facts, shift, known.earliest) if known.earliest else None
    latest = shifted(agreement, facts, shift, known.latest) if known.latest else None
    lasting = earliest and earliest.lasting
    return EndEvent(
        known.name,
        title,
        earliest.last if earliest else None,
        latest.last if latest and not latest.lasting else None,
        awaits=_resumption(agreement, shift.paused) if lasting else None,
        perhaps_its_eve=shift.day_included is None and _of_whole_months(shift),
    )


def _of_whole_months(shift: Shift) -> bool:
    """Whether it brings back the same day of a month, as a length counted from its first day."""
    return not shift.before and shift.length.months > 0 and not shift.length.days


def shifted(agreement: Agreement, facts: Facts, shift: Shift, day: date) -> Run:
    """The delay that leads from a day to one so far from it, through the stops that it met."""
    calendar, length = agreement.calendar, shift.length
    if shift.before:
        return Run(counted_back(day, length, calendar))
    start = day - ONE_DAY if shift.day_included is False else day
    nominal = end_of(day, length, calendar) - (day - start)
    stops = stops_met(agreement, facts, shift.paused or NEVER, start, length)
    return run(start, nominal, length, stops, calendar)


def life_of(
    agreement: Agreement, facts: Facts, effect: Anchor, term: Term | None, today: date
) -> Life:
    """Whether it is in force on that day, has ended, or cannot be said to have begun or ended."""
    if agreement.template:
        return "template"
    if agreement.term is None:
        return "undated"
    if not effect.exact or term is None:
        return "to_confirm"
    if term.end is None or term.end >= today:
        return "in_force"
    longer = any(other.end >= today for other in term.other_ends)
    unsure = longer or term.pending is not None or _open_extension(agreement, facts, today)
    return "to_confirm" if unsure else "ended"


def _open_extension(agreement: Agreement, facts: Facts, today: date) -> bool:
    """Whether an extension was agreed, expressly or by silence, whose end is not recorded yet."""
    rule = agreement.term.extension if agreement.term else None
    if rule is None or resolve(agreement, facts, EXTENDED_TO).exact:
        return False
    agreed, refused, received = (
        resolve(agreement, facts, name).exact
        for name in (EXTENSION_AGREED, EXTENSION_REFUSED, rule.received)
    )
    if refused or agreed:
        return agreed and not refused
    asked = resolve(agreement, facts, rule.received).earliest
    if not received or asked is None or rule.answer_within is None:
        return received and rule.silence != "refused"
    return rule.silence == "accepted" and after(asked, rule.answer_within) < today

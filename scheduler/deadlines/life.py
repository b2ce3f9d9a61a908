"""What the facts make of an agreement's term: what was decided of it, whether it still runs."""

from datetime import date
from typing import Literal

from scheduler.deadlines.agreement import (
    EXTENDED_TO,
    EXTENSION_AGREED,
    EXTENSION_REFUSED,
    MAX_RENEWALS_NAMED,
    Agreement,
    Shift,
    TermRule,
    renewal_event,
)
from scheduler.deadlines.amending import new_end
from scheduler.deadlines.backwards import counted_back
from scheduler.deadlines.bounds import EndEvent
from scheduler.deadlines.business_days import Calendar, end_of
from scheduler.deadlines.duration import Decided
from scheduler.deadlines.facts import Anchor, Facts, resolve
from scheduler.deadlines.period import after
from scheduler.deadlines.term import NoticeGiven, Term

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
            NoticeGiven(one, given, agreement.calendar)
            for one in rule.notices
            if (given := day(one.event))
        ),
        renewals=renewals,
        extended_to=day(EXTENDED_TO),
        events=end_events(agreement, facts),
        amended_to=new_end(agreement),
    )


def end_events(agreement: Agreement, facts: Facts) -> tuple[EndEvent, ...]:
    """What is known of each event that may end the agreement."""
    rule = agreement.term
    if rule is None:
        return ()
    names = dict.fromkeys((*rule.until_events, *rule.by_right))
    return tuple(_end_event(agreement, rule, resolve(agreement, facts, name)) for name in names)


def _end_event(agreement: Agreement, rule: TermRule, known: Anchor) -> EndEvent:
    """The end that an event gives: its day, or so long from it."""
    title = agreement.event_titles().get(known.name, known.name)
    shift = rule.shifts.get(known.name)
    if shift is None:
        return EndEvent(known.name, title, known.earliest, known.latest)
    calendar = agreement.calendar
    earliest = _shifted(shift, known.earliest, calendar)
    latest = _shifted(shift, known.latest, calendar)
    return EndEvent(known.name, f"{shift.in_words} {title}", earliest, latest)


def _shifted(shift: Shift, day: date | None, calendar: Calendar) -> date | None:
    """The day that is so far from another, where that one is known."""
    if day is None:
        return None
    if shift.before:
        return counted_back(day, shift.length, calendar)
    return end_of(day, shift.length, calendar)


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

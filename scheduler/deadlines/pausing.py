"""A delay that stops running at one event and goes on at another: how much later it ends."""

from dataclasses import replace
from datetime import date

from scheduler.deadlines import derivation
from scheduler.deadlines.business_days import Calendar, days_after, number_of_days
from scheduler.deadlines.french import full, short
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.period import ONE_DAY, Length


def last_day_run(item: Occurrence) -> date | None:
    """The day on which the delay ends: the due one, or the eve of what opens once it is over."""
    if item.due:
        return item.due
    return item.opens - ONE_DAY if item.opens else None


def stopped(item: Occurrence, since: date) -> Occurrence:
    """A delay that does not run: its day can only come later than without the stop."""
    step = f"Le délai est suspendu depuis le {full(since)} : il ne peut qu'expirer plus tard."
    return replace(item, derivation=derivation.with_more(item.derivation, [step]))


def lengthened(
    item: Occurrence, since: date, until: date, length: Length, calendar: Calendar
) -> Occurrence:
    """A delay that did not run from ``since`` to ``until``: what was left of it runs from then.

    What was left is counted in days of the delay's own kind.
    """
    last = last_day_run(item)
    if last is None or until <= since:
        return item
    kind = "calendar" if length.clear else length.kind
    zone, good_friday = calendar.zone, calendar.good_friday
    left = number_of_days(since + ONE_DAY, last, kind, zone, good_friday)
    later = days_after(until, left, kind, zone, good_friday) - last
    step = (
        f"Le délai n'a pas couru du {short(since)} au {short(until)} ({(until - since).days} jours)"
        f" : il expire d'autant plus tard, le {full(last + later)}."
    )
    others = tuple(replace(one, due=one.due + later) for one in item.alternatives)
    told = derivation.with_more(item.derivation, [step])
    if item.due:
        return replace(item, due=last + later, alternatives=others, derivation=told)
    return replace(item, opens=last + later + ONE_DAY, derivation=told)

"""Whether reminders that somebody put off are silent today, and until when."""

from collections.abc import Container
from datetime import date

from scheduler.deadlines.acts import ActKind
from scheduler.deadlines.facts import Postponed
from scheduler.deadlines.obligation import Occurrence


def is_beyond(
    until: date, item: Occurrence, today: date, performed: Container[ActKind] = ()
) -> bool:
    """Whether ``until`` lies after the next useful act on ``today``: who waits is too late."""
    day = item.useful_on(today, performed)
    return day is not None and until > day


def has_lapsed(postponed: Postponed, item: Occurrence, performed: Container[ActKind] = ()) -> bool:
    """Whether the date has moved since, and nobody agreed to wait beyond the present one."""
    beyond = is_beyond(postponed.until, item, postponed.recorded_on, performed)
    return beyond and not postponed.past_the_deadline


def silent_until(
    postponed: Postponed, item: Occurrence, today: date, performed: Container[ActKind] = ()
) -> date | None:
    """The day reminders ring again; None where they are not silent.

    The last week before the act that came next when it was put off always rings, unless it was
    said to wait beyond it.
    """
    if has_lapsed(postponed, item, performed):
        return None
    until, recorded_on = postponed.until, postponed.recorded_on
    week = item.last_week(recorded_on, performed)
    if week and not is_beyond(until, item, recorded_on, performed):
        until = min(until, week)
    return until if until > today else None

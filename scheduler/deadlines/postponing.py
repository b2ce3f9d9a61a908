"""Whether reminders that somebody put off are silent today, and until when."""

from datetime import date

from scheduler.deadlines.facts import Postponed
from scheduler.deadlines.obligation import Occurrence


def is_beyond(until: date, item: Occurrence) -> bool:
    """Whether ``until`` lies after the last useful day: who waits for it is too late."""
    return item.useful_by is not None and until > item.useful_by


def has_lapsed(postponed: Postponed, item: Occurrence) -> bool:
    """Whether the date has moved since, and nobody agreed to wait beyond the present one."""
    return is_beyond(postponed.until, item) and not postponed.past_the_deadline


def silent_until(postponed: Postponed, item: Occurrence, today: date) -> date | None:
    """The day reminders ring again; None where they are not silent.

    The last week before the last useful day always rings, unless it was said to wait beyond it.
    """
    if has_lapsed(postponed, item):
        return None
    until = postponed.until
    if item.last_week and not is_beyond(until, item):
        until = min(until, item.last_week)
    return until if until > today else None

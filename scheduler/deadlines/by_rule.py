"""Occurrences of a recurrence rule (RFC 5545), for what no other form says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache

from dateutil.rrule import rrulestr

from scheduler.deadlines.agreement import Clause
from scheduler.deadlines.french import full
from scheduler.deadlines.ground import (
    Ground,
    beyond,
    is_post_term,
    occurrence,
    reading_beyond,
    under,
)
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.timing import ByRule


def by_rule(ground: Ground, clause: Clause, timing: ByRule) -> Iterator[Occurrence]:
    """One occurrence per day that the recurrence rule gives from the effect to the end."""
    term = ground.term
    for number, due in enumerate(rule_days(timing.rule, term.effect, term.last_day), start=1):
        reading = reading_beyond(term, due)
        steps = [
            *ground.why(),
            f"Règle de récurrence {timing.rule} (RFC 5545), depuis la prise d'effet : n° {number}, "
            f"le {full(due)}.",
            *beyond(term, due, reading),
        ]
        item = occurrence(ground.agreement, clause, f"r{number}", "rule", steps)
        yield replace(
            item,
            due=due,
            condition=under(reading, item.condition),
            post_term=is_post_term(term, due),
        )


@lru_cache(maxsize=64)
def rule_days(rule: str, first: date, last: date) -> tuple[date, ...]:
    """The days of an RFC 5545 rule (section 3.3.10) within both bounds, ``first`` its start.

    A rule without any day is followed to the year 9999 before that is known: the last few rules
    are kept with their days. Raises ValueError for a rule that is none.
    """
    midnight = time()
    start, end = (datetime.combine(day, midnight) for day in (first, last))
    found = rrulestr(rule, dtstart=start)
    return tuple(one.date() for one in found.between(start, end, inc=True))

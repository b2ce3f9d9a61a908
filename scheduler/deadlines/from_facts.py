"""Days that come round from a computed one: its anniversaries, the next time of an event."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.derivation import event_title
from scheduler.deadlines.facts import Numbered
from scheduler.deadlines.forwards import LEAP_DAY, NO_LEAP_DAY
from scheduler.deadlines.french import full, ordinal, short
from scheduler.deadlines.ground import is_post_term, occurrence, other_readings
from scheduler.deadlines.obligation import Alternative, Occurrence
from scheduler.deadlines.period import ONE_DAY, add_months
from scheduler.deadlines.relative import From
from scheduler.deadlines.term import Term
from scheduler.deadlines.timing import Anniversaries, At, By, NextTime


def anniversaries(
    agreement: Agreement, clause: Clause, timing: Anniversaries, since: From, until: date
) -> Iterator[Occurrence]:
    """Every anniversary of that day up to ``until``, one every so many years.

    That of a 29 February is the 28th in a common year, as a delay of a year ends (CPC 641, second
    paragraph); 1 March is its other reading.
    """
    if since.day is None:
        return
    number = timing.every
    while (day := add_months(since.day, 12 * number)) <= until:
        yield _anniversary(agreement, clause, since, number, day)
        number += timing.every


def _anniversary(
    agreement: Agreement, clause: Clause, since: From, number: int, day: date
) -> Occurrence:
    assert since.day is not None, "the caller says so"
    leap = since.day.day == LEAP_DAY and day.day != LEAP_DAY
    others = tuple(
        Alternative(other.reading, add_months(other.due, 12 * number)) for other in since.others
    )
    others += (Alternative(NO_LEAP_DAY, day + ONE_DAY),) if leap else ()
    step = f"Le {ordinal(number)} anniversaire du {short(since.day)} est le {full(day)}."
    key = f"a{number}" if since.key == "unique" else f"{since.key}-a{number}"
    steps = [*since.why, step, *other_readings(others)]
    item = occurrence(agreement, clause, key, "event", steps)
    conditions = [text for text in (since.condition, item.condition) if text]
    item = replace(item, condition=" ; ".join(dict.fromkeys(conditions)) or None)
    if since.exact:
        return replace(item, due=day, alternatives=others)
    latest = add_months(since.latest, 12 * number) if since.latest else None
    return replace(item, earliest=day, latest=latest, certainty="bracketed")


def next_time(
    agreement: Agreement,
    clause: Clause,
    timing: NextTime,
    since: From,
    times: Sequence[Numbered],
    term: Term | None,
) -> Occurrence | None:
    """What is due on the first of those times that is not before the day; None while none is.

    The next time of an event after that event itself comes on a later day.
    """
    if since.day is None:
        return None
    anchor = timing.after
    again = isinstance(anchor, By | At) and anchor.event == timing.event and timing.of is None
    margin = ONE_DAY if again else timedelta()
    first = _first(times, since.day + margin)
    if first is None:
        return None
    others = tuple(
        Alternative(other.reading, time.on)
        for other in since.others
        if (time := _first(times, other.due + margin)) and time.on != first.on
    )
    title = timing.of.clause if timing.of else event_title(agreement, timing.event)
    step = (
        f"Le premier jour de « {title} » {'après' if again else 'qui ne précède pas'} le "
        f"{short(since.day)} est le {full(first.on)}."
    )
    item = occurrence(
        agreement, clause, since.key, "event", [*since.why, step, *other_readings(others)]
    )
    item = replace(item, period=since.period)
    if not since.exact:
        return replace(item, earliest=first.on, certainty="bracketed")
    late = term is not None and is_post_term(term, first.on)
    return replace(item, due=first.on, alternatives=others, post_term=late)


def _first(times: Sequence[Numbered], day: date) -> Numbered | None:
    """The first of those times, in order, that is not before the day."""
    return next((time for time in times if day <= time.on), None)

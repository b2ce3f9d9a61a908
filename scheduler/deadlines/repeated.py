"""Occurrences of events that take place several times: one for each, or at a threshold."""

from collections.abc import Iterator
from dataclasses import replace

from scheduler.deadlines import derivation, pausing, runs, single
from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.facts import Anchor, Facts, Numbered, each_time
from scheduler.deadlines.french import full, ordinal, short
from scheduler.deadlines.ground import occurrence
from scheduler.deadlines.obligation import Covered, Occurrence
from scheduler.deadlines.period import ONE_DAY, Period, add_months
from scheduler.deadlines.recurrence import civil_windows
from scheduler.deadlines.timing import At, OnEvent, Span


def each(
    agreement: Agreement, clause: Clause, timing: OnEvent, facts: Facts
) -> list[Occurrence] | None:
    """One occurrence for each time the event took place; None while it never did."""
    found = []
    for one in each_time(agreement, facts, timing.event):
        known = Anchor(timing.event, one.on, one.on, f"n° {one.number} au journal des faits")
        item = single.on_event(agreement, clause, timing, known, one.on)
        item = pausing.paused(agreement, facts, timing, item, pausing.Begun(known))
        label = f"{derivation.event_title(agreement, timing.event)} n° {one.number}"
        found.append(
            replace(
                item, key=f"{agreement.id}/{clause.id}/n{one.number}", period=Covered(label, one.on)
            )
        )
    return found or None


def threshold(
    agreement: Agreement, clause: Clause, timing: At, facts: Facts
) -> list[Occurrence] | None:
    """What opens when the event has taken place so many times, in all or within one window."""
    times = sorted(each_time(agreement, facts, timing.event), key=lambda one: one.on)
    if timing.broken_by:
        return runs.reached(agreement, clause, timing, facts, times) or None
    title = derivation.event_title(agreement, timing.event)
    number = timing.count or 1
    found = []
    for key, window, inside in _in_windows(times, timing.span):
        if len(inside) < number:
            continue
        reached = inside[number - 1].on
        where = f" ({window.label})" if window else ""
        days = ", ".join(short(one.on) for one in inside[:number])
        steps = [
            f"« {title} » est au journal {number} fois{where} : {days}.",
            f"Le seuil est atteint à la {ordinal(number, feminine=True)}, le {full(reached)}.",
        ]
        covered = Covered(window.label, window.start, window.end) if window else None
        item = occurrence(agreement, clause, key, "event", steps)
        found.append(replace(item, opens=reached, period=covered))
    return found or None


def _in_windows(
    times: list[Numbered], span: Span | None
) -> Iterator[tuple[str, Period | None, list[Numbered]]]:
    if span is None or not times:
        yield "unique", None, times
        return
    for key, window in civil_windows(times[0].on, times[-1].on, span):
        end = add_months(window.start, span.months) - ONE_DAY
        inside = [one for one in times if window.start <= one.on <= end]
        yield key, Period(window.label, window.start, end), inside

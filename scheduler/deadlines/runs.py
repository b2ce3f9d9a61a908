"""So many times in a row: an event that follows itself, no other one coming between."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.derivation import event_title
from scheduler.deadlines.facts import Facts, Numbered, each_time
from scheduler.deadlines.french import full, listed, ordinal, short
from scheduler.deadlines.ground import occurrence
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.recurrence import civil_windows
from scheduler.deadlines.timing import At, Span


def reached(
    agreement: Agreement, clause: Clause, timing: At, facts: Facts, times: Sequence[Numbered]
) -> list[Occurrence]:
    """What opens each time the event has taken place so many times in a row; ``times`` in order.

    A run goes on as long as none of the events that break it falls strictly between two of its
    days, and, where the text counts within a ``span``, as long as that window lasts. It counts
    once, on its so-manieth day.
    """
    breaks = sorted(
        time.on for name in timing.broken_by for time in each_time(agreement, facts, name)
    )
    number = timing.count or 1
    return [
        _reached(agreement, clause, timing, run[:number])
        for run in _runs(times, breaks, timing.span)
        if len(run) >= number
    ]


def _runs(
    times: Sequence[Numbered], breaks: Sequence[date], span: Span | None
) -> Iterator[list[Numbered]]:
    run: list[Numbered] = []
    for time in times:
        if run and (_is_broken(run[-1].on, time.on, breaks) or _is_apart(run[0].on, time.on, span)):
            yield run
            run = []
        run.append(time)
    if run:
        yield run


def _is_broken(since: date, until: date, breaks: Iterable[date]) -> bool:
    return any(since < day < until for day in breaks)


def _is_apart(first: date, last: date, span: Span | None) -> bool:
    """Whether the two days fall in different windows."""
    return span is not None and _begins(first, span) != _begins(last, span)


def _begins(day: date, span: Span) -> date:
    return next(window.start for _, window in civil_windows(day, day, span))


def _reached(
    agreement: Agreement, clause: Clause, timing: At, run: Sequence[Numbered]
) -> Occurrence:
    title = event_title(agreement, timing.event)
    last = run[-1]
    breaks = listed([f"« {event_title(agreement, name)} »" for name in timing.broken_by])
    steps = [
        f"« {title} » est au journal {len(run)} fois de suite, sans {breaks} entre elles : "
        f"{', '.join(short(time.on) for time in run)}.",
        f"Le seuil est atteint à la {ordinal(len(run), feminine=True)}, le {full(last.on)}.",
    ]
    item = occurrence(agreement, clause, f"n{last.number}", "event", steps)
    return replace(item, opens=last.on)

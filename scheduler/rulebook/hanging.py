"""Which clauses hang on which: what must be computed for the dates of a few, and no more."""

from collections.abc import Iterable
from dataclasses import replace

from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.timing import Alternates, Limits, Same, anchors, within


def only(agreement: Agreement, names: Iterable[str]) -> Agreement:
    """The agreement with those clauses, the ones they hang on and the other wordings of these.

    The dates of those clauses are the same in it. Where they hang on what is no clause, such as
    the notice or a silence, it is the whole agreement.
    """
    named: dict[str, set[str]] = {}
    for clause in agreement.clauses:
        named.setdefault(clause.id, set()).update(limits(clause))
    kept: set[str] = set()
    new = set(names)
    while new:
        kept |= new
        new = {other for name in new for other in named.get(name, ())} - kept
        if not new:
            new = {
                clause.id
                for clause in agreement.clauses
                if isinstance(clause.timing, Same | Alternates) and clause.timing.clause in kept
            } - kept
    if not kept <= named.keys():
        return agreement
    clauses = tuple(clause for clause in agreement.clauses if clause.id in kept)
    return replace(agreement, clauses=clauses)


def limits(clause: Clause) -> set[str]:
    """The clauses it is counted from, or stands for: one that is nowhere is told of apart."""
    named: set[str] = set()
    for timing in within(clause.timing):
        named.update(anchor.clause for anchor in anchors(timing) if isinstance(anchor, Limits))
        if isinstance(timing, Same | Alternates):
            named.add(timing.clause)
    return named

"""The occurrence of one year of the contract, by its rank, or of its last."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import Clause
from scheduler.deadlines.french import full, ordinal, short
from scheduler.deadlines.ground import Ground, begun_at, occurrence, other_readings
from scheduler.deadlines.obligation import Alternative, Covered, Occurrence
from scheduler.deadlines.period import ONE_DAY, add_months_up
from scheduler.deadlines.timing import LAST, ContractYear


def contract_year(ground: Ground, clause: Clause, timing: ContractYear) -> Iterator[Occurrence]:
    """The one occurrence of "during the k-th year of the contract", if the term reaches it."""
    if timing.number == LAST:
        yield from _last_year(ground, clause)
        return
    effect = ground.term.effect
    start = add_months_up(effect, 12 * (timing.number - 1))
    if start > ground.term.last_day:
        return
    end = min(add_months_up(effect, 12 * timing.number) - ONE_DAY, ground.term.last_day)
    label = f"{ordinal(timing.number, feminine=True)} année du contrat"
    civil = date(effect.year + timing.number - 1, 12, 31)
    alternatives = (
        (Alternative(f"année civile {civil.year}", civil),) if start <= civil < end else ()
    )
    steps = [*ground.why(), f"La {label} va du {short(start)} au {full(end)}."]
    steps += other_readings(alternatives)
    yield replace(
        occurrence(ground.agreement, clause, "unique", "window", steps),
        opens=start,
        due=end,
        period=Covered(label, start, end),
        alternatives=alternatives,
    )


def _last_year(ground: Ground, clause: Clause) -> Iterator[Occurrence]:
    """The twelve months that end with the term; it moves with an extension or a renewal."""
    term = ground.term
    if term.pending:
        yield from _last_year_at_the_earliest(ground, clause)
        return
    if term.end is None:
        return
    whole = add_months_up(term.end + ONE_DAY, -12)
    start, cut = begun_at(term.effect, whole, term.end)
    label = "dernière année du contrat"
    steps = [
        *ground.why(),
        f"Le terme est le {short(term.end)}. La {label} va du {short(whole)} au {full(term.end)}.",
        *cut,
        "Une reconduction ou une prorogation la déplacerait.",
    ]
    if start.year < term.end.year:
        steps.append(
            f"Autre lecture (dernière année civile) : du 1er janvier {term.end.year} au même jour."
        )
    others = tuple(Alternative(one.reading, one.end) for one in term.other_ends)
    yield replace(
        occurrence(ground.agreement, clause, "unique", "window", [*steps, *other_readings(others)]),
        opens=start,
        due=term.end,
        alternatives=others,
        period=Covered(label, start, term.end),
    )


def _last_year_at_the_earliest(ground: Ground, clause: Clause) -> Iterator[Occurrence]:
    """The same, while the end is known only to come no sooner than a day."""
    term = ground.term
    if term.pending is None or term.nearest_end is None:
        return
    steps = [*ground.why(), derivation.pending(term.pending)]
    item = occurrence(ground.agreement, clause, "unique", "window", steps)
    yield replace(
        item,
        earliest=term.nearest_end,
        latest=term.pending.latest,
        certainty="bracketed",
        period=Covered("dernière année du contrat"),
    )

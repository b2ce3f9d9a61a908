"""The occurrence of the first or the last months or years of the contract."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from scheduler.deadlines.agreement import Clause
from scheduler.deadlines.french import full, short
from scheduler.deadlines.ground import Ground, Writer, other_readings
from scheduler.deadlines.obligation import Alternative, Covered, Occurrence
from scheduler.deadlines.stretch import stretch
from scheduler.deadlines.term import Term
from scheduler.deadlines.timing import ContractRank, ContractStretch


def contract_stretch(
    ground: Ground, clause: Clause, timing: ContractStretch
) -> Iterator[Occurrence]:
    """The one occurrence of "during the first six months", if the term reaches them."""
    term = ground.term
    recurs = stretch(term, timing.since, timing.until)
    if recurs is None or recurs.first > term.last_day:
        return
    end = min(recurs.last, term.end or date.max)
    if end < recurs.first:
        return
    label = part_in_words(timing)
    steps = [f"{label.capitalize()} du contrat : du {short(recurs.first)} au {full(end)}, compris."]
    if timing.until and term.end and recurs.last > term.end:
        steps.append("Le terme écourte cette période.")
    if timing.since.from_end:
        steps.append("Une reconduction ou une prorogation la déplacerait.")
    others = _under_other_ends(term, timing)
    steps += other_readings(others)
    write = Writer(ground.agreement, clause, ground.why())
    yield write(
        "unique",
        "window",
        steps,
        opens=recurs.first,
        due=end,
        alternatives=others,
        count=timing.count,
        period=Covered(label, recurs.first, end),
    )


def _under_other_ends(term: Term, timing: ContractStretch) -> tuple[Alternative, ...]:
    """The last day of what is counted back from the end, where another reading moves that end."""
    if not timing.since.from_end:
        return ()
    others = []
    for read in term.other_ends:
        moved = stretch(replace(term, end=read.end), timing.since, timing.until)
        if moved:
            others.append(Alternative(read.reading, min(moved.last, read.end)))
    return tuple(others)


def part_in_words(timing: ContractStretch) -> str:
    """``les 6 premiers mois``, ``la 2e année``, ``les 3 derniers mois``, ``le 7e mois``."""
    since, until = timing.since, timing.until
    if since.from_end:
        return _several(-since.number, since, "dernier")
    if since.number == 1 and until is not None:
        return _several(until.number, since, "premier")
    article, mark = ("la", "e") if since.months > 1 else ("le", "e")
    return f"{article} {since.number}{mark} {'année' if since.months > 1 else 'mois'}"


def _several(number: int, part: ContractRank, which: str) -> str:
    """``les 6 premiers mois``, ``la première année``, ``le dernier mois``."""
    feminine = part.months > 1
    adjective = which.replace("ier", "ière") if feminine else which
    if number == 1:
        return f"{'la' if feminine else 'le'} {adjective} {'année' if feminine else 'mois'}"
    return f"les {number} {adjective}s {'années' if feminine else 'mois'}"

"""The occurrence of the first or the last months or years of the contract."""

from collections.abc import Iterator
from datetime import date

from scheduler.deadlines.agreement import Clause
from scheduler.deadlines.french import full, short
from scheduler.deadlines.ground import Ground, Writer
from scheduler.deadlines.obligation import Covered, Occurrence
from scheduler.deadlines.stretch import stretch
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
    write = Writer(ground.agreement, clause, ground.why())
    yield write(
        "unique",
        "window",
        steps,
        opens=recurs.first,
        due=end,
        count=timing.count,
        period=Covered(label, recurs.first, end),
    )


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

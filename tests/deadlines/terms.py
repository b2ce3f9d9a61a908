"""Duration clauses written in a test, and what they give: ends, notices, questions, warnings."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.obligation import Occurrence
from tests.written import HEAD, book, of

TODAY = date(2026, 11, 22)
EVENTS = (
    "faits: {a: {titre: réception}, b: {titre: solde}, s: {titre: signature}, "
    "borne: {titre: livraison, pas avant: 2026-01-01, pas après: 2027-06-30}}\n"
)
MONTHLY = (
    "obligations:\n  releve: {titre: Relevé, article: '2', citation: r, par: ccas, "
    "quand: {chaque: mois, au plus tard: dernier jour}}\n"
)
TACIT = "reconduction: {mode: tacite, pour: 1 an}"
BEFORE_EACH = "préavis: {délai: 3 mois, compté de: réception, moment: avant chaque terme}"
ANY_TIME = "préavis: {délai: 3 mois, compté de: réception, moment: à tout moment}"
UNSAID = "préavis: {délai: 6 mois, compté de: réception, moment: inconnu}"


def written(term: str, effect: str = "{le: 2025-01-01}") -> str:
    return f'{HEAD}{EVENTS}durée: {{article: "1", prend effet: {effect}, {term}}}\n{MONTHLY}'


def played(
    folder: Path,
    term: str,
    effect: str = "{le: 2025-01-01}",
    today: date = TODAY,
    assumed: Mapping[str, date] | None = None,
    recorded: Mapping[str, date] | None = None,
    **events: date,
) -> Computation:
    found = book(folder, written(term, effect))
    assert found.errors == (), found.errors
    facts = Facts(events={**(recorded or {}), **events}, assumed=assumed or {})
    return compute(found.agreements[0], facts, today)


def warned(folder: Path, term: str) -> set[str]:
    return {problem.code for problem in book(folder, written(term)).problems}


def end_of(computation: Computation) -> Occurrence:
    (last,) = of(computation, "dernier-terme")
    assert last.key == "essai/dernier-terme/unique"
    return last


def notice_days(computation: Computation) -> list[date | None]:
    return [item.due for item in of(computation, "preavis")]


def ends(computation: Computation) -> tuple[date | None, date | None]:
    """The end that is kept, and that of the other reading."""
    term = computation.term
    assert term is not None
    return term.end, term.other_end.end if term.other_end else None


def why(item: Occurrence) -> str:
    return " ".join(item.derivation)


def asked(computation: Computation) -> dict[str, str]:
    return {item.id.partition("/")[2]: item.text for item in computation.questions}


def refused(folder: Path, term: str) -> str:
    """Why the file is refused."""
    return " ".join(problem.message for problem in book(folder, written(term)).errors)

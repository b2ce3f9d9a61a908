"""The clauses that others hang on are enough for their dates, and each is worked out once."""

import cProfile
import pstats
from datetime import date, timedelta
from pathlib import Path

import pytest

from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.obligation import Occurrence
from scheduler.rulebook.hanging import only
from scheduler.rulebook.load import Sources, load
from tests.bethune import ROOT
from tests.deadlines.forms import ABSENCES, BESIDE, FACTS, FORMS, RECORDED
from tests.written import HEAD, THREE_YEARS, book, dues

TODAY = date(2026, 11, 22)
KNOWN = Facts(assumed=RECORDED, assumed_times={"absence": ABSENCES})
FOLDERS = (ROOT, ROOT / "tests" / "simulation" / "town")


def every_form(folder: Path) -> Agreement:
    """An agreement with all the forms of the language that may stand together."""
    clauses = "".join(
        f"  f{rank}: {{titre: Forme, article: '2', citation: x, par: asso, "
        f"quand: {form.written}}}\n"
        for rank, form in enumerate(FORMS)
    )
    read = book(folder, f"{HEAD}{FACTS}{THREE_YEARS}obligations:\n{BESIDE}{clauses}")
    assert not read.errors
    return read.agreements[0]


def by_clause(agreement: Agreement, facts: Facts) -> dict[str, list[Occurrence]]:
    computation = compute(agreement, facts, TODAY)
    given: dict[str, list[Occurrence]] = {clause.id: [] for clause in agreement.clauses}
    for item in computation.occurrences:
        given.setdefault(item.clause, []).append(item)
    return given


def assert_alone_as_together(agreement: Agreement, facts: Facts) -> None:
    together = by_clause(agreement, facts)
    for clause in agreement.clauses:
        alone = by_clause(only(agreement, (clause.id,)), facts)
        assert alone[clause.id] == together[clause.id], (agreement.id, clause.id)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_clause_has_the_same_dates_without_those_it_does_not_hang_on(folder: Path) -> None:
    rulebook = load(Sources((folder / "rules",), folder / "calendars", folder / "annuaire.yaml"))
    for agreement in rulebook.agreements:
        effect = Facts(assumed={"effect": date(2025, 1, 1)})
        assert_alone_as_together(agreement, effect)
        events = dict.fromkeys(agreement.event_titles(), date(2026, 3, 10))
        assert_alone_as_together(agreement, Facts(assumed=events))


def test_every_form_has_the_same_dates_without_those_it_does_not_hang_on(tmp_path: Path) -> None:
    agreement = every_form(tmp_path)
    assert_alone_as_together(agreement, KNOWN)


def test_what_hangs_on_no_clause_is_computed_with_all(tmp_path: Path) -> None:
    """The silence on « avis » is no clause of the file: its own clause must stay."""
    silent = (
        "  suite: {titre: Suite, article: '2', citation: x, par: asso, "
        "quand: {délai: 5 jours, après: {silence: avis}}}\n"
    )
    read = book(tmp_path, f"{HEAD}{FACTS}{THREE_YEARS}obligations:\n{BESIDE}{silent}")
    assert not read.errors
    kept = {clause.id for clause in only(read.agreements[0], ("suite",)).clauses}
    assert kept == {"suite", "avis"}
    nowhere = only(read.agreements[0], ("nulle-part",))
    assert nowhere == read.agreements[0]


def chain(folder: Path, length: int) -> Agreement:
    """Each clause five days after the one before it."""
    clauses = "  c0: {titre: C, article: '2', citation: x, par: asso, quand: {le: 2025-03-31}}\n"
    clauses += "".join(
        f"  c{rank}: {{titre: C, article: '2', citation: x, par: asso, "
        f"quand: {{délai: 5 jours, après: {{échéance: c{rank - 1}}}}}}}\n"
        for rank in range(1, length)
    )
    read = book(folder, f"{HEAD}{THREE_YEARS}obligations:\n{clauses}")
    assert not read.errors
    return read.agreements[0]


def times_worked_out(agreement: Agreement) -> int:
    """How many times a clause is counted from another in one computation."""
    profile = cProfile.Profile()
    profile.runcall(compute, agreement, Facts(), TODAY)
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    return sum(calls for (_, _, name), (_, calls, *_) in stats.items() if name == "_relative")


def test_a_chain_of_clauses_is_worked_out_link_by_link(tmp_path: Path) -> None:
    length = 60
    agreement = chain(tmp_path, length)
    computation = compute(agreement, Facts(), TODAY)
    last = date(2025, 3, 31) + timedelta(days=5 * (length - 1))
    assert dues(computation, f"c{length - 1}") == [last.isoformat()]
    assert times_worked_out(agreement) <= 2 * length

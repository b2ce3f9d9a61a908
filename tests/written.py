"""Rule files written in a test, and what they give."""

from datetime import date
from pathlib import Path

from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.obligation import Occurrence
from scheduler.problems import Problem, render_all
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.rulebook import Rulebook
from tests.bethune import ROOT

HEAD = """convention: essai
titre: Essai
nous: ccas
calendrier: bethune
parties: {ccas: CCAS, asso: Association}
"""
THREE_YEARS = """durée: {article: "1", prend effet: {le: 2025-01-01}, pour: 3 ans}
"""


def book(folder: Path, text: str) -> Rulebook:
    """The rulebook of one file, under the project's own calendars and directory."""
    path = folder / "essai.yaml"
    path.write_text(text, "utf-8")
    return load(Sources((path,), ROOT / "calendars", ROOT / "annuaire.yaml"))


def errors(folder: Path, text: str) -> list[Problem]:
    """What is wrong with it."""
    return list(book(folder, text).errors)


def computed(folder: Path, text: str, facts: Facts, today: date) -> Computation:
    """Its one agreement, computed; the file must be sound."""
    found = book(folder, text)
    assert found.errors == (), render_all(found.errors)
    return compute(found.agreements[0], facts, today)


def of(computation: Computation, clause: str) -> list[Occurrence]:
    """The occurrences of one clause."""
    return [item for item in computation.occurrences if item.clause == clause]


def dues(computation: Computation, clause: str) -> list[str]:
    """Their last days, as ISO dates."""
    return [item.due.isoformat() for item in of(computation, clause) if item.due]

"""The conventions, Béthune's by default, read from the project's own rule files."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.obligation import Occurrence
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.rulebook import Rulebook

ROOT = Path(__file__).parent.parent
SIGNED = date(2025, 4, 1)
TODAY = date(2026, 11, 22)


@lru_cache
def rulebook() -> Rulebook:
    return load(Sources((ROOT / "rules",), ROOT / "calendars", ROOT / "annuaire.yaml"))


def agreement(name: str = "bethune-sad") -> Agreement:
    found = rulebook().agreement(name)
    assert found is not None
    return found


def computed(today: date = TODAY, **assumed: date) -> Computation:
    """Béthune on ``today``, under assumptions such as ``signature=date(2025, 4, 1)``."""
    return played("bethune-sad", assumed, today)


def played(name: str, assumed: Mapping[str, date], today: date = TODAY) -> Computation:
    """Any of the project's agreements on ``today``, under assumptions."""
    return compute(agreement(name), Facts(assumed=assumed), today)


def of_clause(computation: Computation, clause: str) -> list[Occurrence]:
    return [item for item in computation.occurrences if item.clause == clause]


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]

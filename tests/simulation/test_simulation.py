"""Two years of the town and of the five conventions: every message that left keeps the promises."""

from collections.abc import Callable
from difflib import unified_diff

import pytest

from tests.simulation import promises
from tests.simulation.played import SCRIPTS, golden, played
from tests.simulation.simulation import Simulation
from tests.simulation.table import table
from tests.simulation.town import DIRECTOR

MOST_A_MONTH = 12
ALWAYS = (
    promises.more_than_one_a_day,
    promises.outside_business_hours,
    promises.told_twice,
    promises.silent_cliffs,
    promises.sessions_told_late,
    promises.unsaid_outages,
)
pytestmark = pytest.mark.timeout(900)


@pytest.mark.parametrize("promise", ALWAYS, ids=lambda one: str(one.__name__))
@pytest.mark.parametrize("name", SCRIPTS)
def test_every_message_keeps(name: str, promise: Callable[[Simulation], list[str]]) -> None:
    assert promise(played(name)) == []


def test_the_director_of_the_town_gets_twelve_messages_a_month_at_most() -> None:
    assert promises.above_budget(played("town"), DIRECTOR, MOST_A_MONTH) == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_cliffs_that_came_undone_are_some(name: str) -> None:
    """The promise about them would be empty otherwise."""
    assert played(name).arrived


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_sessions_to_convene_are_some(name: str) -> None:
    """The promise about them would be empty otherwise."""
    assert played(name).to_convene


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_table_is_the_one_that_was_read_by_eye(name: str) -> None:
    """Another table is accepted by ``python -m tests.simulation --accept``, once read."""
    kept = golden(name).read_text("utf-8")
    found = table(played(name))
    diff = unified_diff(kept.splitlines(), found.splitlines(), "kept", "found", lineterm="", n=1)
    assert kept == found, "\n".join(diff)

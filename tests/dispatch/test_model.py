"""Along any history of crashes, outages, refusals and clock steps; and planted bugs are found."""

import logging
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.dispatch.machine import Dispatching
from tests.dispatch.planted import PLANTS

ORDINARY = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
HEAVY = settings(ORDINARY, max_examples=600)
HUNT = settings(
    ORDINARY,
    max_examples=400,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What a daemon logs in a hundred lives would fill the report."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.drawn
def test_nothing_is_lost_or_doubled_unseen_along_any_history() -> None:
    run_state_machine_as_test(Dispatching, settings=ORDINARY)


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_nothing_is_lost_or_doubled_unseen_along_many_histories() -> None:
    run_state_machine_as_test(Dispatching, settings=HEAVY)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
@pytest.mark.timeout(600)
def test_a_planted_bug_is_found(
    plant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Dispatching, settings=HUNT)

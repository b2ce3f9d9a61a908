"""Along any history of crashes, outages, refusals and clock steps; and planted bugs are found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlmodel import Session

from scheduler.store import claims
from scheduler.store.claims import Settled
from tests.dispatch.machine import Dispatching

ORDINARY = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
HEAVY = settings(ORDINARY, max_examples=500, stateful_step_count=50)
HUNT = settings(
    ORDINARY,
    max_examples=300,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
)


def test_nothing_is_lost_or_doubled_unseen_along_any_history() -> None:
    run_state_machine_as_test(Dispatching, settings=ORDINARY)


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_nothing_is_lost_or_doubled_unseen_along_many_histories() -> None:
    run_state_machine_as_test(Dispatching, settings=HEAVY)


def _forget_the_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a crash the message leaves again, and nobody is told that it may be the second."""
    real = claims._next

    def forgetful(one: Settled, *rest: Any) -> dict[str, Any]:
        return real(one, *rest) | {"doubts": one.message.possible_duplicates}

    monkeypatch.setattr(claims, "_next", forgetful)


def _mark_at_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a dead process held is taken as sent."""
    real = claims._next

    def hopeful(one: Settled, *rest: Any) -> dict[str, Any]:
        found = real(one, *rest)
        return found | {"to_state": "sent"} if one.outcome.phase == "interrupted" else found

    monkeypatch.setattr(claims, "_next", hopeful)


def _retry_what_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal for good is treated as one for now."""
    real = claims._next

    def stubborn(one: Settled, *rest: Any) -> dict[str, Any]:
        later = replace(one.outcome, kind="later") if one.outcome.kind == "refused" else one.outcome
        return real(replace(one, outcome=later), *rest)

    monkeypatch.setattr(claims, "_next", stubborn)


def _settle_only_what_was_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer other than yes is dropped: the message stays in flight, and is doubted later."""
    real = claims.settle

    def partial(
        session: Session, ended: Sequence[Settled], now: datetime, random: Random, **rest: Any
    ) -> None:
        kept = [one for one in ended if one.outcome.kind in ("accepted", "channel")]
        real(session, kept, now, random, **rest)

    monkeypatch.setattr(claims, "settle", partial)


@pytest.mark.parametrize(
    "plant",
    [_forget_the_doubt, _mark_at_a_crash, _retry_what_is_refused, _settle_only_what_was_accepted],
)
@pytest.mark.timeout(600)
def test_a_planted_bug_is_found(plant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Dispatching, settings=HUNT)

"""Who is taken to have abandoned a message: the dead after a grace, the living after a lease."""

from datetime import timedelta

from scheduler.dispatch.custody import Custody
from scheduler.store.claims import LEASE, Held

GRACE = timedelta(seconds=10)
MINE, TAKEN_AGAIN = Held(1, 1, "other"), Held(1, 2, "other")


class Seconds:
    """A clock that only the test moves on."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_the_dead_keep_what_they_took_for_the_grace_and_the_living_for_the_lease() -> None:
    clock = Seconds()
    custody = Custody(GRACE, clock)
    other = Held(2, 1, "living")
    for seconds, abandoned in ((0, set()), (9, set()), (10, {MINE}), (899, {MINE})):
        clock.at = 1000.0 + seconds
        assert custody.look({MINE, other}, {"other"}) == abandoned
    clock.at = 1000.0 + LEASE.total_seconds()
    assert custody.look({MINE, other}, {"other"}) == {MINE, other}


def test_a_message_taken_again_is_held_anew() -> None:
    clock = Seconds()
    custody = Custody(GRACE, clock)
    assert not custody.look({MINE}, {"other"})
    clock.at += 60
    assert not custody.look({TAKEN_AGAIN}, {"other"})
    clock.at += 5
    assert not custody.look({MINE}, {"other"}), "seen before, but not without a break"


def test_without_a_grace_the_dead_keep_nothing() -> None:
    assert Custody(timedelta(0)).look({MINE}, {"other"}) == {MINE}

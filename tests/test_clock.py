"""The wall clock is set by an hour or a year: the watch sees it, and holds what it should."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.clock import Watch

START = datetime(2026, 11, 25, 8, tzinfo=UTC)
PATIENCE = timedelta(minutes=15)
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)


class Machine:
    """Both clocks of a machine: one that runs, one on the wall that may be set."""

    def __init__(self) -> None:
        self.up = 1000.0
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return START + timedelta(seconds=self.up - 1000) + self.ahead

    def running(self) -> float:
        return self.up

    def watch(self, last_seen: datetime | None = None) -> Watch:
        return Watch(self, PATIENCE, last_seen, timedelta(days=30), self.running)


def test_a_clock_that_runs_is_never_held() -> None:
    machine = Machine()
    watch = machine.watch()
    for _ in range(200):
        machine.up += 60
        machine.ahead += timedelta(milliseconds=100)
        assert watch.look() == timedelta(0)
        assert watch.hold() is None


@pytest.mark.parametrize("step", [HOUR, YEAR])
def test_a_leap_ahead_holds_until_the_clock_has_been_steady(step: timedelta) -> None:
    machine = Machine()
    watch = machine.watch()
    machine.ahead = step
    assert watch.look() == step
    held = watch.hold()
    assert held is not None
    assert held.step == step
    assert held.until == machine.now() + PATIENCE
    machine.up += 14 * 60
    assert watch.look() == timedelta(0)
    assert watch.hold() is not None
    machine.up += 61
    watch.look()
    assert watch.hold() is None
    machine.up += 60
    watch.look()
    assert watch.hold() is None


@pytest.mark.parametrize("step", [HOUR, YEAR])
def test_a_leap_ahead_that_is_taken_back_lifts_the_hold(step: timedelta) -> None:
    machine = Machine()
    watch = machine.watch()
    machine.ahead = step
    watch.look()
    machine.up += 60
    machine.ahead = timedelta(0)
    assert watch.look() == -step
    assert watch.hold() is None


@pytest.mark.parametrize("step", [HOUR, YEAR])
def test_a_step_back_is_seen_and_holds_nothing(step: timedelta) -> None:
    machine = Machine()
    watch = machine.watch()
    machine.ahead = -step
    assert watch.look() == -step
    assert watch.hold() is None


def test_a_clock_still_leaping_is_waited_for() -> None:
    machine = Machine()
    watch = machine.watch()
    for _ in range(10):
        machine.ahead += HOUR
        machine.up += 600
        watch.look()
        assert watch.hold() is not None


def test_a_confirmed_clock_is_trusted_at_once() -> None:
    machine = Machine()
    watch = machine.watch()
    machine.ahead = YEAR
    watch.look()
    watch.confirm()
    assert watch.hold() is None
    watch.look()
    assert watch.hold() is None


def test_a_start_long_after_the_last_pass_waits_like_a_leap() -> None:
    """The clock of a machine whose battery died says 2038 before the network sets it right."""
    machine = Machine()
    watch = machine.watch(last_seen=START - YEAR)
    held = watch.hold()
    assert held is not None
    assert held.step == YEAR
    machine.ahead = -YEAR + HOUR / 6
    watch.look()
    assert watch.hold() is None


def test_a_start_after_a_weeks_outage_does_not_wait() -> None:
    assert Machine().watch(last_seen=START - timedelta(days=7)).hold() is None


def test_a_machine_that_slept_has_not_been_set() -> None:
    """Both clocks run while it sleeps."""
    machine = Machine()
    watch = machine.watch()
    machine.up += 8 * 3600
    assert watch.look() == timedelta(0)
    assert watch.hold() is None

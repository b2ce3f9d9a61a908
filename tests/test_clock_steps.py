"""The real daemon under a clock that is set, by an hour or a year, both ways (libfaketime)."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.needs import FAKETIME
from tests.postgresql import Server
from tests.service import Service, run, serving, until
from tests.smtp_listener import Listener
from tests.test_daemon import relay, write_many

pytestmark = pytest.mark.needs("faketime")


class Wall:
    """The wall clock of one process: what is added to it, read again at each look."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "horloge"
        self.set(timedelta(0))

    def set(self, ahead: timedelta) -> None:
        fresh = self._file.with_suffix(".neuve")
        fresh.write_text(f"{ahead.total_seconds():+.0f}\n")
        fresh.rename(self._file)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(FAKETIME),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_NO_CACHE": "1",
        }


def few(folder: Path, number: int = 3) -> None:
    """That many conventions, each with a cliff seven days ahead."""
    write_many(folder)
    for path in sorted((folder / "rules").glob("*.yaml"))[number:]:
        path.unlink()


def get(service: Service, path: str) -> httpx.Response:
    """A page; a busy machine may take its time."""
    return httpx.get(service.page + path, timeout=60)


def checks(service: Service) -> dict[str, bool]:
    return dict(get(service, "/readyz").json()["checks"])


def test_a_year_ahead_holds_says_so_and_sends_nothing_until_it_is_confirmed(
    tmp_path: Path,
) -> None:
    few(tmp_path)
    wall = Wall(tmp_path)
    with Listener() as listener, serving(tmp_path, **relay(listener), **wall.environment) as it:
        until(lambda: len(listener.accepted) == 4)
        wall.set(timedelta(days=365))
        until(lambda: not checks(it)["clock"])
        assert "365 jours" in get(it, "/").text
        assert "the clock was set by 36" in it.log()
        assert len(listener.accepted) == 4
        assert run(tmp_path, "outbox", "--clock-is-right").returncode == 0
        until(lambda: checks(it)["clock"])
        until(lambda: len({one.body for one in listener.accepted}) > 4)
        by_person = {one.recipient for one in listener.accepted[4:]}
        assert len(by_person) == len(listener.accepted[4:]), "one message a person, however late"


def test_a_year_ahead_and_back_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    few(tmp_path)
    wall = Wall(tmp_path)
    with Listener() as listener, serving(tmp_path, **relay(listener), **wall.environment) as it:
        until(lambda: len(listener.accepted) == 4)
        wall.set(timedelta(days=365))
        until(lambda: not checks(it)["clock"])
        wall.set(timedelta(0))
        until(lambda: checks(it)["clock"])
        assert it.stop() == 0
        assert len(listener.accepted) == 4


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(days=-365), timedelta(hours=1)])
def test_after_a_step_the_daemon_goes_on_at_once(tmp_path: Path, step: timedelta) -> None:
    """An alarm that slept by the old clock would stay silent for the length of the step."""
    few(tmp_path, 1)
    wall = Wall(tmp_path)
    patience = {"ECHEANCIER_CLOCK_PATIENCE_MINUTES": "0.05"}
    with (
        Listener() as listener,
        serving(tmp_path, **relay(listener), **wall.environment, **patience) as it,
    ):
        until(lambda: len(listener.accepted) == 2)
        wall.set(step)
        until(lambda: "the clock was set" in it.log())
        before = _last_tick(it)
        until(lambda: checks(it)["clock"] and _last_tick(it) != before)
        until(lambda: _ticks_now(it, step))
        assert it.stop() == 0
        assert len(listener.accepted) == 2


def _last_tick(service: Service) -> datetime | None:
    """When the last tick ended; the first one may still be waiting for the relay."""
    text = get(service, "/etat").text
    found = re.search(r'Dernier passage</dt><dd>(?:aucun|<time datetime="([^"]+)")', text)
    assert found is not None
    return datetime.fromisoformat(found[1]) if found[1] else None


def _ticks_now(service: Service, step: timedelta) -> bool:
    last = _last_tick(service)
    return last is not None and abs(last - datetime.now(UTC) - step) < timedelta(minutes=5)


def test_a_machine_that_starts_in_2038_mails_nothing_before_its_clock_is_right(
    tmp_path: Path,
) -> None:
    few(tmp_path)
    wall = Wall(tmp_path)
    with Listener() as listener:
        with serving(tmp_path, **relay(listener), **wall.environment):
            until(lambda: len(listener.accepted) == 4)
        wall.set(date(2038, 1, 19) - datetime.now(UTC).date())
        with serving(tmp_path, **relay(listener), **wall.environment) as it:
            assert "L'horloge a avancé d'un coup" in it.opening
            assert not checks(it)["clock"]
            wall.set(timedelta(0))
            until(lambda: checks(it)["clock"])
            assert it.stop() == 0
        assert len(listener.accepted) == 4


@pytest.mark.needs("postgresql")
def test_a_daemon_that_starts_ahead_of_its_server_holds_until_both_agree(
    tmp_path: Path, postgresql: Server
) -> None:
    few(tmp_path, 1)
    wall, url = Wall(tmp_path), {"ECHEANCIER_DATABASE__URL": postgresql.new()}
    wall.set(timedelta(days=1))
    with (
        Listener() as listener,
        serving(tmp_path, **relay(listener), **wall.environment, **url) as it,
    ):
        assert "L'horloge a avancé d'un coup de 1 jour" in it.opening
        assert not checks(it)["clock"]
        assert not listener.accepted
        wall.set(timedelta(0))
        until(lambda: checks(it)["clock"])
        until(lambda: len(listener.accepted) == 2)
        assert it.stop() == 0

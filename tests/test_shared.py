"""Daemons that share a PostgreSQL: one mail each, the same pages, woken by what is recorded."""

from itertools import count
from pathlib import Path

import httpx
import pytest

from tests.postgresql import Server
from tests.service import run, serving, until
from tests.smtp_listener import Listener
from tests.test_daemon import relay, write_many

pytestmark = pytest.mark.needs("postgresql")


@pytest.fixture
def shared(postgresql: Server) -> dict[str, str]:
    return {"ECHEANCIER_DATABASE__URL": postgresql.new()}


def test_two_daemons_send_each_message_once_and_both_show_it(
    tmp_path: Path, shared: dict[str, str]
) -> None:
    write_many(tmp_path)
    with (
        Listener() as listener,
        serving(tmp_path, **relay(listener), **shared) as one,
        serving(tmp_path, **relay(listener), **shared) as other,
    ):
        until(lambda: len(listener.accepted) >= 201)
        assert {one.stop(), other.stop()} == {0}
        recipients = [message.recipient for message in listener.accepted]
    assert len(recipients) == len(set(recipients)) == 201
    listed = run(tmp_path, "outbox", "--limit", "300", **shared).stdout
    assert listed.count("accepté par le relais") == 201
    assert "Aucun message douteux" in run(tmp_path, "doubtful", **shared).stdout


def test_what_is_recorded_wakes_a_daemon_that_would_look_much_later(
    deployment: Path, shared: dict[str, str]
) -> None:
    slow = {**shared, "ECHEANCIER_TICK_SECONDS": "300"}
    with serving(deployment, **slow) as service:
        until(lambda: _last_pass(service.page))
        before = _last_pass(service.page)
        day = count(1)

        def woken() -> bool:
            """The daemon may not listen yet when the first fact is recorded."""
            signed = f"2025-04-{next(day):02d}"
            run(deployment, "fact", "bethune-sad", "signature", signed, **shared)
            return _last_pass(service.page) != before

        until(woken)


def _last_pass(page: str) -> str:
    text = httpx.get(page + "/etat").text
    return text.partition("Dernier passage</dt><dd>")[2].partition("</dd>")[0].replace("aucun", "")


def test_a_simulated_day_plays_on_a_copy_of_the_server(
    deployment: Path, shared: dict[str, str]
) -> None:
    run(deployment, "fact", "bethune-sad", "signature", "2025-04-01", **shared)
    with serving(deployment, "--now", "2026-11-22", **shared) as service:
        assert "11 décembre 2026" in service.opening
        run(deployment, "fact", "bethune-sad", "signature", "2025-04-02", **shared)
    assert (deployment / "var" / "simulation" / "echeancier.sqlite").exists()
    assert "Aucun message." in run(deployment, "outbox", **shared).stdout


def test_a_server_that_does_not_answer_is_named_without_its_password(deployment: Path) -> None:
    url = "postgresql://echeancier:tressecret@127.0.0.1:1/base"
    done = run(deployment, "serve", ECHEANCIER_DATABASE__URL=url)
    assert done.returncode == 2
    assert "database.url" in done.stderr
    assert "tressecret" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr

"""The heartbeat: once a minute at most, silent when a pass is not complete, never in the way."""

import logging
import socket
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from scheduler.heartbeat import Heartbeat, fetch
from scheduler.problems import render_all
from scheduler.settings import SettingsError, read_settings
from tests.crash.test_faults import Then
from tests.service import serving, until
from tests.smtp_listener import Listener
from tests.test_daemon import mails, relay, write_many
from tests.watcher import Watcher


class Hand:
    """A clock moved by hand."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def joined() -> None:
    """Wait for the fetches under way."""
    for thread in threading.enumerate():
        if thread.name == "heartbeat":
            thread.join(20)


def test_it_is_heard_once_a_minute_at_most() -> None:
    hand = Hand()
    with Watcher() as watcher:
        heartbeat = Heartbeat(watcher.url, hand)
        for hand.seconds in (0, 20, 59.9, 60, 80, 121):
            heartbeat.beat()
            joined()
        assert watcher.asked == ["GET /ping/jeton-secret"] * 3


def test_after_a_closed_relay_it_waits_for_another_try() -> None:
    hand = Hand()
    with Watcher() as watcher:
        heartbeat = Heartbeat(watcher.url, hand)
        heartbeat.miss()
        for hand.seconds in (20, 400):
            heartbeat.beat()
        joined()
        assert watcher.asked == []
        hand.seconds = 420
        heartbeat.beat()
        joined()
        assert len(watcher.asked) == 1


def test_one_that_hangs_is_not_asked_again_and_holds_nobody_up() -> None:
    hand = Hand()
    with Watcher(hanging=True) as watcher:
        heartbeat = Heartbeat(watcher.url, hand)
        started = time.monotonic()
        for hand.seconds in (0, 60, 120):
            heartbeat.beat()
        assert time.monotonic() - started < 5
        until(lambda: watcher.asked)
        assert len(watcher.asked) == 1
    joined()


def test_a_failure_is_told_once_a_streak_without_the_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    hand = Hand()
    with Watcher(status=500) as watcher:
        heartbeat = Heartbeat(watcher.url, hand)
        for hand.seconds, watcher.status in ((0, 500), (60, 404), (120, 204), (180, 410)):
            heartbeat.beat()
            joined()
    told = [(one.levelname, one.getMessage()) for one in caplog.records]
    assert told == [
        ("WARNING", "the heartbeat was not heard (HTTP 500); said once until it is"),
        ("INFO", "the heartbeat is heard again"),
        ("WARNING", "the heartbeat was not heard (HTTP 410); said once until it is"),
    ]
    assert "jeton-secret" not in caplog.text


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/x", "http://[::1", "http://a b/c"])
def test_whatever_goes_wrong_is_a_failure_and_no_more(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        Heartbeat(url.format(port=unused.getsockname()[1])).beat()
        joined()
    assert caplog.text.count("was not heard") == 1


def test_a_redirect_is_followed_in_the_same_scheme_alone() -> None:
    with Watcher() as end, Watcher(302, end.url) as start:
        fetch(start.url)
        assert len(end.asked) == 1
        start.location = "https://127.0.0.1:1/x"
        with pytest.raises(OSError, match="302"):
            fetch(start.url)
        start.location = "file:///etc/hostname"
        with pytest.raises(OSError, match="302"):
            fetch(start.url)


def test_a_watcher_that_hangs_delays_no_message(tmp_path: Path) -> None:
    """The watcher hangs from the first pass on; a rule comes, its mail leaves; it stops."""
    write_many(tmp_path, 2)
    later = tmp_path / "rules" / "c001.yaml"
    rule = later.read_bytes()
    later.unlink()
    with Watcher(hanging=True) as watcher, Listener() as listener:
        settings = {"ECHEANCIER_HEARTBEAT__URL": watcher.url}
        with serving(tmp_path, **relay(listener), **settings) as service:
            until(lambda: watcher.asked)
            later.write_bytes(rule)
            until(lambda: "p001@ville.example" in {one.recipient for one in listener.accepted})
            started = time.monotonic()
            assert service.stop() == 0
            assert time.monotonic() - started < 8
        assert len(watcher.asked) == 1
        assert "jeton-secret" not in service.log()


def test_a_pass_that_could_not_send_is_not_told(tmp_path: Path) -> None:
    """The relay is away for many passes: silence; then it is back."""
    write_many(tmp_path, 3)
    with Watcher() as watcher, Listener() as listener:
        settings = relay(listener) | {"ECHEANCIER_HEARTBEAT__URL": watcher.url}
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            away = settings | {"ECHEANCIER_SMTP__PORT": str(unused.getsockname()[1])}
            with serving(tmp_path, **away) as service:
                until(lambda: "mail channel closed" in service.log())
                (tmp_path / "rules" / "c002.yaml").unlink()
                until(lambda: "rules reloaded: 2" in service.log())
                (tmp_path / "rules" / "c001.yaml").unlink()
                until(lambda: "rules reloaded: 1" in service.log())
                assert watcher.asked == []
        with serving(tmp_path, **settings):
            until(lambda: watcher.asked)


def test_a_pass_that_cannot_write_what_it_knows_is_not_told(tmp_path: Path) -> None:
    """Another program holds the database just after a message was accepted, then lets it go."""
    write_many(tmp_path, 1)

    def hold() -> None:
        held.append(sqlite3.connect(tmp_path / "var/echeancier.sqlite", check_same_thread=False))
        held[0].execute("BEGIN IMMEDIATE")

    held: list[sqlite3.Connection] = []
    with Watcher() as watcher, Listener(script=Then(1, hold)) as listener:
        settings = relay(listener) | {"ECHEANCIER_HEARTBEAT__URL": watcher.url}
        with serving(tmp_path, **settings) as service:
            until(lambda: "not written yet" in service.log())
            assert watcher.asked == []
            held[0].close()
            until(lambda: watcher.asked)
        assert len(listener.accepted) == 2


def test_a_simulated_day_is_not_told(tmp_path: Path) -> None:
    """Once the files are read anew, the pass before them is over."""
    write_many(tmp_path, 2)
    with Watcher() as watcher:
        settings = {"ECHEANCIER_HEARTBEAT__URL": watcher.url}
        with serving(tmp_path, "--now", "2026-11-22", **settings) as service:
            until(lambda: mails(tmp_path / "var" / "simulation" / "mail"))
            (tmp_path / "rules" / "c001.yaml").unlink()
            until(lambda: "rules reloaded: 1" in service.log())
        assert watcher.asked == []


def refused(folder: Path, text: str) -> str:
    (folder / "echeancier.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError) as error:
        read_settings(folder / "echeancier.toml", {})
    return render_all(error.value.problems)


def test_the_address_may_stand_in_a_file_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "echeancier.toml").write_text('[heartbeat]\nurl_file = "secret"\n')
    (tmp_path / "secret").write_text("https://guet.example/jeton\n")
    settings = read_settings(tmp_path / "echeancier.toml", {})
    assert settings.heartbeat.address() == "https://guet.example/jeton"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('url = "ftp://guet.example/jeton"', "une adresse http:// ou https://"),
        ('url = "https://guet.example/jeton é"', "une adresse http:// ou https://"),
        ('url = "https://moi:jeton@guet.example/"', "une adresse http:// ou https://"),
        ('url = "jeton"', "une adresse http:// ou https://"),
        ('url = "https:///jeton"', "une adresse http:// ou https://"),
        ('url = "https://guet.example:port/jeton"', "une adresse http:// ou https://"),
        ('url = ["jeton"]', "heartbeat.url"),
        ('url = "https://guet.example/jeton"\nurl_file = "x"', "un seul des deux"),
        ('urll = "x"', "vouliez-vous dire « url »"),
    ],
)
def test_what_is_no_address_is_refused_and_not_shown(tmp_path: Path, text: str, said: str) -> None:
    told = refused(tmp_path, f"[heartbeat]\n{text}\n")
    assert said in told
    assert "jeton" not in told


@pytest.mark.parametrize("content", [None, b"jeton", b"https://guet.example/jeton\nsuite", b"\xff"])
def test_a_file_without_an_address_stops_the_start_with_a_reason(
    deployment: Path, content: bytes | None
) -> None:
    if content is not None:
        (deployment / "secret").write_bytes(content)
    (deployment / "echeancier.toml").write_text('[heartbeat]\nurl_file = "secret"\n')
    with (
        pytest.raises(AssertionError, match=r"heartbeat\.url_file") as stopped,
        serving(deployment),
    ):
        pass
    assert "Traceback" not in str(stopped.value)
    assert "jeton" not in str(stopped.value)

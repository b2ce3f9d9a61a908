"""Connections to the relay: no more than asked, reused, renewed, and never a reason to fail."""

import asyncio
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from scheduler.delivery import Outcome
from scheduler.mail.maildir import MaildirChannel
from scheduler.mail.smtp import MESSAGES_PER_CONNECTION, Relay, SmtpChannel
from scheduler.service import channel_of
from scheduler.settings import Settings
from tests.mail.relays import PATIENT, channel_to, fault, has_own_answer, send
from tests.smtp_listener import Listener, Reply, obedient

MANY = 24


def persons(number: int) -> list[str]:
    return [f"p{one}@ville.example" for one in range(number)]


async def all_at_once(
    listener: Listener, width: int, recipients: list[str], relay: Relay = PATIENT
) -> list[Outcome]:
    async with channel_to(listener, relay, width) as channel:
        return await asyncio.gather(*(send(channel, one) for one in recipients))


async def one_by_one(
    listener: Listener, recipients: list[str], pause: float = 0.0, relay: Relay = PATIENT
) -> list[Outcome]:
    outcomes = []
    async with channel_to(listener, relay, width=4) as channel:
        for one in recipients:
            outcomes.append(await send(channel, one))
            await asyncio.sleep(pause)
    return outcomes


@pytest.mark.parametrize("width", [1, 3, 16])
def test_width_connections_share_the_work_and_are_reused(width: int) -> None:
    """More messages than connections at once: the others wait, and each gets its own answer."""
    recipients = persons(MANY)
    with Listener(delay=0.03) as listener:
        outcomes = asyncio.run(all_at_once(listener, width, recipients))
    assert [one.kind for one in outcomes] == ["accepted"] * MANY
    for outcome, recipient in zip(outcomes, recipients, strict=True):
        assert has_own_answer(listener, outcome, recipient)
    assert sorted(one.recipient for one in listener.accepted) == sorted(recipients)
    assert (listener.connections, listener.most_at_once) == (width, width)
    assert listener.heard("EHLO") == width
    assert listener.heard("QUIT") == width


def test_a_fault_among_many_touches_no_other_message() -> None:
    """Cut, silent and refusing relays in turn, while eight connections are at work."""
    faults: dict[int, Reply] = {5: None, 9: "550 no such user", 14: "421 closing", 17: "what?"}
    met: list[str] = []

    def script(phase: str, number: int) -> Reply:
        if phase == "RCPT":
            met.append(phase)
            return faults.get(len(met), obedient(phase, number))
        return obedient(phase, number)

    recipients = persons(MANY)
    with Listener(script, delay=0.01) as listener:
        outcomes = asyncio.run(all_at_once(listener, 8, recipients))
    assert sorted(one.kind for one in outcomes if one.kind != "accepted") == [
        "later",
        "later",
        "later",
        "refused",
    ]
    arrived = [one.recipient for one in listener.accepted]
    for outcome, recipient in zip(outcomes, recipients, strict=True):
        assert arrived.count(recipient) == (outcome.kind == "accepted")
        assert outcome.kind != "accepted" or has_own_answer(listener, outcome, recipient)
    assert "503" not in listener.codes
    assert listener.most_at_once <= 8


def test_one_after_the_other_takes_one_connection() -> None:
    with Listener() as listener:
        asyncio.run(one_by_one(listener, persons(5)))
    assert (listener.connections, len(listener.accepted)) == (1, 5)


def test_a_connection_is_renewed_after_a_hundred_messages() -> None:
    with Listener() as listener:
        outcomes = asyncio.run(one_by_one(listener, persons(MESSAGES_PER_CONNECTION + 1)))
    assert {one.kind for one in outcomes} == {"accepted"}
    assert (listener.connections, listener.heard("QUIT")) == (2, 2)
    assert listener.most_at_once == 1


def test_a_connection_is_renewed_after_a_long_rest() -> None:
    with Listener() as listener:
        rested = replace(PATIENT, idle_seconds=0.1)
        outcomes = asyncio.run(one_by_one(listener, persons(3), pause=0.2, relay=rested))
    assert {one.kind for one in outcomes} == {"accepted"}
    assert (listener.connections, listener.heard("QUIT")) == (3, 3)


def test_a_relay_that_closes_idle_connections_costs_no_attempt() -> None:
    with Listener(patience=0.05) as listener:
        outcomes = asyncio.run(one_by_one(listener, persons(3), pause=0.2))
    assert [one.kind for one in outcomes] == ["accepted"] * 3
    assert len(listener.accepted) == listener.connections == 3


def test_a_relay_that_closes_just_as_the_next_message_comes_costs_no_attempt() -> None:
    """The relay leaves while the connection looks open: the second MAIL meets nobody."""
    with Listener(fault("MAIL", None, nth=2)) as listener:
        outcomes = asyncio.run(one_by_one(listener, persons(2)))
    assert [one.kind for one in outcomes] == ["accepted"] * 2
    assert (len(listener.accepted), listener.connections) == (2, 2)


def test_a_new_connection_that_meets_nobody_is_not_tried_for_ever() -> None:
    def script(phase: str, number: int) -> Reply:
        return None if phase == "MAIL" else obedient(phase, number)

    with Listener(script) as listener:
        (outcome,) = asyncio.run(one_by_one(listener, persons(1)))
    assert (outcome.kind, outcome.phase) == ("later", "mail")
    assert listener.connections == 1


def test_the_channel_can_be_closed_twice_and_used_again() -> None:
    async def closed_and_used(listener: Listener) -> Outcome:
        async with channel_to(listener) as channel:
            await send(channel, "a@ville.example")
            await channel.close()
            await channel.close()
            return await send(channel, "b@ville.example")

    with Listener() as listener:
        outcome = asyncio.run(closed_and_used(listener))
    assert outcome.kind == "accepted"
    assert (listener.connections, listener.open_now) == (2, 0)


STARTTLS = replace(PATIENT, security="starttls", username="echeancier", password="secret")
TLS = ("STARTTLS", "AUTH PLAIN")


def test_mail_never_leaves_in_clear_when_encryption_is_asked() -> None:
    """A relay without STARTTLS is a closed channel: not a silent fallback, nor a password."""
    with Listener(offers=("AUTH PLAIN",)) as listener:
        (outcome,) = asyncio.run(one_by_one(listener, persons(1), relay=STARTTLS))
    assert outcome.kind == "channel"
    assert listener.accepted == []
    assert [line[:4] for line in listener.commands] == ["EHLO"]


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[str, str]:
    """A certificate that signs itself, for 127.0.0.1, and its key."""
    paths = (str(tmp_path / "certificate.pem"), str(tmp_path / "key.pem"))
    asked = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    name = ["-subj", "/CN=relais", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", *asked.split(), *name, "-out", paths[0], "-keyout", paths[1]]
    subprocess.run(command, check=True, capture_output=True)
    return paths


@pytest.mark.needs("openssl")
def test_a_trusted_certificate_opens_the_channel_and_the_password_goes_encrypted(
    certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a stranger slips in clear after the relay's 220 is never read as an answer."""
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    slipped = fault("STARTTLS", "220 go\r\n250-stranger\r\n250 AUTH PLAIN")
    with Listener(slipped, offers=TLS, certificate=certificate) as listener:
        outcomes = asyncio.run(one_by_one(listener, persons(2), relay=STARTTLS))
    assert [one.kind for one in outcomes] == ["accepted"] * 2
    verbs = [line[:4] for line in listener.commands]
    assert verbs[:4] == ["EHLO", "STAR", "EHLO", "AUTH"]
    assert listener.connections == 1


@pytest.mark.needs("openssl")
def test_an_unknown_certificate_closes_the_channel(certificate: tuple[str, str]) -> None:
    with Listener(offers=TLS, certificate=certificate) as listener:
        (outcome,) = asyncio.run(one_by_one(listener, persons(1), relay=STARTTLS))
    assert (outcome.kind, outcome.phase) == ("channel", "connect")
    assert "certificate" in outcome.answer
    assert listener.accepted == []
    assert listener.heard("AUTH") == 0


def test_the_setting_says_how_many_connections_at_most(tmp_path: Path) -> None:
    def width_with(**smtp: object) -> int:
        settings = Settings.model_validate({"var": tmp_path, "smtp": smtp})
        channel = channel_of(settings)
        assert isinstance(channel, SmtpChannel | MaildirChannel)
        return channel.width

    assert width_with(host="127.0.0.1") == 4
    assert width_with(host="127.0.0.1", connections=7) == 7
    assert width_with(connections=7) == 1, "a maildir takes one message at a time"
    for refused in (0, 17):
        with pytest.raises(ValidationError):
            width_with(connections=refused)

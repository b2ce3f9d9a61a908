"""Reports of failure and delay (RFC 3461): asked of a relay that offers them, and of no other."""

import asyncio

import pytest

from scheduler.mail.exchange import xtext
from tests.mail.relays import BODY, SENDER, channel_to
from tests.smtp_listener import Listener


def envelope(offers: tuple[str, ...], recipient: str, message_id: str) -> tuple[str, str]:
    """The MAIL and RCPT that a relay with these extensions hears."""

    async def sent(listener: Listener) -> None:
        async with channel_to(listener) as channel:
            outcome = await channel.send(SENDER, recipient, BODY, message_id)
            assert outcome.kind == "accepted"

    with Listener(offers=offers) as listener:
        asyncio.run(sent(listener))
    mail, rcpt = (line for line in listener.commands if line[:4] in ("MAIL", "RCPT"))
    return mail, rcpt


def test_a_relay_that_offers_reports_is_asked_for_them() -> None:
    mail, rcpt = envelope(("PIPELINING", "DSN", "8BITMIME"), "a@ville.example", "<r7.j30@x.fr>")
    assert mail == "MAIL FROM:<e@ville.example> RET=HDRS ENVID=r7.j30@x.fr"
    assert rcpt == ("RCPT TO:<a@ville.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;a@ville.example")


@pytest.mark.parametrize("offers", [(), ("SIZE 1000000", "8BITMIME", "XDSN")])
def test_a_relay_that_does_not_is_asked_for_nothing(offers: tuple[str, ...]) -> None:
    mail, rcpt = envelope(offers, "a@ville.example", "<r7.j30@x.fr>")
    assert (mail, rcpt) == ("MAIL FROM:<e@ville.example>", "RCPT TO:<a@ville.example>")


def test_signs_that_mean_something_in_the_parameters_are_written_in_figures() -> None:
    mail, rcpt = envelope(("DSN",), "a+b=c@ville.example", "<r+1=é@x.fr>")
    assert mail.endswith("ENVID=r+2B1+3D+C3+A9@x.fr")
    assert rcpt == (
        "RCPT TO:<a+b=c@ville.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;a+2Bb+3Dc@ville.example"
    )


@pytest.mark.parametrize("message_id", ["", "<>", f"<{'x' * 101}>"])
def test_an_identifier_that_does_not_fit_is_left_out(message_id: str) -> None:
    mail, _ = envelope(("DSN",), "a@ville.example", message_id)
    assert mail == "MAIL FROM:<e@ville.example> RET=HDRS"


def test_xtext_hides_what_would_end_the_command() -> None:
    assert xtext("a b\r\nRCPT <c>") == "a+20b+0D+0ARCPT+20<c>"

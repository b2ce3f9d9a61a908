"""Each fault of a relay is classed as what it is, and never harms the next message."""

import asyncio

import pytest

from scheduler.delivery import Outcome
from scheduler.mail.smtp import Relay, SmtpChannel
from tests.smtp_listener import Listener, Reply, Script, obedient

BODY = b"Subject: essai\r\n\r\nBonjour\r\n"


def fault(phase: str, reply: Reply) -> Script:
    """The first message meets ``reply`` at ``phase``; the next ones are served."""
    met: list[str] = []

    def script(at: str, number: int) -> Reply:
        if at == phase and not met:
            met.append(at)
            return reply
        return obedient(at, number)

    return script


def send(listener: Listener, *recipients: str) -> list[Outcome]:
    async def all_of_them() -> list[Outcome]:
        channel = SmtpChannel(Relay("127.0.0.1", listener.port, "none"))
        outcomes = [await channel.send("e@ville.example", one, BODY, "<1@x>") for one in recipients]
        await channel.close()
        return outcomes

    return asyncio.run(all_of_them())


@pytest.mark.parametrize(
    ("phase", "reply", "kind"),
    [
        ("greet", "554 go away", "channel"),
        ("greet", "421 too busy", "channel"),
        ("MAIL", "451 later", "later"),
        ("MAIL", "421 closing", "later"),
        ("MAIL", "550 bad sender", "channel"),
        ("RCPT", "450 greylisted", "later"),
        ("RCPT", "550 no such user", "refused"),
        ("DATA", "451 later", "later"),
        ("DATA", "554 no", "refused"),
        ("dot", "452 disk full", "later"),
        ("dot", "554 spam", "refused"),
        ("dot", "251 will forward", "accepted"),
        ("dot", None, "ambiguous"),
        ("RCPT", None, "later"),
    ],
)
def test_a_fault_is_classed_and_the_next_message_is_served(
    phase: str, reply: Reply, kind: str
) -> None:
    with Listener(fault(phase, reply)) as listener:
        first, second = send(listener, "a@ville.example", "b@ville.example")
    assert first.kind == kind
    assert second.kind == "accepted"
    assert listener.accepted[-1].recipient == "b@ville.example"
    assert not any(line.startswith("503") for line in listener.commands)


def test_an_answer_is_kept_in_the_relays_own_words() -> None:
    with Listener(fault("RCPT", "550 5.1.1 inconnu ici")) as listener:
        (outcome,) = send(listener, "a@ville.example")
    assert (outcome.code, outcome.phase) == (550, "rcpt")
    assert "inconnu ici" in outcome.answer


@pytest.mark.parametrize(
    "address", ["é@ville.example", "b@x>\r\nRCPT TO:<c@x", "sans arobase", "a@b c", ""]
)
def test_an_unsafe_address_never_reaches_the_relay(address: str) -> None:
    with Listener() as listener:
        refused, served = send(listener, address, "b@ville.example")
    assert (refused.kind, served.kind) == ("refused", "accepted")
    assert len(listener.accepted) == 1


def test_no_relay_at_all_closes_the_channel() -> None:
    with Listener() as listener:
        pass
    (outcome,) = send(listener, "a@ville.example")
    assert outcome.kind == "channel"


def test_mail_never_leaves_in_clear_when_encryption_is_asked() -> None:
    """A relay without STARTTLS is a closed channel, not a silent fallback."""

    async def one(port: int) -> Outcome:
        channel = SmtpChannel(Relay("127.0.0.1", port, "starttls"))
        return await channel.send("e@ville.example", "a@ville.example", BODY, "<1@x>")

    with Listener() as listener:
        outcome = asyncio.run(one(listener.port))
    assert outcome.kind == "channel"
    assert listener.accepted == []


def test_after_a_cancelled_exchange_the_next_message_gets_its_own_answer() -> None:
    async def cancelled_then_sent(port: int) -> Outcome:
        channel = SmtpChannel(Relay("127.0.0.1", port, "none"))
        slow = asyncio.create_task(
            channel.send("e@ville.example", "slow@ville.example", BODY, "<1@x>")
        )
        await asyncio.sleep(0.3)
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        return await channel.send("e@ville.example", "b@ville.example", BODY, "<2@x>")

    with Listener(delay=1.0) as listener:
        outcome = asyncio.run(cancelled_then_sent(listener.port))
    assert outcome.kind == "accepted"
    assert listener.accepted[-1].recipient == "b@ville.example"


def test_a_connection_is_reused() -> None:
    with Listener() as listener:
        send(listener, *[f"p{number}@ville.example" for number in range(5)])
    assert sum(line.startswith("EHLO") for line in listener.commands) == 1
    assert len(listener.accepted) == 5

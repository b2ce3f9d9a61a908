"""What the tests of the relay share: a message, and a channel to a listener for a while."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from scheduler.delivery import Outcome
from scheduler.mail.smtp import Relay, SmtpChannel
from tests.smtp_listener import Listener, Reply, Script, obedient

SENDER = "e@ville.example"
BODY = b"Subject: essai\r\n\r\nBonjour\r\n"
PATIENT = Relay("127.0.0.1", 0, "none")
HURRIED = replace(PATIENT, command_seconds=0.3, data_seconds=0.3)


@asynccontextmanager
async def channel_to(
    listener: Listener, relay: Relay = PATIENT, width: int = 1
) -> AsyncIterator[SmtpChannel]:
    """A channel to this listener, closed at the end."""
    channel = SmtpChannel(replace(relay, port=listener.port), width)
    try:
        yield channel
    finally:
        await channel.close()


async def send(channel: SmtpChannel, recipient: str, number: int = 1) -> Outcome:
    """One message with its own number."""
    return await channel.send(SENDER, recipient, BODY, f"<{number}@ville.example>")


def fault(phase: str, reply: Reply, nth: int = 1) -> Script:
    """``reply`` at the ``nth`` time this phase is met; everything else is served."""
    met: list[str] = []

    def script(at: str, number: int) -> Reply:
        if at == phase:
            met.append(at)
            if len(met) == nth:
                return reply
        return obedient(at, number)

    return script


def has_own_answer(listener: Listener, outcome: Outcome, recipient: str) -> bool:
    """Whether the relay's answer to this very recipient is the one the outcome bears."""
    place = int(outcome.answer.rsplit(" ", 1)[-1])
    return listener.accepted[place].recipient == recipient

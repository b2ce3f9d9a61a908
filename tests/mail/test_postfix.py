"""Against a real relay: what is refused in the middle never harms what surrounds it."""

import asyncio
import time
from collections import Counter
from dataclasses import replace

import pytest

from scheduler.delivery import Outcome
from scheduler.mail.smtp import SmtpChannel
from tests.mail.postfix import DOMAIN, WAIT_SECONDS, Postfix, postfix
from tests.mail.relays import PATIENT

NON_ASCII, UNKNOWN = 7, 13
BOXES = [f"p{number}" for number in range(20)]
KNOWN = [box for number, box in enumerate(BOXES) if number not in (NON_ASCII, UNKNOWN)]


async def send_twenty(relay: Postfix, width: int) -> list[Outcome]:
    channel = SmtpChannel(replace(PATIENT, port=relay.port), width)
    sender = f"echeances@{DOMAIN}"

    async def one(number: int) -> Outcome:
        box = "élodie" if number == NON_ASCII else BOXES[number]
        message_id = f"<{number}@{DOMAIN}>"
        body = f"From: {sender}\r\nMessage-ID: {message_id}\r\n\r\n.\r\n".encode()
        return await channel.send(sender, f"{box}@{DOMAIN}", body, message_id)

    outcomes = await asyncio.gather(*map(one, range(len(BOXES))))
    await channel.close()
    return outcomes


def wait_for(relay: Postfix, messages: int) -> Counter[tuple[str, str]]:
    until = time.monotonic() + WAIT_SECONDS
    while relay.arrived().total() < messages and time.monotonic() < until:
        time.sleep(0.1)
    return relay.arrived()


@pytest.mark.proof
@pytest.mark.needs("postfix")
@pytest.mark.parametrize("width", [1, 4])
def test_what_postfix_refuses_in_the_middle_harms_nothing_around_it(width: int) -> None:
    with postfix(KNOWN) as relay:
        outcomes = asyncio.run(send_twenty(relay, width))
        arrived = wait_for(relay, len(KNOWN))
        log = relay.log()
    accepted = {BOXES[number] for number, one in enumerate(outcomes) if one.kind == "accepted"}
    assert accepted == set(KNOWN)
    assert (outcomes[NON_ASCII].kind, outcomes[NON_ASCII].phase) == ("refused", "address")
    unknown = outcomes[UNKNOWN]
    assert (unknown.kind, unknown.phase, unknown.code) == ("refused", "rcpt", 550)
    assert arrived == {(box, f"<{box[1:]}@{DOMAIN}>"): 1 for box in KNOWN}
    queued = [one.answer.rsplit(" ", 1)[-1] for one in outcomes if one.kind == "accepted"]
    assert len(set(queued)) == len(KNOWN)
    assert all(f"{name}: message-id=<" in log for name in queued)
    assert log.count(": connect from") - 1 <= width, "the wait for its port is one of them"

"""Each fault of a relay is classed as what it is, and never harms the next message."""

import asyncio
import re
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.delivery import Outcome, OutcomeKind
from scheduler.mail.exchange import on_the_wire
from scheduler.mail.smtp import Relay
from tests.mail.relays import (
    BODY,
    HURRIED,
    PATIENT,
    SENDER,
    channel_to,
    fault,
    has_own_answer,
    send,
)
from tests.smtp_listener import Dribbled, Late, Listener, Reply, Script, Silence, obedient

WARM, FIRST, NEXT = (f"{name}@ville.example" for name in ("warm", "first", "next"))
FLOOD = "250-" + "x" * 40_000
PASSWORD = replace(PATIENT, username="echeancier", password="secret")


@dataclass(frozen=True)
class Row:
    """The relay says ``reply`` at ``phase``, once; what becomes of the message that met it."""

    phase: str
    reply: Reply
    kind: OutcomeKind
    ends_at: str
    code: int | None = None
    accepted: bool = False
    relay: Relay = PATIENT
    offers: tuple[str, ...] = ()
    forgiven: bool = False
    """Met by a connection that has served before, it is nobody's failure."""

    @property
    def name(self) -> str:
        said = self.reply.decode("latin-1") if isinstance(self.reply, bytes) else str(self.reply)
        return f"{self.phase}: {said[:30]!r}"


FAULTS = [
    Row("greet", Silence(), "channel", "connect", relay=HURRIED),
    Row("greet", "554 go away", "channel", "connect", 554),
    Row("greet", "421 too busy", "channel", "connect", 421),
    Row("greet", None, "channel", "connect"),
    Row("greet", "hello", "channel", "connect"),
    Row("EHLO", "502 what?", "accepted", "dot", 250, accepted=True),
    Row("EHLO", "421 too busy", "channel", "connect", 421),
    Row("EHLO", Silence(), "channel", "connect", relay=HURRIED),
    Row("AUTH", "535 wrong", "channel", "connect", 535, relay=PASSWORD, offers=("AUTH PLAIN",)),
    Row("AUTH", None, "channel", "connect", relay=PASSWORD, offers=("AUTH PLAIN",)),
    Row("MAIL", "451 later", "later", "mail", 451),
    Row("MAIL", "421 closing", "later", "mail", 421, forgiven=True),
    Row("MAIL", "550 bad sender", "channel", "mail", 550),
    Row("MAIL", "503 bad sequence", "later", "mail", 503, forgiven=True),
    Row("MAIL", None, "later", "mail", forgiven=True),
    Row("MAIL", Silence(), "later", "mail", relay=HURRIED, forgiven=True),
    Row("MAIL", FLOOD, "later", "mail", forgiven=True),
    Row("MAIL", "what?", "later", "mail", forgiven=True),
    Row("MAIL", "354 go", "later", "mail", 354, forgiven=True),
    Row("RCPT", "450 greylisted", "later", "rcpt", 450),
    Row("RCPT", "550 no such user", "refused", "rcpt", 550),
    Row("RCPT", "530 password first", "channel", "rcpt", 530),
    Row("RCPT", "535 5.7.139 no longer believed", "channel", "rcpt", 535),
    Row("RCPT", "550 5.7.1 closed to you", "later", "rcpt", 550),
    Row("RCPT", "503 bad sequence", "later", "rcpt", 503),
    Row("RCPT", "421 closing", "later", "rcpt", 421),
    Row("RCPT", None, "later", "rcpt"),
    Row("RCPT", Silence(), "later", "rcpt", relay=HURRIED),
    Row("RCPT", FLOOD, "later", "rcpt"),
    Row("RCPT", "252 shall try", "accepted", "dot", 250, accepted=True),
    Row("DATA", "451 later", "later", "data", 451),
    Row("DATA", "554 no", "refused", "data", 554),
    Row("DATA", "250 what data?", "later", "data", 250, forgiven=True),
    Row("DATA", None, "later", "data"),
    Row("DATA", Silence(), "later", "data", relay=HURRIED),
    Row("DATA", "what?", "later", "data"),
    Row("dot", "452 disk full", "later", "dot", 452),
    Row("dot", "421 closing", "later", "dot", 421),
    Row("dot", "554 spam", "refused", "dot", 554),
    Row("dot", "552 5.3.4 too big", "refused", "dot", 552),
    Row("dot", "251 will forward", "accepted", "dot", 251, accepted=True),
    Row("dot", None, "ambiguous", "dot", accepted=True),
    Row("dot", Silence(), "ambiguous", "dot", accepted=True, relay=HURRIED),
    Row("dot", Dribbled(0.05, "250 ok"), "ambiguous", "dot", accepted=True, relay=HURRIED),
    Row("dot", Dribbled(0.01, "250 ok"), "accepted", "dot", 250, accepted=True),
    Row("dot", FLOOD, "ambiguous", "dot", accepted=True),
    Row("dot", "what?", "ambiguous", "dot", accepted=True),
    Row("dot", "354 go on", "ambiguous", "dot", 354, accepted=True),
    Row("dot", "250 ok\r\n250 ok", "accepted", "dot", 250, accepted=True),
    Row("dot", "250-one\r\n250 two", "accepted", "dot", 250, accepted=True),
    Row("dot", b"250 accept\xe9\x00\x1b[31m", "accepted", "dot", 250, accepted=True),
]


@pytest.mark.parametrize("row", FAULTS, ids=lambda row: row.name)
def test_a_fault_is_classed_and_the_next_message_is_served(row: Row) -> None:
    with Listener(fault(row.phase, row.reply), offers=row.offers) as listener:
        first, after = asyncio.run(sent_in_turn(listener, row.relay, FIRST, NEXT))
    assert (first.kind, first.phase, first.code) == (row.kind, row.ends_at, row.code)
    assert first.answer.isprintable()
    check_next(row, listener, after, [FIRST, NEXT] if row.accepted else [NEXT])


@pytest.mark.parametrize(
    "row", [row for row in FAULTS if row.ends_at != "connect"], ids=lambda row: row.name
)
def test_the_same_fault_on_a_connection_that_has_served_before(row: Row) -> None:
    with Listener(fault(row.phase, row.reply, nth=2), offers=row.offers) as listener:
        _, first, after = asyncio.run(sent_in_turn(listener, row.relay, WARM, FIRST, NEXT))
    assert first.kind == ("accepted" if row.forgiven else row.kind)
    arrived = [FIRST, NEXT] if row.accepted or row.forgiven else [NEXT]
    check_next(row, listener, after, [WARM, *arrived])


async def sent_in_turn(listener: Listener, relay: Relay, *recipients: str) -> list[Outcome]:
    async with channel_to(listener, relay) as channel:
        return [await send(channel, one) for one in recipients]


def check_next(row: Row, listener: Listener, after: Outcome, arrived: list[str]) -> None:
    """The innocent message: accepted, with its own answer, and nothing arrived but what should."""
    assert after.kind == "accepted"
    assert has_own_answer(listener, after, NEXT)
    assert [one.recipient for one in listener.accepted] == arrived
    played = 1 if row.code == 503 else 0
    assert listener.codes.count("503") == played, "a MAIL within a transaction not forgotten"


def forbidding(phases: list[str]) -> Script:
    """A relay that denies whatever phases are listed."""

    def script(phase: str, number: int) -> Reply:
        return "554 5.7.1 Relay access denied" if phase in phases else obedient(phase, number)

    return script


@pytest.mark.parametrize("phase", ["RCPT", "DATA", "dot"])
def test_a_relay_that_forbids_everything_makes_no_address_a_dead_one(phase: str) -> None:
    """All wait, however often they are tried, and leave once it lets us through again."""
    forbidden = [phase]

    async def thrice(listener: Listener) -> list[Outcome]:
        async with channel_to(listener) as channel:
            waiting = [await send(channel, one) for one in (FIRST, NEXT, FIRST, NEXT)]
            forbidden.clear()
            return [*waiting, await send(channel, FIRST), await send(channel, NEXT)]

    with Listener(forbidding(forbidden)) as listener:
        outcomes = asyncio.run(thrice(listener))
    assert [one.kind for one in outcomes] == ["later"] * 4 + ["accepted"] * 2


def test_a_mailbox_closed_to_us_alone_is_refused_once_another_gets_through() -> None:
    forbidden: list[str] = []

    async def in_turn(listener: Listener) -> list[str]:
        async with channel_to(listener) as channel:
            kinds: list[str] = []
            for recipient in (NEXT, FIRST, FIRST, NEXT, FIRST, FIRST):
                forbidden[:] = ["RCPT"] if recipient == FIRST else []
                kinds.append((await send(channel, recipient)).kind)
            return kinds

    with Listener(forbidding(forbidden)) as listener:
        kinds = asyncio.run(in_turn(listener))
    assert kinds == ["accepted", "later", "later", "accepted", "refused", "later"]


def test_an_answer_is_kept_in_the_relays_own_words() -> None:
    with Listener(fault("RCPT", "550-5.1.1 inconnu\r\n550 5.1.1 ici")) as listener:
        (outcome,) = asyncio.run(sent_in_turn(listener, PATIENT, FIRST))
    assert (outcome.code, outcome.answer) == (550, "5.1.1 inconnu 5.1.1 ici")


@pytest.mark.parametrize(
    "address",
    ["é@ville.example", "b@x>\r\nRCPT TO:<c@x", "sans arobase", "a@b c", "a@b> SIZE=1", ""],
)
def test_an_unsafe_address_never_reaches_the_relay(address: str) -> None:
    with Listener() as listener:
        refused, served = asyncio.run(sent_in_turn(listener, PATIENT, address, NEXT))
    assert (refused.kind, served.kind) == ("refused", "accepted")
    assert [one.recipient for one in listener.accepted] == [NEXT]
    assert listener.heard("MAIL") == 1


def test_an_unsafe_sender_is_the_configurations_fault() -> None:
    async def from_nowhere(listener: Listener) -> Outcome:
        async with channel_to(listener) as channel:
            return await channel.send("é@ville.example", NEXT, BODY, "<1@ville.example>")

    with Listener() as listener:
        outcome = asyncio.run(from_nowhere(listener))
    assert outcome.kind == "channel"
    assert listener.commands == []


def test_no_relay_at_all_closes_the_channel() -> None:
    with Listener() as listener:
        pass
    (outcome,) = asyncio.run(sent_in_turn(listener, PATIENT, FIRST))
    assert (outcome.kind, outcome.phase) == ("channel", "connect")


@pytest.mark.parametrize("phase", ["greet", "EHLO", "MAIL", "RCPT", "DATA", "dot"])
def test_after_a_cancelled_exchange_the_next_message_gets_its_own_answer(phase: str) -> None:
    """The relay answers the cancelled message late; its connection is left, and not kept open."""

    async def cancelled_then_sent(listener: Listener) -> Outcome:
        async with channel_to(listener) as channel:
            slow = asyncio.create_task(send(channel, FIRST))
            while len(listener.codes) <= order.index(phase):
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.05)
            slow.cancel()
            with pytest.raises(asyncio.CancelledError):
                await slow
            served = await send(channel, NEXT)
            async with asyncio.timeout(5):
                while listener.open_now > 1:
                    await asyncio.sleep(0.01)
            return served

    order = ["greet", "EHLO", "MAIL", "RCPT", "DATA", "dot"]
    with Listener(fault(phase, Late(0.3, "451 not you"))) as listener:
        outcome = asyncio.run(cancelled_then_sent(listener))
    assert outcome.kind == "accepted"
    assert has_own_answer(listener, outcome, NEXT)
    assert "503" not in listener.codes


def test_a_relay_that_refuses_to_forget_is_left() -> None:
    """RSET is answered badly: the connection is not used again, the next message is served."""

    def script(phase: str, number: int) -> Reply:
        return "500 never" if phase == "RSET" else refusing(phase, number)

    refusing = fault("RCPT", "550 no such user")
    with Listener(script) as listener:
        first, after = asyncio.run(sent_in_turn(listener, PATIENT, FIRST, NEXT))
    assert (first.kind, after.kind) == ("refused", "accepted")
    assert (listener.connections, listener.heard("RSET")) == (2, 1)


@pytest.mark.parametrize(
    ("reply", "connections"),
    [("550 unknown", 1), ("450 later", 1), ("503 sequence", 2), ("530 password", 2), ("x", 2)],
)
def test_only_an_answer_that_is_understood_keeps_the_connection(
    reply: str, connections: int
) -> None:
    with Listener(fault("RCPT", reply)) as listener:
        asyncio.run(sent_in_turn(listener, PATIENT, FIRST, NEXT))
    assert (listener.connections, listener.heard("RSET")) == (connections, 2 - connections)


def test_after_the_final_dot_the_relay_has_all_its_time_and_before_it_has_not() -> None:
    relay = replace(PATIENT, command_seconds=0.2, data_seconds=60)
    with Listener(fault("dot", Late(0.5, "250 queued as 0"))) as listener:
        (slow,) = asyncio.run(sent_in_turn(listener, relay, FIRST))
    with Listener(fault("DATA", Late(0.5, "354 go"))) as listener:
        (silent,) = asyncio.run(sent_in_turn(listener, relay, FIRST))
    assert (slow.kind, silent.kind) == ("accepted", "later")
    assert listener.accepted == []


@given(st.lists(st.sampled_from([b".", b"..", b"a", b"\r\n", b"\n", b"\r", b"\r\n.\r\n"])))
def test_a_body_arrives_as_it_left_whatever_its_dots(parts: list[bytes]) -> None:
    """No line of the body ends it early; only the ends of lines are put in their usual form."""
    wire = on_the_wire(b"".join(parts))
    assert wire.endswith(b".\r\n")
    assert b"\r\n.\r\n" not in b"\r\n" + wire[:-3]
    unstuffed = re.sub(rb"(?m)^\.", b"", wire[:-3])
    assert unstuffed.splitlines() == b"".join(parts).splitlines()


def test_dots_are_doubled_on_the_way_and_single_on_arrival() -> None:
    async def dotted(listener: Listener) -> Outcome:
        async with channel_to(listener) as channel:
            return await channel.send(SENDER, NEXT, body, "<1@ville.example>")

    body = b"Subject: x\r\n\r\n.\r\n..\r\n.a\r\nRCPT TO:<c@x>\r\n"
    with Listener() as listener:
        outcome = asyncio.run(dotted(listener))
    assert outcome.kind == "accepted"
    assert listener.accepted[0].body == body

"""One message over one open connection: what is said, and what each answer means."""

from dataclasses import dataclass
from typing import Literal

from aiosmtplib import SMTP, SMTPException, SMTPResponse, SMTPResponseException
from aiosmtplib import SMTPServerDisconnected as Disconnected

from scheduler.delivery import Outcome, OutcomeKind

Phase = Literal["mail", "rcpt", "data", "dot"]
EXPECTED: dict[Phase, int] = {"mail": 2, "rcpt": 2, "data": 3, "dot": 2}
"""The steps in their order, and the first digit that lets the next one begin (RFC 5321 4.2.1)."""
ASKS_WHO_WE_ARE = (530, 534, 535, 538)
"""A password or TLS is asked for, or no longer believed (RFC 4954, 3207): no recipient's fault."""
QUIT_SECONDS = 5.0
ENVID_LENGTH = 100
FAULTS = (SMTPException, OSError, ValueError)
"""All that aiosmtplib raises for what a relay says or does; ValueError covers UnicodeError."""


@dataclass(frozen=True)
class Envelope:
    """A message and whom it goes to; both addresses are known to be plain."""

    sender: str
    recipient: str
    body: bytes
    message_id: str


class Connection:
    """An open connection: one message at a time, dropped at the first doubt about an answer.

    The body is sent apart from DATA, so that a silence before the relay's 354 (certainly not
    accepted) is told from one after it (perhaps accepted).
    """

    def __init__(self, client: SMTP, command_seconds: float, data_seconds: float) -> None:
        self._client = client
        self._command_seconds = command_seconds
        self._data_seconds = data_seconds
        self._begun = False
        self.sent = 0
        self.rested_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether another message may be tried on it."""
        return self._client.is_connected

    async def hand_over(self, envelope: Envelope) -> Outcome:
        """One transaction; the outcome is known before anything is tidied up."""
        for phase in EXPECTED:
            try:
                answer = await self._say(phase, envelope)
            except FAULTS as error:
                self.drop()
                return unanswered(phase, error)
            except BaseException:
                # A cancelled exchange leaves the connection one answer behind: never reuse it.
                self.drop()
                raise
            outcome = meaning(phase, answer.code, words(answer.message))
            if outcome is not None:
                self._after(outcome)
                return outcome
        raise AssertionError("the answer to the final dot always has a meaning")

    async def is_ready(self) -> bool:
        """Whether a message may be tried on it, once a transaction cut short is forgotten."""
        if self._begun:
            await self._reset()
        return self.is_open

    async def quit(self) -> None:
        """Say goodbye if one can; the socket is closed in every case."""
        try:
            await self._client.quit(timeout=QUIT_SECONDS)
        except FAULTS:
            pass
        finally:
            self.drop()

    def drop(self) -> None:
        """Close the socket without a word."""
        self._client.close()

    async def _say(self, phase: Phase, envelope: Envelope) -> SMTPResponse:
        if phase == "dot":
            return await self._say_body(envelope.body)
        reports = self._client.supports_extension("dsn")
        command = _command(phase, envelope, reports)
        return await self._client.execute_command(*command, timeout=self._command_seconds)

    async def _say_body(self, body: bytes) -> SMTPResponse:
        protocol = self._client.protocol
        if protocol is None:
            raise Disconnected("Connection lost")
        protocol.write(on_the_wire(body))
        return await protocol.read_response(timeout=self._data_seconds)

    async def _reset(self) -> None:
        try:
            answer = await self._client.execute_command(b"RSET", timeout=self._command_seconds)
            self._begun = answer.code != 250
        except FAULTS:
            pass
        finally:
            if self._begun:
                self.drop()

    def _after(self, outcome: Outcome) -> None:
        if outcome.kind == "accepted":
            self.sent += 1
        elif _still_in_step(outcome):
            self._begun = True
        else:
            self.drop()


def meaning(phase: Phase, code: int, said: str) -> Outcome | None:
    """What an answer means; None where it only lets the next step begin."""
    if code // 100 == EXPECTED[phase]:
        return Outcome("accepted", phase, code, said) if phase == "dot" else None
    if not 400 <= code < 600:
        # No answer to that question: the relay is out of step, or is no relay.
        kind = _without_answer(phase)
        return Outcome(kind, phase, code if code > 0 else None, said)
    # 503 tells of an earlier exchange, not of this message: it is never for good.
    if code < 500 or code == 503:
        return Outcome("later", phase, code, said)
    if phase == "mail" or code in ASKS_WHO_WE_ARE:
        return Outcome("channel", phase, code, said)
    return Outcome("refused", phase, code, said)


def unanswered(phase: Phase, error: Exception) -> Outcome:
    """No answer, or one nobody can read: certain until the body went, ambiguous afterwards."""
    return Outcome(_without_answer(phase), phase, None, reason(error))


def reason(error: Exception) -> str:
    """What is told of a fault."""
    message = error.message if isinstance(error, SMTPException) else str(error)
    return words(message) or type(error).__name__


def code_of(error: Exception) -> int | None:
    """The relay's code, where it gave one that can be read."""
    code = error.code if isinstance(error, SMTPResponseException) else None
    return code if code is not None and code > 0 else None


def words(message: str) -> str:
    """The relay's own words, on one line, of characters that any store and screen can take."""
    # aiosmtplib keeps undecodable bytes as halves of characters: not printable, like controls.
    sound = "".join(one if one.isprintable() else " " for one in message)
    return " ".join(sound.split())[:500]


def on_the_wire(body: bytes) -> bytes:
    """The body as DATA carries it: CRLF, dots doubled at the start of a line, the final dot."""
    lines = [b"." + line if line.startswith(b".") else line for line in body.splitlines()]
    return b"".join(line + b"\r\n" for line in [*lines, b"."])


def xtext(value: str) -> str:
    """RFC 3461 4: printable ASCII but ``+`` and ``=``; the rest as ``+`` and two digits."""
    return "".join(
        chr(byte) if 0x21 <= byte <= 0x7E and byte not in b"+=" else f"+{byte:02X}"
        for byte in value.encode()
    )


def _without_answer(phase: Phase) -> OutcomeKind:
    return "ambiguous" if phase == "dot" else "later"


def _command(phase: Phase, envelope: Envelope, reports: bool) -> list[bytes]:
    if phase == "data":
        return [b"DATA"]
    if phase == "rcpt":
        asked = ["NOTIFY=FAILURE,DELAY", f"ORCPT=rfc822;{xtext(envelope.recipient)}"]
        return _with_options("RCPT TO", envelope.recipient, asked if reports else [])
    envid = xtext(envelope.message_id.strip("<>"))
    named = [f"ENVID={envid}"] if 0 < len(envid) <= ENVID_LENGTH else []
    return _with_options("MAIL FROM", envelope.sender, ["RET=HDRS", *named] if reports else [])


def _with_options(verb: str, address: str, options: list[str]) -> list[bytes]:
    return [part.encode("ascii") for part in (f"{verb}:<{address}>", *options)]


def _still_in_step(outcome: Outcome) -> bool:
    """Whether the relay surely answered this very question and waits for the next one."""
    code = outcome.code or 0
    return 400 <= code < 600 and code not in (421, 503) and outcome.kind != "channel"

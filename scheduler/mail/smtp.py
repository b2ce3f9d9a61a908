"""Hand messages to a relay over SMTP (RFC 5321), one recipient a transaction, phases told apart."""

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import Literal

import aiosmtplib
from aiosmtplib import SMTP

from scheduler.addresses import is_plain
from scheduler.delivery import Outcome

Security = Literal["starttls", "tls", "none"]
MESSAGES_PER_CONNECTION = 100
COMMAND_SECONDS = 60.0
DATA_SECONDS = 600.0
"""RFC 5321 4.5.3.2.6: ten minutes after the final dot, or the message may be sent twice."""


@dataclass(frozen=True)
class Relay:
    """Where and how to reach the relay."""

    host: str
    port: int
    security: Security = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)


class SmtpChannel:
    """A connection to the relay, reused and renewed; one message at a time."""

    name = "relais"
    width = 1

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._client: SMTP | None = None
        self._sent = 0

    async def send(self, sender: str, recipient: str, body: bytes, message_id: str) -> Outcome:
        """Hand one message over; never raises for what the relay says or does."""
        if not is_plain(recipient):
            return Outcome("refused", "address", None, f"adresse refusée : {recipient!r}")
        client = self._client
        if client is not None and client.is_connected:
            outcome = await self._transaction(client, sender, recipient, body)
            # A reused connection may have been closed while idle: that is nobody's failure.
            if not (outcome.kind == "later" and outcome.phase == "mail" and not outcome.code):
                return outcome
        opened = await self._open()
        if isinstance(opened, Outcome):
            return opened
        return await self._transaction(opened, sender, recipient, body)

    async def close(self) -> None:
        """Say goodbye if one can; the socket is closed in every case."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            await client.quit(timeout=5)
        except (aiosmtplib.SMTPException, OSError):
            pass
        finally:
            client.close()

    async def _open(self) -> SMTP | Outcome:
        relay = self._relay
        client = SMTP(
            hostname=relay.host,
            port=relay.port,
            timeout=COMMAND_SECONDS,
            use_tls=relay.security == "tls",
            start_tls=relay.security == "starttls",
            tls_context=None if relay.security == "none" else ssl.create_default_context(),
            username=relay.username,
            password=relay.password,
        )
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            return Outcome("channel", "connect", _code(error), _words(error))
        except asyncio.CancelledError:
            client.close()
            raise
        self._client, self._sent = client, 0
        return client

    async def _transaction(self, client: SMTP, sender: str, recipient: str, body: bytes) -> Outcome:
        phase = "mail"
        try:
            await client.mail(sender)
            phase = "rcpt"
            await client.rcpt(recipient)
            phase = "data"
            response = await client.data(body, timeout=DATA_SECONDS)
        except (aiosmtplib.SMTPException, OSError, UnicodeError) as error:
            outcome = _classified(phase, error)
            await self._after_fault(client, outcome)
            return outcome
        except asyncio.CancelledError:
            # A cancelled exchange leaves the connection one answer behind: never reuse it.
            self._drop(client)
            raise
        self._sent += 1
        if self._sent >= MESSAGES_PER_CONNECTION:
            await self.close()
        return Outcome("accepted", "data", response.code, response.message)

    async def _after_fault(self, client: SMTP, outcome: Outcome) -> None:
        """Reset the transaction where the relay still answers, else drop the connection."""
        if outcome.code is None or outcome.code in (421, -1) or outcome.kind == "channel":
            self._drop(client)
            return
        try:
            await client.rset()
        except (aiosmtplib.SMTPException, OSError):
            self._drop(client)

    def _drop(self, client: SMTP) -> None:
        client.close()
        self._client = None


def _classified(phase: str, error: Exception) -> Outcome:
    code, words = _code(error), _words(error)
    if code is None or code < 0:
        # No answer: certain before DATA, ambiguous once the message may have been read.
        return Outcome("ambiguous" if phase == "data" else "later", phase, None, words)
    if 200 <= code < 300:
        return Outcome("accepted", phase, code, words)
    if code == 503:
        return Outcome("later", phase, code, words)
    if code >= 500:
        return Outcome("channel" if phase == "mail" else "refused", phase, code, words)
    return Outcome("later", phase, code, words)


def _code(error: Exception) -> int | None:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return error.recipients[0].code if error.recipients else None
    return error.code if isinstance(error, aiosmtplib.SMTPResponseException) else None


def _words(error: Exception) -> str:
    text = str(getattr(error, "message", "") or error or type(error).__name__)
    return " ".join(text.split())[:500]

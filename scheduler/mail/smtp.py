"""Hand messages to the relay, several at once, over connections that are reused and renewed."""

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import Literal

from aiosmtplib import SMTP, SMTPHeloError

from scheduler.addresses import is_plain
from scheduler.delivery import Outcome
from scheduler.mail.blame import Blame
from scheduler.mail.exchange import FAULTS, Connection, Envelope, code_of, reason

Security = Literal["starttls", "tls", "none"]
CONNECTIONS = 4
MESSAGES_PER_CONNECTION = 100


@dataclass(frozen=True)
class Relay:
    """Where and how to reach the relay, and how long to wait for it."""

    host: str
    port: int
    security: Security = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    command_seconds: float = 60.0
    data_seconds: float = 600.0
    """RFC 5321 4.5.3.2.6: ten minutes after the final dot, or the message may be sent twice."""
    idle_seconds: float = 30.0


class SmtpChannel:
    """At most ``width`` connections to the relay; each carries one message at a time."""

    name = "relais"
    width = 1

    def __init__(self, relay: Relay, width: int = CONNECTIONS) -> None:
        self.width = width
        self._relay = relay
        self._tls = None if relay.security == "none" else ssl.create_default_context()
        self._turns = asyncio.Semaphore(width)
        self._resting: list[Connection] = []
        self._blame = Blame()

    async def send(self, sender: str, recipient: str, body: bytes, message_id: str) -> Outcome:
        """Hand one message over; never raises for what the relay says or does.

        May be called from ``width`` tasks at once; any more wait for their turn.
        """
        if not is_plain(recipient):
            return Outcome("refused", "address", None, f"adresse refusée : {recipient!r}")
        if not is_plain(sender):
            return Outcome("channel", "address", None, f"expéditeur refusé : {sender!r}")
        async with self._turns:
            outcome = await self._send(Envelope(sender, recipient, body, message_id))
        return self._blame.weighed(recipient, outcome)

    async def close(self) -> None:
        """Take leave of the relay; a message under way keeps its own connection."""
        resting, self._resting = self._resting, []
        await asyncio.gather(*(connection.quit() for connection in resting))

    async def _send(self, envelope: Envelope) -> Outcome:
        rested = await self._rested()
        if rested is not None:
            outcome = await self._over(rested, envelope)
            if not _met_nobody(outcome):
                return outcome
        opened = await self._opened()
        return opened if isinstance(opened, Outcome) else await self._over(opened, envelope)

    async def _over(self, connection: Connection, envelope: Envelope) -> Outcome:
        outcome = await connection.hand_over(envelope)
        if connection.is_open:
            connection.rested_at = asyncio.get_running_loop().time()
            self._resting.append(connection)
        return outcome

    async def _rested(self) -> Connection | None:
        """The connection used last, ready for a message; those found worn are sent home."""
        while self._resting:
            connection = self._resting.pop()
            if self._is_worn(connection):
                await connection.quit()
            elif await connection.is_ready():
                return connection
        return None

    def _is_worn(self, connection: Connection) -> bool:
        idle = asyncio.get_running_loop().time() - connection.rested_at
        return connection.sent >= MESSAGES_PER_CONNECTION or idle > self._relay.idle_seconds

    async def _opened(self) -> Connection | Outcome:
        relay = self._relay
        client = SMTP(
            hostname=relay.host,
            port=relay.port,
            timeout=relay.command_seconds,
            use_tls=relay.security == "tls",
            # Left to itself, aiosmtplib sends in clear where STARTTLS is not offered.
            start_tls=relay.security == "starttls",
            tls_context=self._tls,
            username=relay.username,
            password=relay.password,
        )
        try:
            await client.connect()
            await _greet(client)
        except FAULTS as error:
            client.close()
            return Outcome("channel", "connect", code_of(error), reason(error))
        except BaseException:
            client.close()
            raise
        return Connection(client, relay.command_seconds, relay.data_seconds)


async def _greet(client: SMTP) -> None:
    """EHLO where TLS or a password did not need it already: it says what the relay offers."""
    if not client.is_ehlo_or_helo_needed:
        return
    try:
        await client.ehlo()
    except SMTPHeloError:
        if not client.is_connected:
            raise
        await client.helo()


def _met_nobody(outcome: Outcome) -> bool:
    """Whether a reused connection was closed, or one answer behind: that is nobody's failure."""
    if outcome.kind != "later":
        return False
    code = outcome.code
    if outcome.phase == "mail" and code in (None, 421, 503):
        return True
    return code is not None and not 400 <= code < 600

"""A small real SMTP server for tests: records what it accepts, and plays faults on demand."""

import asyncio
import re
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Late:
    """An answer given after a pause."""

    seconds: float
    reply: str


@dataclass(frozen=True)
class Dribbled:
    """An answer given a byte at a time."""

    pause: float
    reply: str


@dataclass(frozen=True)
class Silence:
    """No answer, and the connection stays open until the client leaves."""


Reply = str | bytes | Late | Dribbled | Silence | None
"""What to answer instead of the usual; None cuts the connection."""
Script = Callable[[str, int], Reply]
"""(phase, number of the message) to the reply.

The phase is greet, EHLO, HELO, STARTTLS, AUTH, MAIL, RCPT, DATA, dot or RSET.
"""
USUAL = {
    "greet": "220 ready",
    "EHLO": "250 listener",
    "STARTTLS": "220 go",
    "AUTH": "235 ok",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "RSET": "250 ok",
    "DATA": "354 go",
}


def obedient(phase: str, number: int) -> Reply:
    """Every step answered as a relay does."""
    return USUAL.get(phase, f"250 2.0.0 queued as {number}")


@dataclass
class LateOnce:
    """The script of a relay that takes the first message late, something happening meanwhile."""

    seconds: float
    meanwhile: Callable[[], object] = lambda: None
    asked: threading.Event = field(default_factory=threading.Event)

    def __call__(self, phase: str, number: int) -> Reply:
        usual = obedient(phase, number)
        if phase != "dot" or self.asked.is_set():
            return usual
        self.meanwhile()
        self.asked.set()
        assert isinstance(usual, str)
        return Late(self.seconds, usual)


def code_of(reply: Reply) -> str:
    """The three digits of an answer; nothing where it has none."""
    if isinstance(reply, Late | Dribbled):
        return reply.reply[:3]
    if isinstance(reply, bytes):
        return reply[:3].decode()
    return reply[:3] if isinstance(reply, str) else ""


@dataclass
class Accepted:
    sender: str
    recipient: str
    body: bytes


@dataclass
class Talk:
    """One connection: its streams, and the envelope it holds."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    sender: str = ""
    recipient: str = ""

    def forget(self) -> None:
        self.sender = self.recipient = ""


@dataclass
class Listener:
    """Runs in a thread on a free port of the loopback; ``accepted`` grows as messages come.

    ``offers`` are the lines of EHLO; a client silent for ``patience`` seconds is sent away;
    ``certificate`` and its key make STARTTLS real.
    """

    script: Script = obedient
    delay: float = 0.0
    accepted: list[Accepted] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0
    offers: tuple[str, ...] = ()
    patience: float | None = None
    certificate: tuple[str, str] | None = None
    codes: list[str] = field(default_factory=list)
    connections: int = 0
    open_now: int = 0
    most_at_once: int = 0

    def __enter__(self) -> Self:
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def heard(self, verb: str) -> int:
        """How many commands began so."""
        return sum(line.startswith(verb) for line in list(self.commands))

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        server = await asyncio.start_server(
            self._session, "127.0.0.1", self.port, limit=16 * 1024 * 1024
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open_now += 1
        self.most_at_once = max(self.most_at_once, self.open_now)
        try:
            await self._talk(Talk(reader, writer))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open_now -= 1
            writer.close()

    async def _say(self, talk: Talk, reply: Reply) -> bool:
        """Whether the talk goes on."""
        self.codes.append(code_of(reply))
        match reply:
            case None:
                return False
            case Silence():
                await talk.reader.read()
                return False
            case Dribbled(pause, text):
                for byte in text.encode() + b"\r\n":
                    talk.writer.write(bytes([byte]))
                    await asyncio.sleep(pause)
                return True
            case Late(seconds, text):
                await asyncio.sleep(seconds)
                talk.writer.write(text.encode() + b"\r\n")
            case _:
                said = reply.encode() if isinstance(reply, str) else reply
                talk.writer.write(said + b"\r\n")
        await talk.writer.drain()
        return True

    async def _talk(self, talk: Talk) -> None:
        if not await self._say(talk, self.script("greet", len(self.accepted))):
            return
        while line := await self._heard(talk):
            self.commands.append(line)
            if not await self._answer(talk, line):
                return

    async def _heard(self, talk: Talk) -> str:
        try:
            read = await asyncio.wait_for(talk.reader.readline(), self.patience)
        except TimeoutError:
            await self._say(talk, "421 too long")
            return ""
        return read.decode().strip()

    async def _answer(self, talk: Talk, line: str) -> bool:
        verb = "STARTTLS" if line.upper() == "STARTTLS" else line[:4].upper()
        if verb == "QUIT":
            await self._say(talk, "221 bye")
            return False
        if verb == "MAIL" and talk.sender:
            return await self._say(talk, "503 5.5.1 nested MAIL command")
        reply = self.script(verb, len(self.accepted))
        if verb == "EHLO" and reply == USUAL["EHLO"]:
            lines = ["listener", *self.offers]
            reply = "\r\n".join([f"250-{one}" for one in lines[:-1]] + [f"250 {lines[-1]}"])
        goes_on = await self._say(talk, reply)
        return goes_on and await self._take_in(talk, verb, line, code_of(reply))

    async def _take_in(self, talk: Talk, verb: str, line: str, code: str) -> bool:
        if verb == "RSET":
            talk.forget()
        elif verb == "MAIL" and code[:1] == "2":
            talk.sender = line[10:].split(">")[0].strip("<>")
        elif verb == "RCPT" and code[:1] == "2":
            talk.recipient = line[8:].split(">")[0].strip("<>")
        elif verb == "DATA" and code[:1] == "3":
            return await self._body(talk)
        elif verb == "STARTTLS" and code[:1] == "2" and self.certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(*self.certificate)
            await talk.writer.start_tls(context)
        return True

    async def _body(self, talk: Talk) -> bool:
        sent = (await talk.reader.readuntil(b"\r\n.\r\n"))[:-3]
        reply = self.script("dot", len(self.accepted))
        if code_of(reply)[:1] not in ("4", "5"):
            # What gets no answer is accepted all the same: that is the doubt one cannot lift.
            body = re.sub(rb"(?m)^\.", b"", sent)
            self.accepted.append(Accepted(talk.sender, talk.recipient, body))
        talk.forget()
        await asyncio.sleep(self.delay)
        return await self._say(talk, reply)

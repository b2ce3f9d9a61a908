"""A small real SMTP server for tests: records what it accepts, and plays faults on demand."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

Reply = str | None
"""What to answer instead of the usual; None cuts the connection."""
Script = Callable[[str, int], Reply]
"""(phase, number of the message) to the reply; the phase is greet, MAIL, RCPT, DATA or dot."""


def obedient(phase: str, number: int) -> Reply:
    """Every step answered as a relay does."""
    return {"greet": "220 ready", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go"}.get(
        phase, "250 2.0.0 queued"
    )


@dataclass
class Accepted:
    sender: str
    recipient: str
    body: bytes


@dataclass
class Listener:
    """Runs in a thread on a free port of the loopback; ``accepted`` grows as messages come."""

    script: Script = obedient
    delay: float = 0.0
    accepted: list[Accepted] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0

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
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _say(self, writer: asyncio.StreamWriter, reply: Reply) -> bool:
        if reply is None:
            return False
        writer.write(reply.encode() + b"\r\n")
        await writer.drain()
        return True

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not await self._say(writer, self.script("greet", len(self.accepted))):
            return
        sender = recipient = ""
        while line := (await reader.readline()).decode().strip():
            verb = line[:4].upper()
            self.commands.append(line)
            if verb in ("EHLO", "HELO"):
                await self._say(writer, "250 listener")
            elif verb == "RSET":
                sender = recipient = ""
                await self._say(writer, "250 ok")
            elif verb == "QUIT":
                await self._say(writer, "221 bye")
                return
            elif verb == "MAIL" and sender:
                await self._say(writer, "503 5.5.1 nested MAIL command")
            else:
                reply = self.script(verb, len(self.accepted))
                if not await self._say(writer, reply):
                    return
                if reply is not None and verb == "MAIL" and reply[0] == "2":
                    sender = line[10:].split(">")[0].strip("<>")
                if reply is not None and verb == "RCPT" and reply[0] == "2":
                    recipient = line[8:].split(">")[0].strip("<>")
                if reply is not None and verb == "DATA" and reply[0] == "3":
                    body = await reader.readuntil(b"\r\n.\r\n")
                    if not await self._end_of_data(writer, sender, recipient, body[:-3]):
                        return
                    sender = recipient = ""

    async def _end_of_data(
        self, writer: asyncio.StreamWriter, sender: str, recipient: str, body: bytes
    ) -> bool:
        reply = self.script("dot", len(self.accepted))
        if reply is None or reply[0] == "2":
            self.accepted.append(Accepted(sender, recipient, body))
        await asyncio.sleep(self.delay)
        return await self._say(writer, reply)

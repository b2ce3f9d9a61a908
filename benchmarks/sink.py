"""A relay that accepts everything, in a process of its own: prints its port.

As fast as it can; or, with a file's name, once the message is on disk, as a real one must
(RFC 5321 4.2.5); or, with a number, that many milliseconds later, as one on the network does.
"""

import asyncio
import os
import sys

REPLIES = {b"EHLO": b"250 sink\r\n", b"DATA": b"354 go\r\n", b"QUIT": b"221 bye\r\n"}
END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One connection; between DATA and the lone dot everything is the message."""

    spool: int | None = None
    delay: float = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._kept = b""
        self._in_data = False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer each command, and each message once whole."""
        self._kept += data
        while True:
            mark = END if self._in_data else b"\r\n"
            head, found, rest = self._kept.partition(mark)
            if not found:
                return
            self._kept = rest
            if self._in_data:
                self._in_data = False
                if self.spool is not None:
                    os.write(self.spool, head)
                    os.fdatasync(self.spool)
                loop = asyncio.get_running_loop()
                loop.call_later(self.delay, self._transport.write, b"250 queued\r\n")
                continue
            verb = head[:4].upper()
            self._in_data = verb == b"DATA"
            self._transport.write(REPLIES.get(verb, b"250 ok\r\n"))


async def main() -> None:
    """Serve until killed."""
    if sys.argv[1:] and sys.argv[1].isdecimal():
        Sink.delay = int(sys.argv[1]) / 1000
    elif sys.argv[1:]:
        Sink.spool = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

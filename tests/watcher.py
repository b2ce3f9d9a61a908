"""A watcher as heartbeats meet it: a real web server that notes what is asked of it."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class Watcher:
    """Answers ``status``, with a ``location`` where one is given; it may hold its answer back."""

    def __init__(self, status: int = 204, location: str = "", *, hanging: bool = False) -> None:
        self.asked: list[str] = []
        self.status, self.location = status, location
        self._answer = threading.Event()
        if not hanging:
            self._answer.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.url = f"http://127.0.0.1:{self._server.server_port}/ping/jeton-secret"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._answer.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        watcher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                watcher.asked.append(f"{self.command} {self.path}")
                watcher._answer.wait()
                self.send_response(watcher.status, "jeton-secret")
                if watcher.location:
                    self.send_header("Location", watcher.location)
                self.end_headers()

            def log_message(self, *told: object) -> None:
                """Say nothing."""

        return Handler

"""The web server inside the daemon: how pages are served, in its event loop."""

import contextlib
from collections.abc import Iterator

import uvicorn


class Server(uvicorn.Server):
    """The web server, leaving signals to the daemon."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The daemon decides when to stop."""
        yield


def web_config(app: object) -> uvicorn.Config:
    """How the pages are served: no access log, and nothing said of the server."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        access_log=False,  # a feed's address is a secret
        log_config=None,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=5,
    )

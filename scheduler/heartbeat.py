"""Tell a watcher elsewhere that a pass was completed: what stops is noticed by its silence."""

import logging
import threading
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from scheduler.clock import running

TIMEOUT_SECONDS = 10.0
PAUSE_SECONDS = 60.0
"""Between two beats at the least."""
SILENCE_SECONDS = 420.0
"""After a relay that refused all: longer than a message then waits, and the slowest tick."""
log = logging.getLogger(__name__)


class Heartbeat:
    """Fetches ``url`` after a pass, beside the caller, never twice at once nor twice a minute.

    The address may hold a token: neither it nor what the other side says is ever logged.
    """

    def __init__(self, url: str, clock: Callable[[], float] = running) -> None:
        """``clock``: seconds of a clock that nobody can set."""
        self._url = url
        self._clock = clock
        self._not_before = float("-inf")
        self._fetching: threading.Thread | None = None
        self._failing = False

    def beat(self) -> None:
        """A pass was completed. Returns at once, whatever the other side does."""
        now = self._clock()
        if now < self._not_before or (self._fetching and self._fetching.is_alive()):
            return
        self._not_before = now + PAUSE_SECONDS
        # As a daemon it never holds up the end of the process.
        self._fetching = threading.Thread(target=self._fetch, daemon=True, name="heartbeat")
        self._fetching.start()

    def miss(self) -> None:
        """A pass found the way out closed: say nothing until messages have been tried again."""
        self._not_before = self._clock() + SILENCE_SECONDS

    def _fetch(self) -> None:
        try:
            fetch(self._url)
        except (OSError, HTTPException, ValueError) as error:
            if not self._failing:
                log.warning("the heartbeat was not heard (%s); said once until it is", _kind(error))
            self._failing = True
            return
        if self._failing:
            log.info("the heartbeat is heard again")
        self._failing = False


def fetch(url: str) -> None:
    """GET the address, in 10 seconds a step, reading nothing of the body.

    Raises OSError, HTTPException or ValueError where no answer of success (2xx) came.
    """
    # The settings let http and https through alone.
    request = Request(url, headers={"User-Agent": "echeancier"})  # noqa: S310
    with build_opener(_SameScheme).open(request, timeout=TIMEOUT_SECONDS):
        pass


class _SameScheme(HTTPRedirectHandler):
    """Follows a redirect only where it is asked for in the same way: never from https to http."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """The next request; none, hence an HTTPError, where the scheme differs."""
        if urlsplit(newurl).scheme != req.type:
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _kind(error: Exception) -> str:
    """What went wrong, without a word that the address could be in."""
    if isinstance(error, HTTPError):
        return f"HTTP {error.code}"
    reason = error.reason if isinstance(error, URLError) else error
    return type(reason).__name__

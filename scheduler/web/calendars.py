"""The route of subscribed calendars: what HTTP asks of an address that programs come back to.

Programs, not people, read the answers, and some never recover from a wrong one: a known address
gives 200 or 304, whatever is down, until it has ended for 90 days; never a redirect, a cookie, a
login page or an error of ours (each is the end of some calendar program's subscription).
"""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from scheduler.web.site import Site
from scheduler.web.subscribed import UNKNOWN, Refusal, Served, Subscribed

TYPE = "text/calendar; charset=utf-8"
"""Not ``media_type``: a calendar program may compare the header letter by letter."""

RINGS = "rappels"
"""``?rappels=1`` after the address: the calendar with its reminders."""
NEVER = re.compile(r"q\s*=\s*0(\.0*)?")


def endpoint(site: Site) -> Callable[[Request], Awaitable[Response]]:
    """The route ``/flux/{token}.ics``, for GET and HEAD."""
    subscribed = Subscribed(site)

    async def feed(request: Request) -> Response:
        token = request.path_params["token"]
        rings = request.query_params.get(RINGS) == "1"
        answer, visit = await run_in_threadpool(partial(subscribed.answer, token, rings=rings))
        visited = None
        if visit and subscribed.begins(visit):
            visited = BackgroundTask(subscribed.note, visit)
        if isinstance(answer, Refusal):
            return PlainTextResponse(answer.words, answer.status, background=visited)
        return _response(request, answer, visited)

    return feed


async def unknown(_: Request) -> Response:
    """Any other path beneath ``/flux/``: a mistyped address leads to no page and no redirect."""
    return PlainTextResponse(UNKNOWN.words, UNKNOWN.status)


async def robots(_: Request) -> Response:
    """Nothing is forbidden: Google obeys this file for calendars; pages say noindex themselves."""
    return PlainTextResponse("User-agent: *\nDisallow:\n")


def _response(request: Request, served: Served, visited: BackgroundTask | None) -> Response:
    """200, or 304 where the validators match (RFC 9110 13.2.2)."""
    headers = _headers(served)
    if request.method == "HEAD":
        # BlueMind asks HEAD first, and takes "not modified" as a failure that it waits out for
        # days: without validators it comes with a plain GET each day. Nobody else asks HEAD.
        return Response(served.body, headers=headers, background=visited)
    headers |= {"ETag": served.tag, "Last-Modified": _http_date(served.modified)}
    if _unchanged(request, served):
        del headers["Content-Type"]
        return Response(status_code=304, headers=headers, background=visited)
    body = served.body
    if served.packed is not None and _takes_gzip(request):
        body, headers["Content-Encoding"] = served.packed, "gzip"
    return Response(body, headers=headers, background=visited)


def _headers(served: Served) -> dict[str, str]:
    return {
        "Content-Type": TYPE,
        "Content-Disposition": f'inline; filename="{served.filename}"',
        "Cache-Control": "private, max-age=0, must-revalidate",
        "Vary": "Accept-Encoding",
    }


def _unchanged(request: Request, served: Served) -> bool:
    """Weak comparison (RFC 9110 13.1.2); If-None-Match, where present, decides alone."""
    wanted = request.headers.getlist("if-none-match")
    if wanted:
        given = [one.strip().removeprefix("W/") for one in ",".join(wanted).split(",")]
        return "*" in given or served.tag in given
    since = request.headers.get("if-modified-since")
    try:
        return since is not None and _whole_second(served.modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError, IndexError):
        return False


def _takes_gzip(request: Request) -> bool:
    """Whether it is asked for by its name, with a weight above zero (RFC 9110 12.5.3)."""
    for one in ",".join(request.headers.getlist("accept-encoding")).lower().split(","):
        name, _, weight = one.partition(";")
        if name.strip() in ("gzip", "x-gzip"):
            return not NEVER.fullmatch(weight.strip())
    return False


def _http_date(instant: datetime) -> str:
    return format_datetime(instant.astimezone(UTC), usegmt=True)


def _whole_second(instant: datetime) -> datetime:
    return instant.replace(microsecond=0)

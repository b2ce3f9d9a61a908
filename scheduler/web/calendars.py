"""The feed route: from the register to the bytes a subscribed calendar receives."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from scheduler.feed import CATEGORIES, FeedEvent, etag, render
from scheduler.feeds.publishing import day_of, publish
from scheduler.ical.texts import uid
from scheduler.store import feeds, publications
from scheduler.store.faults import Unavailable
from scheduler.store.feeds import Feed
from scheduler.web.site import Site

KEPT_AFTER_WITHDRAWAL = timedelta(days=90)
GENERATION = "1"
"""Raised when every subscriber must take the feed again, whatever it believes to hold."""
Served = tuple[bytes, datetime]
"""A feed's bytes and the instant of its last change."""
log = logging.getLogger(__name__)


def endpoint(site: Site) -> Callable[[Request], Awaitable[Response]]:
    """The route ``/flux/{token}.ics``: never a redirect, a cookie or a login page.

    A feed with a defect is not published: one bad line empties some calendars.
    """

    async def feed(request: Request) -> Response:
        token = request.path_params["token"]
        answer = await run_in_threadpool(_answer, site, token, request.method == "GET")
        if isinstance(answer, Refusal):
            return PlainTextResponse(answer.words, answer.status)
        body, modified = answer
        return _conditional(request, body, modified)

    return feed


@dataclass(frozen=True)
class Refusal:
    """A token that gives no calendar: unknown, or revoked long ago."""

    status: int
    words: str


def _answer(site: Site, token: str, visited: bool) -> Served | Refusal:
    now = site.clock.now()
    with site.database.read() as session:
        feed = feeds.find(session, token)
        if feed is None:
            return Refusal(404, "Ce calendrier n'existe pas.")
    if feed.revoked_at:
        if now - feed.revoked_at > KEPT_AFTER_WITHDRAWAL:
            return Refusal(410, "Ce calendrier n'est plus alimenté.")
        return _revoked(site, feed, feed.revoked_at)
    if visited:
        _touch(site, feed, now)
    return _served(site, feed) or Refusal(503, "Ce calendrier est en réparation.")


def _touch(site: Site, feed: Feed, now: datetime) -> None:
    """Remember the visit; a database that cannot be written now costs no one their calendar."""
    try:
        with site.database.write() as session:
            feeds.touch(session, feed, now)
    except Unavailable:
        log.warning("visit of a calendar not recorded")


def _served(site: Site, feed: Feed) -> Served | None:
    """The calendar as last published, or published now where it never was."""
    with site.database.read() as session:
        version = publications.current(session, feed.id)
    if version is None:
        day = day_of(site.situation())
        with site.database.write() as session:
            version = publish(session, feed, day, site.press)
    return (version.body, version.modified) if version else None


def _revoked(site: Site, feed: Feed, since: datetime) -> tuple[bytes, datetime]:
    """One event that says so: without it a phone would show stale deadlines for ever."""
    event = _notice(site, feed, since, "Ce calendrier n'est plus alimenté – réabonnez-vous")
    body = render(f"Échéances – {feed.label}", "Calendrier révoqué.", site.domain, [event], event)
    return body, since


def _notice(site: Site, feed: Feed, at: datetime, text: str) -> FeedEvent:
    return FeedEvent(
        uid=uid(f"information/{feed.id}", feed.kind, site.domain),
        start=at.date(),
        end=at.date(),
        summary=text,
        description=f"{text}.\n{site.page}/calendriers",
        sequence=0,
        published_at=at,
        category=CATEGORIES[2],
    )


def _conditional(request: Request, body: bytes, modified: datetime) -> Response:
    """200, or 304 where the validators match (RFC 9110 13.2.2: If-None-Match first)."""
    tag = etag(body, GENERATION)
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(modified.astimezone(UTC), usegmt=True),
        "Cache-Control": "private, max-age=0, must-revalidate",
        "Content-Disposition": 'inline; filename="echeances.ics"',
    }
    if _unchanged(request, tag, modified):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="text/calendar; charset=utf-8")


def _unchanged(request: Request, tag: str, modified: datetime) -> bool:
    wanted = request.headers.get("if-none-match")
    if wanted is not None:
        given = [one.strip().removeprefix("W/") for one in wanted.split(",")]
        return "*" in given or tag in given
    since = request.headers.get("if-modified-since")
    try:
        return since is not None and modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False

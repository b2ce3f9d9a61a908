"""The feed route: from the register to the bytes a subscribed calendar receives."""

import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from scheduler.deadlines import french
from scheduler.feed import CATEGORIES, FeedEvent, etag, render
from scheduler.ical.lint import defects
from scheduler.ical.texts import uid
from scheduler.store import feeds, register
from scheduler.store.faults import Unavailable
from scheduler.store.feeds import Feed
from scheduler.store.register import RegisterEntry
from scheduler.web.site import Site

KEPT_AFTER_WITHDRAWAL = timedelta(days=90)
PAST_MONTHS = 3
GENERATION = "1"
"""Raised when every subscriber must take the feed again, whatever it believes to hold."""
Content = dict[str, Any]
Served = tuple[bytes, datetime]
"""A feed's bytes and the instant of its last change."""
log = logging.getLogger(__name__)


def endpoint(site: Site) -> Callable[[Request], Awaitable[Response]]:
    """The route ``/flux/{token}.ics``: never a redirect, a cookie or a login page.

    A feed with a defect is not served: one bad line empties some calendars. The last sound one is.
    """
    last_good: dict[int, Served] = {}

    async def feed(request: Request) -> Response:
        token = request.path_params["token"]
        answer = await run_in_threadpool(_answer, site, last_good, token, request.method == "GET")
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


def _answer(
    site: Site, last_good: dict[int, Served], token: str, visited: bool
) -> Served | Refusal:
    now = site.clock.now()
    with site.database.read() as session:
        feed = feeds.find(session, token)
        if feed is None:
            return Refusal(404, "Ce calendrier n'existe pas.")
        entries = list(register.known(session).values())
    if feed.revoked_at:
        if now - feed.revoked_at > KEPT_AFTER_WITHDRAWAL:
            return Refusal(410, "Ce calendrier n'est plus alimenté.")
        return _revoked(site, feed, feed.revoked_at)
    if visited:
        _touch(site, feed, now)
    body, modified = build(site, feed, entries, now)
    found = defects(body)
    if found:
        log.error("calendar %s held back, the last sound one is served: %s", feed.prefix, found)
        return last_good.get(feed.id, Refusal(503, "Ce calendrier est en réparation."))
    last_good[feed.id] = body, modified
    return body, modified


def _touch(site: Site, feed: Feed, now: datetime) -> None:
    """Remember the visit; a database that cannot be written now costs no one their calendar."""
    try:
        with site.database.write() as session:
            feeds.touch(session, feed, now)
    except Unavailable:
        log.warning("visit of a calendar not recorded")


def build(
    site: Site, feed: Feed, entries: list[RegisterEntry], now: datetime
) -> tuple[bytes, datetime]:
    """The feed's bytes and the instant of its last change."""
    chosen = [one for one in entries if _belongs(feed, one, now)]
    events = [
        event
        for entry in chosen
        for event in _events(site, feed, entry, json.loads(entry.content), now.date())
    ]
    modified = max((one.published_at for one in chosen), default=feed.created_at)
    body = render(
        name=f"Échéances – {feed.label}",
        description="Échéances des conventions, au dernier jour utile.",
        domain=site.domain,
        events=events,
        otherwise=_notice(site, feed, feed.created_at, "Aucune échéance pour le moment"),
    )
    return body, modified


def _belongs(feed: Feed, entry: RegisterEntry, now: datetime) -> bool:
    if entry.withdrawn_at and now - entry.withdrawn_at > KEPT_AFTER_WITHDRAWAL:
        return False
    if feed.kind == "agreement":
        return entry.agreement == feed.subject
    if feed.kind == "role":
        return bool(json.loads(entry.content).get("responsible") == feed.subject)
    return True


def _events(
    site: Site, feed: Feed, entry: RegisterEntry, content: Content, today: date
) -> Iterator[FeedEvent]:
    """The day itself, and the day to post where a letter must travel."""
    certain = content["due"] is not None
    day = _day(content["due"] or (content["earliest"] if content["cliff"] else None))
    if day is None or day < _oldest(today) or content["applies"] is False:
        return
    title = _title(content, certain)
    yield _event(site, feed, entry, content, day, title, "")
    send_by = _day(content["send_by"])
    if send_by and not content["done"]:
        perhaps = "" if certain else "(au plus tôt) "
        posting = f"Poster la lettre {perhaps}: {content['title']} – {content['agreement_title']}"
        yield _event(site, feed, entry, content, send_by, posting, "/poster")


def _oldest(today: date) -> date:
    """The first of a month, so that the feed does not move every day."""
    month = today.year * 12 + today.month - 1 - PAST_MONTHS
    return date(month // 12, month % 12 + 1, 1)


def _title(content: Content, certain: bool) -> str:
    mark = "✓ " if content["done"] else ""
    perhaps = "" if certain else " (au plus tôt)"
    waited = "" if content["ours"] else f" (attendu de {french.listed(content['owed_by_names'])})"
    return f"{mark}{content['title']}{waited}{perhaps} – {content['agreement_title']}"


def _event(
    site: Site,
    feed: Feed,
    entry: RegisterEntry,
    content: Content,
    day: date,
    title: str,
    suffix: str,
) -> FeedEvent:
    return FeedEvent(
        uid=uid(entry.key + suffix, feed.kind, site.domain),
        start=day,
        end=day,
        summary=title,
        description=_description(site, entry, content),
        sequence=entry.sequence,
        published_at=entry.published_at,
        tentative=content["tentative"],
        cancelled=entry.withdrawn_at is not None,
        url=f"{site.page}/echeance/{entry.key}",
        category=CATEGORIES[0] if content["cliff"] else CATEGORIES[1],
    )


def _description(site: Site, entry: RegisterEntry, content: Content) -> str:
    told = (content["when"], content["posting"], content["condition"])
    lines = [french.capitalised(text) for text in told if text]
    if content["action"]:
        lines.append(f"À faire : {content['action']}")
    lines.append(f"{french.capitalised(content['reference'])} : « {content['quote']} »")
    lines += content["derivation"]
    lines.append(f"{site.page}/echeance/{entry.key}")
    return "\n".join(lines)


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


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


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

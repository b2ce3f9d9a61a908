"""The bytes of a feed, made from the register."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.deadlines import french
from scheduler.feed import CATEGORIES, FeedEvent, render
from scheduler.ical.texts import uid
from scheduler.store.feeds import Feed
from scheduler.store.register import RegisterEntry
from scheduler.web.site import Site

KEPT_AFTER_WITHDRAWAL = timedelta(days=90)
PAST_MONTHS = 3
Content = dict[str, Any]


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

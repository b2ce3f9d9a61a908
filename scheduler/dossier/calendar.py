"""The agreement's occurrences as calendar files: every one ever published, past ones too."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from scheduler.deadlines import french
from scheduler.dossier.gathering import Evidence
from scheduler.feed import CATEGORIES, FeedEvent, FeedTooLarge, render
from scheduler.ical.texts import uid
from scheduler.store.chain import read_object
from scheduler.store.register import RegisterEntry

FAMILY = "agreement"
"""The identity of each event is the one it has in the agreement's subscribed calendar."""


def calendars(of: Evidence) -> Iterator[tuple[str, bytes]]:
    """``feed.ics``, then ``feed-2.ics`` and on where one would be too large for some calendars."""
    events = [event for _, one in sorted(of.publications.items()) for event in _events(of, one)]
    for number, body in enumerate(_parts(of, events), start=1):
        yield ("feed.ics" if number == 1 else f"feed-{number}.ics"), body


def _parts(of: Evidence, events: Sequence[FeedEvent]) -> Iterator[bytes]:
    name = f"Échéances – {of.agreement.short_title}"
    try:
        yield render(name, "Dossier de la convention.", of.domain, events, _nothing(of))
    except FeedTooLarge:
        if len(events) < 2:
            return
        half = len(events) // 2
        yield from (*_parts(of, events[:half]), *_parts(of, events[half:]))


def _events(of: Evidence, entry: RegisterEntry) -> Iterator[FeedEvent]:
    """The day itself, and the day to post where a letter must travel."""
    content = read_object(entry.content)
    due, posted = _day(content, "due"), _day(content, "send_by")
    day = due or _day(content, "earliest")
    title = str(content.get("title") or entry.key)
    if day is not None:
        perhaps = "" if due else " (au plus tôt)"
        yield _event(of, entry, content, day, f"{title}{perhaps}", "")
    if posted is not None:
        yield _event(of, entry, content, posted, f"Poster la lettre : {title}", "/poster")


def _event(
    of: Evidence,
    entry: RegisterEntry,
    content: Mapping[str, Any],
    day: date,
    title: str,
    suffix: str,
) -> FeedEvent:
    told = (content.get(name) for name in ("when", "posting", "condition", "reference", "quote"))
    return FeedEvent(
        uid=uid(entry.key + suffix, FAMILY, of.domain),
        start=day,
        end=day,
        summary=f"{title} – {of.agreement.short_title}",
        description="\n".join(french.capitalised(str(text)) for text in told if text),
        sequence=entry.sequence,
        published_at=entry.published_at,
        tentative=bool(content.get("tentative")),
        cancelled=entry.withdrawn_at is not None,
        category=CATEGORIES[0] if content.get("cliff") else CATEGORIES[1],
    )


def _day(content: Mapping[str, Any], name: str) -> date | None:
    text = content.get(name)
    return date.fromisoformat(text) if isinstance(text, str) else None


def _nothing(of: Evidence) -> FeedEvent:
    """What stands alone where nothing was published: an empty calendar is refused by some."""
    day = of.newest.date()
    return FeedEvent(
        uid=uid(f"{of.agreement.id}/rien", FAMILY, of.domain),
        start=day,
        end=day,
        summary="Aucune échéance publiée",
        description=of.agreement.title,
        sequence=0,
        published_at=of.newest,
        category=CATEGORIES[2],
    )

"""The agreement's occurrences as calendar files: every one ever published, past ones too."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scheduler.dossier.gathering import Evidence
from scheduler.feed import CATEGORIES, FeedEvent, FeedTooLarge, render
from scheduler.feeds.showing import Style, events_of
from scheduler.feeds.stock import told_of
from scheduler.ical.texts import uid
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
    """As the agreement's subscribed calendar shows them, but for links to a service elsewhere."""
    style = Style(FAMILY, full=True, domain=of.domain, page="")
    for event in events_of(told_of(entry), style):
        yield replace(event, sequence=entry.sequence)


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

"""The events of one calendar: what belongs to it, from a stable past on, within what fits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.deadlines import french
from scheduler.deadlines.period import add_months
from scheduler.feed import END, FeedEvent
from scheduler.feeds.belonging import Belonging
from scheduler.feeds.showing import Style, events_of, question_events
from scheduler.feeds.stock import Stock, Told
from scheduler.ical.lint import MAX_BYTES
from scheduler.store.feeds import Feed
from scheduler.store.publications import Shown

KEPT_AFTER_WITHDRAWAL = timedelta(days=90)
PAST_MONTHS = 3
YEARS_AHEAD = 5
"""Further on, days are cut by the horizon of the computation, which moves every day."""
MAX_EVENTS = 500
ROOM = 2_500
"""Bytes kept for the event that says what does not fit."""


@dataclass(frozen=True)
class Span:
    """What a calendar shows, both days included: it moves on the first of a month, not daily."""

    month: date
    first: date
    last: date


def span_of(today: date) -> Span:
    """Three months back from the first of this month, and five years ahead to their end."""
    month = today.replace(day=1)
    first = add_months(month, -PAST_MONTHS)
    return Span(month, first, date(today.year + YEARS_AHEAD, 12, 31))


def chosen(stock: Stock, belonging: Belonging, now: datetime) -> Stock:
    """What belongs to the calendar, what was withdrawn within 90 days included."""
    told = (one for one in stock.told if belonging.holds(one) and not _is_over(one, now))
    return Stock(tuple(told), tuple(one for one in stock.asked if belonging.holds(one)))


def _is_over(told: Told, now: datetime) -> bool:
    return told.withdrawn_at is not None and now - told.withdrawn_at > KEPT_AFTER_WITHDRAWAL


def events(stock: Stock, style: Style, span: Span, at: datetime) -> list[FeedEvent]:
    """Every event in the span, the nearest first; stamps are still to be given."""
    dated = (event for told in stock.told for event in events_of(told, style))
    found = [one for one in dated if one.end >= span.first and one.start <= span.last]
    found += question_events(stock.asked, style, span.month, at)
    return sorted(found, key=lambda one: (one.start, one.uid))


def fitting(head: bytes, wanted: Sequence[FeedEvent], shown: Mapping[str, Shown]) -> list[str]:
    """The identities of those that fit in one calendar, from the nearest on."""
    kept: list[str] = []
    left = MAX_BYTES - len(head) - len(END) - ROOM
    for one in wanted[: MAX_EVENTS - 1]:
        left -= len(shown[one.uid].block)
        if left < 0:
            break
        kept.append(one.uid)
    return kept


def information(
    feed: Feed, style: Style, span: Span, at: datetime, beyond: Sequence[FeedEvent]
) -> FeedEvent:
    """The event of the current year that is always there: a calendar without any is misread.

    It says what the calendar is, and what does not fit in it (``beyond``).
    """
    day = date(span.month.year, 1, 1)
    return FeedEvent(
        uid=style.uid(f"information/{feed.id}"),
        start=day,
        end=day,
        summary=_heading(feed, beyond),
        description="\n".join(_explanation(style, beyond)),
        sequence=0,
        published_at=at,
        url=f"{style.page}/calendriers",
        category="Information",
    )


def _heading(feed: Feed, beyond: Sequence[FeedEvent]) -> str:
    name = f"Calendrier « {feed.label} »"
    if not beyond:
        return f"{name}, tenu par échéancier"
    return f"{name}, incomplet à partir du {french.short(beyond[0].start)}"


def _explanation(style: Style, beyond: Sequence[FeedEvent]) -> Iterator[str]:
    yield "Les échéances des conventions ; les rappels viennent par courriel."
    if beyond:
        yield (
            f"{french.count(len(beyond), 'événement')} à partir du "
            f"{french.full(beyond[0].start)} ne tiennent pas dans un seul calendrier, que certains "
            "agendas refuseraient : s'abonner à un calendrier par convention ou par personne."
        )
    yield f"{style.page}/calendriers"

"""Decide whether a new version of a calendar may replace the last good one."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date

from icalendar import Calendar

from scheduler.deadlines import french
from scheduler.feed import FeedEvent
from scheduler.feeds.printed import printed
from scheduler.ical.event import title
from scheduler.ical.lint import defects

UNCOUNTED = ("Information", "Question")
"""Categories whose events come and go by themselves."""
MANY = 5
"""So many cancelled at once look like a file lost, not like an agreement that ended."""


def unsound(body: bytes, events: Mapping[str, FeedEvent]) -> str:
    """Why these bytes may not be served, in French; empty where nothing is wrong with them.

    They are judged line by line, then read back: same identities, days and titles.
    """
    found = defects(body)
    if found:
        return f"défaut : {' ; '.join(found)}"
    try:
        read = dict(_read_back(body))
    except ValueError as error:
        return f"illisible : {error}"
    wrong = [uid for uid, one in events.items() if read.get(uid) != _expected(one)]
    extra = [uid for uid in read if uid not in events]
    return f"relu autrement : {', '.join((wrong + extra)[:3])}" if wrong or extra else ""


def _read_back(body: bytes) -> Iterator[tuple[str, tuple[date, date, str]]]:
    for one in Calendar.from_ical(body).walk("VEVENT"):
        days = (one.decoded("DTSTART"), one.decoded("DTEND"))
        yield str(one["UID"]), (*days, str(one["SUMMARY"]))


def _expected(event: FeedEvent) -> tuple[date, date, str]:
    after = date.fromordinal(event.end.toordinal() + 1)
    return event.start, after, title(event.summary, cancelled=event.cancelled)


def loss(
    before: bytes,
    events: Collection[FeedEvent],
    elsewhere: Callable[[], Collection[str]],
    today: date,
) -> str:
    """Why so much would be gone that a person must look, in French; empty where it is not.

    Of the events still to come, more than a fifth left out without a word; or more than a fifth,
    and no fewer than ``MANY``, left out or cancelled. ``elsewhere`` gives the identities of those
    that now belong to another calendar: they are not lost.
    """
    standing = upcoming(before, today)
    present = {one.uid for one in events}
    absent = standing - present
    absent -= set(elsewhere()) if absent else set()
    cancelled = standing & {one.uid for one in events if one.cancelled}
    gone = len(absent) + len(cancelled)
    if 5 * len(absent) > len(standing) or (gone >= MANY and 5 * gone > len(standing)):
        would = french.count(gone, "événement disparaîtrait", "événements disparaîtraient")
        return f"{would} sur les {len(standing)} qui sont à venir"
    return ""


def upcoming(body: bytes, today: date) -> set[str]:
    """The identities of the dated events of these bytes that are not over, nor cancelled."""
    return {
        one.uid
        for one in printed(body)
        if one.end > today and not one.cancelled and one.category not in UNCOUNTED
    }

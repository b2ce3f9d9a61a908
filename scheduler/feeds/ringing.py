"""A published calendar with its reminders: alarms, and cliffs told 30 and 7 days ahead.

It is made of the published bytes alone, and a reminder has the stamps of what it announces: it
changes when that does, goes back no more than that does, and needs nothing kept.
"""

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime, timedelta

from icalendar import Alarm

from scheduler.deadlines import french
from scheduler.deadlines.business_days import days_before
from scheduler.deadlines.period import add_months
from scheduler.feed import FeedEvent, assembled, block
from scheduler.feeds.printed import Printed, printed
from scheduler.feeds.showing import is_settled
from scheduler.ical.lint import MAX_BYTES

SESSION = "Séance"
LAST_DAYS = ("Couperet", "Échéance")
RUNG = (*LAST_DAYS, "Envoi", SESSION)
"""Categories of the days on which something is to be done."""
AHEAD = (30, 7)
KEPT_MONTHS = 1
"""How long a reminder stays once its day is over."""
BEFORE_MIDNIGHT = timedelta(hours=-15)
"""From the midnight that begins the day after: nine o'clock, where the reader is."""
_LAST_LINE = b"END:VEVENT\r\n"


def ringing(body: bytes, modified: datetime) -> bytes:
    """The calendar with its reminders, the nearest first where not all fit.

    ``modified`` is the instant of its last change: reminders are cut by its month, so that the
    bytes stay the same as long as the calendar does.
    """
    events = sorted(printed(body), key=lambda event: (event.day, event.uid))
    first = add_months(modified.date().replace(day=1), -KEPT_MONTHS)
    decided = _decided(events)
    announced = _announced(events, decided)
    blocks = {event.uid: event.lines for event in events}
    left = MAX_BYTES - len(body)
    for event in events:
        if is_settled(event.title):
            continue
        since = announced.get(event.uid)
        more = _reminded(event, max(first, since)) if since else {}
        rung = _rung(event, decided)
        left -= len(rung) - len(event.lines) + sum(map(len, more.values()))
        if left < 0:
            break
        blocks |= {event.uid: rung} | more
    return assembled(body[: body.index(b"\r\nBEGIN:VEVENT\r\n") + 2], blocks)


def _decided(events: Iterable[Printed]) -> Mapping[str, date]:
    """The last day of the sessions that decide, by the page of what they decide."""
    return {event.page: event.day for event in events if event.category == SESSION}


def _announced(events: Iterable[Printed], decided: Mapping[str, date]) -> Mapping[str, date]:
    """Of each cliff, the events of its useful acts, each with the day that its reminders follow.

    They are the convocation, or the session where nobody is convened; then the day to post, told of
    once the session is over; the last day where no letter travels and nobody has to decide.
    """
    cliffs = {event.page for event in events if event.category == "Couperet"}
    posted = {event.page for event in events if event.category == "Envoi"}
    announced: dict[str, date] = {}
    begun: set[str] = set()
    for event in events:
        if event.page not in cliffs:
            continue
        if event.category == SESSION and event.page not in begun:
            begun.add(event.page)
            announced[event.uid] = date.min
        elif event.category == "Envoi":
            announced[event.uid] = decided.get(event.page, date.min)
        elif event.category == "Couperet" and event.page not in posted | decided.keys():
            announced[event.uid] = date.min
    return announced


def _rung(event: Printed, decided: Container[str]) -> bytes:
    """With an alarm at nine on the last working day before, where its day is one to act on.

    The last day of what a body decides is none: its session and convocation are.
    """
    too_late = event.category in LAST_DAYS and event.page in decided
    if event.cancelled or event.category not in RUNG or too_late:
        return event.lines
    # A calendar does not tell what its authority's days off are: the law's are those of most.
    eve = days_before(event.day, 1, "worked", "Métropole")
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", event.title)
    alarm.add("TRIGGER", eve - event.day + timedelta(days=1) + BEFORE_MIDNIGHT)
    lines: bytes = alarm.to_ical()
    return event.lines.removesuffix(_LAST_LINE) + lines + _LAST_LINE


def _reminded(event: Printed, first: date) -> dict[str, bytes]:
    """The days that announce a cliff, by UID, from the ``first`` one that is still shown."""
    told = (_ahead(event, number) for number in AHEAD)
    return {one.uid: block(one) for one in told if one.start >= first}


def _ahead(event: Printed, number: int) -> FeedEvent:
    day = event.day - timedelta(days=number)
    name, _, domain = event.uid.rpartition("@")
    said = f"Dernier jour utile : {french.full(event.day)}\n{event.page}"
    return FeedEvent(
        uid=f"{name}-j{number}@{domain}",
        start=day,
        end=day,
        summary=f"Dans {number} jours : {event.title}",
        description=said if "DESCRIPTION" in event.told else "",
        sequence=event.sequence,
        published_at=event.at,
        tentative=event.told["STATUS"] == "TENTATIVE",
        cancelled=event.cancelled,
        url=event.told.get("URL"),
        category="Rappel",
        parent=event.uid,
    )

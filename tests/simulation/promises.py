"""What must hold of every message that left, whatever the script; each breach in a line."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy

from scheduler.deadlines import french
from scheduler.deadlines.period import ONE_DAY
from tests.simulation.simulation import Arrived, Left, Simulation
from tests.simulation.table import per_month

APART = frozenset({"correction"})
"""The kinds that may come beside the day's one message."""
LAST_WEEK = timedelta(days=7)
TO_RESTART = timedelta(days=7)
"""How long after an outage what it covered is told at the latest, days off included."""


BACK_TO_WORK = timedelta(days=3)
"""An outage that ends on a Friday is over for people on Monday."""


def _first_time(played: Simulation) -> Iterator[Left]:
    """Every message, but not again where somebody asked for it to be tried again."""
    seen: set[str] = set()
    for one in played.left:
        if one.message_id not in seen:
            yield one
        seen.add(one.message_id)


def more_than_one_a_day(played: Simulation) -> list[str]:
    """At most one message per person and working day, those apart not counted."""
    by_day: dict[tuple[date, str], list[Left]] = {}
    for one in _first_time(played):
        if one.kind not in APART:
            by_day.setdefault((one.at.date(), one.person), []).append(one)
    return [
        f"{day} {person} : {len(found)} messages ({', '.join(one.kind for one in found)})"
        for (day, person), found in by_day.items()
        if len(found) > 1
    ]


def outside_business_hours(played: Simulation) -> list[str]:
    """Nothing leaves on a day off, or before opening, or once closed."""
    some = next(iter(played.calendars.values()))
    found = []
    for one in played.left:
        calendar = played.calendars.get(one.person, some)
        hour = one.at.time()
        worked = calendar.is_working(one.at.date())
        if not worked or not calendar.opens_at <= hour < calendar.closes_at:
            found.append(f"{one.at:%Y-%m-%d %H:%M} {one.person} : {one.subject}")
    return found


def above_budget(played: Simulation, person: str, most: int) -> list[str]:
    """The months in which that person received more than so many."""
    return [
        f"{month} : {number} messages"
        for (who, month), number in sorted(per_month(played.left).items())
        if who == person and number > most
    ]


def told_twice(played: Simulation) -> list[str]:
    """No step of an occurrence, for one date of it, is told twice to one person."""
    counted = Counter(
        (told.occurrence, told.revision, told.step, one.person)
        for one in _first_time(played)
        for told in one.told
        if not told.superseded
    )
    return [" ".join(map(str, step)) for step, number in counted.items() if number > 1]


def unsaid_outages(played: Simulation) -> list[str]:
    """What an outage kept back says so when it leaves at last: it stands for earlier steps."""
    ends = [outage.last for outage in played.script.outages]
    return [
        f"{one.at.date()} {one.person} : {one.subject}"
        for one in _first_time(played)
        if any(end < one.at.date() <= end + BACK_TO_WORK for end in ends)
        and any(told.superseded for told in one.told)
        and one.kind != "late"
    ]


def silent_cliffs(played: Simulation) -> list[str]:
    """A cliff that came undone was told in its last week, or else right after an outage.

    Where the authority is closed as that week begins, the last working day before will do.
    """
    calendar = next(iter(played.calendars.values()))
    return [
        f"{one.key}, dernier jour utile {one.useful_by} : {_last_told(played, one) or 'jamais dit'}"
        for one in played.arrived.values()
        if not _is_told(played, one, calendar.preceding(one.useful_by - LAST_WEEK), one.useful_by)
        and not any(_is_told(played, one, *again) for again in _restarts(played, one))
    ]


def sessions_told_late(played: Simulation) -> list[str]:
    """A session was told of five days before it must be convened at the latest, with that day.

    Right after an outage where it covered those days. Every message leaves on a working day.
    """
    return [
        f"{one.key}, à convoquer le {one.convene_on} : {_last_told_of(played, one.key)}"
        for one in played.to_convene.values()
        if not any(
            left.at.date() <= one.seen_on and french.full(one.convene_on) in _text(left)
            for left in _telling(played, one.key)
        )
    ]


def _text(left: Left) -> str:
    part = message_from_bytes(left.body, policy=policy.default).get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split())


def _restarts(played: Simulation, one: Arrived) -> Iterator[tuple[date, date]]:
    """After each outage that touched its last week, the days in which it is told again."""
    for outage in played.script.outages:
        if outage.first <= one.useful_by and outage.last >= one.useful_by - LAST_WEEK:
            again = outage.last + ONE_DAY
            yield again, again + TO_RESTART


def _is_told(played: Simulation, one: Arrived, first: date, last: date) -> bool:
    return any(first <= day <= last for day in _told_on(played, one))


def _last_told(played: Simulation, one: Arrived) -> str:
    return _last_told_of(played, one.key)


def _last_told_of(played: Simulation, key: str) -> str:
    return ", ".join(str(message.at.date()) for message in _telling(played, key))


def _told_on(played: Simulation, one: Arrived) -> list[date]:
    return [message.at.date() for message in _telling(played, one.key)]


def _telling(played: Simulation, key: str) -> list[Left]:
    return [
        message
        for message in played.left
        if any(told.occurrence == key and not told.superseded for told in message.told)
    ]

"""When to remind: the steps before and after a cliff, and the weekly digest's day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.deadlines.acts import ActKind
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.obligation import END, NOTICE, Occurrence, last_day
from scheduler.deadlines.period import ONE_DAY, Length, add_months

BEFORE = (
    *(Length(months, "month") for months in (6, 3)),
    *(Length(days, "day") for days in (30, 15, 7, 1, 0)),
)
BEFORE_QUOTA = (Length(30, "day"), Length(7, "day"))
"""Any act inside the window will do: what matters is that the window closes."""
UNCONVENED, UNRESOLVED = "unconvened", "undecided"
UNDECIDED = (UNCONVENED, UNRESOLVED)
"""What the first working day after an act asks, where nothing recorded says that it took place."""
EVE = frozenset(f"{stage}{step}" for stage in ("", "post-", "last-") for step in ("j-1", "j-0"))
"""The eve and the day of an act, whichever it is."""
FAR = "m-"
"""In the name of a step that is counted in months."""
LATE_DAYS = 5
LATE_WEEKS = 12
"""For as long as a lateness comes in full; then the digest keeps it in a line."""
PRESENTED, COLLECTED = "presented", "collected"
POSTAL_DAYS = {PRESENTED: 3, COLLECTED: 16}
"""A registered letter is presented within days, and kept fifteen at the post office."""
MONDAY = 0


@dataclass(frozen=True)
class Step:
    """One reminder of an occurrence: its stable name and the working day it leaves."""

    name: str
    day: date


def steps(
    occurrence: Occurrence,
    calendar: Calendar,
    *,
    until: date = date.max,
    posted: date | None = None,
    performed: Mapping[ActKind, date] | None = None,
) -> tuple[Step, ...]:
    """The reminders of a cliff, in order, one a day at most; a routine duty has none of its own.

    They count from the next useful act, on the earliest reading: to convene the body that decides,
    then, its session over, to post or the last day. ``performed`` gives the day of the acts that
    are recorded. A step that would fall on a day off moves earlier; where two meet, the more urgent
    one stays. The rule may say other steps, or none. Of the late ones, those up to the first after
    ``until``. Once a letter was ``posted``, only what became of it is asked.
    """
    target, done = occurrence.final_by, performed or {}
    if target is None or not occurrence.cliff:
        return ()
    if posted is not None:
        return tuple(_postal(posted, calendar))
    if occurrence.duty.reminders == ():
        return ()
    last = occurrence.send_by or last_day(occurrence) or target
    by_day = {step.day: step for step in _to_act(occurrence, target, calendar, done)}
    if occurrence.due is not None:
        by_day |= {step.day: step for step in _undecided(occurrence, last, calendar, done)}
        if last > target and by_day:
            final = Step("last", calendar.preceding(last))
            by_day.setdefault(final.day, final)
        by_day |= {step.day: step for step in _late(occurrence, last, calendar, until)}
    return tuple(by_day[day] for day in sorted(by_day))


def _to_act(
    occurrence: Occurrence, target: date, calendar: Calendar, done: Mapping[ActKind, date]
) -> Iterator[Step]:
    """Before the body is to be convened; then, after its session, before the last act."""
    session, first = occurrence.session, occurrence.useful_by
    if session is None or first is None:
        yield from _before(occurrence, target, calendar)
        return
    if not done:
        convened = occurrence.convene_by is not None
        target_day = calendar.preceding(first) if convened else first
        yield from _with_digests(_before(occurrence, target_day, calendar), calendar)
    since, stage = done.get("session", session), "post-" if occurrence.send_by else "last-"
    for step in _before(occurrence, target, calendar):
        if step.day > since:
            yield Step(stage + step.name, step.day)


def _with_digests(steps: Iterable[Step], calendar: Calendar) -> Iterator[Step]:
    """The steps counted in months moved earlier, to their week's digest: one message for both.

    A decision adds steps of its own; those so far ahead must not add messages.
    """
    for step in steps:
        yield Step(step.name, digest_day(step.day, calendar).day if FAR in step.name else step.day)


def _before(occurrence: Occurrence, target: date, calendar: Calendar) -> Iterator[Step]:
    """The most distant first: as the rule says, else as its kind has it."""
    usual = BEFORE if occurrence.count is None else BEFORE_QUOTA
    for length in usual if occurrence.duty.reminders is None else occurrence.duty.reminders:
        day = add_months(target, -length.months) - timedelta(days=length.days)
        yield Step(_named(length), calendar.preceding(day))


def _undecided(
    occurrence: Occurrence, last: date, calendar: Calendar, done: Mapping[ActKind, date]
) -> Iterator[Step]:
    """On the first working day after the convocation, and after the session, of what is unknown."""
    session, convene_by = occurrence.session, occurrence.convene_by
    if session is None or "session" in done:
        return
    if convene_by and "convene" not in done:
        day = calendar.following(convene_by + ONE_DAY)
        if day < session:
            yield Step(UNCONVENED, day)
    day = calendar.following(session + ONE_DAY)
    if day <= last:
        yield Step(UNRESOLVED, day)


def _named(length: Length) -> str:
    """``m-6``, ``j-30``: what the step is called, whatever the words of the rule."""
    months = f"m-{length.months}" if length.months else ""
    days = f"j-{length.days}" if length.days or not months else ""
    return "-".join(filter(None, (months, days)))


def _late(occurrence: Occurrence, target: date, calendar: Calendar, until: date) -> Iterator[Step]:
    """Each working day for five days, then with the digest; a notice stops at its last legal day.

    After the last of several readings: until then it may be in time. An end that has come is not
    late: there is nothing left to prepare.
    """
    if occurrence.kind == END:
        return
    limit = occurrence.due if occurrence.kind == NOTICE else None
    day = calendar.following(target + ONE_DAY)
    for number in range(1, LATE_DAYS + LATE_WEEKS + 1):
        if limit and day > limit:
            yield Step("missed", calendar.following(limit + ONE_DAY))
            return
        yield Step(f"late-{number}", day)
        if day > until:
            return
        if number < LATE_DAYS:
            day = calendar.following(day + ONE_DAY)
        else:
            day = digest_day(calendar.following(day + timedelta(days=7)), calendar).day


def _postal(posted: date, calendar: Calendar) -> Iterator[Step]:
    for name, days in POSTAL_DAYS.items():
        yield Step(name, calendar.following(posted + timedelta(days=days)))


def digest_day(today: date, calendar: Calendar) -> Step:
    """The digest that ``today`` belongs to: Monday's, or the working day before a Monday off."""
    monday = today - timedelta(days=today.weekday() - MONDAY)
    following = calendar.preceding(monday + timedelta(days=7))
    if following <= today:
        monday += timedelta(days=7)
    year, week, _ = monday.isocalendar()
    return Step(f"digest-{year}-W{week:02d}", calendar.preceding(monday))


def first_of_month(step: Step, calendar: Calendar) -> bool:
    """Whether it is the month's first digest, which leaves even when there is nothing in it."""
    previous = digest_day(step.day - timedelta(days=7), calendar)
    return previous.day.month != step.day.month

"""Compare what stands with what would: each change once, what it does, whom it concerns."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from scheduler.correspondence import Bundle, Records, Tracking, bundles
from scheduler.deadlines.agreement import Citation, Source
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Duty, Occurrence
from scheduler.deadlines.reminders import Step, steps
from scheduler.planning.published import Entry, Published, Standing, entry, standing
from scheduler.rulebook.directory import Person
from scheduler.situation import Situation

Kind = Literal["added", "moved", "withdrawn", "closed", "reopened", "condition", "reworded"]
Now = Literal["late", "unpostable", "past"]
Group = Literal[
    "wrong",
    "withdrawn",
    "late",
    "moved",
    "closed",
    "reopened",
    "condition",
    "added",
    "past",
    "reworded",
]
GROUPS: tuple[Group, ...] = (
    "wrong",
    "withdrawn",
    "late",
    "moved",
    "closed",
    "reopened",
    "condition",
    "added",
    "past",
    "reworded",
)
TOO_MANY = 5
"""Withdrawing more than one in that many of what is still to come is said first."""
_NOWHERE = Citation("", "", Source("", 0))


@dataclass(frozen=True)
class Telling:
    """A message that told an occurrence's date: to whom; ``left_at`` None while it waits."""

    recipient: str
    revision: int
    left_at: datetime | None = None


@dataclass(frozen=True)
class Memory:
    """What the store remembers of messages; of nothing where there is no store."""

    records: Records = field(default_factory=Records)
    told: Mapping[str, tuple[Telling, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What would become of one occurrence.

    ``now`` is ``late`` where it would be so at once, ``unpostable`` where its letter would no
    longer arrive in time, ``past`` where its day has passed and nobody would be reminded: it came
    before following began, or the agreement has ended. ``told`` are the messages that would no
    longer be true, ``stopped`` the reminders that would no longer come.
    """

    kind: Kind
    before: Entry | None
    after: Entry | None
    now: Now | None = None
    told: tuple[Telling, ...] = ()
    stopped: tuple[Step, ...] = ()

    @property
    def shown(self) -> Entry:
        """The occurrence as it would be, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def group(self) -> Group:
        """The most serious thing that can be said of it."""
        if self.told:
            return "wrong"
        if self.now and self.kind in ("added", "moved", "reopened", "condition"):
            return "past" if self.now == "past" else "late"
        return self.kind


@dataclass(frozen=True)
class LifeChange:
    """An agreement's life before and after; None where it was, or would be, unknown here."""

    agreement: str
    title: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class RecipientChange:
    """Who heard about an agreement, and who would from now on: addresses."""

    agreement: str
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Asked:
    """A question that would be opened or answered."""

    id: str
    text: str


@dataclass(frozen=True)
class Leaving:
    """How many messages would leave to a person because of the change."""

    person: Person
    messages: int


@dataclass(frozen=True)
class Plan:
    """Everything a change would do; ``changes`` the most serious first, each key once.

    ``upcoming`` counts what was still to come before, ``lost`` what of it would be withdrawn.
    ``opening`` is when its messages would leave, which may be at once.
    """

    today: date
    at_once: bool = False
    changes: tuple[Change, ...] = ()
    lives: tuple[LifeChange, ...] = ()
    recipients: tuple[RecipientChange, ...] = ()
    opened: tuple[Asked, ...] = ()
    answered: tuple[Asked, ...] = ()
    messages: tuple[Leaving, ...] = ()
    opening: datetime | None = None
    upcoming: int = 0
    lost: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.changes or self.lives or self.recipients or self.opened or self.answered)

    @property
    def loses_too_many(self) -> bool:
        """Whether so much would be withdrawn that it looks like a mistake."""
        return self.lost * TOO_MANY > self.upcoming

    def group(self, name: Group) -> tuple[Change, ...]:
        """The changes of which that is the most serious thing to say."""
        return tuple(one for one in self.changes if one.group == name)

    def kind(self, name: Kind) -> tuple[Change, ...]:
        """The changes of that kind."""
        return tuple(one for one in self.changes if one.kind == name)


def plan(
    before: Published,
    after: Situation,
    memory: Memory | None = None,
    opening: Situation | None = None,
    *,
    complete: bool = True,
) -> Plan:
    """What putting ``after`` in the place of ``before`` would do.

    ``opening`` is the situation at the next business hour, where messages are to be foreseen.
    Unless ``complete``, what is absent is not withdrawn: an unreadable file withdraws nothing.
    """
    memory = memory or Memory()
    found = _changes(before, after, memory, complete)
    changes = sorted(found, key=lambda one: _order(one, after.today))
    lost = [one for one in changes if one.before and not one.after and _to_come(one.before, after)]
    there = before.standing
    now = standing(after)
    return Plan(
        today=after.today,
        at_once=opening is not None and opening.now <= after.now,
        changes=tuple(changes),
        lives=tuple(_lives(there, now, complete)) if there else (),
        recipients=tuple(_recipients(there, now)) if there else (),
        opened=_asked(now, there) if there else (),
        answered=_asked(there, now) if there and complete else (),
        messages=_messages(before, changes, memory.records, opening) if opening else (),
        opening=opening.now if opening else None,
        upcoming=sum(_to_come(one, after) for one in before.entries.values()),
        lost=len(lost),
    )


def _order(change: Change, today: date) -> tuple[int, bool, date, str]:
    """By seriousness, then what is still to come, the nearest first, before what is past."""
    shown = change.shown
    return GROUPS.index(change.group), shown.day < today, shown.day, shown.key


def _to_come(one: Entry, after: Situation) -> bool:
    return one.done is None and one.last >= after.today


def _changes(
    before: Published, after: Situation, memory: Memory, complete: bool
) -> Iterator[Change]:
    seen = set()
    for computation in after.binding:
        for item in computation.occurrences:
            seen.add(item.key)
            change = _change(before.entries.get(item.key), computation, item, memory)
            if change:
                yield change
    calendars = {one.agreement.id: one.agreement.calendar for one in after.binding}
    for key, one in before.entries.items() if complete else ():
        if key not in seen:
            calendar = calendars.get(one.agreement, Calendar(""))
            stopped = _stopped(one, calendar, after.today, memory)
            yield Change("withdrawn", one, None, told=_told(one, memory), stopped=stopped)


def _change(
    was: Entry | None, computation: Computation, item: Occurrence, memory: Memory
) -> Change | None:
    would = entry(computation, item)
    if was == would:
        return None
    kind = _kind(was, would)
    stops = kind == "closed" or (kind == "condition" and not would.applies)
    calendar = computation.agreement.calendar
    return Change(
        kind,
        was,
        would,
        now=_now(computation, item),
        told=_told(was, memory) if was and kind == "moved" else (),
        stopped=_stopped(was, calendar, computation.today, memory) if was and stops else (),
    )


def _kind(was: Entry | None, would: Entry) -> Kind:
    if was is None:
        return "added"
    if was.dates != would.dates:
        return "moved"
    if (was.done is None) != (would.done is None):
        return "closed" if would.done else "reopened"
    return "condition" if was.applies != would.applies else "reworded"


def _now(computation: Computation, item: Occurrence) -> Now | None:
    where = computation.status(item)
    if where == "untracked":
        return "past"
    if where not in ("late", "missed"):
        return "unpostable" if _cannot_be_posted(computation, item) else None
    return "past" if computation.life == "ended" and not item.post_term else "late"


def _cannot_be_posted(computation: Computation, item: Occurrence) -> bool:
    """Whether its letter would no longer arrive in time, though its last day is to come."""
    if item.due is None or item.send_by is None or not computation.is_pending(item):
        return False
    return item.send_by < computation.today


def _told(was: Entry, memory: Memory) -> tuple[Telling, ...]:
    """Who was told its present date, each once; nobody minds the date of what is done."""
    if was.done:
        return ()
    revision = memory.records.revision(was.key)
    told = [one for one in memory.told.get(was.key, ()) if one.revision == revision]
    return tuple({one.recipient: one for one in told}.values())


def _stopped(was: Entry, calendar: Calendar, today: date, memory: Memory) -> tuple[Step, ...]:
    """The reminders of its own that were still to come."""
    if was.done or was.applies is False or not was.cliff:
        return ()
    tracking = memory.records.tracking.get(was.agreement)
    first = max(today, tracking.since) if tracking else today
    return tuple(one for one in steps(_as_occurrence(was), calendar) if one.day >= first)


def _as_occurrence(was: Entry) -> Occurrence:
    """The dates and the kind, all that its reminders depend on."""
    duty = Duty(was.agreement, "", was.title, was.cliff, _NOWHERE, (), (), True)
    return Occurrence(
        duty, was.key, was.kind, (), due=was.due, earliest=was.earliest, send_by=was.useful_by
    )


def _lives(before: Standing, after: Standing, complete: bool) -> Iterator[LifeChange]:
    for name in sorted({*before.lives, *after.lives}):
        was, would = before.lives.get(name), after.lives.get(name)
        title = (would or was or ("", ""))[0]
        if would is None and not complete:
            continue
        if (was and was[1]) != (would and would[1]):
            yield LifeChange(name, title, was[1] if was else None, would[1] if would else None)


def _recipients(before: Standing, after: Standing) -> Iterator[RecipientChange]:
    for name, would in after.recipients.items():
        was = before.recipients.get(name, would)
        if was != would:
            yield RecipientChange(name, after.lives[name][0], was, would)


def _asked(there: Standing, elsewhere: Standing) -> tuple[Asked, ...]:
    """The questions of the first that the second does not have."""
    return tuple(
        Asked(name, text)
        for name, text in there.questions.items()
        if name not in elsewhere.questions
    )


def _messages(
    before: Published, changes: Sequence[Change], records: Records, opening: Situation
) -> tuple[Leaving, ...]:
    """The messages that carry something of what changed, by person."""
    keys = {one.shown.key for one in changes}
    lives = before.standing.lives if before.standing else {}
    known = {*lives, *(one.agreement for one in before.entries.values())}
    fresh = {f"initial/{one.agreement.id}" for one in opening.binding} - {
        f"initial/{name}" for name in known
    }
    due = bundles(opening, _as_published(before, changes, records, opening))
    caused = [one for one in due if _carried(one) & (keys | fresh)]
    counted = Counter(one.person.address for one in caused)
    people = {one.person.address: one.person for one in caused}
    return tuple(Leaving(people[address], counted[address]) for address in sorted(counted))


def _carried(bundle: Bundle) -> set[str]:
    return {item.occurrence for item in bundle.items}


def _as_published(
    before: Published, changes: Sequence[Change], records: Records, opening: Situation
) -> Records:
    """The records as the publication would leave them: revisions opened, new agreements followed.

    An occurrence that comes back opens a revision only if its date is another than when it left.
    """
    opened = {one.shown.key for one in changes if one.kind == "moved"}
    for one in changes:
        gone = before.gone.get(one.shown.key)
        if one.kind == "added" and gone and gone.dates != one.shown.dates:
            opened.add(one.shown.key)
    revisions = {key: records.revision(key) + 1 for key in opened}
    new = {
        one.agreement.id: Tracking(one.since or one.today, one.today)
        for one in opening.binding
        if one.agreement.id not in records.tracking
    }
    return replace(
        records,
        revisions={**records.revisions, **revisions},
        tracking={**records.tracking, **new},
    )

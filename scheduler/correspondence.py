"""Decide what to write to whom: which steps are due, grouped into one letter a person."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.reminders import Step, digest_day, steps
from scheduler.rulebook.directory import Person
from scheduler.situation import Situation

SentStep = tuple[str, int, str, str]
"""Occurrence key, revision, recipient's address, step: what a message has already carried."""
CORRECTION = "correction"
ALERT, ALERTS = "alert", "alerts"


@dataclass(frozen=True)
class Tracking:
    """Since when an agreement is followed, and the day its file was first loaded."""

    since: date
    loaded_on: date


@dataclass(frozen=True)
class Failure:
    """A message that will not be tried again by itself; ``held`` where it may have arrived.

    ``token`` tells this failure from one after a retry.
    """

    id: int
    token: int
    recipient: str
    subject: str
    answer: str
    held: bool = False


@dataclass(frozen=True)
class Records:
    """What the store remembers that decides what is still to be sent."""

    tracking: Mapping[str, Tracking] = field(default_factory=dict)
    revisions: Mapping[str, int] = field(default_factory=dict)
    sent: Set[SentStep] = frozenset()
    last_pass: datetime | None = None
    failures: tuple[Failure, ...] = ()

    @cached_property
    def by_occurrence(self) -> Mapping[str, Set[SentStep]]:
        """What was sent, by occurrence key."""
        found: dict[str, set[SentStep]] = {}
        for step in self.sent:
            found.setdefault(step[0], set()).add(step)
        return found

    def revision(self, key: str) -> int:
        """The occurrence's current revision; a moved date opens a new one."""
        return self.revisions.get(key, 1)


@dataclass(frozen=True)
class Item:
    """One thing a message carries; ``superseded`` where a later step took its place."""

    occurrence: str
    revision: int
    step: str
    superseded: bool = False


@dataclass(frozen=True)
class Reminder:
    """A cliff to be told now; ``overdue`` where its day passed while the service was stopped."""

    computation: Computation
    occurrence: Occurrence
    step: Step
    following: Step | None
    items: tuple[Item, ...]
    overdue: bool = False
    corrected: bool = False


@dataclass(frozen=True)
class Bundle:
    """All that is due to one person now: reminders, and the digest on its day."""

    person: Person
    computations: tuple[Computation, ...]
    reminders: tuple[Reminder, ...] = ()
    digest: Step | None = None
    initial: tuple[Computation, ...] = ()
    failures: tuple[Failure, ...] = ()
    hour: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything the message carries, for the outbox's unique keys."""
        items = [item for reminder in self.reminders for item in reminder.items]
        if self.digest:
            items.append(Item(_digest_key(self.person), 1, self.digest.name))
        items += [Item(_initial_key(one), 1, "initial") for one in self.initial]
        if self.failures:
            items += [Item(failure_key(one.id), one.token, ALERT) for one in self.failures]
            items.append(Item(ALERTS, 1, self.hour))
        return tuple(items)


def _digest_key(person: Person) -> str:
    return f"digest/{person.address}"


def failure_key(message: int) -> str:
    """Under what the alert about a message is known."""
    return f"failure/{message}"


def _initial_key(computation: Computation) -> str:
    return f"initial/{computation.agreement.id}"


def subjects(situation: Situation) -> set[str]:
    """Every key of which it matters now what was sent: the only ones to ask the store about."""
    found = {ALERTS}
    for computation in situation.binding:
        found.add(_initial_key(computation))
        found.add(_digest_key(recipient(situation, computation)))
        found.update(item.key for item in _cliffs(computation))
    return found


def _cliffs(computation: Computation) -> Iterator[Occurrence]:
    return (one for one in computation.occurrences if one.cliff and computation.is_pending(one))


def bundles(situation: Situation, records: Records) -> list[Bundle]:
    """What is to be written now, one bundle a person; the manager's initial report apart."""
    by_address: dict[str, list[Computation]] = {}
    people: dict[str, Person] = {}
    for computation in situation.binding:
        person = recipient(situation, computation)
        people[person.address] = person
        by_address.setdefault(person.address, []).append(computation)
    found = [
        Bundle(
            person=people[address],
            computations=tuple(computations),
            reminders=tuple(_reminders(people[address], computations, records, situation.now)),
            digest=_digest(people[address], computations, records, situation.now),
        )
        for address, computations in by_address.items()
    ]
    told = (one for one in found if one.reminders or one.digest)
    return [*_alert(situation, records), *_initial(situation, records), *told]


def recipient(situation: Situation, computation: Computation) -> Person:
    """Who hears about an agreement today."""
    directory = situation.rulebook.directory
    return directory.recipient(computation.agreement.responsible, computation.today)


def manager(situation: Situation) -> Person:
    """Who hears about the rulebook as a whole."""
    directory = situation.rulebook.directory
    return directory.recipient(directory.manager, situation.today)


def _alert(situation: Situation, records: Records) -> Iterator[Bundle]:
    """What could not be delivered, to the manager at once, and then once an hour at most."""
    if not records.failures or not situation.binding:
        return
    person = manager(situation)
    hour = f"{situation.now:%Y-%m-%dT%H}"
    if (ALERTS, 1, person.address, hour) not in records.sent:
        yield Bundle(person, situation.binding, failures=records.failures, hour=hour)


def _initial(situation: Situation, records: Records) -> Iterator[Bundle]:
    """One report on the agreements followed from now on, to the manager."""
    person = manager(situation)
    fresh = tuple(
        one for one in situation.binding if _initial_key(one) not in records.by_occurrence
    )
    if fresh:
        yield Bundle(person, fresh, initial=fresh)


def _reminders(
    person: Person, computations: Iterable[Computation], records: Records, now: datetime
) -> Iterator[Reminder]:
    for computation in computations:
        tracking = records.tracking.get(computation.agreement.id)
        if tracking is None:
            continue
        for occurrence in _cliffs(computation):
            reminder = _reminder(person, computation, occurrence, records, tracking, now)
            if reminder:
                yield reminder


def _reminder(
    person: Person,
    computation: Computation,
    occurrence: Occurrence,
    records: Records,
    tracking: Tracking,
    now: datetime,
) -> Reminder | None:
    """The latest step due and not yet sent; the ones before it are superseded, never replayed."""
    calendar = computation.agreement.calendar
    plan = steps(occurrence, calendar)
    revision = records.revision(occurrence.key)

    def is_sent(step: str, of: int = revision) -> bool:
        return (occurrence.key, of, person.address, step) in records.sent

    due = [
        step for step in plan if step.day >= tracking.since and calendar.opening(step.day) <= now
    ]
    waiting = [step for step in due if not is_sent(step.name)]
    following = next((step for step in plan if calendar.opening(step.day) > now), None)
    if waiting and waiting[-1] == due[-1]:
        items = tuple(
            Item(occurrence.key, revision, step.name, superseded=step != waiting[-1])
            for step in waiting
        )
        first = waiting[0]
        stopped = records.last_pass is not None and records.last_pass < calendar.opening(first.day)
        overdue = stopped and first.day < computation.today
        return Reminder(computation, occurrence, waiting[-1], following, items, overdue)
    if _moved(occurrence.key, revision, person, records) and not is_sent(CORRECTION):
        step = Step(CORRECTION, computation.today)
        item = Item(occurrence.key, revision, CORRECTION)
        return Reminder(computation, occurrence, step, following, (item,), corrected=True)
    return None


def _moved(key: str, revision: int, person: Person, records: Records) -> bool:
    """Whether this person was told an earlier date and nothing of the present one."""
    steps = records.by_occurrence.get(key, frozenset())
    told = [of for _, of, address, _ in steps if address == person.address]
    return bool(told) and max(told) < revision


def _digest(
    person: Person, computations: list[Computation], records: Records, now: datetime
) -> Step | None:
    """This week's digest where its hour has come, it was not sent, and following had begun."""
    first = computations[0]
    calendar: Calendar = first.agreement.calendar
    step = digest_day(first.today, calendar)
    followed = [
        records.tracking[one.agreement.id].loaded_on
        for one in computations
        if one.agreement.id in records.tracking
    ]
    sent = (_digest_key(person), 1, person.address, step.name) in records.sent
    if sent or not followed or step.day <= min(followed) or calendar.opening(step.day) > now:
        return None
    return step

"""Decide what to write to whom: all that is due to one person today is one message."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.correspondence.audience import Hearing, Listener, audience, manager
from scheduler.correspondence.records import DAY, Failure, Gone, Records, day_key
from scheduler.correspondence.reminding import Item, Reminder, cliffs, reminder
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence, Question
from scheduler.deadlines.reminders import Step, digest_day, first_of_month
from scheduler.rulebook.directory import Person
from scheduler.situation import Situation

ALERT, GONE, DONE, INITIAL = "alert", "gone", "done", "initial"
WEEK = timedelta(days=7)
NEWS = timedelta(days=60)
"""For how long it is still worth telling that something was done."""


@dataclass(frozen=True)
class Settled:
    """A cliff that was done, told to somebody who was warned that it was not."""

    hearing: Hearing
    occurrence: Occurrence
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Bundle:
    """All that is due to one person now; without ``day`` it does not count as that day's message.

    ``hearings`` are what the person hears for, in every capacity; who ``manages`` records what the
    others answer. ``silent``: the month's first digest could not leave, and none has since.
    """

    person: Person
    today: date
    calendar: Calendar
    hearings: tuple[Hearing, ...] = ()
    manages: bool = False
    reminders: tuple[Reminder, ...] = ()
    digest: Step | None = None
    silent: bool = False
    initial: tuple[Computation, ...] = ()
    failures: tuple[Failure, ...] = ()
    gone: tuple[Gone, ...] = ()
    settled: tuple[Settled, ...] = ()
    day: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        told = (self.reminders, self.initial, self.failures, self.gone, self.settled)
        return not self.digest and not any(told)

    @property
    def is_monthly(self) -> bool:
        """Whether its digest is the month's: the first, or the one that stands in for it."""
        if self.digest is None:
            return False
        return self.silent or first_of_month(self.digest, self.calendar)

    @property
    def asks(self) -> bool:
        """Whether it asks for something to be done or answered."""
        return bool(self.reminders or self.digest)

    @property
    def in_charge(self) -> tuple[Hearing, ...]:
        """What the person answers for."""
        return tuple(one for one in self.hearings if one.capacity == "holder")

    @property
    def computations(self) -> tuple[Computation, ...]:
        """The agreements the person answers for, each once."""
        found = {one.computation.agreement.id: one.computation for one in self.in_charge}
        return tuple(found.values())

    @property
    def asked(self) -> tuple[tuple[Computation, Question], ...]:
        """The questions put to the person, each once, with the agreement that asks."""
        found = {
            question.id: (hearing.computation, question)
            for hearing in self.in_charge
            for question in hearing.asked
        }
        return tuple(found.values())

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything the message carries, for the outbox's unique keys."""
        items = [item for told in self.reminders for item in told.items]
        items += [item for told in self.settled for item in told.items]
        if self.digest:
            items.append(Item(_digest_key(self.person), 1, self.digest.name))
        items += [Item(_initial_key(one), 1, INITIAL) for one in self.initial]
        items += [Item(failure_key(one.id), one.token, ALERT) for one in self.failures]
        items += [Item(one.key, one.revision, GONE) for one in self.gone]
        if self.day:
            items.append(Item(day_key(self.person.address, self.day), 1, DAY))
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
    found = set()
    for computation in situation.binding:
        found.add(_initial_key(computation))
        found.update(item.key for item in cliffs(computation))
        found.update(item.key for item in _settled_lately(computation))
    return found


def is_written_anew(keys: Set[str], ours: Set[str]) -> bool:
    """Whether all that a message carries is decided afresh at each pass, so that it may wait."""
    personal = (f"{DAY}/", "digest/", "initial/", "failure/")
    return any(key in ours or key.startswith(personal) for key in keys)


def personal_subjects(situation: Situation, records: Records) -> set[str]:
    """The keys that are about people: their digests, and their message of the day."""
    found = set()
    for one in audience(situation, records.unreachable):
        found |= {_digest_key(one.person), day_key(one.person.address, one.today)}
    return found


def bundles(situation: Situation, records: Records) -> list[Bundle]:
    """What is to be written now, one bundle a person at most.

    Who had their message today is written to again only for what cannot wait: a day that was told
    and is wrong, a last day nobody had told of.
    """
    people = audience(situation, records.unreachable)
    first = manager(situation, records.unreachable).address if people else ""
    every = (_bundle(one, one.person.address == first, situation, records) for one in people)
    return [one for one in every if not one.is_empty]


def _bundle(one: Listener, manages: bool, situation: Situation, records: Records) -> Bundle:
    address = one.person.address
    written = records.has_written(address, one.today)
    reminders = tuple(_reminders(one, records, situation))
    gone = tuple(_gone(address, records))
    hearings = tuple(one.hearings)
    plain = Bundle(one.person, one.today, one.calendar, hearings, manages, gone=gone)
    if written:
        pressing = (told for told in reminders if _cannot_wait(told, records, address))
        return replace(plain, reminders=tuple(pressing))
    digest = _digest(one, records, situation)
    return replace(
        plain,
        reminders=reminders,
        digest=digest,
        silent=digest is not None and _is_silent(one, digest, records),
        initial=tuple(_initial(situation, records)) if manages else (),
        failures=records.failures if manages else (),
        settled=tuple(_settled(one, records)),
        day=one.today,
    )


def _cannot_wait(told: Reminder, records: Records, address: str) -> bool:
    """Whether tomorrow would be too late."""
    if told.corrected:
        return True
    known = records.by_occurrence.get(told.occurrence.key, frozenset())
    return told.is_last_day and not any(whom == address for _, _, whom, _ in known)


def _reminders(one: Listener, records: Records, situation: Situation) -> Iterator[Reminder]:
    for hearing in one.hearings:
        for item in cliffs(hearing.computation):
            if not hearing.covers(item):
                continue
            told = reminder(hearing, one.person.address, item, records, situation.now)
            if told:
                yield told


def _gone(address: str, records: Records) -> Iterator[Gone]:
    """What was told to that person, is owed no more, and was not said to be so."""
    for one in records.gone:
        said = (one.key, one.revision, address, GONE) in records.sent
        if address in one.days and not said:
            yield one


def _initial(situation: Situation, records: Records) -> Iterator[Computation]:
    """The agreements followed from now on, of which nothing was reported yet."""
    for one in situation.binding:
        if _initial_key(one) not in records.by_occurrence:
            yield one


def _settled_lately(computation: Computation) -> Iterator[Occurrence]:
    for item in computation.occurrences:
        done = computation.done(item)
        if item.cliff and done and done.on >= computation.today - NEWS:
            yield item


def _settled(one: Listener, records: Records) -> Iterator[Settled]:
    """What was done since somebody who is not in charge was warned of it."""
    for hearing in one.hearings:
        if hearing.capacity == "holder":
            continue
        for item in _settled_lately(hearing.computation):
            sent = records.by_occurrence.get(item.key, frozenset())
            steps = {step for _, _, address, step in sent if address == one.person.address}
            if hearing.covers(item) and steps and DONE not in steps:
                yield Settled(hearing, item, (Item(item.key, records.revision(item.key), DONE),))


def _digest(one: Listener, records: Records, situation: Situation) -> Step | None:
    """This week's digest where its hour has come, it was not sent, and following had begun."""
    followed = [
        records.tracking[hearing.computation.agreement.id].loaded_on
        for hearing in one.in_charge
        if hearing.computation.agreement.id in records.tracking
    ]
    step = digest_day(one.today, one.calendar)
    key = _digest_key(one.person)
    sent = (key, 1, one.person.address, step.name) in records.sent
    if sent or not followed or step.day <= min(followed):
        return None
    return step if one.calendar.opening(step.day) <= situation.now else None


def _is_silent(one: Listener, digest: Step, records: Records) -> bool:
    """Whether an outage took the month's first digest away, so that nothing says all is well."""
    address, key = one.person.address, _digest_key(one.person)
    month = [digest]
    while not first_of_month(month[-1], one.calendar):
        month.append(digest_day(month[-1].day - WEEK, one.calendar))
    if any((key, 1, address, step.name) in records.sent for step in month):
        return False
    first = one.calendar.opening(month[-1].day)
    was_stopped = records.last_pass is not None and records.last_pass < first
    return was_stopped or address in records.waited

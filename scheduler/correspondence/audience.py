"""Who hears of an occurrence today: whoever holds or watches it, then those it escalates to."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence, Question
from scheduler.deadlines.reminders import EVE, UNDECIDED
from scheduler.rulebook.directory import Directory, Person, Standing
from scheduler.situation import Situation

Capacity = Literal["holder", "assistant", "deputy", "superior"]
"""As what a person hears: in charge, acting for whoever is, or because nothing was done."""
ESCALATED: dict[Capacity, frozenset[str]] = {
    "deputy": EVE | {"late-1", "missed", *UNDECIDED},
    "superior": frozenset({"late-1", "missed", *UNDECIDED}),
}
"""The steps that go further than whoever is in charge."""


@dataclass(frozen=True)
class Hearing:
    """A role of one agreement that a person hears for, as what, and why it is them.

    ``escalation``: who hears too, and as what, of what is left undone. ``above``: they are over
    the role; of one that the deputy stands in for, a superior hears in the deputy's place.
    """

    computation: Computation
    role: str | None
    capacity: Capacity
    standing: Standing
    escalation: tuple[tuple[Capacity, Person], ...] = ()
    above: bool = False

    def covers(self, item: Occurrence) -> bool:
        """Whether the occurrence is that role's business."""
        return role_of(self.computation, item) == self.role

    @property
    def asked(self) -> Iterator[Question]:
        """The questions that are put to that role; one that watches hears its agreement's too."""
        own = self.computation.agreement.responsible
        of_agreement = self.role in {own, *_of_occurrences(self.computation)}
        for question in self.computation.asked:
            role = role_asked(self.computation, question)
            if role == self.role or (role == own and of_agreement):
                yield question

    def hears(self, step: str) -> bool:
        """Whether that step goes to somebody in this capacity."""
        return self.capacity not in ESCALATED or step in ESCALATED[self.capacity]


@dataclass
class Listener:
    """A person with all they hear for."""

    person: Person
    today: date
    calendar: Calendar
    hearings: list[Hearing] = field(default_factory=list)

    @property
    def in_charge(self) -> tuple[Hearing, ...]:
        """What they answer for today."""
        return tuple(one for one in self.hearings if one.capacity == "holder")


def role_of(computation: Computation, item: Occurrence) -> str | None:
    """The role an occurrence falls to: of what others owe us, the one that watches it."""
    agreement = computation.agreement
    if item.ours:
        return agreement.responsible
    return item.duty.watcher or agreement.responsible


def roles(computation: Computation) -> tuple[str | None, ...]:
    """Every role that has something to do with an agreement, whoever is responsible first."""
    others = _of_occurrences(computation)
    others |= {role_asked(computation, question) for question in computation.asked}
    first = computation.agreement.responsible
    return (first, *sorted(role for role in others if role and role != first))


def _of_occurrences(computation: Computation) -> set[str | None]:
    return {role_of(computation, item) for item in computation.occurrences}


def role_asked(computation: Computation, question: Question) -> str | None:
    """The role that answers a question: of the sessions of a year, who keeps the calendar."""
    agreement = computation.agreement
    if question.topic == "sessions":
        return agreement.calendar.keeper or agreement.responsible
    return agreement.responsible


def audience(situation: Situation, unreachable: Set[str] = frozenset()) -> list[Listener]:
    """Everybody who may be written to today, in the order of the agreements; the manager too."""
    found: dict[str, Listener] = {}

    def listener(person: Person, computation: Computation) -> Listener:
        new = Listener(person, computation.today, computation.agreement.calendar)
        return found.setdefault(person.address, new)

    directory = situation.rulebook.directory
    for computation in situation.binding:
        for role in roles(computation):
            standing = directory.standing(role, computation.today, unreachable)
            further = _further(directory, role, computation.today, unreachable)
            hearers = _first(directory, standing, role, computation.today, unreachable)
            for capacity, person in (*hearers, *further):
                above = capacity in ESCALATED and not directory.is_deputy(
                    person, role, computation.today
                )
                hearing = Hearing(computation, role, capacity, standing, further, above)
                listener(person, computation).hearings.append(hearing)
    if situation.binding:
        listener(manager(situation, unreachable), situation.binding[0])
    return list(found.values())


def _first(
    directory: Directory, standing: Standing, role: str | None, day: date, unreachable: Set[str]
) -> Iterator[tuple[Capacity, Person]]:
    """Whoever is in charge, and who may act for them."""
    yield "holder", standing.person
    assistant = directory.assistant(role, day) if standing.why == "holder" else None
    if assistant and assistant.address.lower() not in unreachable:
        yield "assistant", assistant


def _further(
    directory: Directory, role: str | None, day: date, unreachable: Set[str]
) -> tuple[tuple[Capacity, Person], ...]:
    """Whom it escalates to, as what."""
    ranks: tuple[Capacity, ...] = ("deputy", "superior")
    return tuple(zip(ranks, directory.escalation(role, day, unreachable), strict=False))


def recipient(situation: Situation, computation: Computation) -> Person:
    """Who answers for an agreement today."""
    directory = situation.rulebook.directory
    return directory.recipient(computation.agreement.responsible, computation.today)


def in_title(situation: Situation, computation: Computation, item: Occurrence) -> Person:
    """Who holds the role an occurrence falls to, away or not; who hears for it where nobody."""
    directory, role = situation.rulebook.directory, role_of(computation, item)
    day = computation.today
    return directory.holder(role, day) or directory.recipient(role, day)


def manager(situation: Situation, unreachable: Set[str] = frozenset()) -> Person:
    """Who hears about the rulebook as a whole."""
    directory = situation.rulebook.directory
    return directory.recipient(directory.manager, situation.today, unreachable)

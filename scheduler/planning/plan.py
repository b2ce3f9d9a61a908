"""What a change would do: to each occurrence, to agreements, to people, to what was told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from scheduler.correspondence.records import Records
from scheduler.deadlines.reminders import Step
from scheduler.planning.published import Entry
from scheduler.rulebook.directory import Person

Kind = Literal[
    "added", "moved", "withdrawn", "closed", "reopened", "condition", "reworded", "reminded"
]
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
    "reminded",
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
    "reminded",
    "reworded",
)
TOO_MANY = 5
"""Withdrawing more than one in that many of what is still to come is said first."""


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
    longer be true. ``ringing`` are the reminders of its own still to leave as it stands,
    ``would_ring`` as it would be.
    """

    kind: Kind
    before: Entry | None
    after: Entry | None
    now: Now | None = None
    told: tuple[Telling, ...] = ()
    ringing: tuple[Step, ...] = ()
    would_ring: tuple[Step, ...] = ()

    @property
    def stopped(self) -> tuple[Step, ...]:
        """The reminders that would no longer come; one that another day takes is not stopped."""
        return _absent(self.ringing, self.would_ring)

    @property
    def begun(self) -> tuple[Step, ...]:
        """The reminders that were not to come."""
        return _absent(self.would_ring, self.ringing)

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


def _absent(some: tuple[Step, ...], others: tuple[Step, ...]) -> tuple[Step, ...]:
    """Those of the first of which the others have none of that name."""
    names = {one.name for one in others}
    return tuple(one for one in some if one.name not in names)


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

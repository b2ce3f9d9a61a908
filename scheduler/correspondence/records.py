"""What the store remembers that decides what is still to be written."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

SentStep = tuple[str, int, str, str]
"""Occurrence key, revision, recipient's address, step: what a message has already carried."""
CALENDAR_STEPS = ("invite-", "uninvite-")
"""How the steps begin of what only a calendar was told: its own messages put it right."""
DAY = "day"
"""The step under which a day on which somebody was written to is known."""


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
class Gone:
    """An occurrence that is no longer owed, though a message had told of it; by whom it was read.

    ``days`` gives, by address, the day that was told.
    """

    key: str
    revision: int
    title: str
    agreement: str
    days: Mapping[str, date | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Records:
    """What was published, followed and sent.

    ``days_told`` gives the last day told of an occurrence, by key and address; ``unreachable`` the
    addresses that nothing reaches any more, in lower case; ``waited`` since when messages to an
    address were waiting for the relay, where they are now written anew.
    """

    tracking: Mapping[str, Tracking] = field(default_factory=dict)
    revisions: Mapping[str, int] = field(default_factory=dict)
    sent: Set[SentStep] = frozenset()
    last_pass: datetime | None = None
    failures: tuple[Failure, ...] = ()
    days_told: Mapping[tuple[str, str], date] = field(default_factory=dict)
    unreachable: Set[str] = frozenset()
    waited: Mapping[str, datetime] = field(default_factory=dict)
    gone: tuple[Gone, ...] = ()

    @cached_property
    def by_occurrence(self) -> Mapping[str, Set[SentStep]]:
        """What people were told, by occurrence key."""
        found: dict[str, set[SentStep]] = {}
        for step in self.sent:
            if not step[3].startswith(CALENDAR_STEPS):
                found.setdefault(step[0], set()).add(step)
        return found

    def revision(self, key: str) -> int:
        """The occurrence's current revision; a moved date opens a new one."""
        return self.revisions.get(key, 1)

    def has_written(self, address: str, day: date) -> bool:
        """Whether that person has had their message of that day."""
        return (day_key(address, day), 1, address, DAY) in self.sent


def day_key(address: str, day: date) -> str:
    """Under what a day's message to a person is known: the store keeps it unique."""
    return f"{DAY}/{address}/{day}"

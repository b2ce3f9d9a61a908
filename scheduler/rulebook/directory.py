"""Who holds which role, and when: the directory that turns a rule file's roles into people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

FALLBACK_ADDRESS = "responsable@localhost"


@dataclass(frozen=True)
class Person:
    """Someone who receives messages; ``language`` is ``fr`` or ``en``."""

    name: str
    address: str
    greeting: str = ""
    language: str = "fr"


@dataclass(frozen=True)
class Holder:
    """A person in a role between two dates, both included; None leaves a side open."""

    person: Person
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the role is held on that day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True)
class Role:
    """A role of the directory with its dated holders."""

    id: str
    title: str
    holders: tuple[Holder, ...] = ()
    deputy: str | None = None
    superior: str | None = None


@dataclass(frozen=True)
class Directory:
    """Every role, and the manager who hears about the whole rulebook."""

    roles: Mapping[str, Role] = field(default_factory=dict)
    manager: str | None = None
    present: bool = False

    def holder(self, role: str | None, day: date) -> Person | None:
        """Who holds the role on that day; None when it is unknown or vacant."""
        known = self.roles.get(role or "")
        holders = known.holders if known else ()
        return next((one.person for one in holders if one.holds_on(day)), None)

    def recipient(self, role: str | None, day: date) -> Person:
        """Who hears about the role: holder, then deputy, superior, manager, else the fallback."""
        for candidate in self._chain(role):
            person = self.holder(candidate, day)
            if person:
                return person
        return Person("Responsable des échéances", FALLBACK_ADDRESS)

    def _chain(self, role: str | None) -> tuple[str | None, ...]:
        known = self.roles.get(role or "")
        return (role, known.deputy, known.superior, self.manager) if known else (role, self.manager)

    def title(self, role: str | None) -> str:
        """The role's title as people say it."""
        known = self.roles.get(role or "")
        return known.title if known else (role or "responsable des échéances")

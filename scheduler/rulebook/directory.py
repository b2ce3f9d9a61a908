"""Who holds which role, and when: the directory that turns a rule file's roles into people."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from scheduler.deadlines.period import ONE_DAY
from scheduler.tongue import Tongue, tongue_of

FALLBACK_ADDRESS = "responsable@localhost"
Why = Literal["holder", "absent", "vacant", "unreachable", "unknown"]
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Person:
    """Someone who receives messages; ``language`` is ``fr`` or ``en``.

    ``invited`` is whether dates also come as calendar invitations by mail.
    """

    name: str
    address: str
    greeting: str = ""
    language: str = "fr"
    invited: bool = False

    @property
    def tongue(self) -> Tongue:
        """The language in which letters speak to the person."""
        return tongue_of(self.language)

    def reached_at(self, addresses: Set[str]) -> bool:
        """Whether the address is one of those, which are in lower case."""
        return self.address.lower() in addresses

    def is_same_as(self, other: "Person") -> bool:
        """Whether it is one human being: a mailbox may be shared, a name borne by two."""
        return (self.name.casefold(), self.address.lower()) == (
            other.name.casefold(),
            other.address.lower(),
        )


FALLBACK = Person("Responsable des échéances", FALLBACK_ADDRESS)


@dataclass(frozen=True)
class Absence:
    """Days on which somebody is away, both included."""

    since: date
    until: date


@dataclass(frozen=True)
class Holder:
    """A person in a role between two dates, both included; None leaves a side open.

    ``assistant`` may act for the person, present or away.
    """

    person: Person
    since: date | None = None
    until: date | None = None
    absences: tuple[Absence, ...] = ()
    assistant: Person | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the role is held on that day, be its holder away."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True)
class Role:
    """A role of the directory with its dated holders.

    One that is ``elected`` is written to only where a rule names that very role.
    """

    id: str
    title: str
    holders: tuple[Holder, ...] = ()
    deputy: str | None = None
    superior: str | None = None
    elected: bool = False


@dataclass(frozen=True)
class Standing:
    """Who hears for a role on a day, and why that person.

    ``role`` is the one through which the person hears, None for the fallback address.
    ``instead_of`` is the holder who does not, ``until`` the last day of that holder's absence.
    """

    person: Person
    role: str | None
    why: Why
    instead_of: Person | None = None
    until: date | None = None


@dataclass(frozen=True)
class Directory:
    """Every role, and the manager who hears about the whole rulebook.

    Where a method takes ``unreachable``, those are addresses in lower case that cannot be written
    to. Who is away in one role is away in all.
    """

    roles: Mapping[str, Role] = field(default_factory=dict)
    manager: str | None = None
    present: bool = False

    def holder(self, role: str | None, day: date) -> Person | None:
        """Who holds the role on that day, away or not; None when it is unknown or vacant."""
        return next((one.person for one in self._in_title(role, day)), None)

    def assistant(self, role: str | None, day: date) -> Person | None:
        """Who may act for the role's holder of that day."""
        return next((one.assistant for one in self._in_title(role, day)), None)

    def recipient(self, role: str | None, day: date, unreachable: Set[str] = NOBODY) -> Person:
        """Who hears about the role: the person of its ``standing``."""
        return self.standing(role, day, unreachable).person

    def standing(self, role: str | None, day: date, unreachable: Set[str] = NOBODY) -> Standing:
        """Who hears for the role: its holder, else deputy, superiors upwards, manager.

        Elected officials hear only through the role asked for. If nobody present can be reached,
        whoever is present hears all the same; if all are away, whoever is in title: someone must
        be written to. The fallback is for roles that nobody holds.
        """
        found = self._hearer(role, day, unreachable)
        if found and found[0] == role:
            return Standing(found[1], role, "holder")
        found = found or self._hearer(role, day) or self._hearer(role, day, even_away=True)
        through, person = found or (None, FALLBACK)
        holder = self.holder(role, day)
        if holder is None:
            return Standing(person, through, "vacant" if role in self.roles else "unknown")
        until = self.away_until(holder, day)
        instead_of = None if person == holder else holder
        return Standing(person, through, "absent" if until else "unreachable", instead_of, until)

    def escalation(
        self, role: str | None, day: date, unreachable: Set[str] = NOBODY
    ) -> tuple[Person, ...]:
        """Those who hear next, after the recipient: the deputy, then each superior upwards.

        All present, reachable, not elected, and each once.
        """
        told = [self.recipient(role, day, unreachable)]
        for candidate in self._stand_ins(role):
            person = self._present(candidate, day, unreachable)
            if person and not any(person.reached_at({one.address.lower()}) for one in told):
                told.append(person)
        return tuple(told[1:])

    def is_deputy(self, person: Person, role: str | None, day: date) -> bool:
        """Whether the person holds the role that stands in for that one."""
        known = self.roles.get(role or "")
        deputy = self.holder(known.deputy, day) if known else None
        return deputy is not None and deputy.is_same_as(person)

    def away_until(self, person: Person, day: date) -> date | None:
        """The last day of the absence the person is in, those that follow at once included.

        None if there is none on that day.
        """
        absences = sorted(
            (absence.since, absence.until)
            for role in self.roles.values()
            for one in role.holders
            if one.absences and one.person.is_same_as(person)
            for absence in one.absences
        )
        until = None
        for first, last in absences:
            if first <= day <= last:
                until, day = last, last + ONE_DAY
        return until

    def people(self, day: date) -> dict[str, Person]:
        """All who hold a role on that day, away or not, and their assistants.

        By address in lower case.
        """
        holders = [one for role in self.roles.values() for one in role.holders if one.holds_on(day)]
        listed = [one.assistant for one in holders if one.assistant]
        listed += [one.person for one in holders]
        return {one.address.lower(): one for one in listed}

    def superiors(self, role: str) -> Iterator[str]:
        """The roles above it, nearest first, each once."""
        seen = {role}
        above = self._known(self.roles[role].superior)
        while above and above.id not in seen:
            yield above.id
            seen.add(above.id)
            above = self._known(above.superior)

    def title(self, role: str | None) -> str:
        """The role's title as people say it."""
        known = self._known(role)
        return known.title if known else (role or "responsable des échéances")

    def _known(self, role: str | None) -> Role | None:
        return self.roles.get(role or "")

    def _in_title(self, role: str | None, day: date) -> Iterator[Holder]:
        known = self._known(role)
        return (one for one in (known.holders if known else ()) if one.holds_on(day))

    def _hearer(
        self,
        role: str | None,
        day: date,
        unreachable: Set[str] = NOBODY,
        even_away: bool = False,
    ) -> tuple[str, Person] | None:
        for candidate in self._chain(role):
            person = self._present(candidate, day, unreachable, even_away)
            if person:
                return candidate, person
        return None

    def _present(
        self, role: str, day: date, unreachable: Set[str], even_away: bool = False
    ) -> Person | None:
        for one in self._in_title(role, day):
            away = not even_away and self.away_until(one.person, day)
            if not away and not one.person.reached_at(unreachable):
                return one.person
        return None

    def _chain(self, role: str | None) -> Iterator[str]:
        """The role asked for, those that stand in for it, the manager."""
        known = self._known(role)
        if known:
            yield known.id
        yield from self._stand_ins(role)
        if self.manager and (self.manager == role or not self._elected(self.manager)):
            yield self.manager

    def _stand_ins(self, role: str | None) -> Iterator[str]:
        known = self._known(role)
        if known is None:
            return
        for name in (known.deputy, *self.superiors(known.id)):
            if name and not self._elected(name):
                yield name

    def _elected(self, role: str) -> bool:
        known = self._known(role)
        return known is not None and known.elected

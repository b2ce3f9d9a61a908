"""What one computation works out once of the clauses that others are counted from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from scheduler.deadlines import procedures
from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.amending import Version, versions
from scheduler.deadlines.obligation import Occurrence


@dataclass(frozen=True)
class Expansion:
    """What a clause gives: its occurrences, and the events on which more of them hang.

    Where there is neither, ``reason`` says in French why; it is empty for what is only shown or
    asked. ``at_latest`` says in French by when at the latest what is awaited will be due, where
    that much is known.
    """

    occurrences: tuple[Occurrence, ...] = ()
    awaited: tuple[str, ...] = ()
    reason: str = ""
    at_latest: str = ""


class KnownLimits:
    """The readings of every clause, and the last days of those that were already counted from.

    It belongs to one computation, made with it and gone with it: the facts, the day and the term
    never change meanwhile.
    """

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement
        self._known: dict[tuple[str, bool], Expansion] = {}
        self._circles_met = 0

    @cached_property
    def readings(self) -> Mapping[str, Sequence[Version]]:
        """The successive readings of each clause, those of the term's procedures included."""
        of_term: dict[str, list[Version]] = {}
        for clause in procedures.clauses(self._agreement):
            of_term.setdefault(clause.id, []).append(Version(clause))
        return {**versions(self._agreement), **of_term}

    def circle(self, name: str) -> Expansion:
        """What a clause gives that is counted from itself."""
        self._circles_met += 1
        return Expansion(reason=f"« {name} » se compte depuis elle-même")

    def once(self, name: str, compared: bool, work: Callable[[], Expansion]) -> Expansion:
        """What that clause gives the clauses counted from it, worked out the first time.

        Where a circle is met on the way, it hangs on where the circle was entered, and is not
        kept; where none is met, none will be met from anywhere else.
        """
        known = self._known.get((name, compared))
        if known is not None:
            return known
        met = self._circles_met
        expansion = work()
        if self._circles_met == met:
            self._known[name, compared] = expansion
        return expansion

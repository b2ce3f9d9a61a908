"""What the checks look at, and the names they suggest."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.effect import effect_of
from scheduler.deadlines.facts import Facts
from scheduler.problems import Problem
from scheduler.rulebook.directory import Directory
from scheduler.rulebook.rule_file import RuleFile
from scheduler.rulebook.validation import suggest
from scheduler.rulebook.yaml_nodes import Node

LONG_AGO = date(2000, 1, 1)
"""The day of computations that hang on no day, where nothing is known of the effect."""


@dataclass(frozen=True)
class ReadRule:
    """A rule file that could be read: its agreement, its words, its nodes, its instances."""

    agreement: Agreement
    file: RuleFile
    root: Node
    instances: tuple[Agreement, ...] = ()

    @cached_property
    def alone(self) -> Computation:
        """What the rules alone give, from the earliest effect known: no fact, no clock.

        Computed once, for all the checks that look at it.
        """
        effect = effect_of(self.agreement, Facts()).earliest
        facts = Facts(assumed={"effect": effect} if effect else {})
        return compute(self.agreement, facts, effect or LONG_AGO)


@dataclass(frozen=True)
class Loaded:
    """Everything the checks look at; ``today`` where what is coming is to be looked at too."""

    rules: tuple[ReadRule, ...]
    directory: Directory
    directory_root: Node | None
    today: date | None = None


Check = Callable[[Loaded], Iterator[Problem]]


def path_of(clause: Clause) -> tuple[str | int, ...]:
    """The keys that lead to the clause in its file, under its amendment where it has one."""
    if clause.amendment:
        return ("avenants", clause.amendment, "obligations", clause.id)
    return ("obligations", clause.id)


def did_you_mean(word: str, candidates: Sequence[str], otherwise: str) -> str:
    """The likely word, or what else to do with the words that are known."""
    found = suggest(word, candidates)
    if found:
        return f"vouliez-vous dire « {found} » ?"
    known = ", ".join(candidates)
    return f"{otherwise} ; connus ici : {known}" if known else otherwise

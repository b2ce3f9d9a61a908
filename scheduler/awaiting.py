"""What an agreement waits for: each fact, the clauses it would date, how it is recorded."""

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Waiting


@dataclass(frozen=True)
class AwaitedFact:
    """One fact that clauses of one agreement wait for.

    ``command`` records it; empty where nothing recorded can give it (a template, an end or an
    effect of which the rule file says nothing).
    """

    computation: Computation
    title: str
    command: str
    clauses: tuple[Waiting, ...]


def awaited_facts(computation: Computation) -> tuple[AwaitedFact, ...]:
    """The facts that the agreement's clauses wait for, in the order of the clauses."""
    by_event: dict[str, list[Waiting]] = {}
    for waiting in computation.waiting:
        by_event.setdefault(waiting.event, []).append(waiting)
    return tuple(
        AwaitedFact(
            computation, clauses[0].event_title, recording(computation, event), tuple(clauses)
        )
        for event, clauses in by_event.items()
    )


def recording(computation: Computation, event: str) -> str:
    """The command that records that event of the agreement, or nothing where none can."""
    agreement = computation.agreement
    if agreement.template or event not in agreement.event_titles():
        return ""
    return f"echeancier fact {agreement.id} {event} AAAA-MM-JJ"


def waiting_clauses(computations: Iterable[Computation]) -> int:
    """How many clauses of these agreements wait for a fact, each once."""
    return len({(one.agreement, one.clause) for each in computations for one in each.waiting})

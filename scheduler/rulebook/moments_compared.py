"""Moments counted from one another, or compared: each must have a day, and days that match."""

from collections.abc import Iterator

from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.cadence import ONCE, Cadence, cadence
from scheduler.deadlines.facts import is_repeated
from scheduler.deadlines.saying import when
from scheduler.deadlines.timing import (
    Alternates,
    At,
    Extreme,
    Limits,
    Same,
    Sequence,
    TermDay,
    Timing,
    anchors,
    within,
)
from scheduler.deadlines.timing import events as events_of
from scheduler.problems import Place, Problem
from scheduler.rulebook.checked import Loaded, ReadRule, path_of
from scheduler.rulebook.permitted import gives
from scheduler.rulebook.yaml_nodes import locate


def unlike_rhythms(loaded: Loaded) -> Iterator[Problem]:
    """The first or last of several moments is chosen period by period: their periods must match."""
    for rule, clause, timing in _every(loaded):
        if not isinstance(timing, Extreme):
            continue
        rhythms = {cadence(rule.agreement, part): part for part in timing.parts}
        if len(rhythms) > 1 and cadence(rule.agreement, timing) == ONCE:
            yield _unlike(rule, clause, timing, rhythms)


def _unlike(
    rule: ReadRule, clause: Clause, timing: Extreme, rhythms: dict[Cadence, Timing]
) -> Problem:
    recurring, single = _told_apart(rhythms)
    which = "dernier" if timing.latest else "premier"
    again = when(rule.agreement, recurring)
    message = f"« au {which} de » compare des moments de rythmes différents : « {again} » revient"
    if single is not None:
        message += f", « {when(rule.agreement, single)} » n'a lieu qu'une fois"
    hint = (
        "dire une seule fois ce jour ({pour: 2026-03-15} au lieu de {chaque: année, …}), ou faire "
        "de chaque moment une obligation"
    )
    events = sorted(events_of(single)) if single is not None else []
    if events:
        hint += f" ; si « {events[0]} » revient, le déclarer « plusieurs fois: oui »"
    return Problem(_at(rule, clause), "R163", message, hint, subject=clause.id)


def _told_apart(rhythms: dict[Cadence, Timing]) -> tuple[Timing, Timing | None]:
    """A moment that comes round, and the single one beside it, if there is one."""
    recurring = next(part for rhythm, part in rhythms.items() if rhythm != ONCE)
    return recurring, rhythms.get(ONCE)


def anchors_without_a_day(loaded: Loaded) -> Iterator[Problem]:
    """Nothing is counted from, or compared with, what has no day."""
    for rule, clause, timing in _every(loaded):
        for name in _limits_named(timing):
            target = _target(rule.agreement, name)
            if target and not gives(target.timing) & {"last day", "opening"}:
                yield Problem(
                    _at(rule, clause),
                    "R164",
                    f"« {name} » n'a pas de jour d'où compter : "
                    f"{when(rule.agreement, target.timing)}",
                    "déclarer un fait sous « faits », avec sa question, et compter depuis lui",
                    subject=clause.id,
                )
        for inner in _compared(timing):
            if not gives(inner) & {"last day", "opening"}:
                yield Problem(
                    _at(rule, clause),
                    "R164",
                    f"ce moment n'a pas de jour d'où compter : {when(rule.agreement, inner)}",
                    "déclarer un fait sous « faits », avec sa question, et compter depuis lui",
                    subject=clause.id,
                )


def _limits_named(timing: Timing) -> Iterator[str]:
    yield from (anchor.clause for anchor in anchors(timing) if isinstance(anchor, Limits))


def _compared(timing: Timing) -> Iterator[Timing]:
    if not isinstance(timing, Sequence):
        for anchor in anchors(timing):
            if not isinstance(anchor, Limits | TermDay):
                yield anchor


def _target(agreement: Agreement, name: str) -> Clause | None:
    """The clause of that name, or the one that it stands for where it only refers to another."""
    by_id = {clause.id: clause for clause in agreement.clauses}
    passed: set[str] = set()
    clause = by_id.get(name)
    while clause and isinstance(clause.timing, Same | Alternates) and clause.id not in passed:
        passed.add(clause.id)
        clause = by_id.get(clause.timing.clause)
    return clause


def counted_but_not_repeated(loaded: Loaded) -> Iterator[Problem]:
    """An event that takes place once never takes place a second time."""
    for rule, clause, timing in _every(loaded):
        if not (isinstance(timing, At) and (timing.count or 1) > 1):
            continue
        if timing.event in rule.agreement.events and not is_repeated(rule.agreement, timing.event):
            yield Problem(
                _at(rule, clause),
                "R164",
                f"« {timing.event} » n'a lieu qu'une fois : il n'aura jamais lieu {timing.count} "
                "fois",
                f"écrire sous « faits » : {timing.event}: {{plusieurs fois: oui}}",
                subject=clause.id,
            )


def _every(loaded: Loaded) -> Iterator[tuple[ReadRule, Clause, Timing]]:
    for rule in loaded.rules:
        for clause in rule.agreement.clauses:
            for timing in within(clause.timing):
                yield rule, clause, timing


def _at(rule: ReadRule, clause: Clause) -> Place:
    return locate(rule.root, (*path_of(clause), "quand"))

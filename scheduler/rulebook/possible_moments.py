"""Moments told from another day that could never give one, or never the one that is meant."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.cadence import ONCE, cadence, of_anchor
from scheduler.deadlines.computation import compute
from scheduler.deadlines.effect import effect_of
from scheduler.deadlines.facts import Facts, is_repeated
from scheduler.deadlines.timing import (
    Anchor,
    Between,
    Limits,
    NextTime,
    Relative,
    Timing,
    anchors,
    events,
    within,
)
from scheduler.problems import Problem
from scheduler.rulebook.checked import Loaded, ReadRule, path_of
from scheduler.rulebook.permitted import can_expire
from scheduler.rulebook.yaml_nodes import key_place, locate

PROBES = (date(2000, 1, 31), date(2024, 2, 29), date(2099, 6, 15))
"""Days that a fact is supposed to have, to see how two days told from it are placed."""


def silences_that_nobody_keeps(loaded: Loaded) -> Iterator[Problem]:
    """What is counted from a silence needs a clause that says what silence amounts to."""
    for rule, clause, timing in _moments(loaded):
        by_name = {other.id: other for other in rule.agreement.clauses}
        for anchor in anchors(timing):
            if not (isinstance(anchor, Limits) and anchor.silent):
                continue
            target = by_name.get(anchor.clause)
            if target and target.silence is None:
                yield Problem(
                    locate(rule.root, (*path_of(clause), "quand")),
                    "R240",
                    f"« {anchor.clause} » ne dit pas ce que vaut le silence",
                    f"écrire `{{échéance: {anchor.clause}}}`, ou lui ajouter « silence »",
                    also=key_place(rule.root, path_of(target)),
                )


def silences_that_one_answer_would_end(loaded: Loaded) -> Iterator[Problem]:
    """Of what comes round, one answer recorded would stand for all: each time has its own."""
    for rule in loaded.rules:
        for clause in rule.agreement.clauses:
            silence = clause.silence
            if silence is None or not can_expire(clause.timing):
                continue
            series = cadence(rule.agreement, clause.timing)
            if series == ONCE:
                continue
            name = silence.answered
            if is_repeated(rule.agreement, name):
                continue
            hint = f"écrire sous « faits » : `{name}: {{plusieurs fois: oui}}`"
            yield Problem(
                key_place(rule.root, (*path_of(clause), "silence")),
                "R241",
                f"« {clause.id} » revient, et la réponse (« {name} ») n'a lieu qu'une fois : elle "
                "vaudrait pour toutes",
                hint,
                subject=clause.id,
            )


def bounds_of_two_rhythms(loaded: Loaded) -> Iterator[Problem]:
    """Two bounds that come round each at its own pace bound nothing together."""
    for rule, clause, timing in _moments(loaded):
        if not isinstance(timing, Between) or timing.due is None:
            continue
        opens, due = (of_anchor(rule.agreement, bound) for bound in (timing.opens, timing.due))
        if opens != due:
            yield Problem(
                locate(rule.root, (*path_of(clause), "quand")),
                "R242",
                "« du » et « au » ne reviennent pas au même rythme",
                "compter les deux depuis le même fait, ou en faire deux obligations",
            )


def stretches_that_end_first(loaded: Loaded) -> Iterator[Problem]:
    """Bounds told from one fact, or from the term, of which the last always comes first."""
    for rule, clause, timing in _moments(loaded):
        if isinstance(timing, Between) and timing.due and _ends_first(rule, clause, timing):
            yield Problem(
                locate(rule.root, (*path_of(clause), "quand")),
                "R243",
                "cette période finit avant de commencer",
                "échanger « du » et « au », ou vérifier « avant » et « après »",
            )


def _ends_first(rule: ReadRule, clause: Clause, timing: Between) -> bool:
    names = set(events(timing))
    assert timing.due is not None, "the caller says so"
    if len(names) > 1:
        return False
    inverted: list[bool] = []
    for probe in PROBES:
        opens = _days(rule.agreement, clause, timing.opens, names, probe)
        due = _days(rule.agreement, clause, timing.due, names, probe)
        inverted += [opens[key] > due[key] for key in opens.keys() & due.keys()]
    return bool(inverted) and all(inverted)


def _days(
    agreement: Agreement, clause: Clause, bound: Anchor, names: set[str], probe: date
) -> dict[str, date]:
    """The days of one bound, by its period, were each of those facts on that day."""
    alone = replace(
        clause,
        timing=Relative("at", None, bound),
        personal=False,
        rounding=None,
        silence=None,
        valid_from=None,
        valid_until=None,
    )
    inner = [anchor for timing in within(alone.timing) for anchor in anchors(timing)]
    counted_from = any(isinstance(anchor, Limits) for anchor in inner)
    others = [other for other in agreement.clauses if counted_from and other.id != clause.id]
    effect = effect_of(agreement, Facts()).earliest or probe
    facts = Facts(assumed={"effect": effect} | dict.fromkeys(names, probe))
    computation = compute(replace(agreement, clauses=(*others, alone)), facts, probe)
    return {
        item.key.rpartition("/")[2]: item.due
        for item in computation.occurrences
        if item.clause == clause.id and item.due
    }


def times_of_what_happens_once(loaded: Loaded) -> Iterator[Problem]:
    """What happens once has no next time."""
    for rule, clause, timing in _moments(loaded):
        if not isinstance(timing, NextTime):
            continue
        name = timing.event
        if name in rule.agreement.events and not is_repeated(rule.agreement, name):
            yield Problem(
                locate(rule.root, (*path_of(clause), "quand")),
                "R244",
                f"« {name} » n'a lieu qu'une fois",
                f"écrire sous « faits » : `{name}: {{plusieurs fois: oui}}`",
                also=key_place(rule.root, ("faits", name)),
            )


def _moments(loaded: Loaded) -> Iterator[tuple[ReadRule, Clause, Timing]]:
    """Every moment of every clause, however deep it is."""
    for rule in loaded.rules:
        for clause in rule.agreement.clauses:
            for timing in within(clause.timing):
                yield rule, clause, timing

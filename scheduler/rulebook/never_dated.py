"""Rules that give no date, question, waiting or standing item, whatever is recorded: warned of."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from scheduler.deadlines.agreement import EXTENDED_TO, Agreement, Clause
from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.effect import effect_of
from scheduler.deadlines.emptiness import END
from scheduler.deadlines.facts import Facts, Numbered
from scheduler.deadlines.timing import At, EventBound, Recurs, within
from scheduler.problems import Problem
from scheduler.rulebook.checked import Loaded, path_of
from scheduler.rulebook.hanging import limits, only
from scheduler.rulebook.yaml_nodes import locate

USUAL_EFFECT = date(2025, 1, 1)
"""The day supposed for an effect of which nothing is written."""
AFTER_THE_EFFECT = (40, 400, 1000)
"""How many days after the effect the first of the facts is supposed, in each trial."""
BETWEEN_FACTS = timedelta(days=17)
LONG_ENOUGH = timedelta(days=3653)
"""How long an extended agreement is supposed to last: ten years."""
RENEWALS = "reconduction-"
NO_END = "la convention n'a pas de terme, et rien ne peut être enregistré qui lui en donne un"


def never_dated(loaded: Loaded) -> Iterator[Problem]:
    """A clause that stays empty although every fact is recorded, with the reason.

    Several days are tried for the facts; a clause that one of them dates is right.
    """
    for rule in loaded.rules:
        for name, reason in _empty(rule.agreement).items():
            clause = next(clause for clause in rule.agreement.clauses if clause.id == name)
            yield Problem(
                locate(rule.root, (*path_of(clause), "quand")),
                "R165",
                f"« {name} » ne donnera jamais de date : {reason}",
                "corriger « quand », ou écrire {question: …} si le texte ne dit pas le jour",
                "avertissement",
                subject=name,
            )


def _empty(agreement: Agreement) -> Mapping[str, str]:
    """The clauses that no trial dates, with the reason that the last one gives."""
    names = {clause.id for clause in agreement.clauses}
    reasons = {clause.id: "" for clause in agreement.clauses if limits(clause) <= names}
    for days in AFTER_THE_EFFECT:
        if not reasons:
            break
        computation = _tried(only(agreement, reasons), days)
        live = _live(computation)
        why = {shown.clause: shown.because for shown in computation.dateless}
        why |= {item.clause: NO_END for item in computation.waiting if item.event == END}
        reasons = {name: why.get(name, "") for name in reasons if name not in live}
    return {name: reason or "aucun jour n'en sort" for name, reason in reasons.items()}


def _live(computation: Computation) -> set[str]:
    """The clauses that give a date, a question, or something that waits or stands.

    What waits for the end waits for nothing, but where the length is itself a question.
    """
    asked = {question.clause for question in computation.questions if question.topic != "periods"}
    shown = {shown.clause for shown in (*computation.standing, *computation.same)}
    rule = computation.agreement.term
    asked_for = rule is not None and rule.length_unsaid
    awaited = {item.clause for item in computation.waiting if item.event != END or asked_for}
    return {item.clause for item in computation.occurrences} | asked | shown | awaited


def _tried(agreement: Agreement, days: int) -> Computation:
    """The agreement, every fact of its file recorded, the first so many days after the effect.

    What ends the agreement, or something that comes back, is not: all could end before it begins.
    """
    known = effect_of(agreement, Facts())
    effect = known.earliest or known.latest or USUAL_EFFECT
    ends = {*rule.until_events, *rule.by_right} if (rule := agreement.term) else set()
    ends |= {name for clause in agreement.clauses for name in _closing(clause)}
    names = [name for name in agreement.events if name not in ends]
    first = effect + timedelta(days=days)
    on = {name: first + rank * BETWEEN_FACTS for rank, name in enumerate(names)}
    times = _most_times(agreement)
    series = {
        name: tuple(Numbered(rank + 1, day + timedelta(days=rank)) for rank in range(times))
        for name, day in on.items()
        if name in agreement.events and agreement.events[name].many
    }
    assumed = {} if known.exact else {"effect": effect}
    on |= _going_on(agreement, effect, first)
    written = {name for name, event in agreement.events.items() if event.on is not None}
    undated = {name: day for name, day in on.items() if name not in written}
    facts = Facts(events=undated, series=series, assumed=assumed)
    everybody = replace(
        agreement,
        clauses=tuple(replace(clause, personal=False) for clause in agreement.clauses),
        template=False,
    )
    return compute(everybody, facts, first)


def _closing(clause: Clause) -> Iterator[str]:
    """The facts with which what recurs ends."""
    for timing in within(clause.timing):
        if isinstance(timing, Recurs) and isinstance(timing.until, EventBound):
            yield timing.until.event


def _going_on(agreement: Agreement, effect: date, on: date) -> Mapping[str, date]:
    """What may be recorded to make the agreement last: its renewals decided, its extension."""
    rule = agreement.term
    if rule is None:
        return {}
    renewal = rule.renewal
    names = rule.event_titles if renewal and renewal.mode != "tacit" else ()
    decisions = {name: on for name in names if name.startswith(RENEWALS)}
    return decisions | ({EXTENDED_TO: effect + LONG_ENOUGH} if rule.extension else {})


def _most_times(agreement: Agreement) -> int:
    """How many times a repeated fact must take place for every threshold to be reached."""
    counts = [_threshold(clause) for clause in agreement.clauses]
    return max([2, *counts])


def _threshold(clause: Clause) -> int:
    inner = within(clause.timing)
    return max((timing.count or 1 for timing in inner if isinstance(timing, At)), default=1)

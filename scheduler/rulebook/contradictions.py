"""Where two clauses contradict each other, or one stays silent: warnings, with both places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduler.deadlines.agreement import Citation, Clause, Contradiction
from scheduler.deadlines.derivation import place as place_of
from scheduler.deadlines.effect import effect_of
from scheduler.deadlines.exceptions import Named, Nothing, WindowDay
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.feasts import Feast
from scheduler.deadlines.french import listed, short, times
from scheduler.deadlines.monthly import day_in_words
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.period import ONE_DAY, add_months
from scheduler.deadlines.saying import when
from scheduler.deadlines.timing import (
    LAST,
    YEAR,
    Alternates,
    DayOf,
    Quota,
    Same,
    Timing,
    Yearly,
    parts,
)
from scheduler.deadlines.yearly import named_day
from scheduler.problems import Place, Problem
from scheduler.rulebook.checked import Loaded, ReadRule, path_of
from scheduler.rulebook.yaml_nodes import key_place, locate

_SHORTER = {2: "semestre", 4: "trimestre", 6: "bimestre", 12: "mois"}


def warning(
    at: Place, code: str, message: str, hint: str, also: Place | None = None, subject: str = ""
) -> Problem:
    """A contradiction: told, never resolved for the reader."""
    return Problem(at, code, message, hint, "avertissement", also, subject)


def said(cited: Citation) -> str:
    """``« avant le 31 mars » (article 4)``; the place alone where the file quotes nothing."""
    return f"« {cited.quote} » ({place_of(cited)})" if cited.quote else place_of(cited)


def quote_place(rule: ReadRule, clause: str) -> Place:
    """Where a clause's quote is written."""
    return locate(rule.root, ("obligations", clause, "citation"))


def occurrences(rule: ReadRule) -> dict[str, list[Occurrence]]:
    """What the rules alone give, by clause, from the earliest effect known: no fact, no clock."""
    found: dict[str, list[Occurrence]] = {}
    for item in rule.alone.occurrences:
        found.setdefault(item.clause, []).append(item)
    return found


def said_otherwise(loaded: Loaded) -> Iterator[Problem]:
    """The same duty, said twice with different moments: both are computed, the earliest drives."""
    for rule, by_name in _rules(loaded):
        for clause in rule.agreement.clauses:
            timing = clause.timing
            target = by_name.get(timing.clause) if isinstance(timing, Same) else None
            if not isinstance(timing, Same) or target is None:
                continue
            if timing.reading and timing.reading != target.timing:
                here, there = (when(rule.agreement, one) for one in (timing.reading, target.timing))
                yield warning(
                    quote_place(rule, clause.id),
                    "R115",
                    f"la même obligation est dite autrement : {said(clause.cited)} et "
                    f"{said(target.cited)}",
                    f"compris ici « {here} », là « {there} » : les deux lectures sont montrées, "
                    "la plus prudente est rappelée",
                    quote_place(rule, target.id),
                    clause.id,
                )
            elif timing.reading is None:
                yield replace(
                    warning(
                        quote_place(rule, clause.id),
                        "R125",
                        f"dit deux fois, une seule échéance : {said(clause.cited)} et "
                        f"{said(target.cited)}",
                        "rien à faire si c'est bien la même obligation",
                        quote_place(rule, target.id),
                        clause.id,
                    ),
                    severity="note",
                )


def _rules(loaded: Loaded) -> Iterator[tuple[ReadRule, dict[str, Clause]]]:
    for rule in loaded.rules:
        yield rule, {clause.id: clause for clause in rule.agreement.clauses}


def counted_otherwise(loaded: Loaded) -> Iterator[Problem]:
    """The same act counted twice, not the same number of times a year."""
    for rule, by_name in _rules(loaded):
        for clause in rule.agreement.clauses:
            other = by_name.get(clause.same_act or "")
            here, there = _a_year(clause), _a_year(other) if other else None
            if other is None or here is None or there is None or here == there:
                continue
            yield warning(
                quote_place(rule, clause.id),
                "R116",
                f"le même acte est compté autrement : {times(round(here))} par an "
                f"{said(clause.cited)}, {times(round(there))} par an {said(other.cited)}",
                "les deux rythmes sont calculés ; demander lequel oblige",
                quote_place(rule, other.id),
                clause.id,
            )


def _a_year(clause: Clause) -> float | None:
    return next((one.per_year for one in parts(clause.timing) if isinstance(one, Quota)), None)


def several_times_a_year(loaded: Loaded) -> Iterator[Problem]:
    """Two acts a year at free dates are not one act each semester."""
    for rule in loaded.rules:
        for clause in rule.agreement.clauses:
            for timing in parts(clause.timing):
                if not isinstance(timing, Quota) or timing.span != YEAR:
                    continue
                shorter = _SHORTER.get(timing.number)
                if shorter and timing.dated:
                    yield warning(
                        quote_place(rule, clause.id),
                        "R124",
                        f"« {clause.title} » : {times(timing.number)} par an à dates libres, et "
                        f"non {times(1)} par {shorter}",
                        f"si le texte veut un rythme, écrire « par: {shorter} »",
                        subject=clause.id,
                    )


def supposed_later(loaded: Loaded) -> Iterator[Problem]:
    """A duty that comes due before, or without, what it supposes."""
    for rule in loaded.rules:
        found = occurrences(rule)
        extension = rule.agreement.term.extension if rule.agreement.term else None
        for name in extension.supposes if extension else ():
            at = locate(rule.root, ("durée", "prorogation", "suppose"))
            yield from _supposed(rule, found, "prorogation", name, at)
        for clause in rule.agreement.clauses:
            for name in clause.supposes:
                at = quote_place(rule, clause.id)
                yield from _supposed(rule, found, clause.id, name, at)


def _supposed(
    rule: ReadRule, found: dict[str, list[Occurrence]], clause: str, name: str, at: Place
) -> Iterator[Problem]:
    mine, theirs = found.get(clause, []), found.get(name, [])
    also = key_place(rule.root, ("obligations", name))
    if len(theirs) > 1:
        alone = [one.due for one in mine if one.due and not _meets(one, theirs)]
        if alone:
            yield warning(
                at,
                "R114",
                f"« {mine[0].title} » suppose « {theirs[0].title} », qui n'a pas lieu pour "
                f"{listed([short(day) for day in alone])}",
                "la date est gardée et signalée ; demander ce que les parties en font",
                also,
                clause,
            )
    elif mine and theirs:
        first, needed = mine[0].due, theirs[0].due
        if first and needed and first < needed:
            exact = effect_of(rule.agreement, Facts()).exact
            perhaps = "" if exact else ", pour la prise d'effet la plus proche"
            yield warning(
                at,
                "R113",
                f"« {mine[0].title} » ({short(first)}{perhaps}) vient avant ce qu'elle suppose, "
                f"« {theirs[0].title} » ({short(needed)}{perhaps})",
                "les deux dates sont gardées ; convenir d'avancer la seconde",
                also,
                clause,
            )


def _meets(item: Occurrence, others: list[Occurrence]) -> bool:
    """Whether one of the others falls in the same stretch, or in the year before a single day."""
    begins = item.opens or (add_months(item.due, -12) + ONE_DAY if item.due else date.min)
    ends = item.due or date.max
    return any(
        (one.opens or one.due or date.max) <= ends and (one.due or date.max) >= begins
        for one in others
    )


@dataclass(frozen=True)
class _Mark:
    """A day that a clause names, and whether "avant" leaves it out."""

    clause: Clause
    day: tuple[int | str, ...]
    strict: bool
    words: str
    exceptions: tuple[tuple[Named, WindowDay | Nothing], ...] = ()


def same_day_in_and_out(loaded: Loaded) -> Iterator[Problem]:
    """A day left out here ("avant le 15") and included there ("au plus tard le 15")."""
    for rule in loaded.rules:
        marks = [
            mark
            for clause in rule.agreement.clauses
            for timing in parts(clause.timing)
            for mark in _marks(clause, timing)
        ]
        for mark in marks:
            others = [one for one in marks if one.day == mark.day and not one.strict]
            if not mark.strict or not others:
                continue
            other = others[0]
            but = "".join(
                f", sauf en {named.words} : le {day_in_words(day)}"
                for named, day in other.exceptions
                if isinstance(day, WindowDay)
            )
            yield warning(
                quote_place(rule, mark.clause.id),
                "R117",
                f"« avant le {mark.words} » s'arrête la veille {said(mark.clause.cited)} ; "
                f"« au plus tard le {mark.words} » le comprend{but} {said(other.clause.cited)}",
                "vérifier que le texte veut bien deux jours différents",
                quote_place(rule, other.clause.id),
                mark.clause.id,
            )


def _marks(clause: Clause, timing: Timing) -> Iterator[_Mark]:
    if isinstance(timing, Yearly) and timing.opens is None and not isinstance(timing.day.of, Feast):
        day = timing.day
        yield _Mark(clause, (day.month, day.day, str(day.of)), timing.strict, named_day(day))
    if (
        isinstance(timing, DayOf)
        and timing.day != LAST
        and timing.named is None
        and not (timing.opens or timing.bound in ("on", "from"))
    ):
        strict = timing.bound == "before"
        marked = (timing.day, str(timing.of))
        yield _Mark(clause, marked, strict, str(timing.day), timing.exceptions)


def passages_that_disagree(loaded: Loaded) -> Iterator[Problem]:
    """Two passages that the jurist marked as saying otherwise."""
    for rule in loaded.rules:
        for clause in rule.agreement.clauses:
            at = quote_place(rule, clause.id)
            disagree = clause.cited, clause.contradicted
            yield from _disagreeing(rule, at, path_of(clause), disagree, clause.id)
        for part in rule.agreement.term.contradicted if rule.agreement.term else ():
            at = key_place(rule.root, part.key)
            yield from _disagreeing(rule, at, part.key, (part.cited, part.by))


def _disagreeing(
    rule: ReadRule,
    at: Place,
    key: tuple[str | int, ...],
    disagree: tuple[Citation, Sequence[Contradiction]],
    subject: str = "",
) -> Iterator[Problem]:
    """A passage and those that contradict it, each with its two places."""
    cited, others = disagree
    for rank, other in enumerate(others):
        yield warning(
            at,
            "R120",
            f"deux passages se contredisent sur {other.about} : {said(cited)} et "
            f"{said(other.cited)}",
            "demander lequel oblige, puis l'écrire ; ou l'admettre, avec sa raison",
            locate(rule.root, (*key, "contredit", rank, "citation")),
            subject,
        )


def turns_and_joint_initiative(loaded: Loaded) -> Iterator[Problem]:
    """An organiser that alternates, and a meeting called jointly, in the same text."""
    for rule, by_name in _rules(loaded):
        for clause in rule.agreement.clauses:
            if not isinstance(clause.timing, Alternates):
                continue
            target = by_name.get(clause.timing.clause)
            for other in rule.agreement.clauses:
                timing = other.timing
                if target and isinstance(timing, Same) and timing.clause == target.id:
                    yield warning(
                        quote_place(rule, clause.id),
                        "R123",
                        f"« {target.title} » : à tour de rôle {said(clause.cited)}, mais par "
                        f"tous ensemble {said(other.cited)}",
                        "demander qui convoque ; « premier: … » dit qui commence",
                        quote_place(rule, other.id),
                        clause.id,
                    )


def law_without_validity(loaded: Loaded) -> Iterator[Problem]:
    """A duty set by a law that may have changed since: its validity is not written."""
    for rule in loaded.rules:
        for clause in rule.agreement.clauses:
            if clause.external and clause.valid_until is None:
                yield warning(
                    locate(rule.root, (*path_of(clause), "fixé par")),
                    "R122",
                    f"le droit cité a pu changer : {clause.external}",
                    "écrire « en vigueur: {du: …, au: …} » quand on le sait, ou l'admettre",
                    subject=clause.id,
                )

"""``exemples``: the dates a jurist expects of a rule, computed by ``check``."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from scheduler.deadlines import procedures
from scheduler.deadlines.agreement import KEPT, Agreement, Clause
from scheduler.deadlines.bounds import Bounds
from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Facts, is_repeated
from scheduler.deadlines.french import full
from scheduler.deadlines.merging import is_reading
from scheduler.deadlines.obligation import END, Alternative, Occurrence
from scheduler.problems import Problem
from scheduler.rulebook.checked import Loaded, ReadRule, did_you_mean, path_of
from scheduler.rulebook.duration import TermExampleText
from scheduler.rulebook.hanging import only
from scheduler.rulebook.rule_file import ExampleText
from scheduler.rulebook.yaml_nodes import locate

Loc = tuple[str | int, ...]
_LONG_AGO = date(1900, 1, 1)
_SOME_DAY = date(2025, 5, 31)
_OF_THE_TERM = {
    "préavis": procedures.NOTICE_CLAUSE,
    "reconduction": procedures.RENEWAL_CLAUSE,
    "prorogation": procedures.EXTENSION_CLAUSE,
    "ouverture": procedures.NOTICE_CLAUSE,
}


def examples(loaded: Loaded) -> Iterator[Problem]:
    """Every example is computed under its own facts; each date that differs is told."""
    for rule in loaded.rules:
        for name, clause in rule.file.clauses.items():
            for rank, example in enumerate(clause.examples):
                yield from _of_clause(rule, name, example, ("obligations", name, "exemples", rank))
        for rank, of_term in enumerate(rule.file.term.examples if rule.file.term else []):
            yield from _of_term(rule, of_term, ("durée", "exemples", rank))


def _of_clause(rule: ReadRule, name: str, example: ExampleText, loc: Loc) -> Iterator[Problem]:
    wrong = [
        *_unknown_facts(rule, example.supposing, loc),
        *_twice_over(rule, example.supposing, loc),
    ]
    if wrong:
        yield from wrong
        return
    hung_on = only(rule.agreement, (name,))
    computation = _supposing(hung_on, example.supposing, example.expected)
    items = [one for one in computation.occurrences if one.clause == name]
    if example.nothing:
        dated = [one for one in items if one.due or one.opens]
        if dated:
            yield _wrong(rule, (*loc, "aucune date"), "aucune date", dated[0], dated[0].due)
        return
    item = _named(items, example.period)
    if item is None:
        yield _no_such_period(rule, loc, example.period, items)
        return
    for key, wanted in example.expected.items():
        found = _in_role(item, key)
        if wanted not in found:
            yield _wrong(rule, (*loc, key), f"le {full(wanted)}", item, found[0] if found else None)


def _in_role(item: Occurrence, key: str) -> list[date]:
    days: dict[str, list[date | None]] = {
        "échéance": [item.due],
        "ouverture": [item.opens],
        "autre lecture": [other.due for other in item.alternatives],
        "au plus tôt": [item.earliest],
        "à poster": [item.send_by],
        "séance": [item.session],
        "jusqu'au": [item.over_on],
    }
    return [day for day in days[key] if day]


def _of_term(rule: ReadRule, example: TermExampleText, loc: Loc) -> Iterator[Problem]:
    unknown = list(_unknown_facts(rule, example.supposing, loc))
    if unknown:
        yield from unknown
        return
    supposed = {name: [day] for name, day in example.supposing.items()}
    computation = _supposing(rule.agreement, supposed, example.expected)
    rank = example.period or 1
    if example.endless and computation.term and computation.term.end:
        loc_of_none = (*loc, "aucune fin")
        yield _differs(rule, loc_of_none, "aucune fin", computation.term.end, "")
    for key, wanted in example.expected.items():
        if key in _OF_THE_TERM:
            clause = _OF_THE_TERM[key]
            items = [one for one in computation.occurrences if one.clause == clause]
            item = _named(items, f"p{rank}")
            if item is None:
                yield _no_such_period(rule, loc, f"p{rank}", items)
            elif wanted != (day := item.opens if key == "ouverture" else item.due):
                yield _wrong(rule, (*loc, key), f"le {full(wanted)}", item, day)
            continue
        ends = _ends(computation, key, rank)
        if wanted not in ends:
            yield _differs(rule, (*loc, key), f"le {full(wanted)}", ends[0] if ends else None, "")


def _ends(computation: Computation, key: str, rank: int) -> list[date]:
    """The days of the term that a key of an example speaks of."""
    term = computation.term
    if term is None:
        last = next((one for one in computation.occurrences if one.kind == END), None)
        return [last.due] if key == "fin" and last and last.due else []
    bounds = term.pending or Bounds()
    others = (term.other_end, term.truncated, term.eve)
    days: dict[str, list[date | None]] = {
        "terme": [period.end for period in term.periods if period.ordinal == rank],
        "fin": [term.end if term.pending is None else None],
        "autre fin": [one.end for one in others if one],
        "fin au plus tôt": [bounds.earliest],
        "fin au plus tard": [bounds.latest],
        "au moins jusqu'au": [term.firm_until],
    }
    return [day for day in days[key] if day]


def _supposing(
    agreement: Agreement, supposed: Mapping[str, Sequence[date]], expected: Mapping[str, date]
) -> Computation:
    """The agreement on the last of the days that its example names."""
    facts, named = Facts(), list(expected.values())
    for name, days in supposed.items():
        named += days
        for day in days:
            facts = facts.assuming(name, day)
    return compute(agreement, facts, max(named, default=_LONG_AGO))


def _twice_over(
    rule: ReadRule, supposed: Mapping[str, Sequence[date]], loc: Loc
) -> Iterator[Problem]:
    """Several days of a fact that takes place once: the last alone would be read."""
    for name, days in supposed.items():
        if len(days) > 1 and not is_repeated(rule.agreement, name):
            yield Problem(
                locate(rule.root, (*loc, "si", name)),
                "R151",
                f"« {name} » n'a lieu qu'une fois : l'exemple lui donne {len(days)} jours",
                f"n'en garder qu'un, ou écrire « plusieurs fois: oui » sous « {name} »",
            )


def _named(items: list[Occurrence], period: str | None) -> Occurrence | None:
    """The occurrence of that period, by the end of its key or by its words; or the only one."""
    if period is None:
        return items[0] if len(items) == 1 else None
    return next(
        (
            one
            for one in items
            if period in (one.key.rpartition("/")[2], one.period.label if one.period else "")
        ),
        None,
    )


def _unknown_facts(rule: ReadRule, supposed: Iterable[str], loc: Loc) -> Iterator[Problem]:
    known = tuple(rule.agreement.event_titles())
    for name in supposed:
        if name not in known:
            yield Problem(
                at=locate(rule.root, (*loc, "si", name)),
                code="R104",
                message=f"fait inconnu : « {name} »",
                hint=did_you_mean(name, known, "le déclarer sous « faits »"),
            )


def _no_such_period(
    rule: ReadRule, loc: Loc, period: str | None, items: list[Occurrence]
) -> Problem:
    names = [one.key.rpartition("/")[2] for one in items]
    known = ", ".join(names[:8]) + ("…" if len(names) > 8 else "")
    what = f"aucune échéance « {period} »" if period else f"{len(items)} échéances, laquelle ?"
    hint = f"« période » est l'une de : {known}" if names else "aucune date sous ces hypothèses"
    at = locate(rule.root, (*loc, "période") if period else loc)
    return Problem(at, "R151", f"l'exemple ne désigne pas une échéance : {what}", hint)


def _wrong(rule: ReadRule, loc: Loc, wanted: str, item: Occurrence, found: date | None) -> Problem:
    return _differs(rule, loc, wanted, found, "\n".join(("le calcul :", *item.derivation)))


def _differs(rule: ReadRule, loc: Loc, wanted: str, found: date | None, why: str) -> Problem:
    given = f"le {full(found)}" if found else "aucune date"
    hint = why or "relire « durée », ou corriger l'exemple"
    message = f"l'exemple attendait {wanted} ; la règle donne {given}"
    return Problem(locate(rule.root, loc), "R150", message, hint)


def settled_readings(loaded: Loaded) -> Iterator[Problem]:
    """A settled reading must be one that the rule gives."""
    for rule in loaded.rules:
        for clause in rule.agreement.clauses:
            choice = clause.settled
            if choice is None or choice.reading == KEPT:
                continue
            given = _readings_given(rule.agreement, clause)
            if not any(is_reading(one, choice.reading) for one in given):
                names = dict.fromkeys(one.reading.partition(" : ")[0] for one in given)
                yield Problem(
                    locate(rule.root, (*path_of(clause), "tranché", "lecture")),
                    "R154",
                    f"aucune lecture de cette règle ne s'appelle « {choice.reading} »",
                    did_you_mean(choice.reading, (KEPT, *names), "recopier l'une des lectures"),
                )


def _readings_given(agreement: Agreement, clause: Clause) -> list[Alternative]:
    """The other readings of the clause, were none chosen."""
    hung_on = only(agreement, (clause.id,))
    unsettled = replace(
        hung_on,
        clauses=tuple(
            replace(one, settled=None) if one.id == clause.id else one for one in hung_on.clauses
        ),
    )
    names = (*agreement.events, "effect")
    facts = Facts(assumed=dict.fromkeys(names, _SOME_DAY))
    items = compute(unsettled, facts, _SOME_DAY).occurrences
    return [other for one in items if one.clause == clause.id for other in one.alternatives]

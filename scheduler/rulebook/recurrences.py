"""Recurrence rules that skip the months or years which lack their day: warned of, each named."""

from collections.abc import Iterator
from datetime import date

from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.by_rule import rule_days
from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.period import add_months
from scheduler.deadlines.rule_gaps import LOOKED_AT_YEARS, Gaps, gaps
from scheduler.deadlines.timing import ByRule, within
from scheduler.problems import Problem
from scheduler.rulebook.checked import Loaded, path_of
from scheduler.rulebook.yaml_nodes import locate

NEUTRAL_START = date(2024, 1, 1)
"""The start supposed for an effect of which nothing is written: a first of the month."""
LATE_DAYS = (29, 30, 31)
"""The days that some months lack."""
_REMEDY = (
    "prendre le dernier jour des mois courts, par exemple {chaque: mois, le: dernier jour} ou "
    "{tous les: 1 mois, à compter de: prise d'effet} ; ou l'admettre, si c'est voulu"
)


def rules_with_gaps(loaded: Loaded) -> Iterator[Problem]:
    """A recurrence rule that leaves out months or years for want of its day in them."""
    for rule in loaded.rules:
        for clause in rule.agreement.clauses:
            for timing in within(clause.timing):
                if not isinstance(timing, ByRule):
                    continue
                for message in _messages(rule.agreement, timing.rule):
                    at = locate(rule.root, (*path_of(clause), "quand"))
                    yield Problem(at, "R167", message, _REMEDY, "avertissement", subject=clause.id)


def _messages(agreement: Agreement, rule: str) -> Iterator[str]:
    """What the rule skips from the effect to the end; of an unknown effect, what it might skip."""
    computation = compute(agreement, Facts(), NEUTRAL_START)
    effect, term = computation.effect, computation.term
    if effect.exact and term:
        days = rule_days(rule, term.effect, term.last_day)
        ended = "COUNT=" in rule or "UNTIL=" in rule
        if days:
            yield from _skipped(rule, term.effect, days[-1] if ended else term.last_day)
        return
    start = (effect.earliest or NEUTRAL_START).replace(day=1)
    if not rule_days(rule, start, _far(start)):
        return
    messages = list(_skipped(rule, start, _far(start)))
    yield from messages or _if_it_begins_late(rule)


def _skipped(rule: str, first: date, last: date) -> Iterator[str]:
    for gap in gaps(rule, first, last):
        what = f"« {gap.part} »" if gap.part else f"le quantième de la prise d'effet, {first.day}"
        if gap.never:
            yield f"{what} ne donne jamais de date : aucun mois n'a ce jour"
        else:
            yield f"la règle de récurrence saute {gap.in_words}, sans ce jour ({what})"


def _if_it_begins_late(rule: str) -> Iterator[str]:
    """Of an effect that is not known, the day of the month decides: the last ones are tried."""
    tried = {day: _begun_on(rule, day) for day in LATE_DAYS}
    named = [str(day) for day, gap_list in tried.items() if any(not gap.part for gap in gap_list)]
    if named:
        yield (
            "la règle de récurrence prend le quantième de la prise d'effet, qui n'est pas connue : "
            f"un {' ou un '.join(named)}, elle sauterait les mois qui ne l'ont pas"
        )
    leap = gaps(rule, date(2024, 2, 29), _far(NEUTRAL_START))
    if not named and any(not gap.part for gap in leap):
        yield (
            "la règle de récurrence prend le jour de la prise d'effet, qui n'est pas connue : "
            "un 29 février, elle sauterait les années qui ne l'ont pas"
        )


def _begun_on(rule: str, day: int) -> list[Gaps]:
    start = NEUTRAL_START.replace(day=day)
    return list(gaps(rule, start, _far(start)))


def _far(start: date) -> date:
    return add_months(start, 12 * LOOKED_AT_YEARS)

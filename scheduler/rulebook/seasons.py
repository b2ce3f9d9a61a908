"""Seasons that nobody placed in the year, in an agreement whose own days say another month."""

from collections.abc import Iterator

from scheduler.deadlines.agreement import Clause, TermRule
from scheduler.deadlines.french import MONTHS, months_in_words, short
from scheduler.deadlines.period import ONE_DAY
from scheduler.deadlines.timing import SEASON, DayOf, Quota, within
from scheduler.problems import Place, Problem
from scheduler.rulebook.checked import Loaded, ReadRule, path_of
from scheduler.rulebook.contradictions import warning
from scheduler.rulebook.yaml_nodes import key_place

_END_OF_SEASON = "end of season"
_SEASONS_BEGIN = range(5, 11)
"""The months in which a season may begin, from May to October: a civil year is none."""


def seasons_of_other_months(loaded: Loaded) -> Iterator[Problem]:
    """A season counted from July, in an agreement that begins or ends with another one."""
    for rule in loaded.rules:
        term, used = rule.agreement.term, _used(rule)
        if term is None or used is None or rule.file.season is not None:
            continue
        told = _other_month(term)
        if told is None:
            continue
        month, day = told
        first = MONTHS[month - 1]
        yield warning(
            used,
            "R139",
            f"la saison est comptée de juillet à juin, et la convention {day} : la sienne "
            f"va-t-elle {months_in_words(month)} ?",
            f"écrire `saison: {first}` en tête du fichier ; si elle va bien de juillet à juin, "
            "l'écrire aussi : saison: juillet",
            key_place(rule.root, ("durée",)),
        )


def _other_month(term: TermRule) -> tuple[int, str] | None:
    """The month in which the agreement's own days make a season begin, and what says so."""
    effect = term.effect.on
    whole = term.length is None or term.length.months % 12 == 0
    if effect and effect.day == 1 and whole and _may_begin(effect.month):
        return effect.month, f"prend effet le {short(effect)}"
    following = term.until + ONE_DAY if term.until else None
    if term.until and following and following.day == 1 and _may_begin(following.month):
        return following.month, f"finit le {short(term.until)}"
    return None


def _may_begin(month: int) -> bool:
    return month in _SEASONS_BEGIN and month != SEASON.first


def _used(rule: ReadRule) -> Place | None:
    """Where the file first speaks of a season; None where it does not."""
    for clause in rule.agreement.clauses:
        key = "report" if clause.rounding == _END_OF_SEASON else "quand"
        if key == "report" or _of_seasons(clause):
            return key_place(rule.root, (*path_of(clause), key))
    term = rule.agreement.term
    if term and term.whole and term.whole.span.name == SEASON.name:
        return key_place(rule.root, ("durée", "pour"))
    if term and term.effect.rounding == _END_OF_SEASON:
        return key_place(rule.root, ("durée", "prend effet"))
    if term and any(notice.effect_at == _END_OF_SEASON for notice in term.notices):
        return key_place(rule.root, ("durée", "préavis"))
    return None


def _of_seasons(clause: Clause) -> bool:
    """Whether a moment of the clause is of each season, or a delay runs from the end of one."""
    return any(
        (isinstance(timing, DayOf | Quota) and timing.span.name == SEASON.name)
        or getattr(timing, "begins", None) == _END_OF_SEASON
        for timing in within(clause.timing)
    )

"""The ends that are known although the effect is not: on a written date, or by what was decided."""

from dataclasses import replace
from datetime import date

from scheduler.deadlines.agreement import Agreement, NoticeRule, TermRule
from scheduler.deadlines.bounds import first_end
from scheduler.deadlines.duration import Decided, compute_term
from scheduler.deadlines.facts import Anchor, Facts
from scheduler.deadlines.ground import Ground
from scheduler.deadlines.life import decided, end_events
from scheduler.deadlines.period import Length
from scheduler.deadlines.term import Term

ONE_YEAR = Length(1, "year")
BEFORE_ALL = date(1900, 1, 1)
"""Stands for an effect of which nothing is known; no occurrence shows it."""


def written_ground(
    agreement: Agreement, facts: Facts, effect: Anchor, horizon: date
) -> Ground | None:
    """The ground of an agreement whose ends hang on no effect; None where they do."""
    rule = agreement.term
    if rule is None or effect.exact or not _hangs_on_nothing(rule, agreement, facts):
        return None
    return _ground(agreement, rule, facts, effect, horizon)


def first_ground(
    agreement: Agreement, facts: Facts, effect: Anchor, horizon: date
) -> Ground | None:
    """The ground of a written first end that a renewal of unsaid length follows; else None.

    How long the renewal lasts hangs on the effect, the day to prevent it does not.
    """
    rule = agreement.term
    if rule is None or effect.exact or rule.renewal is None or rule.renewal.length:
        return None
    once = replace(rule, renewal=replace(rule.renewal, length=ONE_YEAR, times=1), cap=None)
    if not _hangs_on_nothing(once, agreement, facts):
        return None
    return _ground(agreement, once, facts, effect, horizon)


def decided_ground(
    agreement: Agreement, facts: Facts, effect: Anchor, horizon: date
) -> Ground | None:
    """The ground that what was decided gives by itself: a notice, an event by right, an amendment.

    None where nothing decided ends the agreement.
    """
    rule = agreement.term
    if rule is None or effect.exact:
        return None
    known = decided(agreement, facts)
    at_any_time = tuple(one for one in known.notices if _needs_no_term(rule, one.rule))
    open_ended = replace(rule, length=None, until=None, until_events=(), renewal=None, cap=None)
    open_ended = replace(open_ended, most=None)
    start = effect.earliest or BEFORE_ALL
    term = _term(open_ended, start, horizon, replace(known, notices=at_any_time))
    ground = Ground(agreement, open_ended, effect, term, facts)
    return ground if ground.term.end and ground.term.pending is None else None


def _ground(
    agreement: Agreement, rule: TermRule, facts: Facts, effect: Anchor, horizon: date
) -> Ground:
    known = decided(agreement, facts)
    term = _term(rule, effect.earliest or BEFORE_ALL, horizon, known)
    return Ground(agreement, rule, effect, term, facts)


def _needs_no_term(rule: TermRule, notice: NoticeRule) -> bool:
    """Whether the end that a notice brings is the same whatever the periods of the agreement."""
    if notice.within_term or rule.least:
        return False
    without_term = not (rule.length or rule.until or rule.until_events or rule.length_unsaid)
    return notice.at_any_time is True or without_term


def _term(rule: TermRule, start: date, horizon: date, known: Decided) -> Term:
    return replace(compute_term(rule, start, horizon, known), begun=False)


def _hangs_on_nothing(rule: TermRule, agreement: Agreement, facts: Facts) -> bool:
    """Whether its ends are the same whatever its effect: a known day, and what repeats it."""
    if rule.length or rule.length_unsaid or rule.least or rule.most:
        return False
    first = first_end(rule, BEFORE_ALL, end_events(agreement, facts))
    if first is None or first.day is None:
        return False
    capped_from_effect = rule.cap is not None and rule.cap.length is not None
    renewal = rule.renewal
    counted_from_effect = renewal is not None and (renewal.rolls or renewal.length is None)
    return not capped_from_effect and not counted_from_effect

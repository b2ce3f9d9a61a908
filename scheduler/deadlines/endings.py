"""Occurrences before each end of the agreement: notices, renewals decided, extensions asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import Clause, ExtensionRule, NoticeRule, RenewalRule
from scheduler.deadlines.backwards import counted_back, day_before
from scheduler.deadlines.french import full, short
from scheduler.deadlines.ground import Ground, begun_at, occurrence, other_readings
from scheduler.deadlines.obligation import NOTICE, Alternative, Covered, Occurrence
from scheduler.deadlines.period import ONE_DAY, Length, subtracted
from scheduler.deadlines.term import (
    OFF_THE_TERM,
    NoticeDay,
    TermPeriod,
    notice_days,
    period_name,
    request_days,
)
from scheduler.deadlines.timing import (
    BeforeRenewal,
    ExtensionRequest,
    LastEnd,
    NoRequest,
    RenewalDecision,
)

MONTHS_TO_PREPARE = 6
"""How long before the last end deciding what follows begins."""


def notices(ground: Ground, clause: Clause, timing: BeforeRenewal) -> Iterator[Occurrence]:
    """One notice before each period that another would follow."""
    rule = ground.rule.notices[timing.rank]
    calendar = ground.agreement.calendar
    for day in notice_days(ground.term, rule, calendar):
        steps = [
            *ground.why(),
            *derivation.notice_period(rule, ground.term, ground.rule, day),
            *(derivation.cap(ground.rule, ground.term) if day.period.reading else []),
            *derivation.notice(rule, day),
            *(derivation.posting(rule, day, calendar) if clause.cliff else []),
        ]
        kind = NOTICE if clause.cliff else "notice by others"
        item = occurrence(ground.agreement, clause, f"p{day.period.ordinal}", kind, steps)
        yield replace(
            item,
            opens=min(day.period.start, day.due),
            due=day.due,
            alternatives=day.alternatives,
            send_by=day.send_by if clause.cliff else None,
            counts_from=rule.counts_from if clause.cliff else None,
            period=Covered(_named(rule, day), day.period.start, day.period.end),
            condition=_only_under(day),
        )


def _named(rule: NoticeRule, day: NoticeDay) -> str:
    return short(day.period.end) if rule.within_term else period_name(day.period)


def _only_under(day: NoticeDay) -> str | None:
    if day.period.reading is None:
        return None
    return f"utile seulement selon la lecture « {day.period.reading} »"


def last_end(ground: Ground, clause: Clause, _: LastEnd) -> Iterator[Occurrence]:
    """The last end, where it is known; the other reading's beside it."""
    term = ground.term
    if term.end is None or term.terminated_on or term.periods[-1].extension:
        return
    last = term.periods[-1]
    others = [one for one in (term.truncated, term.other_end) if one]
    steps = [
        *ground.why(),
        *derivation.period_end(ground.rule, term, last),
        *derivation.cap(ground.rule, term),
        f"Aucune reconduction ne suit : le {full(term.end)} est le dernier jour.",
        *(f"Autre lecture ({one.reading}) : le {full(one.end)}." for one in others),
    ]
    yield replace(
        occurrence(ground.agreement, clause, "unique", "end", steps),
        opens=max(term.effect, subtracted(term.end, Length(MONTHS_TO_PREPARE, "month"))),
        due=term.end,
        alternatives=tuple(Alternative(one.reading, one.end) for one in others),
        period=Covered(period_name(last), last.start, last.end),
    )


def decisions(ground: Ground, clause: Clause, _: RenewalDecision) -> Iterator[Occurrence]:
    """One decision before each known term that an express renewal may follow."""
    rule = ground.rule.renewal
    if rule is None or ground.term.endless:
        return
    for period in ground.term.periods:
        if rule.times is not None and period.ordinal > rule.times:
            return
        opens, due, others, told = _when_asked(ground, rule, period)
        steps = [
            *ground.why(),
            *derivation.period_end(ground.rule, ground.term, period),
            *told,
            f"La reconduction est expresse : sans elle, la convention finit le {full(period.end)}.",
        ]
        yield replace(
            occurrence(ground.agreement, clause, f"p{period.ordinal}", "decision", steps),
            opens=opens,
            due=due,
            alternatives=others,
            period=Covered(period_name(period), period.start, period.end),
        )


def _when_asked(
    ground: Ground, rule: RenewalRule, period: TermPeriod
) -> tuple[date, date, tuple[Alternative, ...], list[str]]:
    """From when and until when a renewal may be asked for, other readings, and the steps there."""
    opens, due, calendar = period.start, period.end, ground.agreement.calendar
    others: tuple[Alternative, ...] = ()
    steps = []
    if rule.asked_from:
        opens = counted_back(period.end + ONE_DAY, rule.asked_from, calendar)
        length = rule.asked_from.in_words
        steps.append(f"La demande s'ouvre {length} avant l'anniversaire : le {full(opens)}.")
        opens, cut = begun_at(ground.term.effect, opens, due)
        steps += cut
    if rule.asked_by:
        due, others = day_before(period.end, rule.asked_by, calendar, OFF_THE_TERM)
        opens = min(opens, due)
        length = rule.asked_by.in_words
        steps.append(f"Elle se fait au plus tard {length} avant le terme : le {full(due)}.")
        steps += other_readings(others)
    return opens, due, others, steps


def requests(ground: Ground, clause: Clause, _: ExtensionRequest) -> Iterator[Occurrence]:
    """The last day to ask for an extension, before each term that the cap lets it move."""
    for rule, day in _request_days(ground):
        steps = [
            *ground.why(),
            *derivation.period_end(ground.rule, ground.term, day.period),
            *derivation.request(rule, day),
            *derivation.cap(ground.rule, ground.term),
        ]
        yield replace(
            occurrence(ground.agreement, clause, f"p{day.period.ordinal}", "request", steps),
            opens=min(day.period.start, day.due),
            due=day.due,
            alternatives=day.alternatives,
            send_by=day.send_by,
            counts_from="received" if rule.registered else None,
            period=Covered(period_name(day.period), day.period.start, day.period.end),
        )


def unasked(ground: Ground, clause: Clause, _: NoRequest) -> Iterator[Occurrence]:
    """What opens the day after the last one on which an extension could be asked for."""
    for _rule, day in _request_days(ground):
        opens = day.due + ONE_DAY
        steps = [
            *ground.why(),
            f"Le dernier jour pour demander la prorogation est le {short(day.due)} : sans demande, "
            f"tout s'ouvre le lendemain, le {full(opens)}. Le texte ne fixe pas de dernier jour.",
        ]
        yield replace(
            occurrence(ground.agreement, clause, f"p{day.period.ordinal}", "event", steps),
            opens=opens,
            period=Covered(period_name(day.period), day.period.start, day.period.end),
        )


def _request_days(ground: Ground) -> Iterator[tuple[ExtensionRule, NoticeDay]]:
    rule = ground.rule.extension
    if rule:
        for day in request_days(ground.term, rule, ground.agreement.calendar):
            yield rule, day

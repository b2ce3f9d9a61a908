"""Occurrences before each end of the agreement: notices, renewals decided, extensions asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import assert_never

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import Clause, CountsFrom, ExtensionRule, NoticeRule, RenewalRule
from scheduler.deadlines.backwards import counted_back, day_before
from scheduler.deadlines.day_of_month import latest_by
from scheduler.deadlines.facts import resolve
from scheduler.deadlines.french import full, short
from scheduler.deadlines.ground import Ground, Writer, begun_at, occurrence, other_readings, under
from scheduler.deadlines.life import end_events, shifted
from scheduler.deadlines.notices import (
    OFF_THE_TERM,
    NoticeDay,
    notice_days,
    request_days,
    send_by,
    takes_effect,
)
from scheduler.deadlines.obligation import END, NOTICE, Alternative, Covered, Occurrence
from scheduler.deadlines.pausing import told
from scheduler.deadlines.period import ONE_DAY, Length, subtracted
from scheduler.deadlines.term import Term, TermPeriod, period_name
from scheduler.deadlines.timing import (
    NEVER,
    BeforeRenewal,
    DayInYear,
    ExtensionRequest,
    LastEnd,
    NoRequest,
    RenewalDecision,
)
from scheduler.deadlines.yearly import rank, the_day

MONTHS_TO_PREPARE = 6
"""How long before the last end deciding what follows begins."""
BESIDE_THE_DECISION = (Length(2, "month"), Length(7, "day"))
"""How an end is reminded while a decision to renew it is, on the very same day: once before the
last week, and once within, in the message that speaks of the decision too."""
LAST_DAYS = tuple(Length(days, "day") for days in (30, 15, 7, 1, 0))
"""How an end is reminded once it is too late to ask for a renewal."""
PREPARE = "Préparer la fin : ce qui prend la suite, ce qui est à rendre, ce qui est à solder."


def notices(ground: Ground, clause: Clause, timing: BeforeRenewal) -> Iterator[Occurrence]:
    """One notice before each period that another would follow."""
    rule = ground.rule.notices[timing.rank]
    calendar = ground.agreement.calendar
    write = Writer(ground.agreement, clause, ground.why())
    for day in notice_days(ground.term, rule, calendar):
        steps = [
            *derivation.notice_period(rule, ground.term, ground.rule, day),
            *(derivation.cap(ground.rule, ground.term) if day.period.reading else []),
            *derivation.notice(rule, day),
            *_effect_of(ground, rule, day),
            *(derivation.posting(rule, day, calendar) if clause.cliff else []),
        ]
        kind = NOTICE if clause.cliff else "notice by others"
        item = write(
            f"p{day.period.ordinal}",
            kind,
            steps,
            opens=day.opens or _begins(ground, day),
            due=day.due,
            alternatives=day.alternatives,
            send_by=day.send_by if clause.cliff else None,
            counts_from=rule.counts_from if clause.cliff else None,
            period=_left(ground, rule, day),
        )
        yield replace(item, condition=_only_under(ground.term, day)) if day.period.reading else item


def _effect_of(ground: Ground, rule: NoticeRule, day: NoticeDay) -> list[str]:
    """The step that says on which day a notice ends it, where that is not the day it precedes."""
    if not (rule.within_term and rule.effect_at):
        return []
    end = takes_effect(ground.term, rule, day.period.end, ground.agreement.calendar)
    return [f"Elle prend effet pour {rule.effect_in_words} : le {full(end)}."]


def _named(ground: Ground, rule: NoticeRule, day: NoticeDay) -> str:
    within = rule.within_term or ground.term.rolls
    return short(day.period.end) if within else period_name(day.period)


def _left(ground: Ground, rule: NoticeRule, day: NoticeDay) -> Covered:
    """The period at whose end the notice leads out."""
    return Covered(_named(ground, rule, day), _start(ground, day.period), day.period.end)


def _start(ground: Ground, period: TermPeriod) -> date | None:
    """Its first day, where it does not hang on an effect that is unknown."""
    return period.start if ground.term.begun or period.ordinal > 1 else None


def _begins(ground: Ground, day: NoticeDay) -> date | None:
    start = _start(ground, day.period)
    return min(start, day.due) if start else None


def _only_under(term: Term, day: NoticeDay) -> str | None:
    """Under which readings alone another period follows, which that notice would prevent."""
    reading = day.period.reading
    if reading is None:
        return None
    cut = term.truncated
    also = cut and cut.reading != reading and cut.end > day.period.end
    beside = f" ou « {cut.reading} »" if cut and also else ""
    return f"utile seulement selon la lecture « {reading} »{beside}"


def last_end(ground: Ground, clause: Clause, _: LastEnd) -> Iterator[Occurrence]:
    """The last end, where it is known or bounded; the other reading's beside it."""
    term = ground.term
    if term.end is None and (term.pending is None or term.pending.earliest is None):
        return
    last = _ending(term)
    item = occurrence(
        ground.agreement,
        _as_it_ends(ground, clause),
        "unique",
        END,
        [
            *ground.why(),
            *_counted_from_events(ground),
            *derivation.period_end(ground.rule, term, last),
            *derivation.cap(ground.rule, term),
            *_before_the_effect(ground),
            *_of_no_effect(ground),
        ],
    )
    yield _bounded(item, term, last) if term.pending else _dated(ground, item, last)


def _counted_from_events(ground: Ground) -> Iterator[str]:
    """The events from which the end is so far, with their days, where they are known."""
    for name, shift in ground.rule.shifts.items():
        known = resolve(ground.agreement, ground.facts, name)
        if known.exact and known.earliest:
            title = derivation.event_title(ground.agreement, name)
            yield (
                f"La fin se compte de « {title} » du {short(known.earliest)} : {shift.in_words}."
            )
            ran = shifted(ground.agreement, ground.facts, shift, known.earliest)
            yield from told(ground.agreement, shift.paused or NEVER, ran)


def _before_the_effect(ground: Ground) -> Iterator[str]:
    """The events that ended it before it began, whose dates or the effect's are wrong."""
    for event in end_events(ground.agreement, ground.facts):
        if event.on and event.on < ground.term.effect:
            yield (
                f"« {event.title} » est du {short(event.on)}, avant la prise d'effet : la "
                "convention finit le jour même où elle commence, et la question est posée."
            )


def _of_no_effect(ground: Ground) -> Iterator[str]:
    """What became of the notices recorded that do not end it."""
    for rule in ground.rule.notices:
        given = resolve(ground.agreement, ground.facts, rule.event)
        ending = ground.term.terminated_by
        if given.exact and given.earliest and (ending is None or ending.rule != rule):
            yield (
                f"La dénonciation du {short(given.earliest)} {derivation.quoted(rule.cited)} "
                "n'avance pas cette fin."
            )


def _dated(ground: Ground, item: Occurrence, last: TermPeriod) -> Occurrence:
    """The end on its one day, with the ends of the other readings."""
    term = ground.term
    others = term.other_ends
    unsaid = (one for one in others if one != term.truncated)
    steps = [
        f"{_what_follows(ground)} : le {full(last.end)} est le dernier jour.",
        *(f"Autre lecture ({one.reading}) : le {full(one.end)}." for one in unsaid),
    ]
    prepared = subtracted(last.end, Length(MONTHS_TO_PREPARE, "month"))
    return replace(
        item,
        derivation=derivation.with_more(item.derivation, steps),
        opens=max(term.effect, prepared),
        due=last.end,
        alternatives=tuple(Alternative(one.reading, one.end) for one in others),
        period=Covered(period_name(last), last.start if term.begun else None, last.end),
        condition=under(last.reading, None),
    )


def _bounded(item: Occurrence, term: Term, last: TermPeriod) -> Occurrence:
    """The end between the days that bound it, while the event that sets it is unknown."""
    bounds = term.pending
    return replace(
        item,
        earliest=term.nearest_end,
        latest=bounds.latest if bounds else None,
        certainty="bracketed",
        period=Covered(period_name(last)),
    )


def _ending(term: Term) -> TermPeriod:
    """The period that ends on the last day, were it one that only a reading allows."""
    ends = (period for period in term.all_periods if period.end == term.end)
    return next(ends, term.periods[-1])


def _what_follows(ground: Ground) -> str:
    """Why nothing comes after the last day."""
    term = ground.term
    if term.ended_for_good:
        return "Rien ne suit"
    if ground.rule.extension and not term.periods[-1].extension:
        return "Sans prorogation"
    if term.others and term.renewed_by in ("express", "unknown"):
        return "La reconduction décidée est d'une durée que le texte tait ; sans elle"
    match term.renewed_by:
        case "express":
            more = _may_be_renewed(ground)
            return "Sans reconduction décidée" if more else "Aucune reconduction ne suit"
        case "unknown":
            return "Sans reconduction, dont le texte ne dit pas le mode"
        case "tacit":
            return f"Aucune {'prolongation' if term.rolls else 'reconduction'} ne suit"
        case None:
            return "Aucune reconduction n'est prévue"
        case _:
            assert_never(term.renewed_by)


def _as_it_ends(ground: Ground, clause: Clause) -> Clause:
    """The clause of the end as the facts have it: how it is called, and how it is reminded."""
    term = ground.term
    if term.terminated_by:
        return replace(
            clause,
            title="Fin de la convention, dénoncée",
            cited=term.terminated_by.rule.cited,
            action=PREPARE,
        )
    if term.ended_by and not term.ended_by.written:
        return replace(clause, title="Fin de la convention, de plein droit", action=PREPARE)
    reminders = _beside_the_decision(ground)
    return clause if clause.reminders == reminders else replace(clause, reminders=reminders)


def _may_be_renewed(ground: Ground) -> bool:
    """Whether an express renewal may still follow the last period."""
    rule, periods = ground.rule.renewal, ground.term.all_periods
    if rule is None or rule.mode != "express" or periods[-1].extension:
        return False
    return rule.times is None or len(periods) <= rule.times


def _beside_the_decision(ground: Ground) -> tuple[Length, ...] | None:
    """How an end is reminded, so as not to repeat what the decision to renew says of that day."""
    rule = ground.rule.renewal
    if rule is None or not _may_be_renewed(ground):
        return None
    return LAST_DAYS if rule.asked else BESIDE_THE_DECISION


def decisions(ground: Ground, clause: Clause, _: RenewalDecision) -> Iterator[Occurrence]:
    """One decision before each known term that an express renewal may follow.

    A term that was extended needs none: the extension carries the agreement beyond it.
    """
    rule = ground.rule.renewal
    if rule is None or ground.term.endless or ground.term.ended_for_good:
        return
    renewals = 0
    for period, following in zip_longest(ground.term.periods, ground.term.periods[1:]):
        if rule.times is not None and renewals >= rule.times:
            return
        if period.endless or (following and following.extension):
            continue
        renewals += 1
        opens, due, others, told = _when_asked(ground, rule, period)
        posted: CountsFrom | None = "received" if rule.registered and rule.asked else None
        prudent = min(due, *(other.due for other in others)) if others else due
        post_by = send_by(prudent, posted, ground.agreement.calendar)
        steps = [
            *ground.why(),
            *derivation.period_end(ground.rule, ground.term, period),
            *told,
            *derivation.posted(post_by, ground.agreement.calendar),
            f"La reconduction est expresse : sans elle, la convention finit le {full(period.end)}.",
        ]
        yield replace(
            occurrence(ground.agreement, clause, f"p{period.ordinal}", "decision", steps),
            opens=opens,
            due=due,
            alternatives=others,
            send_by=post_by,
            counts_from=posted,
            period=Covered(period_name(period), _start(ground, period), period.end),
        )


def _when_asked(
    ground: Ground, rule: RenewalRule, period: TermPeriod
) -> tuple[date | None, date, tuple[Alternative, ...], list[str]]:
    """From when and until when a renewal may be asked for, other readings, and the steps there."""
    opens, due, calendar = _start(ground, period), period.end, ground.agreement.calendar
    others: tuple[Alternative, ...] = ()
    steps = []
    if rule.asked_until and (
        until := latest_by(rule.asked_until, period.end, period.end, calendar)
    ):
        due = until
        steps.append(f"La demande se fait au plus tard {_in_words(rule.asked_until, until)}.")
    if rule.asked_since and (since := latest_by(rule.asked_since, period.end, due, calendar)):
        opens, cut = begun_at(ground.term.effect, since, due)
        steps += [f"Elle s'ouvre {_in_words(rule.asked_since, since)}.", *cut]
    if rule.asked_from:
        opens = counted_back(period.end + ONE_DAY, rule.asked_from, calendar)
        length = rule.asked_from.in_words
        steps.append(f"La demande s'ouvre {length} avant le terme : le {full(opens)}.")
        opens, cut = begun_at(ground.term.effect, opens, due)
        steps += cut
    if rule.asked_by:
        due, others = day_before(period.end, rule.asked_by, calendar, OFF_THE_TERM)
        opens = min(opens, due) if opens else None
        length = rule.asked_by.in_words
        steps.append(f"Elle se fait au plus tard {length} avant le terme : le {full(due)}.")
        steps += other_readings(others)
    return opens, due, others, steps


def _in_words(day: DayInYear, date_of_it: date) -> str:
    return f"{the_day(day)} {rank(day.offset)}, N étant l'année du terme : le {full(date_of_it)}"


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
            opens=_begins(ground, day),
            due=day.due,
            alternatives=day.alternatives,
            send_by=day.send_by,
            counts_from="received" if rule.registered else None,
            period=Covered(period_name(day.period), _start(ground, day.period), day.period.end),
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
            period=Covered(period_name(day.period), _start(ground, day.period), day.period.end),
        )


def _request_days(ground: Ground) -> Iterator[tuple[ExtensionRule, NoticeDay]]:
    rule = ground.rule.extension
    if rule:
        for day in request_days(ground.term, rule, ground.agreement.calendar):
            yield rule, day

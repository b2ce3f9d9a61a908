"""Notices: how one given ends an agreement, and the last days for giving it or for a request."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.deadlines.agreement import CountsFrom, ExtensionRule, NoticeRule
from scheduler.deadlines.backwards import before_that_day, counted_back, day_before
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.day_of_month import day_in_year, latest_by
from scheduler.deadlines.obligation import Alternative
from scheduler.deadlines.period import ONE_DAY, Length, next_start
from scheduler.deadlines.rounding import rounded
from scheduler.deadlines.term import (
    FIRST_DAY_COUNTED,
    NoticeGiven,
    ReadEnd,
    Term,
    TermPeriod,
    ended_on,
)
from scheduler.deadlines.timing import DayInYear

CUSTODY_DAYS = 15
"""Days an unclaimed registered letter is kept by the post before it goes back."""
DELIVERY_DAYS = 3
"""Working days usually needed for a registered letter's first presentation."""
OFF_THE_TERM = "retranchés du terme, quantième pour quantième"
"""The reading of a notice that takes its length off the term, day number for day number."""
ONLY_AT_A_TERM = "dénonciation possible seulement avant chaque terme"
"""The reading of a notice recorded while the text does not say when it may be given."""


WITHIN_MINIMUM = "sortie possible avant la fin de la durée minimale"
"""The reading of a notice at the end of each so long that a minimum does not keep from leaving."""
AFTER_MINIMUM = "aucune sortie avant la fin de la durée minimale"
"""The other one."""


def _window_opens(period: TermPeriod, rule: NoticeRule, calendar: Calendar) -> date | None:
    """The first day on which a notice may be given before that period's end, if there is one."""
    if rule.given_since:
        return _given_since(period, rule.given_since, calendar)
    if rule.opens is None:
        return None
    return max(counted_back(period.end + ONE_DAY, rule.opens, calendar), period.start)


def _given_since(period: TermPeriod, day: DayInYear, calendar: Calendar) -> date | None:
    """The last such day of the year before the end of a stretch, never before its own start."""
    opens = latest_by(replace(day, offset=0), period.end, period.end, calendar)
    return max(opens, period.start) if opens else None


@dataclass(frozen=True)
class NoticeDay:
    """The last day for notice or request before one period's end, with its other readings."""

    period: TermPeriod
    due: date
    alternatives: tuple[Alternative, ...]
    send_by: date | None
    opens: date | None = None


def _fits(notice: NoticeGiven, period: TermPeriod) -> bool:
    """Whether it leads out at that period's end: neither too late, nor before its window."""
    opens = _window_opens(period, notice.rule, notice.calendar)
    return notice.expires <= period.end and (opens is None or opens <= notice.on)


def terminated(term: Term, notice: NoticeGiven) -> Term:
    """The term as that notice leaves it: unchanged where it came too late.

    Where the text does not say whether it may be given at any time, the sooner end is kept and the
    end of the period is the other reading.
    """
    if notice.rule.length_unsaid:
        return term
    if _minimum_open(term, notice.rule):
        return _within_or_after_minimum(term, notice)
    if not _reading_open(term, notice.rule):
        end = _end_by(term, notice)
        return _terminated_on(term, notice, end) if end else term
    at_once, at_a_term = _at_any_time(term, notice), _with_a_period(term, notice)
    return _sooner_kept(term, notice, at_once, at_a_term, ONLY_AT_A_TERM)


def _minimum_open(term: Term, rule: NoticeRule) -> bool:
    """Whether that notice may lead out within the minimum or after it, nobody having said."""
    return rule.within_minimum is None and rule.within_term and term.firm_until is not None


def _within_or_after_minimum(term: Term, notice: NoticeGiven) -> Term:
    """The term as a notice leaves it that the minimum may hold back: the sooner end is kept."""
    without = replace(term, firm_until=None)
    sooner, later = _with_a_period(without, notice), _with_a_period(term, notice)
    return _sooner_kept(term, notice, sooner, later, AFTER_MINIMUM)


def _sooner_kept(
    term: Term, notice: NoticeGiven, sooner: date | None, later: date | None, otherwise: str
) -> Term:
    """The term ended on the sooner day, what the later one leaves being the reading ``otherwise``.

    ``later`` is None where that reading leaves the term as it is.
    """
    if sooner is None or sooner == later:
        return _terminated_on(term, notice, later) if later else term
    held = ended_on(term, later) if later else term
    return _under_both(_terminated_on(term, notice, sooner), held, otherwise)


def _reading_open(term: Term, rule: NoticeRule) -> bool:
    """Whether that notice may end the term at once or at a period's end, nobody having decided."""
    unsaid = rule.at_any_time is None and rule.settled is None
    return unsaid and not rule.within_term and not term.open_ended


def _terminated_on(term: Term, notice: NoticeGiven, end: date) -> Term:
    return replace(ended_on(term, end), terminated_by=notice)


def _under_both(sooner: Term, later: Term, reading: str) -> Term:
    """The term that ends sooner, with what the other reading, that of the later, leaves of it."""
    last = sooner.periods[-1].end
    others = tuple(
        replace(
            period,
            start=max(period.start, last + ONE_DAY),
            reading=reading,
            rest=period.start <= last,
        )
        for period in later.all_periods
        if period.end > last
    )
    return replace(sooner, others=others, other_end=ReadEnd(reading, later.end or later.last_day))


def _end_by(term: Term, notice: NoticeGiven) -> date | None:
    """The end that the notice brings: at once, or of the first period that its delay fits in."""
    if notice.rule.at_any_time or (term.open_ended and not notice.rule.within_term):
        return _at_any_time(term, notice)
    return _with_a_period(term, notice)


def _at_any_time(term: Term, notice: NoticeGiven) -> date | None:
    """The day its delay ends, never within the minimum; None where the agreement ends sooner."""
    ends = max(notice.ends, term.firm_until or notice.ends)
    return ends if term.end is None or ends < term.last_day else None


def _in_an_endless_period(term: Term, notice: NoticeGiven) -> date | None:
    """The day its delay ends, in a period that nothing else ends (C. civ. 1211)."""
    endless = next((period for period in term.all_periods if period.endless), None)
    return max(notice.ends, endless.start) if endless else None


def _end_of_its_period(term: Term, day: date) -> date:
    """The end of the period of the term that holds the day."""
    return next((one.end for one in term.all_periods if day <= one.end), term.last_day)


def takes_effect(term: Term, rule: NoticeRule, end: date, calendar: Calendar) -> date:
    """The day on which a notice given before the end of a stretch within the term ends it."""
    match rule.effect_at:
        case None:
            return end
        case "end of period":
            return _end_of_its_period(term, end)
        case rounding:
            return rounded(end, rounding, calendar)


def _with_a_period(term: Term, notice: NoticeGiven) -> date | None:
    """The end of the first period for which it is in time; None where it is too late for all."""
    if term.rolls and not notice.rule.within_term:
        pairs = zip(_rolling_windows(term), term.periods, strict=False)
        return next((one.end for window, one in pairs if _fits(notice, window)), None)
    floor = term.effect if notice.rule.within_minimum else term.firm_until or term.effect
    periods = _notice_periods(term, notice.rule, notice.calendar)
    if not notice.rule.within_term:
        ended = (one for one in periods if not one.endless and one.end >= floor)
        fitting = next((one.end for one in ended if _fits(notice, one)), None)
        return fitting or _in_an_endless_period(term, notice)
    for period in periods:
        end = takes_effect(term, notice.rule, period.end, notice.calendar)
        if end >= floor and _fits(notice, period):
            return end
    return None


def notice_days(term: Term, notice: NoticeRule, calendar: Calendar) -> tuple[NoticeDay, ...]:
    """The last day for notice before each period that another one would follow.

    At the cap, after the last stated renewal and before an extension agreed, no notice is needed
    (C. civ. 1212, 1213); one that may be given at any time has no last day. None is possible before
    the agreement takes effect. Where nothing renews it by itself and the text still asks for a
    notice before the term, that term's day is given.
    """
    if notice.at_any_time or notice.length_unsaid:
        return ()
    return tuple(
        _read_on_the_eve(day, notice, calendar) if term.perhaps_on_the_eve else day
        for period in _left_by_notice(term, notice, calendar)
        if (day := _notice_day(period, notice, calendar)).due >= term.effect
    )


def _read_on_the_eve(day: NoticeDay, notice: NoticeRule, calendar: Calendar) -> NoticeDay:
    """The last day, and the one that the period's end gives where it is read as its eve."""
    if notice.within_term:
        return day
    eve = replace(day.period, end=day.period.end - ONE_DAY)
    sooner = _notice_day(eve, notice, calendar)
    read = [*day.alternatives, Alternative(FIRST_DAY_COUNTED, sooner.due)]
    others = tuple({one.due: one for one in read if one.due != day.due}.values())
    return replace(day, alternatives=others, send_by=sooner.send_by)


def _left_by_notice(term: Term, notice: NoticeRule, calendar: Calendar) -> Iterator[TermPeriod]:
    """The periods that a notice keeps from being followed by another."""
    if notice.within_term:
        for period in _notice_periods(term, notice, calendar):
            end = takes_effect(term, notice, period.end, calendar)
            firm = term.firm_until is not None and end < term.firm_until
            if (firm and notice.within_minimum is False) or (term.end and end >= term.end):
                continue
            unsure = firm and notice.within_minimum is None
            yield replace(period, reading=WITHIN_MINIMUM) if unsure else period
    elif term.open_ended:
        if term.firm_until and notice.at_any_time is False:
            yield TermPeriod(1, term.effect, term.firm_until)
        elif _reaches_its_longest(term) and notice.at_any_time is False:
            yield replace(term.periods[-1], reading=None)
    elif term.rolls:
        for window, following in zip(_rolling_windows(term), term.all_periods[1:], strict=False):
            yield replace(window, reading=following.reading)
    else:
        yield from _followed(term)
        if _named_without_renewal(term, notice):
            yield replace(term.periods[-1], reading=None)


def _reaches_its_longest(term: Term) -> bool:
    """Whether its longest duration, or its cap, is what ends it, and no event nor notice."""
    return term.ended_by is not None and term.ended_by.written and term.terminated_by is None


def _followed(term: Term) -> Iterator[TermPeriod]:
    following = term.all_periods[1:] if term.end or term.other_end else term.all_periods
    for period, next_one in zip(term.all_periods, following, strict=False):
        if not (next_one.extension or next_one.rest or period.endless):
            sure = term.length_assumed and period in term.periods
            reading = None if sure else next_one.reading
            yield period if period.reading == reading else replace(period, reading=reading)


def _named_without_renewal(term: Term, notice: NoticeRule) -> bool:
    """Whether the text asks for a notice before a term that nothing follows by itself."""
    open_still = term.end is not None and not term.ended_for_good
    return notice.at_any_time is False and term.renewed_by != "tacit" and open_still


def _rolling_windows(term: Term) -> Iterator[TermPeriod]:
    """The stretches at whose end the agreement is prolonged, one for each period, in order."""
    if term.rolls is None:
        return
    for rank, period in enumerate(term.periods + term.others):
        start = next_start(term.effect, term.rolls, rank) if rank else term.effect
        end = next_start(term.effect, term.rolls, rank + 1) - ONE_DAY
        yield TermPeriod(period.ordinal, start, end)


def _notice_periods(term: Term, notice: NoticeRule, calendar: Calendar) -> tuple[TermPeriod, ...]:
    """The periods at whose end a notice takes effect: the term's, or one every so long."""
    if notice.each_year:
        return _years_of(term, notice, notice.each_year, calendar)
    if notice.every is None:
        return term.all_periods
    periods: list[TermPeriod] = []
    start = term.effect
    while start <= term.last_day:
        following = next_start(term.effect, notice.every, len(periods) + 1)
        end = following - ONE_DAY
        if term.end:
            end = min(end, term.last_day)
        periods.append(TermPeriod(len(periods) + 1, start, end))
        start = following
    return tuple(periods)


def _years_of(
    term: Term, notice: NoticeRule, day: DayInYear, calendar: Calendar
) -> tuple[TermPeriod, ...]:
    """The stretches of the term that end on that day of each year.

    A notice without delay is given *before* that day: its stretch ends on the eve.
    """
    same_year = replace(day, offset=0)
    years = range(term.effect.year, term.last_day.year + 1)
    days = [day_in_year(same_year, year, calendar) for year in years]
    strict = notice.immediate and not notice.day_included
    ends = [before_that_day(end, strict)[0] for end in days if end]
    within = [end for end in ends if term.effect <= end <= term.last_day]
    starts = [term.effect, *(end + ONE_DAY for end in within)]
    pairs = zip(starts, within, strict=False)
    return tuple(TermPeriod(rank, start, end) for rank, (start, end) in enumerate(pairs, start=1))


def _notice_day(period: TermPeriod, notice: NoticeRule, calendar: Calendar) -> NoticeDay:
    posted = notice.counts_from if notice.registered else None
    day = _day_before(period, notice.length, posted, calendar)
    if notice.each_year and notice.immediate and not notice.day_included:
        _, others = before_that_day(period.end + ONE_DAY, strict=True)
        day = replace(day, alternatives=others)
    opens = _window_opens(period, notice, calendar)
    return replace(day, opens=opens) if opens else day


def request_days(term: Term, rule: ExtensionRule, calendar: Calendar) -> tuple[NoticeDay, ...]:
    """The last day to ask for an extension before each period's end that the cap lets it move.

    None while nothing ends the agreement, nor once a notice or an event has ended it.
    """
    if term.endless or term.ended_for_good:
        return ()
    limit = term.caps[0].end if term.caps else None
    return tuple(
        _day_before(period, rule.ask_before, "received" if rule.registered else None, calendar)
        for period in term.periods
        if limit is None or period.end < limit
    )


def _day_before(
    period: TermPeriod, length: Length, posted: CountsFrom | None, calendar: Calendar
) -> NoticeDay:
    """So long before the period's end; ``posted`` says what a registered letter counts from."""
    due, others = day_before(period.end, length, calendar, OFF_THE_TERM)
    prudent = min(due, *(one.due for one in others)) if others else due
    return NoticeDay(period, due, others, send_by(prudent, posted, calendar))


def send_by(limit: date, counts_from: CountsFrom | None, calendar: Calendar) -> date | None:
    """The last prudent day to post a registered letter; None where no letter is required."""
    if counts_from is None:
        return None
    if counts_from == "sent":
        return calendar.preceding(limit)
    if counts_from == "presented":
        return calendar.minus_working_days(calendar.preceding(limit), DELIVERY_DAYS)
    return safe_posting_day(limit, calendar)


def safe_posting_day(latest: date, calendar: Calendar) -> date:
    """The last day to post a registered letter that must be there by ``latest``, even unclaimed.

    Its custody and its delivery are taken off, each to a working day.
    """
    reception = calendar.preceding(latest - timedelta(days=CUSTODY_DAYS))
    return calendar.minus_working_days(reception, DELIVERY_DAYS)

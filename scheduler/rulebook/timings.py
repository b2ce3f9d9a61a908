"""From the moments a file writes to the timings they describe."""

from datetime import date
from typing import Literal, assert_never

from scheduler.deadlines import timing
from scheduler.deadlines.exceptions import WindowDay
from scheduler.deadlines.period import Length
from scheduler.deadlines.relative import runs_to_midnight
from scheduler.rulebook.moment_forms import TERM_DAYS
from scheduler.rulebook.moments import (
    AnchorText,
    AnyAnchorText,
    BetweenTiming,
    ByTiming,
    EarliestTiming,
    EveryTiming,
    LastingTiming,
    LatestTiming,
    NextTimeTiming,
    OneMoment,
    OriginText,
    PlacedBeforeTiming,
    PlacedTiming,
    RelativeTiming,
    SameTiming,
    SinceTiming,
    When,
    WithinTiming,
)
from scheduler.rulebook.moments_of_facts import (
    AfterTiming,
    AtTiming,
    BeforeTiming,
    ElapsedTiming,
    PastTiming,
)
from scheduler.rulebook.moments_recurring import (
    OF_EITHER_KIND,
    DayOfTiming,
    QuotaTiming,
    YearlyTiming,
)
from scheduler.rulebook.moments_written import (
    AlternatesTiming,
    AskTiming,
    CivilTiming,
    ContractPartTiming,
    FixedTiming,
    FuzzyTiming,
    LimitsText,
    RuleTiming,
    SilenceAnchorText,
    WindowTiming,
)
from scheduler.rulebook.pause_text import to_pause, to_prolonged
from scheduler.rulebook.readers import NEXT_MONTH
from scheduler.rulebook.rhythm_readers import window_rank
from scheduler.rulebook.rhythms import (
    WeeklyTiming,
    window_cases,
    window_exceptions,
    yearly_cases,
    yearly_exceptions,
)

_BASES: dict[str | None, timing.Basis | None] = {
    "du contrat": "contract",
    "civiles": "civil",
    "glissantes": "rolling",
    None: None,
}


def to_timing(when: When | OneMoment) -> timing.Timing:
    """The timing that a ``quand`` describes."""
    if isinstance(when, list):
        return timing.Sequence(tuple(to_timing(part) for part in when))
    match when:
        case QuotaTiming():
            return _quota(when)
        case YearlyTiming():
            return _yearly(when)
        case DayOfTiming():
            return _day_of(when)
        case CivilTiming():
            return timing.CivilWindow(*when.within, when.exactly or when.at_least)
        case FixedTiming():
            return _fixed(when)
        case WindowTiming():
            return timing.Window(when.opens, when.due)
        case RuleTiming():
            return timing.ByRule(when.rule)
        case ContractPartTiming():
            return _contract_part(when)
        case WeeklyTiming():
            return _weekly(when)
        case EveryTiming():
            return _every(when)
        case RelativeTiming():
            return _relative(when)
        case ByTiming():
            return _by(when)
        case WithinTiming():
            return _within(when)
        case PlacedTiming() | PlacedBeforeTiming():
            return _placed(when)
        case BetweenTiming():
            due = _any_anchor(when.due) if when.due else None
            return timing.Between(_any_anchor(when.opens), due)
        case LastingTiming():
            return _lasting(when)
        case NextTimeTiming():
            return _next_time(when)
        case SinceTiming():
            return _since(when)
        case EarliestTiming():
            return timing.Extreme(False, tuple(to_timing(part) for part in when.moments))
        case LatestTiming():
            return timing.Extreme(True, tuple(to_timing(part) for part in when.moments))
        case SameTiming():
            reading = to_timing(when.reading) if when.reading else None
            return timing.Same(when.clause, reading)
        case AlternatesTiming():
            return timing.Alternates(when.clause, when.first)
        case AskTiming():
            return timing.Ask(when.question)
        case FuzzyTiming():
            return timing.Fuzzy(when.words)
        case AfterTiming():
            return _after(when)
        case BeforeTiming() if not when.length.number:
            return _on_the_day(timing.By(when.event), when.opens)
        case BeforeTiming() | AtTiming() | PastTiming() | ElapsedTiming():
            return _on_event(when)
        case "permanent":
            return timing.Always()
        case _:
            assert_never(when)


_OnEvent = BeforeTiming | AtTiming | PastTiming | ElapsedTiming


def _after(when: AfterTiming) -> timing.Timing:
    """A delay after a fact; no delay at all is its day, and a cutoff may count it from later."""
    cutoff = _cutoff(when.by, when.earlier, when.otherwise)
    if not when.length.number and not cutoff:
        return timing.By(when.event)
    if cutoff:
        return timing.Relative(
            "after" if when.length.number else "at",
            when.length if when.length.number else None,
            timing.By(when.event),
            approximate=when.approximate,
            begins=when.begins,
            cutoff=cutoff,
        )
    return timing.After(
        when.length,
        when.event,
        when.approximate,
        when.restarts,
        to_pause(when.paused),
        when.begins,
        to_prolonged(when.prolonged),
    )


def _cutoff(
    by: timing.Place | None, before: timing.Place | None, otherwise: timing.Place | None
) -> timing.Cutoff | None:
    limit = by or before
    if limit is None or otherwise is None:
        return None
    return timing.Cutoff(limit, otherwise, strict=before is not None)


def _on_the_day(
    anchor: timing.Anchor, opens: Length | None, *, strict: bool = False
) -> timing.Timing:
    """At the latest on that day, or before it."""
    if isinstance(anchor, timing.By) and not (opens or strict):
        return anchor
    return timing.Relative("at", None, anchor, opens, strict=strict)


def _by(when: ByTiming) -> timing.Timing:
    written = when.by or when.at_latest or when.before
    assert written is not None, "the model requires one"
    anchor = _any_anchor(written, when.every, when.of)
    return _on_the_day(anchor, when.opens, strict=when.before is not None)


def _next_time(when: NextTimeTiming) -> timing.NextTime:
    after = _any_anchor(when.after)
    if isinstance(when.next, LimitsText):
        return timing.NextTime("", after, timing.Limits(when.next.clause))
    return timing.NextTime(when.next, after)


def _lasting(when: LastingTiming) -> timing.Between:
    """What lasts so long from a day; of the end of a period, from the day that follows it."""
    since = _any_anchor(when.since) if when.since else timing.TermDay("effect")
    if when.until:
        return timing.Between(since, _any_anchor(when.until), lasting=True)
    until = timing.Relative("lasting", when.during, since)
    if runs_to_midnight(since):
        since = timing.Relative("past", Length(0, "day"), since)
    return timing.Between(since, until, lasting=True)


def _since(when: SinceTiming) -> timing.Timing:
    if isinstance(when.since, date):
        return timing.Window(when.since, None)
    return timing.Between(_any_anchor(when.since), None)


def _within(when: WithinTiming) -> timing.Relative:
    written = when.after or when.before
    assert written is not None, "the model requires one"
    return timing.Relative(
        "within" if when.after else "leading",
        when.length,
        _any_anchor(written, when.every, when.of),
        cutoff=_cutoff(when.by, when.earlier, when.otherwise),
        paused=to_pause(when.paused),
    )


def _placed(when: PlacedTiming | PlacedBeforeTiming) -> timing.Relative:
    written = when.after if isinstance(when, PlacedTiming) else when.before
    return timing.Relative(
        "place",
        None,
        _any_anchor(written, when.every, when.of),
        place=when.place,
        strict=isinstance(when, PlacedTiming) and when.before is not None,
        cutoff=_cutoff(when.in_time, when.earlier, when.otherwise)
        if isinstance(when, PlacedTiming)
        else None,
    )


def _on_event(when: _OnEvent) -> timing.OnEvent:
    match when:
        case BeforeTiming():
            return timing.Before(
                when.length, when.event, when.approximate, when.at_least, when.opens
            )
        case AtTiming():
            broken_by = tuple(when.broken_by or ())
            return timing.At(when.event, when.count, when.span, broken_by)
        case PastTiming():
            return timing.Past(
                when.length,
                when.event,
                when.restarts,
                to_pause(when.paused),
                prolonged=to_prolonged(when.prolonged),
            )
        case ElapsedTiming():
            return timing.Elapsed(when.length, when.event, to_pause(when.paused))
        case _:
            assert_never(when)


def _relative(when: RelativeTiming) -> timing.Timing:
    written = when.after or when.before or when.at
    assert written is not None, "the model requires one"
    anchor = _any_anchor(written, when.every, when.of)
    if when.at and isinstance(anchor, timing.Anniversaries):
        return anchor
    if when.length and not when.length.number:
        return timing.Relative(
            "at",
            None,
            anchor,
            when.opens,
            cutoff=_cutoff(when.by, when.earlier, when.otherwise),
        )
    return timing.Relative(
        _counting(when),
        when.length or when.past or when.elapsed,
        anchor,
        when.opens,
        when.approximate,
        when.at_least,
        when.begins,
        cutoff=_cutoff(when.by, when.earlier, when.otherwise),
        paused=to_pause(when.paused),
    )


def _counting(when: RelativeTiming) -> timing.Counting:
    if when.past:
        return "past"
    if when.elapsed:
        return "elapsed"
    return "before" if when.before else "after" if when.after else "at"


def _any_anchor(
    written: AnchorText | AnyAnchorText,
    every: Length | None = None,
    of: AnyAnchorText | None = None,
) -> timing.Anchor:
    """What a day is told from: a day of the term, a fact, a date, a deadline, another moment."""
    years = every.number if every else 1
    if of is not None:
        return timing.Anniversaries(_any_anchor(of), years)
    if isinstance(written, date):
        return timing.Fixed(written)
    if isinstance(written, str):
        which = TERM_DAYS.get(written)
        return timing.TermDay(which, years) if which else timing.By(written)
    if isinstance(written, LimitsText):
        return timing.Limits(written.clause)
    if isinstance(written, SilenceAnchorText):
        return timing.Limits(written.clause, silent=True)
    return to_timing(written)


def _quota(when: QuotaTiming) -> timing.Quota | timing.Yearly | timing.DayOf:
    limit, number = when.limit, when.exactly or when.at_least
    if isinstance(limit, timing.DayInYear):
        return _by_a_day_of_the_year(when, limit, number)
    if limit is not None and when.span is not None:
        bound: Literal["by", "before"] = "before" if when.before else "by"
        since, until = when.bounds
        return timing.DayOf(
            when.span,
            limit.day,
            bound,
            window_rank(limit, when.span),
            since=since,
            of=limit.of,
            opens=WindowDay(1),
            until=until,
            named=limit.named,
            beside=limit.beside,
            count=number,
        )
    return _plain_quota(when)


def _by_a_day_of_the_year(
    when: QuotaTiming, limit: timing.DayInYear, number: int | None
) -> timing.Yearly:
    """So many times in each civil year, from its first day to that limit."""
    since, until = when.bounds
    first = timing.DayInYear(1, 1, min(limit.offset, 0))
    strict = when.before is not None
    return timing.Yearly(limit, strict, since, opens=first, until=until, count=number)


def _plain_quota(when: QuotaTiming) -> timing.Quota:
    bounds: tuple[tuple[timing.AtLeast, int | None], ...] = (
        ("at least", when.at_least),
        ("exactly", when.exactly),
        ("at most", when.at_most),
    )
    bound, number = next((pair for pair in bounds if pair[1]), ("at least", 1))
    span: timing.Span = when.span or when.every or timing.YEAR
    contract_alone = span.dated and not span.fits_civil_years
    basis = _BASES["du contrat" if contract_alone and not when.basis else when.basis]
    return timing.Quota(number or 1, bound, span, basis, *when.bounds)


def _contract_part(when: ContractPartTiming) -> timing.ContractYear | timing.ContractStretch:
    since, until = when.part
    number = when.exactly or when.at_least
    whole = since.months == timing.YEAR.months and (since == until or since.number == timing.LAST)
    if whole and not number:
        return timing.ContractYear(since.number)
    return timing.ContractStretch(since, until, number)


def _weekly(when: WeeklyTiming) -> timing.Weekly:
    days = when.by or when.at_latest or when.before or when.on or when.stretch
    on = not (when.by or when.at_latest or when.before)
    bound: Literal["by", "before", "on"] = "on" if on else "before" if when.before else "by"
    return timing.Weekly(days, bound, *when.bounds)


_PAYABLE: dict[str | None, timing.Payable] = {
    "d'avance": "in advance",
    "à terme échu": "in arrears",
    None: "plain",
}


def _every(when: EveryTiming) -> timing.EveryFrom:
    return timing.EveryFrom(when.length, _origin(when.origin), _PAYABLE[when.payable], *when.bounds)


def _origin(written: OriginText) -> timing.Anchor:
    if isinstance(written, date):
        return timing.Fixed(written)
    if isinstance(written, str):
        day = TERM_DAYS.get(written)
        return timing.TermDay(day) if day else timing.At(written)
    if isinstance(written, LimitsText):
        return timing.Limits(written.clause)
    return to_timing(written)


def _yearly(when: YearlyTiming) -> timing.Timing:
    since, until = when.bounds
    if when.within:
        return timing.YearlyWindow(*when.within, since, until)
    day = when.day
    assert day is not None, "the model requires one day"
    return timing.Yearly(
        day,
        when.before is not None,
        since,
        yearly_exceptions(when.exceptions, day),
        when.opens or when.on,
        when.only or (),
        when.interval.number if when.interval else 1,
        until,
        yearly_cases(when.exceptions, day),
        day is when.opens,
    )


def _day_of(when: DayOfTiming) -> timing.DayOf | timing.EveryFrom:
    if when.basis == "du contrat" and when.payable:
        length = Length(timing.SPANS[when.every].months, "month")
        return timing.EveryFrom(length, timing.TermDay("effect"), when.payable, *when.bounds)
    return _day_of_civil_periods(when)


def _day_of_civil_periods(when: DayOfTiming) -> timing.DayOf:
    bound: Literal["by", "before", "on", "from"] = "by"
    if when.before or when.on:
        bound = "before" if when.before else "on"
    elif when.opens and not when.last:
        bound = "from"
    span = timing.SPANS[when.every]
    since, until = when.bounds
    return timing.DayOf(
        span,
        when.day.day,
        bound,
        window_rank(when.day, span),
        window_exceptions(when.exceptions, span),
        since,
        when.day.of,
        _opening(when) if when.opens and when.last else None,
        until,
        window_cases(when.exceptions, span),
        when.day.named,
        when.day.beside,
        civil_said=when.basis == "civiles" or when.every not in OF_EITHER_KIND,
    )


def _opening(when: DayOfTiming) -> WindowDay:
    """The day of ``du``: in its own month, else that of ``au``, or before where it is later."""
    opens, last, span = when.opens, when.last, timing.SPANS[when.every]
    assert opens is not None, "the caller says so"
    assert last is not None, "the caller says so"
    if opens.named is not None:
        return opens
    return WindowDay(opens.day, opens.of, _opening_month(opens, last, span.months))


def _opening_month(opens: WindowDay, last: WindowDay, months: int) -> int:
    if last.month == NEXT_MONTH and not opens.month:
        return months + (last.of == "calendar" and opens.day <= last.day)
    default = last.month or (months if last.day == timing.LAST else 1)
    month = opens.month or default
    return months + 1 if month == NEXT_MONTH else month


def _fixed(when: FixedTiming) -> timing.Fixed:
    on = when.by or when.at_latest or when.before
    assert on is not None, "the model requires one date"
    return timing.Fixed(on, strict=when.before is not None)

"""How often a timing comes round: once, or with a series of periods that keys name."""

from typing import assert_never

from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.facts import is_repeated
from scheduler.deadlines.timing import (
    YEAR,
    After,
    Alternates,
    Always,
    Anchor,
    Anniversaries,
    Ask,
    At,
    Before,
    BeforeRenewal,
    Between,
    By,
    ByRule,
    CivilWindow,
    ContractStretch,
    ContractYear,
    DayOf,
    Elapsed,
    EveryFrom,
    ExtensionRequest,
    Extreme,
    Fixed,
    Fuzzy,
    LastEnd,
    Limits,
    NextTime,
    NoRequest,
    OnEvent,
    Past,
    Quota,
    Relative,
    RenewalDecision,
    Same,
    Sequence,
    Span,
    TermDay,
    Timing,
    Weekly,
    Window,
    Yearly,
    YearlyWindow,
)

Cadence = tuple[str | int, ...]
"""The series of periods whose keys a timing's occurrences bear; ``ONCE`` for a single one.

Two timings of one cadence give their days for the same periods, so that they can be compared
period by period.
"""
ONCE: Cadence = ("once",)
EACH_TIME = "each time"
"""What the series of an event that takes place several times begins with."""


RECORDED = (EACH_TIME, "run", "threshold")
"""What the series begin with of which people record each time."""
CIVIL = "civil"
"""What the series of the calendar's periods begins with."""


def cadence(agreement: Agreement, timing: Timing, path: tuple[str, ...] = ()) -> Cadence:
    """The cadence of a timing of that agreement; ``path`` are the clauses already followed."""
    match timing:
        case Yearly():
            return ONCE if isinstance(timing.only, int) else _civil(YEAR)
        case YearlyWindow():
            return _civil(YEAR)
        case DayOf():
            return _civil(timing.span)
        case Quota():
            return _of_quota(timing)
        case After() | Before() | At() | By() | Past() | Elapsed():
            return _of_event(agreement, timing)
        case Relative():
            return of_anchor(agreement, timing.anchor, path)
        case Between():
            return of_anchor(agreement, timing.due or timing.opens, path)
        case Anniversaries():
            since = of_anchor(agreement, timing.of, path)
            return ("anniversaries", str(timing.of), timing.every, *since)
        case NextTime():
            return of_anchor(agreement, timing.after, path)
        case Extreme():
            return _of_parts(agreement, timing, path)
        case Sequence():
            return ("sequence", *(str(part) for part in timing.parts))
        case Same():
            return _of_clause(agreement, timing.clause, path)
        case Alternates():
            return _of_clause(agreement, timing.clause, path)
        case ByRule():
            return ("rule", timing.rule)
        case EveryFrom():
            length = timing.length
            return ("every from", length.months, length.days, str(timing.anchor))
        case BeforeRenewal():
            return ("notice", timing.rank)
        case RenewalDecision() | ExtensionRequest() | NoRequest():
            return ("each end",)
        case Fixed() | Window() | CivilWindow() | ContractYear() | ContractStretch() | LastEnd():
            return ONCE
        case Ask() | Always() | Weekly() | Fuzzy():
            return ONCE
        case _:
            assert_never(timing)


def _civil(span: Span) -> Cadence:
    return (CIVIL, span.months, span.first)


def _of_quota(timing: Quota) -> Cadence:
    if timing.basis == "civil" or timing.span.civil:
        return _civil(timing.span)
    return (timing.basis or "contract", timing.span.months, timing.span.letter)


def _of_event(agreement: Agreement, timing: OnEvent) -> Cadence:
    """Of an event that takes place several times, one for each of its times."""
    if isinstance(timing, At) and timing.broken_by:
        return ("run", timing.event, timing.count or 1)
    if isinstance(timing, At) and timing.count:
        return ("threshold", timing.event, *(_civil(timing.span) if timing.span else ()))
    return (EACH_TIME, timing.event) if is_repeated(agreement, timing.event) else ONCE


def of_anchor(agreement: Agreement, anchor: Anchor, path: tuple[str, ...] = ()) -> Cadence:
    """The cadence of the days that something is counted from; ``path`` as for ``cadence``."""
    if isinstance(anchor, Limits):
        return _of_clause(agreement, anchor.clause, path)
    if not isinstance(anchor, TermDay):
        return cadence(agreement, anchor, path)
    match anchor.which:
        case "effect" | "end" | "middle":
            return ONCE
        case "each end" | "each renewal" | "anniversary":
            return (anchor.which, anchor.every)
        case _:
            assert_never(anchor.which)


def _of_parts(agreement: Agreement, timing: Extreme, path: tuple[str, ...]) -> Cadence:
    """That of all the parts; once where they differ, since then only one day can be chosen.

    Several events that take place several times are compared time by time, the first with the
    first; with a day of each period, the period whose day is nearest. The last of each time of an
    event and of a day that comes once comes at each time.
    """
    cadences = {cadence(agreement, part, path) for part in timing.parts}
    if len(cadences) == 1:
        return cadences.pop()
    if timing.latest:
        cadences.discard(ONCE)
    periods = {rhythm for rhythm in cadences if rhythm[0] == CIVIL}
    if len(periods) == 1 and all(rhythm[0] in (EACH_TIME, CIVIL) for rhythm in cadences):
        return periods.pop()
    if not all(rhythm[0] == EACH_TIME for rhythm in cadences):
        return ONCE
    return (EACH_TIME, *sorted(str(event) for rhythm in cadences for event in rhythm[1:]))


def _of_clause(agreement: Agreement, name: str, path: tuple[str, ...]) -> Cadence:
    """That of another clause as the text has it; once for one that is nowhere or goes round."""
    if name in path:
        return ONCE
    clause = next((clause for clause in agreement.clauses if clause.id == name), None)
    return cadence(agreement, clause.timing, (*path, name)) if clause else ("term", name)

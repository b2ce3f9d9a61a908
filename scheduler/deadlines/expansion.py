"""From one clause to its occurrences: the way of dating it calls for, or what is awaited."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from scheduler.deadlines import procedures, recurring, single
from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.facts import Anchor, Facts, resolve
from scheduler.deadlines.ground import Ground
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.timing import (
    After,
    Alternates,
    Always,
    Ask,
    At,
    Before,
    BeforeRenewal,
    CivilWindow,
    ContractYear,
    DayOf,
    Elapsed,
    ExtensionRequest,
    Fixed,
    Fuzzy,
    NoRequest,
    OnEvent,
    Past,
    Quota,
    RenewalDecision,
    Same,
    Timing,
    Window,
    Yearly,
    YearlyWindow,
    is_standing,
    parts,
)
from scheduler.deadlines.timing import Sequence as InSequence


def expand(
    agreement: Agreement,
    facts: Facts,
    clause: Clause,
    effect: Anchor,
    low: Ground | None,
    high: Ground | None,
) -> Sequence[Occurrence] | None:
    """The clause's occurrences; None where it waits for an event of which nothing is known."""
    found: list[Occurrence] = []
    waits = False
    for timing in parts(clause.timing):
        part = _expand_one(agreement, facts, replace(clause, timing=timing), effect, low, high)
        waits = waits or part is None
        found.extend(one for one in part or () if _in_force(clause, one))
    return None if waits and not found else found


def _in_force(clause: Clause, item: Occurrence) -> bool:
    """Whether the law that sets the duty is in force on its day."""
    day = item.due or item.opens or item.acts_by
    if day is None:
        return True
    begun = clause.valid_from is None or day >= clause.valid_from
    return begun and (clause.valid_until is None or day <= clause.valid_until)


def _expand_one(
    agreement: Agreement,
    facts: Facts,
    clause: Clause,
    effect: Anchor,
    low: Ground | None,
    high: Ground | None,
) -> Sequence[Occurrence] | None:
    timing = clause.timing
    if is_standing(timing):
        return []
    match timing:
        case Fixed():
            return [single.fixed(agreement, clause, timing)]
        case Window():
            return [single.window(agreement, clause, timing)]
        case CivilWindow():
            begins = effect.earliest if effect.exact else None
            return [single.civil_window_once(agreement, clause, timing, begins)]
        case Same():
            if timing.reading is None:
                return []
            reread = replace(clause, timing=timing.reading)
            return expand(agreement, facts, reread, effect, low, high)
        case Ask() | Always() | Fuzzy() | Alternates() | InSequence():
            return []
        case After() | Before() | At() | Past() | Elapsed():
            return _on_event(agreement, facts, clause, timing)
        case _:
            return _on_term(clause, effect, low, high)


def _on_event(
    agreement: Agreement, facts: Facts, clause: Clause, timing: OnEvent
) -> Sequence[Occurrence] | None:
    known = resolve(agreement, facts, timing.event)
    if clause.personal and timing.event not in facts.assumed:
        return None
    if known.earliest is None or (isinstance(timing, At | Past | Elapsed) and not known.exact):
        return None
    low = single.on_event(agreement, clause, timing, known, known.earliest)
    if known.exact:
        return [low]
    latest = known.latest
    high = single.on_event(agreement, clause, timing, known, latest) if latest else None
    return [_bracket(low, high)]


def _on_term(
    clause: Clause, effect: Anchor, low: Ground | None, high: Ground | None
) -> Sequence[Occurrence] | None:
    if low is None:
        return None
    expand = _EXPANSIONS[type(clause.timing)]
    found = list(expand(low, clause, clause.timing))
    if effect.exact:
        return found
    later = {item.key: item for item in expand(high, clause, clause.timing)} if high else {}
    return [_bracket(item, later.get(item.key)) for item in found]


_EXPANSIONS: dict[type[Timing], Callable[..., Iterator[Occurrence]]] = {
    Quota: recurring.quota,
    Yearly: recurring.yearly,
    YearlyWindow: recurring.yearly,
    DayOf: recurring.day_of,
    ContractYear: recurring.contract_year,
    BeforeRenewal: procedures.notices,
    RenewalDecision: procedures.decisions,
    ExtensionRequest: procedures.requests,
    NoRequest: procedures.unasked,
}


def _bracket(low: Occurrence, high: Occurrence | None) -> Occurrence:
    """The occurrence as far as it is known: its earliest day, its latest if bounded, no due."""
    covered = replace(low.period, start=None, end=None) if low.period else None
    if low.kind in ("yearly", "monthly"):
        covered = low.period
    return replace(
        low,
        due=None,
        opens=None,
        alternatives=(),
        period=covered,
        earliest=low.acts_by,
        latest=high.due if high else None,
        certainty="bracketed",
        post_term=False,
    )

"""From one clause to its occurrences: the way of dating it calls for, or what is awaited."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduler.deadlines import (
    by_rule,
    contract_year,
    endings,
    monthly,
    pausing,
    procedures,
    quotas,
    relative,
    repeated,
    single,
    yearly,
)
from scheduler.deadlines.agreement import Agreement, Clause, TermRule
from scheduler.deadlines.amending import Version, folded, versions
from scheduler.deadlines.facts import Anchor, Facts, is_repeated, resolve
from scheduler.deadlines.ground import Ground
from scheduler.deadlines.keys import key_suffixes
from scheduler.deadlines.life import decided
from scheduler.deadlines.moving import moved
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.sessions import deciding_body, with_session
from scheduler.deadlines.timing import (
    After,
    Alternates,
    Always,
    Ask,
    At,
    Before,
    BeforeRenewal,
    ByRule,
    CivilWindow,
    ContractYear,
    DayOf,
    Elapsed,
    ExtensionRequest,
    Extreme,
    Fixed,
    Fuzzy,
    LastEnd,
    Limits,
    NoRequest,
    OfTheEnd,
    OnEvent,
    Past,
    Quota,
    Relative,
    RenewalDecision,
    Same,
    TermDay,
    Timing,
    Window,
    Yearly,
    YearlyWindow,
    is_standing,
    parts,
)
from scheduler.deadlines.timing import Sequence as InSequence


@dataclass(frozen=True)
class Scope:
    """What clauses are expanded on; ``path`` are the clauses being expanded, to stop at a loop.

    ``low`` and ``high`` are the grounds from the earliest and the latest effect known; ``written``
    is that of ends which hang on no effect, ``first`` that of a first end which hangs on none,
    ``decided`` that of an end which was decided.
    """

    agreement: Agreement
    facts: Facts
    effect: Anchor
    low: Ground | None
    high: Ground | None
    path: tuple[str, ...] = ()
    written: Ground | None = None
    first: Ground | None = None
    decided: Ground | None = None


Found = Sequence[Occurrence] | None
"""Occurrences; None where an event of which nothing is known is awaited."""


def expand(scope: Scope, readings: Sequence[Version]) -> Found:
    """The occurrences of a clause, as each of its readings gives those of its own time.

    None where it waits for an event of which nothing is known.
    """
    found: Sequence[Occurrence] = []
    waits = False
    for one in readings:
        new = _expand_reading(scope, one.clause) if one.clause else []
        waits = new is None
        found = folded(found, new or [], one.amendment) if one.amendment else new or []
    return None if waits and not found else found


def _expand_reading(scope: Scope, clause: Clause) -> Found:
    found: list[Occurrence] = []
    waits = False
    moves = clause.rounding or clause.valid_from or clause.valid_until
    suffixes = key_suffixes(clause.timing)
    for timing, suffix in zip(parts(clause.timing), suffixes, strict=True):
        alone = clause if timing is clause.timing else replace(clause, timing=timing)
        part = _expand_one(scope, alone)
        waits = waits or part is None
        if not (moves or suffix):
            found.extend(part or ())
            continue
        for one in part or ():
            if _in_force(clause, one):
                placed = moved(one, clause.rounding, scope.agreement.calendar)
                found.append(replace(placed, key=placed.key + suffix) if suffix else placed)
    if waits and not found:
        return None
    ours = clause.cliff and scope.agreement.us in clause.owed_by
    usual = ours and isinstance(clause.timing, BeforeRenewal | RenewalDecision | ExtensionRequest)
    body = deciding_body(scope.agreement.calendar, clause.decided_by, usual)
    return [with_session(body, one) for one in found] if body else found


def _in_force(clause: Clause, item: Occurrence) -> bool:
    """Whether the law that sets the duty is in force on its day."""
    day = item.due or item.opens or item.acts_by
    if day is None:
        return True
    begun = clause.valid_from is None or day >= clause.valid_from
    return begun and (clause.valid_until is None or day <= clause.valid_until)


def _expand_one(scope: Scope, clause: Clause) -> Found:
    timing, agreement = clause.timing, scope.agreement
    if is_standing(timing):
        return []
    match timing:
        case Fixed():
            return [single.fixed(agreement, clause, timing)]
        case Window():
            return [single.window(agreement, clause, timing)]
        case CivilWindow():
            begins = scope.effect.earliest if scope.effect.exact else None
            return [single.civil_window_once(agreement, clause, timing, begins)]
        case Same():
            if timing.reading is None:
                return []
            return _expand_reading(scope, replace(clause, timing=timing.reading))
        case Ask() | Always() | Fuzzy() | Alternates() | InSequence():
            return []
        case After() | Before() | At() | Past() | Elapsed():
            return _on_event(scope, clause, timing)
        case Relative():
            return _relative(scope, clause, timing)
        case Extreme():
            return relative.extreme(
                timing,
                [_expand_reading(scope, replace(clause, timing=one)) for one in timing.parts],
            )
        case _:
            return _on_term(scope, clause)


def _on_event(scope: Scope, clause: Clause, timing: OnEvent) -> Found:
    agreement, facts = scope.agreement, scope.facts
    if clause.personal and timing.event not in facts.assumed:
        return None
    if isinstance(timing, At) and timing.count:
        return repeated.threshold(agreement, clause, timing, facts)
    if is_repeated(agreement, timing.event):
        return repeated.each(agreement, clause, timing, facts)
    known = resolve(agreement, facts, timing.event)
    if isinstance(timing, After | Past) and timing.restarts:
        again = resolve(agreement, facts, timing.restarts)
        known = again if again.exact else known
    if known.earliest is None or (isinstance(timing, At | Past | Elapsed) and not known.exact):
        return None
    low = single.on_event(agreement, clause, timing, known, known.earliest)
    if known.exact:
        return [_without_pause(scope, timing, low, known.earliest)]
    latest = known.latest
    high = single.on_event(agreement, clause, timing, known, latest) if latest else None
    return [bracket(low, high)]


def _without_pause(scope: Scope, timing: OnEvent, item: Occurrence, start: date) -> Occurrence:
    """The delay lengthened by the days it did not run; open while what stopped it still lasts.

    A stop once the delay is over changes nothing, one before it began only what is after ``start``.
    """
    last = pausing.last_day_run(item)
    if not isinstance(timing, After | Past) or timing.paused is None or last is None:
        return item
    stop, resume = (resolve(scope.agreement, scope.facts, name) for name in timing.paused)
    if not stop.exact or stop.earliest is None or stop.earliest > last:
        return item
    if not resume.exact or resume.earliest is None:
        return bracket(pausing.stopped(item, stop.earliest), None)
    since, calendar = max(stop.earliest, start), scope.agreement.calendar
    return pausing.lengthened(item, since, resume.earliest, timing.length, calendar)


def _relative(scope: Scope, clause: Clause, timing: Relative) -> Found:
    """A delay counted from computed days: another clause's limits, the term, a moment."""
    if clause.id in scope.path:
        return []
    inner = replace(scope, path=(*scope.path, clause.id))
    anchors: list[relative.From] = []
    match timing.anchor:
        case Limits():
            found = expand(inner, _readings(scope.agreement, timing.anchor.clause))
            if found is None:
                return None
            anchors = [relative.from_limit(one) for one in found]
        case TermDay():
            if scope.low is None:
                return None
            anchors = list(relative.from_term(scope.low, timing.anchor))
        case _:
            found = _expand_reading(inner, replace(clause, timing=timing.anchor, rounding=None))
            if found is None:
                return None
            anchors = [relative.from_moment(one) for one in found]
    term = scope.low.term if scope.low else None
    return [relative.counted(scope.agreement, clause, timing, one, term) for one in anchors]


def _readings(agreement: Agreement, name: str) -> Sequence[Version]:
    """The readings of the clause of that name, one of the term's procedures included."""
    of_term = [Version(one) for one in procedures.clauses(agreement) if one.id == name]
    return of_term or versions(agreement).get(name, [])


def _on_end(scope: Scope, clause: Clause) -> Found:
    """What is owed before an end, which a date may give by itself, whatever the effect."""
    rule, timing = scope.agreement.term, clause.timing
    ways = _EXPANSIONS[type(timing)]
    if scope.effect.exact or (rule and _within_term(rule, timing)):
        return _bracketed(scope, clause) or (None if _end_awaited(scope.low) else [])
    written = scope.written or (scope.decided if isinstance(timing, LastEnd) else None)
    if written:
        return list(ways(written, clause, timing))
    if scope.low is None and isinstance(timing, LastEnd) and not _will_end(scope):
        return []
    first = list(ways(scope.first, clause, timing)) if scope.first else []
    if isinstance(timing, LastEnd) or not first:
        return _bracketed(scope, clause) or (None if _end_awaited(scope.low) else [])
    later = _bracketed(scope, clause) or ()
    return [*first, *(item for item in later if item.key not in {one.key for one in first})]


def _will_end(scope: Scope) -> bool:
    """Whether an end is to be awaited: its clause gives one, or somebody gave notice."""
    rule = scope.agreement.term
    if rule is None or rule.ends_by_itself:
        return rule is not None
    return bool(decided(scope.agreement, scope.facts).notices)


def _within_term(rule: TermRule, timing: Timing) -> bool:
    return isinstance(timing, BeforeRenewal) and rule.notices[timing.rank].within_term


def _end_awaited(ground: Ground | None) -> bool:
    """Whether nothing is known of the effect, or of the end, but the event that sets it."""
    return ground is None or ground.term.awaited is not None


def _on_term(scope: Scope, clause: Clause) -> Found:
    if isinstance(clause.timing, OfTheEnd):
        return _on_end(scope, clause)
    return _bracketed(scope, clause)


def _bracketed(scope: Scope, clause: Clause) -> Found:
    low, high = scope.low, scope.high
    if low is None:
        return None
    ways = _EXPANSIONS[type(clause.timing)]
    found = list(ways(low, clause, clause.timing))
    if scope.effect.exact:
        return found
    later = {item.key: item for item in ways(high, clause, clause.timing)} if high else {}
    return [bracket(item, later.get(item.key)) for item in found]


_EXPANSIONS: dict[type[Timing], Callable[..., Iterator[Occurrence]]] = {
    Quota: quotas.quota,
    Yearly: yearly.yearly,
    YearlyWindow: yearly.yearly,
    DayOf: monthly.day_of,
    ByRule: by_rule.by_rule,
    ContractYear: contract_year.contract_year,
    BeforeRenewal: endings.notices,
    LastEnd: endings.last_end,
    RenewalDecision: endings.decisions,
    ExtensionRequest: endings.requests,
    NoRequest: endings.unasked,
}


def bracket(low: Occurrence, high: Occurrence | None) -> Occurrence:
    """The occurrence as far as it is known: its earliest day, its latest if bounded, no due.

    From a later effect a day may come sooner, such as the last one for a notice of each semester.
    """
    covered = replace(low.period, start=None, end=None) if low.period else None
    if low.kind in ("yearly", "monthly"):
        covered = low.period
    return replace(
        low,
        due=None,
        opens=None,
        alternatives=(),
        period=covered,
        earliest=_of_both(min, low.acts_by, high.acts_by if high else None),
        latest=_of_both(max, low.due or low.latest, high.due or high.latest) if high else None,
        certainty="bracketed",
        post_term=False,
    )


def _of_both(
    choose: Callable[[Iterable[date]], date], low: date | None, high: date | None
) -> date | None:
    known = [day for day in (low, high) if day]
    return choose(known) if known else None

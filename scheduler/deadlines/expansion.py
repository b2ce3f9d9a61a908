"""From one clause to its occurrences: the way of dating it calls for, or what is awaited."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import assert_never

from scheduler.deadlines import (
    by_rule,
    contract_stretch,
    contract_year,
    derivation,
    endings,
    intervals,
    merging,
    monthly,
    pausing,
    procedures,
    quotas,
    relative,
    repeated,
    single,
    yearly,
)
from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.amending import Version, folded, in_force, versions
from scheduler.deadlines.cadence import ONCE, cadence
from scheduler.deadlines.emptiness import beyond_validity, why_none
from scheduler.deadlines.facts import Anchor, Facts, is_repeated, resolve
from scheduler.deadlines.ground import Ground
from scheduler.deadlines.keys import key_suffixes
from scheduler.deadlines.moving import moved
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.sessions import deciding_body, with_session
from scheduler.deadlines.several import Moment, chosen
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
    NoRequest,
    OnEvent,
    OnTerm,
    Past,
    Quota,
    Relative,
    RenewalDecision,
    Same,
    TermDay,
    Timing,
    Weekly,
    Window,
    Yearly,
    YearlyWindow,
    events,
    is_standing,
    parts,
)
from scheduler.deadlines.timing import Sequence as InSequence


@dataclass(frozen=True)
class Scope:
    """What clauses are expanded on; ``path`` are the clauses being expanded, to stop at a loop.

    ``low`` and ``high`` are the grounds from the earliest and the latest effect known. ``today`` is
    the day on which amendments and settled readings are known.
    """

    agreement: Agreement
    facts: Facts
    effect: Anchor
    low: Ground | None
    high: Ground | None
    today: date
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expansion:
    """What a clause gives: its occurrences, and the events on which more of them hang.

    Where there is neither, ``reason`` says in French why; it is empty for what is only shown or
    asked.
    """

    occurrences: tuple[Occurrence, ...] = ()
    awaited: tuple[str, ...] = ()
    reason: str = ""


def expand(scope: Scope, readings: Sequence[Version]) -> Expansion:
    """What a clause gives, as each of its readings gives the occurrences of its own time."""
    occurrences: Sequence[Occurrence] = ()
    last = Expansion()
    for version in readings:
        last = _expand_reading(scope, version.clause) if version.clause else Expansion()
        if version.amendment:
            occurrences = folded(occurrences, last.occurrences, version.amendment)
        else:
            occurrences = last.occurrences
    return replace(last, occurrences=tuple(occurrences))


def _expand_reading(scope: Scope, clause: Clause) -> Expansion:
    if clause.personal and not _is_assumed(scope, clause.timing):
        return Expansion()
    pieces = [
        (_expand_one(scope, alone), suffix)
        for alone, suffix in zip(_alone(clause), key_suffixes(clause.timing), strict=True)
    ]
    found = [
        _placed(scope, clause, item, suffix)
        for piece, suffix in pieces
        for item in piece.occurrences
        if _in_force(clause, item)
    ]
    awaited = dict.fromkeys(name for piece, _ in pieces for name in piece.awaited)
    reasons = [piece.reason for piece, _ in pieces if piece.reason]
    if not found and any(piece.occurrences for piece, _ in pieces):
        reasons.append(beyond_validity(clause))
    return Expansion(
        tuple(_with_session(scope, clause, found)), tuple(awaited), " ; ".join(reasons)
    )


def _is_assumed(scope: Scope, timing: Timing) -> bool:
    """Whether what concerns persons is asked under an assumption, which alone dates it."""
    names = (*events(timing), scope.effect.name, "effect")
    return any(name in scope.facts.assumed for name in names)


def _alone(clause: Clause) -> Iterator[Clause]:
    """The clause with each of the timings that it is made of."""
    for timing in parts(clause.timing):
        yield clause if timing is clause.timing else replace(clause, timing=timing)


def _placed(scope: Scope, clause: Clause, item: Occurrence, suffix: str) -> Occurrence:
    if not (clause.rounding or suffix):
        return item
    placed = moved(item, clause.rounding, scope.agreement.calendar)
    return replace(placed, key=placed.key + suffix) if suffix else placed


def _with_session(
    scope: Scope, clause: Clause, occurrences: Sequence[Occurrence]
) -> Sequence[Occurrence]:
    ours = clause.cliff and scope.agreement.us in clause.owed_by
    usual = ours and isinstance(clause.timing, BeforeRenewal | RenewalDecision | ExtensionRequest)
    body = deciding_body(scope.agreement.calendar, clause.decided_by, usual)
    return [with_session(body, item) for item in occurrences] if body else occurrences


def _in_force(clause: Clause, item: Occurrence) -> bool:
    """Whether the law that sets the duty is in force on its day."""
    if clause.valid_from is None and clause.valid_until is None:
        return True
    day = item.due or item.opens or item.acts_by
    if day is None:
        return True
    begun = clause.valid_from is None or day >= clause.valid_from
    return begun and (clause.valid_until is None or day <= clause.valid_until)


def _expand_one(scope: Scope, clause: Clause) -> Expansion:
    timing, agreement = clause.timing, scope.agreement
    if is_standing(timing):
        return Expansion()
    match timing:
        case Fixed():
            return Expansion((single.fixed(agreement, clause, timing),))
        case Window():
            return Expansion((single.window(agreement, clause, timing),))
        case CivilWindow():
            begins = scope.effect.earliest if scope.effect.exact else None
            return Expansion((single.civil_window_once(agreement, clause, timing, begins),))
        case Same():
            return _moment(scope, clause, timing.reading) if timing.reading else Expansion()
        case Ask() | Always() | Weekly() | Fuzzy() | Alternates():
            return Expansion()
        case InSequence():
            return _expand_reading(scope, clause)
        case After() | Before() | At() | Past() | Elapsed():
            return _on_event(scope, clause, timing)
        case Relative():
            return _relative(scope, clause, timing)
        case Extreme():
            return _extreme(scope, clause, timing)
        case EveryFrom():
            return _every_from(scope, clause, timing)
        case (
            Quota()
            | Yearly()
            | YearlyWindow()
            | DayOf()
            | ByRule()
            | ContractYear()
            | ContractStretch()
            | BeforeRenewal()
            | LastEnd()
            | RenewalDecision()
            | ExtensionRequest()
            | NoRequest()
        ):
            return _on_term(scope, clause, timing)
        case _:
            assert_never(timing)


def _moment(scope: Scope, clause: Clause, timing: Timing) -> Expansion:
    """What a moment within the clause gives by itself: what is said of the clause comes after."""
    bare = replace(
        clause,
        timing=timing,
        rounding=None,
        valid_from=None,
        valid_until=None,
        decided_by=None,
        personal=False,
    )
    return _expand_reading(scope, bare)


def _on_event(scope: Scope, clause: Clause, timing: OnEvent) -> Expansion:
    agreement, facts = scope.agreement, scope.facts
    waits = Expansion(awaited=(timing.event,))
    if isinstance(timing, At) and timing.count:
        reached = repeated.threshold(agreement, clause, timing, facts)
        return Expansion(tuple(reached)) if reached else waits
    if is_repeated(agreement, timing.event):
        each = repeated.each(agreement, clause, timing, facts)
        return Expansion(tuple(each)) if each else waits
    known = resolve(agreement, facts, timing.event)
    if isinstance(timing, After | Past) and timing.restarts:
        again = resolve(agreement, facts, timing.restarts)
        known = again if again.exact else known
    if known.earliest is None or (isinstance(timing, At | Past | Elapsed) and not known.exact):
        return waits
    low = single.on_event(agreement, clause, timing, known, known.earliest)
    if known.exact:
        return Expansion((_without_pause(scope, timing, low, known.earliest),))
    latest = known.latest
    high = single.on_event(agreement, clause, timing, known, latest) if latest else None
    return Expansion((bracket(low, high),))


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


def _relative(scope: Scope, clause: Clause, timing: Relative) -> Expansion:
    """A delay counted from computed days: another clause's limits, the term, a moment."""
    anchors = _anchors(scope, clause, timing)
    term = scope.low.term if scope.low else None
    items = [
        relative.counted(scope.agreement, clause, timing, anchor, term) for anchor in anchors.days
    ]
    kept = items
    if term and cadence(scope.agreement, timing) != ONCE:
        effect = term.effect
        kept = [item for item in items if item.acts_by is None or item.acts_by >= effect]
    reason = anchors.reason
    if items and not kept:
        reason = "tous les jours qu'elle donne précèdent la prise d'effet"
    return Expansion(tuple(kept), anchors.awaited, reason)


@dataclass(frozen=True)
class _Anchors:
    """The days a delay is counted from, with what they still wait for or why there is none."""

    days: tuple[relative.From, ...] = ()
    awaited: tuple[str, ...] = ()
    reason: str = ""


def _anchors(scope: Scope, clause: Clause, timing: Relative | EveryFrom) -> _Anchors:
    match timing.anchor:
        case Limits(clause=name):
            found = _limits(scope, name)
            days = tuple(relative.from_limit(item) for item in found.occurrences)
            return _Anchors(days, found.awaited, found.reason)
        case TermDay():
            return _days_of_the_term(scope, timing.anchor)
        case moment:
            found = _moment(scope, clause, moment)
            days = tuple(relative.from_moment(item) for item in found.occurrences)
            return _Anchors(days, found.awaited, found.reason)


def _every_from(scope: Scope, clause: Clause, timing: EveryFrom) -> Expansion:
    """Every so often from a day, until the end; a day that comes again begins a new count."""
    if scope.low is None:
        return Expansion(awaited=(scope.effect.name,))
    anchors = _interval_anchors(scope, clause, timing)
    days = sorted(anchors.days, key=lambda anchor: anchor.day or date.max)
    low = scope.low
    items: list[Occurrence] = []
    for anchor, following in zip_longest(days, days[1:]):
        until = following.day if following else None
        each = list(intervals.every_from(low, clause, timing, anchor, until))
        if not anchor.exact:
            later = replace(anchor, day=anchor.latest)
            high = intervals.every_from(scope.high or low, clause, timing, later, until)
            by_key = {item.key: item for item in high}
            each = [bracket(item, by_key.get(item.key)) for item in each]
        items += each
    if items or anchors.awaited:
        return Expansion(tuple(items), anchors.awaited)
    return Expansion((), *why_none(scope.agreement, low.term, timing))


def _interval_anchors(scope: Scope, clause: Clause, timing: EveryFrom) -> _Anchors:
    """The days that intervals count from; an event known between two bounds has both."""
    of = timing.anchor
    if not isinstance(of, At) or is_repeated(scope.agreement, of.event):
        return _anchors(scope, clause, timing)
    date_of = resolve(scope.agreement, scope.facts, of.event)
    if date_of.earliest is None:
        return _Anchors(awaited=(of.event,))
    title = derivation.event_title(scope.agreement, of.event)
    why = (derivation.anchor(scope.agreement, date_of),)
    day = relative.From(
        "unique", date_of.earliest, f"« {title} »", why, date_of.exact, latest=date_of.latest
    )
    return _Anchors((day,))


def _limits(scope: Scope, name: str) -> Expansion:
    """The last days of another clause, with what other places say of it and what was settled.

    A clause that only says another one's duty again stands for that one.
    """
    if name in scope.path:
        return Expansion(reason=f"« {name} » se compte depuis elle-même")
    inner = replace(scope, path=(*scope.path, name))
    readings = _readings(scope.agreement, name)
    written = [version.clause for version in readings if version.clause]
    if written and isinstance(written[-1].timing, Same | Alternates):
        return _limits(inner, written[-1].timing.clause)
    found = expand(inner, readings)
    again = {
        clause.id: _expand_reading(inner, clause).occurrences
        for clause in scope.agreement.clauses
        if isinstance(clause.timing, Same) and clause.timing.clause == name
    }
    now = in_force(scope.agreement, scope.today)
    joined = merging.merged(now, found.occurrences, again)
    return replace(found, occurrences=tuple(merging.settled(now, joined, scope.today)))


def _days_of_the_term(scope: Scope, of: TermDay) -> _Anchors:
    """The days of the term that are meant, each with the latest that a later effect gives it."""
    if scope.low is None:
        return _Anchors(awaited=(scope.effect.name,))
    days = tuple(relative.from_term(scope.low, of))
    if not days:
        awaited, reason = why_none(scope.agreement, scope.low.term, of)
        return _Anchors((), awaited, reason)
    if scope.effect.exact or scope.high is None:
        return _Anchors(days)
    later = {anchor.key: anchor.day for anchor in relative.from_term(scope.high, of)}
    return _Anchors(tuple(replace(anchor, latest=later.get(anchor.key)) for anchor in days))


def _extreme(scope: Scope, clause: Clause, timing: Extreme) -> Expansion:
    """The earliest, or the latest, of several moments, period by period where they have periods."""
    found = [_moment(scope, clause, part) for part in timing.parts]
    series = {cadence(scope.agreement, part) for part in timing.parts}
    name = f"{scope.agreement.id}/{clause.id}/"
    items: list[Occurrence | None] = []
    if series == {ONCE} or len(series) > 1:
        moments = [_soonest(timing, expansion) for expansion in found]
        items = [chosen(scope.agreement, timing.latest, f"{name}unique", moments)]
    else:
        keys = dict.fromkeys(item.key for expansion in found for item in expansion.occurrences)
        items = [
            chosen(scope.agreement, timing.latest, key, _of_period(found, key)) for key in keys
        ]
    occurrences = tuple(item for item in items if item)
    awaited = dict.fromkeys(event for expansion in found for event in expansion.awaited)
    settled = bool(occurrences) and all(_is_decided(item) for item in occurrences)
    reasons = [expansion.reason for expansion in found if expansion.reason]
    return Expansion(occurrences, () if settled else tuple(awaited), " ; ".join(reasons))


def _is_decided(item: Occurrence) -> bool:
    """Whether nothing more can change the day: it is exact, whatever else is recorded."""
    return item.certainty == "exact"


def _soonest(timing: Extreme, expansion: Expansion) -> Moment:
    """A moment as it stands among others: the one day it has, or the first of several."""
    items = sorted(expansion.occurrences, key=lambda item: item.acts_by or item.opens or date.max)
    if not items:
        return Moment(None, expansion.awaited)
    return Moment(items[-1 if timing.latest else 0], expansion.awaited)


def _of_period(found: Sequence[Expansion], key: str) -> list[Moment]:
    """The moments of one period; one that has none of that period is left out of it."""
    moments = []
    for expansion in found:
        item = next((item for item in expansion.occurrences if item.key == key), None)
        if item or not expansion.occurrences:
            moments.append(Moment(item, expansion.awaited))
    return moments


def _readings(agreement: Agreement, name: str) -> Sequence[Version]:
    """The readings of the clause of that name, one of the term's procedures included."""
    of_term = [Version(one) for one in procedures.clauses(agreement) if one.id == name]
    return of_term or versions(agreement).get(name, [])


def _on_term(scope: Scope, clause: Clause, timing: OnTerm) -> Expansion:
    low, high = scope.low, scope.high
    if low is None:
        return Expansion(awaited=(scope.effect.name,))
    items = tuple(_given(low, clause, timing))
    if not items:
        awaited, reason = why_none(scope.agreement, low.term, timing)
        return Expansion((), awaited, reason)
    if scope.effect.exact:
        return Expansion(items)
    later = {item.key: item for item in _given(high, clause, timing)} if high else {}
    return Expansion(tuple(bracket(item, later.get(item.key)) for item in items))


def _given(ground: Ground, clause: Clause, timing: OnTerm) -> Iterator[Occurrence]:
    """The occurrences that the term gives a clause."""
    match timing:
        case Quota():
            return quotas.quota(ground, clause, timing)
        case Yearly() | YearlyWindow():
            return yearly.yearly(ground, clause, timing)
        case DayOf():
            return monthly.day_of(ground, clause, timing)
        case ByRule():
            return by_rule.by_rule(ground, clause, timing)
        case ContractYear():
            return contract_year.contract_year(ground, clause, timing)
        case ContractStretch():
            return contract_stretch.contract_stretch(ground, clause, timing)
        case BeforeRenewal():
            return endings.notices(ground, clause, timing)
        case LastEnd():
            return endings.last_end(ground, clause, timing)
        case RenewalDecision():
            return endings.decisions(ground, clause, timing)
        case ExtensionRequest():
            return endings.requests(ground, clause, timing)
        case NoRequest():
            return endings.unasked(ground, clause, timing)
        case _:
            assert_never(timing)


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
        latest=_of_both(max, low.due, high.due) if high else None,
        certainty="bracketed",
        post_term=False,
    )


def _of_both(
    choose: Callable[[Iterable[date]], date], low: date | None, high: date | None
) -> date | None:
    known = [day for day in (low, high) if day]
    return choose(known) if known else None

"""From one clause to its occurrences: the way of dating it calls for, or what is awaited."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count, islice, zip_longest
from typing import assert_never

from scheduler.deadlines import (
    by_rule,
    contract_stretch,
    contract_year,
    derivation,
    endings,
    from_facts,
    intervals,
    merging,
    monthly,
    pairing,
    pausing,
    procedures,
    prolonging,
    quotas,
    relative,
    repeated,
    single,
    stretches,
    yearly,
)
from scheduler.deadlines.agreement import Agreement, Clause, DependsOn, TermRule
from scheduler.deadlines.amending import Version, folded, in_force
from scheduler.deadlines.bounding import at_known_days
from scheduler.deadlines.cadence import (
    CIVIL,
    EACH_TIME,
    ONCE,
    RECORDED,
    Cadence,
    cadence,
    of_anchor,
)
from scheduler.deadlines.derivation import event_title
from scheduler.deadlines.emptiness import beyond_validity, why_none
from scheduler.deadlines.facts import Anchor, Facts, Numbered, each_time, is_repeated, resolve
from scheduler.deadlines.french import full, short
from scheduler.deadlines.ground import Ground, opened_at
from scheduler.deadlines.keys import key_suffixes
from scheduler.deadlines.known_limits import Expansion, KnownLimits
from scheduler.deadlines.life import decided
from scheduler.deadlines.moving import moved
from scheduler.deadlines.obligation import Occurrence, as_one_day
from scheduler.deadlines.sessions import deciding_body, with_session
from scheduler.deadlines.several import Moment, chosen
from scheduler.deadlines.timing import (
    After,
    Alternates,
    Always,
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
    EventBound,
    EveryFrom,
    ExtensionRequest,
    Extreme,
    Fixed,
    Fuzzy,
    LastEnd,
    Limits,
    NextTime,
    NoRequest,
    OfTheEnd,
    OnEvent,
    OnTerm,
    Past,
    Quota,
    Recurs,
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
    only_opens,
    parts,
)
from scheduler.deadlines.timing import Anchor as TimingAnchor
from scheduler.deadlines.timing import Sequence as InSequence


@dataclass(frozen=True)
class Scope:
    """What clauses are expanded on; ``path`` are the clauses being expanded, to stop at a loop.

    ``low`` and ``high`` are the grounds from the earliest and the latest effect known; ``written``
    is that of ends which hang on no effect, ``first`` that of a first end which hangs on none,
    ``decided`` that of an end which was decided. ``today`` is the day on which amendments and
    settled readings are known, ``horizon`` how far what has no end of its own is followed,
    ``limits`` what was worked out already of the clauses that others are counted from.
    ``nested`` where the moment is one that another is computed from, so that its bounds are of use
    even where no day can be shown; ``compared`` where it is one of several, so that they are even
    while it waits.
    """

    agreement: Agreement
    facts: Facts
    effect: Anchor
    low: Ground | None
    high: Ground | None
    today: date
    horizon: date
    limits: KnownLimits
    path: tuple[str, ...] = ()
    nested: bool = False
    compared: bool = False
    written: Ground | None = None
    first: Ground | None = None
    decided: Ground | None = None


def expand(scope: Scope, readings: Sequence[Version]) -> Expansion:
    """What a clause gives, as each of its readings gives the occurrences of its own time."""
    if len(readings) == 1 and readings[0].clause and readings[0].amendment is None:
        return _expand_reading(scope, readings[0].clause)
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
    if not (isinstance(clause.timing, InSequence) or clause.valid_from or clause.valid_until):
        return _of_one_timing(scope, clause)
    pieces = [
        (_expand_one(scope, alone), suffix)
        for alone, suffix in zip(_alone(clause), key_suffixes(clause.timing), strict=True)
    ]
    items: list[Occurrence] = []
    for piece, suffix in pieces:
        given: Sequence[Occurrence] = piece.occurrences
        if clause.valid_from or clause.valid_until:
            given = [item for item in given if _in_force(clause, item)]
        if piece.awaited and not scope.nested:
            given = [item for item in given if _has_a_first_day(item)]
        if clause.rounding or suffix:
            given = [_placed(scope, clause, item, suffix) for item in given]
        items.extend(given)
    awaited = dict.fromkeys(name for piece, _ in pieces for name in piece.awaited)
    reasons = [piece.reason for piece, _ in pieces if piece.reason]
    if not items and any(piece.occurrences for piece, _ in pieces):
        reasons.append(beyond_validity(clause))
    latest = dict.fromkeys(piece.at_latest for piece, _ in pieces if piece.at_latest)
    return Expansion(
        tuple(_with_session(scope, clause, items)),
        tuple(awaited),
        " ; ".join(reasons),
        " ; ".join(latest),
    )


def _of_one_timing(scope: Scope, clause: Clause) -> Expansion:
    """What a clause of one timing gives, its law in force at all times."""
    piece = _expand_one(scope, clause)
    given: Sequence[Occurrence] = piece.occurrences
    if piece.awaited and not scope.nested:
        given = [item for item in given if _has_a_first_day(item)]
    if clause.rounding:
        given = [_placed(scope, clause, item, "") for item in given]
    given = _with_session(scope, clause, given)
    if given is piece.occurrences and not piece.awaited:
        return piece
    return replace(piece, occurrences=tuple(given), awaited=tuple(dict.fromkeys(piece.awaited)))


def _has_a_first_day(item: Occurrence) -> bool:
    """Whether it can be shown: of what may come on any day until its latest, nothing can be."""
    return item.certainty != "bracketed" or item.earliest is not None


def _is_assumed(scope: Scope, timing: Timing) -> bool:
    """Whether what concerns persons is asked under an assumption, which alone dates it."""
    names = (*events(timing), scope.effect.name, "effect")
    return any(name in scope.facts.assumed for name in names)


def _alone(clause: Clause) -> Iterator[Clause]:
    """The clause with each of the timings that it is made of."""
    for timing in parts(clause.timing):
        yield clause if timing is clause.timing else replace(clause, timing=timing)


def _placed(scope: Scope, clause: Clause, item: Occurrence, suffix: str) -> Occurrence:
    """The occurrence on the day that « report » gives, its key told apart by the suffix."""
    where = derivation.place(clause.rounded_by) if clause.rounded_by else ""
    placed = moved(item, clause.rounding, scope.agreement.calendar, where)
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
        case Quota() | Yearly() | YearlyWindow() | DayOf() | Weekly() | EveryFrom():
            return _recurring(scope, clause, timing)
        case ByRule():
            return _on_term(scope, clause, timing)
        case Fixed():
            return Expansion((single.fixed(agreement, clause, timing),))
        case Window():
            return Expansion((single.window(agreement, clause, timing, _effect(scope)),))
        case CivilWindow():
            begins = _effect(scope)
            return Expansion((single.civil_window_once(agreement, clause, timing, begins),))
        case Same():
            return _moment(scope, clause, timing.reading) if timing.reading else Expansion()
        case Ask() | Always() | Fuzzy() | Alternates():
            return Expansion()
        case InSequence():
            return _expand_reading(scope, clause)
        case After() | Before() | At() | By() | Past() | Elapsed():
            return _on_event(scope, clause, timing)
        case Relative():
            return _relative(scope, clause, timing)
        case Between():
            return _between(scope, clause, timing)
        case Anniversaries():
            return _anniversaries(scope, clause, timing)
        case NextTime():
            return _next_time(scope, clause, timing)
        case Extreme():
            return _extreme(scope, clause, timing)
        case ContractYear() | ContractStretch():
            return _on_term(scope, clause, timing)
        case BeforeRenewal() | LastEnd() | RenewalDecision() | ExtensionRequest() | NoRequest():
            return _on_end(scope, clause, timing)
        case _:
            assert_never(timing)


def _recurring(scope: Scope, clause: Clause, timing: Recurs) -> Expansion:
    """What comes back, between the days of the events that bound it where these are known."""
    bounded, told = at_known_days(scope.agreement, scope.facts, timing)
    if isinstance(bounded.since, EventBound):
        return Expansion(awaited=(bounded.since.event,))
    match bounded:
        case EveryFrom():
            given = _every_from(scope, clause, bounded)
        case Quota() | Yearly() | YearlyWindow() | DayOf():
            given = _on_term(scope, clause, bounded)
        case Weekly():
            return Expansion()
        case _:
            assert_never(bounded)
    if not told:
        return given
    items = (replace(item, derivation=(*told, *item.derivation)) for item in given.occurrences)
    return replace(given, occurrences=tuple(items))


def _effect(scope: Scope) -> date | None:
    """The day the agreement takes effect; None while it is not known."""
    return scope.effect.earliest if scope.effect.exact else None


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
    return _expand_reading(replace(scope, nested=True), bare)


def _on_event(scope: Scope, clause: Clause, timing: OnEvent) -> Expansion:
    agreement, facts = scope.agreement, scope.facts
    waits = Expansion(awaited=(timing.event,))
    if isinstance(timing, At) and timing.count:
        reached = repeated.threshold(agreement, clause, timing, facts)
        return Expansion(tuple(reached)) if reached else waits
    if is_repeated(agreement, timing.event):
        each = repeated.each(agreement, clause, timing, facts)
        return Expansion(tuple(_answered(scope, clause, each))) if each else waits
    known = resolve(agreement, facts, timing.event)
    timing, longer = prolonging.prolonged(agreement, facts, timing, known)
    begins = pausing.begun(agreement, facts, timing, known)
    known = begins.anchor
    opens = isinstance(timing, At | Past | Elapsed)
    if not known.exact and (known.earliest is None or opens):
        between = _between_bounds(scope, clause, timing, begins)
        return between if scope.nested else _waits_until(scope, timing, between)
    assert known.earliest is not None, "what is exact or bounded from below has a first day"
    low = single.on_event(agreement, clause, timing, known, known.earliest)
    low = pausing.paused(agreement, facts, timing, low, begins)
    if known.exact:
        low = prolonging.told(low, longer)
        item = opened_at(_effect(scope), low) if isinstance(timing, Before) else low
        return Expansion((item,))
    latest = known.latest
    high = single.on_event(agreement, clause, timing, known, latest) if latest else None
    if high and latest:
        later = replace(begins, anchor=replace(known, earliest=latest))
        high = pausing.paused(agreement, facts, timing, high, later)
    return Expansion((as_one_day(bracket(low, high if high and high.due else None)),))


def _waits_until(scope: Scope, timing: OnEvent, between: Expansion) -> Expansion:
    """What waits for an event, with the last day it can then have where one is known."""
    latest = next((item.latest for item in between.occurrences if item.latest), None)
    if latest is None:
        return Expansion(awaited=(timing.event,))
    title = event_title(scope.agreement, timing.event)
    opens = "cela s'ouvre" if only_opens(timing) else "c'est dû"
    by_when = f"« {title} » n'est pas encore connu : {opens} au plus tard le {short(latest)}"
    return Expansion(awaited=(timing.event,), at_latest=by_when)


def _between_bounds(
    scope: Scope, clause: Clause, timing: OnEvent, begins: pausing.Begun
) -> Expansion:
    """What an event gives another moment where only its bounds are known, one of them or both."""
    agreement, known = scope.agreement, begins.anchor

    def at(day: date) -> Occurrence:
        there = replace(begins, anchor=replace(known, earliest=day))
        item = single.on_event(agreement, clause, timing, known, day)
        return pausing.paused(agreement, scope.facts, timing, item, there)

    waits = () if known.earliest else (timing.event,)
    items = [at(day) if day else None for day in (known.earliest, known.latest)]
    given = next((item for item in items if item), None)
    if given is None:
        return Expansion(awaited=waits)
    low, high = items
    between = replace(
        bracket(given, None),
        earliest=(low.due or low.opens or low.earliest) if low else None,
        latest=(high.due or high.opens) if high else None,
    )
    return Expansion((between,), waits)


def _relative(scope: Scope, clause: Clause, timing: Relative) -> Expansion:
    """A delay counted from computed days: another clause's limits, the term, a moment."""
    anchors = _anchors(scope, clause, timing.anchor)
    term = scope.low.term if scope.low else None
    clause = _once_silent(scope, clause, timing)
    items = [
        pausing.paused_from(
            scope.agreement,
            scope.facts,
            timing,
            relative.counted(scope.agreement, clause, timing, anchor, term, _effect(scope)),
            anchor,
            term,
        )
        for anchor in anchors.days
    ]
    if clause.depends and clause.depends.absent:
        items = _answered(scope, clause, items)
        items = items if any(map(pairing.is_a_time, items)) else _answered_in_turn(items)
    return _since_effect(scope, timing, items, anchors)


def _answered(scope: Scope, clause: Clause, items: Sequence[Occurrence]) -> list[Occurrence]:
    """Those of a condition that something is absent, each with the answer that is its own."""
    if clause.depends is None:
        return list(items)
    agreement = scope.agreement
    silent = any(procedures.silence_of(one.id) == clause.id for one in agreement.clauses)
    return pairing.answered(agreement, scope.facts, clause.depends, items, silent=silent)


def _answered_in_turn(items: Sequence[Occurrence]) -> list[Occurrence]:
    """Silences that come back: what answers one came after the one before had taken effect."""
    in_turn, before = list[Occurrence](), None
    for item in sorted(items, key=lambda item: item.opens or date.max):
        covers = item.period
        late = covers and covers.start and before and covers.start < before
        since = replace(covers, start=before) if covers and late else covers
        in_turn.append(replace(item, period=since))
        before = item.opens
    return in_turn


def _since_effect(
    scope: Scope, timing: Timing, items: Sequence[Occurrence], anchors: "_Anchors"
) -> Expansion:
    """Those of a series that come before the effect are left out: nothing is due before it."""
    kept, reason = items, anchors.reason
    if scope.low and _comes_back(cadence(scope.agreement, timing)):
        effect = scope.low.term.effect
        kept = [item for item in items if (item.due or item.earliest or effect) >= effect]
    if items and not kept:
        reason = "tous les jours qu'elle donne précèdent la prise d'effet"
    return Expansion(tuple(kept), anchors.awaited, reason)


def _comes_back(series: Cadence) -> bool:
    """Whether the text sets its days again and again; those of a repeated event are recorded."""
    return series != ONCE and series[0] not in RECORDED


def _once_silent(scope: Scope, clause: Clause, timing: Relative) -> Clause:
    """What is counted from a silence stands under its condition, where it has none of its own."""
    if not (isinstance(timing.anchor, Limits) and timing.anchor.silent) or clause.depends:
        return clause
    return replace(clause, depends=_silence(scope, timing.anchor.clause))


def _silence(scope: Scope, name: str) -> DependsOn | None:
    """The condition under which the silence on that clause takes effect: no answer."""
    versions = scope.limits.readings.get(procedures.silence_of(name), ())
    return versions[-1].clause.depends if versions and versions[-1].clause else None


def _between(scope: Scope, clause: Clause, timing: Between) -> Expansion:
    """From one computed day to another, period by period where both have periods."""
    opens = _anchors(scope, clause, timing.opens)
    due = _anchors(scope, clause, timing.due) if timing.due else _Anchors()
    awaited = tuple(dict.fromkeys((*opens.awaited, *due.awaited)))
    reasons = [anchors.reason for anchors in (opens, due) if anchors.reason]
    term = scope.low.term if scope.low else None
    pairs = list(_paired(scope.agreement, timing, opens.days, due.days))
    whole = _Anchors((), awaited, " ; ".join(reasons))
    if timing.lasting:
        lasting = [
            stretches.lasting(scope.agreement, clause, first, last)
            for first, last in pairs
            if first
        ]
        if lasting and not any(lasting):
            whole = replace(whole, reason="sa fin vient avant son premier jour")
        return Expansion(tuple(item for item in lasting if item), awaited, whole.reason)
    items = [
        stretches.between(scope.agreement, clause, first, last, term, ends=timing.due is not None)
        for first, last in pairs
    ]
    return _since_effect(scope, timing, items, whole)


def _paired(
    agreement: Agreement,
    timing: Between,
    opens: Sequence[relative.From],
    due: Sequence[relative.From],
) -> Iterator[tuple[relative.From | None, relative.From | None]]:
    """The two bounds of each period; of a stretch that comes once, the one bound of each."""
    series = {of_anchor(agreement, bound) for bound in (timing.opens, timing.due) if bound}
    if series == {ONCE} or len(series) > 1:
        if opens or due:
            yield (opens[0] if opens else None), (due[0] if due else None)
        return
    firsts = {bound.key: bound for bound in opens}
    lasts = {bound.key: bound for bound in due}
    for key in dict.fromkeys((*firsts, *lasts)):
        yield firsts.get(key), lasts.get(key)


def _anniversaries(scope: Scope, clause: Clause, timing: Anniversaries) -> Expansion:
    """The anniversaries of computed days, as long as the agreement lasts."""
    anchors = _anchors(scope, clause, timing.of)
    until = scope.low.term.last_day if scope.low else scope.horizon
    items = [
        item
        for since in anchors.days
        for item in from_facts.anniversaries(scope.agreement, clause, timing, since, until)
    ]
    if anchors.days and not items:
        reason = f"aucun de ces anniversaires ne vient avant la fin, le {short(until)}"
        return Expansion((), anchors.awaited, reason)
    return _since_effect(scope, timing, items, anchors)


def _next_time(scope: Scope, clause: Clause, timing: NextTime) -> Expansion:
    """With the next time of an event after computed days; those still to have theirs wait."""
    anchors = _anchors(scope, clause, timing.after)
    coming = _limits(scope, timing.of.clause) if timing.of else None
    times = _times_of(scope, timing, coming)
    term = scope.low.term if scope.low else None
    items = [
        from_facts.next_time(scope.agreement, clause, timing, since, times, term)
        for since in anchors.days
    ]
    missing = coming.awaited if coming else (timing.event,)
    awaited = tuple(dict.fromkeys((*anchors.awaited, *(() if all(items) and items else missing))))
    reason = anchors.reason
    if coming and timing.of and not all(items):
        none = f"aucune échéance de « {timing.of.clause} » ne vient ensuite"
        reason = coming.reason or none
    return Expansion(tuple(item for item in items if item), awaited, reason)


def _times_of(scope: Scope, timing: NextTime, coming: Expansion | None) -> list[Numbered]:
    """The days among which the next one is found, in order: those recorded, or those due."""
    if coming is None:
        recorded = each_time(scope.agreement, scope.facts, timing.event)
        return sorted(recorded, key=lambda time: time.on)
    days = sorted(item.due for item in coming.occurrences if item.due)
    return [Numbered(rank, day) for rank, day in enumerate(days, start=1)]


@dataclass(frozen=True)
class _Anchors:
    """The days a delay is counted from, with what they still wait for or why there is none."""

    days: tuple[relative.From, ...] = ()
    awaited: tuple[str, ...] = ()
    reason: str = ""


def _anchors(scope: Scope, clause: Clause, anchor: TimingAnchor) -> _Anchors:
    match anchor:
        case Limits(clause=name, silent=True):
            return _silent(scope, name)
        case Limits(clause=name):
            expansion = _limits(scope, name)
            days = tuple(relative.from_limit(item) for item in expansion.occurrences)
            return _Anchors(days, expansion.awaited, expansion.reason)
        case TermDay():
            return _days_of_the_term(scope, anchor)
        case Fixed(on=on, strict=False):
            written = f"La date est écrite : le {full(on)}."
            return _Anchors((relative.From("unique", on, "cette date", (written,)),))
        case By(event=event):
            expansion = _moment(scope, clause, anchor)
            title = event_title(scope.agreement, event)
            days = tuple(relative.from_fact(item, title) for item in expansion.occurrences)
            return _Anchors(days, expansion.awaited, expansion.reason)
        case moment:
            expansion = _moment(scope, clause, moment)
            days = tuple(relative.from_moment(item) for item in expansion.occurrences)
            return _Anchors(days, expansion.awaited, expansion.reason)


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
    match timing.anchor:
        case At(event=event, count=None) if is_repeated(scope.agreement, event):
            times = each_time(scope.agreement, scope.facts, event)
            days = tuple(_time_to_count_from(scope, event, time) for time in times)
            return _Anchors(days, () if days else (event,))
        case At(event=event, count=None):
            date_of = resolve(scope.agreement, scope.facts, event)
            if date_of.earliest is None:
                return _Anchors(awaited=(event,))
            title = f"« {event_title(scope.agreement, event)} »"
            why = (derivation.anchor(scope.agreement, date_of),)
            day = relative.From("unique", date_of.earliest, title, why, date_of.exact)
            return _Anchors((replace(day, latest=date_of.latest),))
        case _:
            return _anchors(scope, clause, timing.anchor)


def _time_to_count_from(scope: Scope, event: str, time: Numbered) -> relative.From:
    """One time of an event that takes place several times, as a day to count from."""
    why = f"n° {time.number} au journal des faits"
    step = derivation.anchor(scope.agreement, Anchor(event, time.on, time.on, why))
    title = f"« {event_title(scope.agreement, event)} » n° {time.number}"
    return relative.From(f"n{time.number}", time.on, title, (step,))


def _silent(scope: Scope, name: str) -> _Anchors:
    """The days on which the silence on a clause takes effect, unless an answer came before."""
    expansion = _limits(scope, procedures.silence_of(name))
    condition = _silence(scope, name)
    events_named = condition.events if condition else ()
    answers = [
        time.on for event in events_named for time in each_time(scope.agreement, scope.facts, event)
    ]
    repeated = all(is_repeated(scope.agreement, event) for event in events_named)
    days = tuple(
        relative.from_limit(item)
        for item in expansion.occurrences
        if not any(_answers(answer, item, repeated) for answer in answers)
    )
    reason = expansion.reason
    if expansion.occurrences and not days:
        reason = f"une réponse est enregistrée, le {short(min(answers))} : il n'y a pas de silence"
    return _Anchors(days, expansion.awaited, reason)


def _answers(answer: date, item: Occurrence, repeated: bool) -> bool:
    """Whether the answer came before the silence took effect, and after what it answers."""
    if item.met_by is not None:
        return answer in item.met_by
    asked = item.period.start if item.period and repeated else None
    return answer < (item.opens or date.max) and (asked is None or answer >= asked)


def _limits(scope: Scope, name: str) -> Expansion:
    """The last days of another clause, with what other places say of it and what was settled.

    A clause that only says another one's duty again stands for that one.
    """
    if name in scope.path:
        return scope.limits.circle(name)
    inner = replace(scope, path=(*scope.path, name), nested=True)
    return scope.limits.once(name, scope.compared, lambda: _worked_out(inner, name))


def _worked_out(inner: Scope, name: str) -> Expansion:
    readings = inner.limits.readings.get(name, ())
    written = [version.clause for version in readings if version.clause]
    if written and isinstance(written[-1].timing, Same | Alternates):
        return _limits(inner, written[-1].timing.clause)
    expansion = expand(inner, readings)
    again = {
        clause.id: _expand_reading(inner, clause).occurrences
        for clause in inner.agreement.clauses
        if isinstance(clause.timing, Same) and clause.timing.clause == name
    }
    now = in_force(inner.agreement, inner.today)
    joined = merging.merged(now, expansion.occurrences, again)
    return replace(expansion, occurrences=tuple(merging.settled(now, joined, inner.today)))


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
    among = replace(scope, compared=True)
    expansions = [_moment(among, clause, part) for part in timing.parts]
    name = f"{scope.agreement.id}/{clause.id}/"
    items: list[Occurrence | None] = []
    if cadence(scope.agreement, timing) == ONCE:
        moments = [
            replace(_soonest(timing, expansion), only_opens=only_opens(part))
            for part, expansion in zip(timing.parts, expansions, strict=True)
        ]
        items = [chosen(scope.agreement, timing.latest, f"{name}unique", moments, scope.compared)]
    else:
        of_parts = [
            (part, expansion, cadence(scope.agreement, part))
            for part, expansion in zip(timing.parts, expansions, strict=True)
        ]
        series = cadence(scope.agreement, timing)
        if series[0] == EACH_TIME and all(of[2][0] in (EACH_TIME, ONCE[0]) for of in of_parts):
            of_parts = _in_turn(of_parts)
        keys = dict.fromkeys(
            item.key
            for _, expansion, rhythm in of_parts
            if rhythm == series or series[0] == rhythm[0] == EACH_TIME
            for item in expansion.occurrences
        )
        items = [
            chosen(scope.agreement, timing.latest, key, _of_period(timing, of_parts, key))
            for key in keys
        ]
    hidden = only_opens(timing) and not scope.nested
    occurrences = tuple(item for item in items if item and (_is_decided(item) or not hidden))
    awaited = dict.fromkeys(event for expansion in expansions for event in expansion.awaited)
    behind = tuple(_behind(scope, timing, expansions))
    awaited.update(dict.fromkeys(behind))
    if not occurrences:
        awaited.update(dict.fromkeys(_unrecorded(scope, timing)))
    settled = bool(occurrences) and all(_is_decided(item) for item in occurrences) and not behind
    reasons = [expansion.reason for expansion in expansions if expansion.reason]
    return Expansion(occurrences, () if settled else tuple(awaited), " ; ".join(reasons))


def _in_turn(
    of_parts: Sequence[tuple[Timing, Expansion, Cadence]],
) -> list[tuple[Timing, Expansion, Cadence]]:
    """The times of several events, in the order of their days, under the same keys.

    The first time of one goes with the first of another, whatever number the journal gave each:
    the keys are those of the first event written, then new ones.
    """
    of_times = [expansion for _, expansion, rhythm in of_parts if rhythm[0] == EACH_TIME]
    keys = [item.key for item in _by_day(of_times[0].occurrences)]
    most = max(of_times, key=lambda expansion: len(expansion.occurrences)).occurrences
    prefix = most[0].key.rpartition("/")[0] if most else ""
    new = (key for rank in count(1) if (key := f"{prefix}/n{rank}") not in keys)
    keys += islice(new, len(most) - len(keys))
    return [
        (part, replace(expansion, occurrences=_renamed(expansion, keys)), rhythm)
        if rhythm[0] == EACH_TIME
        else (part, expansion, rhythm)
        for part, expansion, rhythm in of_parts
    ]


def _renamed(expansion: Expansion, keys: Sequence[str]) -> tuple[Occurrence, ...]:
    in_order = _by_day(expansion.occurrences)
    return tuple(replace(item, key=key) for item, key in zip(in_order, keys, strict=False))


def _by_day(items: Iterable[Occurrence]) -> list[Occurrence]:
    return sorted(items, key=lambda item: _day_of(item) or date.max)


def _behind(scope: Scope, timing: Extreme, expansions: Sequence[Expansion]) -> Iterator[str]:
    """The events that took place less often than those they are compared with."""
    times = [
        (part, len(expansion.occurrences))
        for part, expansion in zip(timing.parts, expansions, strict=True)
        if cadence(scope.agreement, part)[0] == EACH_TIME
    ]
    most = max((number for _, number in times), default=0)
    for part, number in times:
        if number < most:
            yield from events(part)


def _unrecorded(scope: Scope, timing: Timing) -> list[str]:
    """The events it waits for of which no day is recorded."""
    agreement, facts = scope.agreement, scope.facts
    return [
        name
        for name in events(timing)
        if not (resolve(agreement, facts, name).exact or tuple(each_time(agreement, facts, name)))
    ]


def _is_decided(item: Occurrence) -> bool:
    """Whether nothing more can change the day: it is exact, whatever else is recorded."""
    return item.certainty == "exact"


def _soonest(timing: Extreme, expansion: Expansion) -> Moment:
    """A moment as it stands among others: the one day it has, or the first of several."""
    items = sorted(expansion.occurrences, key=lambda item: item.acts_by or item.opens or date.max)
    if not items:
        return Moment(None, expansion.awaited)
    return Moment(items[-1 if timing.latest else 0], expansion.awaited)


def _of_period(
    timing: Extreme, of_parts: Sequence[tuple[Timing, Expansion, Cadence]], key: str
) -> list[Moment]:
    """The moments of one period; one that has none of that period is left out of it.

    One that comes only once stands beside each period, and a time that an event has not had yet
    is still to come.
    """
    moments = []
    periods = [
        item
        for _, expansion, rhythm in of_parts
        if rhythm[0] == CIVIL
        for item in expansion.occurrences
    ]
    for part, expansion, rhythm in of_parts:
        if rhythm == ONCE:
            moments.append(replace(_soonest(timing, expansion), only_opens=only_opens(part)))
            continue
        items = [
            item
            for item in expansion.occurrences
            if _period_key(item, periods if rhythm[0] == EACH_TIME else ()) == key
        ]
        if rhythm[0] == EACH_TIME and not items:
            moments.append(Moment(None, events(part), only_opens(part)))
        elif expansion.awaited and not expansion.occurrences:
            moments.append(Moment(None, expansion.awaited, only_opens(part)))
        moments += [Moment(item, expansion.awaited, only_opens(part)) for item in items]
    return moments


def _period_key(item: Occurrence, periods: Sequence[Occurrence]) -> str:
    """The key of the period whose day is nearest to that of one time of an event.

    Of two days as near the earlier goes first; its own key where there is no period at all.
    """
    day = _day_of(item)
    dated = [
        (abs(of - day), of, period.key) for period in periods if day and (of := _day_of(period))
    ]
    return min(dated)[2] if dated else item.key


def _day_of(item: Occurrence) -> date | None:
    """Its last day, else the first; a bound where no day is known."""
    return item.due or item.opens or item.latest or item.earliest


def _on_end(scope: Scope, clause: Clause, timing: OfTheEnd) -> Expansion:
    """What is owed before an end, which a date may give by itself, whatever the effect."""
    rule = scope.agreement.term
    if scope.effect.exact or (rule and _within_term(rule, timing)):
        return _on_term(scope, clause, timing)
    written = scope.written or (scope.decided if isinstance(timing, LastEnd) else None)
    if written:
        return Expansion(tuple(_given(written, clause, timing)))
    if scope.low is None and isinstance(timing, LastEnd) and not _will_end(scope):
        return Expansion()
    first = tuple(_given(scope.first, clause, timing)) if scope.first else ()
    bracketed = _on_term(scope, clause, timing)
    if isinstance(timing, LastEnd) or not first:
        return bracketed
    keys = {item.key for item in first}
    later = tuple(item for item in bracketed.occurrences if item.key not in keys)
    return replace(bracketed, occurrences=(*first, *later))


def _will_end(scope: Scope) -> bool:
    """Whether an end is to be awaited: its clause gives one, or somebody gave notice."""
    rule = scope.agreement.term
    if rule is None or rule.ends_by_itself:
        return rule is not None
    return bool(decided(scope.agreement, scope.facts).notices)


def _within_term(rule: TermRule, timing: OfTheEnd) -> bool:
    return isinstance(timing, BeforeRenewal) and rule.notices[timing.rank].within_term


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
        earliest=_of_both(min, _soonest_day(low), _soonest_day(high) if high else None),
        latest=_of_both(max, low.due or low.latest, high.due or high.latest) if high else None,
        certainty="bracketed",
        post_term=False,
    )


def _soonest_day(item: Occurrence) -> date | None:
    """Its last day on the earliest reading, or the first of what only opens."""
    return item.acts_by or item.opens


def _of_both(
    choose: Callable[[Iterable[date]], date], low: date | None, high: date | None
) -> date | None:
    known = [day for day in (low, high) if day]
    return choose(known) if known else None

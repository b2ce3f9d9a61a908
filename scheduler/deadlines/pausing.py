"""A delay that starts again, or stops at one event and goes on at another: when it then ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.business_days import end_of
from scheduler.deadlines.facts import Anchor, Facts, each_time, is_repeated, resolve
from scheduler.deadlines.french import full, short
from scheduler.deadlines.ground import is_post_term
from scheduler.deadlines.obligation import Alternative, Occurrence
from scheduler.deadlines.period import ONE_DAY, Length
from scheduler.deadlines.relative import From, counts_from
from scheduler.deadlines.rounding import rounded
from scheduler.deadlines.stops import Run, Stop, holiday_stops, run, stretches, yearly_stops
from scheduler.deadlines.term import Term
from scheduler.deadlines.timing import (
    NEVER,
    SCHOOL_HOLIDAYS,
    After,
    EachYear,
    Elapsed,
    OnEvent,
    Past,
    Pause,
    Relative,
    stopped_by,
)

TOO_LATE = "délai déjà expiré quand il aurait dû repartir"
"""The reading of a new start that came once the delay was over: the first end stands."""


@dataclass(frozen=True)
class Begun:
    """Where a delay begins once its new starts are known.

    ``notes`` are the French steps that tell of starts which change nothing; ``expired`` is the day
    on which it had ended already when a new start came, None where none came so late.
    """

    anchor: Anchor
    notes: tuple[str, ...] = ()
    expired: date | None = None


def begun(agreement: Agreement, facts: Facts, timing: OnEvent, anchor: Anchor) -> Begun:
    """Where the delay begins: at its event, or at the last new start that came after it."""
    if not isinstance(timing, After | Past) or timing.restarts is None:
        return Begun(anchor)
    first = anchor.earliest or date.min
    times = sorted(one.on for one in each_time(agreement, facts, timing.restarts))
    notes = tuple(_too_early(agreement, timing.restarts, day) for day in times if day < first)
    starts = [day for day in times if day >= first]
    if not starts:
        return Begun(anchor, notes)
    known = resolve(agreement, facts, timing.restarts)
    recorded = known.why if known.exact else "date enregistrée au journal des faits"
    why = f"{recorded} ; le délai en repart"
    again = Anchor(timing.restarts, starts[-1], starts[-1], why)
    ended = _expired(agreement, facts, timing, [first, *starts]) if anchor.exact else None
    return Begun(again, notes, ended)


def _too_early(agreement: Agreement, name: str, day: date) -> str:
    title = derivation.event_title(agreement, name)
    return f"« {title} » du {short(day)} précède le délai : il ne le fait pas repartir."


def _expired(
    agreement: Agreement, facts: Facts, timing: After | Past, starts: Sequence[date]
) -> date | None:
    """The day on which the delay was over before one of its new starts came, if it was."""
    stops = _stops(agreement, facts, timing, starts[0])
    for start, again in pairwise(starts):
        ran = _run_from(agreement, timing, start, stops)
        if ran.lasting is None and again > ran.last:
            return ran.last
    return None


def _run_from(agreement: Agreement, timing: After | Past, on: date, stops: Sequence[Stop]) -> Run:
    start = _running_from(agreement, timing, on)
    nominal = end_of(start, timing.length, agreement.calendar)
    return run(start, nominal, timing.length, stops, agreement.calendar)


def _running_from(agreement: Agreement, timing: After | Past | Elapsed, on: date) -> date:
    """The day after which the delay's days are counted: its event's, or where its clause begins."""
    if isinstance(timing, Elapsed):
        return on - ONE_DAY
    begins = timing.begins if isinstance(timing, After) else None
    return rounded(on, begins, agreement.calendar) if begins else on


Stopping = tuple[str, str] | EachYear | Literal["school holidays"]
"""What stops a delay, once it is known that something does."""


@dataclass(frozen=True)
class _Delay:
    """A delay that may be stopped: its length, what its own clause says stops it, where it starts.

    ``start`` is the day after which its days are counted.
    """

    length: Length
    paused: Pause | None
    start: date


def stopping(agreement: Agreement, paused: Pause | None) -> Stopping | None:
    """What stops a delay: what its clause says, else what stops all those of the agreement."""
    if paused == NEVER:
        return None
    general = agreement.suspension
    return paused or (general.pause if general else None)


def stops_met(
    agreement: Agreement, facts: Facts, paused: Pause | None, start: date, length: Length
) -> tuple[Stop, ...]:
    """The stops, in order, that a delay counted from ``start`` may meet."""
    by = stopping(agreement, paused)
    if by is None:
        return ()
    if isinstance(by, EachYear):
        return yearly_stops(by, start, length, agreement.calendar)
    if by == SCHOOL_HOLIDAYS:
        return holiday_stops(agreement.calendar, start)
    stop, resumption = ([one.on for one in each_time(agreement, facts, name)] for name in by)
    return stretches(stop, resumption)


def _stops(
    agreement: Agreement, facts: Facts, timing: After | Past | Elapsed, start: date
) -> tuple[Stop, ...]:
    return stops_met(agreement, facts, timing.paused, start, timing.length)


def paused(
    agreement: Agreement, facts: Facts, timing: OnEvent, item: Occurrence, begins: Begun
) -> Occurrence:
    """The occurrence of a delay, moved by every stop it met; open while one of them lasts.

    Its other readings are moved alike. ``begins`` is where it begins, as ``begun`` gives it.
    """
    if not isinstance(timing, After | Past | Elapsed) or begins.anchor.earliest is None:
        return item
    item = _noted(item, begins.notes)
    start = _running_from(agreement, timing, begins.anchor.earliest)
    stops = _stops(agreement, facts, timing, start)
    if stops:
        item = _moved(agreement, _Delay(timing.length, timing.paused, start), item, stops)
    restarts = None if isinstance(timing, Elapsed) else timing.restarts
    names = (*stopped_by(timing), *filter(None, (restarts,)))
    item = _noted(item, _corrected(agreement, facts, names))
    return _expired_before(item, begins.expired) if begins.expired else item


def paused_from(
    agreement: Agreement,
    facts: Facts,
    timing: Relative,
    item: Occurrence,
    anchor: From,
    term: Term | None,
) -> Occurrence:
    """The occurrence of a delay counted from a computed day, moved by every stop it met.

    Between bounds, each is moved as the delay counted from it would be.
    """
    runs = timing.counting in ("after", "past", "elapsed", "within")
    length = timing.length
    if not runs or length is None or not length.number:
        return item

    def delay(day: date) -> _Delay:
        return _Delay(length, timing.paused, counts_from(timing, day, agreement.calendar))

    def stops(of: _Delay) -> tuple[Stop, ...]:
        return stops_met(agreement, facts, of.paused, of.start, of.length)

    if item.certainty == "bracketed":
        soonest = delay(anchor.day) if anchor.day else None
        latest = delay(anchor.latest) if anchor.latest else None
        if soonest and item.earliest:
            ran = _ran(agreement, soonest, item.earliest, stops(soonest))
            item = replace(item, earliest=ran.last)
        if latest and item.latest:
            ran = _ran(agreement, latest, item.latest, stops(latest))
            item = replace(item, latest=None if ran.lasting else ran.last)
    elif anchor.day:
        exact = delay(anchor.day)
        if met := stops(exact):
            item = _moved(agreement, exact, item, met)
            after = term is not None and item.due is not None and is_post_term(term, item.due)
            item = replace(item, post_term=after)
    return _noted(item, _corrected(agreement, facts, stopped_by(timing)))


def _ran(agreement: Agreement, delay: _Delay, nominal: date, stops: Sequence[Stop]) -> Run:
    return run(delay.start, nominal, delay.length, stops, agreement.calendar)


def _moved(
    agreement: Agreement, delay: _Delay, item: Occurrence, stops: Sequence[Stop]
) -> Occurrence:
    nominal = last_day_run(item)
    if nominal is None:
        return item
    ran = _ran(agreement, delay, nominal, stops)
    item = _noted(item, told(agreement, delay.paused, ran))
    if item.due:
        others = tuple(
            replace(other, due=_ran(agreement, delay, other.due, stops).last)
            for other in item.alternatives
        )
        item = replace(item, due=ran.last, alternatives=others)
    else:
        later = tuple(
            replace(other, due=_ran(agreement, delay, other.due - ONE_DAY, stops).last + ONE_DAY)
            for other in item.alternatives
        )
        item = replace(item, opens=ran.last + ONE_DAY, alternatives=later)
    return _open(item) if ran.lasting else item


def last_day_run(item: Occurrence) -> date | None:
    """The day on which the delay ends: the due one, or the eve of what opens once it is over."""
    if item.due:
        return item.due
    return item.opens - ONE_DAY if item.opens else None


def _open(item: Occurrence) -> Occurrence:
    """A delay that does not run: its day can only come later than the one computed."""
    return replace(
        item,
        due=None,
        opens=None,
        alternatives=(),
        earliest=item.acts_by or item.opens,
        certainty="bracketed",
    )


def told(agreement: Agreement, paused: Pause | None, ran: Run) -> list[str]:
    """The steps that tell what the stops did to a delay that its clause says is ``paused``."""
    steps, by = [], stopping(agreement, paused)
    general = agreement.suspension
    where = f" {derivation.place(general.cited)}" if general and paused is None else ""
    if ran.stops:
        steps.append(
            f"Le délai n'a pas couru {derivation.stopped_days(ran)}{where} : il expire d'autant "
            f"plus tard, le {full(ran.last)}."
        )
    if ran.lasting and ran.unknown:
        calendar = agreement.calendar.title or agreement.calendar.name
        steps.append(
            f"Les vacances scolaires ne sont pas au calendrier « {calendar} » "
            f"après le {short(ran.lasting)} : le délai expire le {short(ran.last)} s'il n'y en a "
            "pas, et plus tard s'il y en a."
        )
    elif ran.lasting:
        steps.append(
            f"Le délai est suspendu depuis le {full(ran.lasting)}{where} : il ne peut qu'expirer "
            f"plus tard que le {short(ran.last)}."
        )
    if ran.idle and isinstance(by, tuple) and paused is not None:
        title = derivation.event_title(agreement, by[0])
        steps.append(
            f"« {title} » du {short(ran.idle)} vient après l'expiration du {short(ran.last)} : il "
            "ne suspend rien."
        )
    return steps


def _corrected(agreement: Agreement, facts: Facts, names: Iterable[str]) -> list[str]:
    """That a fact recorded again replaces the day it had, where each might have counted."""
    steps = []
    for name in names:
        recorded = facts.series.get(name, ())
        if name in facts.assumed or is_repeated(agreement, name) or len(recorded) < 2:
            continue
        title = derivation.event_title(agreement, name)
        steps.append(
            f"« {title} » est au journal plusieurs fois : le {short(recorded[-1].on)} corrige les "
            "autres jours. Si chacun compte, le déclarer « plusieurs fois: oui » sous « faits »."
        )
    return list(dict.fromkeys(steps))


def _expired_before(item: Occurrence, expired: date) -> Occurrence:
    """The occurrence with the end that the delay had reached before it started again."""
    step = f"Autre lecture ({TOO_LATE}) : le {full(expired)}."
    noted = _noted(item, [step])
    if item.due is None:
        return noted
    return replace(noted, alternatives=(*item.alternatives, Alternative(TOO_LATE, expired)))


def _noted(item: Occurrence, steps: Sequence[str]) -> Occurrence:
    return replace(item, derivation=derivation.with_more(item.derivation, steps))

"""A delay that starts again, or stops at one event and goes on at another: when it then ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.business_days import end_of
from scheduler.deadlines.facts import Anchor, Facts, each_time, is_repeated, resolve
from scheduler.deadlines.french import full, listed, short
from scheduler.deadlines.obligation import Alternative, Occurrence
from scheduler.deadlines.period import ONE_DAY
from scheduler.deadlines.rounding import rounded
from scheduler.deadlines.stops import Run, Stop, run, stretches, yearly_stops
from scheduler.deadlines.timing import After, EachYear, OnEvent, Past, stopped_by

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


def _running_from(agreement: Agreement, timing: After | Past, on: date) -> date:
    """The day after which the delay's days are counted: its event's, or where its clause begins."""
    begins = timing.begins if isinstance(timing, After) else None
    return rounded(on, begins, agreement.calendar) if begins else on


def _stops(
    agreement: Agreement, facts: Facts, timing: After | Past, start: date
) -> tuple[Stop, ...]:
    """The stops, in order, that a delay counted from ``start`` may meet."""
    if timing.paused is None:
        return ()
    if isinstance(timing.paused, EachYear):
        return yearly_stops(timing.paused, start, timing.length, agreement.calendar)
    stop, resumption = (
        [one.on for one in each_time(agreement, facts, name)] for name in timing.paused
    )
    return stretches(stop, resumption)


def paused(
    agreement: Agreement, facts: Facts, timing: OnEvent, item: Occurrence, begins: Begun
) -> Occurrence:
    """The occurrence of a delay, moved by every stop it met; open while one of them lasts.

    Its other readings are moved alike. ``begins`` is where it begins, as ``begun`` gives it.
    """
    if not isinstance(timing, After | Past) or begins.anchor.earliest is None:
        return item
    item = _noted(item, begins.notes)
    start = _running_from(agreement, timing, begins.anchor.earliest)
    stops = _stops(agreement, facts, timing, start)
    if stops:
        item = _moved(agreement, timing, item, start, stops)
    item = _noted(item, _corrected(agreement, facts, timing))
    return _expired_before(item, begins.expired) if begins.expired else item


def _moved(
    agreement: Agreement, timing: After | Past, item: Occurrence, start: date, stops: Sequence[Stop]
) -> Occurrence:
    def last(nominal: date) -> Run:
        return run(start, nominal, timing.length, stops, agreement.calendar)

    nominal = last_day_run(item)
    if nominal is None:
        return item
    ran = last(nominal)
    item = _noted(item, _told(agreement, timing, ran))
    others = tuple(replace(other, due=last(other.due).last) for other in item.alternatives)
    if item.due:
        item = replace(item, due=ran.last, alternatives=others)
    else:
        item = replace(item, opens=ran.last + ONE_DAY)
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


def _told(agreement: Agreement, timing: After | Past, ran: Run) -> list[str]:
    """The steps that tell what the stops did to the delay."""
    steps = []
    if ran.stops:
        stretches_run = listed(
            [f"du {short(stop.first)} au {short(stop.until or stop.since)}" for stop in ran.stops]
        )
        days = sum(((stop.until or stop.since) - stop.since).days for stop in ran.stops)
        steps.append(
            f"Le délai n'a pas couru {stretches_run} ({days} jours) : il expire d'autant plus "
            f"tard, le {full(ran.last)}."
        )
    if ran.lasting:
        steps.append(
            f"Le délai est suspendu depuis le {full(ran.lasting)} : il ne peut qu'expirer plus "
            f"tard que le {short(ran.last)}."
        )
    if ran.idle and isinstance(timing.paused, tuple):
        title = derivation.event_title(agreement, timing.paused[0])
        steps.append(
            f"« {title} » du {short(ran.idle)} vient après l'expiration du {short(ran.last)} : il "
            "ne suspend rien."
        )
    return steps


def _corrected(agreement: Agreement, facts: Facts, timing: After | Past) -> list[str]:
    """That a fact recorded again replaces the day it had, where each might have counted."""
    steps = []
    for name in (*stopped_by(timing), *filter(None, (timing.restarts,))):
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


def _noted(item: Occurrence, steps: Iterable[str]) -> Occurrence:
    return replace(item, derivation=derivation.with_more(item.derivation, steps))

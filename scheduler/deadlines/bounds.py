"""The end of an agreement's first period: a day, or what bounds it while an event is unknown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.deadlines.agreement import TermRule
from scheduler.deadlines.french import full
from scheduler.deadlines.period import term_end


@dataclass(frozen=True)
class EndEvent:
    """What is known of the day of an event that ends an agreement; both days None: nothing.

    ``awaits`` is the other event that its end still hangs on: the one that lets its delay go on.
    """

    name: str
    title: str
    earliest: date | None = None
    latest: date | None = None
    written: bool = False
    """Whether it is the clause's own last day, and no event."""
    awaits: "EndEvent | None" = None
    perhaps_its_eve: bool = False
    """Whether the text may as well mean the eve: the same day, so many months later, or not."""

    @property
    def on(self) -> date | None:
        """Its day, where it is known."""
        return self.earliest if self.earliest == self.latest else None

    @property
    def by_right(self) -> str:
        """``« dissolution » du 1er mars 2025, de plein droit,``: the subject of a sentence."""
        if self.written:
            return self.title
        day = f" du {full(self.on)}" if self.on else ", dont la date est encore inconnue"
        return f"« {self.title} »{day}, de plein droit,"


@dataclass(frozen=True)
class Bounds:
    """The days between which an end falls, and the events that it waits for."""

    earliest: date | None = None
    latest: date | None = None
    events: tuple[EndEvent, ...] = ()

    @property
    def day(self) -> date | None:
        """The end itself, where both bounds are one day."""
        return self.earliest if self.earliest == self.latest else None


def first_end(rule: TermRule, effect: date, events: Sequence[EndEvent]) -> Bounds | None:
    """Where the initial period ends; None where the clause gives it no end of its own.

    Among a length, a date and events, the first ends it, or the last where the clause says so;
    a length left blank bounds nothing. A minimum is never the first: it ends nothing by itself.
    """
    waited = tuple(event for event in events if event.name in rule.first_events)
    written = [Bounds(day, day) for day in _written(rule, effect)]
    ends = [*written, *(Bounds(one.earliest, one.latest, (one,)) for one in waited)]
    if rule.length_unsaid:
        ends.append(Bounds())
    if not ends:
        return None
    if rule.least:
        floor = term_end(effect, rule.least)
        return _last([*ends, Bounds(floor, floor)])
    return _last(ends) if rule.ends_last else _first(ends, effect)


def _written(rule: TermRule, effect: date) -> list[date]:
    """The days of the length and of the date, as far as the clause writes them."""
    days = [rule.until] if rule.until else []
    return [*days, term_end(effect, rule.length)] if rule.length else days


def _first(ends: Sequence[Bounds], effect: date) -> Bounds:
    """The first of several: what may never come ends nothing before what is sure to."""
    sure = [one for one in ends if one.latest]
    if not sure:
        known = [one.earliest for one in ends]
        low = _of_all(min, known)
        return Bounds(low, None, _waited(ends))
    high = min(one.latest for one in sure if one.latest)
    low = min(one.earliest or effect for one in sure)
    return Bounds(min(low, high), high, _waited(sure))


def _last(ends: Sequence[Bounds]) -> Bounds:
    """The last of several: after every day that is known, and unbounded while one may be."""
    low = max((one.earliest for one in ends if one.earliest), default=None)
    return Bounds(low, _of_all(max, [one.latest for one in ends]), _waited(ends))


def _of_all(choose: Callable[[Iterable[date]], date], days: Sequence[date | None]) -> date | None:
    known = [day for day in days if day]
    return choose(known) if len(known) == len(days) else None


def _waited(ends: Iterable[Bounds]) -> tuple[EndEvent, ...]:
    return tuple(event.awaits or event for one in ends for event in one.events if event.on is None)

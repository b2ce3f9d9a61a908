"""What people have recorded, and what an event's date is known to be: exact, bounded, or not."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from scheduler.deadlines import french
from scheduler.deadlines.agreement import Agreement

Answer = Literal["waived", "missed", "unknown"]


@dataclass(frozen=True)
class Done:
    """An occurrence recorded as done, on the day it was done."""

    on: date
    comment: str = ""
    evidence: str = ""
    to_follow: bool = False
    """What proves it is still awaited."""


@dataclass(frozen=True)
class Waived:
    """An occurrence that will not be done, or is not asked, by somebody's decision."""

    on: date
    reason: str
    by: str


@dataclass(frozen=True)
class Postponed:
    """Reminders put off ``until`` a day; beyond the last useful one only where that was said."""

    until: date
    reason: str
    by: str
    recorded_on: date
    past_the_deadline: bool = False


@dataclass(frozen=True)
class Noted:
    """What somebody noted of an occurrence: seen; missed, or not known, on sorting the past."""

    on: date
    by: str
    comment: str = ""


@dataclass(frozen=True)
class Numbered:
    """One time that a repeated event took place; its number stays when others are withdrawn."""

    number: int
    on: date


@dataclass(frozen=True)
class Facts:
    """The journal as the computation sees it, for one agreement; ``since``: followed from.

    ``events`` gives the one date that counts of each event, ``series`` every one still standing.
    The others are by the occurrence's key. Of ``done``, ``waived``, ``missed`` and ``unknown`` one
    at most holds a key: the last answer given. ``presented`` and ``collected`` are the days on
    which the postal service says it did so with a registered letter.
    """

    events: Mapping[str, date] = field(default_factory=dict)
    done: Mapping[str, Done] = field(default_factory=dict)
    assumed: Mapping[str, date] = field(default_factory=dict)
    since: date | None = None
    series: Mapping[str, tuple[Numbered, ...]] = field(default_factory=dict)
    waived: Mapping[str, Waived] = field(default_factory=dict)
    postponed: Mapping[str, Postponed] = field(default_factory=dict)
    seen: Mapping[str, Noted] = field(default_factory=dict)
    missed: Mapping[str, Noted] = field(default_factory=dict)
    unknown: Mapping[str, Noted] = field(default_factory=dict)
    presented: Mapping[str, date] = field(default_factory=dict)
    collected: Mapping[str, date] = field(default_factory=dict)
    assumed_times: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    """Of an event assumed to have taken place several times, each of its days."""

    def assuming(self, name: str, on: date) -> "Facts":
        """The same facts, one event assumed on a day besides those already assumed of it."""
        times = (*self.assumed_times.get(name, ()), on)
        return replace(
            self,
            assumed={**self.assumed, name: on},
            assumed_times={**self.assumed_times, name: times},
        )

    def answer(self, key: str) -> Answer | None:
        """What somebody answered of an occurrence in place of ``done``, if anything."""
        if key in self.waived:
            return "waived"
        if key in self.missed:
            return "missed"
        return "unknown" if key in self.unknown else None


@dataclass(frozen=True)
class Anchor:
    """What is known of a date: ``earliest == latest`` when exact, None where nothing is known."""

    name: str
    earliest: date | None
    latest: date | None
    why: str

    @property
    def exact(self) -> bool:
        """Whether the date is known."""
        return self.earliest is not None and self.earliest == self.latest


def resolve(agreement: Agreement, facts: Facts, name: str) -> Anchor:
    """What is known of the event ``name``: assumption, then journal, then rule file."""
    for known, origin in (
        (facts.assumed, "par hypothèse"),
        (facts.events, "date enregistrée au journal des faits"),
    ):
        if name in known:
            return Anchor(name, known[name], known[name], origin)
    event = agreement.events.get(name)
    if event is None:
        return Anchor(name, None, None, "date inconnue")
    if event.on:
        return Anchor(name, event.on, event.on, event.because or "date écrite dans la convention")
    return Anchor(name, event.not_before, event.not_after, _bounds(event.because))


def _bounds(because: str) -> str:
    return because or "borne écrite dans le fichier de règles"


def is_repeated(agreement: Agreement, name: str) -> bool:
    """Whether the event may take place several times, each counting on its own."""
    event = agreement.events.get(name)
    return event is not None and event.many


def each_time(agreement: Agreement, facts: Facts, name: str) -> tuple[Numbered, ...]:
    """Every time the event is known to have taken place: assumed, or in the journal's order."""
    if name in facts.assumed:
        many = is_repeated(agreement, name)
        days = facts.assumed_times.get(name, ()) if many else ()
        return tuple(
            Numbered(rank, day) for rank, day in enumerate(days or (facts.assumed[name],), start=1)
        )
    known = resolve(agreement, facts, name)
    once = (Numbered(1, known.earliest),) if known.exact and known.earliest else ()
    return facts.series.get(name, once) if is_repeated(agreement, name) else once


def bounds_in_words(anchor: Anchor) -> str:
    """``au plus tôt le 13 mars 2025``, for a date of which only bounds are known."""
    words = []
    if anchor.earliest:
        words.append(f"au plus tôt le {french.short(anchor.earliest)}")
    if anchor.latest:
        words.append(f"au plus tard le {french.short(anchor.latest)}")
    return " et ".join(words)

"""The term of an agreement: its periods, and what ends it sooner than its clause does."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from scheduler.deadlines import french
from scheduler.deadlines.agreement import NoticeRule, RenewalMode
from scheduler.deadlines.bounds import Bounds, EndEvent
from scheduler.deadlines.business_days import Calendar, end_of
from scheduler.deadlines.period import ONE_DAY, Length
from scheduler.deadlines.rounding import rounded
from scheduler.deadlines.stops import Run, Stop, run

FIRST_DAY_COUNTED = "jour de départ compté : la veille"
"""The reading of an end so many months after an event that is a length from that very day."""


@dataclass(frozen=True)
class TermPeriod:
    """The initial period (ordinal 1), a renewal or an extension.

    ``reading`` names the reading that alone allows it, ``by`` the amendment that adds it;
    ``ended_by`` is what sets its end in place of ``planned``, which its clause gives. ``rest`` is
    what only another reading leaves of a period that the main one cuts; ``rolled`` one that was
    added long before the end of the one before it; ``endless`` one that nothing ends, whose ``end``
    is the horizon.
    """

    ordinal: int
    start: date
    end: date
    reading: str | None = None
    extension: bool = False
    by: str = ""
    ended_by: str = ""
    planned: date | None = None
    rest: bool = False
    rolled: bool = False
    endless: bool = False

    @property
    def as_written(self) -> date:
        """The end that the clause gives, whatever else sets it."""
        return self.planned or self.end


@dataclass(frozen=True)
class ReadEnd:
    """A last possible day of the agreement under a named reading."""

    reading: str
    end: date


@dataclass(frozen=True)
class Term:
    """Everything the duration clause gives for one effect date.

    ``periods`` are those of the main reading; ``others`` exist only under ``other_end``'s
    reading; ``truncated`` is the end of a last renewal cut short by the cap. ``end`` is None where
    tacit renewals have neither number nor cap: ``periods`` then stop at the horizon. ``pending``
    bounds an end that an event will set, ``end`` being then the latest; nobody ends it before
    ``firm_until``; it is prolonged every ``rolls`` where it always has the same time ahead of it.
    ``begun`` is False where it stands for whatever effect, which is then unknown. The length of
    its renewals may be ``length_assumed``: that they follow is written all the same. Where it is
    ``perhaps_on_the_eve``, every end counted from an event may be read as the day before.
    """

    effect: date
    periods: tuple[TermPeriod, ...]
    others: tuple[TermPeriod, ...] = ()
    end: date | None = None
    other_end: ReadEnd | None = None
    caps: tuple[ReadEnd, ...] = ()
    stated: int | None = 0
    barred: int = 0
    truncated: ReadEnd | None = None
    terminated_by: "NoticeGiven | None" = None
    open_ended: bool = False
    pending: Bounds | None = None
    ended_by: EndEvent | None = None
    renewed_by: RenewalMode | None = None
    rolls: Length | None = None
    firm_until: date | None = None
    begun: bool = True
    length_assumed: bool = False
    perhaps_on_the_eve: bool = False

    @property
    def all_periods(self) -> tuple[TermPeriod, ...]:
        """The periods of every reading, in order."""
        return self.periods + self.others

    @property
    def kept(self) -> tuple[TermPeriod, ...]:
        """The periods up to the end that is kept, those whose length is assumed included."""
        return tuple(one for one in self.all_periods if self.end is None or one.end <= self.end)

    @property
    def last_day(self) -> date:
        """The last day any reading covers (or the horizon's last period)."""
        return self.all_periods[-1].end

    @property
    def nearest_end(self) -> date | None:
        """The end, or the earliest that it may be while an event that sets it is unknown."""
        if self.pending is None:
            return self.end
        return max(self.pending.earliest, self.effect) if self.pending.earliest else None

    @property
    def other_ends(self) -> tuple[ReadEnd, ...]:
        """The ends that other readings give, one for each day that is not the end itself."""
        known = (self.truncated, self.other_end, self.eve)
        read = (one for one in known if one and one.end != self.end)
        return tuple({one.end: one for one in read}.values())

    @property
    def eve(self) -> ReadEnd | None:
        """The eve of the end, where that is the other reading of the text."""
        if not self.perhaps_on_the_eve or self.end is None or self.pending:
            return None
        return ReadEnd(FIRST_DAY_COUNTED, self.end - ONE_DAY)

    @property
    def terminated_on(self) -> date | None:
        """The day on which the notice that ends it was given."""
        return self.terminated_by.on if self.terminated_by else None

    @property
    def allowed(self) -> int | None:
        """How many renewals the main reading allows; None without a limit."""
        if self.open_ended:
            return 0
        return None if self.stated is None and not self.caps else len(self.kept) - 1

    @property
    def endless(self) -> bool:
        """Whether nothing known ends it: its one period then stops at the horizon only."""
        return self.open_ended and self.end is None

    @property
    def ended_for_good(self) -> bool:
        """Whether a notice or an event ended it, which leaves nothing to renew or to extend."""
        return self.ended_by is not None or self.terminated_by is not None

    @property
    def awaited(self) -> EndEvent | None:
        """The event without which nothing of its end is known; None where something is."""
        events = self.pending.events if self.pending and self.end is None else ()
        return events[0] if events else None

    def used(self, today: date) -> int:
        """How many renewals have begun by ``today``."""
        return sum(1 for period in self.periods[1:] if period.start <= today)


@dataclass(frozen=True)
class NoticeGiven:
    """A notice that was given on a day, under the calendar that counts its delay."""

    rule: NoticeRule
    on: date
    calendar: Calendar
    stops: tuple[Stop, ...] = ()
    resumption: EndEvent | None = None
    """The stops that its delay may have met, and the event that ends a stop that lasts."""

    @property
    def ran(self) -> Run:
        """Its delay, counted as its clause counts it, through the stops that it met."""
        length = self.rule.length
        nominal = end_of(self.on, length, self.calendar)
        return run(self.on, nominal, length, self.stops, self.calendar)

    @property
    def expires(self) -> date:
        """The day on which its delay ends; the soonest one while something stops it."""
        return self.ran.last

    @property
    def awaits(self) -> EndEvent | None:
        """The event without which its delay does not end; None once nothing stops it."""
        return self.resumption if self.ran.lasting else None

    @property
    def ends(self) -> date:
        """The day on which it ends an agreement that may be left at any time."""
        at = self.rule.effect_at
        if at is None or at == "end of period":
            return self.expires
        return rounded(self.expires, at, self.calendar)


def ended_on(term: Term, last: date, by: str = "") -> Term:
    """The term as ``by`` ends it on ``last``, whatever the clause says.

    One that ends before it takes effect ends on the very day of its effect.
    """
    last = max(last, term.effect)
    kept = [period for period in term.all_periods if period.start <= last]
    periods = tuple(replace(period, reading=None) for period in kept[:-1])
    planned = kept[-1].as_written
    final = replace(kept[-1], end=last, reading=None, ended_by=by, planned=planned)
    return replace(
        term,
        periods=(*periods, final),
        others=(),
        end=last,
        other_end=None,
        truncated=None,
        pending=None,
        perhaps_on_the_eve=False,
    )


def ended_by_right(term: Term, events: Iterable[EndEvent]) -> Term:
    """The term as the first of those events ends it; one whose day is unknown ends nothing.

    An event that must come by a day, before the term's own end, leaves the end between two days.
    """
    sure = [event for event in events if event.latest]
    if not sure:
        return term
    sooner = min(sure, key=lambda event: event.latest or date.max)
    latest = sooner.latest or date.max
    if term.end is not None and latest >= term.last_day:
        return term
    ended = replace(
        ended_on(term, latest, sooner.by_right),
        ended_by=sooner,
        perhaps_on_the_eve=sooner.perhaps_its_eve,
    )
    earliest = min(max(event.earliest or term.effect, term.effect) for event in sure)
    if earliest >= latest:
        return ended
    unknown = tuple(event for event in sure if event.on is None)
    return replace(ended, pending=Bounds(earliest, latest, unknown))


def period_name(period: TermPeriod) -> str:
    """``période initiale``, ``1re reconduction``, ``2e prolongation``, ``prorogation``."""
    if period.ordinal == 1:
        return "période initiale"
    if period.extension:
        return "prorogation"
    what = "prolongation" if period.rolled else "reconduction"
    return f"{french.ordinal(period.ordinal - 1, feminine=True)} {what}"

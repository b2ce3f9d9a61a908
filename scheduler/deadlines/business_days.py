"""Which days count: an authority's weekend, public holidays and closures, and steps over them."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from jours_feries_france import JoursFeries

from scheduler.deadlines.pacific_holidays import FRENCH_POLYNESIA, disputed_days, local_holidays
from scheduler.deadlines.period import ONE_DAY, DayKind, Length, Period, add_months, add_months_up

NO_HOLIDAYS = "Aucune"
SAINT_MARTIN = "Saint-Martin"
OTHERWISE = " (jour férié discuté)"
"""After a zone's name, its holidays as the other source of a disputed day has them."""
ALSACE_MOSELLE = "Alsace-Moselle"
ZONES = (*JoursFeries.ZONES, NO_HOLIDAYS)
SATURDAY, SUNDAY = 5, 6
_OFF: dict[DayKind, frozenset[int]] = {
    "calendar": frozenset(),
    "worked": frozenset({SATURDAY, SUNDAY}),
    "workable": frozenset({SUNDAY}),
}
_GOOD_FRIDAY, _EASTER_MONDAY = "Vendredi saint", "Lundi de Pâques"


@lru_cache(maxsize=1024)
def public_holidays(zone: str, year: int, good_friday: bool = True) -> frozenset[date]:
    """The legal public holidays of one French zone in one year (C. trav. L3133-1, L3422-2).

    In Alsace-Moselle Good Friday is one only in communes that have a Protestant temple or a mixed
    church (C. trav. L3134-13): ``good_friday`` says so of the commune. The library gives the three
    Pacific territories the mainland's days alone; ``pacific_holidays`` adds theirs.
    """
    if zone == NO_HOLIDAYS:
        return frozenset()
    if zone.endswith(OTHERWISE):
        return _on_the_other_source(zone.removesuffix(OTHERWISE), year, good_friday)
    named = JoursFeries.for_year(year, zone=zone)
    named |= local_holidays(zone, year, named[_EASTER_MONDAY])
    return frozenset(day for name, day in named.items() if good_friday or name != _GOOD_FRIDAY)


def _on_the_other_source(zone: str, year: int, good_friday: bool) -> frozenset[date]:
    """The holidays with the days of the other source, which gives one in place of 28 May."""
    days = public_holidays(zone, year, good_friday) | frozenset(disputed_holidays(zone, year))
    return days - {date(year, 5, 28)} if zone == SAINT_MARTIN else days


def disputed_holidays(zone: str, year: int) -> tuple[date, ...]:
    """Days that one source gives and another does not; ``public_holidays`` leaves them out.

    Saint-Martin: the text read in 2019 says 27 May (C. trav. L3422-2, 3°), the prefecture and the
    published data keep 28 May. French Polynesia in 2025: see ``pacific_holidays``.
    """
    return (date(year, 5, 27),) if zone == SAINT_MARTIN else disputed_days(zone, year)


def counts(day: date, kind: DayKind, zone: str, good_friday: bool = True) -> bool:
    """Whether the law counts that day among days of this kind; closures are not its business."""
    if kind == "calendar":
        return True
    return day.weekday() not in _OFF[kind] and day not in public_holidays(
        zone, day.year, good_friday
    )


def days_after(
    start: date, number: int, kind: DayKind, zone: str, good_friday: bool = True
) -> date:
    """The ``number``-th day of this kind after ``start``, which is not counted."""
    day = start
    for _ in range(number):
        day += ONE_DAY
        while not counts(day, kind, zone, good_friday):
            day += ONE_DAY
    return day


def days_before(end: date, number: int, kind: DayKind, zone: str, good_friday: bool = True) -> date:
    """The ``number``-th day of this kind before ``end``, which is not counted."""
    day = end
    for _ in range(number):
        day -= ONE_DAY
        while not counts(day, kind, zone, good_friday):
            day -= ONE_DAY
    return day


def number_of_days(
    first: date, last: date, kind: DayKind, zone: str, good_friday: bool = True
) -> int:
    """How many days of this kind from ``first`` to ``last``, both included."""
    span = range((last - first).days + 1)
    return sum(counts(first + timedelta(days=one), kind, zone, good_friday) for one in span)


SHORTEST_NOTICE = 1
"""The clear days that no urgency shortens a convocation below (CGCT L2121-11, L2121-12)."""


@dataclass(frozen=True)
class DecidingBody:
    """Who must vote before the authority commits itself: its sessions, in order, as known.

    ``convened_days`` is how many clear days before a session its members are convened.
    ``transmission`` is how long after a session its decision is enforceable, published and
    transmitted (CGCT L2131-1); None where the file does not say. ``second_days`` is how many clear
    days after a session without quorum a second one may decide without it (CGCT L2121-17); None
    where none is planned. ``vacancies`` lie between an election and the installation of the new
    body, both days included. ``delegate`` is who may decide by delegation, empty for nobody;
    ``delegated`` says that no session is then needed. ``urgent_days`` is how many clear days remain
    between the convocation and the session where it is shortened for urgency.
    """

    id: str
    title: str
    sessions: tuple[date, ...]
    convened_days: int = 0
    transmission: Length | None = None
    second_days: int | None = None
    vacancies: tuple[Period, ...] = ()
    delegate: str = ""
    delegated: bool = False
    urgent_days: int = SHORTEST_NOTICE

    @property
    def known_until(self) -> date | None:
        """The last day of the civil year of its last known session."""
        return date(self.sessions[-1].year, 12, 31) if self.sessions else None

    @property
    def useful_sessions(self) -> tuple[date, ...]:
        """Its sessions, in order, but those entered within a vacancy."""
        return tuple(day for day in self.sessions if self.vacancy(day) is None)

    def vacancy(self, day: date) -> Period | None:
        """The vacancy that the day falls in, if any."""
        return next(
            (vacancy for vacancy in self.vacancies if vacancy.start <= day <= vacancy.end), None
        )

    def is_entered(self, year: int) -> bool:
        """Whether the file gives a session of that civil year."""
        return any(day.year == year for day in self.sessions)


@dataclass(frozen=True)
class Calendar:
    """The working days and hours of one authority, in its own time zone."""

    name: str
    zone: str = "Métropole"
    time_zone: str = "Europe/Paris"
    weekend: frozenset[int] = frozenset({5, 6})
    closures: tuple[Period, ...] = ()
    opens_at: time = time(8)
    closes_at: time = time(18)
    good_friday: bool = True
    bodies: tuple[DecidingBody, ...] = ()
    school_holidays: tuple[Period, ...] = ()
    """Those that were entered, in order: nothing is known of the years before or after them."""
    keeper: str | None = None
    """The role that keeps the calendar: who is asked for the sessions of a year."""
    title: str = field(default="", compare=False)
    season_from: int = 7
    """The month in which a season begins, for the agreement that counts by this calendar."""

    def sitting(self, body: str, on: date) -> "Calendar":
        """The same, that body holding a session on that day too."""
        bodies = tuple(
            replace(one, sessions=tuple(sorted({*one.sessions, on}))) if one.id == body else one
            for one in self.bodies
        )
        return replace(self, bodies=bodies)

    @property
    def otherwise(self) -> "Calendar | None":
        """The same with the other source's day, where sources dispute a holiday of its zone."""
        if self.zone not in (SAINT_MARTIN, FRENCH_POLYNESIA):
            return None
        return replace(self, zone=self.zone + OTHERWISE)

    def is_working(self, day: date) -> bool:
        """Whether the authority works on that day."""
        return (
            day.weekday() not in self.weekend
            and day not in public_holidays(self.zone, day.year, self.good_friday)
            and not any(closure.start <= day <= closure.end for closure in self.closures)
        )

    def preceding(self, day: date) -> date:
        """That day if worked, else the previous working day."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def following(self, day: date) -> date:
        """That day if worked, else the next working day."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def minus_working_days(self, day: date, number: int) -> date:
        """The working day ``number`` working days before ``day``."""
        for _ in range(number):
            day = self.preceding(day - ONE_DAY)
        return day

    def plus_working_days(self, day: date, number: int) -> date:
        """The working day ``number`` working days after ``day``."""
        for _ in range(number):
            day = self.following(day + ONE_DAY)
        return day

    def local(self, instant: datetime) -> datetime:
        """The instant as this authority's clocks show it."""
        return instant.astimezone(ZoneInfo(self.time_zone))

    def opening(self, day: date) -> datetime:
        """The aware instant at which that day's business hours begin."""
        return datetime.combine(day, self.opens_at, ZoneInfo(self.time_zone))

    def is_open(self, instant: datetime) -> bool:
        """Whether it falls within business hours."""
        return self.next_open(instant) == instant

    def next_open(self, instant: datetime) -> datetime:
        """``instant`` if within business hours, else the next opening."""
        here = self.local(instant)
        if self.is_working(here.date()) and self.opens_at <= here.time() < self._closing():
            return instant
        later = here.date() if here.time() < self.opens_at else here.date() + timedelta(days=1)
        return self.opening(self.following(later))

    def _closing(self) -> time:
        return self.closes_at if self.closes_at > self.opens_at else time.max


def end_of(start: date, length: Length, calendar: Calendar) -> date:
    """The last day of a delay after an event, of whatever days it counts (CPC 641)."""
    day = add_months(start, length.months)
    if length.kind == "calendar":
        day += timedelta(days=length.days)
    else:
        day = days_after(day, length.days, length.kind, calendar.zone, calendar.good_friday)
    return day + ONE_DAY if length.clear else day


def first_after(start: date, length: Length, calendar: Calendar) -> date:
    """The day after a length whose first day counts, of whatever days it counts.

    Of worked or workable days, the first one on or after ``start`` is the first that counts. Hours
    count by whole days from the hour of the event: it is the day on which they are over.
    """
    day = add_months_up(start, length.months)
    if length.kind == "calendar":
        return day + timedelta(days=length.days)
    eve = day - ONE_DAY
    last = days_after(eve, length.days, length.kind, calendar.zone, calendar.good_friday)
    return last + ONE_DAY

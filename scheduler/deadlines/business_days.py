"""Which days count: an authority's weekend, public holidays and closures, and steps over them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from jours_feries_france import JoursFeries

from scheduler.deadlines.period import ONE_DAY, Period

NO_HOLIDAYS = "Aucune"
ZONES = (*JoursFeries.ZONES, NO_HOLIDAYS)


@lru_cache(maxsize=1024)
def public_holidays(zone: str, year: int) -> frozenset[date]:
    """The legal public holidays of one French zone in one year (C. trav. L3133-1, L3134-13)."""
    if zone == NO_HOLIDAYS:
        return frozenset()
    return frozenset(JoursFeries.for_year(year, zone=zone).values())


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
    title: str = field(default="", compare=False)

    def is_working(self, day: date) -> bool:
        """Whether the authority works on that day."""
        return (
            day.weekday() not in self.weekend
            and day not in public_holidays(self.zone, day.year)
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

    def next_open(self, instant: datetime) -> datetime:
        """``instant`` if within business hours, else the next opening."""
        here = self.local(instant)
        if self.is_working(here.date()) and self.opens_at <= here.time() < self._closing():
            return instant
        later = here.date() if here.time() < self.opens_at else here.date() + timedelta(days=1)
        return self.opening(self.following(later))

    def _closing(self) -> time:
        return self.closes_at if self.closes_at > self.opens_at else time.max

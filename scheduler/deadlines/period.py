"""Periods of time as contracts count them: months first with a stated rounding, then days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from scheduler.deadlines import french

Unit = Literal["hour", "day", "week", "month", "year"]
DayKind = Literal["calendar", "worked", "workable"]
"""Every day; Monday to Friday (*ouvrés*); Monday to Saturday (*ouvrables*); less holidays."""
ONE_DAY = timedelta(days=1)
HOURS_IN_A_DAY = 24
FEBRUARY = 2
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_KINDS: dict[DayKind, str] = {"calendar": "", "worked": " ouvré", "workable": " ouvrable"}
_NAMES: dict[Unit, tuple[str, str]] = {
    "hour": ("heure", "heures"),
    "day": ("jour", "jours"),
    "week": ("semaine", "semaines"),
    "month": ("mois", "mois"),
    "year": ("an", "ans"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included, with the words that name it."""

    label: str
    start: date
    end: date


@dataclass(frozen=True)
class Length:
    """A length as a clause states it: three months, or one month and fifteen days.

    ``number`` is at least 1; ``more`` is what is added, months always being counted before days
    (article 641, third paragraph, code de procédure civile). Days may be worked or workable ones
    only; a ``clear`` delay counts neither of its ends. Hours count by whole days, the rest dropped.
    """

    number: int
    unit: Unit
    more: "Length | None" = None
    kind: DayKind = "calendar"
    clear: bool = False

    @property
    def months(self) -> int:
        """Whole months for a length in months or years, 0 for one in days or weeks."""
        more = self.more.months if self.more else 0
        return self.number * {"month": 1, "year": 12}.get(self.unit, 0) + more

    @property
    def days(self) -> int:
        """Days for a length in days or weeks (a week is seven days), 0 otherwise."""
        more = self.more.days if self.more else 0
        if self.unit == "hour":
            return self.number // HOURS_IN_A_DAY + more
        return self.number * {"day": 1, "week": 7}.get(self.unit, 0) + more

    @property
    def spare_hours(self) -> int:
        """The hours beyond whole days: 4 for 4 hours, 12 for 36 hours, 0 for any other unit."""
        return self.number % HOURS_IN_A_DAY if self.unit == "hour" else 0

    @property
    def plain(self) -> bool:
        """Whether every day counts, and one of the ends with them."""
        return self.kind == "calendar" and not self.clear

    def __str__(self) -> str:
        return f"{self.number} {self._named}"

    @property
    def in_words(self) -> str:
        """``trois mois``, ``deux ans``, ``une semaine``, ``un mois et quinze jours``."""
        number = french.in_words(self.number, feminine=self._feminine)
        return f"{number} {self._named_in_words}"

    @property
    def of_words(self) -> str:
        """``de trois mois``, ``d'un an``."""
        return french.of(self.in_words)

    @property
    def following(self) -> str:
        """``les trois mois qui suivent``, ``la semaine qui suit``, ``l'année qui suit``."""
        return self._stretch("qui suit", "qui suivent")

    @property
    def preceding(self) -> str:
        """``les trois mois qui précèdent``, ``le mois qui précède``."""
        return self._stretch("qui précède", "qui précèdent")

    @property
    def once_passed(self) -> str:
        """``une fois passés trois mois``, ``une fois passée une semaine``."""
        agreed = ("e" if self._feminine else "") + ("s" if self.number > 1 else "")
        return f"une fois passé{agreed} {self.in_words}"

    @property
    def each(self) -> str:
        """``tous les six mois``, ``toutes les deux semaines``, ``chaque année``."""
        if self.number == 1 and self.more is None:
            return f"chaque {'année' if self.unit == 'year' else self._name}"
        if self.number == 1:
            return f"chaque période {self.of_words}"
        return f"{'toutes' if self._feminine else 'tous'} les {self.in_words}"

    def _stretch(self, one: str, several: str) -> str:
        if self.more:
            return f"la période {self.of_words} {one}"
        if self.number > 1:
            return f"les {self.in_words} {several}"
        singular = "l'année" if self.unit == "year" else self._with_article
        return f"{singular} {one}"

    @property
    def _with_article(self) -> str:
        if self.unit == "hour":
            return f"l'{self._name}"
        return f"{'la' if self._feminine else 'le'} {self._name}"

    @property
    def _feminine(self) -> bool:
        return self.unit in ("week", "hour")

    @property
    def _name(self) -> str:
        plural = self.number > 1
        if self.more:
            return _NAMES[self.unit][plural]
        kind = _KINDS[self.kind] + ("s" if plural and self.kind != "calendar" else "")
        clear = (" francs" if plural else " franc") if self.clear else ""
        return _NAMES[self.unit][plural] + kind + clear

    @property
    def _named(self) -> str:
        return self._name + (f" et {self.more}" if self.more else "")

    @property
    def _named_in_words(self) -> str:
        return self._name + (f" et {self.more.in_words}" if self.more else "")


def days_in_month(year: int, month: int) -> int:
    """How many days that month has."""
    if month == FEBRUARY and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _DAYS[month - 1]


def add_months(start: date, months: int) -> date:
    """The same day number ``months`` later (or earlier), or the last day of that month.

    Article 641, second paragraph, code de procédure civile: the day number, else the month's end.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, days_in_month(year, month + 1)))


def add_months_up(start: date, months: int) -> date:
    """The same day number ``months`` later, or the first day of the month after where it lacks."""
    clamped = add_months(start, months)
    return clamped if clamped.day == start.day else clamped + ONE_DAY


def after(start: date, length: Length) -> date:
    """The last day of a delay counted from an event; the event's day is not counted (CPC 641)."""
    return add_months(start, length.months) + timedelta(days=length.days)


def next_start(start: date, length: Length, times: int = 1) -> date:
    """The first day after ``times`` lengths, the first day counted; always from the anchor."""
    return add_months_up(start, length.months * times) + timedelta(days=length.days * times)


def term_end(start: date, length: Length) -> date:
    """The last day of a term whose first day counts: the eve of the next start."""
    return next_start(start, length) - ONE_DAY


def length_from(start: date, following: date) -> Length:
    """The length of a period from ``start`` to the eve of ``following``: months first, then days.

    It tells how long a period lasted; the clause's own words, where there are some, come before.
    """
    months = (following.year - start.year) * 12 + following.month - start.month
    while months and add_months_up(start, months) > following:
        months -= 1
    days = (following - add_months_up(start, months)).days
    rest = Length(days, "day") if days else None
    if not months:
        return rest or Length(1, "day")
    if months % 12 == 0:
        return Length(months // 12, "year", rest)
    return Length(months, "month", rest)


def latest_before(end: date, length: Length) -> date:
    """The latest day from which the whole length still fits before ``end``, checked forwards.

    The greatest day ``d`` such that ``d + length <= end`` (Cass. 3e civ., 13 janvier 2004,
    n° 02-18.337: the notice is counted forwards, never subtracted).
    """
    day = subtracted(end, length)
    while after(day, length) > end:
        day -= ONE_DAY
    while after(day + ONE_DAY, length) <= end:
        day += ONE_DAY
    return day


def subtracted(end: date, length: Length) -> date:
    """``end`` less the length, months first: another reading where months differ in length.

    It is the prudent one for whole months; with days added it may be too late, never by more than
    three days.
    """
    return add_months(end, -length.months) - timedelta(days=length.days)

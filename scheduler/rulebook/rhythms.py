"""What repetitions share as a file writes them: their bounds, and the days that are set aside."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, Self, TypeVar

from pydantic import Field, model_validator

from scheduler.deadlines import timing
from scheduler.deadlines.exceptions import (
    Excepted,
    Moved,
    Named,
    Nothing,
    Rolled,
    WindowDay,
)
from scheduler.deadlines.feasts import Feast
from scheduler.deadlines.timing import Bound, DayInYear, Span
from scheduler.rulebook.readers import NEXT_MONTH, Reject
from scheduler.rulebook.rhythm_readers import window_rank
from scheduler.rulebook.scalars import (
    ContractPart,
    Exceptional,
    Since,
    Then,
    Until,
    Weekday,
    Weekdays,
)
from scheduler.rulebook.written import Written, one_of

MONTHS_IN_A_YEAR = 12
Bounds = tuple[Bound | None, Bound | None]
Exceptions = Mapping[Exceptional, Then]
Other = TypeVar("Other")


class Recurring(Written):
    """``depuis: 7e mois``, ``jusqu'au: 2026-12-31``, ``pendant: six premiers mois``."""

    since: Since | None = Field(None, alias="depuis")
    until: Until | None = Field(None, alias="jusqu'au")
    until_year: Until | None = Field(None, alias="jusqu'en")
    during: ContractPart | None = Field(None, alias="pendant")

    @model_validator(mode="after")
    def _one_stretch(self) -> Self:
        if self.until and self.until_year:
            raise Reject(
                "« jusqu'au » et « jusqu'en » disent la même chose", "garder l'un des deux"
            )
        if self.during and (self.since or self.until or self.until_year):
            raise Reject(
                "« pendant » dit déjà depuis quand et jusqu'à quand",
                "garder « pendant », ou « depuis » et « jusqu'au »",
            )
        since, until = self.bounds
        if isinstance(since, date) and isinstance(until, date) and until < since:
            raise Reject("« jusqu'au » précède « depuis »", "vérifier les deux dates")
        if _rank(since) > _rank(until) > 0:
            raise Reject("« jusqu'au » précède « depuis »", "vérifier les deux rangs")
        return self

    @property
    def bounds(self) -> Bounds:
        """From when, and to when, it recurs."""
        return self.during or (self.since, self.until or self.until_year)


def _rank(bound: Bound | None) -> int:
    """In months from the effect, where it is a month or a year of the contract."""
    if not isinstance(bound, timing.ContractRank):
        return 0
    return bound.number * bound.months


class WeeklyTiming(Recurring):
    """``{chaque: semaine, le: lundi}``, ``{chaque: jour}``: shown, never dated."""

    every: Literal["semaine", "jour"] = Field(alias="chaque")
    by: Weekdays | None = Field(None, alias="pour")
    at_latest: Weekdays | None = Field(None, alias="au plus tard")
    before: Weekdays | None = Field(None, alias="avant")
    on: Weekdays | None = Field(None, alias="le")
    first: Weekday | None = Field(None, alias="du")
    last: Weekday | None = Field(None, alias="au")

    @property
    def stretch(self) -> tuple[int, ...]:
        """The days from one to another, both included: ``du: lundi, au: vendredi``."""
        if self.first is None or self.last is None:
            return ()
        return tuple((self.first + rank) % 7 for rank in range((self.last - self.first) % 7 + 1))

    @model_validator(mode="after")
    def _a_day_of_the_week(self) -> Self:
        if (self.first is None) != (self.last is None):
            raise Reject("« du » et « au » vont ensemble", "par exemple du: lundi, au: vendredi")
        days = {"pour": self.by, "au plus tard": self.at_latest, "avant": self.before}
        days |= {"le": self.on, "du": self.stretch or None}
        if self.every == "semaine" and not any(days.values()):
            raise Reject(
                "une semaine sans jour dit est un rythme",
                "écrire {au moins: 1, par: semaine}, ou le jour : {chaque: semaine, le: lundi}",
            )
        if self.every == "jour" and any(days.values()):
            raise Reject(
                "« chaque: jour » ne dit pas lequel", "par exemple {chaque: semaine, le: lundi}"
            )
        if self.every == "semaine":
            one_of(days)
        return self


def yearly_cases(exceptions: Exceptions, day: DayInYear | None) -> tuple[Excepted[DayInYear], ...]:
    """The exceptions of a day of each year that hang on where it falls; Reject for what is none.

    A day without a month of its own is one of the month of ``day``.
    """
    cases = []
    for case, then in exceptions.items():
        if isinstance(case, Named):
            if case.months:
                raise Reject(
                    f"« {case.words} » n'est pas une année",
                    "ici « sauf » donne des années (2026, 2032) ou un cas (après le 12, férié)",
                )
            continue
        cases.append(Excepted(case, _in_year(then, day)))
    return tuple(cases)


def yearly_exceptions(
    exceptions: Exceptions, day: DayInYear | None
) -> tuple[tuple[tuple[int, ...], DayInYear | Nothing], ...]:
    """The exceptions of a day of each year that are said for some years."""
    by_years: list[tuple[tuple[int, ...], DayInYear | Nothing]] = []
    for named, then in exceptions.items():
        if isinstance(named, Named):
            other = _in_year(then, day)
            if isinstance(other, Moved | Rolled):
                raise Reject(_NO_MOVE, "donner le jour de cette année-là, ou « aucun »")
            by_years.append((named.years, other))
    return tuple(by_years)


_NO_MOVE = "un décalage va avec un cas (« férié », « après le 12 »), non avec une période"


def _in_year(
    then: WindowDay | DayInYear | Moved | Rolled | Nothing, day: DayInYear | None
) -> DayInYear | Moved | Rolled | Nothing:
    if not isinstance(then, WindowDay):
        return then
    if then.named is not None:
        return DayInYear(then.day, then.named, day.offset if day else 0, then.of)
    if day is None or isinstance(day.of, Feast) or then.month is not None:
        raise Reject("ce jour n'a pas de mois", "par exemple 1er mercredi de mai N, ou lendemain")
    return DayInYear(then.day, day.month, day.offset, then.of)


def window_cases(exceptions: Exceptions, span: Span) -> tuple[Excepted[WindowDay], ...]:
    """The exceptions of a day of each period that hang on where it falls."""
    return tuple(
        Excepted(case, _in_window(then, span))
        for case, then in exceptions.items()
        if not isinstance(case, Named)
    )


def window_exceptions(
    exceptions: Exceptions, span: Span
) -> tuple[tuple[Named, WindowDay | Nothing], ...]:
    """The exceptions of a day of each period that are said for some of them."""
    by_windows: list[tuple[Named, WindowDay | Nothing]] = []
    for named, then in exceptions.items():
        if isinstance(named, Named):
            other = _in_window(then, span)
            if isinstance(other, Moved | Rolled):
                raise Reject(_NO_MOVE, "donner le jour de cette période, ou « aucun »")
            by_windows.append((named, other))
    return tuple(by_windows)


def _in_window(
    then: WindowDay | DayInYear | Moved | Rolled | Nothing, span: Span
) -> WindowDay | Moved | Rolled | Nothing:
    if isinstance(then, DayInYear):
        raise Reject(
            "« N » va avec « chaque: année »", "écrire « 31 janvier », ou « 31 janvier suivant »"
        )
    if not isinstance(then, WindowDay) or then.named is not None or then.month is None:
        return then
    return WindowDay(then.day, then.of, window_rank(then, span))


def placed(day: WindowDay, span: Span) -> WindowDay:
    """The day with the rank of its month in a period of that span."""
    if day.named is not None:
        return day
    return WindowDay(day.day, day.of, window_rank(day, span))


def inside(day: WindowDay, span: Span, months: Sequence[int]) -> None:
    """Refuses a month that is none of the period's, and does not say that it is beside it."""
    if day.named is None or day.beside or span.months == MONTHS_IN_A_YEAR:
        return
    if day.named not in months:
        raise Reject(
            "ce mois n'est pas dans la période",
            "écrire par exemple « 31 janvier suivant », ou « 31 mars précédent »",
        )


def followed(months: Sequence[int], day: WindowDay) -> Sequence[int]:
    """A period's months, and the next where its day falls there ("15 du mois suivant")."""
    beyond = day.month == NEXT_MONTH or day.beside > 0
    return (*months, months[-1] % MONTHS_IN_A_YEAR + 1) if months and beyond else months


def months_of(day: WindowDay, span: Span) -> frozenset[int]:
    """In which months of the year a day of each period of that span may fall."""
    starts = (date(2001, span.first, 1).month + rank for rank in range(0, 12, span.months))
    return frozenset((start - 1 + window_rank(day, span) - 1) % 12 + 1 for start in starts)

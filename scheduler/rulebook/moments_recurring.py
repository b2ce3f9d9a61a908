"""The moments that come back by themselves: quotas, days of the year, days of each period."""

from typing import Literal, Self

from pydantic import Field, model_validator

from scheduler.deadlines import timing
from scheduler.deadlines.exceptions import WindowDay
from scheduler.deadlines.timing import DayInYear
from scheduler.rulebook.moment_checks import in_years, two_bounds
from scheduler.rulebook.readers import NEXT_MONTH, Reject
from scheduler.rulebook.rhythm_readers import read_feast_or_day, read_window_day
from scheduler.rulebook.rhythms import (
    Recurring,
    followed,
    inside,
    months_of,
    window_cases,
    window_exceptions,
    yearly_cases,
    yearly_exceptions,
)
from scheduler.rulebook.scalars import (
    Count,
    Exceptional,
    LengthText,
    OnlyYears,
    PartOfPeriod,
    RhythmInterval,
    SpanName,
    Text,
    Then,
    WindowDayText,
    YearlyDay,
    YearlyWindowText,
    YearWord,
)
from scheduler.rulebook.written import one_of

OF_EITHER_KIND = ("bimestre", "trimestre", "semestre")
"""The periods that may be the calendar's or the contract's."""


class QuotaTiming(Recurring):
    """``{au moins: 1, par: semestre}``, ``{au moins: 1, tous les: 2 mois}``; with a limit,
    ``{au moins: 1, par: année, avant: 30 juin N}``.
    """

    at_least: Count | None = Field(None, alias="au moins")
    exactly: Count | None = Field(None, alias="exactement")
    at_most: Count | None = Field(None, alias="au plus")
    span: SpanName | None = Field(None, alias="par")
    every: RhythmInterval | None = Field(None, alias="tous les")
    basis: Literal["du contrat", "civiles", "glissantes"] | None = Field(None, alias="périodes")
    by: Text | None = Field(None, alias="pour")
    at_latest: Text | None = Field(None, alias="au plus tard")
    before: Text | None = Field(None, alias="avant")

    @property
    def limit(self) -> DayInYear | WindowDay | None:
        """The day of each period by which the acts are owed, if not its last; Reject for none."""
        written = self.by or self.at_latest or self.before
        if written is None or self.span is None:
            return None
        of_years = self.span == timing.YEAR
        return read_feast_or_day(written) if of_years else read_window_day(written)

    @model_validator(mode="after")
    def _a_limit_of_civil_periods(self) -> Self:
        days = {"pour": self.by, "au plus tard": self.at_latest, "avant": self.before}
        if not any(days.values()):
            return self
        one_of(days)
        if self.at_most or self.span is None or not self.span.months:
            raise Reject(
                "une date limite va avec « au moins » ou « exactement », et « par » année, "
                "semestre, trimestre ou mois",
                "par exemple {au moins: 1, par: année, avant: 30 juin N}",
            )
        if self.basis in ("du contrat", "glissantes"):
            raise Reject(
                "une date limite est d'une période civile", "ôter « périodes », ou « avant »"
            )
        if isinstance(self.limit, WindowDay):
            inside(self.limit, self.span, ())
        return self

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        numbers = (self.at_least, self.exactly, self.at_most)
        if self.every and not any(numbers):
            raise Reject(
                "« tous les » ne dit pas à partir de quand compter",
                "écrire {au moins: 1, tous les: …}, une fois par période du contrat, ou "
                "{tous les: …, à compter de: signature}, un jour précis",
            )
        one_of(dict(zip(("au moins", "exactement", "au plus"), numbers, strict=True)))
        one_of({"par": self.span, "tous les": self.every})
        span = self.span or self.every
        if self.basis == "glissantes" and (self.at_least != 1 or not (span and span.dated)):
            raise Reject(
                "une période glissante ne compte qu'un acte à la fois",
                "par exemple au moins: 1, tous les: 6 mois, périodes: glissantes",
            )
        if self.basis == "civiles" and span and span.dated and not span.fits_civil_years:
            raise Reject(
                f"une {span.name} ne divise pas l'année civile",
                "écrire périodes: du contrat, comptées de la prise d'effet",
            )
        return self


class YearlyTiming(Recurring):
    """``{chaque: année, pour: 15 février N+1}``, ``{chaque: année, en: mai N+1}``."""

    every: YearWord = Field(alias="chaque")
    by: YearlyDay | None = Field(None, alias="pour")
    at_latest: YearlyDay | None = Field(None, alias="au plus tard")
    before: YearlyDay | None = Field(None, alias="avant")
    within: YearlyWindowText | None = Field(None, alias="en")
    on: YearlyDay | None = Field(None, alias="le")
    opens: YearlyDay | None = Field(None, alias="du")
    last: YearlyDay | None = Field(None, alias="au")
    exceptions: dict[Exceptional, Then] = Field(default={}, alias="sauf")
    only: OnlyYears | None = Field(None, alias="seulement")
    interval: LengthText | None = Field(None, alias="tous les")

    @model_validator(mode="after")
    def _whole_years(self) -> Self:
        if self.interval and not in_years(self.interval):
            raise Reject("« tous les » se compte ici en années", "par exemple tous les: 2 ans")
        if self.within and (self.only or self.interval or self.exceptions):
            raise Reject(
                "« seulement », « tous les » et « sauf » vont avec un jour, non avec « en »",
                "écrire le mois par ses deux jours : du: 1er juin N, au: 30 juin N",
            )
        return self

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        days = (self.by, self.at_latest, self.before, self.within, self.on, self.last)
        keys = ("pour", "au plus tard", "avant", "en", "le", "au")
        if not self.opens or any(days):
            one_of(dict(zip(keys, days, strict=True)))
        two_bounds(self.opens, self.last, any(days))
        yearly_cases(self.exceptions, self.day)
        yearly_exceptions(self.exceptions, self.day)
        return self

    @property
    def day(self) -> DayInYear | None:
        """The day that its one key gives; that of ``du`` where nothing else is said."""
        return self.by or self.at_latest or self.before or self.on or self.last or self.opens

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.opens and self.last and _is_later(self.opens, self.last):
            raise Reject(
                "cette période finit avant de commencer",
                "si elle finit l'année suivante, écrire par exemple au: 31 mars N+1",
            )
        return self


def _is_later(one: DayInYear, other: DayInYear) -> bool:
    """Whether a day always comes after the other; within a month, only day numbers tell."""
    month, beside = ((day.offset, day.month) for day in (one, other))
    numbered = one.of == other.of == "calendar" and timing.LAST not in (one.day, other.day)
    return month > beside or (month == beside and numbered and one.day > other.day)


class DayOfTiming(Recurring):
    """``{chaque: mois, au plus tard: 15, sauf: {janvier: 25}}``."""

    every: Literal[
        "mois",
        "bimestre",
        "trimestre",
        "semestre",
        "année scolaire",
        "saison sportive",
        "exercice",
    ] = Field(alias="chaque")
    by: WindowDayText | None = Field(None, alias="pour")
    at_latest: WindowDayText | None = Field(None, alias="au plus tard")
    before: WindowDayText | None = Field(None, alias="avant")
    on: WindowDayText | None = Field(None, alias="le")
    opens_on: WindowDayText | None = Field(None, alias="du")
    last_on: WindowDayText | None = Field(None, alias="au")
    within: PartOfPeriod | None = Field(None, alias="en")
    exceptions: dict[Exceptional, Then] = Field(default={}, alias="sauf")
    basis: Literal["du contrat", "civiles"] | None = Field(None, alias="périodes")

    @model_validator(mode="after")
    def _ends_of_contract_periods(self) -> Self:
        """Of the contract's own periods, their first day or their last: no other has a name."""
        if self.basis is None:
            return self
        if self.every not in OF_EITHER_KIND:
            raise Reject(
                f"« périodes » ne change rien à « chaque: {self.every} »", "ôter « périodes »"
            )
        if self.basis == "du contrat" and self.payable is None:
            months = timing.SPANS[self.every].months
            raise Reject(
                "d'une période du contrat, seuls le premier et le dernier jour s'écrivent ainsi",
                f"écrire au plus tard: dernier jour, ou {{tous les: {months} mois, à compter de: "
                "prise d'effet}",
            )
        return self

    @property
    def payable(self) -> timing.Payable | None:
        """Which day of a period of the contract is meant: its first, its last; None: another."""
        day = self.by or self.at_latest or self.on
        if day is None or self.exceptions or day.named is not None or day.of != "calendar":
            return None
        if day.day == timing.LAST and day.month in (None, timing.SPANS[self.every].months):
            return "in arrears"
        return "in advance" if day.day == 1 and day.month in (None, 1) else None

    @model_validator(mode="after")
    def _a_part_of_it(self) -> Self:
        days = (self.by, self.at_latest, self.before, self.on, self.opens_on, self.last_on)
        if self.within and any(days):
            raise Reject(
                "« en » dit déjà les deux bornes de la période",
                "garder « en », ou écrire « du » et « au »",
            )
        return self

    @property
    def opens(self) -> WindowDay | None:
        """The first day of a stretch: that of ``du``, or of the part that ``en`` names."""
        return WindowDay(1, month=self.within[0]) if self.within else self.opens_on

    @property
    def last(self) -> WindowDay | None:
        """The last day of a stretch: that of ``au``, or of the part that ``en`` names."""
        return WindowDay(timing.LAST, month=self.within[1]) if self.within else self.last_on

    @property
    def day(self) -> WindowDay:
        """The day that its one key gives; that of ``du`` where nothing else is said."""
        day = self.by or self.at_latest or self.before or self.on or self.last or self.opens
        assert day is not None, "the model requires one"
        return day

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        days = (self.by, self.at_latest, self.before, self.on, self.last)
        if not self.opens or any(days):
            one_of(dict(zip(("pour", "au plus tard", "avant", "le", "au"), days, strict=True)))
        two_bounds(self.opens, self.last, any(days))
        if self.opens and self.last and self.opens.of != "calendar":
            raise Reject("« du » est un quantième", "par exemple du: 1er, au: 10")
        if self.opens and self.last and _begins_too_late(self.opens, self.last):
            raise Reject(
                "cette période finit avant de commencer",
                "dire le mois où elle finit, par exemple au: 10 du mois suivant",
            )
        ranks = [day.month for day in (*days, self.opens) if day and day.month]
        months = timing.SPANS[self.every].months
        if max(ranks, default=0) > months:
            raise Reject(
                f"« chaque: {self.every} » : cette période n'a pas plus de {months} mois",
                f"« du {max(ranks)}e mois » est de trop",
            )
        return self

    @model_validator(mode="after")
    def _in_its_period(self) -> Self:
        span = timing.SPANS[self.every]
        for day in (self.day, self.opens):
            if day:
                inside(day, span, ())
        window_cases(self.exceptions, span)
        for named, other in window_exceptions(self.exceptions, span):
            if isinstance(other, WindowDay):
                inside(other, span, followed(named.months, self.day))
            falls = months_of(self.day, span)
            if len(named.months) == 1 and span.first == 1 and not self.day.named:
                _met(named.words, named.months[0], falls)
        return self


def _met(words: str, month: int, falls: frozenset[int]) -> None:
    """Refuses an exception for a month in which the day never falls."""
    if month not in falls:
        quarter = (month - 1) // 3 + 1
        raise Reject(
            f"le jour dit ne tombe jamais en {words}",
            f"nommer la période : « {'1er' if quarter == 1 else f'{quarter}e'} trimestre »",
        )


def _begins_too_late(opens: WindowDay, until: WindowDay) -> bool:
    """Whether ``du`` comes after ``au`` in the same month, or its month after that of ``au``."""
    if opens.named or until.named:
        return False
    month, other = opens.month or 0, until.month or 0
    if other == NEXT_MONTH:
        return False
    if month and month != (other or 1):
        return until.day != timing.LAST and (month == NEXT_MONTH or month > (other or 1))
    return until.of == "calendar" and until.day != timing.LAST and opens.day > until.day

"""``quand``: the forms in which a file may write a moment, and the timing each describes."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from scheduler.deadlines import timing
from scheduler.deadlines.exceptions import WindowDay
from scheduler.deadlines.feasts import NAMES as FEASTS
from scheduler.deadlines.period import Length
from scheduler.deadlines.timing import DayInYear
from scheduler.rulebook.places import looks_like_a_date
from scheduler.rulebook.readers import LONGEST_MONTH, NEXT_MONTH, Reject
from scheduler.rulebook.rhythm_readers import feast_as_moment
from scheduler.rulebook.rhythms import (
    Recurring,
    WeeklyTiming,
    inside,
    months_of,
    window_cases,
    window_exceptions,
    yearly_cases,
    yearly_exceptions,
)
from scheduler.rulebook.scalars import (
    CivilWindowText,
    ContractPart,
    Count,
    CutoffText,
    Day,
    DelayText,
    EventName,
    Exceptional,
    FactName,
    LastingText,
    LengthText,
    OnlyYears,
    Origin,
    OtherwiseText,
    PlaceText,
    RecurrenceRule,
    RhythmInterval,
    RoundingText,
    Slug,
    SpanName,
    Text,
    Then,
    WholeDaysText,
    WindowDayText,
    YearlyDay,
    YearlyWindowText,
    YearWord,
    YesNo,
)
from scheduler.rulebook.written import Written, as_list, one_of

SHORTEST_MONTH = 28
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}(?:er)? [a-zéû]+ \d{4}")
"""A whole date, of this calendar or not: its reader says which days exist."""
EventNameList = Annotated[
    list[EventName],
    BeforeValidator(as_list, json_schema_input_type=EventName | list[EventName]),
]


class QuotaTiming(Recurring):
    """``{au moins: 1, par: semestre}``, ``{au moins: 1, tous les: 2 mois}``."""

    at_least: Count | None = Field(None, alias="au moins")
    exactly: Count | None = Field(None, alias="exactement")
    at_most: Count | None = Field(None, alias="au plus")
    span: SpanName | None = Field(None, alias="par")
    every: RhythmInterval | None = Field(None, alias="tous les")
    basis: Literal["du contrat", "civiles", "glissantes"] | None = Field(None, alias="périodes")

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
        if self.interval and not _in_years(self.interval):
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


def _in_years(length: Length) -> bool:
    """Whether a length is so many whole years, and nothing more."""
    return length.unit == "year" and length.plain and length.more is None


def _is_later(one: DayInYear, other: DayInYear) -> bool:
    """Whether a day always comes after the other; within a month, only day numbers tell."""
    month, beside = ((day.offset, day.month) for day in (one, other))
    numbered = one.of == other.of == "calendar" and timing.LAST not in (one.day, other.day)
    return month > beside or (month == beside and numbered and one.day > other.day)


def opens_before(opens: Length | None, length: Length | None) -> None:
    """A stretch before a day opens longer before it than it closes."""
    if opens and length and _is_shorter(opens, length):
        raise Reject(
            "cette période finit avant de commencer",
            f"elle s'ouvre plus longtemps avant que {length.in_words}",
        )


def _is_shorter(one: Length, other: Length) -> bool:
    """Whether a length is shorter than the other, whatever the months and the days off."""
    if not one.plain or one.months == other.months or one.days == other.days:
        comparable = one.plain or (one.kind, one.clear) == (other.kind, other.clear)
        return comparable and (one.months, one.days) < (other.months, other.days)
    return LONGEST_MONTH * one.months + one.days < SHORTEST_MONTH * other.months + other.days


def two_bounds(opens: object, last: object, otherwise: bool) -> None:
    """A stretch has both of its bounds, or its first alone where nothing else is said."""
    if (opens is None) != (last is None) and (otherwise or last is not None):
        raise Reject("« du » et « au » vont ensemble", "écrire les deux")


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
    opens: WindowDayText | None = Field(None, alias="du")
    last: WindowDayText | None = Field(None, alias="au")
    exceptions: dict[Exceptional, Then] = Field(default={}, alias="sauf")

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
                inside(other, span, named.months)
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


def cutoff_is_whole(
    by: timing.Place | None, before: timing.Place | None, otherwise: timing.Place | None
) -> None:
    """A cutoff has its day, written one way, and what holds after it."""
    if (by or before) and not otherwise:
        raise Reject("il manque « sinon »", "dire d'où compter ensuite : sinon: mois suivant")
    if otherwise and not (by or before):
        raise Reject("« sinon » va avec un seuil", "par exemple si au plus tard: 15")
    if by and before:
        one_of({"si au plus tard": by, "si avant": before})


def about_an_anniversary(
    anchors: tuple[object, ...], every: Length | None, of: object | None
) -> None:
    """``tous les`` and ``de`` are about an anniversary, and are refused beside anything else."""
    anniversary = "anniversaire" in anchors
    if every and (not anniversary or not _in_years(every)):
        raise Reject(
            "« tous les » va ici avec « anniversaire », en années",
            "par exemple à: anniversaire, tous les: 3 ans",
        )
    if of and not anniversary:
        raise Reject(
            "« de » va ici avec « anniversaire »", "par exemple à: anniversaire, de: jugement"
        )


def nothing_to_stretch(length: Length | None, **modifiers: object) -> None:
    """No days at all are the day itself: what stretches a delay has nothing to act on."""
    written = [key for key, value in modifiers.items() if value]
    if length and not length.number and written:
        raise Reject(
            f"« 0 jour » est le jour même : « {written[0]} » n'y change rien",
            "l'ôter, ou écrire la durée",
        )


class RelativeTiming(Written):
    """``{délai: 15 jours, après: {échéance: bilan}}``, ``{délai: 3 mois, avant: terme}``,
    ``{passé: 2 mois, après: terme}``, ``{au bout de: 3 ans, après: prise d'effet}``.

    ``de`` says of which day it is the anniversary, where it is not that of the effect.
    """

    length: DelayText | None = Field(None, alias="délai")
    past: LengthText | None = Field(None, alias="passé")
    elapsed: LastingText | None = Field(None, alias="au bout de")
    after: "AnchorText | None" = Field(None, alias="après")
    before: "AnchorText | None" = Field(None, alias="avant")
    at: "AnchorText | None" = Field(None, alias="à")
    opens: WholeDaysText | None = Field(None, alias="ouvre")
    every: LengthText | None = Field(None, alias="tous les")
    approximate: YesNo = Field(False, alias="environ")
    at_least: YesNo = Field(False, alias="au moins")
    begins: RoundingText | None = Field(None, alias="départ")
    of: "AnyAnchorText | None" = Field(None, alias="de")
    by: CutoffText | None = Field(None, alias="si au plus tard")
    earlier: CutoffText | None = Field(None, alias="si avant")
    otherwise: OtherwiseText | None = Field(None, alias="sinon")

    @model_validator(mode="after")
    def _years_between_anniversaries(self) -> Self:
        about_an_anniversary((self.after, self.before, self.at), self.every, self.of)
        return self

    @model_validator(mode="after")
    def _counts_later_from_elsewhere(self) -> Self:
        cutoff_is_whole(self.by, self.earlier, self.otherwise)
        if self.otherwise and not (self.after and self.length):
            raise Reject(
                "ce seuil va avec « délai » et « après »",
                "par exemple délai: 1 mois, après: …, si au plus tard: 15, sinon: mois suivant",
            )
        nothing_to_stretch(self.length, départ=self.begins, environ=self.approximate)
        nothing_to_stretch(self.length, **{"au moins": self.at_least})
        return self

    @model_validator(mode="after")
    def _one_anchor(self) -> Self:
        one_of({"après": self.after, "avant": self.before, "à": self.at})
        lengths = {"délai": self.length, "passé": self.past, "au bout de": self.elapsed}
        if not self.at:
            one_of(lengths)
        elif any(lengths.values()):
            raise Reject("« délai » va avec « après » ou « avant »", "ou écrire « à » sans délai")
        if self.before and not self.length:
            raise Reject("« avant » se compte par « délai »", "par exemple délai: 3 mois")
        if self.opens and not self.before:
            raise Reject("« ouvre » va avec « avant »", "par exemple délai: 3 mois, ouvre: 6 mois")
        if self.at_least and not self.before:
            raise Reject("« au moins » va avec « avant »", "par exemple délai: 8 jours, avant: …")
        if self.approximate and not self.length:
            raise Reject("« environ » va avec « délai »", "par exemple délai: 1 mois, environ: oui")
        if self.begins and not (self.after and self.length):
            raise Reject(
                "« départ » va avec « délai » et « après »", "par exemple départ: fin du mois"
            )
        opens_before(self.opens, self.length)
        return self


class LimitsText(Written):
    """``{échéance: bilan}``: the last days of another clause."""

    clause: Slug = Field(alias="échéance")


class SilenceAnchorText(Written):
    """``{silence: avis}``: the day on which the silence on another clause takes effect."""

    clause: Slug = Field(alias="silence")


class ByTiming(Written):
    """``{au plus tard: reunion}``, ``{avant: terme}``, ``{pour: {échéance: bilan}}``: on a day that
    is known by a fact, by the term or by another moment.
    """

    by: "AnyAnchorText | None" = Field(None, alias="pour")
    at_latest: "AnyAnchorText | None" = Field(None, alias="au plus tard")
    before: "AnyAnchorText | None" = Field(None, alias="avant")
    opens: WholeDaysText | None = Field(None, alias="ouvre")
    every: LengthText | None = Field(None, alias="tous les")
    of: "AnyAnchorText | None" = Field(None, alias="de")

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        days = (self.by, self.at_latest, self.before)
        one_of(dict(zip(("pour", "au plus tard", "avant"), days, strict=True)))
        about_an_anniversary(days, self.every, self.of)
        if self.opens and self.before:
            raise Reject(
                "« ouvre » et « avant » se comptent par « délai » ou « dans les »",
                "par exemple délai: 3 mois, avant: …, ouvre: 6 mois, ou dans les: 6 mois, avant: …",
            )
        return self


class WithinTiming(Written):
    """``{dans les: 6 mois, avant: terme}``, ``{dans les: 3 mois, après: ouverture}``: a stretch."""

    length: WholeDaysText = Field(alias="dans les")
    after: "AnyAnchorText | None" = Field(None, alias="après")
    before: "AnyAnchorText | None" = Field(None, alias="avant")
    every: LengthText | None = Field(None, alias="tous les")
    of: "AnyAnchorText | None" = Field(None, alias="de")
    by: CutoffText | None = Field(None, alias="si au plus tard")
    earlier: CutoffText | None = Field(None, alias="si avant")
    otherwise: OtherwiseText | None = Field(None, alias="sinon")

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        one_of({"après": self.after, "avant": self.before})
        about_an_anniversary((self.after, self.before), self.every, self.of)
        cutoff_is_whole(self.by, self.earlier, self.otherwise)
        if self.otherwise and self.before:
            raise Reject("ce seuil va avec « après »", "l'ôter, ou compter après un fait")
        if self.length.unit == "hour" or self.length.clear:
            raise Reject(
                f"« dans les: {self.length} » : cette période se compte en jours, semaines, mois",
                f"par exemple délai: {self.length}, après: …",
            )
        return self


class PlacedTiming(Written):
    """``{au plus tard: 10 du mois suivant, après: facture}``."""

    by: PlaceText | None = Field(None, alias="pour")
    at_latest: PlaceText | None = Field(None, alias="au plus tard")
    before: PlaceText | None = Field(None, alias="avant")
    after: "AnyAnchorText" = Field(alias="après")
    every: LengthText | None = Field(None, alias="tous les")
    of: "AnyAnchorText | None" = Field(None, alias="de")
    in_time: CutoffText | None = Field(None, alias="si au plus tard")
    earlier: CutoffText | None = Field(None, alias="si avant")
    otherwise: OtherwiseText | None = Field(None, alias="sinon")

    @property
    def place(self) -> timing.Place | None:
        """The day of the calendar that it names."""
        return self.by or self.at_latest or self.before

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        days = (self.by, self.at_latest, self.before)
        one_of(dict(zip(("pour", "au plus tard", "avant"), days, strict=True)))
        about_an_anniversary((self.after,), self.every, self.of)
        cutoff_is_whole(self.in_time, self.earlier, self.otherwise)
        if self.place and (self.place.shift < 0 or self.place.nearest < 0):
            raise Reject(
                f"« {self.place.words} » ne vient pas après le jour dont il se compte",
                "écrire « suivant », ou compter « avant »",
            )
        return self


class PlacedBeforeTiming(Written):
    """``{au plus tard: dernier jour du mois précédent, avant: seance}``."""

    by: PlaceText | None = Field(None, alias="pour")
    at_latest: PlaceText | None = Field(None, alias="au plus tard")
    before: "AnyAnchorText" = Field(alias="avant")
    every: LengthText | None = Field(None, alias="tous les")
    of: "AnyAnchorText | None" = Field(None, alias="de")

    @property
    def place(self) -> timing.Place | None:
        """The day of the calendar that it names."""
        return self.by or self.at_latest

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        one_of({"pour": self.by, "au plus tard": self.at_latest})
        about_an_anniversary((self.before,), self.every, self.of)
        if self.place and (self.place.shift > 0 or self.place.nearest > 0):
            raise Reject(
                f"« {self.place.words} » ne vient pas avant le jour dont il se compte",
                "écrire « précédent », ou compter « après »",
            )
        return self


class BetweenTiming(Written):
    """``{du: {délai: 1 mois, avant: entree}, au: {délai: 1 mois, après: entree}}``."""

    opens: "AnyAnchorText" = Field(alias="du")
    due: "AnyAnchorText | None" = Field(None, alias="au")


class NextTimeTiming(Written):
    """``{avec le prochain: facture, après: modification}``."""

    next_one: EventName | None = Field(None, alias="avec le prochain")
    next_she: EventName | None = Field(None, alias="avec la prochaine")
    after: "AnyAnchorText" = Field(alias="après")

    @property
    def event(self) -> str:
        """The fact whose next time is meant."""
        return self.next_one or self.next_she or ""

    @model_validator(mode="after")
    def _one_fact(self) -> Self:
        one_of({"avec le prochain": self.next_one, "avec la prochaine": self.next_she})
        return self


class EarliestTiming(Written):
    """``{au premier de: [moment, moment]}``."""

    moments: "Moments" = Field(alias="au premier de")


class LatestTiming(Written):
    """``{au dernier de: [moment, moment]}``."""

    moments: "Moments" = Field(alias="au dernier de")


class PauseText(Written):
    """``suspendu``: the delay does not run from one fact to the other."""

    since: EventName = Field(alias="de")
    until: EventName = Field(alias="à")

    @model_validator(mode="after")
    def _two_facts(self) -> Self:
        if self.since == self.until:
            raise Reject(
                "le délai s'arrêterait et reprendrait au même fait",
                "nommer deux faits, par exemple suspendu: {de: incomplet, à: pieces}",
            )
        return self


class CivilTiming(Written):
    """``{en: mai 2023}``, ``{exactement: 22, en: 2022}``."""

    within: CivilWindowText = Field(alias="en")
    at_least: Count | None = Field(None, alias="au moins")
    exactly: Count | None = Field(None, alias="exactement")

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        if self.at_least and self.exactly:
            raise Reject("« au moins » et « exactement » se contredisent", "n'en garder qu'un")
        return self


class FuzzyTiming(Written):
    """``{vers: fin 2022, début 2023}``: words that no date renders."""

    words: Text = Field(alias="vers")


class AlternatesTiming(Written):
    """``{alterne: comite}``: the parties named by ``par`` take turns, the ``premier`` first."""

    clause: Slug = Field(alias="alterne")
    first: Slug | None = Field(None, alias="premier")


class ElapsedTiming(Written):
    """``{au bout de: 6 mois, après: debut-activite}``: the first day counts."""

    length: LastingText = Field(alias="au bout de")
    event: EventName = Field(alias="après")


class FixedTiming(Written):
    """``{pour: 2025-06-30}``."""

    by: Day | None = Field(None, alias="pour")
    at_latest: Day | None = Field(None, alias="au plus tard")
    before: Day | None = Field(None, alias="avant")

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        one_of({"pour": self.by, "au plus tard": self.at_latest, "avant": self.before})
        return self


class RuleTiming(Written):
    """``{règle: FREQ=MONTHLY;BYDAY=2TU}``."""

    rule: RecurrenceRule = Field(alias="règle")


class WindowTiming(Written):
    """``{du: 2026-01-01, au: 2026-03-31}``; ``au`` may be missing."""

    opens: Day = Field(alias="du")
    due: Day | None = Field(None, alias="au")


class ContractPartTiming(Written):
    """``{pendant: 1re année}``, ``{pendant: six premiers mois, au moins: 2}``."""

    part: ContractPart = Field(alias="pendant")
    at_least: Count | None = Field(None, alias="au moins")
    exactly: Count | None = Field(None, alias="exactement")


class EveryTiming(Recurring):
    """``{tous les: 6 mois, à compter de: signature, payable: d'avance}``."""

    length: LengthText = Field(alias="tous les")
    origin: "OriginText" = Field(alias="à compter de")
    payable: Literal["d'avance", "à terme échu"] | None = None

    @model_validator(mode="after")
    def _in_whole_months(self) -> Self:
        if not self.length.months or self.length.days:
            raise Reject(
                "un intervalle daté se compte en mois ou en années",
                "pour un service plus fréquent, sans date : {au moins: 1, tous les: 15 jours}",
            )
        return self


class AfterTiming(Written):
    """``{délai: 3 mois, après: ouverture}``."""

    length: DelayText = Field(alias="délai")
    event: EventName = Field(alias="après")
    approximate: YesNo = Field(False, alias="environ")
    begins: RoundingText | None = Field(None, alias="départ")
    restarts: EventName | None = Field(None, alias="repart de")
    paused: PauseText | None = Field(None, alias="suspendu")
    by: CutoffText | None = Field(None, alias="si au plus tard")
    earlier: CutoffText | None = Field(None, alias="si avant")
    otherwise: OtherwiseText | None = Field(None, alias="sinon")

    @model_validator(mode="after")
    def _counts_later_from_elsewhere(self) -> Self:
        cutoff_is_whole(self.by, self.earlier, self.otherwise)
        if self.otherwise and (self.restarts or self.paused):
            raise Reject(
                "un seuil ne va pas avec « repart de » ou « suspendu »",
                "l'ôter, ou en faire deux obligations",
            )
        nothing_to_stretch(
            self.length,
            **{"départ": self.begins, "environ": self.approximate, "repart de": self.restarts},
        )
        nothing_to_stretch(self.length, suspendu=self.paused)
        return self


class PastTiming(Written):
    """``{passé: 90 jours, après: debut-arret}``: "depuis plus de"."""

    length: LengthText = Field(alias="passé")
    event: EventName = Field(alias="après")


class SameTiming(Written):
    """``{même que: comite-pilotage}``: the text says the same duty twice.

    ``lecture`` is the moment as this place words it, where it differs.
    """

    clause: Slug = Field(alias="même que")
    reading: "When | None" = Field(None, alias="lecture")


class BeforeTiming(Written):
    """``{délai: 1 mois, avant: ouverture, au moins: oui}``."""

    length: DelayText = Field(alias="délai")
    event: EventName = Field(alias="avant")
    approximate: YesNo = Field(False, alias="environ")
    at_least: YesNo = Field(False, alias="au moins")
    opens: WholeDaysText | None = Field(None, alias="ouvre")

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        opens_before(self.opens, self.length)
        nothing_to_stretch(self.length, **{"environ": self.approximate, "au moins": self.at_least})
        return self


class AtTiming(Written):
    """``{dès: signature}``, ``{dès: absence, au nombre de: 3, par: année}``,
    ``{dès: absence, au nombre de: 3, consécutives: oui, interrompu par: presence}``.
    """

    event: EventName = Field(alias="dès")
    count: Count | None = Field(None, alias="au nombre de")
    span: SpanName | None = Field(None, alias="par")
    in_a_row: YesNo = Field(False, alias="consécutives")
    broken_by: EventNameList | None = Field(None, alias="interrompu par")

    @model_validator(mode="after")
    def _broken_by_something(self) -> Self:
        if self.in_a_row != bool(self.broken_by) or (self.in_a_row and (self.count or 0) < 2):
            raise Reject(
                "« consécutives » dit combien, et ce qui interrompt la suite",
                "par exemple au nombre de: 3, consécutives: oui, interrompu par: presence",
            )
        return self

    @model_validator(mode="after")
    def _counted_in_months(self) -> Self:
        if self.span and (self.count is None or not self.span.dated):
            raise Reject(
                "« par » dit dans quelle période compter", "par exemple au nombre de: 3, par: année"
            )
        return self


class AskTiming(Written):
    """``{question: …}``: the text gives no date, here is what to ask."""

    question: Text


PERMANENT = "permanent"
_FORMS = (
    ("question", "ask"),
    ("règle", "rule"),
    ("au premier de", "earliest"),
    ("au dernier de", "latest"),
    ("dès", "at"),
    ("même que", "same"),
    ("alterne", "alternates"),
    ("vers", "fuzzy"),
    ("passé", "past"),
    ("au bout de", "elapsed"),
    ("après", "after"),
    ("délai", "before"),
    ("pendant", "contract year"),
    ("en", "civil"),
    ("du", "window"),
    ("par", "quota"),
    ("tous les", "quota"),
    ("au moins", "quota"),
    ("exactement", "quota"),
    ("au plus", "quota"),
)


def _form(value: Any) -> str | None:
    if value == PERMANENT:
        return "always"
    if not isinstance(value, dict) or not value:
        return None
    if value.get("chaque") in ("semaine", "jour"):
        return "weekly"
    if "à compter de" in value:
        return "every"
    if "pendant" in value and ("par" in value or "tous les" in value):
        return "quota"
    if "chaque" in value:
        return "day of" if value["chaque"] in ("mois", *_LONGER_SPANS) else "yearly"
    told = _told_from_a_day(value)
    if told:
        return told
    anchors = [value[key] for key in ("après", "avant", "à") if key in value]
    if any(_is_anchor(anchor) for anchor in anchors):
        return "relative"
    if any(key in value for key in _COUNTED) and any(map(_is_whole_date, anchors)):
        return "relative"
    return next((form for key, form in _FORMS if key in value), "fixed")


def _told_from_a_day(value: dict[str, Any]) -> str | None:
    """The forms that tell a day from another one; those that have a delay of their own apart."""
    if "dans les" in value:
        return "within"
    if "avec le prochain" in value or "avec la prochaine" in value:
        return "next time"
    if any(key in value for key in ("délai", "passé", "au bout de", "à")):
        return None
    if "du" in value:
        bounds = [value[key] for key in ("du", "au") if key in value]
        return None if all(_is_a_date(bound) for bound in bounds) else "between"
    days = [key for key in ("pour", "au plus tard", "avant") if key in value]
    if "après" in value and days:
        return "placed"
    if "avant" in value and len(days) > 1:
        return "placed before"
    return "by" if any(_is_known_by_another(value, key) for key in days) else None


def _is_known_by_another(value: dict[str, Any], key: str) -> bool:
    return isinstance(value[key], str | dict) and ("ouvre" in value or not _is_a_date(value[key]))


def _is_a_date(value: Any) -> bool:
    """Whether it is written as a date would be, well or badly; a fact's name is not."""
    return not isinstance(value, dict) and looks_like_a_date(value)


_COUNTED = ("délai", "passé", "au bout de")


def _is_whole_date(value: Any) -> bool:
    return isinstance(value, str) and _DATE.fullmatch(value.strip()) is not None


def _written_moment(value: Any) -> Any:
    """A written date, or a feast, that stands alone where a moment is expected."""
    return {"pour": value} if _is_whole_date(value) else feast_as_moment(value)


def _is_anchor(value: Any) -> bool:
    return isinstance(feast_as_moment(value), dict) or (
        isinstance(value, str) and value in TERM_DAYS
    )


_LONGER_SPANS = (
    "bimestre",
    "trimestre",
    "semestre",
    "année scolaire",
    "saison sportive",
    "exercice",
)
TERM_DAYS: dict[str, timing.WhichTermDay] = {
    "prise d'effet": "effect",
    "terme": "end",
    "chaque terme": "each end",
    "chaque reconduction": "each renewal",
    "anniversaire": "anniversary",
    "mi-parcours": "middle",
}
_A_MOMENT = (
    "« quand » doit dire un moment||par exemple {au moins: 1, par: semestre}, "
    "{chaque: année, pour: 15 février N+1}, {pour: 2025-06-30}, {dès: signature}, "
    "{question: …} ou permanent"
)
OneMoment = Annotated[
    Annotated[QuotaTiming, Tag("quota")]
    | Annotated[YearlyTiming, Tag("yearly")]
    | Annotated[DayOfTiming, Tag("day of")]
    | Annotated[CivilTiming, Tag("civil")]
    | Annotated[FixedTiming, Tag("fixed")]
    | Annotated[WindowTiming, Tag("window")]
    | Annotated[RuleTiming, Tag("rule")]
    | Annotated[ContractPartTiming, Tag("contract year")]
    | Annotated[WeeklyTiming, Tag("weekly")]
    | Annotated[EveryTiming, Tag("every")]
    | Annotated[AfterTiming, Tag("after")]
    | Annotated[BeforeTiming, Tag("before")]
    | Annotated[AtTiming, Tag("at")]
    | Annotated[AskTiming, Tag("ask")]
    | Annotated[PastTiming, Tag("past")]
    | Annotated[ElapsedTiming, Tag("elapsed")]
    | Annotated[SameTiming, Tag("same")]
    | Annotated[AlternatesTiming, Tag("alternates")]
    | Annotated[FuzzyTiming, Tag("fuzzy")]
    | Annotated[RelativeTiming, Tag("relative")]
    | Annotated[ByTiming, Tag("by")]
    | Annotated[WithinTiming, Tag("within")]
    | Annotated[PlacedTiming, Tag("placed")]
    | Annotated[PlacedBeforeTiming, Tag("placed before")]
    | Annotated[BetweenTiming, Tag("between")]
    | Annotated[NextTimeTiming, Tag("next time")]
    | Annotated[EarliestTiming, Tag("earliest")]
    | Annotated[LatestTiming, Tag("latest")]
    | Annotated[Literal["permanent"], Tag("always")],
    Discriminator(_form, custom_error_type="timing", custom_error_message=_A_MOMENT),
]


def _own_moment(value: Any) -> Any:
    """What stands for the whole clause, refused among other moments."""
    for key in ("même que", "alterne"):
        if isinstance(value, dict) and key in value:
            raise Reject(f"« {key} » ne va pas avec d'autres moments", _APART)
    return value


def _dated_moment(value: Any) -> Any:
    """What gives no day, refused where a day is counted from it or compared with it."""
    words = ("question", "vers", "au plus")
    written = next((key for key in words if isinstance(value, dict) and key in value), None)
    written = PERMANENT if value == PERMANENT else written
    if written:
        raise Reject(f"« {written} » ne donne pas de jour d'où compter", _FROM_A_FACT)
    return _own_moment(value)


def _compared_moment(value: Any) -> Any:
    """One of several moments; a fact, or a day of the term, may stand by its name alone."""
    value = feast_as_moment(value)
    if isinstance(value, str) and value != PERMANENT:
        value = {"à" if value in TERM_DAYS else "dès": value}
    return _dated_moment(value)


_APART = "en faire une obligation à part"
_FROM_A_FACT = "déclarer un fait sous « faits », avec sa question, et compter depuis lui"
DatedMoment = Annotated[OneMoment, BeforeValidator(_dated_moment)]
OwnMoment = Annotated[OneMoment, BeforeValidator(_own_moment)]
ComparedMoment = Annotated[
    OneMoment, BeforeValidator(_compared_moment, json_schema_input_type=EventName | OneMoment)
]
Moments = Annotated[list[ComparedMoment], Field(min_length=1)]
When = Annotated[
    Annotated[Annotated[list[OwnMoment], Field(min_length=1)], Tag("sequence")]
    | Annotated[OneMoment, Tag("one")],
    Discriminator(lambda value: "sequence" if isinstance(value, list) else "one"),
]


def _anchor_form(value: Any) -> str:
    if isinstance(value, str):
        return "term"
    if isinstance(value, dict) and len(value) == 1 and "silence" in value:
        return "silence"
    return "limits" if isinstance(value, dict) and "échéance" in value else "moment"


def _any_anchor_form(value: Any) -> str:
    if isinstance(value, str) and value not in TERM_DAYS:
        return "day" if looks_like_a_date(value) else "fact"
    return _anchor_form(value)


TermDayText = Literal[
    "prise d'effet",
    "terme",
    "chaque terme",
    "chaque reconduction",
    "anniversaire",
    "mi-parcours",
]
_AnchorText = Annotated[
    Annotated[TermDayText, Tag("term")]
    | Annotated[LimitsText, Tag("limits")]
    | Annotated[SilenceAnchorText, Tag("silence")]
    | Annotated[DatedMoment, Tag("moment")],
    Discriminator(_anchor_form),
]
AnchorText = Annotated[
    _AnchorText,
    BeforeValidator(
        _written_moment, json_schema_input_type=_AnchorText | Literal["Pâques", *FEASTS] | Day
    ),
]


def _origin_form(value: Any) -> str:
    if isinstance(value, str):
        return "named"
    return "limits" if isinstance(value, dict) and "échéance" in value else "moment"


OriginText = Annotated[
    Annotated[Origin, Tag("named")]
    | Annotated[LimitsText, Tag("limits")]
    | Annotated[DatedMoment, Tag("moment")],
    Discriminator(_origin_form),
]
_AnyAnchorText = Annotated[
    Annotated[TermDayText, Tag("term")]
    | Annotated[Day, Tag("day")]
    | Annotated[FactName, Tag("fact")]
    | Annotated[LimitsText, Tag("limits")]
    | Annotated[SilenceAnchorText, Tag("silence")]
    | Annotated[DatedMoment, Tag("moment")],
    Discriminator(_any_anchor_form),
]
AnyAnchorText = Annotated[
    _AnyAnchorText, BeforeValidator(feast_as_moment, json_schema_input_type=_AnyAnchorText)
]
"""A day to tell another from: as ``AnchorText``, or a fact's name, or a date."""
for model in (
    SameTiming,
    RelativeTiming,
    ByTiming,
    WithinTiming,
    PlacedTiming,
    PlacedBeforeTiming,
    BetweenTiming,
    NextTimeTiming,
    EveryTiming,
    EarliestTiming,
    LatestTiming,
):
    model.model_rebuild()

"""``quand``: the forms in which a file may write a moment, those told from other moments first."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from scheduler.deadlines import timing
from scheduler.deadlines.feasts import NAMES as FEASTS
from scheduler.rulebook.moment_checks import (
    about_an_anniversary,
    cutoff_is_whole,
    nothing_to_stretch,
    opens_before,
)
from scheduler.rulebook.moment_forms import PERMANENT, TERM_DAYS, form_of, written_moment
from scheduler.rulebook.moments_of_facts import (
    AfterTiming,
    AtTiming,
    BeforeTiming,
    ElapsedTiming,
    PastTiming,
)
from scheduler.rulebook.moments_recurring import DayOfTiming, QuotaTiming, YearlyTiming
from scheduler.rulebook.moments_written import (
    AlternatesTiming,
    AskTiming,
    CivilTiming,
    ContractPartTiming,
    FixedTiming,
    FuzzyTiming,
    LimitsText,
    RuleTiming,
    SilenceAnchorText,
    WindowTiming,
)
from scheduler.rulebook.pause_text import ONLY_AFTER, TO_STOP_IT, Pauses
from scheduler.rulebook.places import looks_like_a_date
from scheduler.rulebook.readers import Reject
from scheduler.rulebook.rhythm_readers import feast_as_moment
from scheduler.rulebook.rhythms import Recurring, WeeklyTiming
from scheduler.rulebook.scalars import (
    CutoffText,
    Day,
    DelayText,
    DurationText,
    EventName,
    FactName,
    LastingText,
    LengthText,
    Origin,
    OtherwiseText,
    PlaceText,
    RoundingText,
    Slug,
    WholeDaysText,
    YesNo,
)
from scheduler.rulebook.written import Written, one_of


class RelativeTiming(Written):
    """``{délai: 15 jours, après: {échéance: bilan}}``, ``{délai: 3 mois, avant: terme}``,
    ``{passé: 2 mois, après: terme}``, ``{au bout de: 3 ans, après: prise d'effet}``.

    ``de`` says of which day it is the anniversary, where it is not that of the effect.
    """

    length: DelayText | None = Field(None, alias="délai")
    past: DelayText | None = Field(None, alias="passé")
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
    paused: Pauses | None = Field(None, alias="suspendu")

    @model_validator(mode="after")
    def _years_between_anniversaries(self) -> Self:
        about_an_anniversary((self.after, self.before, self.at), self.every, self.of)
        return self

    @model_validator(mode="after")
    def _stopped_as_it_runs(self) -> Self:
        if self.paused and not self.after:
            raise Reject(ONLY_AFTER, TO_STOP_IT)
        if self.paused and self.otherwise:
            raise Reject(
                "un seuil ne va pas avec « suspendu »", "l'ôter, ou en faire deux obligations"
            )
        nothing_to_stretch(self.length or self.past, suspendu=self.paused)
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
    paused: Pauses | None = Field(None, alias="suspendu")

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if self.paused and self.before:
            raise Reject(ONLY_AFTER, TO_STOP_IT)
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


class LastingTiming(Written):
    """``{pendant: 10 ans, à compter de: livraison}``, ``{jusqu'à: {délai: 6 mois, après: terme}}``:
    a duty owed on every day of a stretch, from the effect where no beginning is written.
    """

    during: DurationText | None = Field(None, alias="pendant")
    until: "AnyAnchorText | None" = Field(None, alias="jusqu'à")
    since: "AnyAnchorText | None" = Field(None, alias="à compter de")

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        one_of({"pendant": self.during, "jusqu'à": self.until})
        if self.during and self.since is None:
            raise Reject(
                f"« pendant: {self.during} » ne dit pas depuis quand",
                f"écrire `{{pendant: {self.during}, à compter de: prise d'effet}}`, ou le fait "
                "d'où elle court",
            )
        return self


class SinceTiming(Written):
    """``{dès: terme}``, ``{dès: {échéance: bilan}}``: from a day on, that is no recorded fact."""

    since: "AnyAnchorText" = Field(alias="dès")


class NextTimeTiming(Written):
    """``{avec le prochain: facture, après: modification}``; of another clause, the next last day:
    ``{avec le prochain: {échéance: versement}, après: modification}``.
    """

    next_one: "NextText | None" = Field(None, alias="avec le prochain")
    next_she: "NextText | None" = Field(None, alias="avec la prochaine")
    after: "AnyAnchorText" = Field(alias="après")

    @property
    def next(self) -> "str | LimitsText":
        """The fact, or the other clause, whose next time is meant."""
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


SHORTEST_INTERVAL = 28
"""Days: what comes round more often is a service, shown without dates."""


class EveryTiming(Recurring):
    """``{tous les: 6 mois, à compter de: signature, payable: d'avance}``."""

    length: LengthText = Field(alias="tous les")
    origin: "OriginText" = Field(alias="à compter de")
    payable: Literal["d'avance", "à terme échu"] | None = None

    @model_validator(mode="after")
    def _of_one_unit(self) -> Self:
        in_days = not self.length.months and self.length.plain and self.length.unit != "hour"
        if in_days and self.length.days < SHORTEST_INTERVAL:
            raise Reject(
                "un intervalle daté dure quatre semaines au moins",
                "pour un service plus fréquent, sans date : {au moins: 1, tous les: 15 jours}",
            )
        if not in_days and (not self.length.months or self.length.days):
            raise Reject(
                "un intervalle daté se compte en mois ou en années, ou en semaines entières",
                "par exemple « 2 mois », « 1 an », « 6 semaines »",
            )
        return self


class SameTiming(Written):
    """``{même que: comite-pilotage}``: the text says the same duty twice.

    ``lecture`` is the moment as this place words it, where it differs.
    """

    clause: Slug = Field(alias="même que")
    reading: "When | None" = Field(None, alias="lecture")


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
    | Annotated[LastingTiming, Tag("lasting")]
    | Annotated[SinceTiming, Tag("since")]
    | Annotated[NextTimeTiming, Tag("next time")]
    | Annotated[EarliestTiming, Tag("earliest")]
    | Annotated[LatestTiming, Tag("latest")]
    | Annotated[Literal["permanent"], Tag("always")],
    Discriminator(form_of, custom_error_type="timing", custom_error_message=_A_MOMENT),
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
    """One of several moments; a fact, a day of the term, a deadline or a silence may stand by its
    name alone.
    """
    value = feast_as_moment(value)
    if isinstance(value, str) and value != PERMANENT:
        value = {"à" if value in TERM_DAYS else "dès": value}
    elif isinstance(value, dict) and len(value) == 1 and set(value) <= {"échéance", "silence"}:
        value = {"dès" if "silence" in value else "à": value}
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
        written_moment, json_schema_input_type=_AnchorText | Literal["Pâques", *FEASTS] | Day
    ),
]


def _origin_form(value: Any) -> str:
    if isinstance(value, str):
        return "named"
    return "limits" if isinstance(value, dict) and "échéance" in value else "moment"


NextText = Annotated[
    Annotated[EventName, Tag("named")] | Annotated[LimitsText, Tag("limits")],
    Discriminator(lambda value: "limits" if isinstance(value, dict) else "named"),
]
"""A fact that is recorded again and again, or a deadline that comes back."""
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
    LastingTiming,
    SinceTiming,
    NextTimeTiming,
    EveryTiming,
    EarliestTiming,
    LatestTiming,
):
    model.model_rebuild()

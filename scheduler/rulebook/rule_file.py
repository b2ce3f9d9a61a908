"""The rule language: what a rule file may say, key by key, in French."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from scheduler.deadlines.agreement import NOTICE_GIVEN
from scheduler.deadlines.timing import SPANS
from scheduler.rulebook.scalars import (
    CivilWindowText,
    ContractYearText,
    Count,
    Day,
    EventName,
    Interval,
    LengthText,
    MonthDay,
    MonthName,
    Reject,
    Since,
    Slug,
    SpanName,
    Text,
    YearlyDay,
    YearlyWindowText,
    YesNo,
    read_event_name,
)


class Written(BaseModel):
    """A mapping of the file: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Names = Annotated[list[Text], BeforeValidator(_as_list)]


def _one_of(keys: Mapping[str, object]) -> None:
    """Exactly one of the keys must be written."""
    written = [key for key, value in keys.items() if value is not None]
    if len(written) != 1:
        names = ", ".join(f"« {key} »" for key in keys)
        found = "aucune" if not written else " et ".join(f"« {key} »" for key in written)
        raise Reject(f"il faut une seule des clés {names} (ici : {found})", "garder celle du texte")


class SettledBy(Written):
    """``tranché``: who chose between two readings, when and why."""

    by: Text = Field(alias="par")
    on: Day = Field(alias="le")
    reason: Text = Field(alias="parce que")


class QuotaTiming(Written):
    """``{au moins: 1, par: semestre}``, ``{au moins: 1, tous les: 2 mois}``."""

    at_least: Count | None = Field(None, alias="au moins")
    exactly: Count | None = Field(None, alias="exactement")
    at_most: Count | None = Field(None, alias="au plus")
    span: SpanName | None = Field(None, alias="par")
    every: Interval | None = Field(None, alias="tous les")
    basis: Literal["du contrat", "civiles"] | None = Field(None, alias="périodes")
    since: Since | None = Field(None, alias="depuis")

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        numbers = (self.at_least, self.exactly, self.at_most)
        _one_of(dict(zip(("au moins", "exactement", "au plus"), numbers, strict=True)))
        _one_of({"par": self.span, "tous les": self.every})
        return self


class YearlyTiming(Written):
    """``{chaque: année, pour: 15 février N+1}``, ``{chaque: année, en: mai N+1}``."""

    every: Literal["année"] = Field(alias="chaque")
    by: YearlyDay | None = Field(None, alias="pour")
    at_latest: YearlyDay | None = Field(None, alias="au plus tard")
    before: YearlyDay | None = Field(None, alias="avant")
    within: YearlyWindowText | None = Field(None, alias="en")
    since: Since | None = Field(None, alias="depuis")

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        days = (self.by, self.at_latest, self.before, self.within)
        _one_of(dict(zip(("pour", "au plus tard", "avant", "en"), days, strict=True)))
        return self


class DayOfTiming(Written):
    """``{chaque: mois, au plus tard: 15, sauf: {janvier: 25}}``."""

    every: Literal["mois", "bimestre", "trimestre", "semestre"] = Field(alias="chaque")
    by: MonthDay | None = Field(None, alias="pour")
    at_latest: MonthDay | None = Field(None, alias="au plus tard")
    before: MonthDay | None = Field(None, alias="avant")
    on: MonthDay | None = Field(None, alias="le")
    exceptions: dict[MonthName, MonthDay] = Field(default={}, alias="sauf")
    since: Since | None = Field(None, alias="depuis")

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        days = (self.by, self.at_latest, self.before, self.on)
        _one_of(dict(zip(("pour", "au plus tard", "avant", "le"), days, strict=True)))
        rank = max(day[1] for day in days if day)
        months = SPANS[self.every].months
        if rank > months:
            raise Reject(
                f"un {self.every} n'a que {months} mois", f"« du {rank}e mois » est de trop"
            )
        return self


class CivilTiming(Written):
    """``{en: mai 2023}``, ``{exactement: 22, en: 2022}``."""

    within: CivilWindowText = Field(alias="en")
    at_least: Count | None = Field(None, alias="au moins")
    exactly: Count | None = Field(None, alias="exactement")


class FuzzyTiming(Written):
    """``{vers: fin 2022, début 2023}``: words that no date renders."""

    words: Text = Field(alias="vers")


class AlternatesTiming(Written):
    """``{alterne: comite}``: the parties named by ``par`` take turns, the ``premier`` first."""

    clause: Slug = Field(alias="alterne")
    first: Slug | None = Field(None, alias="premier")


class ElapsedTiming(Written):
    """``{au bout de: 6 mois, après: debut-activite}``: the first day counts."""

    length: LengthText = Field(alias="au bout de")
    event: EventName = Field(alias="après")


class FixedTiming(Written):
    """``{pour: 2025-06-30}``."""

    by: Day | None = Field(None, alias="pour")
    at_latest: Day | None = Field(None, alias="au plus tard")
    before: Day | None = Field(None, alias="avant")

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        _one_of({"pour": self.by, "au plus tard": self.at_latest, "avant": self.before})
        return self


class WindowTiming(Written):
    """``{du: 2026-01-01, au: 2026-03-31}``; ``au`` may be missing."""

    opens: Day = Field(alias="du")
    due: Day | None = Field(None, alias="au")


class ContractYearTiming(Written):
    """``{pendant: 1re année}``."""

    year: ContractYearText = Field(alias="pendant")


class AfterTiming(Written):
    """``{délai: 3 mois, après: ouverture}``."""

    length: LengthText = Field(alias="délai")
    event: EventName = Field(alias="après")
    approximate: YesNo = Field(False, alias="environ")


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

    length: LengthText = Field(alias="délai")
    event: EventName = Field(alias="avant")
    approximate: YesNo = Field(False, alias="environ")
    at_least: YesNo = Field(False, alias="au moins")


class AtTiming(Written):
    """``{dès: signature}``."""

    event: EventName = Field(alias="dès")


class AskTiming(Written):
    """``{question: …}``: the text gives no date, here is what to ask."""

    question: Text


PERMANENT = "permanent"
_FORMS = (
    ("question", "ask"),
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
    if "chaque" in value:
        return "day of" if value["chaque"] in ("mois", *_LONGER_SPANS) else "yearly"
    return next((form for key, form in _FORMS if key in value), "fixed")


_LONGER_SPANS = ("bimestre", "trimestre", "semestre")
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
    | Annotated[ContractYearTiming, Tag("contract year")]
    | Annotated[AfterTiming, Tag("after")]
    | Annotated[BeforeTiming, Tag("before")]
    | Annotated[AtTiming, Tag("at")]
    | Annotated[AskTiming, Tag("ask")]
    | Annotated[PastTiming, Tag("past")]
    | Annotated[ElapsedTiming, Tag("elapsed")]
    | Annotated[SameTiming, Tag("same")]
    | Annotated[AlternatesTiming, Tag("alternates")]
    | Annotated[FuzzyTiming, Tag("fuzzy")]
    | Annotated[Literal["permanent"], Tag("always")],
    Discriminator(_form, custom_error_type="timing", custom_error_message=_A_MOMENT),
]
When = Annotated[
    Annotated[list[OneMoment], Tag("sequence")] | Annotated[OneMoment, Tag("one")],
    Discriminator(lambda value: "sequence" if isinstance(value, list) else "one"),
]
SameTiming.model_rebuild()


def _condition(value: Any) -> Any:
    """``si: fait``; a condition nobody could record is refused."""
    if not isinstance(value, str):
        return value
    try:
        read_event_name(value)
    except Reject:
        raise Reject(
            f"la condition « {value} » ne pourrait pas être enregistrée",
            "déclarer un fait sous « faits », avec ces mots pour titre, et le nommer ici",
        ) from None
    return {"fait": value}


class ConditionText(Written):
    """``si: baisse``, ``si: {fait: baisse}``, ``si: {sans: demande}``."""

    events: Annotated[list[EventName], BeforeValidator(_as_list)] | None = Field(None, alias="fait")
    absent: Annotated[list[EventName], BeforeValidator(_as_list)] | None = Field(None, alias="sans")

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        _one_of({"fait": self.events, "sans": self.absent})
        return self


class DocumentText(Written):
    """One piece of ``pièces``; ``si`` says when it is asked, where it is not always."""

    title: Text = Field(alias="titre")
    condition: Text | None = Field(None, alias="si")


def _document(value: Any) -> Any:
    return {"titre": value} if isinstance(value, str) else value


class ContradictionText(Written):
    """One entry of ``contredit``: another passage that says otherwise."""

    article: Text
    quote: Text = Field(alias="citation")
    about: Text = Field(alias="sur")


class ValidityText(Written):
    """``en vigueur``: when the law a clause restates is in force, both days included."""

    since: Day | None = Field(None, alias="du")
    until: Day | None = Field(None, alias="au")


class ClauseText(Written):
    """One entry of ``obligations``."""

    title: Text = Field(alias="titre")
    article: Text
    quote: Text = Field(alias="citation")
    owed_by: Names = Field(alias="par")
    owed_to: Names = Field(default=[], alias="à")
    when: When = Field(alias="quand")
    cliff: YesNo = Field(False, alias="couperet")
    action: Text | None = Field(None, alias="à faire")
    evidence: Text | None = Field(None, alias="preuve")
    otherwise: Text | None = Field(None, alias="sinon")
    external: Text | None = Field(None, alias="fixé par")
    validity: ValidityText | None = Field(None, alias="en vigueur")
    asks: Names = Field(default=[], alias="questions")
    condition: Annotated[ConditionText, BeforeValidator(_condition)] | None = Field(
        None, alias="si"
    )
    personal: YesNo = Field(False, alias="personnes")
    documents: dict[Slug, Annotated[DocumentText, BeforeValidator(_document)]] = Field(
        default={}, alias="pièces"
    )
    supposes: Names = Field(default=[], alias="suppose")
    same_act: Slug | None = Field(None, alias="même acte que")
    contradicted: list[ContradictionText] = Field(default=[], alias="contredit")
    note: Text | None = None


Days = Annotated[list[Day], BeforeValidator(_as_list)]


class MilestoneText(Written):
    """One entry of ``jalons``."""

    title: Text = Field(alias="titre")
    article: Text
    quote: Text = Field(alias="citation")
    on: Days | None = Field(None, alias="le")
    since: Day | None = Field(None, alias="du")
    until: Day | None = Field(None, alias="au")

    @model_validator(mode="after")
    def _one_date(self) -> Self:
        _one_of({"le": self.on, "du": self.since})
        if (self.until is None) != (self.since is None):
            raise Reject("« du » et « au » vont ensemble", "écrire les deux, ou « le »")
        return self


class SetAsideText(Written):
    """One entry of ``écarté``; several quotes may share their reason."""

    article: Text
    quotes: Names = Field(alias="citation")
    because: Text = Field(alias="parce que")


class EventText(Written):
    """One entry of ``faits``."""

    title: Text | None = Field(None, alias="titre")
    question: Text | None = None
    on: Day | None = Field(None, alias="le")
    not_before: Day | None = Field(None, alias="pas avant")
    not_after: Day | None = Field(None, alias="pas après")
    because: Text | None = Field(None, alias="parce que")
    article: Text | None = None
    quote: Text | None = Field(None, alias="citation")

    @model_validator(mode="after")
    def _quote_has_its_place(self) -> Self:
        if self.quote and not self.article:
            raise Reject("une citation sans son article", "ajouter « article: … »")
        return self


class Part(Written):
    """A part of ``durée``, which may carry its own article and quote."""

    article: Text | None = None
    quote: Text | None = Field(None, alias="citation")


class EffectText(Part):
    """``prend effet``: an event's name, or a date."""

    event: EventName | None = Field(None, alias="à")
    on: Day | None = Field(None, alias="le")

    @model_validator(mode="after")
    def _one_start(self) -> Self:
        _one_of({"à": self.event, "le": self.on})
        return self


class RenewalText(Part):
    """``reconduction``."""

    mode: Literal["tacite", "expresse", "inconnu"]
    length: LengthText | None = Field(None, alias="pour")
    times: Count | None = Field(None, alias="fois")


class CapText(Part):
    """``plafond``: what the longest duration covers."""

    total: LengthText | None = None
    renewals: LengthText | None = Field(None, alias="reconductions")
    unsaid: LengthText | None = Field(None, alias="sans précision")
    settled: SettledBy | None = Field(None, alias="tranché")

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        lengths = (self.total, self.renewals, self.unsaid)
        _one_of(dict(zip(("total", "reconductions", "sans précision"), lengths, strict=True)))
        return self


class NoticeText(Part):
    """``préavis``."""

    length: LengthText = Field(alias="délai")
    form: Literal["LRAR", "écrit", "inconnu"] = Field("écrit", alias="forme")
    counts_from: Literal["envoi", "présentation", "réception", "inconnu"] = Field(
        "inconnu", alias="compté de"
    )
    moment: Literal["avant chaque terme", "à tout moment", "inconnu"] = Field(
        "inconnu", alias="moment"
    )
    event: EventName = Field(NOTICE_GIVEN, alias="fait")
    by_agreement: YesNo = Field(False, alias="d'un commun accord")
    settled: SettledBy | None = Field(None, alias="tranché")


class AnswerText(Part):
    """``réponse``: the delay of the answer, from the day the request is received."""

    title: Text = Field("Réponse à la demande de prorogation", alias="titre")
    length: LengthText = Field(alias="délai")


class SilenceText(Part):
    """``silence``: what no answer in time amounts to."""

    title: Text = Field("Effet du silence sur la demande de prorogation", alias="titre")
    means: Literal["accord", "refus"] = Field(alias="vaut")


class ConsequenceText(Part):
    """``désaccord`` or ``sans demande``: what the text then opens."""

    title: Text = Field(alias="titre")


class ExtensionText(Part):
    """``prorogation``."""

    ask_before: LengthText = Field(alias="demande")
    owed_by: Names = Field(alias="par")
    form: Literal["LRAR", "écrit"] = Field("écrit", alias="forme")
    received: EventName = Field("reception-demande", alias="reçue")
    length: LengthText | None = Field(None, alias="pour")
    supposes: Names = Field(default=[], alias="suppose")
    answer: AnswerText = Field(alias="réponse")
    silence: SilenceText
    disagreed: ConsequenceText | None = Field(None, alias="désaccord")
    unasked: ConsequenceText | None = Field(None, alias="sans demande")


def _effect(value: Any) -> Any:
    return {"à": value} if isinstance(value, str) else value


class TermText(Written):
    """``durée``."""

    article: Text
    quote: Text | None = Field(None, alias="citation")
    effect: Annotated[EffectText, BeforeValidator(_effect)] = Field(alias="prend effet")
    length: LengthText = Field(alias="pour")
    renewal: RenewalText | None = Field(None, alias="reconduction")
    cap: CapText | None = Field(None, alias="plafond")
    notice: NoticeText | None = Field(None, alias="préavis")
    extension: ExtensionText | None = Field(None, alias="prorogation")


class AcknowledgedText(Written):
    """One entry of ``admis``: a warning that was seen, and why it stays."""

    code: Text
    clause: Slug | None = Field(None, alias="à")
    because: Text = Field(alias="parce que")


class InstanceText(Written):
    """One entry of ``exemplaires``: an agreement made from the template."""

    title: Text = Field(alias="titre")
    short_title: Text | None = Field(None, alias="titre court")
    document: Text | None = None
    parties: dict[Slug, Text] = {}
    events: dict[EventName, Day] = Field(default={}, alias="faits")
    calendar: Slug | None = Field(None, alias="calendrier")
    responsible: Slug | None = Field(None, alias="responsable")
    tracked_since: Day | None = Field(None, alias="suivi depuis")


class RuleFile(Written):
    """A whole rule file."""

    id: Slug = Field(alias="convention")
    title: Text = Field(alias="titre")
    short_title: Text | None = Field(None, alias="titre court")
    document: Text | None = None
    us: Slug = Field(alias="nous")
    calendar: Slug = Field(alias="calendrier")
    responsible: Slug | None = Field(None, alias="responsable")
    tracked_since: Day | None = Field(None, alias="suivi depuis")
    parties: dict[Slug, Text]
    events: dict[EventName, EventText] = Field(default={}, alias="faits")
    term: TermText | None = Field(None, alias="durée")
    clauses: dict[Slug, ClauseText] = Field(default={}, alias="obligations")
    milestones: dict[Slug, MilestoneText] = Field(default={}, alias="jalons")
    set_aside: list[SetAsideText] = Field(default=[], alias="écarté")
    notes: Names = []
    acknowledged: list[AcknowledgedText] = Field(default=[], alias="admis")
    template: YesNo = Field(False, alias="modèle")
    instances: dict[Slug, InstanceText] = Field(default={}, alias="exemplaires")

    @model_validator(mode="after")
    def _only_templates_have_instances(self) -> Self:
        if self.instances and not self.template:
            raise Reject("des exemplaires sans modèle", "ajouter « modèle: oui »")
        return self

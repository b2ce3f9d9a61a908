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
from scheduler.rulebook.scalars import (
    ContractYearText,
    Count,
    Day,
    LengthText,
    Reject,
    Slug,
    SpanName,
    Text,
    YearlyDay,
    YesNo,
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
    """``{au moins: 1, par: semestre}``."""

    at_least: Count | None = Field(None, alias="au moins")
    exactly: Count | None = Field(None, alias="exactement")
    at_most: Count | None = Field(None, alias="au plus")
    span: SpanName = Field(alias="par")
    basis: Literal["du contrat", "civiles"] | None = Field(None, alias="périodes")

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        numbers = (self.at_least, self.exactly, self.at_most)
        _one_of(dict(zip(("au moins", "exactement", "au plus"), numbers, strict=True)))
        return self


class YearlyTiming(Written):
    """``{chaque: année, pour: 15 février N+1}``."""

    every: Literal["année"] = Field(alias="chaque")
    by: YearlyDay | None = Field(None, alias="pour")
    at_latest: YearlyDay | None = Field(None, alias="au plus tard")
    before: YearlyDay | None = Field(None, alias="avant")

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        _one_of({"pour": self.by, "au plus tard": self.at_latest, "avant": self.before})
        return self


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
    event: Slug = Field(alias="après")
    approximate: YesNo = Field(False, alias="environ")


class PastTiming(Written):
    """``{passé: 90 jours, après: debut-arret}``: "depuis plus de"."""

    length: LengthText = Field(alias="passé")
    event: Slug = Field(alias="après")


class SameTiming(Written):
    """``{même que: comite-pilotage}``: the text says the same duty twice."""

    clause: Slug = Field(alias="même que")


class BeforeTiming(Written):
    """``{délai: 1 mois, avant: ouverture, au moins: oui}``."""

    length: LengthText = Field(alias="délai")
    event: Slug = Field(alias="avant")
    approximate: YesNo = Field(False, alias="environ")
    at_least: YesNo = Field(False, alias="au moins")


class AtTiming(Written):
    """``{dès: signature}``."""

    event: Slug = Field(alias="dès")


class AskTiming(Written):
    """``{question: …}``: the text gives no date, here is what to ask."""

    question: Text


PERMANENT = "permanent"
_FORMS = (
    ("question", "ask"),
    ("chaque", "yearly"),
    ("dès", "at"),
    ("même que", "same"),
    ("passé", "past"),
    ("après", "after"),
    ("délai", "before"),
    ("pendant", "contract year"),
    ("du", "window"),
    ("par", "quota"),
    ("au moins", "quota"),
    ("exactement", "quota"),
    ("au plus", "quota"),
)


def _form(value: Any) -> str | None:
    if value == PERMANENT:
        return "always"
    if not isinstance(value, dict) or not value:
        return None
    return next((form for key, form in _FORMS if key in value), "fixed")


When = Annotated[
    Annotated[QuotaTiming, Tag("quota")]
    | Annotated[YearlyTiming, Tag("yearly")]
    | Annotated[FixedTiming, Tag("fixed")]
    | Annotated[WindowTiming, Tag("window")]
    | Annotated[ContractYearTiming, Tag("contract year")]
    | Annotated[AfterTiming, Tag("after")]
    | Annotated[BeforeTiming, Tag("before")]
    | Annotated[AtTiming, Tag("at")]
    | Annotated[AskTiming, Tag("ask")]
    | Annotated[PastTiming, Tag("past")]
    | Annotated[SameTiming, Tag("same")]
    | Annotated[Literal["permanent"], Tag("always")],
    Discriminator(
        _form,
        custom_error_type="timing",
        custom_error_message=(
            "« quand » doit dire un moment||par exemple {au moins: 1, par: semestre}, "
            "{chaque: année, pour: 15 février N+1}, {pour: 2025-06-30}, {dès: signature}, "
            "{question: …} ou permanent"
        ),
    ),
]


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
    asks: Names = Field(default=[], alias="questions")
    condition: Text | None = Field(None, alias="si")
    personal: YesNo = Field(False, alias="personnes")
    note: Text | None = None


class MilestoneText(Written):
    """One entry of ``jalons``."""

    title: Text = Field(alias="titre")
    article: Text
    quote: Text = Field(alias="citation")
    on: Day | None = Field(None, alias="le")
    since: Day | None = Field(None, alias="du")
    until: Day | None = Field(None, alias="au")

    @model_validator(mode="after")
    def _one_date(self) -> Self:
        _one_of({"le": self.on, "du": self.since})
        if (self.until is None) != (self.since is None):
            raise Reject("« du » et « au » vont ensemble", "écrire les deux, ou « le »")
        return self


class SetAsideText(Written):
    """One entry of ``écarté``."""

    article: Text
    quote: Text = Field(alias="citation")
    because: Text = Field(alias="parce que")


class EventText(Written):
    """One entry of ``faits``."""

    title: Text | None = Field(None, alias="titre")
    question: Text | None = None
    on: Day | None = Field(None, alias="le")
    not_before: Day | None = Field(None, alias="pas avant")
    not_after: Day | None = Field(None, alias="pas après")
    because: Text | None = Field(None, alias="parce que")


class Part(Written):
    """A part of ``durée``, which may carry its own article and quote."""

    article: Text | None = None
    quote: Text | None = Field(None, alias="citation")


class EffectText(Part):
    """``prend effet``: an event's name, or a date."""

    event: Slug | None = Field(None, alias="à")
    on: Day | None = Field(None, alias="le")

    @model_validator(mode="after")
    def _one_start(self) -> Self:
        _one_of({"à": self.event, "le": self.on})
        return self


class RenewalText(Part):
    """``reconduction``."""

    mode: Literal["tacite", "inconnu"]
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
    event: Slug = Field(NOTICE_GIVEN, alias="fait")
    settled: SettledBy | None = Field(None, alias="tranché")


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
    events: dict[Slug, EventText] = Field(default={}, alias="faits")
    term: TermText | None = Field(None, alias="durée")
    clauses: dict[Slug, ClauseText] = Field(default={}, alias="obligations")
    milestones: dict[Slug, MilestoneText] = Field(default={}, alias="jalons")
    set_aside: list[SetAsideText] = Field(default=[], alias="écarté")

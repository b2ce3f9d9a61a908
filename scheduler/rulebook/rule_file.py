"""The rule language: what a rule file may say, key by key, in French."""

from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from scheduler.rulebook.blank_lengths import asked_of_a_blank
from scheduler.rulebook.duration import TermText
from scheduler.rulebook.moments import When
from scheduler.rulebook.pause_text import GeneralPauseText
from scheduler.rulebook.readers import Reject, read_event_name
from scheduler.rulebook.reminding import Reminders
from scheduler.rulebook.scalars import (
    Amount,
    Day,
    DurationText,
    EventName,
    FirstMonth,
    Hour,
    OwnReport,
    RoundingText,
    Slug,
    Text,
    WholeDaysText,
    YesNo,
)
from scheduler.rulebook.term_parts import ContradictionText, SettledBy
from scheduler.rulebook.written import (
    Names,
    Written,
    as_list,
    days_by_key,
    expects_something,
    one_of,
)


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


EventNames = Annotated[
    list[EventName],
    BeforeValidator(as_list, json_schema_input_type=EventName | list[EventName]),
]


class ConditionText(Written):
    """``si: baisse``, ``si: {fait: baisse}``, ``si: {sans: demande}``."""

    events: EventNames | None = Field(None, alias="fait")
    absent: EventNames | None = Field(None, alias="sans")

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        one_of({"fait": self.events, "sans": self.absent})
        return self


class DocumentText(Written):
    """One piece of ``pièces``; ``si`` says when it is asked, where it is not always."""

    title: Text = Field(alias="titre")
    condition: Text | None = Field(None, alias="si")


def _document(value: Any) -> Any:
    return {"titre": value} if isinstance(value, str) else value


Condition = Annotated[
    ConditionText,
    BeforeValidator(_condition, json_schema_input_type=EventName | ConditionText),
]
Piece = Annotated[
    DocumentText, BeforeValidator(_document, json_schema_input_type=Text | DocumentText)
]


class ValidityText(Written):
    """``en vigueur``: when the law a clause restates is in force, both days included."""

    since: Day | None = Field(None, alias="du")
    until: Day | None = Field(None, alias="au")


SHORTEST_EFFECT = 5
"""Letters of the shortest word that says an effect, such as "rejet": "oui" says none."""


class SilenceText(Written):
    """``silence``: what no answer within the delay amounts to, and the fact that is the answer.

    ``accord``, ``refus``, or the text's words where it is neither.
    """

    means: Text = Field(alias="vaut")
    answered: EventName = Field(alias="réponse")

    @model_validator(mode="after")
    def _means_something(self) -> Self:
        if self.means in ("accord", "refus") or " " in self.means:
            return self
        if len(self.means) < SHORTEST_EFFECT or get_close_matches(self.means, ("accord", "refus")):
            raise Reject(
                f"« {self.means} » ne dit pas ce que vaut le silence",
                "écrire accord, refus, ou l'effet avec les mots du texte : « avis réputé donné »",
            )
        return self


Days = Annotated[list[Day], BeforeValidator(as_list, json_schema_input_type=Day | list[Day])]
"""A day, or each of the days of a fact that takes place several times."""


class ExampleText(Written):
    """One entry of an obligation's ``exemples``: under these facts, that period has these days."""

    supposing: dict[EventName, Days] = Field(default={}, alias="si")
    period: Text | None = Field(None, alias="période")
    due: Day | None = Field(None, alias="échéance")
    opens: Day | None = Field(None, alias="ouverture")
    other: Day | None = Field(None, alias="autre lecture")
    earliest: Day | None = Field(None, alias="au plus tôt")
    post_by: Day | None = Field(None, alias="à poster")
    session: Day | None = Field(None, alias="séance")
    over_on: Day | None = Field(None, alias="jusqu'au")
    nothing: YesNo = Field(False, alias="aucune date")

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        return expects_something(self, bool(self.expected) != self.nothing)

    @property
    def expected(self) -> dict[str, date]:
        """The days it expects, by the key that writes each."""
        return days_by_key(self)


Examples = Annotated[
    list[ExampleText],
    BeforeValidator(as_list, json_schema_input_type=ExampleText | list[ExampleText]),
]


class PenaltyText(Written):
    """``pénalité``: what each day, week or month of delay begun costs, or any delay once."""

    amount: Amount = Field(alias="montant")
    per: Literal["jour", "semaine", "mois", "fois"] = Field(alias="par")
    cap: Amount | None = Field(None, alias="plafond")
    past: WholeDaysText | None = Field(None, alias="passé")
    after: EventName | None = Field(None, alias="après")

    @model_validator(mode="after")
    def _after_a_formal_notice(self) -> Self:
        if self.past and not self.after:
            raise Reject(
                "« passé » : après quoi la pénalité court-elle ?",
                "nommer le fait : `passé: 15 jours, après: mise-en-demeure`",
            )
        return self


class HourText(Written):
    """``heure: "16:00"``, before which to act; ``heure: {à: "9:30"}``, at which it takes place;
    ``heure: {de: "8:00", à: "18:00"}``, between which.
    """

    before: Hour | None = Field(None, alias="avant")
    since: Hour | None = Field(None, alias="de")
    at: Hour | None = Field(None, alias="à")

    @model_validator(mode="after")
    def _one_hour(self) -> Self:
        one_of({"avant": self.before, "à": self.at})
        if self.since and (self.at is None or self.at == self.since):
            raise Reject(
                "« de » : jusqu'à quelle heure ?", 'par exemple heure: {de: "8:00", à: "18:00"}'
            )
        return self


OneHour = Annotated[
    HourText,
    BeforeValidator(
        lambda value: value if isinstance(value, dict) else {"avant": value},
        json_schema_input_type=Hour | HourText,
    ),
]


class SettledReadingText(SettledBy):
    """An obligation's ``tranché``: which of its readings was chosen, by whom and when."""

    reading: Text = Field(alias="lecture")


class ClauseText(Written):
    """One entry of ``obligations``."""

    title: Text = Field(alias="titre")
    article: Text
    quote: Text = Field(alias="citation")
    owed_by: Names = Field(alias="par")
    owed_to: Names = Field(default=[], alias="à")
    when: When = Field(alias="quand")
    cliff: YesNo = Field(False, alias="couperet")
    reminders: Reminders | None = Field(None, alias="rappels")
    watcher: Slug | None = Field(None, alias="veille")
    action: Text | None = Field(None, alias="à faire")
    evidence: Text | None = Field(None, alias="preuve")
    otherwise: Text | None = Field(None, alias="sinon")
    external: Text | None = Field(None, alias="fixé par")
    validity: ValidityText | None = Field(None, alias="en vigueur")
    asks: Names = Field(default=[], alias="questions")
    condition: Condition | None = Field(None, alias="si")
    personal: YesNo = Field(False, alias="personnes")
    documents: dict[Slug, Piece] = Field(default={}, alias="pièces")
    supposes: Names = Field(default=[], alias="suppose")
    rounding: OwnReport | None = Field(None, alias="report")
    hour: OneHour | None = Field(None, alias="heure")
    silence: SilenceText | None = None
    same_act: Slug | None = Field(None, alias="même acte que")
    contradicted: list[ContradictionText] = Field(default=[], alias="contredit")
    decided_by: Slug | None = Field(None, alias="décidé par")
    penalty: PenaltyText | None = Field(None, alias="pénalité")
    settled: SettledReadingText | None = Field(None, alias="tranché")
    examples: Examples = Field(default=[], alias="exemples")
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_its_blank_asked(cls, value: Any) -> Any:
        return asked_of_a_blank(value)


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
        one_of({"le": self.on, "du": self.since})
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
    many: YesNo = Field(False, alias="plusieurs fois")
    because: Text | None = Field(None, alias="parce que")
    article: Text | None = None
    quote: Text | None = Field(None, alias="citation")

    @model_validator(mode="after")
    def _quote_has_its_place(self) -> Self:
        if self.quote and not self.article:
            raise Reject("une citation sans son article", "ajouter « article: … »")
        if self.many and (self.on or self.not_before or self.not_after):
            raise Reject(
                "un fait qui se répète n'a ni date ni bornes à lui", "enregistrer chaque fois"
            )
        return self


class AmendmentText(Written):
    """One entry of ``avenants``: what the text becomes from a date."""

    title: Text = Field(alias="titre")
    signed: Day | None = Field(None, alias="signé le")
    since: Day = Field(alias="du")
    article: Text
    quote: Text | None = Field(None, alias="citation")
    clauses: dict[Slug, ClauseText] = Field(default={}, alias="obligations")
    document: Text | None = None
    removed: Names = Field(default=[], alias="supprime")
    ends: Day | None = Field(None, alias="terme")
    length: DurationText | None = Field(None, alias="pour")

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not (self.clauses or self.removed or self.ends or self.length):
            raise Reject(
                "cet avenant ne change rien",
                "écrire « obligations », « supprime », « terme », ou « pour »",
            )
        if self.ends and self.length:
            raise Reject(
                "« terme » et « pour » disent deux fins", "garder celle que l'avenant écrit"
            )
        return self


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
    parties: dict[Slug, Text] = Field(default={})
    events: dict[EventName, Day] = Field(default={}, alias="faits")
    calendar: Slug | None = Field(None, alias="calendrier")
    responsible: Slug | None = Field(None, alias="responsable")
    watcher: Slug | None = Field(None, alias="veille")
    tracked_since: Day | None = Field(None, alias="suivi depuis")


Instances = Annotated[
    dict[Slug, InstanceText],
    BeforeValidator(lambda value: value, json_schema_input_type=Text | dict[Slug, InstanceText]),
]
"""Written in the file, or in a table that it names and that is read before."""


class ReportText(Written):
    """``report`` of the whole agreement: where its delays, or all its last days, are put off."""

    delays: RoundingText | None = Field(None, alias="délais")
    last_days: RoundingText | None = Field(None, alias="échéances")
    article: Text
    quote: Text | None = Field(None, alias="citation")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        one_of({"délais": self.delays, "échéances": self.last_days})
        return self


class RuleFile(Written):
    """A whole rule file."""

    id: Slug = Field(alias="convention")
    title: Text = Field(alias="titre")
    short_title: Text | None = Field(None, alias="titre court")
    document: Text | None = None
    us: Slug = Field(alias="nous")
    calendar: Slug = Field(alias="calendrier")
    responsible: Slug | None = Field(None, alias="responsable")
    watcher: Slug | None = Field(None, alias="veille")
    tracked_since: Day | None = Field(None, alias="suivi depuis")
    fiscal_year: FirstMonth = Field(1, alias="exercice")
    season: FirstMonth | None = Field(None, alias="saison")
    parties: dict[Slug, Text]
    events: dict[EventName, EventText] = Field(default={}, alias="faits")
    term: TermText | None = Field(None, alias="durée")
    clauses: dict[Slug, ClauseText] = Field(default={}, alias="obligations")
    report: ReportText | None = None
    suspension: GeneralPauseText | None = Field(None, alias="suspendu")
    milestones: dict[Slug, MilestoneText] = Field(default={}, alias="jalons")
    set_aside: list[SetAsideText] = Field(default=[], alias="écarté")
    notes: Names = Field(default=[])
    acknowledged: list[AcknowledgedText] = Field(default=[], alias="admis")
    amendments: dict[Slug, AmendmentText] = Field(default={}, alias="avenants")
    template: YesNo = Field(False, alias="modèle")
    instances: Instances = Field(default={}, alias="exemplaires")

    @model_validator(mode="after")
    def _only_templates_have_instances(self) -> Self:
        if self.instances and not self.template:
            raise Reject("des exemplaires sans modèle", "ajouter « modèle: oui »")
        return self

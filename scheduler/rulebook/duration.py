"""``durée``: how a file writes the term of an agreement, and the rule each part describes."""

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from scheduler.deadlines import agreement as domain
from scheduler.deadlines.agreement import NOTICE_GIVEN
from scheduler.deadlines.period import Length
from scheduler.deadlines.rounding import WORDS, may_go_back
from scheduler.rulebook.moment_checks import opens_before
from scheduler.rulebook.readers import UNSAID, Reject
from scheduler.rulebook.reminding import Reminders, to_reminders
from scheduler.rulebook.scalars import (
    Count,
    Day,
    DurationText,
    EventName,
    LengthText,
    NoticeDayText,
    NoticeLength,
    RoundingText,
    Slug,
    TermLength,
    Text,
    WholeDaysText,
    YesNo,
)
from scheduler.rulebook.written import (
    Locate,
    Names,
    Written,
    as_list,
    citation,
    days_by_key,
    expects_something,
    one_of,
)

_COUNTS_FROM: dict[str, domain.CountsFrom] = {
    "envoi": "sent",
    "présentation": "presented",
    "réception": "received",
    "inconnu": "unknown",
}
_MODES: dict[str, domain.RenewalMode] = {
    "sur demande": "express",
    "tacite": "tacit",
    "expresse": "express",
    "inconnu": "unknown",
}
_MOMENTS: dict[str, bool | None] = {
    "avant chaque terme": False,
    "à tout moment": True,
    "inconnu": None,
}


_EACH = {
    "année": Length(1, "year"),
    "semestre": Length(6, "month"),
    "trimestre": Length(3, "month"),
    "mois": Length(1, "month"),
}


class SettledBy(Written):
    """``tranché``: who chose between two readings, when and why."""

    by: Text = Field(alias="par")
    on: Day = Field(alias="le")
    reason: Text = Field(alias="parce que")


class Part(Written):
    """A part of ``durée``, which may carry its own article and quote."""

    article: Text | None = None
    quote: Text | None = Field(None, alias="citation")


EventNames = Annotated[list[EventName], Field(min_length=2)]


class EffectText(Part):
    """``prend effet``: an event's name, or a date."""

    event: EventName | None = Field(None, alias="à")
    last: EventNames | None = Field(None, alias="au dernier de")
    first: EventNames | None = Field(None, alias="au premier de")
    on: Day | None = Field(None, alias="le")
    rounding: RoundingText | None = Field(None, alias="report")

    @model_validator(mode="after")
    def _one_start(self) -> Self:
        starts = (self.event, self.last, self.first, self.on)
        one_of(dict(zip(("à", "au dernier de", "au premier de", "le"), starts, strict=True)))
        return self

    @property
    def events(self) -> list[str]:
        """The events it names."""
        return self.last or self.first or ([self.event] if self.event else [])


class RenewalText(Part):
    """``reconduction``."""

    mode: Literal["tacite", "expresse", "sur demande", "inconnu"]
    length: DurationText | None = Field(None, alias="pour")
    times: Count | None = Field(None, alias="fois")
    asked_from: WholeDaysText | None = Field(None, alias="demande dès")
    asked_by: WholeDaysText | None = Field(None, alias="demande avant")
    decided_by: Slug | None = Field(None, alias="décidé par")

    @model_validator(mode="after")
    def _asked_when_it_is_asked(self) -> Self:
        if (self.asked_from or self.asked_by) and self.mode in ("tacite", "inconnu"):
            raise Reject("une demande va avec « sur demande »", "changer « mode », ou l'ôter")
        if self.mode == "sur demande" and self.asked_by is None:
            raise Reject("il manque « demande avant »", "par exemple demande avant: 3 mois")
        opens_before(self.asked_from, self.asked_by)
        return self


class MinimumText(Written):
    """``pour: {au moins: …}``: how long nobody can end the agreement; its end is not known."""

    least: DurationText = Field(alias="au moins")


class RollingText(Part):
    """``prolongation``: an agreement that always has the same time ahead of it."""

    each: Literal["année", "semestre", "trimestre", "mois"] | None = Field(None, alias="chaque")
    every: DurationText | None = Field(None, alias="tous les")
    length: DurationText = Field(alias="de")
    times: Count | None = Field(None, alias="fois")

    @model_validator(mode="after")
    def _one_rhythm(self) -> Self:
        one_of({"chaque": self.each, "tous les": self.every})
        return self

    @property
    def rhythm(self) -> Length:
        """How often it is prolonged."""
        return self.every or _EACH[self.each or "année"]


class CapText(Part):
    """``plafond``: what the longest duration covers."""

    total: DurationText | None = None
    renewals: DurationText | None = Field(None, alias="reconductions")
    unsaid: DurationText | None = Field(None, alias="sans précision")
    until: Day | None = Field(None, alias="jusqu'au")
    settled: SettledBy | None = Field(None, alias="tranché")

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        written = (self.total, self.renewals, self.unsaid, self.until)
        keys = ("total", "reconductions", "sans précision", "jusqu'au")
        one_of(dict(zip(keys, written, strict=True)))
        return self


class NoticeText(Part):
    """``préavis``."""

    length: NoticeLength | None = Field(None, alias="délai")
    opens: WholeDaysText | None = Field(None, alias="ouvre")
    form: Literal["LRAR", "écrit", "inconnu"] = Field("écrit", alias="forme")
    counts_from: Literal["envoi", "présentation", "réception", "inconnu"] = Field(
        "inconnu", alias="compté de"
    )
    moment: Literal["avant chaque terme", "à tout moment", "inconnu"] = Field(
        "inconnu", alias="moment"
    )
    given_by: Names = Field(default=[], alias="par")
    event: EventName | None = Field(None, alias="fait")
    by_agreement: YesNo = Field(False, alias="d'un commun accord")
    effect_at: RoundingText | None = Field(None, alias="effet")
    every: DurationText | None = Field(None, alias="tous les")
    each_year: NoticeDayText | None = Field(None, alias="avant chaque")
    decided_by: Slug | None = Field(None, alias="décidé par")
    settled: SettledBy | None = Field(None, alias="tranché")
    reminders: Reminders | None = Field(None, alias="rappels")

    @model_validator(mode="after")
    def _ends_after_its_delay(self) -> Self:
        if self.effect_at and may_go_back(self.effect_at):
            raise Reject(
                f"un congé ne prend pas effet avant la fin de son délai ({WORDS[self.effect_at]})",
                "par exemple effet: fin du mois, ou effet: 1er du mois suivant",
            )
        return self

    @model_validator(mode="after")
    def _a_delay_or_a_window(self) -> Self:
        if self.length is None and self.opens is None:
            raise Reject(
                "il manque « délai »",
                "« délai: 3 mois », « délai: aucun » s'il n'en faut pas, ou « ouvre: 3 mois » si "
                "la dénonciation ne peut être donnée que dans les trois mois qui précèdent",
            )
        if self.opens and self.moment == "à tout moment":
            raise Reject(
                "« ouvre » : une dénonciation possible à tout moment n'a pas de fenêtre",
                "écrire « avant chaque: anniversaire » ou « moment: avant chaque terme »",
            )
        if self.length and self.length.number:
            opens_before(self.opens, self.length)
        return self

    @property
    def rhythm(self) -> Length | None:
        """How often it may be given: every so long, an anniversary being a year."""
        yearly = "each_year" in self.model_fields_set and self.each_year is None
        return Length(1, "year") if yearly else self.every


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

    ask_before: WholeDaysText = Field(alias="demande")
    owed_by: Names = Field(alias="par")
    form: Literal["LRAR", "écrit"] = Field("écrit", alias="forme")
    received: EventName = Field("reception-demande", alias="reçue")
    length: DurationText | None = Field(None, alias="pour")
    supposes: Names = Field(default=[], alias="suppose")
    answer: AnswerText = Field(alias="réponse")
    silence: SilenceText
    disagreed: ConsequenceText | None = Field(None, alias="désaccord")
    unasked: ConsequenceText | None = Field(None, alias="sans demande")
    decided_by: Slug | None = Field(None, alias="décidé par")
    reminders: Reminders | None = Field(None, alias="rappels")


class TermExampleText(Written):
    """One entry of ``durée``'s ``exemples``: under these facts, the term has these days."""

    supposing: dict[EventName, Day] = Field(default={}, alias="si")
    period: Count | None = Field(None, alias="période")
    end_of_period: Day | None = Field(None, alias="terme")
    end: Day | None = Field(None, alias="fin")
    notice: Day | None = Field(None, alias="préavis")
    renewal: Day | None = Field(None, alias="reconduction")
    extension: Day | None = Field(None, alias="prorogation")
    opens: Day | None = Field(None, alias="ouverture")
    other_end: Day | None = Field(None, alias="autre fin")
    earliest_end: Day | None = Field(None, alias="fin au plus tôt")
    latest_end: Day | None = Field(None, alias="fin au plus tard")
    firm_until: Day | None = Field(None, alias="au moins jusqu'au")
    endless: YesNo = Field(False, alias="aucune fin")

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        said = bool(self.expected) or self.endless
        return expects_something(self, said and not (self.endless and self.end))

    @property
    def expected(self) -> dict[str, date]:
        """The days it expects, by the key that writes each."""
        return days_by_key(self)


def _effect(value: Any) -> Any:
    """``prend effet: signature`` or ``prend effet: 2025-01-01``."""
    if not isinstance(value, str):
        return value
    return {"le" if re.search(r"\d{4}", value) else "à": value}


Effect = Annotated[
    EffectText, BeforeValidator(_effect, json_schema_input_type=EventName | EffectText)
]
Notices = Annotated[
    list[NoticeText],
    BeforeValidator(as_list, json_schema_input_type=NoticeText | list[NoticeText]),
]


EventsOfTheEnd = Annotated[
    list[EventName],
    BeforeValidator(as_list, json_schema_input_type=EventName | list[EventName]),
]


TermExamples = Annotated[
    list[TermExampleText],
    BeforeValidator(as_list, json_schema_input_type=TermExampleText | list[TermExampleText]),
]


class TermText(Written):
    """``durée``."""

    article: Text
    quote: Text | None = Field(None, alias="citation")
    effect: Effect = Field(alias="prend effet")
    length: MinimumText | TermLength = Field(None, alias="pour")
    until: Day | None = Field(None, alias="jusqu'au")
    until_events: EventsOfTheEnd = Field(default=[], alias="jusqu'à")
    by_right: EventsOfTheEnd = Field(default=[], alias="de plein droit")
    which: Literal["la première", "la dernière"] = Field("la première", alias="fin")
    renewal: RenewalText | None = Field(None, alias="reconduction")
    rolling: RollingText | None = Field(None, alias="prolongation")
    cap: CapText | None = Field(None, alias="plafond")
    notices: Notices = Field(default=[], alias="préavis")
    extension: ExtensionText | None = Field(None, alias="prorogation")
    examples: TermExamples = Field(default=[], alias="exemples")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until and self.effect.on and self.until < self.effect.on:
            raise Reject("la durée finit avant la prise d'effet", "vérifier les deux dates")
        return self

    @model_validator(mode="after")
    def _an_end_or_none(self) -> Self:
        """``pour: indéterminée`` says that there is no end; leaving everything out says nothing."""
        ends = {"length", "until", "until_events"} & self.model_fields_set
        if not ends:
            raise Reject(
                "il manque la durée",
                "« pour: 2 ans », « jusqu'au: … », « pour: indéterminée », ou « pour: inconnu » si "
                "le texte la laisse en blanc",
            )
        return self

    @model_validator(mode="after")
    def _one_way_to_go_on(self) -> Self:
        """A minimum goes on by itself; a term is renewed, or rolls, not both."""
        if self.rolling and self.renewal:
            raise Reject(
                "« prolongation » et « reconduction » disent deux façons de continuer",
                "garder celle du texte",
            )
        if isinstance(self.length, MinimumText) and (self.rolling or self.renewal):
            raise Reject(
                "une durée minimale se poursuit d'elle-même, sans reconduction",
                "écrire « pour: 6 ans » si la convention se reconduit, sinon ôter la reconduction",
            )
        if isinstance(self.length, MinimumText) and self.until:
            raise Reject(
                "une durée minimale et un dernier jour écrit ensemble : lequel l'emporte ?",
                "écrire « jusqu'au » seul, ou la durée minimale avec « jusqu'à » et son fait",
            )
        if self.rolling and not isinstance(self.length, Length):
            raise Reject(
                "« prolongation » : il faut une durée à prolonger",
                "par exemple pour: 3 ans",
            )
        return self


def to_term(term: TermText, us: str, locate: Locate) -> domain.TermRule:
    """The duration clause that ``durée`` writes, ``us`` being our side."""

    def cited(part: Part, key: str) -> domain.Citation:
        return citation(part.article or term.article, part.quote, locate(("durée", key)))

    notices = [
        _notice(one, citation(one.article or term.article, one.quote, locate(at)))
        for rank, one in enumerate(term.notices)
        for at in [("durée", "préavis", rank)]
    ]
    ours = [one for one in notices if us in (one.given_by or (us,))]
    return domain.TermRule(
        effect=domain.EffectRule(
            next(iter(term.effect.events), None),
            term.effect.on,
            cited(term.effect, "prend effet"),
            term.effect.rounding,
            tuple(term.effect.events[1:]),
            term.effect.first is None,
        ),
        length=term.length if isinstance(term.length, Length) else None,
        cited=citation(term.article, term.quote, locate(("durée", "pour"))),
        renewal=(
            domain.RenewalRule(
                term.renewal.length,
                term.renewal.times,
                cited(term.renewal, "reconduction"),
                _MODES[term.renewal.mode],
                term.renewal.asked_from,
                term.renewal.asked_by,
                term.renewal.decided_by,
            )
            if term.renewal
            else _rolling(term.rolling, cited(term.rolling, "prolongation"))
            if term.rolling
            else None
        ),
        cap=_cap(term.cap, cited(term.cap, "plafond")) if term.cap else None,
        notice=next(iter(ours), None),
        other_notices=(*ours[1:], *(one for one in notices if one not in ours)),
        until=term.until,
        until_events=tuple(term.until_events),
        by_right=tuple(term.by_right),
        least=term.length.least if isinstance(term.length, MinimumText) else None,
        length_unsaid=term.length == UNSAID,
        ends_last=term.which == "la dernière",
        extension=_extension(term.extension, term, locate) if term.extension else None,
    )


def _extension(rule: ExtensionText, term: TermText, locate: Locate) -> domain.ExtensionRule:
    article = rule.article or term.article

    def cited(part: Part, *keys: str) -> domain.Citation:
        at = locate(("durée", "prorogation", *keys))
        return citation(part.article or article, part.quote, at)

    def told(part: AnswerText | SilenceText | ConsequenceText, key: str) -> domain.Told:
        return domain.Told(part.title, cited(part, key))

    return domain.ExtensionRule(
        ask_before=rule.ask_before,
        owed_by=tuple(rule.owed_by),
        received=rule.received,
        cited=cited(rule),
        answer_within=rule.answer.length,
        answer=told(rule.answer, "réponse"),
        silence="accepted" if rule.silence.means == "accord" else "refused",
        silent=told(rule.silence, "silence"),
        registered=rule.form == "LRAR",
        length=rule.length,
        disagreed=told(rule.disagreed, "désaccord") if rule.disagreed else None,
        unasked=told(rule.unasked, "sans demande") if rule.unasked else None,
        supposes=tuple(rule.supposes),
        decided_by=rule.decided_by,
        reminders=to_reminders(rule.reminders),
    )


def _rolling(rolling: RollingText, cited: domain.Citation) -> domain.RenewalRule:
    return domain.RenewalRule(rolling.length, rolling.times, cited, rolls=rolling.rhythm)


def _cap(cap: CapText, cited: domain.Citation) -> domain.CapRule:
    whole = cap.total or cap.until
    scope: domain.CapScope = "total" if whole else "renewals" if cap.renewals else "unknown"
    length = cap.total or cap.renewals or cap.unsaid
    return domain.CapRule(length, scope, _settled(cap.settled), cited, cap.until)


def _notice(notice: NoticeText, cited: domain.Citation) -> domain.NoticeRule:
    return domain.NoticeRule(
        length=notice.length or Length(0, "day"),
        registered=notice.form == "LRAR",
        counts_from=_COUNTS_FROM[notice.counts_from],
        at_any_time=False if notice.opens else _MOMENTS[notice.moment],
        settled=_settled(notice.settled),
        cited=cited,
        event=notice.event or "-".join((NOTICE_GIVEN, *notice.given_by[:1])),
        given_by=tuple(notice.given_by),
        form_unsaid=notice.form == "inconnu",
        by_agreement=notice.by_agreement,
        effect_at=notice.effect_at,
        every=notice.rhythm,
        each_year=notice.each_year,
        opens=notice.opens,
        decided_by=notice.decided_by,
        reminders=to_reminders(notice.reminders),
    )


def _settled(settled: SettledBy | None) -> domain.Settled | None:
    return domain.Settled(settled.by, settled.on, settled.reason) if settled else None

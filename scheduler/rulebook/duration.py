"""``durée``: how a file writes the term of an agreement, and the rule each part describes."""

import re
from datetime import date
from typing import Annotated, Any, Literal, Self, TypeGuard

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from scheduler.deadlines import agreement as domain
from scheduler.deadlines.agreement import NOTICE_GIVEN, TERMINATED
from scheduler.deadlines.period import Length
from scheduler.deadlines.rounding import WORDS, may_go_back
from scheduler.rulebook.moment_checks import opens_before
from scheduler.rulebook.readers import OPEN_ENDED, UNSAID, Reject
from scheduler.rulebook.reminding import Reminders, to_reminders
from scheduler.rulebook.scalars import (
    Count,
    Day,
    DurationText,
    EventName,
    LengthText,
    NoticeDayText,
    NoticeEffectText,
    NoticeLength,
    RenewalLength,
    RoundingText,
    Slug,
    TermLength,
    Text,
    WholeDaysText,
    YearlyDay,
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
_SILENCES: dict[str, domain.Silence] = {"accord": "accepted", "refus": "refused"}
_LAST_RENEWALS: dict[str, domain.LastRenewal] = {"écourtée": "cut", "exclue": "left out"}
_FORMS: dict[str | None, domain.NoticeForm] = {
    "LRAR": "registered",
    "écrit": "written",
    "inconnu": "unsaid",
    None: "not told",
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
    length: RenewalLength = Field(None, alias="pour")
    times: Count | None = Field(None, alias="fois")
    asked_from: WholeDaysText | None = Field(None, alias="demande dès")
    asked_by: WholeDaysText | None = Field(None, alias="demande avant")
    asked_since: YearlyDay | None = Field(None, alias="demande du")
    asked_until: YearlyDay | None = Field(None, alias="demande au")
    decided_by: Slug | None = Field(None, alias="décidé par")

    @model_validator(mode="after")
    def _once_if_endless(self) -> Self:
        if self.endless and self.times not in (None, 1):
            raise Reject(
                "une reconduction pour une durée indéterminée n'a lieu qu'une fois",
                "ôter « fois », ou écrire la durée de chaque reconduction",
            )
        return self

    @property
    def endless(self) -> bool:
        """Whether it goes on without a term once renewed."""
        return self.length == OPEN_ENDED

    @model_validator(mode="after")
    def _asked_when_it_is_asked(self) -> Self:
        by_days = self.asked_since or self.asked_until
        by_lengths = self.asked_from or self.asked_by
        if (by_lengths or by_days) and self.mode in ("tacite", "inconnu"):
            raise Reject("une demande va avec « sur demande »", "changer « mode », ou l'ôter")
        if by_lengths and by_days:
            raise Reject(
                "la demande est dite par des durées et par des jours",
                "garder « demande dès » et « demande avant », ou « demande du » et « demande au »",
            )
        last = self.asked_until if by_days else self.asked_by
        if self.mode == "sur demande" and last is None:
            raise Reject(
                "il manque « demande avant »",
                "par exemple demande avant: 3 mois, ou « demande au: 15 novembre »",
            )
        opens_before(self.asked_from, self.asked_by)
        return self


class BoundedText(Written):
    """``pour: {au moins: …, au plus: …}``: how long nobody can end it, and its longest duration."""

    least: DurationText | None = Field(None, alias="au moins")
    most: DurationText | None = Field(None, alias="au plus")

    @model_validator(mode="after")
    def _a_bound_and_in_order(self) -> Self:
        if self.least is None and self.most is None:
            raise Reject("il manque la durée", "`{au moins: 3 ans}`, ou `{au plus: 6 ans}`")
        if self.least and self.most and not _shorter(self.least, self.most):
            raise Reject(
                f"au moins {self.least} et au plus {self.most} : la seconde n'est pas la plus "
                "longue",
                "les échanger, ou écrire « pour: 6 ans » si elles sont égales",
            )
        return self


def _shorter(length: Length, other: Length) -> bool:
    return (length.months, length.days) < (other.months, other.days)


HowLong = Annotated[
    Annotated[BoundedText, Tag("bounds")] | Annotated[TermLength, Tag("length")],
    Discriminator(lambda value: "bounds" if isinstance(value, dict | BoundedText) else "length"),
]


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
    last_renewal: Literal["écourtée", "exclue"] | None = Field(None, alias="dernière reconduction")
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
    form: Literal["LRAR", "écrit", "inconnu"] | None = Field(None, alias="forme")
    only_if: Text | None = Field(None, alias="en cas de")
    counts_from: Literal["envoi", "présentation", "réception", "inconnu"] = Field(
        "inconnu", alias="compté de"
    )
    moment: Literal["avant chaque terme", "à tout moment", "inconnu"] | None = Field(
        None, alias="moment"
    )
    given_by: Names = Field(default=[], alias="par")
    event: EventName | None = Field(None, alias="fait")
    by_agreement: YesNo = Field(False, alias="d'un commun accord")
    effect_at: NoticeEffectText | None = Field(None, alias="effet")
    every: DurationText | None = Field(None, alias="tous les")
    each_year: NoticeDayText | None = Field(None, alias="avant chaque")
    given_since: YearlyDay | None = Field(None, alias="donnée du")
    given_until: YearlyDay | None = Field(None, alias="donnée au")
    within_minimum: YesNo | None = Field(None, alias="malgré la durée minimale")
    decided_by: Slug | None = Field(None, alias="décidé par")
    settled: SettledBy | None = Field(None, alias="tranché")
    reminders: Reminders | None = Field(None, alias="rappels")

    @model_validator(mode="after")
    def _ends_after_its_delay(self) -> Self:
        if self.effect_at is None or self.effect_at == "end of period":
            return self
        if may_go_back(self.effect_at):
            raise Reject(
                f"un congé ne prend pas effet avant la fin de son délai ({WORDS[self.effect_at]})",
                "par exemple effet: fin du mois, ou effet: 1er du mois suivant",
            )
        return self

    @model_validator(mode="after")
    def _takes_effect_somewhere_else(self) -> Self:
        at_a_term = self.moment == "avant chaque terme" and not (self.every or self.each_year)
        if at_a_term and self.effect_at not in (None, "end of period"):
            raise Reject(
                "« effet » ne change rien ici : donnée avant chaque terme, elle prend effet ce "
                "jour-là",
                "ôter « effet », ou écrire « moment: à tout moment », « avant chaque: 1er avril »",
            )
        return self

    @model_validator(mode="after")
    def _a_delay_or_a_window(self) -> Self:
        if (self.given_since is None) != (self.given_until is None):
            raise Reject("« donnée du » et « donnée au » vont ensemble", "écrire les deux jours")
        others = (self.length and self.length != Length(0, "day")) or self.opens or self.every
        if self.given_until and (others or self.each_year or self.moment):
            raise Reject(
                "« donnée du … au … » dit à elle seule quand la dénonciation se donne",
                "ôter « délai », « ouvre », « moment », « tous les » et « avant chaque »",
            )
        if self.length is None and self.opens is None and self.given_until is None:
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
        if isinstance(self.length, Length) and self.length.number:
            opens_before(self.opens, self.length)
        return self

    @property
    def at_any_time(self) -> bool | None:
        """Whether it may be given at any time; what a fault allows is tied to no term."""
        if self.ends_a_period:
            return False
        if self.moment is None:
            return True if self.only_if and not (self.every or self.each_year) else None
        return _MOMENTS[self.moment]

    @property
    def named_event(self) -> str:
        """The fact recorded once it is given."""
        what = TERMINATED if self.only_if else NOTICE_GIVEN
        return self.event or "-".join((what, *self.given_by[:1]))

    @property
    def ends_a_period(self) -> bool:
        """Whether it goes before the end of a period, whatever its moment."""
        return self.opens is not None or self.effect_at == "end of period"

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
    means: Literal["accord", "refus", "inconnu"] = Field(alias="vaut")


class ConsequenceText(Part):
    """``désaccord`` or ``sans demande``: what the text then opens."""

    title: Text = Field(alias="titre")


class ExtensionText(Part):
    """``prorogation``."""

    ask_before: WholeDaysText = Field(alias="demande")
    owed_by: Names = Field(alias="par")
    form: Literal["LRAR", "écrit", "inconnu"] | None = Field(None, alias="forme")
    received: EventName = Field("reception-demande", alias="reçue")
    length: DurationText | None = Field(None, alias="pour")
    supposes: Names = Field(default=[], alias="suppose")
    answer: AnswerText | None = Field(None, alias="réponse")
    silence: SilenceText | None = None
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


class ShiftedText(Written):
    """``{délai: 1 jour, avant: livraison}``: an end so long from an event."""

    length: WholeDaysText | None = Field(None, alias="délai")
    before: EventName | None = Field(None, alias="avant")
    after: EventName | None = Field(None, alias="après")

    @model_validator(mode="after")
    def _from_one_event(self) -> Self:
        one_of({"avant": self.before, "après": self.after})
        if self.length is None and self.after:
            raise Reject("il manque « délai »", "`{délai: 3 mois, après: livraison}`")
        return self

    @property
    def event(self) -> str:
        """The event that it is counted from."""
        return self.before or self.after or ""

    @property
    def shift(self) -> domain.Shift:
        """How far from it: the eve, where only what it precedes is written."""
        return domain.Shift(self.length or Length(1, "day"), before=self.before is not None)


EndText = Annotated[
    Annotated[ShiftedText, Tag("shifted")] | Annotated[EventName, Tag("event")],
    Discriminator(lambda value: "shifted" if isinstance(value, dict | ShiftedText) else "event"),
]
EventsOfTheEnd = Annotated[
    list[EndText],
    BeforeValidator(as_list, json_schema_input_type=EndText | list[EndText]),
]


def _event_of(end: ShiftedText | str) -> str:
    return end.event if isinstance(end, ShiftedText) else end


TermExamples = Annotated[
    list[TermExampleText],
    BeforeValidator(as_list, json_schema_input_type=TermExampleText | list[TermExampleText]),
]


class TermText(Written):
    """``durée``."""

    article: Text
    quote: Text | None = Field(None, alias="citation")
    effect: Effect = Field(alias="prend effet")
    length: HowLong = Field(None, alias="pour")
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
    def _one_fact_for_each_notice(self) -> Self:
        """Once recorded, a notice must be known from the others."""
        named = [notice.named_event for notice in self.notices]
        twice = next((name for name in named if named.count(name) > 1), None)
        if twice:
            raise Reject(
                f"deux préavis donneraient le même fait « {twice} » : on ne saurait pas lequel "
                "a été donné",
                "dire qui donne chacun (« par »), ce qui seul le permet (« en cas de: manquement "
                "grave »), ou nommer le fait de l'un (« fait: conge », déclaré sous « faits »)",
            )
        return self

    @model_validator(mode="after")
    def _a_period_to_end(self) -> Self:
        """A notice that ends the period under way needs one."""
        of_period = any(notice.effect_at == "end of period" for notice in self.notices)
        if of_period and not (isinstance(self.length, Length) or self.until or self.until_events):
            raise Reject(
                "« effet: fin de la période » : sans durée, il n'y a pas de période qui finisse",
                "dire laquelle : effet: fin de l'année, fin de la saison, fin du trimestre",
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
        if isinstance(self.length, BoundedText) and (self.rolling or self.renewal):
            raise Reject(
                "une durée minimale ou maximale n'a pas de terme à reconduire",
                "écrire « pour: 6 ans » si la convention se reconduit, sinon ôter la reconduction",
            )
        if isinstance(self.length, BoundedText) and self.until:
            raise Reject(
                "une durée minimale ou maximale et un dernier jour ensemble : lequel l'emporte ?",
                "écrire « jusqu'au » seul, ou cette durée avec « jusqu'à » et son fait",
            )
        if self.renewal and self.renewal.endless and self.cap:
            raise Reject(
                "une reconduction pour une durée indéterminée, et un plafond",
                "ôter le plafond, ou écrire la durée de chaque reconduction",
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
        _notice(one, citation(one.article or term.article, one.quote, locate(at)), rank)
        for rank, one in enumerate(term.notices)
        for at in [("durée", "préavis", rank)]
    ]
    ours = [one for one in notices if us in (one.given_by or (us,))]
    ours.sort(key=lambda notice: bool(notice.only_if))
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
                term.renewal.length if isinstance(term.renewal.length, Length) else None,
                1 if term.renewal.endless else term.renewal.times,
                cited(term.renewal, "reconduction"),
                _MODES[term.renewal.mode],
                term.renewal.asked_from,
                term.renewal.asked_by,
                term.renewal.decided_by,
                endless=term.renewal.endless,
                asked_since=term.renewal.asked_since,
                asked_until=term.renewal.asked_until,
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
        until_events=tuple(_event_of(end) for end in term.until_events),
        by_right=tuple(_event_of(end) for end in term.by_right),
        shifts={
            end.event: end.shift
            for end in (*term.until_events, *term.by_right)
            if isinstance(end, ShiftedText)
        },
        least=term.length.least if isinstance(term.length, BoundedText) else None,
        most=term.length.most if isinstance(term.length, BoundedText) else None,
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
        answer_within=rule.answer.length if rule.answer else None,
        answer=told(rule.answer, "réponse") if rule.answer else None,
        silence=_SILENCES.get(rule.silence.means) if rule.silence else None,
        silent=told(rule.silence, "silence") if _says(rule.silence) else None,
        registered=rule.form == "LRAR",
        form=_FORMS[rule.form],
        length=rule.length,
        disagreed=told(rule.disagreed, "désaccord") if rule.disagreed else None,
        unasked=told(rule.unasked, "sans demande") if rule.unasked else None,
        supposes=tuple(rule.supposes),
        decided_by=rule.decided_by,
        reminders=to_reminders(rule.reminders),
    )


def _says(silence: SilenceText | None) -> TypeGuard[SilenceText]:
    """Whether the text says what silence amounts to."""
    return silence is not None and silence.means in _SILENCES


def _rolling(rolling: RollingText, cited: domain.Citation) -> domain.RenewalRule:
    return domain.RenewalRule(rolling.length, rolling.times, cited, rolls=rolling.rhythm)


def _cap(cap: CapText, cited: domain.Citation) -> domain.CapRule:
    whole = cap.total or cap.until
    scope: domain.CapScope = "total" if whole else "renewals" if cap.renewals else "unknown"
    length = cap.total or cap.renewals or cap.unsaid
    last = _LAST_RENEWALS[cap.last_renewal] if cap.last_renewal else None
    return domain.CapRule(length, scope, _settled(cap.settled), cited, cap.until, last)


def _notice(notice: NoticeText, cited: domain.Citation, place: int) -> domain.NoticeRule:
    return domain.NoticeRule(
        length=notice.length if isinstance(notice.length, Length) else Length(0, "day"),
        length_unsaid=notice.length == UNSAID,
        registered=notice.form == "LRAR",
        counts_from=_COUNTS_FROM[notice.counts_from],
        at_any_time=notice.at_any_time,
        settled=_settled(notice.settled),
        cited=cited,
        event=notice.named_event,
        given_by=tuple(notice.given_by),
        form=_FORMS[notice.form],
        only_if=notice.only_if or "",
        place=place,
        by_agreement=notice.by_agreement,
        effect_at=notice.effect_at,
        every=notice.rhythm,
        each_year=notice.given_until or notice.each_year,
        given_since=notice.given_since,
        day_included=notice.given_until is not None,
        opens=notice.opens,
        within_minimum=notice.within_minimum,
        decided_by=notice.decided_by,
        reminders=to_reminders(notice.reminders),
    )


def _settled(settled: SettledBy | None) -> domain.Settled | None:
    return domain.Settled(settled.by, settled.on, settled.reason) if settled else None

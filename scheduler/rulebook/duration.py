"""``durée``: how a file writes the term of an agreement, and the rule each part describes."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from scheduler.deadlines import agreement as domain
from scheduler.deadlines.french import short
from scheduler.deadlines.period import Length, term_end
from scheduler.rulebook.effect_text import Effect, to_effect
from scheduler.rulebook.extension_text import ExtensionText, to_extension
from scheduler.rulebook.notice_text import Notices, named_events, to_notice
from scheduler.rulebook.pause_text import ONLY_AFTER, TO_STOP_IT, PauseText
from scheduler.rulebook.readers import UNSAID, Reject
from scheduler.rulebook.renewal_text import RenewalText, to_renewal
from scheduler.rulebook.scalars import (
    Count,
    Day,
    DurationText,
    EventName,
    TermLength,
    Text,
    WholeDaysText,
    YesNo,
)
from scheduler.rulebook.term_parts import (
    ContradictionText,
    Part,
    SettledBy,
    contradicted,
    to_settled,
)
from scheduler.rulebook.written import (
    Locate,
    Written,
    as_list,
    citation,
    days_by_key,
    expects_something,
    one_of,
)

_LAST_RENEWALS: dict[str, domain.LastRenewal] = {"écourtée": "cut", "exclue": "left out"}
_EACH = {
    "année": Length(1, "year"),
    "semestre": Length(6, "month"),
    "trimestre": Length(3, "month"),
    "mois": Length(1, "month"),
}


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


class ShiftedText(Written):
    """``{délai: 1 jour, avant: livraison}``: an end so long from an event."""

    length: WholeDaysText | None = Field(None, alias="délai")
    before: EventName | None = Field(None, alias="avant")
    after: EventName | None = Field(None, alias="après")
    paused: PauseText | None = Field(None, alias="suspendu")
    day_included: YesNo | None = Field(None, alias="ce jour compris")

    @model_validator(mode="after")
    def _from_one_event(self) -> Self:
        one_of({"avant": self.before, "après": self.after})
        if self.paused and self.before:
            raise Reject(ONLY_AFTER, TO_STOP_IT)
        if self.day_included is not None and not (
            self.after and self.length and self.length.months and not self.length.days
        ):
            raise Reject(
                "« ce jour compris » va avec des mois ou des années comptés après un fait",
                "l'ôter : ce jour est compris",
            )
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
        paused = self.paused.pause if self.paused else None
        return domain.Shift(
            self.length or Length(1, "day"), self.before is not None, paused, self.day_included
        )


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
    contradicted: list[ContradictionText] = Field(default=[], alias="contredit")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until and self.effect.on and self.until < self.effect.on:
            raise Reject("la durée finit avant la prise d'effet", "vérifier les deux dates")
        return self

    @model_validator(mode="after")
    def _ends_before_its_cap(self) -> Self:
        """The latest day that is written comes no sooner than the first end that is."""
        latest = self.cap.until if self.cap else None
        end = self.until
        if end is None and self.effect.on and isinstance(self.length, Length):
            end = term_end(self.effect.on, self.length)
        if latest and end and latest < end:
            raise Reject(
                f"le plafond, le {short(latest)}, précède la fin de la première période, le "
                f"{short(end)}",
                "garder la plus proche des deux dates (« jusqu'au »), ôter « plafond », et citer "
                "l'autre passage sous « contredit »",
            )
        return self

    @property
    def own_length(self) -> Length | None:
        """How long it lasts, were it so many seasons; None where no length is written."""
        if isinstance(self.length, domain.WholePeriods):
            return self.length.length
        return self.length if isinstance(self.length, Length) else None

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
        named = named_events(self.notices)
        twice = next((name for name in named if named.count(name) > 1), None)
        if twice:
            raise Reject(
                f"deux préavis donneraient le même fait « {twice} » : on ne saurait pas lequel "
                "a été donné",
                "dire qui donne chacun (« par »), ce qui seul le permet (« en cas de: manquement "
                "grave »), ou nommer le fait de l'un (« fait: conge »)",
            )
        return self

    @model_validator(mode="after")
    def _a_period_to_end(self) -> Self:
        """A notice that ends the period under way needs one."""
        of_period = any(notice.effect_at == "end of period" for notice in self.notices)
        if of_period and not (self.own_length or self.until or self.until_events):
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
        if self.rolling and not self.own_length:
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
        to_notice(one, event, citation(one.article or term.article, one.quote, locate(at)), rank)
        for rank, (one, event) in enumerate(
            zip(term.notices, named_events(term.notices), strict=True)
        )
        for at in [("durée", "préavis", rank)]
    ]
    ours = [one for one in notices if us in (one.given_by or (us,))]
    ours.sort(key=lambda notice: bool(notice.only_if))
    return domain.TermRule(
        effect=to_effect(term.effect, cited(term.effect, "prend effet")),
        length=term.own_length,
        whole=term.length if isinstance(term.length, domain.WholePeriods) else None,
        cited=citation(term.article, term.quote, locate(("durée", "pour"))),
        renewal=(
            to_renewal(term.renewal, cited(term.renewal, "reconduction"))
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
        contradicted=tuple(contradicted(term, ("durée",), term.article, locate)),
        extension=to_extension(term.extension, term.article, locate) if term.extension else None,
    )


def _rolling(rolling: RollingText, cited: domain.Citation) -> domain.RenewalRule:
    return domain.RenewalRule(rolling.length, rolling.times, cited, rolls=rolling.rhythm)


def _cap(cap: CapText, cited: domain.Citation) -> domain.CapRule:
    whole = cap.total or cap.until
    scope: domain.CapScope = "total" if whole else "renewals" if cap.renewals else "unknown"
    length = cap.total or cap.renewals or cap.unsaid
    last = _LAST_RENEWALS[cap.last_renewal] if cap.last_renewal else None
    return domain.CapRule(length, scope, to_settled(cap.settled), cited, cap.until, last)

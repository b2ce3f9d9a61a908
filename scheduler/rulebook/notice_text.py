"""``préavis``: how a file writes a notice, and the rule that it describes."""

import re
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from scheduler.deadlines import agreement as domain
from scheduler.deadlines.agreement import NOTICE_GIVEN, TERMINATED
from scheduler.deadlines.period import Length
from scheduler.deadlines.rounding import WORDS, may_go_back
from scheduler.rulebook.moment_checks import opens_before
from scheduler.rulebook.pause_text import PauseText
from scheduler.rulebook.plain_names import spelling
from scheduler.rulebook.readers import UNSAID, Reject
from scheduler.rulebook.reminding import Reminders, to_reminders
from scheduler.rulebook.scalars import (
    DurationText,
    EventName,
    NoticeDayText,
    NoticeEffectText,
    NoticeLength,
    Slug,
    Text,
    WholeDaysText,
    YearlyDay,
    YesNo,
)
from scheduler.rulebook.term_parts import FORMS, Part, SettledBy, to_settled
from scheduler.rulebook.written import (
    Names,
    as_list,
)

_COUNTS_FROM: dict[str, domain.CountsFrom] = {
    "envoi": "sent",
    "présentation": "presented",
    "réception": "received",
    "inconnu": "unknown",
}
_MOMENTS: dict[str, bool | None] = {
    "avant chaque terme": False,
    "à tout moment": True,
    "inconnu": None,
}


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
    paused: PauseText | None = Field(None, alias="suspendu")

    @model_validator(mode="after")
    def _stopped_once_given(self) -> Self:
        if self.paused and self.at_any_time is False:
            raise Reject(
                "« suspendu » : un préavis donné avant un jour fixé se compte à rebours de ce "
                "jour, et ne s'arrête pas",
                "l'ôter, ou écrire « moment: à tout moment » si son délai court de la dénonciation",
            )
        if self.paused and self.length == Length(0, "day"):
            raise Reject(
                "« délai: aucun » : il n'y a pas de délai à suspendre", "ôter « suspendu »"
            )
        return self

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


def named_events(notices: Sequence[NoticeText]) -> list[str]:
    """The fact of each notice; one that would bear the same name bears its delay too.

    The first written keeps the plain name, ``denonciation-ville``; the next one of that party is
    ``denonciation-ville-12-mois``.
    """
    names: list[str] = []
    lengths: dict[str, list[object]] = {}
    for notice in notices:
        name = notice.named_event
        alike = lengths.setdefault(name, [])
        by_length = isinstance(notice.length, Length) and notice.length not in alike
        alike.append(notice.length)
        if name in names and not notice.event and by_length:
            name = f"{name}-{re.sub(r'[^a-z0-9]+', '-', spelling(str(notice.length)))}"
        names.append(name)
    return names


Notices = Annotated[
    list[NoticeText],
    BeforeValidator(as_list, json_schema_input_type=NoticeText | list[NoticeText]),
]


def to_notice(
    notice: NoticeText, event: str, cited: domain.Citation, place: int
) -> domain.NoticeRule:
    """The notice that a file writes, known by ``event``, ``place`` its rank among the others."""
    return domain.NoticeRule(
        length=notice.length if isinstance(notice.length, Length) else Length(0, "day"),
        length_unsaid=notice.length == UNSAID,
        registered=notice.form == "LRAR",
        counts_from=_COUNTS_FROM[notice.counts_from],
        at_any_time=notice.at_any_time,
        settled=to_settled(notice.settled),
        cited=cited,
        event=event,
        given_by=tuple(notice.given_by),
        form=FORMS[notice.form],
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
        paused=notice.paused.pause if notice.paused else None,
    )

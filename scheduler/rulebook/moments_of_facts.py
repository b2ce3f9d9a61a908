"""The moments told from one fact: a delay around it, what opens with it or after it."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from scheduler.rulebook.moment_checks import cutoff_is_whole, nothing_to_stretch, opens_before
from scheduler.rulebook.pause_text import Longer, Pauses, made_longer
from scheduler.rulebook.readers import Reject
from scheduler.rulebook.scalars import (
    Count,
    CutoffText,
    DelayText,
    EventName,
    LastingText,
    OtherwiseText,
    RoundingText,
    SpanName,
    WholeDaysText,
    YesNo,
)
from scheduler.rulebook.written import Written, as_list

EventNameList = Annotated[
    list[EventName],
    BeforeValidator(as_list, json_schema_input_type=EventName | list[EventName]),
]


class AfterTiming(Written):
    """``{délai: 3 mois, après: ouverture}``."""

    length: DelayText = Field(alias="délai")
    event: EventName = Field(alias="après")
    approximate: YesNo = Field(False, alias="environ")
    begins: RoundingText | None = Field(None, alias="départ")
    restarts: EventName | None = Field(None, alias="repart de")
    paused: Pauses | None = Field(None, alias="suspendu")
    prolonged: Longer | None = Field(None, alias="prolongeable")
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
        nothing_to_stretch(self.length, suspendu=self.paused, prolongeable=self.prolonged)
        otherwise_moved = bool(self.restarts or self.paused or self.otherwise)
        made_longer(self.length, self.prolonged, otherwise_moved=otherwise_moved)
        return self


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


class PastTiming(Written):
    """``{passé: 90 jours, après: debut-arret}``: "depuis plus de"."""

    length: DelayText = Field(alias="passé")
    event: EventName = Field(alias="après")
    restarts: EventName | None = Field(None, alias="repart de")
    paused: Pauses | None = Field(None, alias="suspendu")
    prolonged: Longer | None = Field(None, alias="prolongeable")

    @model_validator(mode="after")
    def _something_to_stop(self) -> Self:
        nothing_to_stretch(self.length, **{"repart de": self.restarts, "suspendu": self.paused})
        otherwise_moved = bool(self.restarts or self.paused)
        made_longer(self.length, self.prolonged, otherwise_moved=otherwise_moved)
        return self


class ElapsedTiming(Written):
    """``{au bout de: 6 mois, après: debut-activite}``: the first day counts."""

    length: LastingText = Field(alias="au bout de")
    event: EventName = Field(alias="après")
    paused: Pauses | None = Field(None, alias="suspendu")


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

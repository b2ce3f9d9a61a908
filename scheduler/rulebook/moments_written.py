"""The moments that stand by themselves: written days, parts of the contract, words, questions."""

from typing import Self

from pydantic import Field, model_validator

from scheduler.rulebook.readers import Reject
from scheduler.rulebook.scalars import (
    CivilWindowText,
    ContractPart,
    Count,
    Day,
    RecurrenceRule,
    Slug,
    Text,
)
from scheduler.rulebook.written import Written, one_of


class FixedTiming(Written):
    """``{pour: 2025-06-30}``."""

    by: Day | None = Field(None, alias="pour")
    at_latest: Day | None = Field(None, alias="au plus tard")
    before: Day | None = Field(None, alias="avant")

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        one_of({"pour": self.by, "au plus tard": self.at_latest, "avant": self.before})
        return self


class WindowTiming(Written):
    """``{du: 2026-01-01, au: 2026-03-31}``; ``au`` may be missing."""

    opens: Day = Field(alias="du")
    due: Day | None = Field(None, alias="au")


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


class ContractPartTiming(Written):
    """``{pendant: 1re année}``, ``{pendant: six premiers mois, au moins: 2}``."""

    part: ContractPart = Field(alias="pendant")
    at_least: Count | None = Field(None, alias="au moins")
    exactly: Count | None = Field(None, alias="exactement")


class RuleTiming(Written):
    """``{règle: FREQ=MONTHLY;BYDAY=2TU}``."""

    rule: RecurrenceRule = Field(alias="règle")


class FuzzyTiming(Written):
    """``{vers: fin 2022, début 2023}``: words that no date renders."""

    words: Text = Field(alias="vers")


class AskTiming(Written):
    """``{question: …}``: the text gives no date, here is what to ask."""

    question: Text


class AlternatesTiming(Written):
    """``{alterne: comite}``: the parties named by ``par`` take turns, the ``premier`` first."""

    clause: Slug = Field(alias="alterne")
    first: Slug | None = Field(None, alias="premier")


class LimitsText(Written):
    """``{échéance: bilan}``: the last days of another clause."""

    clause: Slug = Field(alias="échéance")


class SilenceAnchorText(Written):
    """``{silence: avis}``: the day on which the silence on another clause takes effect."""

    clause: Slug = Field(alias="silence")

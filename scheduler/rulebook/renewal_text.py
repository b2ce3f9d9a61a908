"""``reconduction``: how a file writes the renewals of an agreement, and the rule it describes."""

from typing import Literal, Self

from pydantic import Field, model_validator

from scheduler.deadlines import agreement as domain
from scheduler.deadlines.period import Length
from scheduler.rulebook.moment_checks import opens_before
from scheduler.rulebook.readers import OPEN_ENDED, Reject
from scheduler.rulebook.scalars import Count, RenewalLength, Slug, WholeDaysText, YearlyDay
from scheduler.rulebook.term_parts import FORMS, Part
from scheduler.rulebook.written import Names

_MODES: dict[str, domain.RenewalMode] = {
    "sur demande": "express",
    "tacite": "tacit",
    "expresse": "express",
    "inconnu": "unknown",
}


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
    form: Literal["LRAR", "écrit", "inconnu"] | None = Field(None, alias="forme")
    owed_by: Names = Field(default=[], alias="par")

    @model_validator(mode="after")
    def _asked_for_by_somebody(self) -> Self:
        if self.mode == "tacite" and (self.form or self.owed_by):
            raise Reject(
                "une reconduction tacite ne se demande pas",
                "écrire « forme » et « par » sous « préavis », si ce sont ceux de la dénonciation",
            )
        return self

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


def to_renewal(renewal: RenewalText, cited: domain.Citation) -> domain.RenewalRule:
    """The renewals that a file writes."""
    return domain.RenewalRule(
        renewal.length if isinstance(renewal.length, Length) else None,
        1 if renewal.endless else renewal.times,
        cited,
        _MODES[renewal.mode],
        renewal.asked_from,
        renewal.asked_by,
        renewal.decided_by,
        endless=renewal.endless,
        asked_since=renewal.asked_since,
        asked_until=renewal.asked_until,
        form=FORMS[renewal.form],
        owed_by=tuple(renewal.owed_by),
    )

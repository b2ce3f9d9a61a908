"""``suspendu``, ``prolongeable``: how a file writes what stops a delay, or makes it longer."""

import re
from typing import Annotated, Any, Literal, Self, assert_never, get_args

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from scheduler.deadlines import timing
from scheduler.deadlines.french import MONTHS
from scheduler.deadlines.period import Length
from scheduler.deadlines.prolonging import added
from scheduler.deadlines.timing import DayInYear
from scheduler.rulebook.readers import Reject
from scheduler.rulebook.scalars import Count, EventName, Text, WholeDaysText, YearlyDay
from scheduler.rulebook.written import Written

ONLY_AFTER = "« suspendu » va avec un délai qui court d'un jour : « délai … après »"
TO_STOP_IT = "l'ôter, ou compter le délai après ce jour"


class PauseText(Written):
    """``suspendu``: the delay does not run from one fact to the other, or between two days."""

    since: EventName | None = Field(None, alias="de")
    until: EventName | None = Field(None, alias="à")
    first: YearlyDay | None = Field(None, alias="du")
    last: YearlyDay | None = Field(None, alias="au")

    @model_validator(mode="after")
    def _two_facts_or_two_days(self) -> Self:
        facts = bool(self.since), bool(self.until)
        days = bool(self.first), bool(self.last)
        if {facts, days} != {(True, True), (False, False)}:
            raise Reject(
                "une suspension va d'un fait à un autre, ou d'un jour à un autre de chaque année",
                "écrire suspendu: {de: incomplet, à: pieces}, ou suspendu: {du: 1er août, au: "
                "31 août}",
            )
        if self.since and self.since == self.until:
            raise Reject(
                "le délai s'arrêterait et reprendrait au même fait",
                "nommer deux faits, par exemple suspendu: {de: incomplet, à: pieces}",
            )
        if self.first and self.last:
            self._of_one_year(self.first, self.last)
        return self

    def _of_one_year(self, first: DayInYear, last: DayInYear) -> None:
        if first.offset or last.offset:
            raise Reject(
                "cette suspension revient chaque année : elle se dit sans N",
                "par exemple suspendu: {du: 1er août, au: 31 août}",
            )
        around = first.month == last.month and 0 < last.day < first.day
        if around or (last.month - first.month) % 12 >= 6:
            raise Reject(
                "une suspension de plus de six mois par an : le délai ne courrait presque jamais",
                "vérifier les deux jours, ou écrire deux faits : suspendu: {de: arret, à: reprise}",
            )

    @property
    def events(self) -> tuple[str, ...]:
        """The fact that stops it and the one from which it goes on, where facts do."""
        return (self.since, self.until) if self.since and self.until else ()

    @property
    def pause(self) -> tuple[str, str] | timing.EachYear:
        """What stops the delay."""
        if self.first and self.last:
            return timing.EachYear(self.first, self.last)
        return str(self.since), str(self.until)


class GeneralPauseText(PauseText):
    """``suspendu`` of the whole agreement: what stops every delay that runs."""

    article: Text
    quote: Text | None = Field(None, alias="citation")


def _which(value: Any) -> str:
    return "stretch" if isinstance(value, dict | PauseText) else "word"


_A_MONTH = re.compile(rf"(?:en |le mois (?:de |d')|mois (?:de |d'))?(?P<month>{'|'.join(MONTHS)})")


def _in_words(value: Any) -> Any:
    """``août``, ``les vacances scolaires``; Reject for what is neither words nor two bounds."""
    if isinstance(value, dict) and set(value) == {"en"}:
        value = value["en"]
    if isinstance(value, dict | PauseText):
        return value
    written = value.strip().lower().replace("’", "'") if isinstance(value, str) else ""
    word = written.removeprefix("pendant ").removeprefix("les ")
    if whole := _A_MONTH.fullmatch(word):
        month = whole["month"]
        of = "d'" if month[0] in "ao" else "de "
        return {"du": f"1er {month}", "au": f"dernier jour {of}{month}"}
    if word not in get_args(_Word):
        raise Reject(
            "« suspendu » dit de quel fait à quel autre le délai ne court pas",
            "`suspendu: {de: arret, à: reprise}`, `suspendu: {du: 1er août, au: 31 août}`, "
            "`suspendu: vacances scolaires`, ou `suspendu: aucun`",
        )
    return word


_Word = Literal["aucun", "vacances scolaires"]
_Month = Annotated[str, Field(pattern=f"({'|'.join(MONTHS)})$")]
Pauses = Annotated[
    Annotated[PauseText, Tag("stretch")] | Annotated[_Word, Tag("word")],
    Discriminator(_which),
    BeforeValidator(_in_words, json_schema_input_type=PauseText | _Word | _Month),
]
"""``{de: arret, à: reprise}``, ``{du: 1er août, au: 31 août}``, ``août``; ``vacances scolaires``,
those of the calendar file; ``aucun`` of a delay that runs whatever stops the others."""


def to_pause(
    written: PauseText | _Word | None,
) -> timing.Pause | None:
    """What a file says stops a delay; None where it says nothing of it."""
    match written:
        case None:
            return None
        case PauseText():
            return written.pause
        case "aucun":
            return timing.NEVER
        case "vacances scolaires":
            return timing.SCHOOL_HOLIDAYS
        case _:
            assert_never(written)


class ProlongedText(Written):
    """``prolongeable: {de: 1 mois, fait: prolongation}``: what makes a delay longer."""

    length: WholeDaysText = Field(alias="de")
    event: EventName = Field(alias="fait")
    times: Count = Field(1, alias="fois")


def _with_its_fact(value: Any) -> Any:
    if isinstance(value, dict | ProlongedText):
        return value
    raise Reject(
        "« prolongeable » : de combien, et quel fait le dit ?",
        f"`prolongeable: {{de: {value}, fait: prolongation}}`, et le fait sous « faits »",
    )


Longer = Annotated[
    ProlongedText, BeforeValidator(_with_its_fact, json_schema_input_type=ProlongedText)
]


def made_longer(length: Length, by: ProlongedText | None, *, otherwise_moved: bool) -> None:
    """Reject a delay that could not be made longer by that, or that stops or starts again too."""
    if by is None:
        return
    if otherwise_moved:
        raise Reject(
            "« prolongeable » ne va pas avec « repart de », « suspendu » ou un seuil",
            "garder l'un des deux, ou en faire deux obligations",
        )
    if added(length, by.length) is None:
        raise Reject(
            f"{length} prolongé de {by.length} : les deux durées ne se comptent pas ensemble",
            "les écrire dans la même unité, par exemple délai: 30 jours et de: 15 jours",
        )


def to_prolonged(written: ProlongedText | None) -> timing.Prolonged | None:
    """What a file says makes a delay longer, where something does."""
    return timing.Prolonged(written.length, written.event, written.times) if written else None

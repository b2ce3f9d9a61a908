"""``prorogation``: how a file writes an extension, and the rule that it describes."""

from typing import Literal, TypeGuard

from pydantic import Field

from scheduler.deadlines import agreement as domain
from scheduler.rulebook.reminding import Reminders, to_reminders
from scheduler.rulebook.scalars import (
    DurationText,
    EventName,
    LengthText,
    Slug,
    Text,
    WholeDaysText,
)
from scheduler.rulebook.term_parts import FORMS, Part
from scheduler.rulebook.written import (
    Locate,
    Names,
    citation,
)

_SILENCES: dict[str, domain.Silence] = {"accord": "accepted", "refus": "refused"}


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


def to_extension(rule: ExtensionText, otherwise: str, locate: Locate) -> domain.ExtensionRule:
    """The extension that a file writes; ``otherwise``: its article where it has none of its own."""
    article = rule.article or otherwise

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
        form=FORMS[rule.form],
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

"""``prend effet``: how a file writes the day on which an agreement takes effect."""

import re
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from scheduler.deadlines import agreement as domain
from scheduler.rulebook.readers import Reject
from scheduler.rulebook.scalars import Day, DelayText, EventName, LastingText, RoundingText
from scheduler.rulebook.term_parts import Part
from scheduler.rulebook.written import Written, one_of


class DayText(Written):
    """A day to take effect on: a fact's, a date, or so long from a fact."""

    event: EventName | None = Field(None, alias="à")
    on: Day | None = Field(None, alias="le")
    length: DelayText | None = Field(None, alias="délai")
    past: DelayText | None = Field(None, alias="passé")
    elapsed: LastingText | None = Field(None, alias="au bout de")
    after: EventName | None = Field(None, alias="après")
    before: EventName | None = Field(None, alias="avant")

    @model_validator(mode="after")
    def _counted_from_a_fact(self) -> Self:
        lengths = {"délai": self.length, "passé": self.past, "au bout de": self.elapsed}
        if self.after or self.before:
            one_of(lengths)
        elif any(lengths.values()):
            raise Reject(
                "une durée se compte ici depuis un fait",
                "écrire `{délai: 15 jours, après: signature}`, le fait déclaré sous « faits »",
            )
        if self.before and not self.length:
            raise Reject("« avant » se compte par « délai »", "par exemple délai: 15 jours")
        return self

    @property
    def days(self) -> dict[str, object]:
        """What says the day, by its key: one of these is written."""
        return {"à": self.event, "le": self.on, "après": self.after, "avant": self.before}

    @property
    def start(self) -> domain.EffectStart:
        """The day that it describes."""
        length = self.length or self.past or self.elapsed
        way: domain.StartWay = "after" if length else "at"
        if length and not self.length:
            way = "past" if self.past else "elapsed"
        if self.before:
            way = "before"
        if length and not length.number and way != "past":
            length, way = None, "at"
        return domain.EffectStart(self.event or self.after or self.before, self.on, length, way)


class StartText(DayText):
    """One of several days: ``{le: 2026-01-01}``, ``{délai: 15 jours, après: notification}``."""

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        one_of(self.days)
        return self


def _named(value: Any) -> Any:
    """``signature`` or ``2025-01-01``, that stands alone, under its key."""
    if not isinstance(value, str):
        return value
    return {"le" if re.search(r"\d{4}", value) else "à": value}


Start = Annotated[
    StartText, BeforeValidator(_named, json_schema_input_type=EventName | Day | StartText)
]
Starts = Annotated[list[Start], Field(min_length=2)]


class EffectText(Part, DayText):
    """``prend effet``: a fact's name, a date, so long from a fact, or one of several such days."""

    last: Starts | None = Field(None, alias="au dernier de")
    first: Starts | None = Field(None, alias="au premier de")
    rounding: RoundingText | None = Field(None, alias="report")

    @model_validator(mode="after")
    def _one_start(self) -> Self:
        one_of({**self.days, "au dernier de": self.last, "au premier de": self.first})
        return self

    @property
    def starts(self) -> tuple[domain.EffectStart, ...]:
        """Every day that it names."""
        return tuple(day.start for day in self.last or self.first or (self,))


Effect = Annotated[
    EffectText, BeforeValidator(_named, json_schema_input_type=EventName | EffectText)
]


def to_effect(effect: EffectText, cited: domain.Citation) -> domain.EffectRule:
    """What makes the agreement take effect, as ``prend effet`` writes it."""
    starts = effect.starts
    events = tuple(dict.fromkeys(start.event for start in starts if start.event))
    (alone, *others) = starts
    written = alone.on if not others else None
    plain = not others and alone.on is not None
    plain = plain or all(start.event and start.way == "at" for start in starts)
    return domain.EffectRule(
        next(iter(events), None),
        written,
        cited,
        effect.rounding,
        events[1:],
        effect.first is None,
        () if plain else starts,
    )

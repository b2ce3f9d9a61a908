"""When something is owed: the forms a clause's timing can take, as a tuple of plain values."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from scheduler.deadlines.period import Length

Basis = Literal["contract", "civil"]
AtLeast = Literal["at least", "exactly", "at most"]


@dataclass(frozen=True)
class Span:
    """A kind of window that recurs: its length in months and its French names."""

    months: int
    letter: str
    name: str
    feminine: bool = False


YEAR = Span(12, "a", "année", feminine=True)
SEMESTER = Span(6, "s", "semestre")
QUARTER = Span(3, "t", "trimestre")
BIMONTH = Span(2, "b", "bimestre")
MONTH = Span(1, "m", "mois")
SPANS = {span.name: span for span in (YEAR, SEMESTER, QUARTER, BIMONTH, MONTH)}


@dataclass(frozen=True)
class Quota:
    """So many times in every window; any dated act inside the window satisfies it.

    ``basis`` is None where the text does not say which windows: contract ones are then computed
    and the civil ones are listed beside them.
    """

    number: int
    bound: AtLeast
    span: Span
    basis: Basis | None


@dataclass(frozen=True)
class Yearly:
    """A day and month of year N + ``offset``, for every civil year N that meets the term."""

    day: int
    month: int
    offset: int
    strict: bool = False


@dataclass(frozen=True)
class Fixed:
    """One date; ``strict`` where the text says "avant", which excludes the day."""

    on: date
    strict: bool = False


@dataclass(frozen=True)
class Window:
    """Between two dates, both included; a missing end leaves a start bound alone."""

    opens: date
    due: date | None


@dataclass(frozen=True)
class ContractYear:
    """Within the k-th year of the contract."""

    number: int


@dataclass(frozen=True)
class After:
    """Within a delay after an event; the event's day is not counted."""

    length: Length
    event: str
    approximate: bool = False


@dataclass(frozen=True)
class Past:
    """Once a delay after an event has wholly run ("depuis plus de"): it opens the day after."""

    length: Length
    event: str


@dataclass(frozen=True)
class Before:
    """At least, or about, a delay before an event."""

    length: Length
    event: str
    approximate: bool = False
    at_least: bool = False


@dataclass(frozen=True)
class At:
    """From an event on, with no delay: an item that opens when the event is recorded."""

    event: str


@dataclass(frozen=True)
class BeforeRenewal:
    """Before each renewal, with the notice written in the duration clause."""


@dataclass(frozen=True)
class Same:
    """The same duty as another clause, said twice: one occurrence, several places."""

    clause: str


@dataclass(frozen=True)
class Ask:
    """The text gives no computable date: the question to put, and to whom it matters."""

    question: str


@dataclass(frozen=True)
class Always:
    """Owed at all times (opening hours, a rule of conduct): shown, never dated."""


OnTerm = Quota | Yearly | ContractYear | BeforeRenewal
OnEvent = After | Before | At | Past
Timing = OnTerm | OnEvent | Fixed | Window | Ask | Always | Same

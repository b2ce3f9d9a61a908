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

    @property
    def dated(self) -> bool:
        """A rhythm shorter than a month is a standard of service, never a date."""
        return self.months > 0


YEAR = Span(12, "a", "année", feminine=True)
SEMESTER = Span(6, "s", "semestre")
QUARTER = Span(3, "t", "trimestre")
BIMONTH = Span(2, "b", "bimestre")
MONTH = Span(1, "m", "mois")
WEEK = Span(0, "w", "semaine", feminine=True)
DAY = Span(0, "j", "jour")
SPANS = {span.name: span for span in (YEAR, SEMESTER, QUARTER, BIMONTH, MONTH, WEEK, DAY)}
LAST = -1
"""The last day of a month, or the last year of the contract."""


def span_of(months: int) -> Span:
    """The window of so many months: a named one, or ``période de 5 mois``."""
    named = next((span for span in SPANS.values() if span.months == months), None)
    return named or Span(months, f"p{months}-", f"période de {months} mois", feminine=True)


@dataclass(frozen=True)
class Quota:
    """So many times in every window; any dated act inside the window satisfies it.

    ``basis`` is None where the text does not say which windows: contract ones are then computed
    and the civil ones are listed beside them. ``since`` leaves out the windows before it. "At
    most" grants a right and is never due.
    """

    number: int
    bound: AtLeast
    span: Span
    basis: Basis | None
    since: date | None = None

    @property
    def dated(self) -> bool:
        """Whether a window's end is a date to keep."""
        return self.bound != "at most" and self.span.dated

    @property
    def per_year(self) -> float:
        """How many acts a year that makes (365 days, 52 weeks)."""
        windows = 12 / self.span.months if self.span.months else (52 if self.span == WEEK else 365)
        return self.number * windows


@dataclass(frozen=True)
class Yearly:
    """A day and month of year N + ``offset``, for every civil year N that meets the term."""

    day: int
    month: int
    offset: int
    strict: bool = False
    since: date | None = None


@dataclass(frozen=True)
class YearlyWindow:
    """A month, quarter or semester (the ``number``-th) of year N + ``offset``, for every N."""

    span: Span
    number: int
    offset: int
    since: date | None = None


@dataclass(frozen=True)
class CivilWindow:
    """The ``number``-th month, quarter or semester of a year, or the year: "en mai 2023".

    ``count`` is how many acts the text asks for within it, where it says so.
    """

    span: Span
    number: int
    year: int
    count: int | None = None


@dataclass(frozen=True)
class DayOf:
    """A day of each month, or of a month of each civil quarter, semester: "au plus tard le 15".

    ``month`` counts within the span from 1, ``day`` may be LAST. "by" includes the day, "before"
    does not, "on" is that very day. ``exceptions`` give another day to some months of the year.
    """

    span: Span
    day: int
    bound: Literal["by", "before", "on"]
    month: int = 1
    exceptions: tuple[tuple[int, int], ...] = ()
    since: date | None = None


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
    """Within the k-th year of the contract, or its LAST, which moves with the term."""

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
class Elapsed:
    """After so long of something, its first day counted ("après six mois d'activité")."""

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
class ExtensionRequest:
    """Before each term that an extension may move, by the day the duration clause gives."""


@dataclass(frozen=True)
class NoRequest:
    """From the day after the last one on which an extension could be asked for."""


@dataclass(frozen=True)
class RenewalDecision:
    """Before each term that an express renewal would follow."""


@dataclass(frozen=True)
class Same:
    """The same duty as another clause, said twice: one occurrence, several places.

    ``reading`` is the moment as this place words it, where it words it otherwise.
    """

    clause: str
    reading: "Timing | None" = None


@dataclass(frozen=True)
class Alternates:
    """Who owes another clause changes at each of its occurrences, in the order of ``par``.

    ``first`` is None where the text does not say who begins.
    """

    clause: str
    first: str | None


@dataclass(frozen=True)
class Sequence:
    """One thing, then another: every part gives its own dates."""

    parts: tuple["Timing", ...]


@dataclass(frozen=True)
class Fuzzy:
    """A moment only words can tell ("fin 2022, début 2023"): shown, never dated."""

    words: str


@dataclass(frozen=True)
class Ask:
    """The text gives no computable date: the question to put, and to whom it matters."""

    question: str


@dataclass(frozen=True)
class Always:
    """Owed at all times (opening hours, a rule of conduct): shown, never dated."""


OnTerm = (
    Quota
    | Yearly
    | YearlyWindow
    | DayOf
    | CivilWindow
    | ContractYear
    | BeforeRenewal
    | RenewalDecision
    | ExtensionRequest
    | NoRequest
)
OnEvent = After | Before | At | Past | Elapsed
Timing = OnTerm | OnEvent | Fixed | Window | Ask | Always | Fuzzy | Same | Alternates | Sequence


def parts(timing: Timing) -> tuple[Timing, ...]:
    """The timings a clause is made of: itself, or what follows one another."""
    return timing.parts if isinstance(timing, Sequence) else (timing,)


def is_standing(timing: Timing) -> bool:
    """Whether it is only shown: a rule of conduct, a right, a short rhythm, a vague moment."""
    if isinstance(timing, Quota):
        return not timing.dated
    return isinstance(timing, Always | Fuzzy)

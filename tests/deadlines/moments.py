"""The moments an agreement may name, as plain values that write themselves in French."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre"),
    *("octobre", "novembre", "décembre"),
)


def french(number: int) -> str:
    """A day of a month in words of a rule file: « 1er », « 15 »."""
    return "1er" if number == 1 else str(number)


def of_year(offset: int) -> str:
    """The year of a yearly day: « N », « N+1 », « N-1 »."""
    return f"N{offset:+}" if offset else "N"


@dataclass(frozen=True)
class Length:
    """A delay: its number, its unit as written, and the days that come after its months."""

    number: int
    unit: str
    more_days: int = 0

    def __str__(self) -> str:
        """As a rule file writes it."""
        unit = self.unit.rstrip("s") if self.number == 1 and self.unit == "ans" else self.unit
        if self.number == 1 and self.unit.startswith("jours"):
            unit = unit.replace("jours", "jour").removesuffix("s")
        more = f" et {self.more_days} jours" if self.more_days else ""
        return f"{self.number} {unit}{more}"


@dataclass(frozen=True)
class Fixed:
    """A date of the text; ``word`` is ``pour``, ``au plus tard`` or ``avant``."""

    word: str
    day: date

    def __str__(self) -> str:
        """As a rule file writes it."""
        return f"{{{self.word}: {self.day}}}"


@dataclass(frozen=True)
class Since:
    """From a fact on, without a last day; ``bare`` writes the fact's name alone."""

    fact: str
    bare: bool = False

    def __str__(self) -> str:
        """As a rule file writes it."""
        return self.fact if self.bare else f"{{dès: {self.fact}}}"


@dataclass(frozen=True)
class From:
    """From a date on, without a last day."""

    day: date

    def __str__(self) -> str:
        """As a rule file writes it."""
        return f"{{du: {self.day}}}"


@dataclass(frozen=True)
class Window:
    """From a date to another, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        """As a rule file writes it."""
        return f"{{du: {self.first}, au: {self.last}}}"


@dataclass(frozen=True)
class InMonth:
    """In a month of a year."""

    year: int
    month: int

    def __str__(self) -> str:
        """As a rule file writes it."""
        return f"{{en: {MONTHS[self.month - 1]} {self.year}}}"


@dataclass(frozen=True)
class TermDay:
    """A day of the term, by its name; ``bare`` where a delay counts from the name alone."""

    name: str
    bare: bool = False

    def __str__(self) -> str:
        """As a rule file writes it."""
        return f"{{à: {self.name}}}"


@dataclass(frozen=True)
class Yearly:
    """A day of each civil year N that meets the term; ``offset`` is added to N."""

    word: str
    day: int
    month: int
    offset: int

    def __str__(self) -> str:
        """As a rule file writes it."""
        day = f"{french(self.day)} {MONTHS[self.month - 1]} {of_year(self.offset)}"
        return f"{{chaque: année, {self.word}: {day}}}"


@dataclass(frozen=True)
class YearlyMonth:
    """A whole month of each civil year."""

    month: int
    offset: int

    def __str__(self) -> str:
        """As a rule file writes it."""
        return f"{{chaque: année, en: {MONTHS[self.month - 1]} {of_year(self.offset)}}}"


@dataclass(frozen=True)
class YearlyWindow:
    """From a day to another of each civil year, both included; days and months."""

    first: tuple[int, int]
    last: tuple[int, int]
    offset: int

    def __str__(self) -> str:
        """As a rule file writes it."""
        bounds = [
            f"{word}: {french(day)} {MONTHS[month - 1]} {of_year(self.offset)}"
            for word, (day, month) in (("du", self.first), ("au", self.last))
        ]
        return f"{{chaque: année, {', '.join(bounds)}}}"


@dataclass(frozen=True)
class InSpan:
    """A day of each civil month, quarter or semester, in its ``month``-th month; 0 is its last day.

    ``span`` counts the months (1, 3, 6); ``month`` beyond the span is in the month that follows.
    """

    span: int
    word: str
    day: int
    month: int = 1

    def __str__(self) -> str:
        """As a rule file writes it."""
        if self.day == 0:
            day = "dernier jour"
        elif self.month > self.span:
            day = f"{french(self.day)} du mois suivant"
        elif self.span == 1:
            day = french(self.day)
        else:
            day = f"{french(self.day)} du {self.month}{'er' if self.month == 1 else 'e'} mois"
        return f"{{chaque: {SPANS[self.span]}, {self.word}: {day}}}"


@dataclass(frozen=True)
class MonthlyWindow:
    """From a day to another of each month; ``following`` puts the last one in the month after."""

    first: int
    last: int
    following: bool

    def __str__(self) -> str:
        """As a rule file writes it."""
        last = french(self.last) + (" du mois suivant" if self.following else "")
        return f"{{chaque: mois, du: {french(self.first)}, au: {last}}}"


SPANS = {1: "mois", 3: "trimestre", 6: "semestre"}


@dataclass(frozen=True)
class DueOf:
    """The last day of another obligation, which stands here whole."""

    name: str
    moment: "Moment"

    def __str__(self) -> str:
        """As a rule file writes it."""
        return f"{{échéance: {self.name}}}"


@dataclass(frozen=True)
class Moved:
    """A moment whose day the clause moves; ``report`` as a rule file writes it."""

    moment: "Moment"
    report: str

    def __str__(self) -> str:
        """As a rule file writes it under ``quand``: the move stands beside."""
        return str(self.moment)


@dataclass(frozen=True)
class Delay:
    """A delay after or before a moment; ``opens`` says how long before it the period opens."""

    length: Length
    before: bool
    base: "Moment"
    at_least: bool = False
    opens: Length | None = None

    def __str__(self) -> str:
        """As a rule file writes it."""
        word = "avant" if self.before else "après"
        at_least = ", au moins: oui" if self.at_least else ""
        opens = f", ouvre: {self.opens}" if self.opens else ""
        return f"{{délai: {self.length}, {word}: {anchor(self.base)}{at_least}{opens}}}"


def anchor(base: "Moment") -> str:
    """What a delay counts from, in the shortest form: a fact or a day of the term by its name."""
    match base:
        case TermDay(name, bare=True):
            return name
        case Since(fact, bare=True):
            return fact
        case _:
            return str(base)


@dataclass(frozen=True)
class Several:
    """The first or the last of several moments."""

    last: bool
    moments: tuple["Moment", ...]

    def __str__(self) -> str:
        """As a rule file writes it."""
        word = "au dernier de" if self.last else "au premier de"
        return f"{{{word}: [{', '.join(map(str, self.moments))}]}}"


Moment = (
    Fixed
    | Since
    | From
    | Window
    | InMonth
    | TermDay
    | Yearly
    | YearlyMonth
    | YearlyWindow
    | InSpan
    | MonthlyWindow
    | DueOf
    | Moved
    | Delay
    | Several
)


def parts(moment: Moment) -> tuple[Moment, ...]:
    """The moments it is made of, one level down."""
    match moment:
        case DueOf(_, inner) | Moved(inner) | Delay(base=inner):
            return (inner,)
        case Several(_, inner_moments):
            return inner_moments
        case _:
            return ()


def facts_of(moment: Moment) -> Iterator[str]:
    """The facts it waits for, however deep."""
    if isinstance(moment, Since):
        yield moment.fact
    for part in parts(moment):
        yield from facts_of(part)


def rhythm(moment: Moment) -> str | None:
    """What the moment comes back with; nothing for what comes once. Repeated facts are ``r…``."""
    match moment:
        case Yearly() | YearlyMonth() | YearlyWindow():
            return "année"
        case InSpan(span):
            return SPANS[span]
        case MonthlyWindow():
            return "mois"
        case TermDay(name):
            return name if name in ("anniversaire", "chaque terme", "chaque reconduction") else None
        case Since(fact):
            return fact if fact.startswith("repete") else None
        case _:
            inner = parts(moment)
            return rhythm(inner[0]) if inner else None

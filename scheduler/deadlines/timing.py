"""When something is owed: the forms a clause's timing can take, as a tuple of plain values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, Union, assert_never

from scheduler.deadlines.exceptions import Excepted, Named, Nothing, WindowDay
from scheduler.deadlines.feasts import Feast
from scheduler.deadlines.period import DayKind, Length
from scheduler.deadlines.rounding import Rounding

Basis = Literal["contract", "civil", "rolling"]
AtLeast = Literal["at least", "exactly", "at most"]


@dataclass(frozen=True)
class Span:
    """A kind of window that recurs: its length in months and its French names."""

    months: int
    letter: str
    name: str
    feminine: bool = False
    first: int = 1
    """The month of the year in which such windows begin: 9 for a school year."""
    days: int = 0
    """Of a window shorter than a month that is no named one, its number of days."""

    @property
    def civil(self) -> bool:
        """Whether its windows are the calendar's, whatever the contract's effect."""
        return self.first != 1 or self.name in OWN_YEARS

    @property
    def dated(self) -> bool:
        """A rhythm shorter than a month is a standard of service, never a date."""
        return self.months > 0

    @property
    def fits_civil_years(self) -> bool:
        """Whether such windows, laid end to end, begin and end with civil years."""
        return self.dated and not (self.months % 12 and 12 % self.months)


FISCAL = "exercice"
SEASON_NAME = "saison sportive"
OWN_YEARS = (FISCAL, SEASON_NAME)
"""The years whose first month each agreement may say for itself."""
YEAR = Span(12, "a", "année", feminine=True)
SEMESTER = Span(6, "s", "semestre")
QUARTER = Span(3, "t", "trimestre")
BIMONTH = Span(2, "b", "bimestre")
MONTH = Span(1, "m", "mois")
FORTNIGHT = Span(0, "q", "quinzaine", feminine=True)
"""Half a month: from the 1st to the 15th, then to its last day."""
WEEK = Span(0, "w", "semaine", feminine=True)
DAY = Span(0, "j", "jour")
SCHOOL_YEAR = Span(12, "e", "année scolaire", feminine=True, first=9)
SEASON = Span(12, "sa", SEASON_NAME, feminine=True, first=7)
FISCAL_YEAR = Span(12, "x", FISCAL)
_ALL = (YEAR, SEMESTER, QUARTER, BIMONTH, MONTH, WEEK, DAY, SCHOOL_YEAR, SEASON, FISCAL_YEAR)
SPANS = {span.name: span for span in _ALL}
LAST = -1
"""The last day of a month, or the last year of the contract."""


def span_of(months: int) -> Span:
    """The window of so many months: a named one, or ``période de 5 mois``."""
    plain = (span for span in SPANS.values() if span.months == months and not span.civil)
    return next(plain, None) or Span(
        months, f"p{months}-", f"période de {months} mois", feminine=True
    )


def span_of_days(days: int) -> Span:
    """The window of so many days, shorter than a month: ``semaine``, ``période de 15 jours``."""
    plain = {1: DAY, 7: WEEK}.get(days)
    return plain or Span(0, f"j{days}-", f"période de {days} jours", feminine=True, days=days)


@dataclass(frozen=True)
class ContractRank:
    """A month or a year of the contract, counted from its effect; from its end if below zero.

    ``number`` is its rank (1 is the first, -1 the last), ``months`` its length: 1 or 12.
    """

    number: int
    months: int

    @property
    def from_end(self) -> bool:
        """Whether it is counted back from the end, and moves with it."""
        return self.number < 0


@dataclass(frozen=True)
class EventBound:
    """The day of an event, with which a repetition begins or ends; ``named``: what it is called.

    Where the day is known it is put in its place; an event that has not happened begins nothing
    yet, and ends nothing.
    """

    event: str
    named: str = ""

    @property
    def in_words(self) -> str:
        """``« ouverture du site »``."""
        return f"« {self.named or self.event} »"


Bound = date | ContractRank | EventBound
"""Where a repetition begins or ends: a day, a month or year of the contract, an event."""


@dataclass(frozen=True)
class Quota:
    """So many times in every window; any dated act inside the window satisfies it.

    ``basis`` is None where the text does not say which windows: contract ones are then computed
    and the civil ones are listed beside them. A rolling one counts from the last act. ``since``
    leaves out the windows before it, ``until`` those after it. "At most" grants a right and is
    never due.
    """

    number: int
    bound: AtLeast
    span: Span
    basis: Basis | None
    since: Bound | None = None
    until: Bound | None = None

    @property
    def dated(self) -> bool:
        """Whether a window's end is a date to keep."""
        return self.bound != "at most" and self.span.dated

    @property
    def per_year(self) -> float:
        """How many acts a year that makes (365 days, 52 weeks)."""
        if self.span.months:
            return self.number * 12 / self.span.months
        return self.number * (52 if self.span == WEEK else 365 / (self.span.days or 1))


@dataclass(frozen=True)
class DayInYear:
    """A day of a month of year N + ``offset``: its number, or LAST.

    ``of`` says what is counted: the month's days, its working ones, or one day of the week (0 is
    Monday). It is a movable feast where that is the day; ``month`` is then the first one in which
    it may fall, and ``day`` says nothing.
    """

    day: int
    month: int
    offset: int = 0
    of: DayKind | int | Feast = "calendar"


Years = tuple[int, ...] | int
"""The years that are meant, or one year of the contract by its rank (LAST for its last)."""


@dataclass(frozen=True)
class Yearly:
    """A day for every civil year N that meets the term; with ``opens``, until that day."""

    day: DayInYear
    strict: bool = False
    since: Bound | None = None
    exceptions: tuple[tuple[tuple[int, ...], DayInYear | Nothing], ...] = ()
    """Years N in which another day holds (years of elections), or nothing."""
    opens: DayInYear | None = None
    only: Years = ()
    every: int = 1
    until: Bound | None = None
    cases: tuple[Excepted[DayInYear], ...] = ()
    """Where the day falls, and what then holds in its place, tried in the order of the text."""
    only_opens: bool = False
    """Whether ``day`` opens something that has no last day ("à partir du 1er juillet")."""
    count: int | None = None
    """How many acts the text asks for by that day, where it says so."""


@dataclass(frozen=True)
class YearlyWindow:
    """The ``number``-th month, fortnight, quarter or semester of year N + ``offset``, each N."""

    span: Span
    number: int
    offset: int
    since: Bound | None = None
    until: Bound | None = None


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

    ``month`` counts within the span from 1, ``day`` may be LAST. ``of`` says what is counted: the
    month's days, its working ones, or one day of the week (0 is Monday). "by" includes the day,
    "before" does not, "on" is that very day, "from" opens on it and sets no last day.
    ``exceptions`` give another day to some windows or months of the year.
    """

    span: Span
    day: int
    bound: Literal["by", "before", "on", "from"]
    month: int = 1
    exceptions: tuple[tuple[Named, WindowDay | Nothing], ...] = ()
    since: Bound | None = None
    of: DayKind | int = "calendar"
    opens: WindowDay | None = None
    """The day on which a stretch begins that lasts to ``day``."""
    until: Bound | None = None
    cases: tuple[Excepted[WindowDay], ...] = ()
    """Where the day falls, and what then holds in its place, tried in the order of the text."""
    named: int | None = None
    """The month of the year that holds the day, where the text names it: 9 for "30 septembre"."""
    beside: int = 0
    """Of that month, 1 where it is the first one after the window ("31 mars suivant")."""
    count: int | None = None
    """How many acts the text asks for by that day, where it says so."""
    civil_said: bool = False
    """Whether the text says that its periods are the calendar's, or could be no others."""

    @property
    def at(self) -> WindowDay:
        """The day as a place in the window."""
        return WindowDay(self.day, self.of, self.month, self.named, self.beside)


@dataclass(frozen=True)
class ByRule:
    """An RFC 5545 recurrence rule, from the effect on: the way out for what no other form says."""

    rule: str


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
class ContractStretch:
    """Within the first or the last months or years of the contract, or one of them by its rank.

    ``since`` and ``until`` are its first and last part; with ``until`` None it lasts to the end.
    ``count`` is how many acts the text asks for within it, where it says so.
    """

    since: ContractRank
    until: ContractRank | None
    count: int | None = None


@dataclass(frozen=True)
class Weekly:
    """Some days of each week, or every day: a standard of service, shown and never dated.

    Of ``days``, 0 is Monday; none where every day is meant.
    """

    days: tuple[int, ...]
    bound: Literal["by", "before", "on"] = "on"
    since: Bound | None = None
    until: Bound | None = None


@dataclass(frozen=True)
class EachYear:
    """A stretch of every year in which a delay does not run, such as August; both days are in it.

    One that ends before it begins, by the order of the days in a year, ends in the next year.
    """

    first: DayInYear
    last: DayInYear


NEVER: Literal["never"] = "never"
SCHOOL_HOLIDAYS: Literal["school holidays"] = "school holidays"
Pause = tuple[str, str] | EachYear | Literal["never", "school holidays"]
"""When a delay does not run: from one event to another, in a stretch of every year, in the school
holidays of the calendar; NEVER where its clause says that it runs whatever stops the others."""


@dataclass(frozen=True)
class Prolonged:
    """How much longer a delay becomes each time an event takes place before it ends."""

    length: Length
    event: str
    times: int = 1


@dataclass(frozen=True)
class After:
    """Within a delay after an event; the event's day is not counted.

    It starts again from ``restarts`` once that is recorded (missing pieces received), and does not
    run while it is ``paused``.
    """

    length: Length
    event: str
    approximate: bool = False
    restarts: str | None = None
    paused: Pause | None = None
    begins: Rounding | None = None
    """Where the delay begins, if not on the event's day: the end of its month."""
    prolonged: Prolonged | None = None


@dataclass(frozen=True)
class Past:
    """Once a delay after an event has wholly run ("depuis plus de"): it opens the day after.

    Of hours it opens on the day on which they are over; with ``after_the_day`` on the next, as the
    effect of a silence does, since one may answer until the last hour.
    """

    length: Length
    event: str
    restarts: str | None = None
    paused: Pause | None = None
    after_the_day: bool = False
    prolonged: Prolonged | None = None


@dataclass(frozen=True)
class Elapsed:
    """After so long of something, its first day counted ("après six mois d'activité")."""

    length: Length
    event: str
    paused: Pause | None = None


@dataclass(frozen=True)
class Before:
    """At least, or about, a delay before an event."""

    length: Length
    event: str
    approximate: bool = False
    at_least: bool = False
    opens: Length | None = None


@dataclass(frozen=True)
class By:
    """At the latest on the day of an event, that day included ("au plus tard le jour de")."""

    event: str


@dataclass(frozen=True)
class Limits:
    """The last days of another clause: a deadline of a deadline.

    With ``silent``, the day on which the silence on that clause takes effect, its eve being the
    last day to answer; nothing is counted from it once an answer is recorded.
    """

    clause: str
    silent: bool = False


@dataclass(frozen=True)
class Place:
    """A day of the calendar told from another: "le 10 du mois suivant", "31 décembre suivant".

    It is the ``day`` (a number, a rank among the days that ``of`` says, or LAST) of the
    ``month``-th month of a civil period of ``months`` months: the one that comes ``shift`` periods
    after the other day's own. With ``nearest`` it is instead the first such day strictly after the
    other day (1), or the last one strictly before it (-1); with ``months`` 0 as well, the nearest
    day of the kind ``of``, whatever its month. ``words`` are the text's.
    """

    words: str
    day: int
    months: int
    month: int = 1
    shift: int = 0
    nearest: Literal[-1, 0, 1] = 0
    of: DayKind | int = "calendar"


@dataclass(frozen=True)
class Cutoff:
    """A day up to which the period in course counts; what comes later counts from ``otherwise``.

    ``limit`` is a day of the period in which the anchor falls; ``strict`` leaves it out.
    """

    limit: Place
    otherwise: Place
    strict: bool = False


WhichTermDay = Literal["effect", "each end", "each renewal", "end", "anniversary", "middle"]


@dataclass(frozen=True)
class TermDay:
    """A day of the term: effect, end, each period's end, each renewal, anniversaries, middle."""

    which: WhichTermDay
    every: int = 1
    """For anniversaries: one every so many years."""


Counting = Literal[
    "at", "after", "before", "past", "elapsed", "lasting", "within", "leading", "place"
]
"""On the day itself; within a delay after or before it; once a delay has wholly run; after so long
of something, its first day counted; on the last day of what lasts so long from it; in the stretch
that follows the day, or that leads to it; on a day of the calendar told from it."""


@dataclass(frozen=True)
class Relative:
    """A day counted from days that are themselves computed, as ``counting`` says.

    ``length`` is None for "at" and "place" alone. ``opens`` is, of a delay before those days, how
    long before them it opens; ``begins`` where a delay after them begins, if not on the day itself.
    ``place`` is the day of the calendar of "place". ``strict`` leaves the day out, of "at" and
    "place" ("avant"). ``cutoff`` says from where those days count that come too late in a period.
    A delay after those days does not run while it is ``paused``.
    """

    counting: Counting
    length: Length | None
    anchor: "Anchor"
    opens: Length | None = None
    approximate: bool = False
    at_least: bool = False
    begins: Rounding | None = None
    place: Place | None = None
    strict: bool = False
    cutoff: Cutoff | None = None
    paused: Pause | None = None


@dataclass(frozen=True)
class Between:
    """From one computed day to another, both included; ``due`` is None where no end is said.

    ``lasting`` where the duty is owed on every day of it: its end is when it is over, and no day
    by which to act.
    """

    opens: "Anchor"
    due: "Anchor | None"
    lasting: bool = False


@dataclass(frozen=True)
class Anniversaries:
    """Every anniversary of a computed day, one every so many years, as long as the term lasts."""

    of: "Anchor"
    every: int = 1


@dataclass(frozen=True)
class NextTime:
    """With the first time of a repeatable event on or after a computed day.

    Where ``of`` is another clause, it is that one's next last day, and ``event`` is empty.
    """

    event: str
    after: "Anchor"
    of: Limits | None = None


Payable = Literal["plain", "in advance", "in arrears"]
"""On each day that ends an interval; on the first day of each interval; on its last day."""


@dataclass(frozen=True)
class EveryFrom:
    """Once every so many weeks, months or years, counted from a day that is itself computed."""

    length: Length
    anchor: "Anchor"
    payable: Payable = "plain"
    since: Bound | None = None
    until: Bound | None = None


@dataclass(frozen=True)
class Extreme:
    """The earliest, or the latest, of several moments."""

    latest: bool
    parts: tuple["Timing", ...]


@dataclass(frozen=True)
class At:
    """From an event on, with no delay: an item that opens when the event is recorded.

    With a ``count``, from its so-manieth time on, in all or within one window of ``span``; only
    times that follow one another, none of ``broken_by`` coming between, where it names any.
    """

    event: str
    count: int | None = None
    span: Span | None = None
    broken_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class BeforeRenewal:
    """Before each renewal, with a notice written in the duration clause, by its rank there."""

    rank: int = 0


@dataclass(frozen=True)
class ExtensionRequest:
    """Before each term that an extension may move, by the day the duration clause gives."""


@dataclass(frozen=True)
class NoRequest:
    """From the day after the last one on which an extension could be asked for."""


@dataclass(frozen=True)
class LastEnd:
    """The last end of the agreement, whatever sets it: its clause, a cap, a notice, an event."""


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
    | ByRule
    | ContractYear
    | ContractStretch
    | BeforeRenewal
    | LastEnd
    | RenewalDecision
    | ExtensionRequest
    | NoRequest
)
OfTheEnd = BeforeRenewal | LastEnd | RenewalDecision | ExtensionRequest | NoRequest
OnEvent = After | Before | At | By | Past | Elapsed
Recurs = Quota | Yearly | YearlyWindow | DayOf | Weekly | EveryFrom
"""What comes back between two bounds, where the text gives them."""
ByItself = OnTerm | Fixed | Window | CivilWindow | Ask | Always | Weekly | Fuzzy | Alternates
"""What is computed from no other moment; it waits for no event but one that bounds it."""
Computed = Relative | Extreme | Between | Anniversaries | NextTime | EveryFrom
Anchor = Union[Limits, TermDay, "Timing"]
Timing = (
    OnTerm
    | OnEvent
    | Computed
    | Fixed
    | Window
    | CivilWindow
    | Ask
    | Always
    | Weekly
    | Fuzzy
    | Same
    | Alternates
    | Sequence
)


def parts(timing: Timing) -> tuple[Timing, ...]:
    """The timings a clause is made of: itself, or what follows one another."""
    return timing.parts if isinstance(timing, Sequence) else (timing,)


def events(timing: Timing) -> tuple[str, ...]:
    """The events a timing waits for, those of the moments it is computed from included."""
    if isinstance(timing, ByItself):
        return _bounding(timing)
    match timing:
        case Sequence() | Extreme():
            return tuple(name for part in timing.parts for name in events(part))
        case Relative():
            return (*_events_of_anchor(timing.anchor), *stopped_by(timing))
        case EveryFrom():
            return (*_events_of_anchor(timing.anchor), *_bounding(timing))
        case Between():
            last = _events_of_anchor(timing.due) if timing.due else ()
            return (*_events_of_anchor(timing.opens), *last)
        case Anniversaries():
            return _events_of_anchor(timing.of)
        case NextTime():
            named = (timing.event,) if timing.event else ()
            return (*named, *_events_of_anchor(timing.after))
        case After() | Past():
            longer = timing.prolonged.event if timing.prolonged else None
            more = (timing.restarts, *stopped_by(timing), longer)
            return (timing.event, *(name for name in more if name))
        case At():
            return (timing.event, *timing.broken_by)
        case Elapsed():
            return (timing.event, *stopped_by(timing))
        case Before() | By():
            return (timing.event,)
        case Same():
            return events(timing.reading) if timing.reading else ()
        case _:
            assert_never(timing)


def _bounding(timing: Timing) -> tuple[str, ...]:
    """The events with which what recurs begins or ends."""
    if not isinstance(timing, Recurs):
        return ()
    bounds = (timing.since, timing.until)
    return tuple(bound.event for bound in bounds if isinstance(bound, EventBound))


Stoppable = After | Past | Elapsed | Relative
"""The delays that something may stop."""


def stopped_by(timing: Stoppable) -> tuple[str, ...]:
    """The event that stops a delay and the one from which it goes on, where events do."""
    return facts_of(timing.paused)


def facts_of(paused: Pause | None) -> tuple[str, ...]:
    """The two events of a stop: the one that stops it, the one from which it goes on."""
    return paused if isinstance(paused, tuple) else ()


def only_opens(timing: Timing) -> bool:
    """Whether it says from when, and sets no last day; a window without an end is one."""
    if isinstance(timing, ByItself) and not isinstance(timing, Window | Yearly | DayOf):
        return False
    match timing:
        case At() | Past() | Elapsed():
            return True
        case Between():
            return timing.due is None or timing.lasting
        case Window():
            return timing.due is None
        case Extreme() | Sequence():
            return all(only_opens(part) for part in timing.parts)
        case Relative():
            return timing.counting in ("past", "elapsed")
        case Same():
            return timing.reading is not None and only_opens(timing.reading)
        case Yearly():
            return timing.only_opens
        case DayOf():
            return timing.bound == "from"
        case After() | Before() | By() | Anniversaries() | NextTime() | EveryFrom():
            return False
        case _:
            assert_never(timing)


def _events_of_anchor(anchor: Anchor) -> tuple[str, ...]:
    return () if isinstance(anchor, Limits | TermDay) else events(anchor)


def anchors(timing: Timing) -> tuple[Anchor, ...]:
    """The days a timing is computed from: a clause's limits, days of the term, other moments."""
    if isinstance(timing, ByItself | OnEvent | Same):
        return ()
    match timing:
        case Relative() | EveryFrom():
            return (timing.anchor,)
        case Between():
            return (timing.opens, timing.due) if timing.due else (timing.opens,)
        case Anniversaries():
            return (timing.of,)
        case NextTime():
            return (timing.after, timing.of) if timing.of else (timing.after,)
        case Sequence() | Extreme():
            return timing.parts
        case _:
            assert_never(timing)


def within(timing: Timing) -> Iterator[Timing]:
    """The timing, then every moment that it is made of or computed from, however deep."""
    yield timing
    inner = anchors(timing)
    if isinstance(timing, Same) and timing.reading:
        inner = (timing.reading,)
    for anchor in inner:
        if not isinstance(anchor, Limits | TermDay):
            yield from within(anchor)


def is_standing(timing: Timing) -> bool:
    """Whether it is only shown: a rule of conduct, a right, a short rhythm, a vague moment."""
    if isinstance(timing, Quota):
        return not timing.dated
    return isinstance(timing, Always | Fuzzy | Weekly)

"""An agreement as read from its rule file: parties, term, clauses, the events it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.period import Length
from scheduler.deadlines.timing import Timing

CountsFrom = Literal["sent", "presented", "received", "unknown"]
CapScope = Literal["total", "renewals", "unknown"]
RenewalMode = Literal["tacit", "unknown"]
NOTICE_GIVEN = "denonciation"


@dataclass(frozen=True)
class Source:
    """Where a rule is written: the rule file and the line."""

    file: str
    line: int


@dataclass(frozen=True)
class Citation:
    """The words of the paper a rule rests on."""

    article: str
    quote: str
    source: Source


@dataclass(frozen=True)
class Settled:
    """Who decided between two readings, and when."""

    by: str
    on: date
    reason: str


@dataclass(frozen=True)
class Event:
    """Something that starts a clock; its date is written, bounded, or still to be recorded."""

    name: str
    title: str
    question: str
    source: Source
    on: date | None = None
    not_before: date | None = None
    not_after: date | None = None
    because: str = ""


@dataclass(frozen=True)
class EffectRule:
    """What makes the agreement take effect: an event's date or a written date."""

    event: str | None
    on: date | None
    cited: Citation


@dataclass(frozen=True)
class RenewalRule:
    """Renewal: the length of each, how many (None: no stated number), and whether it is tacit.

    A mode or a length that the text does not state is a question: nothing is then renewed.
    """

    length: Length | None
    times: int | None
    cited: Citation
    mode: RenewalMode = "tacit"


@dataclass(frozen=True)
class CapRule:
    """The longest the agreement may last, and what that length covers."""

    length: Length
    scope: CapScope
    settled: Settled | None
    cited: Citation


@dataclass(frozen=True)
class NoticeRule:
    """How a party prevents the next renewal."""

    length: Length
    registered: bool
    counts_from: CountsFrom
    at_any_time: bool | None
    settled: Settled | None
    cited: Citation
    event: str = NOTICE_GIVEN
    form_unsaid: bool = False


@dataclass(frozen=True)
class TermRule:
    """The duration clause, part by part."""

    effect: EffectRule
    length: Length
    cited: Citation
    renewal: RenewalRule | None = None
    cap: CapRule | None = None
    notice: NoticeRule | None = None


@dataclass(frozen=True)
class Clause:
    """One duty or right of the agreement, with its timing."""

    id: str
    title: str
    cited: Citation
    timing: Timing
    owed_by: tuple[str, ...]
    owed_to: tuple[str, ...]
    cliff: bool = False
    otherwise: str = ""
    action: str = ""
    evidence: str = ""
    external: str = ""
    asks: tuple[str, ...] = ()
    condition: str = ""
    personal: bool = False


@dataclass(frozen=True)
class Milestone:
    """A dated fact, or two for a stretch of time: shown, never reminded."""

    id: str
    title: str
    on: date
    cited: Citation
    until: date | None = None


@dataclass(frozen=True)
class SetAside:
    """Words of the paper that look like a date and are none, with the reason."""

    id: str
    cited: Citation
    because: str


@dataclass(frozen=True)
class Agreement:
    """A whole rule file; ``us`` is the party whose side we are on."""

    id: str
    title: str
    short_title: str
    document: str
    us: str
    parties: Mapping[str, str]
    calendar: Calendar
    source: Source
    responsible: str | None = None
    tracked_since: date | None = None
    term: TermRule | None = None
    events: Mapping[str, Event] = field(default_factory=dict)
    clauses: tuple[Clause, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    set_aside: tuple[SetAside, ...] = ()

    def party(self, name: str) -> str:
        """The party's full name; free text (a committee, an office) stands for itself."""
        return self.parties.get(name, name)

    def is_ours(self, owed_by: tuple[str, ...]) -> bool:
        """Whether we owe it: others' duties name only parties that are not us."""
        return self.us in owed_by or not all(name in self.parties for name in owed_by)

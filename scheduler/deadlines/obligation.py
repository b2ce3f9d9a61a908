"""What comes out of the computation: occurrences, questions, waiting items, and their standing."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from scheduler.deadlines.acts import Act, ActKind
from scheduler.deadlines.agreement import Citation, CountsFrom, DependsOn, Document, Source
from scheduler.deadlines.facts import Answer, Done
from scheduler.deadlines.penalty import Penalty
from scheduler.deadlines.period import Length

Certainty = Literal["exact", "approximate", "bracketed", "unknown"]
Status = Literal[
    "done",
    "done late",
    "unproven",
    "waived",
    "late",
    "missed",
    "unknown",
    "untracked",
    "open",
    "upcoming",
    "uncertain",
    "conditional",
    "moot",
]
Topic = Literal[
    "effect",
    "end",
    "event",
    "renewal",
    "extension",
    "cap",
    "notice",
    "periods",
    "about",
    "alternation",
    "after the end",
    "sessions",
    "clause",
]
TO_DO: tuple[Status, ...] = ("late", "open", "upcoming")
"""What is still to be done, on a date that is certain or without one."""
SETTLED: tuple[Status, ...] = ("done", "done late", "waived", "unknown")
"""What nobody has to come back to; ``unproven`` still waits for its piece."""
NOTICE = "notice"
END = "end"
LASTING = "lasting"
"""A duty owed on every day of a stretch, which no act discharges."""
LAST_WEEK = timedelta(days=7)
"""How long before the next useful act nothing that people say silences reminders."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another defensible reading of the same clause, named, with the day it gives."""

    reading: str
    due: date


@dataclass(frozen=True, slots=True)
class Recourse:
    """What remains possible where the body's last useful session has passed, or none is known.

    ``decide_by`` is the last day on which a decision is still enforceable in time. ``second_from``
    is the first day of a second sitting without quorum (CGCT L2121-17), None where none fits;
    ``later`` the first session after ``decide_by`` that the last legal day still follows;
    ``delegate`` who may decide without a session, empty for nobody. ``unentered`` are the years
    whose sessions are not in the calendar file and might hold a useful one. ``urgent_days`` is how
    many clear days a convocation shortened for urgency still leaves before its session.
    """

    decide_by: date
    second_from: date | None = None
    later: date | None = None
    delegate: str = ""
    unentered: tuple[int, ...] = ()
    urgent_days: int = 1


@dataclass(slots=True, unsafe_hash=True)
class Covered:
    """The stretch an occurrence covers; its ends are None while the anchor is unknown."""

    label: str
    start: date | None = None
    end: date | None = None


@dataclass(slots=True, unsafe_hash=True)
class Duty:
    """What every occurrence of one clause shares: who owes what to whom, and on which words."""

    agreement: str
    clause: str
    title: str
    cliff: bool
    cited: Citation
    owed_by: tuple[str, ...]
    owed_to: tuple[str, ...]
    ours: bool
    depends: DependsOn | None = None
    documents: tuple[Document, ...] = ()
    action: str = ""
    evidence: str = ""
    otherwise: str = ""
    external: str = ""
    penalty: Penalty | None = None
    reminders: tuple[Length, ...] | None = None
    """As the rule has them, the earliest first; None where it says nothing, empty for none."""
    watcher: str | None = None
    """The role that watches it where others owe it."""


@dataclass(slots=True, unsafe_hash=True)
class Occurrence:
    """One dated instance of a clause; ``due`` is the last legal day, included.

    Nothing changes one once it is made (``replace`` gives another); it is not frozen because
    making them is most of the computation's time.

    ``key`` is agreement, clause and period, never the date. Where only bounds of an anchor are
    known ``due`` is None and ``earliest`` (and ``latest``) bracket it. ``counts_from`` says which
    day of a registered letter counts.

    ``decided_by`` is the id of the body that must decide before, ``deciding_body`` its title;
    ``session`` its last useful session, ``convene_by`` the last day in law to convene it and
    ``convene_on`` the last working one. ``recourse`` is what remains where that session is missed.
    """

    duty: Duty
    key: str
    kind: str
    derivation: tuple[str, ...]
    certainty: Certainty = "exact"
    count: int | None = None
    period: Covered | None = None
    opens: date | None = None
    due: date | None = None
    alternatives: tuple[Alternative, ...] = ()
    earliest: date | None = None
    latest: date | None = None
    condition: str | None = None
    send_by: date | None = None
    counts_from: CountsFrom | None = None
    decided_by: str | None = None
    deciding_body: str | None = None
    session: date | None = None
    convene_by: date | None = None
    convene_on: date | None = None
    recourse: Recourse | None = None
    post_term: bool = False
    counted_from: date | None = None
    """The day it is counted after, or before which it cannot open; no closed day brings it there.

    None for any other."""
    same_as: str | None = None
    met_by: tuple[date, ...] | None = None
    """The days of its condition's events that are about it; None where each of them counts."""

    @property
    def agreement(self) -> str:
        """The agreement's id."""
        return self.duty.agreement

    @property
    def clause(self) -> str:
        """The clause's id."""
        return self.duty.clause

    @property
    def title(self) -> str:
        """What is owed, in a few words."""
        return self.duty.title

    @property
    def cliff(self) -> bool:
        """Whether missing it loses a right or money."""
        return self.duty.cliff

    @property
    def cited(self) -> Citation:
        """The words it rests on."""
        return self.duty.cited

    @property
    def owed_by(self) -> tuple[str, ...]:
        """The parties that owe it."""
        return self.duty.owed_by

    @property
    def owed_to(self) -> tuple[str, ...]:
        """Whom it is owed to."""
        return self.duty.owed_to

    @property
    def ours(self) -> bool:
        """Whether we owe it."""
        return self.duty.ours

    @property
    def depends(self) -> DependsOn | None:
        """The condition it stands under, as events."""
        return self.duty.depends

    @property
    def documents(self) -> tuple[Document, ...]:
        """The pieces it asks for."""
        return self.duty.documents

    @property
    def action(self) -> str:
        """What is to be done, in a sentence."""
        return self.duty.action

    @property
    def evidence(self) -> str:
        """What proves that it was done."""
        return self.duty.evidence

    @property
    def otherwise(self) -> str:
        """What happens if it is not done."""
        return self.duty.otherwise

    @property
    def external(self) -> str:
        """The law that sets it, where it is not the agreement."""
        return self.duty.external

    @property
    def penalty(self) -> Penalty | None:
        """What a delay costs."""
        return self.duty.penalty

    @property
    def over_on(self) -> date | None:
        """The last day of a duty that lasts; None for any other, or while it is not known."""
        return self.period.end if self.kind == LASTING and self.period else None

    @property
    def acts_by(self) -> date | None:
        """The last legal day on the earliest reading: what reminders must not let pass.

        None for what only opens: its other readings are other days on which it opens.
        """
        if self.earliest is None and (self.due is None or not self.alternatives):
            return self.due
        days = [day for day in (self.due, self.earliest) if day]
        return min([*days, *(other.due for other in self.alternatives)], default=None)

    @property
    def final_by(self) -> date | None:
        """The day to post where a letter must travel, else ``acts_by``: no act comes after it."""
        return self.send_by or self.acts_by

    @property
    def acts(self) -> tuple[Act, ...]:
        """What saves the right, in order: convene, decide in session, post, the last legal day."""
        acts: list[Act] = []
        if self.session and self.convene_by:
            acts.append(Act("convene", self.convene_by, self.convene_on or self.convene_by))
        if self.session:
            acts.append(Act("session", self.session, self.session))
        if self.send_by:
            acts.append(Act("post", self.send_by, self.send_by))
        if last := self.acts_by:
            acts.append(Act("last", last, last))
        return tuple(acts)

    def next_act(self, today: date, performed: Container[ActKind] = ()) -> Act | None:
        """The first of its acts that is still to come on ``today`` and was not ``performed``."""
        return next(
            (act for act in self.acts if act.by >= today and act.kind not in performed), None
        )

    @property
    def useful_by(self) -> date | None:
        """The last useful day of its first act: what is counted from until that day has passed."""
        if self.session:
            return self.convene_on or self.convene_by or self.session
        return self.final_by

    def useful_on(self, today: date, performed: Container[ActKind] = ()) -> date | None:
        """The last useful day of the next act on ``today``, else of the last one, passed."""
        act = self.next_act(today, performed)
        return act.by if act else self.final_by

    def last_week(self, today: date, performed: Container[ActKind] = ()) -> date | None:
        """The day from which the reminders of the next act ring whatever was seen or put off."""
        day = self.useful_on(today, performed)
        return day - LAST_WEEK if day else None

    def next_day(self, today: date, performed: Container[ActKind] = ()) -> date | None:
        """The nearest of its days still to come under any reading, else the last one passed."""
        days = [act.by for act in self.acts if act.kind not in performed]
        days += [other.due for other in self.alternatives if self.acts_by]
        known = sorted(day for day in (*days, self.due, self.earliest) if day)
        return next((day for day in known if day >= today), known[-1] if known else None)


@dataclass(frozen=True, slots=True)
class Future:
    """One way the agreement may have gone on: the facts it supposes, the day it then ends."""

    reading: str
    end: date
    assumed: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Something the paper does not say and a person must answer; never guessed."""

    id: str
    agreement: str
    clause: str
    text: str
    kind: Literal["date", "reading", "clause"]
    cited: Citation | None
    source: Source
    event: str | None = None
    earliest: date | None = None
    latest: date | None = None
    because: str = ""
    holds: int = 0
    futures: tuple[Future, ...] = ()
    topic: Topic = "clause"
    """For ``sessions``, who keeps the calendar answers by entering them."""

    @property
    def pressing(self) -> bool:
        """Whether dates hang on the answer: it is asked before the others."""
        return self.holds > 0 or self.topic == "effect" or bool(self.futures)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A clause that becomes dated when its event is recorded."""

    agreement: str
    clause: str
    title: str
    event: str
    event_title: str
    cited: Citation


@dataclass(frozen=True, slots=True)
class Shown:
    """A milestone, a standing duty, or words set aside: shown, never reminded."""

    agreement: str
    clause: str
    title: str
    cited: Citation
    on: date | None = None
    because: str = ""


def last_day(occurrence: Occurrence) -> date | None:
    """The last legal day on every reading: nobody can be called late before it has passed."""
    if occurrence.due is None:
        return None
    return max([occurrence.due, *(other.due for other in occurrence.alternatives)])


def status(
    occurrence: Occurrence,
    done: Done | None,
    today: date,
    since: date | None = None,
    applies: bool | None = True,
    answer: Answer | None = None,
) -> Status:
    """Where an occurrence stands on ``today``; late completion stays a breach in the record.

    What was due before ``since``, the day following began, is ``untracked``: nobody here knows.
    A notice whose last day has passed is ``missed``: it cannot be given late. One whose condition
    is not recorded is ``conditional``, or ``moot`` where the record rules it out; so is a duty that
    lasts once its time is over. What somebody
    answered of it comes before what is computed, and that it was done before any other answer;
    ``unproven`` while its proof is awaited, late or not.
    """
    limit = occurrence.due
    if done:
        if done.to_follow:
            return "unproven"
        return "done late" if limit and done.on > limit else "done"
    if answer:
        return answer
    if not applies:
        return "conditional" if applies is None else "moot"
    if occurrence.over_on and occurrence.over_on < today:
        return "moot"
    if limit is None:
        return _without_limit(occurrence, since)
    if limit < today:
        if since and limit < since:
            return "untracked"
        return "missed" if occurrence.kind == NOTICE else "late"
    begins = occurrence.opens or (occurrence.period.start if occurrence.period else None)
    return "open" if begins is None or begins <= today else "upcoming"


def _without_limit(occurrence: Occurrence, since: date | None) -> Status:
    """An item open since its event, followed only if that came after following began."""
    if occurrence.opens is None or occurrence.certainty != "exact":
        return "uncertain"
    return "untracked" if since and occurrence.opens < since else "open"


def as_one_day(item: Occurrence) -> Occurrence:
    """The occurrence with its day where its two bounds are one day; otherwise as it is."""
    if item.certainty != "bracketed" or item.earliest is None or item.earliest != item.latest:
        return item
    return replace(item, due=item.earliest, earliest=None, latest=None, certainty="exact")

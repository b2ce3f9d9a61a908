"""An agreement as read from its rule file: parties, term, clauses, the events it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Literal, assert_never

from scheduler.deadlines import french
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.penalty import Penalty
from scheduler.deadlines.period import ONE_DAY, Length, add_months
from scheduler.deadlines.rounding import WORDS, Rounding
from scheduler.deadlines.timing import DayInYear, EachYear, Pause, Span, Timing

CountsFrom = Literal["sent", "presented", "received", "unknown"]
CapScope = Literal["total", "renewals", "unknown"]
NoticeForm = Literal["registered", "written", "unsaid", "not told"]
"""``unsaid``: the text is known not to say it; ``not told``: the rule file does not."""
LastRenewal = Literal["cut", "left out"]
RenewalMode = Literal["tacit", "express", "unknown"]
Silence = Literal["accepted", "refused"]
NoticeEffect = Rounding | Literal["end of period"]
"""Where a notice takes effect: at the end of a civil period, or of the term's own period."""
END_OF_PERIOD: Literal["end of period"] = "end of period"
NOTICE_GIVEN = "denonciation"
TERMINATED = "resiliation"
"""The event of a notice that only a fault allows."""
EXTENSION_AGREED = "accord-prorogation"
EXTENSION_REFUSED = "refus-prorogation"
EXTENDED_TO = "nouveau-terme"
SIGNATURE = "signature"
"""The event under which a rule file keeps the last signature."""
MAX_RENEWALS_NAMED = 9
"""How many renewals without a stated number can be recorded."""


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
class SettledReading:
    """One of a clause's readings, chosen: its words, or KEPT for the day computed first."""

    reading: str
    by: Settled


KEPT = "retenue"


@dataclass(frozen=True)
class Event:
    """Something that starts a clock; its date is written, bounded, or still to be recorded.

    A second record corrects the first, unless it may take place ``many`` times.
    """

    name: str
    title: str
    question: str
    source: Source
    on: date | None = None
    not_before: date | None = None
    not_after: date | None = None
    because: str = ""
    cited: Citation | None = None
    many: bool = False


StartWay = Literal["at", "after", "before", "past", "elapsed"]


@dataclass(frozen=True)
class EffectStart:
    """A day on which an agreement may take effect: a date, an event, or so long from either.

    "after" is the last day of a delay, "past" the day after it, "elapsed" the day after a length
    whose first day counts.
    """

    event: str | None = None
    on: date | None = None
    length: Length | None = None
    way: StartWay = "at"

    @property
    def in_words(self) -> str:
        """``quinze jours après``: how far it is from what it is counted from."""
        length = self.length or Length(0, "day")
        match self.way:
            case "after":
                return f"{length.in_words} après"
            case "before":
                return f"{length.in_words} avant"
            case "past":
                delay = f"d'un délai {length.of_words} après" if length.number else "de"
                return f"le lendemain {delay}"
            case "elapsed":
                return f"au bout {length.of_words}, premier jour compté, depuis"
            case "at":
                return "le jour de"
            case _:
                assert_never(self.way)


@dataclass(frozen=True)
class EffectRule:
    """What makes the agreement take effect: an event's date or a written date.

    With ``others``, the last of those events, or the first. ``starts`` are the days compared where
    they are more than the days of events.
    """

    event: str | None
    on: date | None
    cited: Citation
    rounding: Rounding | None = None
    others: tuple[str, ...] = ()
    last: bool = True
    starts: tuple[EffectStart, ...] = ()

    @property
    def days(self) -> tuple[EffectStart, ...]:
        """Every day that is compared."""
        return self.starts or tuple(EffectStart(event=name) for name in self.events)

    @property
    def events(self) -> tuple[str, ...]:
        """Every event it waits for."""
        return (self.event, *self.others) if self.event else ()


@dataclass(frozen=True)
class RenewalRule:
    """Renewal: the length of each, how many (None: no stated number), and whether it is tacit.

    An express renewal, or one whose mode the text does not state, happens only once it has been
    recorded; a length that is not stated is a question. ``rolls`` is how often an agreement "always
    three years ahead" is prolonged by ``length``, long before its end; None for a renewal.
    """

    length: Length | None
    times: int | None
    cited: Citation
    mode: RenewalMode = "tacit"
    asked_from: Length | None = None
    asked_by: Length | None = None
    """For an express renewal: how long before the end it may, and must, be asked for."""
    decided_by: str | None = None
    rolls: Length | None = None
    endless: bool = False
    """Whether it is renewed once, for a time that nothing ends (C. civ. 1214)."""
    asked_since: DayInYear | None = None
    asked_until: DayInYear | None = None
    """The same as days of the year in which the term falls."""
    form: NoticeForm = "not told"
    owed_by: tuple[str, ...] = ()
    """In what form a renewal is asked for or decided, and by which parties, where the text says."""

    @property
    def registered(self) -> bool:
        """Whether it goes by registered letter."""
        return self.form == "registered"

    @property
    def asked(self) -> bool:
        """Whether the text says until when it is asked for."""
        return bool(self.asked_by or self.asked_until)


@dataclass(frozen=True)
class CapRule:
    """The longest the agreement may last, and what that length covers; or its latest last day.

    ``last_renewal`` is what becomes of a renewal that would pass it, None where nobody says so.
    """

    length: Length | None
    scope: CapScope
    settled: Settled | None
    cited: Citation
    until: date | None = None
    last_renewal: LastRenewal | None = None

    @property
    def named(self) -> str:
        """``de six ans``, ``au 31 décembre 2030``."""
        if self.until:
            return f"au {french.short(self.until)}"
        return self.length.of_words if self.length else ""


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
    form: NoticeForm = "not told"
    by_agreement: bool = False
    effect_at: NoticeEffect | None = None
    every: Length | None = None
    each_year: DayInYear | None = None
    decided_by: str | None = None
    given_by: tuple[str, ...] = ()
    reminders: tuple[Length, ...] | None = None
    opens: Length | None = None
    within_minimum: bool | None = None
    only_if: str = ""
    length_unsaid: bool = False
    place: int = 0
    given_since: DayInYear | None = None
    day_included: bool = False
    paused: Pause | None = None
    """``effect_at``: the end it has, such as a quarter's; ``every``: at the end of each so long;
    ``each_year``: before that day of every year; ``opens``: how long before that end it may first
    be given; a ``length`` of no day at all is a notice without delay; ``within_minimum``: whether
    it may end the agreement within its minimum, None where the text does not say; ``only_if``:
    what alone allows it, in the words of the file; ``place``: its rank among those written;
    ``given_since``: the day of the year from which it may be given, until ``each_year``, which is
    then a day of its own (``day_included``); ``paused``: what stops its delay once it is given."""

    @property
    def immediate(self) -> bool:
        """Whether it asks for no delay: it takes effect on the day it is given."""
        return self.length.number == 0 and not self.length_unsaid

    @property
    def named(self) -> str:
        """``dénonciation``; ``résiliation (manquement grave)`` where that alone allows it."""
        return f"résiliation ({self.only_if})" if self.only_if else "dénonciation"

    @property
    def effect_in_words(self) -> str:
        """``la fin de la période en cours``, ``le 1er du mois suivant``; nothing where unsaid."""
        if self.effect_at is None:
            return ""
        if self.effect_at == "end of period":
            return "la fin de la période en cours"
        where = WORDS[self.effect_at]
        return f"{'la' if where.startswith('fin') else 'le'} {where}"

    @property
    def effect_unsaid(self) -> bool:
        """Whether it may be given until a day of the year, nobody saying what it then ends."""
        return self.each_year is not None and self.immediate and self.effect_at is None

    @property
    def before_each_term(self) -> bool:
        """Whether the text says that it goes before each term."""
        return self.at_any_time is False

    @property
    def within_term(self) -> bool:
        """Whether it ends the agreement in the course of a term: no renewal follows its day."""
        return bool(self.every or self.each_year)


@dataclass(frozen=True)
class Told:
    """What follows one step of a procedure, with the words that say it."""

    title: str
    cited: Citation


@dataclass(frozen=True)
class ExtensionRule:
    """An extension asked for before the term, answered in a delay, silence having an effect.

    ``received`` is the event that starts the answer's clock. What the text does not say is None,
    and a question: how long the extension is, the delay of the answer, what silence amounts to.
    """

    ask_before: Length
    owed_by: tuple[str, ...]
    received: str
    cited: Citation
    answer_within: Length | None = None
    answer: Told | None = None
    silence: Silence | None = None
    silent: Told | None = None
    registered: bool = False
    form: NoticeForm = "not told"
    length: Length | None = None
    disagreed: Told | None = None
    unasked: Told | None = None
    supposes: tuple[str, ...] = ()
    decided_by: str | None = None
    reminders: tuple[Length, ...] | None = None


@dataclass(frozen=True)
class Shift:
    """How far from an event an end falls: so long after it, unless ``paused``, or ``before`` it."""

    length: Length
    before: bool = False
    paused: Pause | None = None
    day_included: bool | None = None
    """Whether the day that many months or years bring back is itself in the term; None where the
    text does not say so, and both are shown."""

    @property
    def in_words(self) -> str:
        """``un jour avant``, ``trois mois après``."""
        return f"{self.length.in_words} {'avant' if self.before else 'après'}"


@dataclass(frozen=True)
class Contradiction:
    """Another passage that says otherwise, and what about."""

    about: str
    cited: Citation


@dataclass(frozen=True)
class ContradictedPart:
    """A part of the duration clause, and what contradicts it; ``key`` is its path in the file."""

    key: tuple[str | int, ...]
    cited: Citation
    by: tuple[Contradiction, ...]


@dataclass(frozen=True)
class WholePeriods:
    """So many seasons, school years or financial years: the one under way counts as the first."""

    number: int
    span: Span

    @property
    def length(self) -> Length:
        """As long as they last together, from the first day of one."""
        return Length(self.number * self.span.months // 12, "year")

    def end(self, effect: date) -> date:
        """The last day of the last of them."""
        first = date(effect.year - (effect.month < self.span.first), self.span.first, 1)
        return add_months(first, self.number * self.span.months) - ONE_DAY

    def begins_on(self, day: date) -> bool:
        """Whether the day is the first of one of them."""
        return (day.day, day.month) == (1, self.span.first)

    @property
    def in_words(self) -> str:
        """``trois saisons sportives``, ``une année scolaire``."""
        number = french.in_words(self.number, feminine=self.span.feminine)
        words = self.span.name.split()
        several = " ".join(f"{word}s" for word in words) if self.number > 1 else self.span.name
        return f"{number} {several}"

    @property
    def months_in_words(self) -> str:
        """``d'août à juillet``."""
        return french.months_in_words(self.span.first)


@dataclass(frozen=True)
class TermRule:
    """The duration clause, part by part."""

    effect: EffectRule
    length: Length | None
    cited: Citation
    renewal: RenewalRule | None = None
    cap: CapRule | None = None
    notice: NoticeRule | None = None
    extension: ExtensionRule | None = None
    until: date | None = None
    until_events: tuple[str, ...] = ()
    ends_last: bool = False
    other_notices: tuple[NoticeRule, ...] = ()
    by_right: tuple[str, ...] = ()
    least: Length | None = None
    most: Length | None = None
    length_unsaid: bool = False
    shifts: Mapping[str, Shift] = field(default_factory=dict)
    contradicted: tuple[ContradictedPart, ...] = ()
    whole: WholePeriods | None = None
    """Where a length, a date, events are written together: the last of them ends it, or the
    first. ``notice`` is the one that we may give, the others' are apart. The events ``by_right``
    end it at once, renewed or not; ``least`` is the time before which nobody can end it, ``most``
    the longest that it may last; ``length_unsaid`` where the paper leaves the length blank;
    ``shifts`` how far from each event its end falls, where that is not its very day; ``whole`` the
    seasons or years that ``length`` counts, with the last of which it ends."""

    @property
    def ends_by_right(self) -> tuple[str, ...]:
        """The events that end it whatever its period: those that compete with a written end too."""
        if self.until_events and not self.ends_last and (self.length or self.until):
            return (*self.until_events, *self.by_right)
        return self.by_right

    @property
    def first_events(self) -> tuple[str, ...]:
        """The events that its initial period lasts until."""
        return tuple(name for name in self.until_events if name not in self.ends_by_right)

    @property
    def renewals_bounded(self) -> bool:
        """Whether a cap, or a last day written beside the length, stops the renewals."""
        return self.cap is not None or bool(self.until and self.length and not self.ends_last)

    @property
    def ends_by_itself(self) -> bool:
        """Whether its clause alone gives it a last day, sooner or later."""
        if self.most:
            return True
        if not (self.length or self.until or self.first_events or self.length_unsaid):
            return False
        renewal = self.renewal
        unlimited = renewal is not None and (renewal.times is None or renewal.endless)
        goes_on = unlimited and renewal is not None and renewal.mode == "tacit"
        return not goes_on or self.renewals_bounded

    @property
    def notices(self) -> tuple[NoticeRule, ...]:
        """Every party's, ours first."""
        return (*([self.notice] if self.notice else []), *self.other_notices)

    @property
    def event_titles(self) -> Mapping[str, str]:
        """The events that the duration clause itself waits for, with what each is called."""
        named: dict[str, str] = {}
        for notice in self.notices:
            by = f" par {french.listed(list(notice.given_by))}" if self.other_notices else ""
            title = f"{notice.named}{by if notice.given_by else ''}"
            again = title in named.values()
            named[notice.event] = f"{title}, {notice.length.in_words} avant" if again else title
        if self.renewal and self.renewal.mode != "tacit":
            for number in range(1, (self.renewal.times or MAX_RENEWALS_NAMED) + 1):
                named[renewal_event(number)] = f"décision de reconduction n° {number}"
        if self.extension:
            named |= {
                self.extension.received: "réception de la demande de prorogation",
                EXTENSION_AGREED: "accord sur la prorogation",
                EXTENSION_REFUSED: "désaccord sur la prorogation",
                EXTENDED_TO: "nouveau terme après prorogation",
            }
        return named


def renewal_event(number: int) -> str:
    """The event under which the decision of the ``number``-th renewal is recorded."""
    return f"reconduction-{number}"


@dataclass(frozen=True)
class Document:
    """One piece a duty asks for; ``condition`` where it is not always asked."""

    id: str
    title: str
    condition: str = ""


@dataclass(frozen=True)
class DependsOn:
    """A condition: one of the events took place, or, where ``absent``, none of them did."""

    events: tuple[str, ...]
    absent: bool = False


@dataclass(frozen=True)
class SilenceRule:
    """What no answer in time amounts to; ``answered`` is the event that stops it.

    ``means`` is None where it is neither yes nor no: ``words`` are then the text's own.
    """

    means: Silence | None
    answered: str
    words: str = ""

    @property
    def effect(self) -> str:
        """``accord``, ``refus``, or the text's words."""
        if self.means is None:
            return f"« {self.words} »"
        return "accord" if self.means == "accepted" else "refus"


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
    depends: DependsOn | None = None
    personal: bool = False
    documents: tuple[Document, ...] = ()
    supposes: tuple[str, ...] = ()
    same_act: str | None = None
    contradicted: tuple[Contradiction, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    rounding: Rounding | None = None
    rounded_by: Citation | None = None
    """The passage that puts off its day, where it is that of the whole agreement."""
    silence: SilenceRule | None = None
    decided_by: str | None = None
    """The deciding body, of the calendar's, whose vote it takes."""
    amendment: str | None = None
    """The amendment that wrote it; None for the text as first signed."""
    penalty: Penalty | None = None
    settled: SettledReading | None = None
    reminders: tuple[Length, ...] | None = None
    """How long before its last useful day it is reminded, where it is a cliff, the earliest first;
    None: as any other, empty: never alone."""
    watcher: str | None = None
    """The role that watches what others owe us; None: the agreement's."""
    hour: time | None = None
    """The hour of its last day before which it is to be done; the day is what is computed."""
    at_hour: bool = False
    """Whether it takes place at that very hour ("réunion à 9 h 30"), and not before it."""
    since_hour: time | None = None
    """The hour from which it takes place until the other ("de 8 h à 18 h")."""

    @property
    def named(self) -> str:
        """Its title, with the hour of the day, as everything that tells its day has it."""
        return f"{self.title} ({self.hour_in_words})" if self.hour else self.title

    @property
    def hour_in_words(self) -> str:
        """``avant 16 h``, ``à 9 h 30``, ``de 8 h à 18 h``; empty where the text gives no hour."""
        if self.hour is None:
            return ""
        if self.since_hour:
            return f"de {french.hour(self.since_hour)} à {french.hour(self.hour)}"
        return f"{'à' if self.at_hour else 'avant'} {french.hour(self.hour)}"


@dataclass(frozen=True)
class GeneralReport:
    """Where the whole agreement puts off its days: those of delays that expire, or every last day.

    A clause that says its own keeps it.
    """

    rounding: Rounding
    only_delays: bool
    cited: Citation


@dataclass(frozen=True)
class GeneralSuspension:
    """What stops every delay of the agreement: from one event to another, or days of each year.

    A clause that says its own keeps it.
    """

    pause: tuple[str, str] | EachYear
    cited: Citation


@dataclass(frozen=True)
class Milestone:
    """A fact with its date or dates; a stretch of time has two. Shown, never reminded."""

    id: str
    title: str
    days: tuple[date, ...]
    cited: Citation
    stretch: bool = False


@dataclass(frozen=True)
class SetAside:
    """Words of the paper that look like a date and are none, with the reason."""

    id: str
    cited: Citation
    because: str


@dataclass(frozen=True)
class Amendment:
    """An amendment: from ``since`` its clauses replace those of the same id, ``removed`` go.

    ``signed`` is the day from which it is known, None where that is not said; ``ends`` the end
    that it gives the agreement, ``length`` the duration to which it brings its first period.
    """

    id: str
    title: str
    since: date
    cited: Citation
    signed: date | None = None
    removed: tuple[str, ...] = ()
    ends: date | None = None
    document: str = ""
    length: Length | None = None


@dataclass(frozen=True)
class Agreement:
    """A whole rule file; ``us`` is the party whose side we are on.

    ``watcher`` is the role that watches what others owe us, else it is the ``responsible``.
    ``clauses`` holds every reading of each: the text's, then its amendments'.
    A ``template`` binds nobody: its instances, agreements of their own, name it in ``instance_of``.
    """

    id: str
    title: str
    short_title: str
    document: str
    us: str
    parties: Mapping[str, str]
    calendar: Calendar
    source: Source
    responsible: str | None = None
    watcher: str | None = None
    tracked_since: date | None = None
    term: TermRule | None = None
    events: Mapping[str, Event] = field(default_factory=dict)
    clauses: tuple[Clause, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    notes: tuple[str, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    report: GeneralReport | None = None
    suspension: GeneralSuspension | None = None
    template: bool = False
    instance_of: str | None = None

    def watched_by(self, clause: Clause) -> str | None:
        """The role that watches the duty where others owe it."""
        return clause.watcher or self.watcher or self.responsible

    def event_titles(self) -> dict[str, str]:
        """Every event that may be recorded, with its title."""
        own = {name: event.title for name, event in self.events.items()}
        return {**(self.term.event_titles if self.term else {}), **own}

    def is_only_a_body(self, name: str) -> bool:
        """Whether it names a body of the calendar that decides, and no event of the agreement."""
        return name not in self.event_titles() and name in {one.id for one in self.calendar.bodies}

    def sitting(self, body: str, on: date) -> "Agreement":
        """The same agreement, that body of its calendar holding a session on that day too."""
        return replace(self, calendar=self.calendar.sitting(body, on))

    def party(self, name: str) -> str:
        """The party's full name; free text (a committee, an office) stands for itself."""
        return self.parties.get(name, name)

    def is_ours(self, owed_by: tuple[str, ...]) -> bool:
        """Whether we owe it: others' duties name only parties that are not us."""
        return self.us in owed_by or not all(name in self.parties for name in owed_by)

"""The whole computation of one agreement: what it owes, asks, waits for and shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from scheduler.deadlines import amending, derivation, merging, postponing, procedures
from scheduler.deadlines.agreement import (
    EXTENDED_TO,
    EXTENSION_AGREED,
    EXTENSION_REFUSED,
    MAX_RENEWALS_NAMED,
    Agreement,
    Clause,
    Document,
    EffectRule,
    renewal_event,
)
from scheduler.deadlines.expansion import Scope, expand
from scheduler.deadlines.facts import (
    Anchor,
    Done,
    Facts,
    Noted,
    Postponed,
    Waived,
    each_time,
    is_repeated,
    resolve,
)
from scheduler.deadlines.ground import Ground
from scheduler.deadlines.obligation import (
    SETTLED,
    TO_DO,
    Future,
    Occurrence,
    Question,
    Shown,
    Status,
    Waiting,
    status,
)
from scheduler.deadlines.penalty import owed
from scheduler.deadlines.period import add_months, after
from scheduler.deadlines.questions import questions
from scheduler.deadlines.rounding import WORDS, rounded
from scheduler.deadlines.term import Decided, Term, compute_term, notice_ends
from scheduler.deadlines.timing import (
    Fuzzy,
    Same,
    events,
    is_standing,
    parts,
)

Life = Literal["in_force", "to_confirm", "ended", "undated", "template"]
HORIZON_YEARS = 10
OVERDUE: tuple[Status, ...] = ("late", "missed")


@dataclass(frozen=True)
class Computation:
    """Everything one agreement gives on ``today``.

    ``term`` is computed from the earliest effect known; ``effect`` says whether it is exact.
    """

    agreement: Agreement
    facts: Facts
    today: date
    life: Life
    effect: Anchor
    term: Term | None
    occurrences: tuple[Occurrence, ...]
    questions: tuple[Question, ...]
    waiting: tuple[Waiting, ...]
    milestones: tuple[Shown, ...]
    standing: tuple[Shown, ...]
    set_aside: tuple[Shown, ...]
    same: tuple[Shown, ...]

    def status(self, occurrence: Occurrence) -> Status:
        """Where the occurrence stands today."""
        return status(
            occurrence,
            self._counted(occurrence),
            self.today,
            self.since,
            self.applies(occurrence),
            self.facts.answer(occurrence.key),
        )

    def done(self, occurrence: Occurrence) -> Done | None:
        """How it was done: recorded as such, or by the last of the pieces always asked for.

        Its proof is no longer awaited once each of those pieces is there.
        """
        recorded = self.facts.done.get(occurrence.key)
        always = [piece for piece in occurrence.documents if not piece.condition]
        if not always or (recorded and not recorded.to_follow):
            return recorded
        received = [self.received(occurrence, piece) for piece in always]
        dated = [one for one in received if one]
        if len(dated) < len(always):
            return recorded
        if recorded:
            return replace(recorded, to_follow=False)
        return Done(max(one.on for one in dated), "toutes les pièces demandées sont reçues")

    def _counted(self, occurrence: Occurrence) -> Done | None:
        """How it was done, on the day that counts: of a letter, the one its clause counts from."""
        done = self.done(occurrence)
        if done is None or occurrence.counts_from is None:
            return done
        known = {"sent": self.posted, "presented": self.presented}
        day = known.get(occurrence.counts_from, self.collected)(occurrence)
        return replace(done, on=day) if day else done

    def posted(self, occurrence: Occurrence) -> date | None:
        """The day its registered letter was posted; None where there is none, or not yet."""
        done = self.facts.done.get(occurrence.key)
        return done.on if done and occurrence.send_by else None

    def presented(self, occurrence: Occurrence) -> date | None:
        """The day the postal service first presented its letter."""
        return self.facts.presented.get(occurrence.key) if self.posted(occurrence) else None

    def collected(self, occurrence: Occurrence) -> date | None:
        """The day its letter was handed over."""
        return self.facts.collected.get(occurrence.key) if self.posted(occurrence) else None

    def late_by(self, occurrence: Occurrence) -> int:
        """By how many days it was done too late, or is late today; 0 where it is not.

        What was waived, sorted as missed or unknown, or never followed, is not counted.
        """
        done = self._counted(occurrence)
        if occurrence.due is None or (not done and self.status(occurrence) not in OVERDUE):
            return 0
        return max(0, ((done.on if done else self.today) - occurrence.due).days)

    def waived(self, occurrence: Occurrence) -> Waived | None:
        """Who decided that it will not be done, and why; None where it was done after all."""
        return None if self.done(occurrence) else self.facts.waived.get(occurrence.key)

    def postponement(self, occurrence: Occurrence) -> Postponed | None:
        """How its reminders were last put off, over or not."""
        return self.facts.postponed.get(occurrence.key)

    def has_lapsed(self, occurrence: Occurrence) -> bool:
        """Whether it was put off to a day that has become too late, its date having moved."""
        put_off = self.postponement(occurrence)
        return put_off is not None and postponing.has_lapsed(put_off, occurrence)

    def quiet_until(self, occurrence: Occurrence) -> date | None:
        """The day its reminders, put off, ring again; None where they are not silent today."""
        put_off = self.postponement(occurrence)
        return postponing.silent_until(put_off, occurrence, self.today) if put_off else None

    def seen(self, occurrence: Occurrence) -> bool:
        """Whether somebody has seen it, and its last week, when nothing is silent, is to come."""
        if occurrence.key not in self.facts.seen:
            return False
        return occurrence.last_week is None or self.today < occurrence.last_week

    def sorted_as(self, occurrence: Occurrence) -> Noted | None:
        """Who answered, on sorting the past, that it was missed or that nobody knows."""
        if self.done(occurrence):
            return None
        key = occurrence.key
        return self.facts.missed.get(key) or self.facts.unknown.get(key)

    def to_do(self, occurrence: Occurrence) -> bool:
        """Whether it belongs in a list of what is to be done.

        Once an agreement has ended, what it still owed within its term is no longer listed as
        late: the question whether it went on stands for all of it.
        """
        where = self.status(occurrence)
        if where == "late" and self.life == "ended" and not occurrence.post_term:
            return False
        return where in TO_DO

    def is_pending(self, occurrence: Occurrence) -> bool:
        """Whether it is still to be done: followed, its condition, if it has one, met.

        A missed notice stays so until somebody has noted that it was.
        """
        where = self.status(occurrence)
        if where in SETTLED or where in ("unproven", "untracked", "conditional", "moot"):
            return False
        return where != "missed" or occurrence.key not in self.facts.missed

    def received(self, occurrence: Occurrence, piece: Document) -> Done | None:
        """How one piece of the package was received."""
        return self.facts.done.get(document_key(occurrence.key, piece.id))

    def applies(self, occurrence: Occurrence) -> bool | None:
        """Whether the occurrence's condition is met; None while nothing recorded says so.

        An event that took place meets it for what falls from its day on; one that may take place
        several times, for the period it falls in. An absence is met once the day of the occurrence
        has come and nothing was recorded before.
        """
        depends = occurrence.depends
        if depends is None:
            return True
        happened = [
            one.on for name in depends.events for one in each_time(self.agreement, self.facts, name)
        ]
        last = occurrence.due or occurrence.opens or occurrence.acts_by
        if depends.absent:
            begins = occurrence.opens or last
            if happened and (begins is None or min(happened) < begins):
                return False
            return True if begins and begins <= self.today else None
        first = occurrence.period.start if occurrence.period else None
        if first and all(is_repeated(self.agreement, name) for name in depends.events):
            happened = [day for day in happened if first <= day <= (last or day)]
        if not happened:
            return None
        return last is None or min(happened) <= last

    def penalty(self, occurrence: Occurrence) -> str | None:
        """What its delay costs, with how it is counted; None while there is none."""
        rule = occurrence.penalty
        if rule is None or occurrence.due is None or not self.applies(occurrence):
            return None
        done = self._counted(occurrence)
        cents, words = owed(rule, occurrence.due, done.on if done else self.today)
        return words if cents else None

    @property
    def ends_by_notice(self) -> date | None:
        """The day a notice given at any time ends the agreement, its effect known or not."""
        ends = []
        for rule in self.agreement.term.notices if self.agreement.term else ():
            given = resolve(self.agreement, self.facts, rule.event)
            if rule.at_any_time and given.exact and given.earliest:
                ends.append(notice_ends(rule, given.earliest))
        return min(ends, default=None)

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions worth a person's time.

        Of an ended agreement, only whether it went on; of a template, none: nobody is bound.
        """
        if self.life == "template":
            return ()
        if self.life != "ended":
            return self.questions
        return tuple(one for one in self.questions if one.futures)

    @property
    def since(self) -> date | None:
        """The day from which the agreement is followed, where one is known."""
        return self.agreement.tracked_since or self.facts.since


def horizon_of(today: date) -> date:
    """Ten years from today: how far renewals without an end are followed."""
    return add_months(today, 12 * HORIZON_YEARS)


def compute(
    agreement: Agreement, facts: Facts, today: date, horizon: date | None = None
) -> Computation:
    """What the agreement owes, given the facts known on ``today``.

    Deterministic; the same occurrences come out whatever is queried of them afterwards.
    ``horizon`` only carries renewals without an end further.
    """
    until = max(horizon_of(today), horizon or today)
    agreement = amending.known_on(agreement, today)
    effect = effect_of(agreement, facts)
    decided = _decided(agreement, facts, today)
    low, high = (
        _ground(agreement, facts, effect, until, end, decided) for end in ("earliest", "latest")
    )
    scope = Scope(agreement, facts, effect, low, high)
    occurrences: list[Occurrence] = []
    others: dict[str, Sequence[Occurrence]] = {}
    waiting: list[Waiting] = []
    for clause, readings in _with_readings(agreement):
        found = expand(scope, readings)
        if found is None and not clause.personal:
            waiting.append(_waiting(agreement, clause, facts))
        elif isinstance(clause.timing, Same):
            others[clause.id] = found or ()
        else:
            occurrences.extend(found or ())
    occurrences = merging.merged(agreement, occurrences, others)
    now = amending.in_force(agreement, today)
    occurrences = merging.settled(now, occurrences, today)
    term = low.term if low else None
    life = _life(agreement, effect, term, _open_extension(agreement, facts, today), today)
    return Computation(
        agreement=agreement,
        facts=facts,
        today=today,
        life=life,
        effect=effect,
        term=term,
        occurrences=tuple(sorted(occurrences, key=_by_day)),
        questions=questions(now, facts, today, effect, term, occurrences, waiting),
        waiting=tuple(waiting),
        milestones=_milestones(agreement, effect),
        standing=_standing(now),
        set_aside=tuple(
            Shown(agreement.id, item.id, item.cited.quote, item.cited, because=item.because)
            for item in agreement.set_aside
        ),
        same=_same(now),
    )


def _with_readings(agreement: Agreement) -> Iterator[tuple[Clause, Sequence[amending.Version]]]:
    """Every clause as it now reads, with its successive readings; the term's procedures first."""
    for clause in procedures.clauses(agreement):
        yield clause, [amending.Version(clause)]
    for readings in amending.versions(agreement).values():
        written = [one.clause for one in readings if one.clause]
        if written:
            yield written[-1], readings


def futures(computation: Computation) -> Iterator[tuple[Future, Computation]]:
    """Each way an ended agreement may have gone on, computed as if it were recorded."""
    for question in computation.asked:
        for future in question.futures:
            assumed = {**computation.facts.assumed, **dict(future.assumed)}
            supposed = replace(computation.facts, assumed=assumed)
            yield future, compute(computation.agreement, supposed, computation.today)


def document_key(key: str, document: str) -> str:
    """The key under which one piece of an occurrence is recorded."""
    return f"{key}#{document}"


def _by_day(occurrence: Occurrence) -> tuple[date, str]:
    return occurrence.acts_by or occurrence.opens or date.max, occurrence.key


def effect_of(agreement: Agreement, facts: Facts) -> Anchor:
    """What is known of the day the agreement takes effect."""
    if "effect" in facts.assumed:
        return resolve(agreement, facts, "effect")
    rule = agreement.term.effect if agreement.term else None
    if rule is None:
        return Anchor("effect", None, None, "la convention ne dit pas sa prise d'effet")
    if rule.on:
        return Anchor("effect", rule.on, rule.on, "date écrite dans la convention")
    known = _of_several(rule, [resolve(agreement, facts, name) for name in rule.events])
    if rule.rounding is None:
        return known
    return replace(
        known,
        earliest=rounded(known.earliest, rule.rounding, agreement.calendar)
        if known.earliest
        else None,
        latest=rounded(known.latest, rule.rounding, agreement.calendar) if known.latest else None,
        why=f"{known.why} ; {WORDS[rule.rounding]}",
    )


def _of_several(rule: EffectRule, known: list[Anchor]) -> Anchor:
    """The last of several events, or the first, as far as it can be known; named by what lacks."""
    if len(known) == 1:
        return known[0]
    unknown = next((one for one in known if not one.exact), None)
    choose = max if rule.last else min
    lows = [one.earliest for one in known if one.earliest]
    highs = [one.latest for one in known if one.latest]
    certain = len(lows) == len(known) if not rule.last else bool(lows)
    bounded = len(highs) == len(known) if rule.last else bool(highs)
    which = "la dernière" if rule.last else "la première"
    return Anchor(
        unknown.name if unknown else known[0].name,
        choose(lows) if certain else None,
        choose(highs) if bounded else None,
        f"{which} de {len(known)} dates",
    )


def _decided(agreement: Agreement, facts: Facts, today: date) -> Decided:
    """What the facts say of the term."""
    rule = agreement.term
    if rule is None:
        return Decided()

    def day(event: str) -> date | None:
        known = resolve(agreement, facts, event)
        return known.earliest if known.exact else None

    renewals = 0
    while renewals < MAX_RENEWALS_NAMED and day(renewal_event(renewals + 1)):
        renewals += 1
    return Decided(
        ends_on=facts.assumed.get("end"),
        notices=tuple((one, given) for one in rule.notices if (given := day(one.event))),
        renewals=renewals,
        extended_to=day(EXTENDED_TO),
        until=day(rule.until_event) if rule.until_event else None,
        amended_to=amending.new_end(agreement),
    )


def _open_extension(agreement: Agreement, facts: Facts, today: date) -> bool:
    """Whether an extension was agreed, expressly or by silence, whose end is not recorded yet."""
    rule = agreement.term.extension if agreement.term else None
    if rule is None or resolve(agreement, facts, EXTENDED_TO).exact:
        return False
    agreed, refused, received = (
        resolve(agreement, facts, name).exact
        for name in (EXTENSION_AGREED, EXTENSION_REFUSED, rule.received)
    )
    if refused or agreed:
        return agreed and not refused
    asked = resolve(agreement, facts, rule.received).earliest
    return bool(received and asked and rule.silence == "accepted") and (
        asked is not None and after(asked, rule.answer_within) < today
    )


def _ground(
    agreement: Agreement, facts: Facts, effect: Anchor, horizon: date, end: str, decided: Decided
) -> Ground | None:
    day: date | None = getattr(effect, end)
    rule = agreement.term
    if day is None or rule is None:
        return None
    return Ground(agreement, rule, effect, compute_term(rule, day, horizon, decided), facts)


def _waiting(agreement: Agreement, clause: Clause, facts: Facts) -> Waiting:
    rule = agreement.term
    awaited = events(clause.timing)
    name = awaited[0] if awaited else (rule.effect.event if rule else None) or "effect"
    title = derivation.event_title(agreement, name)
    return Waiting(agreement.id, clause.id, clause.title, name, title, clause.cited)


def _life(
    agreement: Agreement, effect: Anchor, term: Term | None, open_extension: bool, today: date
) -> Life:
    if agreement.template:
        return "template"
    if agreement.term is None:
        return "undated"
    if not effect.exact or term is None:
        return "to_confirm"
    if term.end is None or term.end >= today:
        return "in_force"
    return "to_confirm" if open_extension else "ended"


def _milestones(agreement: Agreement, effect: Anchor) -> tuple[Shown, ...]:
    shown = [
        Shown(agreement.id, item.id, item.title, item.cited, on=day)
        for item in agreement.milestones
        for day in item.days
    ]
    shown += [
        Shown(agreement.id, one.id, one.title, one.cited, on=one.signed or one.since)
        for one in agreement.amendments
    ]
    if agreement.term and effect.exact:
        cited = agreement.term.effect.cited
        shown.append(Shown(agreement.id, "prise-effet", "Prise d'effet", cited, on=effect.earliest))
    return tuple(sorted(shown, key=lambda item: (item.on or date.max, item.clause)))


def _standing(agreement: Agreement) -> tuple[Shown, ...]:
    return tuple(
        Shown(agreement.id, clause.id, clause.title, clause.cited, because=_vague(clause))
        for clause in agreement.clauses
        if all(is_standing(timing) for timing in parts(clause.timing)) or clause.personal
    )


def _vague(clause: Clause) -> str:
    return clause.timing.words if isinstance(clause.timing, Fuzzy) else ""


def _same(agreement: Agreement) -> tuple[Shown, ...]:
    return tuple(
        Shown(agreement.id, clause.id, clause.title, clause.cited, because=clause.timing.clause)
        for clause in agreement.clauses
        if isinstance(clause.timing, Same)
    )

"""The whole computation of one agreement: what it owes, asks, waits for and shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduler.deadlines import amending, derivation, merging, procedures, sessions, shown
from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.duration import compute_term, from_effect
from scheduler.deadlines.effect import effect_of
from scheduler.deadlines.expansion import Scope, expand
from scheduler.deadlines.facts import Anchor, Facts
from scheduler.deadlines.ground import Ground
from scheduler.deadlines.keys import told_apart
from scheduler.deadlines.known_limits import KnownLimits
from scheduler.deadlines.life import Life, decided, life_of
from scheduler.deadlines.obligation import END, TO_DO, Future, Occurrence, Question, Shown, Waiting
from scheduler.deadlines.period import add_months
from scheduler.deadlines.questions import questions
from scheduler.deadlines.recorded import Recorded
from scheduler.deadlines.term import Term
from scheduler.deadlines.timing import Same
from scheduler.deadlines.without_effect import decided_ground, first_ground, written_ground

HORIZON_YEARS = 10


@dataclass(frozen=True)
class Computation(Recorded):
    """Everything one agreement gives on ``today``.

    ``term`` is computed from the earliest effect known; ``effect`` says whether it is exact.
    ``dateless`` are the clauses that give no date under these facts and this term, each with the
    reason in ``because``.
    """

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
    dateless: tuple[Shown, ...] = ()

    def to_do(self, occurrence: Occurrence) -> bool:
        """Whether it belongs in a list of what is to be done.

        An end that has come is past, never late. Once an agreement has ended, what it still owed
        within its term is no longer listed as late: the question whether it went on stands for
        all of it.
        """
        where = self.status(occurrence)
        if where == "late" and occurrence.kind == END:
            return False
        if where == "late" and self.life == "ended" and not occurrence.post_term:
            return False
        return where in TO_DO

    @property
    def ends_by_notice(self) -> date | None:
        """The day a notice given at any time ends the agreement, its effect known or not."""
        given = decided(self.agreement, self.facts).notices
        ends = (one.ends for one in given if one.rule.at_any_time and not one.awaits)
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
    low, high = _grounds(agreement, facts, effect, until)
    scope = Scope(
        agreement,
        facts,
        effect,
        low,
        high,
        today,
        until,
        KnownLimits(agreement),
        written=written_ground(agreement, facts, effect, until),
        first=first_ground(agreement, facts, effect, until),
        decided=decided_ground(agreement, facts, effect, until),
    )
    occurrences, waiting, dateless = _owed(scope)
    now = amending.in_force(agreement, today)
    occurrences = merging.settled(now, occurrences, today)
    occurrences = sessions.decided(agreement.calendar, occurrences, today)
    term = low.term if low else None
    return Computation(
        agreement=agreement,
        facts=facts,
        today=today,
        life=life_of(agreement, facts, effect, term, today),
        effect=effect,
        term=term,
        occurrences=told_apart(sorted(occurrences, key=_by_day)),
        questions=questions(now, facts, today, effect, term, occurrences, waiting),
        waiting=tuple(waiting),
        milestones=shown.milestones(agreement, effect, term),
        standing=shown.standing(now),
        set_aside=shown.set_aside(agreement),
        same=shown.same(now),
        dateless=dateless,
    )


def futures(computation: Computation) -> Iterator[tuple[Future, Computation]]:
    """Each way an ended agreement may have gone on, computed as if it were recorded."""
    for question in computation.asked:
        for future in question.futures:
            assumed = {**computation.facts.assumed, **dict(future.assumed)}
            supposed = replace(computation.facts, assumed=assumed)
            yield future, compute(computation.agreement, supposed, computation.today)


def _grounds(
    agreement: Agreement, facts: Facts, effect: Anchor, horizon: date
) -> tuple[Ground | None, Ground | None]:
    """What clauses are computed on, from the earliest effect known and from the latest."""
    known = decided(agreement, facts)

    def ground(day: date | None) -> Ground | None:
        rule = agreement.term
        if day is None or rule is None:
            return None
        rule = from_effect(rule, day)
        return Ground(agreement, rule, effect, compute_term(rule, day, horizon, known), facts)

    low = ground(effect.earliest)
    return low, low if effect.latest == effect.earliest else ground(effect.latest)


def _owed(scope: Scope) -> tuple[list[Occurrence], list[Waiting], tuple[Shown, ...]]:
    """The occurrences of every clause, those said twice joined; what waits; what has no date."""
    occurrences: list[Occurrence] = []
    others: dict[str, Sequence[Occurrence]] = {}
    waiting: list[Waiting] = []
    dateless: list[Shown] = []
    for clause, readings in _with_readings(scope.agreement):
        expansion = expand(scope, readings)
        waiting.extend(_waiting(scope.agreement, clause, name) for name in expansion.awaited)
        reason = expansion.at_latest or ("" if expansion.awaited else expansion.reason)
        if reason and not expansion.occurrences:
            dateless.append(shown.without_date(scope.agreement, clause, reason))
        if isinstance(clause.timing, Same):
            others[clause.id] = expansion.occurrences
        else:
            occurrences.extend(expansion.occurrences)
    return merging.merged(scope.agreement, occurrences, others), waiting, tuple(dateless)


def _with_readings(agreement: Agreement) -> Iterator[tuple[Clause, Sequence[amending.Version]]]:
    """Every clause as it now reads, with its successive readings; the term's procedures first."""
    for clause in procedures.clauses(agreement):
        yield clause, [amending.Version(clause)]
    for readings in amending.versions(agreement).values():
        written = [one.clause for one in readings if one.clause]
        if written:
            yield written[-1], readings


def _waiting(agreement: Agreement, clause: Clause, name: str) -> Waiting:
    title = derivation.event_title(agreement, name)
    return Waiting(agreement.id, clause.id, clause.title, name, title, clause.cited)


def _by_day(occurrence: Occurrence) -> tuple[date, str]:
    return occurrence.acts_by or occurrence.opens or date.max, occurrence.key

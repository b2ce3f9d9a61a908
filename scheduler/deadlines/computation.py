"""The whole computation of one agreement: what it owes, asks, waits for and shows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from scheduler.deadlines import expansion
from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.expansion import Ground
from scheduler.deadlines.facts import Anchor, Facts, resolve
from scheduler.deadlines.obligation import Occurrence, Question, Shown, Status, Waiting, status
from scheduler.deadlines.period import add_months, after
from scheduler.deadlines.questions import questions
from scheduler.deadlines.term import Term, compute_term
from scheduler.deadlines.timing import (
    After,
    Always,
    Ask,
    At,
    Before,
    BeforeRenewal,
    ContractYear,
    Fixed,
    OnEvent,
    Past,
    Quota,
    Same,
    Window,
    Yearly,
)

Life = Literal["in_force", "to_confirm", "ended", "undated"]
HORIZON_YEARS = 10
NOTICE_CLAUSE = "preavis"


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
        done = self.facts.done.get(occurrence.key)
        return status(occurrence, done, self.today, self.since)

    @property
    def ends_by_notice(self) -> date | None:
        """The day a notice given at any time ends the agreement, its effect known or not."""
        rule = self.agreement.term.notice if self.agreement.term else None
        if rule is None or not rule.at_any_time:
            return None
        given = resolve(self.agreement, self.facts, rule.event)
        return after(given.earliest, rule.length) if given.exact and given.earliest else None

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions worth a person's time: of an ended agreement, only whether it went on."""
        if self.life != "ended":
            return self.questions
        return tuple(one for one in self.questions if one.clause == "reconduction")

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
    effect = effect_of(agreement, facts)
    low, high = (_ground(agreement, facts, effect, until, end) for end in ("earliest", "latest"))
    occurrences: list[Occurrence] = []
    waiting: list[Waiting] = []
    for clause in (*_notice_clause(agreement), *agreement.clauses):
        found = _expand(agreement, facts, clause, effect, low, high)
        if found is None and not clause.personal:
            waiting.append(_waiting(agreement, clause, facts))
        occurrences.extend(found or ())
    return Computation(
        agreement=agreement,
        facts=facts,
        today=today,
        life=_life(agreement, effect, low, today),
        effect=effect,
        term=low.term if low else None,
        occurrences=tuple(sorted(occurrences, key=_by_day)),
        questions=questions(
            agreement, facts, effect, low.term if low else None, occurrences, waiting
        ),
        waiting=tuple(waiting),
        milestones=_milestones(agreement, effect),
        standing=_standing(agreement),
        set_aside=tuple(
            Shown(agreement.id, item.id, item.cited.quote, item.cited, because=item.because)
            for item in agreement.set_aside
        ),
        same=_same(agreement),
    )


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
    return resolve(agreement, facts, rule.event or "")


def _ground(
    agreement: Agreement, facts: Facts, effect: Anchor, horizon: date, end: str
) -> Ground | None:
    day: date | None = getattr(effect, end)
    rule = agreement.term
    if day is None or rule is None:
        return None
    given = resolve(agreement, facts, rule.notice.event).earliest if rule.notice else None
    term = compute_term(rule, day, horizon, ends_on=facts.assumed.get("end"), notice_given=given)
    return Ground(agreement, rule, effect, term)


def _notice_clause(agreement: Agreement) -> tuple[Clause, ...]:
    """The clause that stands for the notice written in the duration block."""
    rule = agreement.term.notice if agreement.term else None
    if rule is None or rule.at_any_time:
        return ()
    form = "par lettre recommandée avec accusé de réception" if rule.registered else "par écrit"
    return (
        Clause(
            id=NOTICE_CLAUSE,
            title="Dénonciation avant reconduction tacite",
            cited=rule.cited,
            timing=BeforeRenewal(),
            owed_by=(agreement.us,),
            owed_to=tuple(name for name in agreement.parties if name != agreement.us),
            cliff=True,
            action=(
                "Décider : laisser la convention se reconduire (rien à envoyer), "
                f"ou la dénoncer {form}."
            ),
            evidence="la décision ; si dénonciation, preuve de dépôt et avis de réception",
            otherwise="sans dénonciation reçue à temps, la convention est reconduite",
        ),
    )


def _expand(
    agreement: Agreement,
    facts: Facts,
    clause: Clause,
    effect: Anchor,
    low: Ground | None,
    high: Ground | None,
) -> Sequence[Occurrence] | None:
    """The clause's occurrences; None where it waits for an event; empty where it has no date."""
    timing = clause.timing
    match timing:
        case Fixed():
            return [expansion.fixed(agreement, clause, timing)]
        case Window():
            return [expansion.window(agreement, clause, timing)]
        case Ask() | Always() | Same():
            return []
        case After() | Before() | At() | Past():
            return _on_event(agreement, facts, clause, timing)
        case _:
            return _on_term(clause, effect, low, high)


def _on_event(
    agreement: Agreement, facts: Facts, clause: Clause, timing: OnEvent
) -> Sequence[Occurrence] | None:
    known = resolve(agreement, facts, timing.event)
    if clause.personal and timing.event not in facts.assumed:
        return None
    if known.earliest is None or (isinstance(timing, At | Past) and not known.exact):
        return None

    def on(day: date) -> Occurrence:
        match timing:
            case After():
                return expansion.after_event(agreement, clause, timing, known, day)
            case Before():
                return expansion.before_event(agreement, clause, timing, known, day)
            case At():
                return expansion.at_event(agreement, clause, timing, known, day)
            case Past():
                return expansion.past_event(agreement, clause, timing, known, day)

    low = on(known.earliest)
    return [low] if known.exact else [_bracket(low, on(known.latest) if known.latest else None)]


def _on_term(
    clause: Clause, effect: Anchor, low: Ground | None, high: Ground | None
) -> Sequence[Occurrence] | None:
    if low is None:
        return None
    expand = _EXPANSIONS[type(clause.timing)]
    found = list(expand(low, clause, clause.timing))
    if effect.exact:
        return found
    later = {item.key: item for item in expand(high, clause, clause.timing)} if high else {}
    return [_bracket(item, later.get(item.key)) for item in found]


_EXPANSIONS: dict[type, Callable[..., Iterator[Occurrence]]] = {
    Quota: expansion.quota,
    Yearly: expansion.yearly,
    ContractYear: expansion.contract_year,
    BeforeRenewal: expansion.notices,
}


def _bracket(low: Occurrence, high: Occurrence | None) -> Occurrence:
    """The occurrence as far as it is known: its earliest day, its latest if bounded, no due."""
    covered = replace(low.period, start=None, end=None) if low.period else None
    if low.kind == "yearly":
        covered = low.period
    return replace(
        low,
        due=None,
        opens=None,
        alternatives=(),
        period=covered,
        earliest=low.acts_by,
        latest=high.due if high else None,
        certainty="bracketed",
        post_term=False,
    )


def _waiting(agreement: Agreement, clause: Clause, facts: Facts) -> Waiting:
    timing = clause.timing
    rule = agreement.term
    event = timing.event if isinstance(timing, OnEvent) else None
    name = event or (rule.effect.event if rule and rule.effect.event else "effect")
    title = agreement.events[name].title if name in agreement.events else "prise d'effet"
    return Waiting(agreement.id, clause.id, clause.title, name, title, clause.cited)


def _life(agreement: Agreement, effect: Anchor, ground: Ground | None, today: date) -> Life:
    if agreement.term is None:
        return "undated"
    if not effect.exact or ground is None:
        return "to_confirm"
    end = ground.term.end
    return "ended" if end is not None and end < today else "in_force"


def _milestones(agreement: Agreement, effect: Anchor) -> tuple[Shown, ...]:
    shown = [
        Shown(agreement.id, item.id, item.title, item.cited, on=day)
        for item in agreement.milestones
        for day in (item.on, item.until)
        if day
    ]
    if agreement.term and effect.exact:
        cited = agreement.term.effect.cited
        shown.append(Shown(agreement.id, "prise-effet", "Prise d'effet", cited, on=effect.earliest))
    return tuple(sorted(shown, key=lambda item: (item.on or date.max, item.clause)))


def _standing(agreement: Agreement) -> tuple[Shown, ...]:
    return tuple(
        Shown(agreement.id, clause.id, clause.title, clause.cited)
        for clause in agreement.clauses
        if isinstance(clause.timing, Always) or clause.personal
    )


def _same(agreement: Agreement) -> tuple[Shown, ...]:
    return tuple(
        Shown(agreement.id, clause.id, clause.title, clause.cited, because=clause.timing.clause)
        for clause in agreement.clauses
        if isinstance(clause.timing, Same)
    )

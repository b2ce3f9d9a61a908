"""The questions the paper leaves open: unknown dates first, then readings, then clauses."""

from collections.abc import Iterator, Sequence
from datetime import date

from scheduler.deadlines.agreement import Agreement, EffectRule
from scheduler.deadlines.facts import Anchor, Facts, resolve
from scheduler.deadlines.french import times
from scheduler.deadlines.notice_questions import about_notices
from scheduler.deadlines.obligation import Occurrence, Question, Waiting
from scheduler.deadlines.rounding import own_start
from scheduler.deadlines.session_questions import about_sessions
from scheduler.deadlines.term import Term
from scheduler.deadlines.term_questions import (
    about_cap,
    about_end,
    about_extension,
    about_renewal,
    about_what_follows,
    ask,
    awaited_ends,
)
from scheduler.deadlines.timing import (
    After,
    Alternates,
    Ask,
    Before,
    DayOf,
    Quota,
    Same,
    Timing,
    parts,
)


def questions(
    agreement: Agreement,
    facts: Facts,
    today: date,
    effect: Anchor,
    term: Term | None,
    occurrences: Sequence[Occurrence],
    waiting: Sequence[Waiting],
) -> tuple[Question, ...]:
    """Every open question of the agreement, the ones that hold dates back first."""
    return (
        *_effect_questions(agreement, facts, effect, occurrences, waiting),
        *about_end(agreement, facts, effect, term, occurrences, waiting),
        *about_extension(agreement, facts, term, today),
        *_event_questions(agreement, facts, effect, term, waiting),
        *about_renewal(agreement, term, today),
        *about_cap(agreement, term),
        *about_notices(agreement, term),
        *_period_question(agreement, effect),
        *about_what_follows(agreement, term, occurrences),
        *about_sessions(agreement, facts, today, occurrences),
        *_turn_questions(agreement),
        *_about_questions(agreement),
        *_clause_questions(agreement),
    )


def _effect_questions(
    agreement: Agreement,
    facts: Facts,
    effect: Anchor,
    occurrences: Sequence[Occurrence],
    waiting: Sequence[Waiting],
) -> Iterator[Question]:
    rule = agreement.term.effect if agreement.term else None
    if rule is None or effect.exact:
        return
    held = sum(1 for item in occurrences if item.certainty == "bracketed")
    for known in _unknown_effects(agreement, facts, effect, rule):
        event = agreement.events.get(known.name)
        yield Question(
            id=f"{agreement.id}/{known.name}",
            agreement=agreement.id,
            clause="prise-effet",
            text=event.question if event else "À quelle date la convention prend-elle effet ?",
            kind="date",
            cited=rule.cited,
            source=event.source if event else rule.cited.source,
            event=known.name,
            earliest=known.earliest,
            latest=known.latest,
            because=event.because if event else "",
            holds=held + sum(1 for item in waiting if item.event == effect.name),
            topic="effect",
        )


def _unknown_effects(
    agreement: Agreement, facts: Facts, effect: Anchor, rule: EffectRule
) -> list[Anchor]:
    """What is still to be known of the effect: itself, or each of its events that is not."""
    if len(rule.events) < 2 and not rule.starts:
        return [effect]
    each = [resolve(agreement, facts, name) for name in rule.events]
    return [anchor for anchor in each if not anchor.exact]


def _event_questions(
    agreement: Agreement,
    facts: Facts,
    effect: Anchor,
    term: Term | None,
    waiting: Sequence[Waiting],
) -> Iterator[Question]:
    """A date the paper leaves blank: asked where the rule file quotes the blank."""
    of_the_effect = agreement.term.effect.events if agreement.term else ()
    ends = (end.name for end in awaited_ends(agreement, facts, term))
    asked = {effect.name, *of_the_effect, *ends}
    for event in agreement.events.values():
        if event.cited is None or event.name in asked:
            continue
        known = resolve(agreement, facts, event.name)
        if known.exact:
            continue
        yield Question(
            id=f"{agreement.id}/{event.name}",
            agreement=agreement.id,
            clause=event.name,
            text=event.question,
            kind="date",
            cited=event.cited,
            source=event.source,
            event=event.name,
            earliest=known.earliest,
            latest=known.latest,
            because=event.because,
            holds=sum(1 for item in waiting if item.event == event.name),
            topic="event",
        )


def _period_question(agreement: Agreement, effect: Anchor) -> Iterator[Question]:
    """One question for all the clauses that do not say which windows they count."""
    open_ones = [
        clause
        for clause in agreement.clauses
        if clause.settled is None
        and any(_leaves_periods_open(timing, effect) for timing in parts(clause.timing))
    ]
    if not open_ones:
        return
    named = ", ".join(f"« {clause.title} »" for clause in open_ones)
    yield ask(
        agreement,
        "periodes",
        open_ones[0].id,
        f"Périodes du contrat (comptées de la prise d'effet) ou périodes civiles, pour {named} ?",
        open_ones[0].cited,
        "periods",
    )


def _leaves_periods_open(timing: Timing, effect: Anchor) -> bool:
    """Whether the contract's own periods would give other days, and the text does not choose.

    A quota counts the contract's, a day of each quarter the calendar's: the same from a first day
    of a quarter on.
    """
    if isinstance(timing, Quota):
        return timing.dated and timing.basis is None and not timing.span.civil
    if not isinstance(timing, DayOf) or timing.civil_said or not effect.exact:
        return False
    begins = effect.earliest
    return begins is not None and begins != own_start(begins, timing.span.months)


def _turn_questions(agreement: Agreement) -> Iterator[Question]:
    """Who begins, where parties take turns and the text does not say who is first."""
    for clause in agreement.clauses:
        timing = clause.timing
        if isinstance(timing, Alternates) and timing.first is None:
            names = " ou ".join(agreement.party(name) for name in clause.owed_by)
            text = f"Qui commence : {names} ? ({clause.title})"
            yield ask(agreement, clause.id, clause.id, text, clause.cited, "alternation")


def _about_questions(agreement: Agreement) -> Iterator[Question]:
    """How far "environ" may stretch, and how often where two places count differently."""
    for clause in agreement.clauses:
        about = 0
        for timing in parts(clause.timing):
            if isinstance(timing, After | Before) and timing.approximate:
                about += 1
                text = f"Quelle tolérance pour « environ {timing.length.in_words} » ?"
                name = f"{clause.id}-environ" + (f"-{about}" if about > 1 else "")
                yield ask(agreement, name, clause.id, text, clause.cited, "about")
            if isinstance(timing, Same) and isinstance(timing.reading, Quota):
                yield from _count_question(agreement, clause.id, timing, timing.reading)


def _count_question(
    agreement: Agreement, name: str, timing: Same, reading: Quota
) -> Iterator[Question]:
    by_id = {clause.id: clause for clause in agreement.clauses}
    target = by_id.get(timing.clause)
    for part in parts(target.timing) if target else ():
        if target and isinstance(part, Quota) and part.per_year != reading.per_year:
            text = (
                f"« {target.title} » : {times(part.number)} par {part.span.name}, ou "
                f"{times(reading.number)} par {reading.span.name} ?"
            )
            cited = by_id[name].cited
            yield ask(agreement, f"{name}-nombre", name, text, cited, "about")


def _clause_questions(agreement: Agreement) -> Iterator[Question]:
    for clause in agreement.clauses:
        asked = (one.question for one in parts(clause.timing) if isinstance(one, Ask))
        texts = (*asked, *clause.asks)
        for number, text in enumerate(texts, start=1):
            suffix = f"-{number}" if len(texts) > 1 else ""
            yield Question(
                f"{agreement.id}/{clause.id}{suffix}",
                agreement.id,
                clause.id,
                text,
                "clause",
                clause.cited,
                clause.cited.source,
            )

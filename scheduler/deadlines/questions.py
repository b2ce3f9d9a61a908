"""The questions the paper leaves open: unknown dates first, then readings, then clauses."""

from collections.abc import Iterator, Sequence

from scheduler.deadlines.agreement import Agreement, Citation
from scheduler.deadlines.facts import Anchor, Facts
from scheduler.deadlines.obligation import Occurrence, Question, Waiting
from scheduler.deadlines.period import ONE_DAY, term_end
from scheduler.deadlines.term import Term
from scheduler.deadlines.timing import Ask, Quota
from scheduler.french import short


def questions(
    agreement: Agreement,
    facts: Facts,
    effect: Anchor,
    term: Term | None,
    occurrences: Sequence[Occurrence],
    waiting: Sequence[Waiting],
) -> tuple[Question, ...]:
    """Every open question of the agreement, the ones that hold dates back first."""
    return (
        *_effect_question(agreement, effect, occurrences, waiting),
        *_renewal_question(agreement, term),
        *_cap_question(agreement, term),
        *_notice_questions(agreement),
        *_period_question(agreement),
        *_clause_questions(agreement),
    )


def _ask(agreement: Agreement, name: str, clause: str, text: str, cited: Citation) -> Question:
    return Question(
        f"{agreement.id}/{name}", agreement.id, clause, text, "reading", cited, cited.source
    )


def _effect_question(
    agreement: Agreement,
    effect: Anchor,
    occurrences: Sequence[Occurrence],
    waiting: Sequence[Waiting],
) -> Iterator[Question]:
    rule = agreement.term.effect if agreement.term else None
    if rule is None or effect.exact:
        return
    event = agreement.events.get(rule.event or "")
    held = sum(1 for item in occurrences if item.certainty == "bracketed")
    yield Question(
        id=f"{agreement.id}/{effect.name}",
        agreement=agreement.id,
        clause="prise-effet",
        text=event.question if event else "À quelle date la convention prend-elle effet ?",
        kind="date",
        cited=rule.cited,
        source=event.source if event else rule.cited.source,
        event=effect.name,
        earliest=effect.earliest,
        latest=effect.latest,
        because=event.because if event else "",
        holds=held + sum(1 for item in waiting if item.event == effect.name),
    )


def _renewal_question(agreement: Agreement, term: Term | None) -> Iterator[Question]:
    """A renewal whose mode or length is unsaid: asked, never assumed tacit (C. civ. 1214)."""
    rule = agreement.term.renewal if agreement.term else None
    if rule is None or agreement.term is None:
        return
    if rule.mode == "tacit":
        if rule.length is None:
            text = "De quelle durée est chaque reconduction tacite ?"
            yield _ask(agreement, "reconduction", "reconduction", text, rule.cited)
        return
    unsaid = "La reconduction est-elle tacite ou expresse"
    if rule.length is None:
        unsaid += ", et de quelle durée"
    text = f"{unsaid} ?"
    if term and term.end:
        again = rule.length or agreement.term.length
        preview = term_end(term.end + ONE_DAY, again)
        text += (
            f" Sans reconduction, la convention finit le {short(term.end)} ; "
            f"reconduite une fois pour {again}, le {short(preview)}."
        )
    yield _ask(agreement, "reconduction", "reconduction", text, rule.cited)


def _cap_question(agreement: Agreement, term: Term | None) -> Iterator[Question]:
    rule = agreement.term
    if rule is None or rule.cap is None or term is None or term.other_end is None:
        return
    first, other = term.caps
    yield _ask(
        agreement,
        "plafond",
        "plafond",
        f"Le plafond de {rule.cap.length.in_words} couvre-t-il la durée totale ou les seules "
        f"reconductions ? ({first.reading} : {short(first.end)} ; "
        f"{other.reading} : {short(other.end)})",
        rule.cap.cited,
    )


def _notice_questions(agreement: Agreement) -> Iterator[Question]:
    notice = agreement.term.notice if agreement.term else None
    if notice is None or notice.settled:
        return
    if notice.counts_from == "unknown":
        yield _ask(
            agreement,
            "preavis-compte-de",
            "preavis",
            "Le préavis court-il de l'envoi ou de la réception de la lettre ?",
            notice.cited,
        )
    if notice.form_unsaid:
        yield _ask(
            agreement,
            "preavis-forme",
            "preavis",
            "Sous quelle forme la dénonciation doit-elle être donnée ?",
            notice.cited,
        )
    if notice.at_any_time is None:
        yield _ask(
            agreement,
            "preavis-moment",
            "preavis",
            "La dénonciation est-elle possible à tout moment, ou seulement avant chaque terme ?",
            notice.cited,
        )


def _period_question(agreement: Agreement) -> Iterator[Question]:
    """One question for all the clauses that do not say which windows they count."""
    open_ones = [
        clause
        for clause in agreement.clauses
        if isinstance(clause.timing, Quota) and clause.timing.basis is None
    ]
    if not open_ones:
        return
    named = ", ".join(f"« {clause.title} »" for clause in open_ones)
    yield _ask(
        agreement,
        "periodes",
        open_ones[0].id,
        f"Périodes du contrat (comptées de la prise d'effet) ou périodes civiles, pour {named} ?",
        open_ones[0].cited,
    )


def _clause_questions(agreement: Agreement) -> Iterator[Question]:
    for clause in agreement.clauses:
        texts = clause.asks
        if isinstance(clause.timing, Ask):
            texts = (clause.timing.question, *texts)
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

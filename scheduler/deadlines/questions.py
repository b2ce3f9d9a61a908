"""The questions the paper leaves open: unknown dates first, then readings, then clauses."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from scheduler.deadlines.agreement import (
    EXTENDED_TO,
    Agreement,
    Citation,
    ExtensionRule,
    renewal_event,
)
from scheduler.deadlines.facts import Anchor, Facts, resolve
from scheduler.deadlines.french import capitalised, count, listed, short, times
from scheduler.deadlines.obligation import Future, Occurrence, Question, Topic, Waiting
from scheduler.deadlines.period import ONE_DAY, term_end
from scheduler.deadlines.term import ONE_YEAR, Term
from scheduler.deadlines.timing import After, Alternates, Ask, Before, Quota, Same, parts


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
        *_effect_question(agreement, effect, occurrences, waiting),
        *_extension_questions(agreement, facts, term, today),
        *_event_questions(agreement, facts, effect, waiting),
        *_renewal_questions(agreement, term, today),
        *_cap_question(agreement, term),
        *_notice_questions(agreement),
        *_period_question(agreement),
        *_late_question(agreement, term, occurrences),
        *_turn_questions(agreement),
        *_about_questions(agreement),
        *_clause_questions(agreement),
    )


def _ask(
    agreement: Agreement, name: str, clause: str, text: str, cited: Citation, topic: Topic
) -> Question:
    return Question(
        f"{agreement.id}/{name}",
        agreement.id,
        clause,
        text,
        "reading",
        cited,
        cited.source,
        topic=topic,
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
    event = agreement.events.get(effect.name)
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
        topic="effect",
    )


def _event_questions(
    agreement: Agreement, facts: Facts, effect: Anchor, waiting: Sequence[Waiting]
) -> Iterator[Question]:
    """A date the paper leaves blank: asked where the rule file quotes the blank."""
    for event in agreement.events.values():
        if event.cited is None or event.name == effect.name:
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


def _extension_questions(
    agreement: Agreement, facts: Facts, term: Term | None, today: date
) -> Iterator[Question]:
    """Whether the agreement was extended and until when; both futures are shown.

    Asked once a request was received or the term has passed; before that, only what the text
    leaves unsaid is.
    """
    rule = agreement.term.extension if agreement.term else None
    if rule is None or term is None or term.end is None:
        return
    if resolve(agreement, facts, EXTENDED_TO).exact or "end" in facts.assumed:
        return
    cap = term.caps[0].end if term.caps else None
    if term.end < today or resolve(agreement, facts, rule.received).exact:
        futures = [Future("sans prorogation", term.end)]
        if cap:
            futures.append(Future("prorogée, au plus tard", cap, ((EXTENDED_TO, cap),)))
        yield Question(
            id=f"{agreement.id}/prorogation",
            agreement=agreement.id,
            clause="prorogation",
            text="La convention a-t-elle été prorogée, et jusqu'à quand ?" + _told(futures),
            kind="date",
            cited=rule.cited,
            source=rule.cited.source,
            event=EXTENDED_TO,
            earliest=term.end + ONE_DAY,
            latest=cap,
            futures=tuple(futures),
            topic="extension",
        )
    if rule.length is None:
        limit = f" (au plus tard jusqu'au {short(cap)})" if cap else ""
        text = f"De quelle durée serait la prorogation ?{limit}"
        yield _ask(agreement, "prorogation-duree", "prorogation", text, rule.cited, "extension")
    if rule.unasked:
        yield _unasked_question(agreement, rule)


def _told(futures: Sequence[Future]) -> str:
    """What each way of going on leads to, in a sentence."""
    if not futures:
        return ""
    ends = " ; ".join(f"{one.reading} : {short(one.end)}" for one in futures)
    return f" {capitalised(ends)}."


def _unasked_question(agreement: Agreement, rule: ExtensionRule) -> Question:
    assert rule.unasked is not None, "the caller says so"
    text = "Sans demande de prorogation, jusqu'à quand négocier ? (le texte ne le dit pas)"
    return _ask(
        agreement,
        "negociation",
        "prorogation-sans-demande",
        text,
        rule.unasked.cited,
        "extension",
    )


def _renewal_questions(agreement: Agreement, term: Term | None, today: date) -> Iterator[Question]:
    """A renewal whose mode or length is unsaid: asked, never assumed tacit (C. civ. 1214).

    Of an express one, only whether it was decided, once the term has passed.
    """
    rule = agreement.term.renewal if agreement.term else None
    if rule is None or agreement.term is None:
        return
    if rule.mode == "tacit":
        if rule.length is None:
            text = "De quelle durée est chaque reconduction tacite ?"
            yield _ask(agreement, "reconduction", "reconduction", text, rule.cited, "renewal")
        return
    decided = len(term.all_periods) - 1 if term else 0
    ended = term is not None and term.end is not None and term.end < today
    if rule.times is not None and decided >= rule.times and rule.length:
        return
    if rule.mode == "express" and not ended:
        return
    text = "La reconduction a-t-elle été décidée ?"
    if rule.mode == "unknown":
        unsaid = ", et de quelle durée" if rule.length is None else ""
        text = f"La reconduction est-elle tacite ou expresse{unsaid} ?"
    futures: tuple[Future, ...] = ()
    if term and term.end:
        again = rule.length or agreement.term.length or ONE_YEAR
        renewed = term_end(term.end + ONE_DAY, again)
        futures = (
            Future("sans reconduction", term.end),
            Future(
                f"reconduite une fois pour {again}",
                renewed,
                ((renewal_event(decided + 1), term.end),),
            ),
        )
    asked = _ask(
        agreement, "reconduction", "reconduction", text + _told(futures), rule.cited, "renewal"
    )
    yield replace(asked, event=renewal_event(decided + 1), futures=futures)


def _cap_question(agreement: Agreement, term: Term | None) -> Iterator[Question]:
    rule = agreement.term
    if rule is None or rule.cap is None or term is None:
        return
    if term.truncated:
        text = (
            f"Le plafond {rule.cap.named} n'est pas un nombre entier de "
            "reconductions : la dernière est-elle écourtée, ou n'a-t-elle pas lieu ? "
            f"(jusqu'au {short(term.truncated.end)}, ou au {short(term.periods[-1].end)})"
        )
        yield _ask(agreement, "plafond-ecourte", "plafond", text, rule.cap.cited, "cap")
    if term.other_end is None:
        return
    first, other = term.caps
    yield _ask(
        agreement,
        "plafond",
        "plafond",
        f"Le plafond {rule.cap.named} couvre-t-il la durée totale ou les seules "
        f"reconductions ? ({first.reading} : {short(first.end)} ; "
        f"{other.reading} : {short(other.end)})",
        rule.cap.cited,
        "cap",
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
            "notice",
        )
    if notice.form_unsaid:
        yield _ask(
            agreement,
            "preavis-forme",
            "preavis",
            "Sous quelle forme la dénonciation doit-elle être donnée ?",
            notice.cited,
            "notice",
        )
    if notice.at_any_time is None:
        yield _ask(
            agreement,
            "preavis-moment",
            "preavis",
            "La dénonciation est-elle possible à tout moment, ou seulement avant chaque terme ?",
            notice.cited,
            "notice",
        )


def _period_question(agreement: Agreement) -> Iterator[Question]:
    """One question for all the clauses that do not say which windows they count."""
    open_ones = [
        clause
        for clause in agreement.clauses
        if clause.settled is None
        and any(
            isinstance(timing, Quota) and timing.dated and timing.basis is None
            for timing in parts(clause.timing)
        )
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
        "periods",
    )


def _late_question(
    agreement: Agreement, term: Term | None, occurrences: Sequence[Occurrence]
) -> Iterator[Question]:
    """One question for all the dates that fall after the end of the agreement."""
    late = [item for item in occurrences if item.post_term and not item.condition]
    if not late or term is None or term.end is None or agreement.term is None:
        return
    days = sorted({item.due for item in late if item.due})
    titles = dict.fromkeys(f"« {item.title} »" for item in late)
    span = f"du {short(days[0])} au {short(days[-1])}" if days[1:] else f"le {short(days[0])}"
    tail = "sont-elles dues" if late[1:] else "est-elle due"
    text = (
        f"Après le terme du {short(term.end)}, "
        f"{count(len(late), 'échéance tombe encore', 'échéances tombent encore')} "
        f"({listed(list(titles))}, {span}) : {tail} ?"
    )
    yield _ask(agreement, "apres-terme", "apres-terme", text, agreement.term.cited, "after the end")


def _turn_questions(agreement: Agreement) -> Iterator[Question]:
    """Who begins, where parties take turns and the text does not say who is first."""
    for clause in agreement.clauses:
        timing = clause.timing
        if isinstance(timing, Alternates) and timing.first is None:
            names = " ou ".join(agreement.party(name) for name in clause.owed_by)
            text = f"Qui commence : {names} ? ({clause.title})"
            yield _ask(agreement, clause.id, clause.id, text, clause.cited, "alternation")


def _about_questions(agreement: Agreement) -> Iterator[Question]:
    """How far "environ" may stretch, and how often where two places count differently."""
    for clause in agreement.clauses:
        for timing in parts(clause.timing):
            if isinstance(timing, After | Before) and timing.approximate:
                text = f"Quelle tolérance pour « environ {timing.length.in_words} » ?"
                name = f"{clause.id}-environ"
                yield _ask(agreement, name, clause.id, text, clause.cited, "about")
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
            yield _ask(agreement, f"{name}-nombre", name, text, cited, "about")


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

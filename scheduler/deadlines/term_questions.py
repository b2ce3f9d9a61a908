"""What the duration clause leaves open: extension, renewal, cap, notice, and what comes after."""

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
from scheduler.deadlines.bounds import EndEvent
from scheduler.deadlines.duration import WHOLE_ONLY, initial_length
from scheduler.deadlines.facts import Anchor, Facts, resolve
from scheduler.deadlines.french import between, capitalised, count, listed, short
from scheduler.deadlines.life import end_events
from scheduler.deadlines.obligation import Future, Occurrence, Question, Topic, Waiting
from scheduler.deadlines.period import ONE_DAY, term_end
from scheduler.deadlines.term import Term


def ask(
    agreement: Agreement, name: str, clause: str, text: str, cited: Citation, topic: Topic
) -> Question:
    """A question about how to read the words cited, asked under that name."""
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


def about_end(
    agreement: Agreement,
    facts: Facts,
    effect: Anchor,
    term: Term | None,
    occurrences: Sequence[Occurrence],
    waiting: Sequence[Waiting],
) -> Iterator[Question]:
    """An end that nobody knows: the event that sets it, or the length that the paper leaves blank.

    ``holds`` counts the dates that follow the earliest possible end, and what waits for it.
    """
    rule = agreement.term
    if rule is None or "end" in facts.assumed:
        return
    beyond = _beyond_the_earliest(term, occurrences)
    for event in awaited_ends(agreement, facts, term):
        if event.name != effect.name:
            held = sum(1 for item in waiting if item.event == event.name)
            known = resolve(agreement, facts, event.name)
            yield _end_question(agreement, known, beyond + held)
    if rule.length_unsaid and (term is None or not term.ended_for_good):
        text = "Quelle est la durée de la convention ? (le texte la laisse en blanc)"
        asked = ask(agreement, "duree", "duree", text, rule.cited, "end")
        yield replace(asked, holds=beyond)
    yield from _ended_before_it_began(agreement, facts, effect)


def awaited_ends(agreement: Agreement, facts: Facts, term: Term | None) -> tuple[EndEvent, ...]:
    """The events whose day is not known, and without which neither is the end."""
    rule = agreement.term
    if rule is None:
        return ()
    if term is not None:
        return term.pending.events if term.pending else ()
    events = end_events(agreement, facts)
    return tuple(one for one in events if one.name in rule.first_events and one.on is None)


def _beyond_the_earliest(term: Term | None, occurrences: Sequence[Occurrence]) -> int:
    """How many dates come after the earliest day on which the agreement may have ended."""
    if term is None or term.pending is None:
        return 0
    since = term.pending.earliest or term.effect
    days = [item.due or item.opens or item.earliest for item in occurrences]
    return sum(1 for day in days if day and day > since)


def _end_question(agreement: Agreement, event: Anchor, holds: int) -> Question:
    title = agreement.event_titles().get(event.name, event.name)
    rule, source = agreement.term, agreement.events.get(event.name)
    assert rule is not None, "the caller says so"
    return Question(
        id=f"{agreement.id}/{event.name}",
        agreement=agreement.id,
        clause=event.name,
        text=source.question if source else f"Quelle est la date de : {title} ?",
        kind="date",
        cited=(source.cited if source else None) or rule.cited,
        source=source.source if source else rule.cited.source,
        event=event.name,
        earliest=event.earliest,
        latest=event.latest,
        because=source.because if source else "",
        holds=holds,
        topic="end",
    )


def _ended_before_it_began(
    agreement: Agreement, facts: Facts, effect: Anchor
) -> Iterator[Question]:
    """Two dates of which one is wrong: an event that ends the agreement before its effect."""
    rule = agreement.term
    if rule is None or not effect.exact or effect.earliest is None:
        return
    for event in end_events(agreement, facts):
        if event.on and event.on < effect.earliest:
            text = (
                f"« {event.title} » est du {short(event.on)}, avant la prise d'effet du "
                f"{short(effect.earliest)} : laquelle des deux dates est à corriger ?"
            )
            name = f"{event.name}-avant-effet"
            yield ask(agreement, name, "prise-effet", text, rule.cited, "end")


def about_extension(
    agreement: Agreement, facts: Facts, term: Term | None, today: date
) -> Iterator[Question]:
    """Whether the agreement was extended and until when; both futures are shown.

    Asked once a request was received or the term has passed; before that, only what the text
    leaves unsaid is.
    """
    rule = agreement.term.extension if agreement.term else None
    if rule is None:
        return
    yield from _unsaid_of_the_answer(agreement, rule)
    if term is None or term.end is None:
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
        yield ask(agreement, "prorogation-duree", "prorogation", text, rule.cited, "extension")
    if rule.unasked:
        yield _unasked_question(agreement, rule)


def _unsaid_of_the_answer(agreement: Agreement, rule: ExtensionRule) -> Iterator[Question]:
    """How soon a request is answered, and what silence amounts to, where the text leaves it out."""
    if rule.answer_within is None:
        text = "Dans quel délai répondre à la demande de prorogation ? (le texte ne le dit pas)"
        yield ask(agreement, "prorogation-reponse", "prorogation", text, rule.cited, "extension")
    if rule.silence is None:
        text = "Que vaut le silence sur la demande de prorogation ? (le texte ne le dit pas)"
        yield ask(agreement, "prorogation-silence", "prorogation", text, rule.cited, "extension")


def _told(futures: Sequence[Future]) -> str:
    """What each way of going on leads to, in a sentence."""
    if not futures:
        return ""
    ends = " ; ".join(f"{one.reading} : {short(one.end)}" for one in futures)
    return f" {capitalised(ends)}."


def _unasked_question(agreement: Agreement, rule: ExtensionRule) -> Question:
    assert rule.unasked is not None, "the caller says so"
    text = "Sans demande de prorogation, jusqu'à quand négocier ? (le texte ne le dit pas)"
    return ask(
        agreement,
        "negociation",
        "prorogation-sans-demande",
        text,
        rule.unasked.cited,
        "extension",
    )


def about_renewal(agreement: Agreement, term: Term | None, today: date) -> Iterator[Question]:
    """A renewal whose mode or length is unsaid: asked, never assumed tacit (C. civ. 1214).

    Of an express one, only whether it was decided, once the term has passed.
    """
    rule = agreement.term.renewal if agreement.term else None
    if rule is None or agreement.term is None:
        return
    unsaid = rule.length is None and not rule.endless
    if rule.mode == "tacit":
        if unsaid:
            text = "De quelle durée est chaque reconduction tacite ?"
            yield ask(agreement, "reconduction", "reconduction", text, rule.cited, "renewal")
        return
    decided = len(term.all_periods) - 1 if term else 0
    ended = term is not None and term.end is not None and term.end < today
    if rule.times is not None and decided >= rule.times and not unsaid:
        return
    if rule.mode == "express" and not ended:
        if unsaid:
            text = "De quelle durée est la reconduction, si elle est décidée ?"
            yield ask(agreement, "reconduction", "reconduction", text, rule.cited, "renewal")
        return
    text = "La reconduction a-t-elle été décidée ?"
    if rule.mode == "unknown":
        length = ", et de quelle durée" if unsaid else ""
        text = f"La reconduction est-elle tacite ou expresse{length} ?"
    futures: tuple[Future, ...] = ()
    if term and term.end and not rule.endless:
        again = rule.length or initial_length(agreement.term, term.effect)
        renewed = term_end(term.end + ONE_DAY, again)
        futures = (
            Future("sans reconduction", term.end),
            Future(
                f"reconduite une fois pour {again}",
                renewed,
                ((renewal_event(decided + 1), term.end),),
            ),
        )
    asked = ask(
        agreement, "reconduction", "reconduction", text + _told(futures), rule.cited, "renewal"
    )
    yield replace(asked, event=renewal_event(decided + 1), futures=futures)


def about_cap(agreement: Agreement, term: Term | None) -> Iterator[Question]:
    """What the cap covers, and what becomes of a last renewal that it cuts."""
    rule = agreement.term
    if rule is None or term is None:
        return
    if term.other_end and term.other_end.reading == WHOLE_ONLY and term.end:
        text = (
            f"Le dernier jour écrit, le {short(term.end)}, tombe en cours de reconduction : la "
            "dernière est-elle écourtée, ou n'a-t-elle pas lieu ? "
            f"(jusqu'au {short(term.end)}, ou au {short(term.other_end.end)})"
        )
        yield ask(agreement, "terme-ecourte", "duree", text, rule.cited, "cap")
    if rule.cap is None:
        return
    if term.truncated:
        text = (
            f"Le plafond {rule.cap.named} n'est pas un nombre entier de "
            "reconductions : la dernière est-elle écourtée, ou n'a-t-elle pas lieu ? "
            f"(jusqu'au {short(term.truncated.end)}, ou au {short(term.kept[-1].end)})"
        )
        yield ask(agreement, "plafond-ecourte", "plafond", text, rule.cap.cited, "cap")
    if term.other_end is None or not term.caps[1:]:
        return
    first, other = term.caps
    yield ask(
        agreement,
        "plafond",
        "plafond",
        f"Le plafond {rule.cap.named} couvre-t-il la durée totale ou les seules "
        f"reconductions ? ({first.reading} : {short(first.end)} ; "
        f"{other.reading} : {short(other.end)})",
        rule.cap.cited,
        "cap",
    )


def about_what_follows(
    agreement: Agreement, term: Term | None, occurrences: Sequence[Occurrence]
) -> Iterator[Question]:
    """One question for all the dates that fall after the end of the agreement."""
    late = [one for one in occurrences if one.post_term and one.due and not one.condition]
    if not late or term is None or term.end is None or agreement.term is None:
        return
    days = sorted({item.due for item in late if item.due})
    titles = dict.fromkeys(f"« {item.title} »" for item in late)
    text = (
        f"Après le terme du {short(term.end)}, "
        f"{count(len(late), 'échéance tombe encore', 'échéances tombent encore')} "
        f"({listed(list(titles))}, {between(days[0], days[-1])}) : "
        f"{'est-elle due' if len(late) == 1 else 'sont-elles dues'} ?"
    )
    yield ask(agreement, "apres-terme", "apres-terme", text, agreement.term.cited, "after the end")

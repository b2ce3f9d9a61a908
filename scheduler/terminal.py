"""What the terminal says, in French: the opening report, lists, one occurrence explained."""

from collections.abc import Iterator, Sequence

from scheduler import standing, wording
from scheduler.awaiting import AwaitedFact, awaited_facts, recording
from scheduler.deadlines import french
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence, Shown
from scheduler.problems import render_all
from scheduler.situation import Situation, next_cliffs


def opening(now: Situation, page: str, mail: str) -> str:
    """What ``serve`` says first: agreements by life, questions, next cliffs, where things are."""
    lines = [f"échéancier – {french.full(now.today)}"]
    lines += [f"*** {banner} ***" for banner in now.banners]
    problems = now.rulebook.problems
    lines += ["", *_lives(now), "", *_questions(now), "", *_cliffs(now.binding), ""]
    errors = [one for one in problems if one.severity == "erreur"]
    warnings = sum(1 for one in problems if one.severity == "avertissement")
    if errors:
        lines += [render_all(errors), ""]
    if warnings:
        told = french.count(warnings, "avertissement")
        lines += [f"{told} sur les fichiers de règles (echeancier check).", ""]
    lines += [
        f"Page        {page}",
        "Calendrier  echeancier feed new",
        f"Courrier    {mail}",
        f"Ensuite     {_next_command(now)}",
    ]
    return "\n".join(lines)


def _lives(now: Situation) -> Iterator[str]:
    number = len(now.binding)
    yield french.count(number, "convention suivie", "conventions suivies") + " :"
    for life, words in wording.LIVES.items():
        for one in now.computations:
            if one.life == life:
                named = f"{one.agreement.id} – {one.agreement.short_title}"
                yield f"  {words:<13} {named} ({_summary(one)})"


def _summary(computation: Computation) -> str:
    """An ended agreement is one line and its question, not a list of late items."""
    if computation.life == "template":
        return "ne lie personne ; ses exemplaires sont suivis à part"
    if computation.life == "ended":
        return wording.ended(computation)
    dated = sum(1 for item in computation.occurrences if item.due)
    return (
        f"{french.count(dated, 'échéance datée', 'échéances datées')}, "
        f"{french.count(len(computation.asked), 'question')}"
    )


def _questions(now: Situation) -> Iterator[str]:
    asked = [question for one in now.computations for question in one.asked]
    first = [question for question in asked if question.pressing]
    if not asked:
        yield "Aucune question ouverte."
        return
    yield "À répondre d'abord :" if first else "Questions ouvertes :"
    for question in first or asked:
        yield f"  {question.agreement} : {wording.question(question)}"
        if question.event:
            yield f"    echeancier fact {question.agreement} {question.event} AAAA-MM-JJ"
    others = len(asked) - len(first)
    if first and others:
        counted = french.count(others, "autre question", "autres questions")
        yield f"  et {counted} (echeancier upcoming, ou la page)."


def _cliffs(computations: Sequence[Computation]) -> Iterator[str]:
    cliffs = next_cliffs(computations)
    if not cliffs:
        yield "Aucun couperet en vue."
        return
    yield "Prochains couperets :"
    for computation, item in cliffs:
        yield f"  {one_line(computation, item)}"


def one_line(computation: Computation, item: Occurrence) -> str:
    """An occurrence in one line: when, what, whose, how long is left."""
    performed = computation.performed(item)
    posting = wording.posting(item, today=computation.today, performed=performed)
    parts = [wording.when(item), *([posting] if posting else [])]
    left = wording.left(item, computation.today, performed=performed)
    return (
        f"{' ; '.join(parts)} : {wording.title(computation, item)} – "
        f"{computation.agreement.short_title}{f' ({left})' if left else ''}"
    )


def other_readings(item: Occurrence) -> Iterator[str]:
    """``autre lecture : le jeudi 31 décembre 2026 (le jour dit compris)``, one sentence each."""
    for other in item.alternatives:
        yield f"autre lecture : le {french.full(other.due)} ({other.reading})"


def questions_open(computations: Sequence[Computation]) -> Iterator[str]:
    """The questions worth a person's time, in a line each under their heading."""
    asked = [question for one in computations for question in one.asked]
    if asked:
        yield from ("", "Questions ouvertes :")
    for question in asked:
        yield f"  {question.agreement} : {wording.question(question)}"


def left_open(computations: Sequence[Computation]) -> Iterator[str]:
    """What these agreements cannot date yet: the facts awaited, the clauses without a date.

    Each kind under its heading, after an empty line; nothing where there is nothing to say.
    """
    awaited = [fact for one in computations for fact in awaited_facts(one)]
    if awaited:
        yield from ("", "En attente d'un fait :")
    for fact in awaited:
        yield from _awaited(fact)
    dateless = [shown for one in computations for shown in one.dateless]
    if dateless:
        yield from ("", "Sans date :")
    for shown in dateless:
        yield f"  {shown.agreement} : {_dateless(shown)}"


def _awaited(fact: AwaitedFact) -> Iterator[str]:
    yield f"  {fact.computation.agreement.id} : « {fact.title} »"
    for clause in fact.clauses:
        yield f"    {clause.title} ({wording.cited(clause.cited)})"
    if fact.command:
        yield f"    {fact.command}"


def _dateless(shown: Shown) -> str:
    return f"{shown.title} ({wording.cited(shown.cited)}) – {shown.because}"


def clause_explained(computation: Computation, clause: str) -> str | None:
    """A clause of the agreement: its dates with their keys, or why it has none yet.

    ``clause`` is the name it bears in the rule file; None where the agreement has none such.
    """
    titles = _titles(computation, clause)
    items = [item for item in computation.occurrences if item.clause == clause]
    if not titles:
        return None
    lines = [titles[0], computation.agreement.title, ""]
    for item in items:
        lines += [f"{item.key} : {french.capitalised(wording.when(item))}."]
    return "\n".join([*lines, *_undated(computation, clause)])


def _titles(computation: Computation, clause: str) -> list[str]:
    """What that clause is called: as its rule file does, or by whatever comes out of it."""
    shown = (*computation.dateless, *computation.milestones)
    return [
        *(one.title for one in computation.agreement.clauses if one.id == clause),
        *(one.title for one in computation.occurrences if one.clause == clause),
        *(one.title for one in computation.waiting if one.clause == clause),
        *(one.title for one in shown if one.clause == clause),
    ]


def _undated(computation: Computation, clause: str) -> Iterator[str]:
    """What that clause asks, waits for, or is without a date."""
    for question in computation.questions:
        if question.clause == clause:
            yield f"Question ouverte : {wording.question(question)}"
            if command := question.event and recording(computation, question.event):
                yield f"  {command}"
    for fact in awaited_facts(computation):
        if any(waiting.clause == clause for waiting in fact.clauses):
            yield f"En attente d'un fait : « {fact.title} »."
            if fact.command:
                yield f"  {fact.command}"
    for shown in computation.dateless:
        if shown.clause == clause:
            yield f"Sans date : {shown.because}."
    for shown in computation.standing:
        if shown.clause == clause:
            yield f"Sans date : {shown.because or 'en permanence'}."
    for shown in computation.same:
        if shown.clause == clause:
            yield f"Dit avec une autre clause : {shown.agreement}/{shown.because}."
    for shown in computation.milestones:
        if shown.clause == clause and shown.on:
            yield f"Jalon : le {french.full(shown.on)}, jamais rappelé."


def _next_command(now: Situation) -> str:
    for computation in now.computations:
        for question in computation.asked:
            if question.event:
                return f"echeancier fact {question.agreement} {question.event} AAAA-MM-JJ"
    return "echeancier upcoming"


def explanation(computation: Computation, item: Occurrence) -> str:
    """One occurrence and why its date is that one, step by step."""
    lines = [
        f"{wording.title(computation, item)}",
        f"{computation.agreement.title}",
        "",
        french.capitalised(wording.when(item)) + ".",
    ]
    performed = computation.performed(item)
    if posting := wording.posting(item, today=computation.today, performed=performed):
        lines.append(french.capitalised(posting) + ".")
    if item.condition:
        lines.append(french.capitalised(item.condition) + ".")
    if wording.penalty(computation, item):
        lines.append(wording.penalty(computation, item))
    lines += standing.sentences(computation, item)
    lines += ["", *item.derivation]
    lines += [
        "",
        f"Règle : {item.cited.source.file}:{item.cited.source.line}",
        f"Clé : {item.key}",
    ]
    return "\n".join(lines)

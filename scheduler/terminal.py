"""What the terminal says, in French: the opening report, lists, one occurrence explained."""

from collections.abc import Iterator, Sequence

from scheduler import standing, wording
from scheduler.deadlines import french
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
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

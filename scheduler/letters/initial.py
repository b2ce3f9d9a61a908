"""The first report on agreements: their life, what is asked, the next cliffs, the past."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from scheduler import wording
from scheduler.deadlines import french
from scheduler.deadlines.computation import Computation
from scheduler.letters.desk import Desk, Head
from scheduler.letters.listing import Found, lines, questions_section
from scheduler.mail.letter import Line, Section
from scheduler.situation import next_cliffs

MOST_PAST = 12
"""How many of what was due before following began are told one by one."""


def initial_head(computations: Sequence[Computation], today: date) -> Head:
    """How many agreements are followed from now on, and what is asked."""
    asked = sum(len(one.asked) for one in computations)
    number = len(computations)
    subject = (
        f"État initial : {french.count(number, 'convention suivie', 'conventions suivies')}, "
        f"{french.count(asked, 'question')}"
    )
    lead = (
        f"{french.count(number, 'convention est suivie', 'conventions sont suivies')} "
        f"à partir du {french.full(today)}.",
        "Ce qui était dû avant cette date n'est pas rappelé : à trier ci-dessous.",
    )
    return Head("initial", subject, subject, lead)


def initial_sections(computations: Sequence[Computation], desk: Desk) -> list[Section]:
    """Their life, what is asked, the next cliffs, the past."""
    if not computations:
        return []
    cliffs = [Found(one, item) for one, item in next_cliffs(computations)]
    clauses = tuple(
        Line("", question.text, one.agreement.short_title, "", None)
        for one in computations
        for question in one.asked
        if not question.pressing
    )
    return [
        *questions_section(computations, desk, records=True),
        Section(
            "Prochains couperets",
            lines(cliffs, desk),
            empty="Aucun couperet daté pour le moment.",
        ),
        Section("Conventions suivies", tuple(_life_line(one, desk) for one in computations)),
        Section("Ce que les textes ne disent pas", clauses, empty="Rien."),
        _past_section(computations, desk),
    ]


def _past_section(computations: Sequence[Computation], desk: Desk) -> Section:
    """What was due before following began: each in a line, or each agreement's where many are."""
    past = [(one, found) for one in computations if (found := _past(one))]
    number = sum(len(found) for _, found in past)
    told = (
        [_past_line(found, desk) for _, every in past for found in every]
        if number <= MOST_PAST
        else [_counted(one, every, desk) for one, every in past]
    )
    return Section(
        "Dû avant le suivi : fait, inconnu ou manqué ?",
        tuple(told),
        intro="Dans un tableur, tout à la fois : echeancier triage --out tri.csv.",
        empty="Rien de daté avant le suivi.",
    )


def _past(computation: Computation) -> list[Found]:
    if computation.life == "ended":
        return []
    return [
        Found(computation, item)
        for item in computation.occurrences
        if computation.status(item) == "untracked"
    ]


def _past_line(found: Found, desk: Desk) -> Line:
    (line,) = lines([found], desk)
    return replace(line, note=f"echeancier done {found.item.key} --on AAAA-MM-JJ")


def _counted(computation: Computation, past: Sequence[Found], desk: Desk) -> Line:
    """How many they are, and between which days: the sheet has each of them."""
    days = [one.day for one in past if one.day]
    return Line(
        when=french.between(min(days), max(days)) if days else "",
        title=french.count(len(past), "échéance"),
        agreement=computation.agreement.short_title,
        left="",
        url=desk.url(f"/convention/{computation.agreement.id}"),
        note=f"echeancier triage {computation.agreement.id} --out tri.csv",
    )


def _life_line(computation: Computation, desk: Desk) -> Line:
    term = computation.term
    end = ""
    if term and term.end and computation.effect.exact:
        end = f"au plus loin jusqu'au {french.short(term.end)}"
        if computation.life == "ended":
            end = wording.ended(computation)
    return Line(
        when=wording.LIVES[computation.life],
        title=computation.agreement.title,
        agreement=computation.agreement.short_title,
        left=end,
        url=desk.url(f"/convention/{computation.agreement.id}"),
    )

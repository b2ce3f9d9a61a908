"""The first report on agreements: their life, what is asked, the next cliffs, the past."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from scheduler import english, wording
from scheduler.deadlines import french
from scheduler.deadlines.computation import Computation
from scheduler.letters.desk import Desk, Head
from scheduler.letters.listing import Found, lines, questions_section
from scheduler.mail.letter import Line, Section
from scheduler.situation import next_cliffs
from scheduler.tongue import Tongue

MOST_PAST = 12
"""How many of what was due before following began are told one by one."""


def initial_head(computations: Sequence[Computation], today: date, tongue: Tongue) -> Head:
    """How many agreements are followed from now on, and what is asked."""
    asked = sum(len(one.asked) for one in computations)
    number, day = len(computations), tongue.full(today)
    subject = tongue.say(
        f"État initial : {french.count(number, 'convention suivie', 'conventions suivies')}, "
        f"{french.count(asked, 'question')}",
        f"First report: {english.count(number, 'agreement')} followed, "
        f"{english.count(asked, 'question')}",
    )
    lead = (
        tongue.say(
            f"{french.count(number, 'convention est suivie', 'conventions sont suivies')} "
            f"à partir du {day}.",
            f"{english.count(number, 'agreement is', 'agreements are')} followed from {day}.",
        ),
        tongue.say(
            "Ce qui était dû avant cette date n'est pas rappelé : à trier ci-dessous.",
            "There is no reminder of what was due before that day: to be sorted below.",
        ),
    )
    return Head("initial", subject, subject, lead)


def initial_sections(
    computations: Sequence[Computation], desk: Desk, tongue: Tongue
) -> list[Section]:
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
        *questions_section(
            ((one, question) for one in computations for question in one.asked),
            desk,
            tongue,
            records=True,
        ),
        Section(
            tongue.say("Prochains couperets", "Next dates that must not be missed"),
            lines(cliffs, desk, tongue),
            empty=tongue.say("Aucun couperet daté pour le moment.", "None is dated for now."),
        ),
        Section(
            tongue.say("Conventions suivies", "Agreements followed"),
            tuple(_life_line(one, desk, tongue) for one in computations),
        ),
        Section(
            tongue.say("Ce que les textes ne disent pas", "What the texts do not say"),
            clauses,
            empty=tongue.say("Rien.", "Nothing."),
        ),
        _past_section(computations, desk, tongue),
    ]


def _past_section(computations: Sequence[Computation], desk: Desk, tongue: Tongue) -> Section:
    """What was due before following began: each in a line, or each agreement's where many are."""
    past = [(one, found) for one in computations if (found := _past(one))]
    number = sum(len(found) for _, found in past)
    told = (
        [_past_line(found, desk, tongue) for _, every in past for found in every]
        if number <= MOST_PAST
        else [_counted(one, every, desk, tongue) for one, every in past]
    )
    return Section(
        tongue.say(
            "Dû avant le suivi : fait, inconnu ou manqué ?",
            "Due before following began: done, unknown or missed?",
        ),
        tuple(told),
        intro=tongue.say(
            "Dans un tableur, tout à la fois : echeancier triage --out tri.csv.",
            "In a spreadsheet, all at once: echeancier triage --out tri.csv.",
        ),
        empty=tongue.say("Rien de daté avant le suivi.", "Nothing dated before following began."),
    )


def _past(computation: Computation) -> list[Found]:
    if computation.life == "ended":
        return []
    return [
        Found(computation, item)
        for item in computation.occurrences
        if computation.status(item) == "untracked"
    ]


def _past_line(found: Found, desk: Desk, tongue: Tongue) -> Line:
    (line,) = lines([found], desk, tongue)
    day = tongue.say("AAAA-MM-JJ", "YYYY-MM-DD")
    return replace(line, note=f"echeancier done {found.item.key} --on {day}")


def _counted(computation: Computation, past: Sequence[Found], desk: Desk, tongue: Tongue) -> Line:
    """How many they are, and between which days: the sheet has each of them."""
    days = [one.day for one in past if one.day]
    return Line(
        when=tongue.between(min(days), max(days)) if days else "",
        title=tongue.say(french.count(len(past), "échéance"), english.count(len(past), "date")),
        agreement=computation.agreement.short_title,
        left="",
        url=desk.url(f"/convention/{computation.agreement.id}"),
        note=f"echeancier triage {computation.agreement.id} --out tri.csv",
    )


def _life_line(computation: Computation, desk: Desk, tongue: Tongue) -> Line:
    term = computation.term
    end = ""
    if term and term.end and computation.effect.exact:
        day = tongue.short(term.end)
        end = tongue.say(f"au plus loin jusqu'au {day}", f"until {day} at the furthest")
        if computation.life == "ended":
            end = wording.ended(computation, tongue)
    return Line(
        when=wording.life(computation, tongue),
        title=computation.agreement.title,
        agreement=computation.agreement.short_title,
        left=end,
        url=desk.url(f"/convention/{computation.agreement.id}"),
    )

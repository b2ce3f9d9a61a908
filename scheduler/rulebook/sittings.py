"""What a calendar file lacks: sessions in a vacancy or not entered, school holidays."""

from collections.abc import Iterator

from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.french import between, full
from scheduler.deadlines.timing import SCHOOL_HOLIDAYS, Stoppable, within
from scheduler.problems import Problem
from scheduler.rulebook.calendar_file import CalendarFile
from scheduler.rulebook.checked import Loaded, path_of
from scheduler.rulebook.contradictions import warning
from scheduler.rulebook.yaml_nodes import Node, key_place, locate


def in_a_vacancy(file: CalendarFile, root: Node) -> Iterator[Problem]:
    """A session entered between an election and the installation of the new body: none decides."""
    for name, body in file.bodies.items():
        for rank, day in enumerate(body.sessions):
            for vacancy in body.vacancies:
                if vacancy.start <= day <= vacancy.end:
                    yield warning(
                        locate(root, ("séances", name, "dates", rank)),
                        "R155",
                        f"la séance du {full(day)} tombe pendant la vacance "
                        f"({between(vacancy.start, vacancy.end)}) : elle ne compte pas",
                        "corriger la date, ou finir la vacance la veille de l'installation",
                    )


def holidays_not_entered(loaded: Loaded) -> Iterator[Problem]:
    """A delay that does not run in the school holidays, of a calendar that has none entered."""
    for rule in loaded.rules:
        calendar = rule.agreement.calendar
        for clause in () if calendar.school_holidays else rule.agreement.clauses:
            pauses = [one.paused for one in within(clause.timing) if isinstance(one, Stoppable)]
            if SCHOOL_HOLIDAYS in pauses:
                yield warning(
                    locate(rule.root, (*path_of(clause), "quand")),
                    "R158",
                    f"le calendrier « {calendar.name} » ne donne pas les vacances scolaires",
                    "les y ajouter : `vacances scolaires: [{du: 2026-10-17, au: 2026-11-01, motif: "
                    "Toussaint}]`",
                    subject=clause.id,
                )


def not_entered(loaded: Loaded) -> Iterator[Problem]:
    """The sessions that a cliff of the coming months needs, of a year that has none entered."""
    if loaded.today is None:
        return
    for rule in loaded.rules:
        if not rule.agreement.calendar.bodies or rule.agreement.template:
            continue
        for question in compute(rule.agreement, Facts(), loaded.today).questions:
            if question.topic == "sessions":
                calendar = rule.agreement.calendar.name
                yield Problem(
                    key_place(rule.root, ("calendrier",)),
                    "R157",
                    question.text.partition(" (")[0],
                    f"ajouter ces dates sous « séances » du calendrier « {calendar} »",
                    "note",
                )

"""What is to be seen of the sessions of a calendar file: those in a vacancy, those not entered."""

from collections.abc import Iterator

from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.french import between, full
from scheduler.problems import Problem
from scheduler.rulebook.calendar_file import CalendarFile
from scheduler.rulebook.checked import Loaded
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

"""The day an agreement takes effect: so long from a fact, the last or the first of several days."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.reading import read_back
from tests.written import HEAD, book, errors, of

FACTS = "faits: {signature: {titre: signature}, notification: {titre: notification}}\n"
DAYS = {"signature": date(2026, 1, 20), "notification": date(2026, 2, 3)}


def written(effect: str) -> str:
    return f'{HEAD}{FACTS}durée: {{article: "1", prend effet: {effect}, pour: 3 ans}}\n'


def played(folder: Path, effect: str, *known: str) -> Computation:
    (agreement,) = book(folder, written(effect)).agreements
    return compute(agreement, Facts(events={name: DAYS[name] for name in known}), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("effect", "first", "last"),
    [
        ("{délai: 15 jours, après: notification}", "2026-02-18", "2029-02-17"),
        ("{délai: 1 mois, après: notification}", "2026-03-03", "2029-03-02"),
        ("{passé: 2 mois, après: notification}", "2026-04-04", "2029-04-03"),
        ("{au bout de: 2 mois, après: notification}", "2026-04-03", "2029-04-02"),
        ("{délai: 10 jours, avant: notification}", "2026-01-24", "2029-01-23"),
        ("quinze jours après la notification", "2026-02-18", "2029-02-17"),
        ("lendemain de la signature", "2026-01-21", "2029-01-20"),
        ("1er du mois suivant la notification", "2026-03-01", "2029-02-28"),
        ("{le: 1er du mois suivant, après: signature}", "2026-02-01", "2029-01-31"),
        (
            "{au dernier de: [{le: 2026-01-01}, {délai: 15 jours, après: notification}]}",
            "2026-02-18",
            "2029-02-17",
        ),
        ("{au dernier de: [2026-06-01, signature]}", "2026-06-01", "2029-05-31"),
        ("{au premier de: [2026-06-01, notification]}", "2026-02-03", "2029-02-02"),
        (
            "{la plus tardive de: [signature, {passé: 2 mois, après: notification}]}",
            "2026-04-04",
            "2029-04-03",
        ),
    ],
)
def test_an_effect_is_counted_from_a_fact_or_chosen_among_days(
    tmp_path: Path, effect: str, first: str, last: str
) -> None:
    computation = played(tmp_path, effect, *DAYS)
    assert computation.term is not None
    assert computation.term.effect == date.fromisoformat(first)
    (end,) = of(computation, "dernier-terme")
    assert end.due == date.fromisoformat(last)


def test_an_effect_waits_for_what_it_is_counted_from(tmp_path: Path) -> None:
    effect = "{au dernier de: [{le: 2026-01-01}, {délai: 15 jours, après: notification}]}"
    computation = played(tmp_path, effect)
    (end,) = of(computation, "dernier-terme")
    assert (end.due, end.earliest) == (None, date(2028, 12, 31))
    assert [question.text for question in computation.questions] == [
        "Quelle est la date de : notification ?"
    ]
    alone = played(tmp_path, "{délai: 15 jours, après: notification}")
    assert alone.term is None
    assert len(alone.questions) == 1


def test_an_effect_counted_from_a_fact_is_read_back_and_explained(tmp_path: Path) -> None:
    effect = "{au dernier de: [{le: 2026-01-01}, {délai: 15 jours, après: notification}]}"
    computation = played(tmp_path, effect, "notification")
    assert next(read.sentence for read in read_back(computation.agreement)) == (
        "Prend effet à la dernière de ces dates : le 1er janvier 2026 ; quinze jours après "
        "« notification »."
    )
    steps = " ".join(of(computation, "dernier-terme")[0].derivation)
    assert "quinze jours après « notification » du 3 février 2026" in steps


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ("{délai: 15 jours}", "depuis un fait"),
        ("{délai: 15 jours, passé: 1 mois, après: signature}", "une seule"),
        ("{passé: 15 jours, avant: signature}", "délai"),
        ("{le: 2026-01-01, à: signature}", "une seule"),
    ],
)
def test_an_effect_that_says_no_day_or_two_is_refused(
    tmp_path: Path, effect: str, words: str
) -> None:
    found = errors(tmp_path, written(effect))
    assert any(words in problem.message + problem.hint for problem in found)

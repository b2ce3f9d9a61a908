"""Keys that do not go together are answered with the form that fits them, ready to be pasted."""

import random
import re
from itertools import combinations
from pathlib import Path

import pytest

from scheduler.problems import Problem
from scheduler.rulebook.fitting import FITS
from tests.deadlines.test_cases_quotes import NINE_YEARS, OTHER
from tests.rulebook.remedies import pasted
from tests.written import book

HEAD = """convention: essai
titre: Essai
nous: ccas
calendrier: bethune
parties: {ccas: CCAS, asso: Association}
faits:
  reunion: {titre: la réunion}
  pieces: {titre: réception des pièces}
"""


def written(when: str) -> str:
    return (
        f"{HEAD}{NINE_YEARS}{OTHER}  essai:\n    titre: Essai\n    article: '2'\n"
        f"    citation: remise\n    par: ccas\n    quand: {when}\n"
    )


def refused(folder: Path, when: str) -> Problem:
    """The first error of the file."""
    return next(iter(book(folder, written(when)).errors))


SHOWN = {
    "{à: reunion}": "{dès: reunion}",
    "{pour: 15 février}": "{chaque: année, pour: 15 février}",
    "[{à: reunion, délai: 2 mois}, {pour: 2026-12-31}]": (
        "[{délai: 2 mois, après: reunion}, {pour: 2026-12-31}]"
    ),
    "{à: 31 décembre N}": "{chaque: année, au plus tard: 31 décembre N}",
    "{après: reunion}": "{dès: reunion}",
    "{délai: 15 jours}": "{délai: 15 jours, après: reunion}",
    "{chaque: mois, seulement: juillet}": "{chaque: année, en: juillet N}",
    "{chaque: mois, au plus tard: 15, seulement: 2026}": "{chaque: mois, au plus tard: 15}",
    "{chaque: semestre}": "{au moins: 1, par: semestre}",
    "{chaque: trimestre, délai: 10 jours}": (
        "{délai: 10 jours, après: {chaque: trimestre, au plus tard: dernier jour}}"
    ),
    "{au plus tard: 60 jours avant le terme}": "{délai: 60 jours, avant: terme}",
    "{au plus tard: 15 jours avant la réunion}": "{délai: 15 jours, avant: reunion}",
    "{pour: deux mois après la prise d'effet}": "{délai: deux mois, après: prise d'effet}",
    "{en: mai}": "{chaque: année, en: mai N}",
    "{par: semestre}": "{au moins: 1, par: semestre}",
    "{fois: 2, par: année}": "{au moins: 2, par: année}",
    "{délai: 15 jours, échéance: autre}": "{délai: 15 jours, après: {échéance: autre}}",
    "{échéance: autre}": "{à: {échéance: autre}}",
    "{tous les: 2 ans, au plus tard: 31 mars N}": (
        "{chaque: année, au plus tard: 31 mars N, tous les: 2 ans}"
    ),
    "{délai: 3 mois, après: reunion, ouvre: 6 mois}": "{délai: 3 mois, après: reunion}",
    "{délai: 3 mois, après: reunion, avant: terme}": "{délai: 3 mois, après: reunion}",
    "{délai: 3 mois, avant: 31 décembre N}": (
        "{délai: 3 mois, avant: {chaque: année, pour: 31 décembre N}}"
    ),
    "{dès: reunion, au plus tard: 2026-12-31}": "[{dès: reunion}, {au plus tard: 2026-12-31}]",
    "{question: quand ?, par: année}": '{question: "quand ?"}',
    "{au premier de: [{à: reunion}, {pour: 2026-12-31}]}": (
        "{au premier de: [{dès: reunion}, {pour: 2026-12-31}]}"
    ),
    "{même que: autre, lecture: {à: reunion}}": "{même que: autre, lecture: {dès: reunion}}",
}


@pytest.mark.parametrize(("when", "form"), SHOWN.items())
def test_the_form_that_fits_the_keys_is_shown_and_can_be_pasted_in(
    tmp_path: Path, when: str, form: str
) -> None:
    """F1 and its kind."""
    text = written(when)
    problem = refused(tmp_path, when)
    assert f"écrire `quand: {form}`" in problem.hint
    again = pasted(text, problem)
    assert again == written(form)
    assert book(tmp_path, again).errors == ()


def test_a_key_that_has_no_place_is_named(tmp_path: Path) -> None:
    problem = refused(tmp_path, "{chaque: mois, au plus tard: 15, seulement: 2026}")
    assert problem.hint.endswith("« seulement » n'y a pas de place")


SAMPLES = {
    "au moins": "1",
    "au plus": "2",
    "par": "semestre",
    "tous les": "2 ans",
    "chaque": "année",
    "pour": "15 février N+1",
    "au plus tard": "2026-12-31",
    "avant": "terme",
    "après": "reunion",
    "le": "15",
    "du": "2026-01-01",
    "au": "31 mars N",
    "en": "mai N",
    "dès": "reunion",
    "à": "anniversaire",
    "délai": "3 mois",
    "ouvre": "6 mois",
    "passé": "2 mois",
    "au bout de": "6 mois",
    "pendant": "1re année",
    "règle": "FREQ=MONTHLY",
    "question": "Quand ?",
    "vers": "fin 2026",
    "échéance": "autre",
    "seulement": "juillet",
    "fois": "2",
}


def test_any_two_keys_are_taken_or_answered_with_what_can_be_pasted_in(tmp_path: Path) -> None:
    """Every pair of keys of ``quand``: how many are taken, how many remedies hold."""
    taken = answered = 0
    failed = []
    for one, other in combinations(SAMPLES, 2):
        when = f"{{{one}: {SAMPLES[one]}, {other}: {SAMPLES[other]}}}"
        text = written(when)
        errors = book(tmp_path, text).errors
        if not errors:
            taken += 1
            continue
        again = next((new for problem in errors if (new := pasted(text, problem))), None)
        if again and not book(tmp_path, again).errors:
            answered += 1
        else:
            failed.append(when)
    print(f"{taken} pairs taken, {answered} mended by their remedy, not: {failed}")
    assert taken > 5
    assert len(failed) <= answered / 20


def test_every_row_of_the_table_names_keys_that_its_form_uses() -> None:
    for fit in FITS:
        named = set(re.findall(r"<([^>]+)>", fit.shown)) - {"fait"}
        assert named <= set(fit.keys)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("sinistre", "le déclarer : ajouter sous « faits » `sinistre: {titre: sinistre}`"),
        ("reunions", "vouliez-vous dire « reunion » ?"),
        ("reuniom", "vouliez-vous dire « reunion » ?"),
    ],
)
def test_a_fact_that_is_not_declared_is_declared_or_named(
    tmp_path: Path, wrong: str, hint: str
) -> None:
    """F2: only a name that is really close is proposed."""
    when = f"{{délai: 15 jours, après: {wrong}}}"
    problem = refused(tmp_path, when)
    assert problem.hint.startswith(hint)
    again = pasted(written(when), problem)
    assert again
    assert book(tmp_path, again).errors == ()


def test_a_fact_is_declared_where_the_file_has_none(tmp_path: Path) -> None:
    text = written("{dès: sinistre}").replace(HEAD[HEAD.index("faits:") :], "")
    (problem,) = book(tmp_path, text).errors
    again = pasted(text, problem)
    assert again
    assert book(tmp_path, again).errors == ()


@pytest.mark.parametrize("name", ["Béthune", "Bethune", "BÉTHUNE", "ville-de-bethune", "betune"])
def test_a_calendar_is_proposed_and_never_a_convention(tmp_path: Path, name: str) -> None:
    """F4."""
    text = written("permanent").replace("calendrier: bethune", f"calendrier: {name}")
    (problem,) = book(tmp_path, text).errors
    assert "bethune-sad" not in problem.hint
    again = pasted(text, problem)
    assert again == written("permanent")


KEPT_SEED = 20261201
KEPT_DRAWN = 250
DISTINCT = {
    **SAMPLES,
    "au moins": "7",
    "au plus": "8",
    "fois": "9",
    "tous les": "4 ans",
    "chaque": "trimestre",
    "pour": "15 février N+1",
    "au plus tard": "2026-11-30",
    "avant": "pieces",
    "délai": "11 jours",
    "ouvre": "5 mois",
    "passé": "2 mois",
    "au bout de": "6 mois",
    "depuis": "2025",
    "jusqu'en": "2031",
    "environ": "oui",
    "départ": "fin du mois",
    "échéance": "{échéance: autre}",
    "sauf": "{janvier: 25}",
}
"""Keys with a value that no other bears, so that a value can be looked for in the remedy."""


def test_a_remedy_keeps_every_value_or_says_which_it_leaves_out(tmp_path: Path) -> None:
    """What was written is in the form that is shown, or its key is said to have no place there."""
    draw = random.Random(KEPT_SEED)
    shown = 0
    for _ in range(KEPT_DRAWN):
        keys = draw.sample(sorted(DISTINCT), draw.choice((1, 2, 2, 3, 3, 4)))
        when = "{" + ", ".join(f"{key}: {DISTINCT[key]}" for key in keys) + "}"
        for problem in book(tmp_path, written(when)).errors:
            form = re.search(r"écrire `quand: (?P<form>[^`]*)`(?P<rest>.*)", problem.hint)
            if form is None:
                continue
            shown += 1
            lost = [
                key
                for key in keys
                if DISTINCT[key].strip("{}").rpartition(": ")[2] not in form["form"]
                and f"« {key} »" not in form["rest"]
            ]
            assert not lost, (when, problem.hint, lost)
            numbers = set(re.findall(r"\d+", form["form"])) - set(re.findall(r"\d+", when))
            assert numbers <= {"1", "31"}, (when, problem.hint)
    print(f"seed {KEPT_SEED}: {shown} remedies looked at")
    assert shown > KEPT_DRAWN / 4

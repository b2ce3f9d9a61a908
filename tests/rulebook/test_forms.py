"""Each form of the language, written wrongly, is refused at its place with a remedy."""

from pathlib import Path

import pytest

from scheduler.problems import Problem
from scheduler.rulebook.load import Sources, load
from tests.bethune import ROOT

CARD = """convention: essai
titre: Essai
nous: ccas
calendrier: bethune
parties: {ccas: CCAS, asso: Association}
faits:
  avance: {titre: avance choisie}
durée:
  article: "1"
  prend effet: {le: 2025-01-01}
  pour: 3 ans
obligations:
  comite:
    titre: Comité
    article: "2"
    citation: chaque année un comité
    par: [ccas, asso]
    quand: {au moins: 1, par: année}
  redite:
    titre: Comité, redit
    article: "3"
    citation: un comité annuel
    par: [ccas, asso]
    quand: {même que: comite}
  essai:
    titre: Essai
    article: "4"
    citation: les mots du texte
    par: ccas
"""


def problems(folder: Path, text: str) -> list[Problem]:
    (folder / "essai.yaml").write_text(text, "utf-8")
    book = load(Sources((folder / "essai.yaml",), ROOT / "calendars", ROOT / "annuaire.yaml"))
    return list(book.errors)


@pytest.mark.parametrize(
    ("written", "code", "words"),
    [
        ("quand: {en: mai}", "R022", "mai 2023"),
        ("quand: {en: 5e trimestre 2025}", "R022", "5e trimestre"),
        ("quand: {en: 3e semestre 2025}", "R022", "3e semestre"),
        ("quand: {chaque: année, en: brumaire N}", "R022", "brumaire"),
        ("quand: {chaque: mois, avant: 32}", "R022", "32"),
        ("quand: {chaque: mois, avant: 15, le: 3}", "R022", "une seule des clés"),
        ("quand: {chaque: trimestre, au plus tard: 15 du 4e mois}", "R022", "3 mois"),
        ("quand: {chaque: mois, avant: 15, sauf: {brumaire: 25}}", "R022", "janvier"),
        ("quand: {chaque: siècle, avant: 15}", "R022", "année"),
        ("quand: {au moins: 1, tous les: 40 jours}", "R022", "par: semaine"),
        ("quand: {au moins: 1, par: année, tous les: 2 mois}", "R022", "une seule des clés"),
        ("quand: {au moins: 1, par: année, depuis: avant hier}", "R022", "hier"),
        ("quand: {au bout de: 6 mois, après: ouverture}", "R104", "avance"),
        ("quand: {pendant: fin}", "R022", "dernière année"),
        ("quand: {même que: comit}", "R108", "comite"),
        ("quand: {même que: redite}", "R108", "ne fait elle-même que renvoyer"),
        ("quand: {même que: comite, lecture: {chaque: mois}}", "R022", "une seule des clés"),
        ("quand: {alterne: comit}", "R108", "comite"),
        ("quand: {alterne: comite, premier: commune}", "R103", "ccas, asso"),
        ("quand: []", "R022", ""),
        ("quand: [{en: mai}]", "R022", "mai 2023"),
        ("quand: permanent\n    si: si on en décide ainsi", "R022", "déclarer un fait"),
        ("quand: permanent\n    si: avanc", "R104", "avance"),
        ("quand: permanent\n    si: {fait: avance, sans: avance}", "R022", "une seule des clés"),
        ("quand: permanent\n    suppose: comit", "R108", "comite"),
        ("quand: permanent\n    même acte que: comit", "R108", "comite"),
        ("quand: permanent\n    pièces: {a: {si: oui}}", "R021", "titre"),
        ("quand: permanent\n    contredit: [{article: '1'}]", "R021", "citation"),
        ("quand: permanent\n    en vigueur: {du: jamais}", "R022", "jamais"),
        ("quand: permanent\n    pièces: {a: {titre: un, deux et trois}}", "R020", "guillemets"),
        ("quand: {chaque: année, au: 1er mars N, en: mai}", "R022", "une seule des clés"),
        ("quand: {chaque: mois, du: 1er mardi, au: 10}", "R022", "quantième"),
        ("quand: {chaque: année, avant: 6e jour ouvré de brumaire N}", "R022", "janvier"),
        ("quand: {en: 3e quinzaine de juin 2025}", "R022", "quinzaine"),
        ("quand: {délai: 3 mois, après: terme, ouvre: 6 mois}", "R022", "« avant »"),
        ("quand: {au moins: 2, tous les: 6 mois, périodes: glissantes}", "R022", "un acte"),
        ("quand: {au moins: 1, par: semaine, périodes: glissantes}", "R022", "un acte"),
        ("quand: {à: terme, tous les: 3 ans}", "R022", "anniversaire"),
        (
            "quand: {délai: 1 mois, après: avance}\n    silence: {vaut: refus, réponse: avance}\n"
            "  essai-silence: {titre: E, article: '5', citation: e, par: ccas, quand: permanent}",
            "R106",
            "essai-silence",
        ),
        ("quand: permanent\n    exemples: {échéance: 2026-01-01}", "R151", "aucune date"),
        ("quand: permanent\n    silence: accord", "R022", "réponse"),
        ("quand: permanent\n    pénalité: beaucoup", "R022", "montant"),
        ("quand: permanent\n    report: lundi suivant", "R022", "jour ouvré suivant"),
        ("quand: {chaque: année, avant: 15 mai N, tous les: 2 mois}", "R022", "en années"),
        (
            "quand: {chaque: année, en: 1re quinzaine de mai N, seulement: 1re année}",
            "R022",
            "avec un jour",
        ),
        ("quand: {chaque: année, avant: 15 mai N, seulement: parfois}", "R022", "année"),
        ("quand: {à: anniversaire, tous les: 3 mois}", "R022", "anniversaire"),
        ("quand: {délai: 1 mois, après: avance, départ: demain}", "R022", "fin du mois"),
        ("quand: [{même que: comite}, {pour: 2026-06-30}]", "R022", "à part"),
        ("quand: [{alterne: comite}, {pour: 2026-06-30}]", "R022", "à part"),
        ("quand: {délai: 1 mois, après: {question: Quand ?}}", "R022", "déclarer un fait"),
        ("quand: {au premier de: [{vers: fin 2026}, {pour: 2026-06-30}]}", "R022", "faits"),
        ("quand: {au dernier de: [permanent, {pour: 2026-06-30}]}", "R022", "faits"),
        ("quand: {délai: 6 mois, avant: terme, ouvre: 3 mois}", "R022", "plus longtemps avant"),
        ("quand: {délai: 1 mois, avant: avance, ouvre: 15 jours}", "R022", "plus longtemps avant"),
        ("quand: {chaque: année, du: 1er octobre N, au: 31 mars N}", "R022", "31 mars N+1"),
        ("quand: {chaque: année, du: 15 mai N, au: 10 mai N}", "R022", "finit avant"),
        ("quand: {chaque: mois, du: 20, au: 10}", "R022", "10 du mois suivant"),
        ("quand: {chaque: trimestre, du: 1er du 3e mois, au: 10}", "R022", "finit avant"),
        ("quand: {chaque: trimestre, du: 1er du 4e mois, au: dernier jour}", "R022", "3 mois"),
    ],
)
def test_a_wrong_form_is_refused_with_a_remedy(
    tmp_path: Path, written: str, code: str, words: str
) -> None:
    found = problems(tmp_path, CARD + f"    {written}\n")
    assert code in [one.code for one in found]
    problem = next(one for one in found if one.code == code)
    assert words in problem.message + problem.hint
    assert problem.at.line >= CARD.count("\n")
    assert problem.hint


@pytest.mark.parametrize(
    ("written", "code", "words"),
    [
        ("exemplaires: {a: {titre: A}}", "R022", "modèle: oui"),
        ("modèle: oui\nexemplaires: {essai: {titre: A}}", "R105", "déjà décrite"),
        ("modèle: oui\nexemplaires: {a: {titre: A, calendrier: lyon}}", "R101", "lyon"),
        ("admis: [{code: R118}]", "R021", "parce que"),
    ],
)
def test_a_wrong_part_of_the_file_is_refused_too(
    tmp_path: Path, written: str, code: str, words: str
) -> None:
    found = problems(tmp_path, CARD + f"    quand: permanent\n{written}\n")
    assert code in [one.code for one in found]
    problem = next(one for one in found if one.code == code)
    assert words in problem.message + problem.hint


def test_an_instance_must_give_the_dates_of_facts_the_template_knows(tmp_path: Path) -> None:
    written = "modèle: oui\nexemplaires: {a: {titre: A, faits: {avnce: 2025-01-01}}}\n"
    (problem,) = problems(tmp_path, CARD + "    quand: permanent\n" + written)
    assert problem.code == "R104"
    assert "avance" in problem.hint


def test_an_instance_s_party_and_role_are_checked(tmp_path: Path) -> None:
    written = (
        "modèle: oui\nexemplaires: {a: {titre: A, parties: {aso: X}, responsable: personne}}\n"
    )
    found = problems(tmp_path, CARD + "    quand: permanent\n" + written)
    assert sorted(one.code for one in found) == ["R102", "R103"]


def test_a_plain_date_may_stand_for_the_effect(tmp_path: Path) -> None:
    text = CARD.replace("{le: 2025-01-01}", "1er janvier 2025") + "    quand: permanent\n"
    assert problems(tmp_path, text) == []
    wrong = problems(tmp_path, text.replace("1er janvier 2025", "2025-13-01"))
    assert "n'existe pas au calendrier" in wrong[0].message


@pytest.mark.parametrize(
    "term",
    [
        "prend effet: {le: 2025-01-01}\n  jusqu'au: 2024-12-31",
        "prend effet: {le: 2025-01-01}\n  pour: 1 an\n  reconduction: "
        "{mode: sur demande, pour: 1 an, demande dès: 1 mois, demande avant: 3 mois}",
    ],
)
def test_a_term_whose_bounds_are_reversed_is_refused(tmp_path: Path, term: str) -> None:
    written = CARD.replace("prend effet: {le: 2025-01-01}\n  pour: 3 ans", term)
    (problem,) = problems(tmp_path, f"{written}    quand: permanent\n")
    assert (problem.code, "finit avant" in problem.message) == ("R022", True)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("quand: {délai: 15 jours, aprs: avance}", "après"),
        ("quand: {chaque: annee, avnt: 15 mai N}", "avant"),
        ("qand: {dès: avance}", "quand"),
    ],
)
def test_a_misspelt_key_is_not_said_to_be_missing_as_well(
    tmp_path: Path, written: str, meant: str
) -> None:
    """The remedy of a missing key would be wrong: to add another one."""
    found = problems(tmp_path, f"{CARD}    {written}\n")
    assert [one.hint for one in found if one.code == "R020"] == [f"vouliez-vous dire « {meant} » ?"]
    assert "R021" not in {one.code for one in found}


@pytest.mark.parametrize(
    "day", ["au plus tard: 30 Juin N+1", "au plus tard: dernier jour de Février N"]
)
def test_a_month_may_have_its_capital(tmp_path: Path, day: str) -> None:
    assert problems(tmp_path, f"{CARD}    quand: {{chaque: année, {day}}}\n") == []

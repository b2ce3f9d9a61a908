"""E: what the words of a quote say and the rule does not is a warning; nothing else is."""

import re
from pathlib import Path

import pytest

from scheduler.deadlines.reading import read_back
from scheduler.papers.coverage import paper
from scheduler.problems import Problem, render
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.quoted import sayings
from scheduler.rulebook.rulebook import Rulebook
from tests.bethune import ROOT
from tests.deadlines.practice import PRACTICE
from tests.deadlines.test_practice import written
from tests.test_guide import BLOCKS, GUIDE, whole
from tests.written import book

TOWN = ROOT / "tests" / "simulation" / "town"
CODES = ("R132", "R133", "R134", "R135")
HEAD = """convention: essai
titre: Essai
nous: ccas
calendrier: bethune
parties: {ccas: CCAS, asso: Association}
faits:
  a: {titre: a}
  b: {titre: b, plusieurs fois: oui}
"""
NINE_YEARS = 'durée: {article: "1", prend effet: {le: 2016-01-01}, pour: 9 ans}\n'
OTHER = """obligations:
  autre:
    titre: Autre
    article: "9"
    citation: les mots du texte
    par: ccas
    quand: {chaque: année, au plus tard: 28 février N+1}
"""


def clause(quote: str, when: str, more: str = "") -> str:
    return (
        f"{HEAD}{NINE_YEARS}{OTHER}  essai:\n    titre: Essai\n    article: '2'\n"
        f'    citation: "{quote}"\n    par: ccas\n    quand: {when}\n{more}'
    )


def term(lines: str) -> str:
    return f"{HEAD}durée:\n  article: '1'\n  prend effet: {{le: 2025-01-01}}\n{lines}{OTHER}"


def warnings(folder: Path, text: str) -> list[Problem]:
    read = book(folder, text)
    assert read.errors == (), [render(one) for one in read.errors]
    return [one for one in read.problems if one.code in CODES]


CONTRADICTED = [
    ("au plus tard le 31 mars de l'année N+1", "{chaque: année, au plus tard: 31 mars N}"),
    ("au plus tard le 31 mars de l'année N+1", "{chaque: année, au plus tard: 30 mars N+1}"),
    ("au plus tard le 31 mars de l'année N+1", "{chaque: année, avant: 31 mars N+1}"),
    ("avant le 31 mars de l'année suivante", "{chaque: année, au plus tard: 31 mars N+1}"),
    ("le 31 mars de l'année suivante", "{chaque: année, pour: 31 mars N}"),
    ("dans les trois mois", "{délai: 2 mois, après: a}"),
    ("dans les 15 jours", "{délai: 5 jours, après: a}"),
    ("dans les trente (30) jours", "{délai: 20 jours, après: a}"),
    ("dans un délai d'un an et demi", "{délai: 1 an, après: a}"),
    ("dans les trois mois", "{délai: 2 mois, après: prise d'effet}"),
    ("dans les trois mois", "{délai: 3 semaines, après: {échéance: autre}}"),
    ("dans les trois mois", "{délai: 1 mois, après: {délai: 2 mois, après: a}}"),
    ("dans les trois mois", "{dès: a}"),
    ("dans le mois qui suit", "{délai: 2 mois, après: a}"),
    ("dans les dix jours ouvrés", "{délai: 10 jours, après: a}"),
    ("dans les dix jours", "{délai: 10 jours ouvrables, après: a}"),
    ("dix jours francs avant la séance", "{délai: 10 jours, avant: a}"),
    ("dix jours avant la séance", "{délai: 10 jours francs, avant: a}"),
    ("huit jours au moins avant la séance", "{délai: 8 jours, avant: a}"),
    ("au bout de six mois", "{au bout de: 5 mois, après: a}"),
    ("depuis plus de 90 jours", "{passé: 60 jours, après: a}"),
    ("entre six et trois mois avant le terme", "{délai: 3 mois, avant: terme, ouvre: 5 mois}"),
    ("entre six et trois mois avant le terme", "{délai: 3 mois, avant: terme}"),
    ("six mois avant le terme", "{délai: 3 mois, avant: terme}"),
    ("chaque trimestre", "{au moins: 1, par: semestre}"),
    ("deux fois par an", "{au moins: 1, par: année}"),
    ("tous les deux mois", "{au moins: 1, tous les: 3 mois}"),
    ("un rapport semestriel", "{au moins: 1, par: trimestre}"),
    ("trois réunions par an", "{au moins: 2, par: année}"),
    ("tous les deux ans, le 31 mars", "{chaque: année, au plus tard: 31 mars N}"),
    ("chaque année avant le 31 mars", "{avant: 2026-03-31}"),
    ("au moins une fois par semestre", "{au plus: 1, par: semestre}"),
    ("une fois par semestre au plus", "{au moins: 1, par: semestre}"),
    ("avant le 31 mars", "{au moins: 1, par: année}"),
    ("avant le 15 de chaque mois", "{chaque: mois, au plus tard: 15}"),
    ("au plus tard le 15 de chaque mois", "{chaque: mois, au plus tard: 5}"),
    ("le 10 du mois suivant", "{chaque: mois, au plus tard: 10}"),
    ("le dernier jour ouvré de mai", "{chaque: année, au plus tard: dernier jour de mai N}"),
    ("le deuxième mardi de chaque mois", "{chaque: mois, le: 3e mardi}"),
    ("le deuxième mardi de chaque mois", "{chaque: mois, le: 2e jeudi}"),
    ("en mai de l'année N+1", "{chaque: année, en: mai N}"),
    ("en mai de l'année N+1", "{chaque: année, en: mars N+1}"),
    ("au 1er trimestre 2026", "{en: 2e trimestre 2026}"),
    ("la première année", "{pendant: 2e année}"),
    ("à la troisième absence", "{dès: b, au nombre de: 2}"),
    ("avant le 30 juin 2026", "{au plus tard: 30 juin 2026}"),
    ("au plus tard le 30 juin 2026", "{au plus tard: 30 juin 2027}"),
    ("du 1er au 31 mars 2027", "{du: 2027-03-01, au: 2027-03-30}"),
    ("entre le 1er mars et le 30 avril", "{chaque: année, du: 1er mars N, au: 30 mai N}"),
    (
        "le 31 décembre 2026, ou six mois après l'ouverture",
        "{au premier de: [{au plus tard: 2026-12-31}, {délai: 5 mois, après: a}]}",
    ),
    (
        "le 31 décembre 2026, ou six mois après l'ouverture",
        "{au dernier de: [{au plus tard: 2026-11-30}, {délai: 6 mois, après: a}]}",
    ),
    (
        "en février, puis le dernier jour de septembre",
        "[{chaque: année, en: février N}, {chaque: année, pour: dernier jour d'octobre N}]",
    ),
    ("avant le 31 mars", "{même que: autre, lecture: {chaque: année, avant: 31 mai N}}"),
    ("avant le 31 mars", "{même que: autre}"),
    ("au plus tard le 31 mars N+1", '{question: "quand ?"}'),
    ("au plus tard le 31 mars N+1", "permanent"),
]
"""Words, and a rule that does not hold them."""


@pytest.mark.parametrize(("quote", "when"), CONTRADICTED)
def test_words_that_the_rule_does_not_hold_are_told_with_both_places(
    tmp_path: Path, quote: str, when: str
) -> None:
    """E1 and its kind: each form of ``quand``, nested ones and readings included."""
    found = warnings(tmp_path, clause(quote, when))
    assert found
    for problem in found:
        assert (problem.severity, problem.subject) == ("avertissement", "essai")
        assert (problem.at.line, problem.also and problem.also.line) == (20, 22)
        assert "elle est comprise «" in problem.message


AGREED = [
    ("dans les douze mois", "{délai: 1 an, après: a}"),
    ("dans l'année qui suit", "{délai: 12 mois, après: a}"),
    ("dans les six mois", "{délai: un semestre, après: a}"),
    ("sous quinzaine", "{délai: 15 jours, après: a}"),
    ("sous 48 heures", "{délai: 2 jours, après: a}"),
    ("au plus tard fin février", "{chaque: année, au plus tard: dernier jour de février N}"),
    ("au plus tard le 31 décembre", "{chaque: année, pour: dernier jour de décembre N}"),
    ("avant le 1er octobre", "{chaque: année, au plus tard: 30 septembre N}"),
    ("dans les six mois de la clôture de l'exercice", "{chaque: année, au plus tard: 30 juin N+1}"),
    ("les 30 juin et 31 décembre", "{chaque: semestre, au plus tard: dernier jour}"),
    ("à la fin de chaque semestre", "{chaque: semestre, au plus tard: dernier jour}"),
    (
        "deux versements par an",
        "[{chaque: année, pour: 31 mars N}, {chaque: année, pour: 30 septembre N}]",
    ),
    ("remis chaque année", "{à: anniversaire}"),
    ("tous les six mois", "{au moins: 1, par: semestre}"),
    (
        "trimestriellement, dans les dix jours",
        "{délai: 10 jours, après: {chaque: trimestre, au plus tard: dernier jour}}",
    ),
    ("une subvention de 3 000 € versée dans les trente jours", "{délai: 30 jours, après: a}"),
    ("les personnes de plus de 60 ans, dans les deux mois", "{délai: 2 mois, après: a}"),
    ("la loi n° 2000-321 du 12 avril 2000 donne six mois", "{délai: 6 mois, après: a}"),
    ("place du 8 mai 1945, dans les six mois", "{délai: 6 mois, après: a}"),
    ("article L. 313-11, sous huit jours", "{délai: 8 jours, après: a}"),
    ("ouvert 7 jours sur 7 de 9 h à 19 h, 24 heures sur 24", "permanent"),
    ("quinze visites par semaine, 22 heures par mois", "{au moins: 15, par: semaine}"),
    ("un dépôt de garantie de trois mois de loyer, sous huitaine", "{délai: 8 jours, après: a}"),
    ("remis au terme de la convention de neuf ans", "{à: terme}"),
    (
        "dans les 30 jours suivant la fin de chaque trimestre",
        "{chaque: trimestre, au plus tard: 30 du mois suivant}",
    ),
    ("au cours du dernier trimestre", "{chaque: année, en: 4e trimestre N}"),
    ("en cas d'absence de plus de 3 jours, sous 48 heures", "{délai: 48 heures, après: a}"),
    (
        "le bilan arrêté au 31 décembre est remis avant le 31 mars",
        "{chaque: année, avant: 31 mars N+1}",
    ),
    ("à la rentrée de septembre", "{chaque: année scolaire, au plus tard: dernier jour}"),
    ("remise", "{délai: 2 mois, après: a}"),
]
"""Words, and a rule that says the same otherwise; figures that are no time."""


@pytest.mark.parametrize(("quote", "when"), AGREED)
def test_words_that_say_the_same_otherwise_are_not_told(
    tmp_path: Path, quote: str, when: str
) -> None:
    assert warnings(tmp_path, clause(quote, when)) == []


def test_words_that_exclude_a_tacit_renewal_go_with_one_that_is_not(tmp_path: Path) -> None:
    renewal = "  reconduction: {mode: sur demande, pour: 3 ans, demande avant: 6 mois}\n"
    for words in (
        "elle ne peut faire l'objet d'aucune tacite reconduction",
        "sans tacite reconduction possible",
        "toute tacite reconduction est exclue ; tacite reconduction exclue",
    ):
        lines = f"  pour: 3 ans\n  citation: {words}\n{renewal}"
        assert warnings(tmp_path, term(lines)) == []


YEARS = "  pour: 3 ans\n"
RENEWED = f"{YEARS}  reconduction: {{mode: tacite, pour: 1 an, "
NOTICE = f"{YEARS}  préavis: {{délai: 3 mois, "
OF_THE_TERM = [
    ("  pour: 2 ans\n  citation: pour une durée de trois ans\n", "R132", "trois ans"),
    ("  pour: 3 ans\n  citation: pour une durée indéterminée\n", "R135", "durée indéterminée"),
    ("  jusqu'au: 2027-12-31\n  citation: jusqu'au 31 décembre 2028\n", "R133", "2028"),
    (
        "  pour: 3 ans\n  citation: reconduite tacitement\n"
        "  reconduction: {mode: expresse, pour: 1 an}\n",
        "R135",
        "tacitement",
    ),
    (
        RENEWED + "citation: une reconduction expresse}\n",
        "R135",
        "expresse",
    ),
    (
        RENEWED + "fois: 2, citation: trois fois}\n",
        "R135",
        "trois fois",
    ),
    (
        RENEWED + "citation: par périodes de deux ans}\n",
        "R132",
        "deux ans",
    ),
    (
        "  pour: 3 ans\n  préavis: {délai: 3 mois, citation: un préavis de six mois}\n",
        "R132",
        "six mois",
    ),
    (
        "  pour: 3 ans\n  préavis: {délai: 3 mois, citation: par lettre recommandée}\n",
        "R135",
        "recommandée",
    ),
    (
        NOTICE + "compté de: envoi, citation: reçue trois mois avant}\n",
        "R135",
        "reçue",
    ),
    (
        "  pour: 3 ans\n  plafond: {total: 6 ans, citation: dans la limite de cinq ans}\n",
        "R132",
        "cinq ans",
    ),
    (
        "  pour: 3 ans\n  prorogation: {demande: 12 mois, par: [ccas], citation: six mois avant, "
        "réponse: {délai: 2 mois}, silence: {vaut: accord}}\n",
        "R132",
        "six mois",
    ),
    (
        "  pour: 3 ans\n  prorogation: {demande: 12 mois, par: [ccas], "
        "réponse: {délai: 2 mois, citation: dans les trois mois}, silence: {vaut: accord}}\n",
        "R132",
        "trois mois",
    ),
]


@pytest.mark.parametrize(("lines", "code", "words"), OF_THE_TERM)
def test_words_of_each_part_of_the_term_are_compared_with_it(
    tmp_path: Path, lines: str, code: str, words: str
) -> None:
    """E1: ``durée`` and its parts."""
    found = [one for one in warnings(tmp_path, term(lines)) if one.code == code]
    assert [words in one.message for one in found] == [True]


@pytest.mark.parametrize("effect", ["{le: 2025-01-01, %s}", "{à: a, %s}"])
def test_the_words_of_the_effect_are_compared_with_it(tmp_path: Path, effect: str) -> None:
    quote = "citation: à compter du 1er février 2025"
    text = term("  pour: 3 ans\n").replace("{le: 2025-01-01}", effect % quote)
    (found,) = warnings(tmp_path, text)
    assert (found.code, "1er février 2025" in found.message) == ("R133", True)


@pytest.mark.parametrize(
    ("quote", "more"),
    [
        ("la demande est rejetée", "    silence: {vaut: accord, réponse: b}\n"),
        ("l'agrément est acquis", "    silence: {vaut: refus, réponse: b}\n"),
        ("50 euros par jour de retard", "    pénalité: {montant: 60 €, par: jour}\n"),
    ],
)
def test_what_silence_and_delay_cost_is_compared_with_the_words(
    tmp_path: Path, quote: str, more: str
) -> None:
    found = warnings(tmp_path, clause(quote, "{délai: 2 mois, après: a}", more))
    assert [one.code for one in found] == ["R135"]


def test_dates_quoted_for_facts_and_milestones_are_theirs(tmp_path: Path) -> None:
    text = clause("remise", "permanent").replace(
        "  a: {titre: a}",
        "  a: {titre: a, le: 2025-01-16, article: Fin, citation: signé le 15 janvier 2025}",
    )
    text += "jalons: {vote: {titre: Vote, article: '1', citation: le 3 mai 2024, le: 2024-05-04}}\n"
    assert [one.code for one in warnings(tmp_path, text)] == ["R133", "R133"]


def test_a_difference_that_somebody_saw_is_admitted(tmp_path: Path) -> None:
    text = clause("dans les trois mois", "{délai: 2 mois, après: a}")
    (found,) = warnings(tmp_path, text)
    remedy = re.search(r"`(admis: .*)`", found.hint)
    assert remedy
    (note,) = warnings(tmp_path, text + remedy[1].replace("…", "convenu le 3 mai") + "\n")
    assert note.severity == "note"


@pytest.mark.parametrize(
    ("quote", "there"),
    [("5 jours", False), ("15 jours", True), ("cinq jours", False), ("trois mois", True)],
)
def test_a_quote_does_not_cut_a_number_of_the_paper(quote: str, there: bool) -> None:
    """E3: « dans les 15 jours » quoted « 5 jours »."""
    text = "dans les 15 jours, sous vingt-cinq jours, entre six et trois mois"
    assert bool(paper(text).places(quote)) is there


def _books(folder: Path) -> dict[str, list[Rulebook]]:
    """Every rule file that the project holds to be right."""
    path = folder / "essai.yaml"

    def of(text: str) -> Rulebook:
        path.write_text(text, "utf-8")
        return load(Sources((path,), ROOT / "calendars", ROOT / "annuaire.yaml"))

    worked = re.findall(r"<!-- fichier : \w+ -->\n```yaml\n(.*?)```", GUIDE, re.DOTALL)
    places = (ROOT / "rules", ROOT / "calendars", ROOT), (TOWN / "rules", TOWN / "calendars", TOWN)
    rules, town = (
        load(Sources((each,), calendars, root / "annuaire.yaml"))
        for each, calendars, root in places
    )
    return {
        "the five conventions": [rules],
        "the town": [town],
        "the guide": [of(text) for text in (*map(whole, BLOCKS), *worked)],
        "the clauses of practice": [of(written(one)) for one in PRACTICE],
    }


def test_no_rule_that_is_right_is_warned_about(tmp_path: Path) -> None:
    """How many quotes were compared, how many say something of time, and what was told."""
    for where, books in _books(tmp_path).items():
        agreements = [one for each in books for one in each.agreements]
        quotes = [
            read.cited.quote for one in agreements for read in read_back(one) if read.cited.quote
        ]
        timed = [quote for quote in quotes if sayings(quote)]
        told = [one for each in books for one in each.problems if one.code in CODES]
        print(f"{where}: {len(quotes)} quotes, {len(timed)} of time, {len(told)} warnings")
        assert len(timed) > 25
        assert told == []

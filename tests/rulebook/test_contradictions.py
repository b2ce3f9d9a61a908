"""The twenty-five points where the five conventions contradict themselves or stay silent."""

from pathlib import Path

import pytest

from scheduler.problems import Problem
from scheduler.rulebook.asked import asked
from scheduler.rulebook.load import Sources, load
from tests.bethune import ROOT, rulebook
from tests.commands import run
from tests.written import HEAD, book

BETHUNE, DIJON, WATTRELOS, SCEAUX, BDR = (
    "bethune-sad",
    "dijon-carsat",
    "wattrelos-cpom",
    "sceaux-protocole",
    "bouches-du-rhone-infos-seniors",
)
TWO = True
ONE = False
"""Whether the paper contradicts itself in two places, both then named."""

POINTS = (
    ("K1", BETHUNE, "R110", TWO, ("2 ans + 3 × 2 ans", "plafond de 6 ans")),
    ("K2", BETHUNE, "R113", TWO, ("15 février 2026", "12 mars 2026", "indicateurs")),
    ("K3 moment", BETHUNE, "R206", ONE, ("à tout moment", "avant chaque terme")),
    ("K3 départ", BETHUNE, "R206", ONE, ("de l'envoi ou de la réception",)),
    ("K4", BETHUNE, "R207", ONE, ("Réunion trimestrielle", "comité de suivi", "civiles")),
    ("K5 rue", BETHUNE, "R129", ONE, ("Place du 4 septembre", "une adresse")),
    ("K5 numéros", BETHUNE, "R121", ONE, ("délibération n° **",)),
    ("K6", DIJON, "R123", TWO, ("alternativement", "initiative conjointe")),
    ("K6 premier", DIJON, "R209", ONE, ("Qui commence", "Dijon", "Carsat")),
    ("K7", DIJON, "R124", ONE, ("deux fois par an", "une fois par semestre")),
    ("K7 redite", DIJON, "R125", TWO, ("annuellement", "une fois par an")),
    ("K8", DIJON, "R203", ONE, ("tacite ou expresse", "quelle durée", "renouvelable une fois")),
    ("K9", DIJON, "R122", ONE, ("R123-1", "2014")),
    ("K10", WATTRELOS, "R115", TWO, ("avant le 31 mars", "au plus tard le 31 mars")),
    ("K11", WATTRELOS, "R117", TWO, ("avant le 15", "au plus tard le 15", "janvier : le 25")),
    ("K12", WATTRELOS, "R118", TWO, ("1er septembre 2022", "10 décembre 2022", "tombaient")),
    ("K12 date", WATTRELOS, "R202", ONE, ("a-t-il été signé", "Fait à Lille, le")),
    ("K13 durée", WATTRELOS, "R204", ONE, ("De quelle durée", "31 août 2028")),
    ("K13 suite", WATTRELOS, "R204", ONE, ("Sans demande de prorogation", "jusqu'à quand")),
    ("K14", WATTRELOS, "R114", TWO, ("28 février 2026", "28 février 2027", "Versement")),
    ("K15", WATTRELOS, "R113", TWO, ("31 août 2024", "31 août 2025", "Rapport complet")),
    ("K16", WATTRELOS, "R116", TWO, ("six fois par an", "dix fois par an")),
    ("K17 A11", WATTRELOS, "R115", TWO, ("2X/an", "une action / an")),
    ("K17 A9", WATTRELOS, "R115", TWO, ("Janvier 2023", "01/01/2023")),
    ("K17 A4", WATTRELOS, "R120", TWO, ("20 ou 23", "20 salariés")),
    ("K18", WATTRELOS, "R130", ONE, ("7 324", "7 320", "40 778", "44 258")),
    ("K19", WATTRELOS, "R119", TWO, ("commun accord", "3 mois")),
    ("K19 et", WATTRELOS, "R211", ONE, ("« et »", "l'un des deux suffit")),
    ("K20", SCEAUX, "R120", TWO, ("n°2", "n°13")),
    ("K21", SCEAUX, "R120", TWO, ("reste à définir", "annuelle")),
    ("K21 rythme", SCEAUX, "R211", ONE, ("Quel rythme", "trois types")),
    ("K22 durée", SCEAUX, "R203", ONE, ("De quelle durée",)),
    ("K22 fin", SCEAUX, "R126", ONE, ("sans nombre ni plafond",)),
    ("K22 signature", SCEAUX, "R201", ONE, ("a-t-elle signé",)),
    ("K23 partie", BDR, "R121", ONE, ("XXXXXXXX",)),
    ("K23 date", BDR, "R202", ONE, ("JJ/MM/AAAA",)),
    ("K23 effet", BDR, "R201", ONE, ("prend-elle effet",)),
    ("K23 préavis", BDR, "R127", ONE, ("sans clause de dénonciation",)),
    ("K24", BDR, "R208", ONE, ("tolérance", "environ un mois")),
    ("K25", BDR, "R120", TWO, ("fréquence", "trimestrielle")),
)


def told() -> list[Problem]:
    return [*rulebook().problems, *asked(rulebook())]


def test_the_twenty_five_points_are_here() -> None:
    assert {point[0].split()[0] for point in POINTS} == {f"K{rank}" for rank in range(1, 26)}


@pytest.mark.parametrize(
    ("name", "code", "two_places", "words"),
    [point[1:] for point in POINTS],
    ids=[point[0] for point in POINTS],
)
def test_check_tells_it_with_its_places(
    name: str, code: str, two_places: bool, words: tuple[str, ...]
) -> None:
    found = [
        one
        for one in told()
        if one.code == code
        and one.at.file == str(ROOT / "rules" / f"{name}.yaml")
        and all(word in one.message + one.hint for word in words)
    ]
    assert len(found) == 1
    assert found[0].severity != "erreur"
    assert found[0].at.line > 0
    assert (found[0].also is not None) == two_places
    if found[0].also:
        assert (found[0].also.line, found[0].also.column) != (found[0].at.line, found[0].at.column)


CARD = """
convention: essai
titre: Essai
nous: ccas
calendrier: bethune
parties: {ccas: CCAS, asso: Association}
faits:
  signature: {titre: signature, le: 2025-06-15}
durée:
  article: "1"
  prend effet: {le: 2025-01-01}
  pour: 3 ans
  reconduction: {mode: expresse, pour: 1 an, fois: 1}
  préavis: {délai: 3 mois, forme: LRAR, compté de: réception, moment: à tout moment}
obligations:
  rapport:
    titre: Rapport
    article: "2"
    citation: chaque année, au plus tard le 30 juin
    par: asso
    quand: {chaque: année, au plus tard: 30 juin N}
"""
MORE = """
  autre:
    titre: Autre
    article: "3"
    citation: autres mots
    par: asso
"""


def codes(folder: Path, text: str) -> list[str]:
    (folder / "essai.yaml").write_text(text, "utf-8")
    book = load(Sources((folder / "essai.yaml",), ROOT / "calendars", ROOT / "annuaire.yaml"))
    assert not book.errors, [one.message for one in book.errors]
    return [one.code for one in [*book.problems, *asked(book)]]


def with_signature_at_effect(text: str) -> str:
    return text.replace("le: 2025-06-15", "le: 2025-01-01")


@pytest.mark.parametrize(
    ("code", "added"),
    [
        ("R113", "    suppose: rapport\n    quand: {pour: 2025-03-01}\n"),
        ("R114", "    suppose: rapport\n    quand: {chaque: année, en: février N+1}\n"),
        ("R115", "    quand: {même que: rapport, lecture: {chaque: année, avant: 30 juin N}}\n"),
        ("R117", "    quand: {chaque: année, avant: 30 juin N}\n"),
        (
            "R120",
            "    quand: permanent\n    contredit: [{article: '9', citation: x y, sur: tout}]\n",
        ),
        ("R122", "    fixé par: une loi\n    quand: permanent\n"),
        ("R124", "    quand: {au moins: 4, par: année}\n"),
        ("R125", "    quand: {même que: rapport}\n"),
        ("R130", "    quand: permanent\n    note: à revoir\n"),
        ("R207", "    quand: {au moins: 1, par: trimestre}\n"),
        ("R211", '    quand: {question: "Quand ?"}\n'),
    ],
)
def test_each_check_is_about_any_text(tmp_path: Path, code: str, added: str) -> None:
    """It fires on words that are none of the five conventions', and not without them."""
    card = with_signature_at_effect(CARD)
    if code == "R113":
        card = card.replace(
            "quand: {chaque: année, au plus tard: 30 juin N}", "quand: {pour: 2025-06-30}"
        )
    assert code not in codes(tmp_path, card)
    assert code in codes(tmp_path, card + MORE.lstrip("\n") + added)


@pytest.mark.parametrize(
    ("quote", "asked"), [("de chaque trimestre", 1), ("du trimestre civil", 0)]
)
def test_a_quarter_that_the_text_calls_civil_is_not_asked(
    tmp_path: Path, quote: str, asked: int
) -> None:
    later = CARD.replace("2025-01-01", "2025-02-01")
    added = MORE.lstrip("\n").replace("autres mots", f"au plus tard le dernier jour {quote}")
    added += "    quand: {chaque: trimestre, au plus tard: dernier jour}\n"
    assert codes(tmp_path, later + added).count("R207") == asked


def test_what_a_duty_supposes_may_come_some_weeks_before_it(tmp_path: Path) -> None:
    february = "    suppose: rapport\n    quand: {chaque: année, au plus tard: 15 juillet N}\n"
    assert "R114" not in codes(tmp_path, CARD + MORE.lstrip("\n") + february)


def test_a_rank_is_no_day_of_the_month(tmp_path: Path) -> None:
    """The first Friday of June is not the first of June."""
    friday = "    quand: {chaque: année, au plus tard: 1er vendredi de juin N}\n"
    first = MORE.replace("autre", "encore").lstrip("\n") + (
        "    quand: {chaque: année, avant: 1er juin N}\n"
    )
    assert "R117" not in codes(tmp_path, CARD + MORE.lstrip("\n") + friday + first)


def test_an_effect_before_the_signature_is_told(tmp_path: Path) -> None:
    assert "R118" in codes(tmp_path, CARD)
    assert "R118" not in codes(tmp_path, with_signature_at_effect(CARD))


def test_a_law_with_its_validity_is_no_longer_told_and_ends_with_it(tmp_path: Path) -> None:
    law = MORE.lstrip("\n") + "    fixé par: une loi\n    quand: {chaque: année, en: mai N}\n"
    assert "R122" in codes(tmp_path, CARD + law)
    assert "R122" not in codes(tmp_path, CARD + law + "    en vigueur: {au: 2025-12-31}\n")


ACKNOWLEDGED = """
admis:
  - {code: R118, parce que: les parties le savent}
"""


def test_a_warning_is_acknowledged_with_its_reason_and_becomes_a_note(tmp_path: Path) -> None:
    (tmp_path / "essai.yaml").write_text(CARD + ACKNOWLEDGED, "utf-8")
    book = load(Sources((tmp_path / "essai.yaml",), ROOT / "calendars", ROOT / "annuaire.yaml"))
    (problem,) = [one for one in book.problems if one.code == "R118"]
    assert (problem.severity, problem.hint) == ("note", "admis : les parties le savent")


def test_acknowledging_what_is_not_there_is_told(tmp_path: Path) -> None:
    nothing = ACKNOWLEDGED.replace("R118", "R119")
    assert "R131" in codes(tmp_path, CARD + nothing)
    elsewhere = ACKNOWLEDGED.replace("R118,", "R118, à: rapport,")
    assert {"R118", "R131"} <= set(codes(tmp_path, CARD + elsewhere))


def test_check_prints_warnings_in_full_then_notes_and_questions_in_a_line(
    whole_deployment: Path,
) -> None:
    done = run(whole_deployment, "check")
    assert done.returncode == 0
    assert "rules/wattrelos-cpom.yaml:17:5: note R130 : Art. 3-2" in done.stdout
    assert ": question R203 : La reconduction est-elle tacite ou expresse" in done.stdout
    assert done.stdout.rstrip().splitlines()[-1].startswith("0 erreur, ")


@pytest.mark.parametrize(
    ("term", "key"),
    [
        ("préavis: {délai: 3 mois, compté de: réception, OTHER}", "préavis"),
        ("reconduction: {mode: tacite, pour: 1 an, fois: 1, OTHER}", "reconduction"),
        ("plafond: {total: 2 ans, OTHER}", "plafond"),
        ("OTHER", "durée"),
    ],
)
def test_a_part_of_the_duration_may_be_contradicted(tmp_path: Path, term: str, key: str) -> None:
    """Both passages are told, from the part to the words that say otherwise."""
    other = "contredit: [{article: '9', citation: deux mois, sur: le délai}]"
    effect = "prend effet: {le: 2025-01-01}, pour: 1 an"
    duration = f'durée: {{article: "1", {effect}, {term.replace("OTHER", other)}}}\n'
    (told,) = [one for one in book(tmp_path, HEAD + duration).problems if one.code == "R120"]
    assert "sur le délai : article 1 et « deux mois » (article 9)" in told.message
    line = (HEAD + duration).splitlines()[told.at.line - 1]
    assert line[told.at.column - 1 :].startswith(key)
    assert told.also is not None
    assert line[told.also.column - 1 :].startswith("deux mois")

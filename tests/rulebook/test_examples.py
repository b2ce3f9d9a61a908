"""``exemples``: the dates that the jurist expects are computed, and each difference is told."""

from pathlib import Path

import pytest

from scheduler.problems import Problem
from scheduler.rulebook.load import Sources, load
from tests.bethune import ROOT

FILE = """convention: essai
titre: Essai
nous: ccas
calendrier: bethune
parties: {ccas: CCAS, asso: Association}
faits:
  signature: {titre: signature, pas avant: 2025-03-13, parce que: délibération}
  seance: {titre: séance}
durée:
  article: "1"
  prend effet: {à: signature}
  pour: 2 ans
  reconduction: {mode: tacite, pour: 2 ans, fois: 2}
  préavis: {délai: 3 mois, forme: LRAR, compté de: réception, moment: avant chaque terme}
  exemples:
    - {si: {signature: 2025-04-01}, terme: 2027-03-31, préavis: 2026-12-31}
    - {si: {signature: 2025-04-01}, période: 2, terme: 2029-03-31, fin: 2031-03-31}
EXTRA_TERM
obligations:
  bilan:
    titre: Bilan
    article: "2"
    citation: avant le 15 février de l'année N+1
    par: asso
    quand: {chaque: année, avant: 15 février N+1}
    exemples:
      - si: {signature: 2025-04-01}
        période: 2026
        échéance: 2027-02-14
        autre lecture: 2027-02-15
      - {période: 2025, au plus tôt: 2026-02-14}
EXTRA
  convocation:
    titre: Convocation
    article: "3"
    citation: cinq jours francs avant la séance
    par: ccas
    quand: {délai: 5 jours francs, avant: seance}
    exemples:
      - {aucune date: oui}
      - {si: {seance: 2026-06-25}, échéance: 2026-06-19}
"""


def problems(folder: Path, of_term: str = "", of_clause: str = "") -> list[Problem]:
    text = FILE.replace("EXTRA_TERM", f"    - {of_term}" if of_term else "")
    text = text.replace("EXTRA", f"      - {of_clause}" if of_clause else "")
    (folder / "essai.yaml").write_text(text, "utf-8")
    book = load(Sources((folder / "essai.yaml",), ROOT / "calendars", ROOT / "annuaire.yaml"))
    return list(book.errors)


def test_examples_that_hold_say_nothing(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("written", "code", "words", "remedy"),
    [
        (
            "{si: {signature: 2025-04-01}, période: 2026, échéance: 2027-02-15}",
            "R150",
            "attendait le lundi 15 février 2027 ; la règle donne le dimanche 14 février 2027",
            "Avant le 15 février de l'année N+1 = 2027",
        ),
        (
            "{période: 2026, échéance: 2027-02-14}",
            "R150",
            "la règle donne aucune date",
            "signature",
        ),
        ("{si: {signatur: 2025-04-01}, échéance: 2027-02-14}", "R104", "signatur", "« signature »"),
        (
            "{si: {signature: 2025-04-01}, période: 2050, échéance: 2027-02-14}",
            "R151",
            "« 2050 »",
            "2025, 2026, 2027",
        ),
        ("{si: {signature: 2025-04-01}, échéance: 2027-02-14}", "R151", "laquelle", "2025, 2026"),
        ("{si: {signature: 2025-04-01}, aucune date: oui}", "R150", "aucune date ;", "signature"),
        ("{si: {signature: 2025-04-01}}", "R022", "n'attend rien", "échéance: 2027-02-15"),
        ("{échéance: 2025-04-01, aucune date: oui}", "R022", "son contraire", "date attendue"),
        ("{période: 2026, échéance: hier}", "R022", "hier", "AAAA-MM-JJ"),
        ("{période: 2026, echeance: 2027-02-14}", "R020", "echeance", "échéance"),
    ],
)
def test_an_example_that_does_not_hold_shows_the_computation(
    tmp_path: Path, written: str, code: str, words: str, remedy: str
) -> None:
    (found,) = problems(tmp_path, of_clause=written)
    assert found.code == code
    assert words in found.message
    assert remedy in found.hint
    assert found.at.text is not None
    assert written in found.at.text


@pytest.mark.parametrize(
    ("written", "code", "words"),
    [
        ("{si: {signature: 2025-04-01}, terme: 2027-04-01}", "R150", "mercredi 31 mars 2027"),
        ("{si: {signature: 2025-04-01}, préavis: 2026-12-30}", "R150", "jeudi 31 décembre 2026"),
        ("{si: {signature: 2025-04-01}, fin: 2027-03-31}", "R150", "lundi 31 mars 2031"),
        ("{si: {signature: 2025-04-01}, période: 9, terme: 2027-03-31}", "R150", "aucune date"),
        ("{si: {signature: 2025-04-01}, reconduction: 2027-03-31}", "R151", "p1"),
        ("{si: {signature: 2025-04-01}}", "R022", "n'attend rien"),
    ],
)
def test_an_example_of_the_term_is_computed_too(
    tmp_path: Path, written: str, code: str, words: str
) -> None:
    (found,) = problems(tmp_path, of_term=written)
    assert found.code == code
    assert words in found.message

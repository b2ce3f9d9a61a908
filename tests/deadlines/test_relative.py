"""Days counted from the term: its middle is one of whole months where there are."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.facts import Facts
from tests.written import HEAD, computed, dues, of


@pytest.mark.parametrize(
    ("effect", "length", "middle"),
    [
        ("2025-01-01", "3 ans", "2026-06-30"),
        ("2025-01-15", "1 an", "2025-07-14"),
        ("2025-09-22", "4 mois", "2025-11-21"),
        ("2023-08-31", "6 mois", "2023-11-30"),
        ("2025-01-15", "1 mois", "2025-01-29"),
    ],
)
def test_the_middle_of_the_term(tmp_path: Path, effect: str, length: str, middle: str) -> None:
    rules = f"""{HEAD}durée: {{article: "1", prend effet: {{le: {effect}}}, pour: {length}}}
obligations:
  evaluation:
    {{titre: É, article: "2", citation: à mi-parcours, par: asso, quand: {{à: mi-parcours}}}}
"""
    assert dues(computed(tmp_path, rules, Facts(), date(2026, 1, 1)), "evaluation") == [middle]


def test_each_renewal_is_its_first_day_and_the_last_end_none(tmp_path: Path) -> None:
    """Twelve years at most are three renewals: nothing before the end that none follows."""
    rules = f"""{HEAD}durée: {{article: "1", prend effet: {{le: 2024-09-01}}, pour: 3 ans,
  reconduction: {{mode: tacite, pour: 3 ans}}, plafond: {{total: 12 ans}}}}
obligations:
  saisine: {{titre: Saisine, article: "5", citation: un mois avant chaque reconduction, par: ccas,
    quand: {{délai: 1 mois, avant: chaque reconduction}}}}
  bilan: {{titre: Bilan, article: "5", citation: dans le mois qui suit, par: ccas,
    quand: {{délai: 1 mois, après: chaque reconduction}}}}
"""
    computation = computed(tmp_path, rules, Facts(), date(2026, 1, 1))
    assert dues(computation, "saisine") == ["2027-08-01", "2030-08-01", "2033-08-01"]
    assert dues(computation, "bilan") == ["2027-10-01", "2030-10-01", "2033-10-01"]
    first = of(computation, "saisine")[0]
    assert first.key == "essai/saisine/p2"
    assert first.derivation[-1].endswith(
        "Un mois avant le premier jour de la 1re reconduction, le 1er septembre 2027 : le dimanche "
        "1er août 2027."
    )


def test_an_amended_end_is_no_renewal(tmp_path: Path) -> None:
    rules = f"""{HEAD}durée: {{article: "1", prend effet: {{le: 2024-09-01}}, pour: 3 ans}}
obligations:
  saisine: {{titre: Saisine, article: "5", citation: un mois avant chaque reconduction, par: ccas,
    quand: {{délai: 1 mois, avant: chaque reconduction}}}}
avenants:
  un: {{titre: Avenant, du: 2025-01-01, article: "1", citation: porté, terme: 2028-08-31}}
"""
    assert dues(computed(tmp_path, rules, Facts(), date(2026, 1, 1)), "saisine") == []

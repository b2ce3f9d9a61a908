"""Days counted from the term: its middle is one of whole months where there are."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.facts import Facts
from tests.written import HEAD, computed, dues


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

"""Quotes beside their rules: what says the same is not told, what does not is, with its words."""

from pathlib import Path

import pytest

from scheduler.problems import Problem, render_all
from tests.rulebook.quotes import RIGHT, WRONG
from tests.written import THREE_YEARS, book

HEAD = """convention: essai
titre: Essai
nous: commune
calendrier: bethune
parties: {commune: Commune, asso: Association}
faits:
  a: {titre: premier fait}
  b: {titre: second fait, plusieurs fois: oui}
"""
CODES = ("R132", "R133", "R134", "R135")


def told(folder: Path, quote: str, when: str) -> list[Problem]:
    """The warnings that the quote says otherwise; the rule itself must be sound."""
    text = (
        f"{HEAD}{THREE_YEARS}obligations:\n  essai:\n    titre: Essai\n    article: '2'\n"
        f'    citation: "{quote}"\n    par: asso\n    quand: {when}\n'
    )
    found = book(folder, text)
    assert found.errors == (), render_all(found.errors)
    return [problem for problem in found.problems if problem.code in CODES]


@pytest.mark.parametrize(("quote", "when"), RIGHT)
def test_what_says_the_same_is_not_told(tmp_path: Path, quote: str, when: str) -> None:
    problems = told(tmp_path, quote, when)
    assert problems == [], render_all(problems)


@pytest.mark.parametrize(("quote", "when"), WRONG)
def test_what_does_not_say_the_same_is_told(tmp_path: Path, quote: str, when: str) -> None:
    assert told(tmp_path, quote, when) != []

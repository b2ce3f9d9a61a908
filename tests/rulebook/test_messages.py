"""Every message and remedy of the rule language is good French, as far as patterns can tell."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.rulebook.readers import (
    Reject,
    expected_here,
    read_count,
    read_date,
    read_length,
    read_only_years,
    read_rounding,
)
from scheduler.rulebook.validation import permitted_words
from tests.deadlines.french_faults import FAULTS
from tests.rulebook.remedies import pasted
from tests.rulebook.test_also_written import HEAD
from tests.service import ROOT
from tests.written import THREE_YEARS, book

_TOLD = ("Reject", "Problem", "warning")
_OF_THE_PROGRAM = "a word of the program"
"""A remedy shows keys between braces."""


def templates() -> Iterator[tuple[str, str]]:
    """Each text that a refusal or a problem is built of, with its place; a value stands as x."""
    for path in sorted((ROOT / "scheduler" / "rulebook").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _TOLD:
                arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
                for argument in arguments:
                    text = _text(argument)
                    if text and " " in text:
                        yield f"{path.name}:{node.lineno}", text


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values
        )
    return ""


def test_no_template_has_a_fault_that_a_pattern_shows() -> None:
    found = []
    for place, text in templates():
        plain = re.sub(r"« [^»]* »|`[^`]*`|\{[^}]*\}", "« x »", text)
        for fault, pattern in FAULTS.items():
            match = re.search(pattern, plain) if fault != _OF_THE_PROGRAM else None
            if match and match[0] != "« x »":
                found.append(f"{place}: {fault}: {match[0]!r} in {text!r}")
    assert not found, "\n".join(found)
    assert len(list(templates())) > 300


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        (read_date, "une date est attendue ici"),
        (read_length, "une durée est attendue ici"),
        (read_count, "un nombre entier est attendu ici"),
        (read_only_years, "des années sont attendues ici"),
        (read_rounding, "un report est attendu ici"),
    ],
)
def test_what_is_expected_agrees_with_its_noun(reader: object, said: str) -> None:
    assert callable(reader)
    with pytest.raises(Reject, match=f"^{said}"):
        reader(["a list"])
    assert expected_here(said.partition(" est ")[0].partition(" sont ")[0]) == said


def test_the_words_that_are_permitted_keep_their_apostrophes() -> None:
    """Pydantic quotes words with apostrophes in several ways."""
    told = "'prise d'effet', \"d'avance\", 'terme' or 'à terme échu'"
    assert permitted_words(told) == ["prise d'effet", "d'avance", "terme", "à terme échu"]


@pytest.mark.parametrize(
    ("keys", "missing"),
    [
        ("par: asso, réponse: {délai: 1 mois}, silence: {vaut: accord}", "demande"),
    ],
)
def test_what_must_be_read_in_the_text_is_never_supposed(
    tmp_path: Path, keys: str, missing: str
) -> None:
    term = f"article: 1, prend effet: 2025-01-01, pour: 1 an, prorogation: {{{keys}}}"
    text = f"{HEAD}durée: {{{term}}}\n"
    (problem,) = book(tmp_path, text).errors
    assert problem.message == f"il manque « {missing} »"
    assert "selon le texte" in problem.hint
    assert pasted(text, problem) is None


def test_the_answer_that_a_silence_lacks_is_a_fact(tmp_path: Path) -> None:
    """The one of the file that reads as an answer, where there is one."""
    clause = """obligations:
  essai:
    titre: Essai
    article: "2"
    citation: x
    par: asso
    quand: {délai: 2 mois, après: demande}
    silence: {vaut: accord}
"""
    head = HEAD.replace("  demande:", "  avis-rendu: {titre: avis}\n  demande:")
    text = head + THREE_YEARS + clause
    (problem,) = book(tmp_path, text).errors
    assert "ajouter `réponse: avis-rendu`" in problem.hint
    again = pasted(text, problem)
    assert again
    assert book(tmp_path, again).errors == ()


def test_one_cause_in_a_moment_is_one_error(tmp_path: Path) -> None:
    """« Biennal » is told; that the 15 is no day of a year only follows from it."""
    text = f"""{HEAD}{THREE_YEARS}obligations:
  essai: {{titre: Essai, article: 2, citation: x, par: asso, quand: {{chaque: biennal, le: 15}}}}
"""
    (problem,) = book(tmp_path, text).errors
    assert problem.message == "« chaque: biennal » ne s'écrit pas"
    assert problem.hint.startswith("écrire {au moins: 1, tous les: 2 ans} ou ")
    assert problem.hint.endswith("« le » n'y a pas de place")

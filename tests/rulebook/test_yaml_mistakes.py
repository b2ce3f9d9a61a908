"""Where YAML gives up is rarely where the mistake is: the place and the remedy are the person's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.problems import Problem
from tests.rulebook.test_yaml_nodes import read_text

FILE = """\
convention: essai
titre: Bail
obligations:
  comite:
    titre: Comité de suivi
    article: "2"
    par: [commune, association]
    quand: {chaque: année, au plus tard: 31 mars N}
    exemples:
      - {période: "2025", échéance: 2026-03-31}
"""


def mistake(old: str, new: str) -> Problem:
    """The one problem of the file with ``old`` written ``new``."""
    assert old in FILE
    root, (problem,) = read_text(FILE.replace(old, new, 1))
    assert root is None
    return problem


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "remedy"),
    [
        ("convention: essai", "convention:essai", (1, 11), "espace après les deux", "clé: valeur"),
        ("titre: Comité", "titre:\u00a0Comité", (5, 11), "espace insécable", "taper une espace"),
        (
            "titre: Bail",
            "titre: Bail: essai",
            (2, 12),
            "deux-points inattendus",
            "guillemets droits",
        ),
        ("    titre: C", "   titre: C", (6, 5), "retrait inattendu", "la ligne 5"),
        ("titre: Comité", "titre Comité", (5, 26), "il manque « : »", "clé: valeur"),
        ('"2"', '"2', (6, 14), "guillemet ouvert ici", "le fermer"),
        ('"2"', "'2", (6, 14), "guillemet ouvert ici", "le fermer"),
        ("association]", "association", (7, 10), "ouverte ici et non fermée", "par ]"),
        ("31 mars N}", "31 mars N", (8, 12), "ouverte ici et non fermée", "par }"),
        ("année, au", "année au", (8, 39), "virgule ou fermeture", "une virgule"),
        ("titre: Bail", "titre: 'Bail de l'eau'", (2, 19), "suit le guillemet", "doubles"),
        ("- {pér", "-{pér", (10, 7), "espace après le tiret", "- valeur"),
    ],
)
def test_the_mistake_is_named_where_the_person_made_it(
    old: str, new: str, place: tuple[int, int], message: str, remedy: str
) -> None:
    problem = mistake(old, new)
    assert message in problem.message
    assert remedy in problem.hint
    assert (problem.at.line, problem.at.column) == place


@given(st.integers(0, len(FILE)), st.text(alphabet=":'\"[]{}-, \u00a0\n", min_size=1, max_size=3))
def test_whatever_is_typed_into_a_file_the_place_is_one_of_its_lines(
    where: int, typed: str
) -> None:
    text = FILE[:where] + typed + FILE[where:]
    _, problems = read_text(text)
    for problem in problems:
        assert 1 <= problem.at.line <= len(text.splitlines()) + 1
        assert problem.at.column >= 1
        assert problem.hint

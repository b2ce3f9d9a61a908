"""Strict YAML: values stay text, every node knows its line, nothing raises."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.problems import Problem
from scheduler.rulebook.yaml_nodes import Node, locate, plain, read


def read_text(text: str | bytes) -> tuple[Node | None, list[Problem]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "essai.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(path, "essai.yaml")


def test_no_scalar_changes_its_meaning() -> None:
    text = "a: 12:30\nb: NO\nc: 2025-03-13\nd: 0123\ne: 1_000\nf: ~\ng:\nh: 'null'\n"
    root, problems = read_text(text)
    assert problems == []
    assert root is not None
    assert plain(root) == {
        "a": "12:30",
        "b": "NO",
        "c": "2025-03-13",
        "d": "0123",
        "e": "1_000",
        "f": None,
        "g": None,
        "h": "null",
    }


def test_a_place_is_found_by_its_path_even_through_a_unions_tag() -> None:
    root, _ = read_text("a:\n  b:\n    - x\n    - y\n")
    assert root is not None
    assert (locate(root, ("a", "b", 1)).line, locate(root, ("a", "b", 1)).column) == (4, 7)
    assert locate(root, ("a", "tag", "b", 0)).line == 3
    assert locate(root, ("a", "missing")).line == 1


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "R010", 1),
        ("- a\n- b\n", "R009", 1),
        ("a: 1\n---\nb: 2\n", "R011", 3),
        ("a: 1\na: 2\n", "R007", 2),
        ("a: !!python/object:os.system x\n", "R012", 1),
        ("a: !x y\n", "R012", 1),
        ("a: &b c\n", "R014", 1),
        ("a: b: c\n", "R006", 1),
        ("a: 'b\n", "R006", 1),
        ("a: [b\n", "R006", 1),
        ("? [a, b]\n: c\n", "R013", 1),
        ("a: \x00b\n", "R004", 1),
        ("\ta: b\n", "R005", 1),
        (b"a: \xff\n", "R003", 1),
        ("a: " + "[" * 30 + "]" * 30 + "\n", "R008", 1),
    ],
)
def test_each_mistake_has_its_code_and_line(text: str | bytes, code: str, line: int) -> None:
    _, problems = read_text(text)
    assert [(problem.code, problem.at.line) for problem in problems] == [(code, line)]


def test_a_byte_order_mark_and_dos_line_ends_are_accepted() -> None:
    root, problems = read_text(b"\xef\xbb\xbfa: b\r\nc: d\r\n")
    assert problems == []
    assert root is not None
    assert plain(root) == {"a": "b", "c": "d"}


@settings(max_examples=300)
@given(
    st.one_of(st.binary(max_size=200), st.text(alphabet="ab:-[]{}&*!'\"|>#\n ,?%@\t", max_size=80))
)
def test_whatever_the_bytes_a_node_or_a_problem_comes_out(content: str | bytes) -> None:
    root, problems = read_text(content)
    assert root is not None or problems
    assert all(problem.hint for problem in problems)


def test_an_accent_typed_as_a_mark_after_its_letter_is_the_accented_letter() -> None:
    root, problems = read_text("dure\u0301e: anne\u0301e\n")
    assert problems == []
    assert root is not None
    assert plain(root) == {"durée": "année"}


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: None, "il n'existe pas"),
        (Path.mkdir, "c'est un dossier"),
        (lambda path: path.symlink_to(path), "un lien qui tourne en rond"),
    ],
)
def test_why_a_file_cannot_be_read_is_said_in_french(
    tmp_path: Path, make: Callable[[Path], None], why: str
) -> None:
    path = tmp_path / "regles.yaml"
    make(path)
    root, (problem,) = read(path, "regles.yaml")
    assert root is None
    assert (problem.code, problem.message) == ("R001", f"fichier illisible ({why})")

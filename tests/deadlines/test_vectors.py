"""The worked examples, high and medium confidence alike; ``--vectors FILE`` tries others."""

from pathlib import Path

import pytest

from tests.deadlines.vectors import OPERATIONS, Vector, read_vectors

OWN = Path(__file__).parent / "vectors.csv"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "vector" in metafunc.fixturenames:
        given = metafunc.config.getoption("--vectors")
        vectors = list(read_vectors(Path(given) if given else OWN))
        metafunc.parametrize("vector", vectors, ids=[one.id for one in vectors])


def test_the_worked_example_comes_out(vector: Vector) -> None:
    assert vector.inputs["op"] in OPERATIONS, "an operation the library does not have yet"
    assert vector.computed() == vector.expected


def test_the_project_s_own_are_a_hundred_and_twelve() -> None:
    assert len(list(read_vectors(OWN))) == 112


def test_a_wrong_example_would_be_seen() -> None:
    one = next(iter(read_vectors(OWN)))
    wrong = Vector(one.id, one.inputs, {"last_day": "2021-05-01"})
    assert wrong.computed() != wrong.expected

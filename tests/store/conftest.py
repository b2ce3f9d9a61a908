"""The databases that the store is tested on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.store.database import Database, open_database
from tests.store.claimer import located


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))]
)
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each test runs on both databases."""
    if request.param == "sqlite":
        return str(tmp_path / "base.sqlite")
    return str(request.getfixturevalue("postgresql").new())


@pytest.fixture
def database(location: str) -> Iterator[Database]:
    opened = open_database(located(location))
    yield opened
    opened.close()

"""The databases that the store is tested on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.store.database import Database, open_database
from tests.blank import blank, blank_of
from tests.store.claimer import located

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))]


@pytest.fixture(params=BOTH)
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each test runs on both databases."""
    if request.param == "sqlite":
        return str(blank(tmp_path / "base.sqlite"))
    return blank_of(request.getfixturevalue("postgresql"))


@pytest.fixture(params=BOTH)
def unmade(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for either kind of database, without a table."""
    if request.param == "sqlite":
        return str(tmp_path / "base.sqlite")
    return str(request.getfixturevalue("postgresql").new())


@pytest.fixture
def database(location: str) -> Iterator[Database]:
    opened = open_database(located(location))
    yield opened
    opened.close()

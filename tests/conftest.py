"""What every test may ask for; what this machine lacks is left out and said, or fails."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from tests.needs import NEEDS
from tests.postgresql import Server

# A slow machine is no failure: times are never asserted here. An explanation traces every line,
# which on Python 3.11 lasts longer than any test may: it hid what had failed.
PHASES = tuple(one for one in Phase if one is not Phase.explain)
settings.register_profile("same", deadline=None, phases=PHASES, derandomize=True)
settings.register_profile("search", deadline=None, phases=PHASES, print_blob=True)
settings.load_profile("same")
ROOT = Path(__file__).parent.parent
LONG = tuple(
    f"tests/{place}"
    for place in ("simulation/", "crash/", "dispatch/", "feeds/", "test_time.py", "test_daemon.py")
)
"""Where a file takes minutes."""
ABSENT = re.compile(r"(?P<tool>[\w-]+) is not on this machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--vectors FILE``: other worked examples, with the columns of the project's own."""
    parser.addoption("--vectors", default=None, help="a CSV of worked examples to compute")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files: at the end, one worker would have one and the other none."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@lru_cache
def _present(tool: str) -> bool:
    return NEEDS[tool]()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what the machine cannot run; with REQUIRE_ALL=1 that is a failure."""
    for mark in item.iter_markers("needs"):
        tool = mark.args[0]
        if _present(tool):
            continue
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(f"{tool} is required and not on this machine", pytrace=False)
        pytest.skip(f"{tool} is not on this machine")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end what was left out, whichever worker it was."""
    reports = terminalreporter.stats.get("skipped", [])
    found = (ABSENT.search(str(one.longrepr)) for one in reports)
    left_out = Counter(one["tool"] for one in found if one)
    if left_out:
        listed = ", ".join(f"{tool} ({number} tests)" for tool, number in left_out.items())
        terminalreporter.write_line(f"Left out on this machine: {listed}", yellow=True)
    else:
        terminalreporter.write_line("Nothing was left out for want of a tool.")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A running PostgreSQL server; its ``new`` gives an empty database."""
    server = Server.made()
    yield server
    server.remove()


@pytest.fixture
def deployment(tmp_path: Path) -> Path:
    """A folder as an administrator has it: Béthune's rules, the calendars, the directory."""
    return copied(tmp_path, "bethune-*.yaml")


@pytest.fixture
def whole_deployment(tmp_path: Path) -> Path:
    """The same with every rule file of the project."""
    return copied(tmp_path, "*.yaml")


def copied(folder: Path, rules: str) -> Path:
    """The project's own data in ``folder``, with the rule files of that pattern."""
    for name, pattern in (("rules", rules), ("calendars", "*.yaml")):
        (folder / name).mkdir()
        for file in (ROOT / name).glob(pattern):
            (folder / name / file.name).write_bytes(file.read_bytes())
    (folder / "annuaire.yaml").write_bytes((ROOT / "annuaire.yaml").read_bytes())
    return folder

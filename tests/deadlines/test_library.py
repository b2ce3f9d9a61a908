"""``scheduler.deadlines`` is usable alone: its page is run, its import brings nothing else."""

import doctest
import subprocess
import sys

from tests.service import ROOT

MODULES = sorted(
    path.stem for path in (ROOT / "scheduler" / "deadlines").glob("*.py") if path.stem != "__init__"
)
FOREIGN = (
    "pydantic",
    "sqlmodel",
    "sqlalchemy",
    "yaml",
    "click",
    "icalendar",
    "starlette",
    "jinja2",
)


def test_its_page_says_what_it_does() -> None:
    page = ROOT / "docs" / "library.md"
    found = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert found.attempted >= 20
    assert found.failed == 0


def test_importing_it_brings_nothing_else_of_the_program() -> None:
    program = (
        "import importlib, sys\n"
        f"for name in {MODULES!r}: importlib.import_module('scheduler.deadlines.' + name)\n"
        "ours = [name for name in sys.modules if name.startswith('scheduler.')]\n"
        "assert all(name.startswith('scheduler.deadlines') for name in ours), ours\n"
        f"print([name for name in {FOREIGN!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_every_module_of_it_is_on_its_page() -> None:
    page = (ROOT / "docs" / "library.md").read_text("utf-8")
    ways = {"quotas", "yearly", "monthly", "by_rule", "contract_year", "endings", "single"}
    ways |= {"relative", "repeated", "procedures", "day_of_month", "pausing", "moving"}
    ways |= {"several", "cadence", "emptiness", "contract_stretch", "intervals", "known_limits"}
    inner = ways | {"french", "number_words", "expansion", "ground", "keys"}
    ways |= {"from_facts", "runs", "stretches", "places", "rule_gaps", "pairing", "prolonging"}
    inner |= ways | {"stretch", "bounding", "exceptions", "feasts"}
    assert {name for name in MODULES if f"`{name}`" not in page} == inner

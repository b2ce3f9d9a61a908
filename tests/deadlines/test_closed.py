"""Every ``match`` is closed: a form that one forgets is told by mypy, or by the generated test."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bethune import ROOT

PACKAGES = ("scheduler/deadlines", "scheduler/rulebook")
OF_ANY_VALUE = {
    "scheduler/rulebook/held.py:value",
    "scheduler/rulebook/moment_checks.py:opens",
    "scheduler/rulebook/moment_checks.py:last",
}
"""Where a value of any kind is meant: every one written in a rule is looked through for its words;
two bounds are asked only whether they are there."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the language, by its place in the project."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).glob("*.py")):
            yield f"{package}/{path.name}", ast.parse(path.read_text("utf-8"))


def matches(tree: ast.AST) -> list[ast.Match]:
    """Every ``match`` of a module, in the order of its lines."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Match)]
    return sorted(found, key=lambda node: node.lineno)


def closes(node: ast.Match) -> bool:
    """Whether the last case is unreachable by its type, or hands the typed rest on.

    A rest that is handed to a function of a narrower type is told by mypy as well.
    """
    last = node.cases[-1]
    if not isinstance(last.pattern, ast.MatchAs) or last.pattern.pattern is not None:
        return False
    rest = last.pattern.name or ast.unparse(node.subject)
    calls = [one for one in ast.walk(last.body[0]) if isinstance(one, ast.Call)]
    return any(ast.unparse(argument) == rest for call in calls for argument in call.args)


def test_every_match_is_closed() -> None:
    open_ended = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in matches(tree)
        if not closes(node) and f"{name}:{ast.unparse(node.subject)}" not in OF_ANY_VALUE
    ]
    assert open_ended == []
    assert sum(len(matches(tree)) for _, tree in modules()) >= 15


def test_no_parameter_takes_any_object() -> None:
    """A form handed on as ``object`` would let a branch be forgotten."""
    vague = {
        f"{name}:{argument.arg}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for argument in (*node.args.args, *node.args.kwonlyargs)
        if argument.annotation is not None and ast.unparse(argument.annotation) == "object"
    }
    assert vague <= OF_ANY_VALUE


@dataclass(frozen=True)
class Branch:
    """One ``case`` of a module: the first lines of its ``match`` and of its own, from 1."""

    module: str
    form: str

    def deleted_from(self, text: str) -> str:
        """The module without that branch."""
        lines = text.splitlines(keepends=True)
        for node in matches(ast.parse(text)):
            for case, following in zip(node.cases, node.cases[1:], strict=False):
                if ast.unparse(case.pattern) == self.form:
                    first, last = case.pattern.lineno, following.pattern.lineno
                    return "".join(lines[: first - 1] + lines[last - 1 :])
        raise AssertionError(f"no branch {self.form} in {self.module}")


BRANCHES = (
    Branch("scheduler/rulebook/timings.py", "FixedTiming()"),
    Branch("scheduler/rulebook/timings.py", "ElapsedTiming()"),
    Branch("scheduler/rulebook/permitted.py", "Extreme()"),
    Branch("scheduler/deadlines/saying.py", "ByRule()"),
    Branch("scheduler/deadlines/saying.py", "TermDay()"),
    Branch("scheduler/deadlines/keys.py", "DayOf()"),
    Branch("scheduler/deadlines/expansion.py", "Relative()"),
    Branch("scheduler/deadlines/single.py", "Elapsed()"),
    Branch("scheduler/deadlines/cadence.py", "Quota()"),
    Branch("scheduler/deadlines/emptiness.py", "TermDay()"),
)


@pytest.mark.proof
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("branch", BRANCHES, ids=lambda one: f"{Path(one.module).stem}-{one.form}")
def test_a_branch_that_is_deleted_is_missed(tmp_path: Path, branch: Branch) -> None:
    """Mypy, or else the generated test of the whole product, fails in a copy without it."""
    for name in ("scheduler", "tests", "benchmarks", "calendars", "rules", "docs"):
        shutil.copytree(
            ROOT / name,
            tmp_path / name,
            ignore=shutil.ignore_patterns(".venv", "node_modules", "__pycache__"),
        )
    for name in ("pyproject.toml", "annuaire.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    module = tmp_path / branch.module
    module.write_text(branch.deleted_from(module.read_text("utf-8")), "utf-8")
    typed = _ran(tmp_path, "mypy", "scheduler")
    if typed.returncode:
        assert Path(branch.module).name in typed.stdout
        return
    played = _ran(
        tmp_path, "pytest", "-q", "-x", "-p", "no:xdist", "tests/deadlines/test_totality.py"
    )
    assert played.returncode == 1, played.stdout[-2000:]


def _ran(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A module run on the copy, which comes before the installed program."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )

"""Every problem's code is explained, and none is explained that is never given."""

import re
from pathlib import Path

from scheduler.rulebook.codes import CODES
from tests.commands import run
from tests.conftest import ROOT


def test_each_code_of_the_program_is_explained() -> None:
    given = {
        code
        for path in (ROOT / "scheduler").rglob("*.py")
        if path.name != "codes.py"
        for code in re.findall(r'"([RC]\d{3})"', path.read_text("utf-8"))
    }
    assert given == set(CODES)


def test_explain_says_what_a_code_means(deployment: Path) -> None:
    done = run(deployment, "explain", "R110")
    assert done.returncode == 0
    assert "tranché" in done.stdout
    unknown = run(deployment, "explain", "R999")
    assert unknown.returncode == 1
    assert "R110" in unknown.stderr

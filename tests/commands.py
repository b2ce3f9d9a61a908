"""Run the real commands in this process: what they print and their exit status.

Each program started takes half a second to load, and there would be hundreds of them;
``tests.service`` starts one, where a process of its own is what is tested.
"""

import contextlib
import os
from pathlib import Path
from subprocess import CompletedProcess

from click.testing import CliRunner

from scheduler.cli import main

OURS = "ECHEANCIER_"


def run(folder: Path, *arguments: str, **settings: str) -> CompletedProcess[str]:
    """One command, in a folder, to its end; what it did not foresee is raised."""
    known: dict[str, str | None] = {name: None for name in os.environ if name.startswith(OURS)}
    with contextlib.chdir(folder):
        done = CliRunner().invoke(main, arguments, env=known | settings)
    if not isinstance(done.exception, SystemExit | None):
        raise done.exception
    return CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


def ok(done: CompletedProcess[str]) -> str:
    """What it printed, having succeeded."""
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(done: CompletedProcess[str]) -> str:
    """What it said on its error output, having refused."""
    assert done.returncode == 1, done.stdout
    return done.stderr

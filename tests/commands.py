"""Run the real commands in this process: what they print and their exit status."""

import contextlib
from pathlib import Path

from click.testing import CliRunner, Result

from scheduler.cli import main


def command(folder: Path, *arguments: str) -> Result:
    """One command, run in a folder."""
    with contextlib.chdir(folder):
        return CliRunner().invoke(main, arguments)


def ok(done: Result) -> str:
    """What it printed, having succeeded."""
    assert done.exit_code == 0, done.stderr
    return done.stdout


def refused(done: Result) -> str:
    """What it said on its error output, having refused."""
    assert done.exit_code == 1, done.stdout
    return done.stderr

"""Read every file of the command line with one engine, and print what it understood of each."""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


def main(read: Callable[[str], Iterable[dict[str, Any]]]) -> None:
    """Print a JSON list: for each file its events, or the engine's refusal.

    ``read`` takes the file's text as it came, line ends included, and may raise anything.
    """
    print(json.dumps([_outcome(read, Path(path)) for path in sys.argv[1:]]))


def _outcome(read: Callable[[str], Iterable[dict[str, Any]]], path: Path) -> dict[str, Any]:
    try:
        return {"items": list(read(path.read_bytes().decode("utf-8")))}
    except (Exception, SystemExit) as refusal:  # whatever an engine raises is its refusal
        return {"refused": f"{type(refusal).__name__}: {refusal}"[:300]}

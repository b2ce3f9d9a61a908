"""What the lint and each engine make of the 43 defects, as tables (``python -m tests.ical``)."""

import tempfile
from pathlib import Path

from scheduler.ical.lint import defects
from tests.engines.read import Refused, outcomes
from tests.ical.flawed import MORE, ONE_DEFECT, made, write_all

GOLDEN = Path(__file__).parent / "golden"
ENGINES = ("libical", "ical.js", "node-ical", "icalendar", "ical", "vobject", "ics")
LIBICAL = "3.0.16"
_UNSEEN = {"12", "14", "15", "20", "21", "27", "31", "38", "42"}
UNSEEN = [name for name in ONE_DEFECT if name[:2] in _UNSEEN]
"""What no engine refuses, those that the registries lack (ical4j, sabre/vobject) included."""


def said() -> str:
    """Each defect, and what the lint says of it; of the long ones, the beginning."""
    blocks = []
    for name in (*ONE_DEFECT, *MORE):
        blocks.append("\n".join([name, *(f"    {one}" for one in defects(made(name))[:3]), ""]))
    return "\n".join(blocks)


def column(engine: str, folder: Path) -> dict[str, str]:
    """What the engine does of each: refuses, reads all as it was, or something else."""
    sound, *others = outcomes(engine, write_all(folder))
    return {
        name: "refuse" if isinstance(one, Refused) else "-" if one == sound else "differs"
        for name, one in zip(ONE_DEFECT, others, strict=True)
    }


def table() -> str:
    """The lint's column first, then the engines'."""
    columns = {"lint": {name: "refuse" if defects(made(name)) else "-" for name in ONE_DEFECT}}
    for engine in ENGINES:
        with tempfile.TemporaryDirectory() as folder:
            columns[engine] = column(engine, Path(folder))
    heads = "".join(f" | {name:9}" for name in columns)
    rows = [f"{'defect':36}{heads}".rstrip()]
    for name in ONE_DEFECT:
        cells = "".join(f" | {one[name]:9}" for one in columns.values())
        rows.append(f"{name:36}{cells}".rstrip())
    return "\n".join(rows) + "\n"


def libical_version() -> str:
    """Of the library that the system's Python uses; empty where there is none."""
    found = next(Path("/usr/lib").glob("*/libical.so.3"), None)
    return found.resolve().name.removeprefix("libical.so.") if found else ""

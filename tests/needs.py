"""What a test may need of the machine, and whether it is there."""

import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from tests import postgresql

ENGINES = Path(__file__).parent / "engines"
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), Path("absent"))
SYSTEM_PYTHON = "/usr/bin/python3"


def _libical() -> bool:
    probe = "import gi; gi.require_version('ICalGLib', '3.0'); from gi.repository import ICalGLib"
    try:
        return subprocess.run([SYSTEM_PYTHON, "-c", probe], capture_output=True).returncode == 0
    except OSError:
        return False


def _node_engines() -> bool:
    return shutil.which("node") is not None and (ENGINES / "node_modules" / "ical.js").exists()


def _postgresql() -> bool:
    return find_spec("psycopg") is not None and postgresql.installed() is not None


NEEDS: dict[str, Callable[[], bool]] = {
    "faketime": FAKETIME.exists,
    "chromium": lambda: shutil.which("chromium") is not None,
    "libical": _libical,
    "node-engines": _node_engines,
    "postgresql": _postgresql,
}

"""What a test may need of the machine, and whether it is there."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

ENGINES = Path(__file__).parent / "engines"
SYSTEM_PYTHON = "/usr/bin/python3"


def _libical() -> bool:
    probe = "import gi; gi.require_version('ICalGLib', '3.0'); from gi.repository import ICalGLib"
    try:
        return subprocess.run([SYSTEM_PYTHON, "-c", probe], capture_output=True).returncode == 0
    except OSError:
        return False


def _node_engines() -> bool:
    return shutil.which("node") is not None and (ENGINES / "node_modules" / "ical.js").exists()


NEEDS: dict[str, Callable[[], bool]] = {
    "chromium": lambda: shutil.which("chromium") is not None,
    "dovecot": lambda: Path("/usr/sbin/dovecot").exists(),
    "libical": _libical,
    "node-engines": _node_engines,
}

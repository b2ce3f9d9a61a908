"""What a test may need of the machine, and whether it is there."""

import os
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from tests import postgresql

ENGINES = Path(__file__).parent / "engines"
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), Path("absent"))
SYSTEM_PYTHON = "/usr/bin/python3"
ROOT_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


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


def _postfix() -> bool:
    # It starts as root only, and Debian keeps its commands out of an ordinary user's path.
    return os.geteuid() == 0 and shutil.which("postfix", path=ROOT_PATH) is not None


NEEDS: dict[str, Callable[[], bool]] = {
    "faketime": FAKETIME.exists,
    "chromium": lambda: shutil.which("chromium") is not None,
    "dovecot": lambda: Path("/usr/sbin/dovecot").exists(),
    "libical": _libical,
    "node-engines": _node_engines,
    "postgresql": _postgresql,
    "openssl": lambda: shutil.which("openssl") is not None,
    "postfix": _postfix,
}

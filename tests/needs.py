"""What a test may need of the machine, and whether it is there."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from tests import postgresql

ENGINES = Path(__file__).parent / "engines"
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), Path("absent"))
ENGINES_PYTHON = ENGINES / ".venv" / "bin" / "python"
SYSTEM_PYTHON = "/usr/bin/python3"
SUBSCRIBERS = Path(__file__).parent / "subscribers" / ".venv" / "bin"
NGINX = "/usr/sbin/nginx"
ROOT_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def _libical() -> bool:
    return _introspected("ICalGLib", "3.0")


def _evolution() -> bool:
    server = Path("/usr/libexec/evolution-calendar-factory")
    bus = shutil.which("dbus-run-session")
    return bus is not None and server.exists() and _introspected("ECal", "2.0")


def _introspected(library: str, version: str) -> bool:
    """Whether the system's Python finds that C library."""
    wanted = f"gi.require_version('{library}', '{version}')"
    probe = f"import gi; {wanted}; from gi.repository import {library}"
    try:
        return subprocess.run([SYSTEM_PYTHON, "-c", probe], capture_output=True).returncode == 0
    except OSError:
        return False


def _node_engines() -> bool:
    packages = (ENGINES / "node_modules" / name for name in ("ical.js", "caniemail"))
    return shutil.which("node") is not None and all(one.exists() for one in packages)


def _python_engines() -> bool:
    probe = [str(ENGINES_PYTHON), "-c", "import ical, ics, vobject"]
    return ENGINES_PYTHON.exists() and subprocess.run(probe, capture_output=True).returncode == 0


def _postgresql() -> bool:
    return find_spec("psycopg") is not None and postgresql.installed() is not None


def _postfix() -> bool:
    # It starts as root only, and Debian keeps its commands out of an ordinary user's path.
    return os.geteuid() == 0 and shutil.which("postfix", path=ROOT_PATH) is not None


def _strace() -> bool:
    """Whether it is there and may attach to a process that it has not started."""
    sleeper = subprocess.Popen(["sleep", "20"])
    try:
        with subprocess.Popen(["strace", "-p", str(sleeper.pid)], stderr=subprocess.PIPE) as one:
            assert one.stderr is not None
            attached = b"attached" in one.stderr.readline()
            one.terminate()
        return attached
    except OSError:
        return False
    finally:
        sleeper.kill()
        sleeper.wait()


def _tmpfs() -> bool:
    """Whether a small file system may be mounted."""
    if os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]
        if subprocess.run(mount, capture_output=True).returncode != 0:
            return False
        subprocess.run(["umount", folder], check=True)
        return True


NEEDS: dict[str, Callable[[], bool]] = {
    "faketime": FAKETIME.exists,
    "chromium": lambda: shutil.which("chromium") is not None,
    "evolution": _evolution,
    "dovecot": lambda: Path("/usr/sbin/dovecot").exists(),
    "khal": lambda: all((SUBSCRIBERS / name).exists() for name in ("vdirsyncer", "khal")),
    "libical": _libical,
    "nginx": lambda: Path(NGINX).exists(),
    "node-engines": _node_engines,
    "postgresql": _postgresql,
    "python-engines": _python_engines,
    "openssl": lambda: shutil.which("openssl") is not None,
    "postfix": _postfix,
    "strace": _strace,
    "systemd": lambda: shutil.which("systemd-analyze") is not None,
    "thunderbird": lambda: shutil.which("thunderbird") is not None,
    "tmpfs": _tmpfs,
}

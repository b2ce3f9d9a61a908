"""Databases with this program's tables and nothing in them: migrated once, then copied."""

import tempfile
from functools import lru_cache
from pathlib import Path

from scheduler.store.database import Database, open_database
from tests.postgresql import Server

MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
"""Where no power cut is played, the files may stay in memory."""


@lru_cache(maxsize=1)
def _blank() -> bytes:
    with tempfile.TemporaryDirectory(prefix="blank", dir=MEMORY) as folder:
        path = Path(folder) / "base.sqlite"
        open_database(path).close()
        return path.read_bytes()


def blank(path: Path) -> Path:
    """A file that was migrated, at a path where there was none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(_blank())
    return path


def opened_blank(path: Path) -> Database:
    """The same, opened."""
    return open_database(blank(path))


@lru_cache(maxsize=1)
def _template(server: Server) -> str:
    url = server.new("modele")
    open_database(url).close()
    return "modele"


def blank_of(server: Server) -> str:
    """The url of a database of that server, migrated."""
    return server.new(template=_template(server))

"""The last rules that held an agreement, read again from the store once its file has left."""

import tempfile
from contextlib import chdir
from pathlib import Path
from zipfile import BadZipFile

from scheduler.rulebook.kept import KeptFile, unpack
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.rulebook import Rulebook
from scheduler.store import register, rule_versions
from scheduler.store.database import Session


def former_rulebook(session: Session, agreement: str) -> Rulebook | None:
    """The latest version kept that holds that agreement; None where none does.

    Only an agreement that was followed is looked for: each version must be read whole.
    """
    if agreement not in register.following(session):
        return None
    latest_first = dict.fromkeys(one.version for one in reversed(rule_versions.adoptions(session)))
    for wanted in latest_first:
        for _, content in rule_versions.contents(session, {wanted}):
            rulebook = _read(content)
            if rulebook and rulebook.agreement(agreement):
                return rulebook
    return None


def _read(content: bytes) -> Rulebook | None:
    """The rulebook of kept files, its places told as from their own folder."""
    try:
        files = unpack(content)
    except (BadZipFile, KeyError, ValueError, TypeError):
        return None
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        written = {one.role: _written(one) for one in files}
        directory = written.get("directory", Path("absent"))
        return load(Sources((Path("rules"),), Path("calendars"), directory)).sound()


def _written(one: KeptFile) -> Path:
    """The file put back into the current folder; one whose name leads elsewhere is left out."""
    path = Path(one.role) / Path(one.name).name
    if one.body is not None and path.name == one.name:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(one.body)
    return path

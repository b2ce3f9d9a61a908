"""The last good bytes of each calendar beside the database, for when it cannot be read."""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from scheduler.store.publications import Publication

Seen = Mapping[str, tuple[int, datetime]]
"""By UID, the sequence and the instant that subscribers were given."""


@dataclass(frozen=True)
class Copy:
    """A calendar on disk: ``seen`` also covers events that it no longer holds."""

    publication: Publication
    seen: Seen = field(default_factory=dict)


def read(folder: Path, token_hash: str) -> Publication | None:
    """The last good version under that token; None where there is none that is whole."""
    found = copy(folder, token_hash)
    return found.publication if found else None


def copy(folder: Path, token_hash: str) -> Copy | None:
    """The same with what subscribers have seen; a file that is not as it was written counts not."""
    try:
        heading, _, body = _file(folder, token_hash).read_bytes().partition(b"\n")
        about = json.loads(heading)
        if about["digest"] != _digest(body):
            return None
        modified = datetime.fromisoformat(about["modified"])
        publication = Publication(about["feed"], body, about["tag"], modified, about["events"])
        seen = {
            uid: (sequence, datetime.fromisoformat(at))
            for uid, (sequence, at) in about["seen"].items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Copy(publication, seen)


def write(folder: Path, token_hash: str, new: Copy) -> None:
    """Replace the copy: a reader finds the old one or the new one, whole. Raises OSError.

    Its first line says in JSON what the rest is: one file cannot disagree with itself.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    about = {
        "feed": new.publication.feed,
        "digest": _digest(new.publication.body),
        "tag": new.publication.tag,
        "modified": new.publication.modified.isoformat(),
        "events": new.publication.events,
        "seen": {uid: [number, at.isoformat()] for uid, (number, at) in sorted(new.seen.items())},
    }
    _replace(_file(folder, token_hash), json.dumps(about).encode() + b"\n" + new.publication.body)


def keep_only(folder: Path, hashes: Iterable[str]) -> None:
    """Remove what stands under other tokens: a revoked one answers nothing. Raises OSError."""
    kept = {_file(folder, one).name for one in hashes}
    for path in folder.glob("*.feed"):
        if path.name not in kept:
            path.unlink(missing_ok=True)


def _file(folder: Path, token_hash: str) -> Path:
    """Under another hash than the database's: the folder gives nobody an address to try."""
    return folder / f"{hashlib.sha256(token_hash.encode()).hexdigest()}.feed"


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _replace(path: Path, content: bytes) -> None:
    """Written beside, on the disk, then put in its place; readable by the service alone."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise

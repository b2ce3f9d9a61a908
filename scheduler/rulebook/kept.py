"""The files behind a rulebook, byte for byte: their version, and the archive that keeps them."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Role = Literal["rules", "calendars", "directory"]
LIST = "files.json"


@dataclass(frozen=True)
class KeptFile:
    """One file as it was read; no ``body`` where it could not be."""

    role: Role
    name: str
    body: bytes | None

    @property
    def sha256(self) -> str | None:
        """The digest of its bytes, in hexadecimal."""
        return None if self.body is None else hashlib.sha256(self.body).hexdigest()


def version_of(files: Iterable[tuple[str, bytes]]) -> str:
    """The version that files of those names and digests (empty where unreadable) make."""
    digest = hashlib.sha256()
    for name, of_bytes in files:
        digest.update(name.encode() + b"\0")
        digest.update(of_bytes + b"\0")
    return digest.hexdigest()


def kept_version(files: Iterable[KeptFile]) -> str:
    """The version that these files make, in their order."""
    return version_of((one.name, bytes.fromhex(one.sha256 or "")) for one in files)


def pack(files: Iterable[KeptFile]) -> bytes:
    """A ZIP archive of the files, the same for the same files: their list, then each by its rank.

    A name stands in the list alone, so that none can lead anywhere when the archive is opened.
    """
    listed = list(files)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        names = [[one.role, one.name, one.body is not None] for one in listed]
        opened.writestr(_member(LIST), json.dumps(names).encode("ascii"))
        for rank, one in enumerate(listed):
            if one.body is not None:
                opened.writestr(_member(str(rank)), one.body)
    return archive.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def unpack(archive: bytes) -> tuple[KeptFile, ...]:
    """The files that ``pack`` put there."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return tuple(
            KeptFile(role, name, opened.read(str(rank)) if readable else None)
            for rank, (role, name, readable) in enumerate(json.loads(opened.read(LIST)))
        )

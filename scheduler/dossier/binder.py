"""One ZIP archive of many files, put together on disk: the same files give the same bytes."""

import hashlib
import io
import os
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Self

SUMS = "SHA256SUMS"
PIECE = 1 << 20
FIRST, LAST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 12, 31, tzinfo=UTC)
"""The instants that an entry of a ZIP archive can bear."""
MAX_NAME = 120
_UNSAFE = re.compile(
    r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff<>:"|?*]'
)
"""What a file name cannot hold on some system, marks that turn the writing round included."""
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe_name(text: str) -> str:
    """A file's name out of any text: never a path, and one that every system accepts."""
    last = re.split(r"[/\\]", text)[-1]
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", last)).strip(" ").rstrip(". ")
    name = f"_{name.lstrip('.')}" if name.startswith(".") else name
    if _DEVICE.match(name):
        name = f"_{name}"
    path = PurePosixPath(name)
    suffix = path.suffix if len(path.suffix.encode()) <= 10 else ""
    stem = name.removesuffix(suffix).encode()[: MAX_NAME - 10].decode("utf-8", "ignore")
    return f"{stem}{suffix}" if stem else "sans-nom"


@dataclass(frozen=True)
class _Staged:
    """Where a file's bytes stand among those staged, and their digest."""

    start: int
    size: int
    sha256: str


class Binder:
    """Files gathered in a nameless file of ``folder``, then sealed into an archive in one go.

    The folder is on a disk with room for all of them. Raises OSError where it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._stage = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (closed by __exit__)
        self._files: dict[str, _Staged] = {}
        self._taken: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stage.close()

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def add(self, name: str, body: bytes | Iterable[bytes]) -> str:
        """Stage a file; its SHA-256 in hexadecimal.

        Raises ValueError for a name that is taken, or that leads elsewhere.
        """
        parts = name.split("/")
        if name in self._files or any(part != safe_name(part) for part in parts):
            raise ValueError(f"no name for a file of the archive: {name!r}")
        digest, start = hashlib.sha256(), self._stage.seek(0, io.SEEK_END)
        for piece in [body] if isinstance(body, bytes) else body:
            self._stage.write(piece)
            digest.update(piece)
        self._files[name] = _Staged(start, self._stage.tell() - start, digest.hexdigest())
        self._taken.add(name.casefold())
        return digest.hexdigest()

    def free(self, folder: str, wanted: str) -> str:
        """A name in that folder for what somebody called so: safe, and nobody else's."""
        name = PurePosixPath(safe_name(wanted))
        for number in range(1, len(self._files) + 2):
            rank = f"-{number}" if number > 1 else ""
            found = f"{folder}/{name.stem}{rank}{name.suffix}"
            if found.casefold() not in self._taken:
                return found
        raise AssertionError("more names than files")

    def seal(self, target: Path, at: datetime) -> None:
        """Write the archive, its entries in the order of their names, all bearing that instant.

        ``target`` is replaced at the end, by a file that its owner alone may read. Raises OSError.
        """
        sums = "".join(f"{one.sha256}  {name}\n" for name, one in sorted(self._files.items()))
        self.add(SUMS, sums.encode())
        descriptor, made = tempfile.mkstemp(dir=target.parent, prefix=".dossier-")
        try:
            with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w") as archive:
                for name, staged in sorted(self._files.items()):
                    self._copy(archive, name, staged, at)
            Path(made).replace(target)
        except BaseException:
            Path(made).unlink()
            raise

    def _copy(self, archive: zipfile.ZipFile, name: str, staged: _Staged, at: datetime) -> None:
        entry = zipfile.ZipInfo(name, _stamp(at))
        entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
        entry.external_attr, entry.file_size = 0o100644 << 16, staged.size
        self._stage.seek(staged.start)
        with archive.open(entry, "w") as written:
            for start in range(0, staged.size, PIECE):
                written.write(self._stage.read(min(PIECE, staged.size - start)))


def _stamp(at: datetime) -> tuple[int, int, int, int, int, int]:
    """The instant as an entry bears it: in UTC, to two seconds."""
    inside = min(max(at.astimezone(UTC), FIRST), LAST)
    year, month, day, hour, minute, second, *_ = inside.timetuple()
    return year, month, day, hour, minute, second

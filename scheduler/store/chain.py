"""The register's form: its lines, the digests of their parts, the hash that chains them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

FORMAT = "echeancier-registre-1"
GENESIS = "0" * 64
"""The hash before the first line."""
PARTS = ("details", "person")
_PLAIN = json.JSONEncoder(separators=(",", ":"), default=repr)
_TEXT = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=repr)


@dataclass(frozen=True)
class Head:
    """The last line of the register: how many there are, and its hash."""

    number: int = 0
    hash: str = GENESIS


@dataclass(frozen=True)
class Entry:
    """One line of the register, as it stands in the database and in an export."""

    number: int
    at: str
    kind: str
    message: int | None
    details: str | None
    details_salt: str | None
    details_digest: str
    person: str | None
    person_salt: str | None
    person_digest: str
    hash: str

    def is_blank(self, part: str) -> bool:
        """Whether ``details`` or ``person`` was erased, with its salt."""
        return getattr(self, part) is None and getattr(self, f"{part}_salt") is None

    def found(self, part: str) -> str:
        """The digest of that part as its text and salt are now."""
        text, salt = getattr(self, part), getattr(self, f"{part}_salt")
        return digest(salt, text) if text is not None and salt is not None else ""

    def is_wrong(self, part: str) -> bool:
        """Whether that part, or its digest, was altered."""
        known: str = getattr(self, f"{part}_digest")
        return not self.is_blank(part) and self.found(part) != known

    def redigested(self, parts: Iterable[str]) -> "Entry":
        """The same line with the digests that the texts of these parts have."""
        return Entry(**(asdict(self) | {f"{part}_digest": self.found(part) for part in parts}))

    def after(self, previous: str) -> str:
        """The hash this line must have where the line before has that one."""
        plain = (self.number, self.at, self.kind, self.message)
        return hashed(previous, *plain, self.details_digest, self.person_digest)

    def written(self) -> str:
        """The line of an export."""
        return text_of(asdict(self))

    def told(self) -> Mapping[str, Any]:
        """The details; nothing where they are erased or not readable."""
        return read_object(self.details or "")


def hashed(
    previous: str,
    number: int,
    at: str,
    kind: str,
    message: int | None,
    details_digest: str,
    person_digest: str,
) -> str:
    """The SHA-256 of one line of JSON, in ASCII and without any space."""
    fields = [FORMAT, previous, number, at, kind, message, details_digest, person_digest]
    return hashlib.sha256(_PLAIN.encode(fields).encode("ascii")).hexdigest()


def digest(salt: str, text: str) -> str:
    """The SHA-256 of the salt's hexadecimal digits followed by the text."""
    return hashlib.sha256((salt + text).encode("utf-8", "surrogatepass")).hexdigest()


def stamp(instant: datetime) -> str:
    """An instant as the hash covers it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_object(text: str) -> dict[str, Any]:
    """A JSON object; nothing where the text is not one."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def text_of(value: Any) -> str:
    """A value as JSON text, the same for the same value."""
    return _TEXT.encode(value)


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Rising numbers as pairs of a first and a last."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found

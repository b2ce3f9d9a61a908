"""The rules of a folder that is played for months: read again only where a file has changed."""

from dataclasses import dataclass, field
from pathlib import Path

from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.rulebook import Rulebook


@dataclass
class KeptRules:
    """What was last read, and of which bytes; the service keeps its rules as well."""

    _bytes: dict[Path, bytes] = field(default_factory=dict)
    _rulebook: Rulebook | None = None

    def read(self, sources: Sources) -> Rulebook:
        """The rulebook of these files as they are now."""
        read = {path: path.read_bytes() for path in sources.files()}
        if self._rulebook is None or read != self._bytes:
            self._rulebook, self._bytes = load(sources), read
        return self._rulebook

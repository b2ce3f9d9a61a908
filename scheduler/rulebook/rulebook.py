"""What the rule, calendar and directory files say together, with the problems found in them."""

from dataclasses import dataclass, field, replace

from scheduler.deadlines.agreement import Agreement
from scheduler.problems import Problem
from scheduler.rulebook.directory import Directory
from scheduler.rulebook.kept import KeptFile


@dataclass(frozen=True)
class Rulebook:
    """The agreements, the directory and every problem; ``version`` is a hash of the files.

    ``files`` are those whose bytes made the version.
    """

    agreements: tuple[Agreement, ...]
    directory: Directory
    problems: tuple[Problem, ...]
    version: str
    files: tuple[KeptFile, ...] = field(default=(), repr=False, compare=False)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that forbid using these files."""
        return tuple(problem for problem in self.problems if problem.severity == "erreur")

    @property
    def is_whole(self) -> bool:
        """Whether what these files no longer hold is gone: none of them could not be read."""
        return bool(self.agreements) and not self.errors

    def sound(self) -> "Rulebook":
        """Only the agreements whose own file has no error; the problems stay told."""
        broken = {problem.at.file for problem in self.errors}
        kept = tuple(one for one in self.agreements if one.source.file not in broken)
        return replace(self, agreements=kept)

    def agreement(self, name: str) -> Agreement | None:
        """The agreement of that name."""
        return next((one for one in self.agreements if one.id == name), None)

    def with_agreement(self, agreement: Agreement) -> "Rulebook":
        """The same, that agreement in the place of the one of its name."""
        every = tuple(agreement if one.id == agreement.id else one for one in self.agreements)
        return replace(self, agreements=every)

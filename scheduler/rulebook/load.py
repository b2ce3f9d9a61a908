"""Read every file of a deployment into one rulebook, with all the problems at once."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from scheduler.deadlines.agreement import Source
from scheduler.deadlines.business_days import Calendar
from scheduler.problems import Place, Problem, said
from scheduler.rulebook.calendar_file import CalendarFile, to_calendar
from scheduler.rulebook.checked import Loaded, ReadRule
from scheduler.rulebook.checks import CHECKS
from scheduler.rulebook.conversion import to_agreement, to_instance
from scheduler.rulebook.coverage import against_papers
from scheduler.rulebook.directory import Directory
from scheduler.rulebook.directory_file import DirectoryFile, to_directory
from scheduler.rulebook.kept import KeptFile, Role, kept_version, version_of
from scheduler.rulebook.keys import known_keys
from scheduler.rulebook.notes import acknowledged
from scheduler.rulebook.once import told_once
from scheduler.rulebook.parties import with_short_names
from scheduler.rulebook.references import unknown_keeper
from scheduler.rulebook.rewriting import rewritten
from scheduler.rulebook.rule_file import RuleFile
from scheduler.rulebook.rulebook import Rulebook
from scheduler.rulebook.sittings import in_a_vacancy
from scheduler.rulebook.table import tables_of, with_table
from scheduler.rulebook.validation import problems_from
from scheduler.rulebook.whereabouts import not_there, of_another_kind, unknown_calendar
from scheduler.rulebook.written import Written
from scheduler.rulebook.yaml_nodes import Node, locate, plain, read

Model = TypeVar("Model", bound=Written)


@dataclass(frozen=True)
class Sources:
    """Where the files are: rule files or folders of them, the calendars' folder, the directory.

    ``papers`` is the folder of the signed texts, where the rules are to be read against them.
    """

    rules: tuple[Path, ...]
    calendars: Path
    directory: Path
    papers: Path | None = None

    def rule_files(self) -> list[Path]:
        """Every rule file, in the order of their names."""
        return [file for path in self.rules for file in yaml_files(path)]

    def files(self) -> list[Path]:
        """Every file whose change calls for a reload."""
        return [path for _, path in self.by_role()]

    def by_role(self) -> list[tuple[Role, Path]]:
        """The same, each with what it is for."""
        directory = [self.directory] if self.directory.exists() else []
        tables = [table for path in self.rules for table in tables_of(path)]
        rules: list[tuple[Role, Path]] = [("rules", path) for path in self.rule_files()]
        rules += [("rules", path) for path in tables]
        rules += [("calendars", path) for path in yaml_files(self.calendars)]
        return rules + [("directory", path) for path in directory]

    def kept(self) -> tuple[KeptFile, ...]:
        """The same, with their bytes as they are now."""
        return tuple(KeptFile(role, path.name, _read(path)) for role, path in self.by_role())


def yaml_files(path: Path) -> list[Path]:
    """The YAML files of a folder in the order of their names, or the file itself."""
    if not path.is_dir():
        return [path]
    return sorted(
        file
        for file in path.iterdir()
        if file.suffix in (".yaml", ".yml") and not file.name.startswith(".")
    )


def load(sources: Sources, today: date | None = None) -> Rulebook:
    """The rulebook those files make; unreadable ones are left out and named in its problems.

    With ``today``, roles that will be vacant within a year are told too.
    """
    problems: list[Problem] = []
    directory, directory_root = _directory(sources.directory, problems)
    calendars = _calendars(sources.calendars, directory, problems)
    read_rules = [
        _rule(path, sources.calendars, calendars, problems) for path in sources.rule_files()
    ]
    loaded = Loaded(
        tuple(one for one in read_rules if one is not None),
        directory,
        directory_root,
        today,
    )
    if not sources.rule_files():
        problems.append(_no_rules(sources))
    found = [problem for check in CHECKS for problem in check(loaded)]
    if sources.papers:
        found.extend(against_papers(loaded, sources.papers))
    problems.extend(acknowledged(loaded, found))
    kept = sources.kept()
    return Rulebook(
        agreements=tuple(one for rule in loaded.rules for one in (rule.agreement, *rule.instances)),
        directory=directory,
        problems=tuple(told_once(problems)),
        version=kept_version(kept),
        files=kept,
    )


def version(files: Iterable[Path]) -> str:
    """A hash of the names and bytes of the files, the same in any folder and on any machine."""
    return version_of((file.name, _digest(file)) for file in files)


def _digest(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").digest()
    except OSError:
        return b""


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _validated(
    model: type[Model], path: Path, problems: list[Problem]
) -> tuple[Model, Node] | None:
    root, found = read(path, str(path))
    if model is RuleFile:
        root, found = _as_rules(path, root, found)
    problems.extend(found)
    if root is None or found:
        return None
    values = with_short_names(plain(root)) if model is RuleFile else plain(root)
    try:
        return model.model_validate(values), root
    except ValidationError as error:
        problems.extend(problems_from(error, root, lambda loc: known_keys(model, loc)))
        return None


def _as_rules(
    path: Path, root: Node | None, found: list[Problem]
) -> tuple[Node | None, list[Problem]]:
    """The tree of a rule file, each thing in its own words, or why it is none."""
    if root is None:
        return None, [not_there(path, problem) for problem in found]
    other = of_another_kind(path, plain(root))
    if other:
        return None, [other]
    root, more = with_table(rewritten(root), path)
    return root, [*found, *more]


def _calendars(folder: Path, directory: Directory, problems: list[Problem]) -> dict[str, Calendar]:
    calendars: dict[str, Calendar] = {}
    if not folder.is_dir():
        return calendars
    for path in yaml_files(folder):
        valid = _validated(CalendarFile, path, problems)
        if valid:
            calendars[valid[0].id] = to_calendar(valid[0])
            problems.extend(in_a_vacancy(*valid))
            problems.extend(unknown_keeper(valid[0].keeper, valid[1], directory))
    return calendars


def _directory(path: Path, problems: list[Problem]) -> tuple[Directory, Node | None]:
    if not path.exists():
        return Directory(), None
    valid = _validated(DirectoryFile, path, problems)
    return (to_directory(valid[0]), valid[1]) if valid else (Directory(present=True), None)


def _rule(
    path: Path, folder: Path, calendars: Mapping[str, Calendar], problems: list[Problem]
) -> ReadRule | None:
    valid = _validated(RuleFile, path, problems)
    if valid is None:
        return None
    file, root = valid

    def calendar_of(name: str, loc: tuple[str | int, ...]) -> Calendar:
        if name not in calendars:
            problems.append(
                unknown_calendar(locate(root, loc), name, tuple(calendars), folder, path)
            )
        return calendars.get(name, Calendar(name))

    def source(loc: tuple[str | int, ...]) -> Source:
        place = locate(root, loc)
        return Source(place.file, place.line)

    calendar = calendar_of(file.calendar, ("calendrier",))
    agreement = to_agreement(file, calendar, source)
    instances = []
    for name, one in file.instances.items():
        at = ("exemplaires", name)
        its_own = calendar_of(one.calendar, (*at, "calendrier")) if one.calendar else calendar
        instances.append(to_instance(agreement, name, one, its_own, source(at)))
    return ReadRule(agreement, file, root, tuple(instances))


def unlisted(error: OSError) -> Problem:
    """Why a folder's files could not be told, where the machine refused it."""
    at = Place(str(error.filename or "règles"), 0, 0)
    hint = "donner à l'utilisateur du service le droit de lire ce dossier et ses fichiers"
    return Problem(at, "R001", f"dossier illisible ({said(error)})", hint)


def _no_rules(sources: Sources) -> Problem:
    names = ", ".join(str(path) for path in sources.rules)
    return Problem(
        at=Place(names, 0, 0),
        code="R100",
        message="aucun fichier de règles ici",
        hint="y déposer un fichier .yaml, ou donner un autre dossier",
        severity="avertissement",
    )

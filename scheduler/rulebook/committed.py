"""The rulebook's files as they were in a revision of the git work tree they stand in."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from scheduler.rulebook.load import Sources
from scheduler.rulebook.table import SUFFIX

YAML = (".yaml", ".yml")


class NoHistory(Exception):
    """The files of that revision cannot be had; the text says why and what to do."""


def committed(sources: Sources, revision: str, folder: Path) -> Sources:
    """The same sources at ``revision``, written below ``folder``.

    Calendars and directory that the revision does not have are the present ones. Raises NoHistory
    where git, the work tree, the revision or any rule file in it is missing.
    """
    places = [folder / f"rules-{rank}" for rank, _ in enumerate(sources.rules)]
    rules = [
        _written(path, revision, place) for path, place in zip(sources.rules, places, strict=True)
    ]
    present = tuple(path for path in rules if path)
    if not present:
        named = ", ".join(str(path) for path in sources.rules)
        raise NoHistory(f"rien sous {named} dans la révision « {revision} »")
    return replace(
        sources,
        rules=present,
        calendars=_or_present(sources.calendars, revision, folder / "calendars"),
        directory=_or_present(sources.directory, revision, folder / "directory"),
    )


def _or_present(path: Path, revision: str, target: Path) -> Path:
    """The path at that revision, or as it is now where it is not kept with the rules."""
    try:
        return _written(path, revision, target) or path
    except NoHistory:
        return path


def _written(path: Path, revision: str, target: Path) -> Path | None:
    """The file with the tables beside it, or the folder, as it was; None where it was not."""
    path = path.absolute()
    is_file = path.suffix in YAML
    folder = path.parent if is_file else path
    base = next(one for one in (folder, *folder.parents) if one.is_dir())
    commit = _commit(base, revision)
    below = "" if base == folder else f"{folder.relative_to(base).as_posix()}/"
    target.mkdir(parents=True)
    for name in _files(base, commit, below):
        if not is_file or name == path.name or name.endswith(SUFFIX):
            (target / name).write_bytes(_git(base, "show", f"{commit}:./{below}{name}"))
    if is_file:
        return target / path.name if (target / path.name).exists() else None
    return target if any(target.iterdir()) else None


def _files(base: Path, commit: str, below: str) -> list[str]:
    """The names of a folder's own files, not of those of the folders in it."""
    listed = _git(base, "ls-tree", "-z", commit, f"./{below}").decode("utf-8", "replace")
    entries = (entry.partition("\t") for entry in listed.split("\0") if entry)
    return [Path(name).name for what, _, name in entries if what.split()[1] == "blob"]


def _commit(folder: Path, revision: str) -> str:
    """The commit a revision names; resolved first, so that it cannot be read as an option."""
    wanted = f"{revision}^{{commit}}"
    found = _git(folder, "rev-parse", "--verify", "--end-of-options", wanted)
    return found.decode("ascii").split()[-1]


def _git(folder: Path, *arguments: str) -> bytes:
    program = shutil.which("git")
    if program is None:
        raise NoHistory("git n'est pas installé : donner un dossier à --diff, ou installer git")
    done = subprocess.run(  # noqa: S603
        [program, "-C", str(folder), *arguments], capture_output=True, check=False
    )
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise NoHistory(
            f"git ne donne pas ces fichiers ({said}) : donner à --diff un dossier, ou une révision "
            "du dépôt où sont les règles"
        )
    return done.stdout

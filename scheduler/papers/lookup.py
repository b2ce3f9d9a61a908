"""Where a paper that the rules name is, in the folder of the signed texts."""

from pathlib import Path

SUFFIXES = (".txt", ".md", ".docx", ".pdf")


def find_paper(folder: Path, document: str) -> Path | None:
    """The paper in the folder, under its name or with another suffix; never outside of it."""
    wanted = folder / document
    if not Path(document).name or wanted.name == "..":
        return None
    candidates = [wanted, *(wanted.with_suffix(suffix) for suffix in SUFFIXES)]
    return next((path for path in candidates if _is_inside(folder, path)), None)


def _is_inside(folder: Path, path: Path) -> bool:
    """Whether it is a file of the folder, through whatever links."""
    try:
        return path.resolve().is_relative_to(folder.resolve()) and path.is_file()
    except (ValueError, OSError):  # no file can have such a name
        return False

"""What a person did wrong, where, and how to put it right."""

import errno
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from scheduler.deadlines import french

Severity = Literal["erreur", "avertissement", "question", "note"]
_ENGLISH: dict[Severity, str] = {
    "erreur": "error",
    "avertissement": "warning",
    "question": "question",
    "note": "note",
}
_FAILURES = {
    errno.ENOENT: "il n'existe pas",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EEXIST: "il existe déjà",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.ELOOP: "un lien qui tourne en rond",
    errno.ENOSPC: "plus de place sur le disque",
    errno.EDQUOT: "plus de place sur le disque",
    errno.EROFS: "disque en lecture seule",
    errno.EADDRINUSE: "un autre programme l'occupe",
    errno.EADDRNOTAVAIL: "cette machine n'a pas cette adresse",
}
WIDTH = 160
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Controls, marks of writing direction, halves of characters, separators of lines."""


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file, line and column from 1; line 0 is the whole file.

    ``text`` is the line itself where it could be read, ``length`` how many columns are meant.
    """

    file: str
    line: int
    column: int
    text: str | None = None
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Problem:
    """One thing to put right or to know, with a stable code and a remedy.

    ``subject`` is the obligation it is about, where it is about one.
    """

    at: Place
    code: str
    message: str
    hint: str
    severity: Severity = "erreur"
    also: Place | None = None
    subject: str = ""


def sort(problems: Iterable[Problem]) -> list[Problem]:
    """By file, line and column, the same problem once."""
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda one: (one.at.file, one.at.line, one.at.column, one.code))


def render(problem: Problem) -> str:
    """The problem as a terminal shows it: place, message, the line, carets, remedy."""
    lines = [f"{problem.at}: {problem.severity} {problem.code} : {visible(problem.message)}"]
    lines += _excerpt(problem.at)
    margin = " " * len(str(problem.at.line)) if problem.at.line else ""
    if problem.also:
        lines.append(f"{margin} = voir : {problem.also}")
        lines += _excerpt(problem.also)
    lines.append(f"{margin} = aide : " + f"\n{margin}   ".join(_lines(problem.hint)))
    return "\n".join(lines)


def _excerpt(at: Place) -> list[str]:
    if at.text is None or not at.line:
        return []
    start = max(0, at.column - 1 - WIDTH // 2) if len(at.text) > WIDTH else 0
    shown = visible(at.text[start : start + WIDTH])
    before = visible(at.text[start : at.column - 1])
    carets = "^" * max(1, min(at.length, len(shown) - len(before)))
    margin = " " * len(str(at.line))
    return [
        f"{margin} |",
        f"{at.line} | {shown}",
        f"{margin} | {' ' * len(before)}{carets}",
    ]


def _lines(text: str) -> list[str]:
    return [visible(line) for line in text.split("\n")]


def said(error: OSError) -> str:
    """Why the machine refused, in French where it is one of the usual reasons."""
    return _FAILURES.get(error.errno or 0, error.strerror or str(error))


def refused(error: Exception) -> str:
    """The failure in a sentence, with the file or folder it is about."""
    if not isinstance(error, OSError) or error.errno not in _FAILURES:
        return str(error)
    return f"« {error.filename} » : {said(error)}" if error.filename else said(error)


def visible(text: str) -> str:
    """The text with tabs as ``→`` and other control characters as ``·``, one column each."""
    return "".join(
        "→" if char == "\t" else "·" if unicodedata.category(char) in _UNSEEN else char
        for char in text
    )


def render_all(problems: Iterable[Problem]) -> str:
    """Every problem, what only has to be known in a line each, then the count."""
    listed = list(problems)
    blocks = [render(one) for one in listed if one.severity in ("erreur", "avertissement")]
    lines = [brief(one) for one in listed if one.severity in ("question", "note")]
    return "\n\n".join([*blocks, *(["\n".join(lines)] if lines else []), summary(listed)])


def summary(problems: Iterable[Problem]) -> str:
    """``2 erreurs, 1 avertissement``, then the questions and the notes where there are any."""
    severities = [one.severity for one in problems]
    counted = [
        french.count(severities.count(severity), severity)
        for severity in _ENGLISH
        if severity in ("erreur", "avertissement") or severity in severities
    ]
    return ", ".join(counted)


def brief(problem: Problem) -> str:
    """The problem in one line, for what only has to be known."""
    also = f" (voir {problem.also})" if problem.also else ""
    hint = " – " + " ".join(_lines(problem.hint)) if problem.hint else ""
    said = visible(problem.message)
    return f"{problem.at}: {problem.severity} {problem.code} : {said}{also}{hint}"


def as_json(problem: Problem) -> dict[str, Any]:
    """The problem for other programs."""
    also = problem.also
    return {
        "file": problem.at.file,
        "line": problem.at.line,
        "column": problem.at.column,
        "code": problem.code,
        "severity": _ENGLISH[problem.severity],
        "message": problem.message,
        "hint": problem.hint,
        "text": problem.at.text,
        "also": {"file": also.file, "line": also.line, "column": also.column} if also else None,
    }

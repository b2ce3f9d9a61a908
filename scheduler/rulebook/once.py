"""One cause, one problem: what the same missing name brings about is told at its first place."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from scheduler.deadlines.french import count
from scheduler.problems import Problem, sort

Scope = Literal["file", "deployment"]
_SCOPES: Mapping[str, Scope] = {
    "R102": "deployment",
    "R103": "file",
    "R104": "file",
    "R108": "file",
    "R122": "file",
    "R152": "deployment",
    "R157": "deployment",
}
"""Codes of which one line, added once, mends every place: in the file, or beside all of them."""
_PLACES_SHOWN = 5


def told_once(problems: Iterable[Problem]) -> list[Problem]:
    """The problems in order, those of one cause at its first place with how many others there are.

    Of one cause are those of one code that say the same, with the same remedy.
    """
    by_cause: dict[tuple[str, ...], list[Problem]] = {}
    for problem in sort(problems):
        by_cause.setdefault(_cause(problem), []).append(problem)
    return sort(_together(alike) for alike in by_cause.values())


def _cause(problem: Problem) -> tuple[str, ...]:
    words = (problem.code, problem.severity, problem.message, problem.hint)
    scope = _SCOPES.get(problem.code)
    if scope is None:
        return (*words, str(problem.at), str(problem.also))
    return words if scope == "deployment" else (*words, problem.at.file)


def _together(alike: list[Problem]) -> Problem:
    first, *others = alike
    if not others:
        return first
    places = list(dict.fromkeys(_place(problem, first) for problem in others))
    shown = ", ".join(places[:_PLACES_SHOWN]) + ("…" if len(places) > _PLACES_SHOWN else "")
    times = count(len(others), "autre fois", "autres fois")
    return replace(first, message=f"{first.message} (et {times} : {shown})")


def _place(problem: Problem, beside: Problem) -> str:
    """``ligne 12`` of the same file, the whole place in another."""
    same = problem.at.file == beside.at.file
    return f"ligne {problem.at.line}" if same else str(problem.at)

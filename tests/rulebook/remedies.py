"""A remedy that ``check`` prints, pasted into the file as a person would, without thinking."""

import re

from scheduler.problems import Problem

_INSTEAD = re.compile(r"vouliez-vous dire « (?P<word>[^»]+) » \?")
_WRITTEN = re.compile(
    r"(?P<verb>écrire|ajouter)(?P<under> sous « (?P<section>\w+) »)? `(?P<text>[^`]+)`"
)


def pasted(text: str, problem: Problem) -> str | None:
    """The file with the first remedy of the problem put in; None where it gives nothing to paste.

    A word stands for the marked one; a line for the entry of its key, or a new one in the part.
    """
    instead = _INSTEAD.search(problem.hint)
    if instead:
        return _replaced(text, problem, instead["word"])
    remedy = _WRITTEN.search(problem.hint)
    if remedy is None:
        return None
    if remedy["under"]:
        return _under(text, remedy["section"], remedy["text"])
    if remedy["verb"] == "ajouter":
        return _added(text, problem, remedy["text"])
    key = re.match(r"(?P<key>[a-zà-ÿ' ]+): ", remedy["text"])
    if key:
        return _entry(text, problem, key["key"], remedy["text"])
    return _replaced(text, problem, remedy["text"])


def _replaced(text: str, problem: Problem, word: str) -> str:
    lines = text.split("\n")
    line, start = lines[problem.at.line - 1], problem.at.column - 1
    lines[problem.at.line - 1] = line[:start] + word + line[start + problem.at.length :]
    return "\n".join(lines)


def _entry(text: str, problem: Problem, key: str, written: str) -> str | None:
    """The nearest entry of that key at the marked line or above it, written anew."""
    lines = text.split("\n")
    for number in range(problem.at.line - 1, -1, -1):
        entry = re.match(rf"( *(?:- )?){re.escape(key)}:", lines[number])
        if entry:
            inner = len(entry[1])
            end = number + 1
            while end < len(lines) and _indent(lines[end]) > inner:
                end += 1
            return "\n".join([*lines[:number], entry[1] + written, *lines[end:]])
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip()) if line.strip() else 0


def _added(text: str, problem: Problem, written: str) -> str:
    """A new entry in the part whose key is marked, or beside the first entry that is marked."""
    lines = text.split("\n")
    number = problem.at.line - 1
    line = lines[number]
    if line.rstrip().endswith("}"):
        lines[number] = line.rstrip()[:-1] + f", {written}}}"
        return "\n".join(lines)
    following = lines[number + 1] if number + 1 < len(lines) else ""
    heads_a_part = line.rstrip().endswith(":") and _indent(following) > _indent(line)
    indent = _indent(following) if heads_a_part else _indent(line)
    lines.insert(number + 1 if heads_a_part else number, " " * indent + written)
    return "\n".join(lines)


def _under(text: str, section: str, written: str) -> str:
    if re.search(rf"(?m)^{section}:\n", text):
        return re.sub(rf"(?m)^{section}:\n", f"{section}:\n  {written}\n", text, count=1)
    return f"{text.rstrip()}\n{section}:\n  {written}\n"

"""``exemplaires: table.csv``: the agreements made from a model, one a line, as a tree of values.

The first column names each agreement; the others are the keys of an entry of ``exemplaires``,
``parties.X`` and ``faits.X`` for those of its parties and facts. Empty cells say nothing.
"""

import csv
import io
from dataclasses import replace
from pathlib import Path

from scheduler.problems import Place, Problem
from scheduler.rulebook.yaml_nodes import Mapping, Node, Scalar, read_source

SUFFIX = ".csv"
NAME = "exemplaire"
SEPARATORS = ";,\t"


def tables_of(path: Path) -> list[Path]:
    """The tables beside the rule files of a folder, or beside one of them."""
    folder = path if path.is_dir() else path.parent
    return sorted(folder.glob(f"*{SUFFIX}"))


def with_table(root: Node, path: Path) -> tuple[Node | None, list[Problem]]:
    """The rule file's tree, with the entries of the table it names, if it names one."""
    if not isinstance(root, Mapping):
        return root, []
    for place, (key, value) in enumerate(root.entries):
        named = value.value if isinstance(value, Scalar) else None
        if key.value != "exemplaires" or named is None or not named.endswith(SUFFIX):
            continue
        if Path(named).name != named:
            hint = "déposer la table à côté du fichier de règles, et n'écrire que son nom"
            return None, [
                Problem(value.at, "R162", "la table doit être dans le même dossier", hint)
            ]
        table = path.parent / named
        made, problems = read_table(table, str(table), value.at)
        if made is None:
            return None, problems
        entries = (*root.entries[:place], (key, made), *root.entries[place + 1 :])
        return replace(root, entries=entries), problems
    return root, []


def read_table(path: Path, shown_as: str, asked: Place) -> tuple[Node | None, list[Problem]]:
    """The entries of the table, each value at its line; ``asked`` is where the file names it."""
    text, problems = read_source(path, shown_as)
    if text is None:
        also = [Problem(one.at, one.code, one.message, one.hint, also=asked) for one in problems]
        return None, also
    lines = text.splitlines()
    first = lines[0] if lines else ""
    separator = max(SEPARATORS, key=first.count)
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=separator)
    header = [one.strip() for one in next(rows, [])]
    if header[:1] != [NAME]:
        at = Place(shown_as, 1, 1, first, max(1, len(first)))
        hint = f"par exemple : {NAME};titre;parties.association;faits.signature"
        return None, [Problem(at, "R160", f"la première colonne doit être « {NAME} »", hint)]
    entries: list[tuple[Scalar, Node]] = []
    for cells in rows:
        line = rows.line_num
        here = lines[line - 1] if line <= len(lines) else ""
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            at = Place(shown_as, line, 1, here, max(1, len(here)))
            hint = "une valeur qui contient le séparateur se met entre guillemets"
            problems.append(Problem(at, "R161", "cette ligne a plus de cases que l'en-tête", hint))
            continue
        placed = _placed(shown_as, line, here, cells)
        name = placed[0]
        first_one = next((key for key, _ in entries if key.value == name.value), None)
        if first_one:
            message, hint = f"« {name.value} » est déjà dans la table", "donner un autre nom"
            problems.append(Problem(name.at, "R007", message, hint, also=first_one.at))
        entries.append((name, _entry(header, placed)))
    at = Place(shown_as, 1, 1, first)
    return (None if problems else Mapping(tuple(entries), at)), problems


def _placed(file: str, line: int, text: str, cells: list[str]) -> list[Scalar]:
    """Each cell with the column where it stands in its line."""
    found, start = [], 0
    for cell in cells:
        column = text.find(cell, start)
        start = column + len(cell) if column >= 0 else start
        at = Place(file, line, max(column, 0) + 1, text, max(1, len(cell)))
        found.append(Scalar(cell.strip() or None, at))
    return found


def _entry(header: list[str], cells: list[Scalar]) -> Node:
    """The entry of one line; ``faits.X`` columns make its ``faits``."""
    plain: list[tuple[Scalar, Node]] = []
    nested: dict[str, list[tuple[Scalar, Node]]] = {}
    for name, cell in zip(header[1:], cells[1:], strict=False):
        if cell.value is None:
            continue
        section, dot, inner = name.partition(".")
        if dot:
            nested.setdefault(section, []).append((Scalar(inner, cell.at), cell))
        else:
            plain.append((Scalar(name, cell.at), cell))
    for section, entries in nested.items():
        at = entries[0][0].at
        plain.append((Scalar(section, at), Mapping(tuple(entries), at)))
    return Mapping(tuple(plain), cells[0].at)

"""A filled sheet as named cells, each knowing its line and column; or what its form gets wrong."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler.problems import Place, Problem
from scheduler.rulebook.yaml_nodes import read_source
from scheduler.triage.sheet import ANSWER, COMMENT, DAY, EVIDENCE, KEY, unguarded

SEPARATORS = ";,\t"
NEEDED = (KEY, ANSWER, DAY, EVIDENCE, COMMENT)


@dataclass(frozen=True)
class Cell:
    """What was written, on one line, without its guard or the spaces around it, and where."""

    value: str
    at: Place


Line = Mapping[str, Cell]


def read_lines(path: Path) -> tuple[list[Line], list[Problem]]:
    """The lines of the sheet by column name, those left wholly blank apart, and every problem."""
    text, problems = read_source(path, str(path))
    if text is None:
        return [], problems
    try:
        return _read(text, str(path))
    except csv.Error as error:
        at = Place(str(path), 0, 0)
        hint = "l'enregistrer de nouveau au format CSV, une ligne par échéance"
        return [], [Problem(at, "R190", f"la table ne se lit pas ({error})", hint)]


def _read(text: str, file: str) -> tuple[list[Line], list[Problem]]:
    written = [line.removesuffix("\r") for line in text.split("\n")]
    separator = max(SEPARATORS, key=written[0].count)
    records = _records(written, separator)
    _, names = next(records)
    header = [name.strip().lower() for name in names]
    missing = [name for name in NEEDED if header.count(name) != 1]
    if missing:
        at = Place(file, 1, 1, written[0], max(1, len(written[0])))
        hint = "garder la première ligne telle que « echeancier triage --out » l'a écrite"
        message = f"colonnes absentes, ou en double : {', '.join(missing)}"
        return [], [Problem(at, "R190", message, hint)]
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, cells in records:
        here = written[number - 1]
        if len(cells) > len(header):
            at = Place(file, number, 1, here, max(1, len(here)))
            hint = "une valeur qui contient le séparateur se met entre guillemets"
            problems.append(Problem(at, "R161", "cette ligne a plus de cases que l'en-tête", hint))
        elif any(cell.strip() for cell in cells):
            whole = [*cells, *[""] * (len(header) - len(cells))]
            placed = _placed(file, number, here, whole)
            lines.append(dict(zip(header, placed, strict=True)))
    return lines, problems


def _records(written: list[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on; one in quotes may hold several lines."""
    rows = csv.reader((f"{line}\n" for line in written), delimiter=separator)
    begins = 1
    for cells in rows:
        yield begins, cells
        begins = rows.line_num + 1


def _placed(file: str, number: int, text: str, cells: list[str]) -> list[Cell]:
    """Each cell with the column where it stands in its line."""
    found, start = [], 0
    for cell in cells:
        first = cell.split("\n")[0]
        column = text.find(first, start)
        start = column + len(first) + 1 if column >= 0 else start
        at = Place(file, number, max(column, 0) + 1, text, max(1, len(first)))
        found.append(Cell(" ".join(unguarded(cell.strip()).split()), at))
    return found

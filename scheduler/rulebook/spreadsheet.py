"""A spreadsheet's export, cell by cell, each knowing where it stands; UTF-8 or Windows-1252."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scheduler.problems import Place, Problem
from scheduler.rulebook.yaml_nodes import read_bytes

SEPARATORS = ";,\t"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"')


@dataclass(frozen=True)
class Cell:
    """A value as written, its white space folded, and its column's number, from 1."""

    value: str
    rank: int
    at: Place


@dataclass(frozen=True)
class _Sheet:
    """The text of an export, to place what is found in it."""

    name: str
    text: str
    starts: tuple[int, ...]

    def place(self, start: int, end: int) -> Place:
        line = bisect_right(self.starts, start)
        first = self.starts[line - 1]
        shown = self.text[first:].partition("\n")[0]
        column = start - first + 1
        return Place(self.name, line, column, shown, max(1, min(end, first + len(shown)) - start))


def read_sheet(path: Path, shown_as: str) -> tuple[list[list[Cell]], list[Problem]]:
    """The rows that hold something, and every problem found in reading them."""
    data, problems = read_bytes(path, shown_as)
    if data is None:
        return [], problems
    text = _decoded(data)
    if text is None:
        return [], [_unknown_encoding(shown_as)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    starts = (0, *(found.end() for found in re.finditer("\n", text)))
    sheet = _Sheet(shown_as, text, starts)
    controls = [_control(sheet, found.start()) for found in _CONTROL.finditer(text)]
    if controls:
        return [], controls
    rows = [row for row in _rows(sheet, problems) if any(cell.value for cell in row)]
    return rows, problems


def _decoded(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = None if data.startswith(_UTF_16) else data.decode(encoding)
            return text and unicodedata.normalize("NFC", text)
        except UnicodeDecodeError:
            continue
    return None


def _unknown_encoding(name: str) -> Problem:
    hint = "dans le tableur, enregistrer sous « CSV UTF-8 »"
    return Problem(
        Place(name, 0, 0), "R003", "le fichier n'est ni en UTF-8 ni en Windows-1252", hint
    )


def _control(sheet: _Sheet, at: int) -> Problem:
    hint = "l'effacer (il est souvent venu d'un copier-coller)"
    return Problem(sheet.place(at, at + 1), "R004", "caractère de contrôle dans le texte", hint)


def _rows(sheet: _Sheet, problems: list[Problem]) -> Iterator[list[Cell]]:
    """Rows end with their line, but for line breaks between quotes (RFC 4180)."""
    text = sheet.text
    first = text.lstrip("\n").partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    row: list[Cell] = []
    start = 0
    while start <= len(text):
        value, end = _cell(text, start, separator)
        if value is None:
            problems.append(_unclosed(sheet, start))
            return
        row.append(Cell(" ".join(value.split()), len(row) + 1, sheet.place(start, end)))
        if text[end : end + 1] != separator:
            yield row
            row = []
        start = end + 1


def _cell(text: str, start: int, separator: str) -> tuple[str | None, int]:
    """The value of the cell that begins there, None for a quote without end; and its end."""
    value = ""
    if text[start : start + 1] == '"':
        quoted = _QUOTED.match(text, start)
        if quoted is None:
            return None, len(text)
        value, start = quoted[1].replace('""', '"'), quoted.end()
    ends = [found for found in (text.find(separator, start), text.find("\n", start)) if found >= 0]
    end = min(ends, default=len(text))
    return value + text[start:end], end


def _unclosed(sheet: _Sheet, start: int) -> Problem:
    hint = "fermer le guillemet, ou doubler celui qui fait partie du texte"
    return Problem(sheet.place(start, start + 1), "R180", "guillemet ouvert et jamais fermé", hint)

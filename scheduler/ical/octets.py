"""The bytes of a calendar file: line ends, folds, encoding, characters that break some readers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from scheduler.ical.texts import CONTROL

MAX_OCTETS = 75
"""Of one physical line, its line end apart (RFC 5545 3.1)."""

_CUT = re.compile(rb"\n[ \t][\x80-\xbf]")


@dataclass(frozen=True, order=True)
class Defect:
    """What is wrong, and the physical line where it is, counted from 1."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"ligne {self.line} : {self.what}"


class Line(NamedTuple):
    """One unfolded line (RFC 5545 3.1); ``number`` is where it begins in the file."""

    number: int
    text: str


def octet_defects(body: bytes) -> Iterator[Defect]:
    """What is wrong before any reading; where there is something, no line can be trusted."""
    if body.startswith(b"\xef\xbb\xbf"):
        yield Defect(1, "marque d'ordre des octets (BOM) avant le calendrier")
    *whole, rest = body.split(b"\n")
    if rest:
        yield Defect(len(whole) + 1, "la dernière ligne n'a pas de fin : fichier tronqué")
    for found in _CUT.finditer(body):
        yield Defect(_number(body, found.start()) + 1, "caractère coupé par le repli")
    for number, line in enumerate(whole, 1):
        if not line.endswith(b"\r"):
            yield Defect(number, "fin de ligne sans CRLF, ou retour à la ligne dans un texte")
        elif line in (b"\r", b" \r"):
            yield Defect(number, "ligne vide")
        elif len(line) > MAX_OCTETS + 1:
            yield Defect(number, f"{len(line) - 1} octets sans repli, {MAX_OCTETS} au plus")
    yield from _character_defects(body)


def _character_defects(body: bytes) -> Iterator[Defect]:
    try:
        text = body.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as wrong:
        yield Defect(_number(body, wrong.start), "ce n'est pas de l'UTF-8")
        return
    for found in CONTROL.finditer(text.removeprefix("\ufeff")):
        number = text.count("\n", 0, found.start()) + 1
        yield Defect(number, f"caractère interdit U+{ord(found.group()):04X}")


def _number(body: bytes, position: int) -> int:
    return body.count(b"\n", 0, position) + 1


def unfolded(body: bytes) -> list[Line]:
    """The lines of a file without octet defects, their folds undone."""
    lines: list[Line] = []
    number = 1
    for text in body.decode("utf-8").replace("\r\n ", "\0").split("\r\n")[:-1]:
        lines.append(Line(number, text.replace("\0", "")))
        number += 1 + text.count("\0")
    return lines

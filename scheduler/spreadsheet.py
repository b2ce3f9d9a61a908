"""Tables as CSV files that a French spreadsheet opens right and that run nothing in it."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, full-width forms included."""


def sheet(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The CSV file (RFC 4180 but ``;``): UTF-8 with its mark, CRLF, the header first.

    A cell that a spreadsheet would run begins with an apostrophe, which it then does not show as
    part of the text. Raises ValueError for a row that has not as many cells as the header.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(cell, header))
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise ValueError(f"ligne {number} : {len(row)} cellules pour {len(header)} colonnes")
        writer.writerow(map(cell, row))
    # Half a surrogate pair, which no UTF-8 can write, must not lose the whole table.
    return (BOM + text.getvalue()).encode("utf-8", "replace")


def cell(text: str) -> str:
    """The text, made harmless if it would be run."""
    return f"'{text}" if text.startswith(_RUN) else text

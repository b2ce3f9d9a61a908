"""The sheet on which people sort the past: one line for each occurrence nobody has answered for."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from scheduler import wording
from scheduler.deadlines import french
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.situation import Situation

KEY, ANSWER, DAY, EVIDENCE, COMMENT = "clé", "réponse", "le", "pièce", "commentaire"
HEADER = (KEY, "convention", "échéance", "titre", ANSWER, DAY, EVIDENCE, COMMENT)
SEPARATOR = ";"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")

Found = tuple[Computation, Occurrence]


def to_sort(situation: Situation, named: tuple[str, ...] = ()) -> Iterator[Found]:
    """What was due before following began, and the notices missed since, not yet answered for.

    Of the agreements ``named``; else of all that bind somebody and have not ended.
    """
    for computation in situation.binding:
        wanted = computation.agreement.id in named if named else computation.life != "ended"
        for item in computation.occurrences if wanted else ():
            if is_to_sort(computation, item):
                yield computation, item


def is_to_sort(computation: Computation, item: Occurrence) -> bool:
    """Whether nobody has said yet what became of it."""
    where = computation.status(item)
    return where == "untracked" or (where == "missed" and not computation.sorted_as(item))


def sheet(found: Iterable[Found]) -> bytes:
    """The sheet as a spreadsheet opens it: UTF-8 with its mark, semicolons, RFC 4180's line ends.

    A cell that would be read as a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writerow(HEADER)
    for computation, item in found:
        writer.writerow([guarded(cell) for cell in _cells(computation, item)])
    return out.getvalue().encode("utf-8-sig")


def _cells(computation: Computation, item: Occurrence) -> list[str]:
    day = item.due or item.opens
    return [
        item.key,
        computation.agreement.short_title,
        french.numeric(day) if day else "",
        wording.title(computation, item),
        *[""] * 4,
    ]


def guarded(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would compute."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before ``guarded``."""
    return cell[1:] if _GUARDED.match(cell) else cell

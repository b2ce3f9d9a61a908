"""The signed papers of an agreement, copied into its archive where they are at hand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scheduler.deadlines.agreement import Agreement
from scheduler.dossier.binder import PIECE, Binder
from scheduler.papers.lookup import find_paper

FOLDER = "papers"


@dataclass(frozen=True)
class Paper:
    """A text of the agreement: the document that the rules name, its file in the archive."""

    title: str
    document: str
    file: str | None

    @property
    def absent(self) -> str:
        """Why it is not there, or nothing."""
        if self.file:
            return ""
        return "n'est pas à portée" if self.document else "aucun document n'est nommé"


def add_papers(binder: Binder, agreement: Agreement, elsewhere: Path | None) -> list[Paper]:
    """Copy the text and its amendments, looked up ``elsewhere`` and beside the rule file."""
    folders = [*([elsewhere] if elsewhere else []), Path(agreement.source.file).parent]
    named = [("Texte de la convention", agreement.document)]
    named += [(one.title, one.document) for one in agreement.amendments]
    return [Paper(title, document, _copied(binder, document, folders)) for title, document in named]


def _copied(binder: Binder, document: str, folders: Iterable[Path]) -> str | None:
    """The file that holds the document's bytes; one that two texts name stands once."""
    for folder in folders:
        path = find_paper(folder, document) if document else None
        if path is not None:
            name = binder.free(FOLDER, path.name)
            try:
                binder.add(name, _pieces(path))
            except OSError:
                continue
            return name
    return None


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece

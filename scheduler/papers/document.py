"""The text of a paper, from a text file, a Word document or a PDF."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

EXTRA = "installer le complément « papers » : pip install 'echeancier[papers]'"
MAX_BYTES = 100 * 1024 * 1024


class Unreadable(Exception):
    """The paper cannot be read as text; ``remedy`` says what to do about it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


def read_text(path: Path) -> str:
    """The text of the paper, paragraphs on lines of their own, cells of a table after tabs.

    Raises Unreadable for what holds no text: another format, a damaged file, a scanned PDF.
    """
    readers: dict[str, Callable[[Path], str]] = {
        ".txt": _plain,
        ".md": _plain,
        ".docx": _word,
        ".pdf": _pdf,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(f"format « {path.suffix} » inconnu", "txt, md, docx ou pdf")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable("fichier de plus de 100 Mio", "ce n'est sans doute pas la convention")
        text = reader(path)
    except OSError as error:
        raise Unreadable(f"illisible : {error.strerror or error}", "vérifier ses droits") from None
    if not text.strip():
        raise Unreadable(
            "aucun texte : sans doute un papier numérisé", "en donner une version texte"
        )
    return text


def _plain(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("pas en UTF-8", "l'enregistrer de nouveau avec cet encodage") from None


def _word(path: Path) -> str:
    try:
        import docx
    except ImportError:
        raise Unreadable("lire un .docx demande une bibliothèque de plus", EXTRA) from None
    try:
        opened = docx.Document(str(path))
    except Exception as error:  # a damaged archive fails in as many ways as there are parts
        raise Unreadable(f"document Word illisible : {error}", "le réenregistrer") from None
    return "\n".join(_blocks(opened))


def _blocks(container: Any) -> Iterator[str]:
    """Paragraphs and rows of tables, in the order of the document."""
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            yield from ("\t".join(_cells(row)) for row in block.rows)
        else:
            yield block.text


def _cells(row: Any) -> Iterator[str]:
    """The text of each cell; a merged cell, which stands at several places, once."""
    seen = set()
    for cell in row.cells:
        if cell._tc not in seen:
            seen.add(cell._tc)
            yield " ".join(_blocks(cell))


def _pdf(path: Path) -> str:
    try:
        import pypdf
    except ImportError:
        raise Unreadable("lire un .pdf demande une bibliothèque de plus", EXTRA) from None
    try:
        pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    except OSError:
        raise
    except Exception as error:  # broken PDF files raise more than the library's own errors
        raise Unreadable(
            f"PDF illisible : {error}", "le réenregistrer, sans mot de passe"
        ) from None
    return "\n".join(pages)

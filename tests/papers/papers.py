"""A short convention of our own, and its rule file, as text, Word document and PDF."""

from pathlib import Path

import docx

from tests.bethune import ROOT

PARAGRAPHS = (
    "CONVENTION DE MISE À DISPOSITION",
    "Article 1 : La salle est ouverte aux associations de la commune.",
    "Article 2 : L’association remet son rapport au plus tard le 30 juin de chaque année.",
    "Article 3 : Une réunion se tient tous les trois mois. Elle dure deux heures.",
    "Article 4 : La loi du 1er juillet 1901 s'applique.",
)
TEXT = "\n\n".join(PARAGRAPHS) + "\n"
RULES = """
convention: salle
titre: Mise à disposition de la salle
document: salle.txt
nous: commune
calendrier: bethune
parties: {commune: Commune, association: Association}
obligations:
  rapport:
    titre: Rapport
    article: "2"
    citation: au plus tard le 30 juin de chaque année
    par: association
    quand: {chaque: année, au plus tard: 30 juin N}
"""
MEETING = """
  reunion:
    titre: Réunion
    article: "3"
    citation: Une réunion se tient tous les trois mois
    par: [commune, association]
    quand: {au moins: 1, par: trimestre}
"""
ASIDE = """
écarté:
  - {article: "4", citation: La loi du 1er juillet 1901, parce que: la référence d'un texte}
"""


def deployed(folder: Path, rules: str) -> Path:
    """The rule file in ``rules/`` and an empty folder for its paper, ``papiers/``."""
    (folder / "rules").mkdir()
    (folder / "papiers").mkdir()
    (folder / "rules" / "salle.yaml").write_text(rules, "utf-8")
    (folder / "calendars").mkdir()
    calendar = (ROOT / "calendars" / "bethune.yaml").read_bytes()
    (folder / "calendars" / "bethune.yaml").write_bytes(calendar)
    return folder


def as_text(path: Path) -> None:
    path.with_suffix(".txt").write_text(TEXT, "utf-8")


def as_word(path: Path) -> None:
    """The last two articles in a table, whose first row is one merged cell."""
    document = docx.Document()
    for words in PARAGRAPHS[:3]:
        document.add_paragraph(words)
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = PARAGRAPHS[3]
    table.cell(1, 0).text = "4"
    table.cell(1, 1).text = PARAGRAPHS[4]
    document.save(str(path.with_suffix(".docx")))


def as_pdf(path: Path) -> None:
    """Lines cut where they would be on paper, one of them inside a word."""
    cut = TEXT.replace("chaque année", "cha-\nque année").replace("se tient", "se\ntient")
    shown = "".join(
        f"({_escaped(line)}) Tj T*\n" for line in cut.replace("’", "'").splitlines() if line
    )
    _write_pdf(path.with_suffix(".pdf"), f"BT /F1 11 Tf 14 TL 40 800 Td\n{shown}ET")


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def as_scan(path: Path) -> None:
    """A PDF of one page without any text."""
    _write_pdf(path.with_suffix(".pdf"), "")


def _write_pdf(path: Path, stream: str) -> None:
    content = stream.encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for rank, one in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (rank, one)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(
        b"%010d 00000 n \n" % at for at in offsets
    )
    trailer = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    path.write_bytes(body + table + trailer)

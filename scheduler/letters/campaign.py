"""The digest's part on campaigns: which partners have not delivered everything, the worst first."""

from collections.abc import Iterable, Sequence
from datetime import date

from scheduler.campaign import Campaign, Matrix, Row, campaigns_of
from scheduler.campaign_telling import missing, summary
from scheduler.deadlines import french
from scheduler.deadlines.agreement import Document
from scheduler.deadlines.computation import Computation
from scheduler.letters.desk import Desk
from scheduler.mail.letter import Line, Section

WORST = 10
"""Partners named in a digest; the page shows all of them."""
NAMED = 3
"""Pieces named for each: a digest is one page of paper."""


def campaign_section(computations: Iterable[Computation], desk: Desk, today: date) -> list[Section]:
    """One section for each campaign of these agreements that presses on ``today``.

    From sixty days before its last day while something is missing, until a year after.
    """
    return [_section(one, desk) for one in campaigns_of(computations) if one.presses(today)]


def _section(campaign: Campaign, desk: Desk) -> Section:
    matrix = campaign.matrix
    worst = matrix.incomplete[:WORST]
    return Section(
        title=f"Pièces attendues : {summary(matrix)}",
        lines=(
            *(_line(row, matrix.columns, desk) for row in worst),
            _whole(campaign, matrix, desk),
        ),
        intro=f"{campaign.title}.",
    )


def _line(row: Row, columns: Sequence[Document], desk: Desk) -> Line:
    left = french.time_left(row.computation.today, row.item.due) if row.item.due else ""
    return Line(
        when=f"en retard de {french.count(row.days, 'jour')}" if row.days else left,
        title=row.partner,
        agreement=row.computation.agreement.short_title,
        left=f"il manque {french.count(row.missing, 'pièce')} sur {row.missing + _received(row)}",
        url=desk.url(f"/echeance/{row.item.key}"),
        note=_pieces(row, columns),
    )


def _pieces(row: Row, columns: Sequence[Document]) -> str:
    titles = missing(row, columns)
    if not _received(row):
        return "Rien reçu."
    others = french.count(len(titles) - NAMED, "autre") if len(titles) > NAMED else ""
    return f"À recevoir : {' ; '.join(titles[:NAMED])}{f' ; et {others}' if others else ''}."


def _received(row: Row) -> int:
    return sum(1 for cell in row.cells if cell.state == "received")


def _whole(campaign: Campaign, matrix: Matrix, desk: Desk) -> Line:
    """The way to the partners that are not named here, and to what was received."""
    others = len(matrix.incomplete) - WORST
    named = french.count(others, "autre partenaire", "autres partenaires") if others > 0 else ""
    return Line(
        when="",
        title=f"Et {named} : le tableau entier" if named else "Le tableau entier",
        agreement=campaign.title,
        left="",
        url=desk.url(f"/campagne/{campaign.key}"),
        note="" if desk.page else f"echeancier campaign {campaign.key}",
    )

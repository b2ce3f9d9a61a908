"""The digest's part on campaigns: which partners have not delivered everything, the worst first."""

from collections.abc import Iterable, Sequence
from datetime import date

from scheduler import english
from scheduler.campaign import Campaign, Matrix, Row, campaigns_of
from scheduler.campaign_telling import missing, summary
from scheduler.deadlines import french
from scheduler.deadlines.agreement import Document
from scheduler.deadlines.computation import Computation
from scheduler.letters.desk import Desk
from scheduler.mail.letter import Line, Section
from scheduler.tongue import Tongue

WORST = 10
"""Partners named in a digest; the page shows all of them."""
NAMED = 3
"""Pieces named for each: a digest is one page of paper."""


def campaign_section(
    computations: Iterable[Computation], desk: Desk, tongue: Tongue, today: date
) -> list[Section]:
    """One section for each campaign of these agreements that presses on ``today``.

    From sixty days before its last day while something is missing, until a year after.
    """
    return [_section(one, desk, tongue) for one in campaigns_of(computations) if one.presses(today)]


def _section(campaign: Campaign, desk: Desk, tongue: Tongue) -> Section:
    matrix = campaign.matrix
    worst = matrix.incomplete[:WORST]
    return Section(
        title=tongue.say("Pièces attendues : ", "Documents expected: ") + summary(matrix, tongue),
        lines=(
            *(_line(row, matrix.columns, desk, tongue) for row in worst),
            _whole(campaign, matrix, desk, tongue),
        ),
        intro=f"{campaign.title}.",
    )


def _line(row: Row, columns: Sequence[Document], desk: Desk, tongue: Tongue) -> Line:
    left = tongue.time_left(row.computation.today, row.item.due) if row.item.due else ""
    late = tongue.say(
        f"en retard de {french.count(row.days, 'jour')}", f"{english.count(row.days, 'day')} late"
    )
    of = row.missing + _received(row)
    return Line(
        when=late if row.days else left,
        title=row.partner,
        agreement=row.computation.agreement.short_title,
        left=tongue.say(
            f"il manque {french.count(row.missing, 'pièce')} sur {of}",
            f"{row.missing} of {english.count(of, 'document')} missing",
        ),
        url=desk.url(f"/echeance/{row.item.key}"),
        note=_pieces(row, columns, tongue),
    )


def _pieces(row: Row, columns: Sequence[Document], tongue: Tongue) -> str:
    titles = missing(row, columns)
    if not _received(row):
        return tongue.say("Rien reçu.", "Nothing received.")
    others = len(titles) - NAMED
    more = tongue.say(f"et {french.count(others, 'autre')}", f"and {others} more")
    told = [*titles[:NAMED], *([more] if others > 0 else [])]
    return tongue.say(f"À recevoir : {' ; '.join(told)}.", f"To be received: {'; '.join(told)}.")


def _received(row: Row) -> int:
    return sum(1 for cell in row.cells if cell.state == "received")


def _whole(campaign: Campaign, matrix: Matrix, desk: Desk, tongue: Tongue) -> Line:
    """The way to the partners that are not named here, and to what was received."""
    others = len(matrix.incomplete) - WORST
    named = french.count(others, "autre partenaire", "autres partenaires")
    title = tongue.say("Le tableau entier", "The whole table")
    if others > 0:
        title = tongue.say(
            f"Et {named} : le tableau entier",
            f"And {english.count(others, 'other partner')}: the whole table",
        )
    return Line(
        when="",
        title=title,
        agreement=campaign.title,
        left="",
        url=desk.url(f"/campagne/{campaign.key}"),
        note="" if desk.page else f"echeancier campaign {campaign.key}",
    )

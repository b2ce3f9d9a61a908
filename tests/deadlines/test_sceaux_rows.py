"""The twenty-one time-related clauses of Sceaux's protocol, row by row."""

from datetime import date

import pytest

from tests.bethune import of_clause, played
from tests.deadlines.rows import Row, days, holds, row

NAME = "sceaux-protocole"
EFFECT = {"effect": date(2024, 1, 15)}
SIGNATURE = {"signature": date(2024, 1, 15)}
YEARS = ("2025-01-14", "2026-01-14", "2027-01-14")

ROWS = [
    row("S3-01", "permanence-blagis", "open"),
    row("S3-02", "travail-commun", "none"),
    row("S3-03", "annexe-evolutive", "none"),
    row("S3-04", "continuite", "none"),
    row("S3-05", "echanges-information", "open"),
    row("S3-06", "confidentialite", "none"),
    row("S3-07", "service-territorial", "none"),
    row("S3-08", "bilan-annuel", "due", *YEARS, **EFFECT),
    row("S3-09", "rencontres", "open"),
    row("S3-10", "temps-cadres", "open"),
    row("S3-11", "temps-situations", "open"),
    row("S3-12", "rencontre-collective", "due", *YEARS, **EFFECT),
    row("S3-13", "information-elus", "none"),
    row("S3-14", "rencontre-strategique", "none"),
    row("S3-15", "prise-effet", "milestone", "2024-01-15", **SIGNATURE),
    row("S3-16", "duree", "term", "2027-01-14", **EFFECT),
    row("S3-17", "avenant", "none"),
    row("S3-19", "litiges", "none"),
    row("S3-20", "ecarte-1", "none"),
    row("S3-21", "habilitation", "open"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_each_row_gives_what_it_must_and_no_more(row: Row) -> None:
    holds(NAME, row)


def test_the_notice_ends_the_protocol_three_months_later_its_effect_known_or_not() -> None:
    """S3-18: received on 30 November 2025, it ends on 28 February 2026."""
    notice = {"notice_received": date(2025, 11, 30)}
    assert played(NAME, notice).ends_by_notice == date(2026, 2, 28)
    term = played(NAME, {**notice, **EFFECT}).term
    assert term is not None
    assert term.end == date(2026, 2, 28)


def test_all_twenty_one_rows_are_here() -> None:
    assert len({row.id for row in ROWS}) == 20  # and S3-18, just above


def test_without_any_signature_nothing_is_dated() -> None:
    computation = played(NAME, {})
    assert computation.occurrences == ()
    assert computation.life == "to_confirm"
    assert {one.event for one in computation.waiting} == {"signature"}


def test_a_renewal_of_unsaid_length_goes_on_and_its_length_is_asked() -> None:
    computation = played(NAME, EFFECT, today=date(2028, 1, 1))
    term = computation.term
    assert term is not None
    assert term.end is None
    assert computation.life == "in_force"
    assert [period.end for period in term.periods] == days("2027-01-14")
    later = of_clause(computation, "bilan-annuel")[3]
    assert (later.due, later.post_term) == (date(2028, 1, 14), False)
    assert "le texte ne dit pas" in (later.condition or "")
    assert "De quelle durée" in next(
        one.text for one in computation.questions if one.clause == "reconduction"
    )


def test_the_service_named_two_ways_is_asked() -> None:
    asked = [one.text for one in played(NAME, {}).questions if one.clause == "service-territorial"]
    assert asked == [
        "Quel service porte le protocole : le n° 2 (article 4) ou le n° 13 (article 5) ?"
    ]

"""The twenty-nine time-related clauses of Dijon's convention, row by row."""

from datetime import date

import pytest

from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from tests.bethune import TODAY, agreement, of_clause, played
from tests.deadlines.rows import Row, days, holds, row

NAME = "dijon-carsat"
EFFECT = {"effect": date(2014, 2, 5)}
SIGNATURE = {"signature": date(2014, 2, 5)}

ROWS = [
    row("S1-01", "ecarte-1", "none"),
    row("S1-02", "fiches-techniques", "open"),
    row("S1-03", "analyse-besoins", "due", "2014-12-31", "2015-12-31", "2016-12-31", **EFFECT),
    row("S1-04", "analyse-besoins-rappel", "none"),
    row("S1-05", "ecarte-2", "none"),
    row("S1-06", "arret-long", "opens", "2014-05-31", debut_arret=date(2014, 3, 1)),
    row("S1-07", "cheque-sante", "opens", "2014-06-11", cheque=date(2014, 3, 10)),
    row("S1-08", "cog", "milestone", "2014-01-01", "2017-12-31"),
    row("S1-09", "interventions-simultanees", "none"),
    row("S1-10", "information-reciproque", "open"),
    row("S1-11", "fiches-actions", "none"),
    row("S1-12", "comite-pilotage", "due", "2015-02-04", "2016-02-04", "2017-02-04", **EFFECT),
    row("S1-13", "organisateur", "open"),
    row("S1-14", "comite-pilotage-initiative", "none"),
    row("S1-15", "orientations", "none"),
    row("S1-16", "groupes-specifiques", "none"),
    row("S1-17", "comite-technique", "due", "2015-02-04", "2016-02-04", "2017-02-04", **EFFECT),
    row("S1-18", "comite-technique-initiative", "none"),
    row("S1-19", "conciliation", "none"),
    row("S1-20", "duree", "term", "2017-02-04", **SIGNATURE),
    row("S1-21", "reconduction", "open"),
    row("S1-22", "preavis", "term", "2016-04-15", notice_received=date(2016, 1, 15)),
    row("S1-23", "avenants", "none"),
    row("S1-24", "revision", "none"),
    row("S1-25", "bilan-annuel", "open"),
    row("S1-26", "ecarte-3", "none"),
    row("S1-27", "ecarte-4", "none"),
    row("S1-28", "prise-effet", "milestone", "2014-02-05"),
    row("S1-29", "ecarte-5", "none"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_each_row_gives_what_it_must_and_no_more(row: Row) -> None:
    holds(NAME, row)


def test_all_twenty_nine_rows_are_here() -> None:
    assert len({row.id for row in ROWS}) == 29


def test_a_renewal_whose_mode_is_unsaid_is_asked_and_never_computed() -> None:
    computation = played(NAME, {})
    term = computation.term
    assert term is not None
    assert [period.end for period in term.periods] == days("2017-02-04")
    (asked,) = [one for one in computation.questions if one.clause == "reconduction"]
    assert "tacite ou expresse, et de quelle durée" in asked.text
    assert "4 février 2017" in asked.text
    assert "4 février 2020" in asked.text


def test_an_ended_agreement_asks_only_whether_it_went_on() -> None:
    computation = played(NAME, {})
    assert computation.life == "ended"
    assert [one.clause for one in computation.asked] == ["reconduction"]
    assert len(computation.questions) > 1


def test_a_notice_at_any_time_has_no_last_day_and_ends_the_agreement() -> None:
    assert of_clause(played(NAME, {}), "preavis") == []
    ended = played(NAME, {"notice_received": date(2016, 1, 15)}).term
    assert ended is not None
    assert (ended.end, ended.terminated_on) == (date(2016, 4, 15), date(2016, 1, 15))
    after_the_term = played(NAME, {"notice_received": date(2017, 1, 15)}).term
    assert after_the_term is not None
    assert after_the_term.end == date(2017, 2, 4)


def test_twice_a_year_is_two_acts_in_one_window_not_two_windows() -> None:
    items = of_clause(played(NAME, EFFECT), "comite-technique")
    assert [item.count for item in items] == [2, 2, 2]
    assert [item.due for item in items] == days("2015-02-04", "2016-02-04", "2017-02-04")
    assert [other.due for other in items[0].alternatives] == days("2014-12-31")


def test_what_concerns_persons_is_computed_under_an_assumption_only() -> None:
    """Neither the journal nor anything else dates it: it stands, and is never awaited."""
    facts = Facts(events={"cheque": date(2014, 3, 10)})
    computation = compute(agreement(NAME), facts, TODAY)
    assert of_clause(computation, "cheque-sante") == []
    assert "cheque-sante" not in [one.clause for one in computation.waiting]
    (item,) = of_clause(played(NAME, {"cheque": date(2014, 3, 10)}), "cheque-sante")
    assert item.condition == "seulement si le chèque n'a pas été utilisé"

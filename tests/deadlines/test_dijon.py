"""Dijon's convention beyond its clauses: a renewal of unsaid mode, a notice at any time."""

from dataclasses import replace
from datetime import date

from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.timing import Alternates
from tests.bethune import TODAY, agreement, days, of_clause, played

NAME = "dijon-carsat"
EFFECT = {"effect": date(2014, 2, 5)}


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
    assert item.condition == "en l'absence de : utilisation du chèque santé"


def test_once_it_is_known_who_begins_the_parties_take_turns() -> None:
    """Read from a file that says so: the question goes, each year has its organiser."""
    of = agreement(NAME)
    clauses = tuple(
        replace(one, timing=Alternates("comite-pilotage", "carsat"))
        if one.id == "organisateur"
        else one
        for one in of.clauses
    )
    computation = compute(replace(of, clauses=clauses), Facts(assumed=EFFECT), TODAY)
    items = of_clause(computation, "comite-pilotage")
    assert [item.owed_by for item in items] == [("carsat",), ("ccas",), ("carsat",)]
    assert [item.ours for item in items] == [False, True, False]
    assert "alternation" not in [one.topic for one in computation.questions]
    asked = [one.text for one in played(NAME, EFFECT).questions if one.topic == "alternation"]
    assert asked == [
        "Qui commence : CCAS de Dijon ou Carsat Bourgogne et Franche-Comté ? "
        "(Organisation alternée du comité de pilotage)"
    ]

"""Sceaux's protocol beyond its clauses: no signature, a renewal of unsaid length."""

from datetime import date

from tests.bethune import days, of_clause, played

NAME = "sceaux-protocole"
EFFECT = {"effect": date(2024, 1, 15)}


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

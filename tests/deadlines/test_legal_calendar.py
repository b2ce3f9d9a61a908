"""The legal calendar of a CCAS: strict and usual readings, validity, what was not confirmed."""

from datetime import UTC, date, datetime

import pytest

from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Facts, Numbered
from scheduler.interface import document
from scheduler.reconcile import entries
from scheduler.situation import next_cliffs, situation
from tests.bethune import agreement, rulebook
from tests.written import dues, of

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)


def played(**events: str) -> Computation:
    series = {
        name: (Numbered(1, date.fromisoformat(day)),)
        for name, day in ((key.replace("_", "-"), day) for key, day in events.items())
    }
    return compute(agreement("ccas-exemple-legal"), Facts(series=series), TODAY)


@pytest.mark.parametrize(
    ("clause", "year", "due", "other"),
    [
        ("budget", "2026", "2026-04-29", "2026-04-30"),
        ("budget", "2027", "2027-04-14", "2027-04-15"),
        ("budget", "2032", "2032-04-29", "2032-04-30"),
        ("budget-transmission", "2026", "2026-05-15", None),
        ("budget-transmission", "2027", "2027-04-30", None),
        ("compte-de-gestion", "2025", "2026-06-01", None),
        ("compte-administratif", "2025", "2026-06-30", None),
        ("compte-financier-unique", "2026", "2027-06-30", None),
        ("compte-transmission", "2026", "2027-07-15", None),
        ("analyse-besoins-sociaux", "2027", "2027-12-31", None),
        ("propositions-budgetaires", "2027", "2026-10-31", None),
        ("comptes-etablissements", "2026", "2027-04-29", "2027-04-30"),
        ("realisation-etablissements", "2026", "2027-04-30", None),
        ("conference-des-financeurs", "2027", "2027-06-30", None),
        ("compte-rendu-subvention", "2026", "2027-06-30", None),
    ],
)
def test_each_yearly_duty_falls_on_its_day(
    clause: str, year: str, due: str, other: str | None
) -> None:
    (item,) = (one for one in of(played(), clause) if one.key.endswith(f"/{year}"))
    assert item.due == date.fromisoformat(due)
    assert [one.due.isoformat() for one in item.alternatives] == ([other] if other else [])


def test_the_board_meets_once_a_quarter_of_the_civil_year() -> None:
    assert dues(played(), "conseil-administration")[4:8] == [
        "2026-03-31",
        "2026-06-30",
        "2026-09-30",
        "2026-12-31",
    ]


def test_what_depends_on_a_session_or_a_letter_waits_for_it() -> None:
    before = played()
    assert {"projet-de-budget", "debat-budgetaire", "convocation", "reponse-budgetaire"} <= {
        one.clause for one in before.waiting
    }
    after = played(vote_budget="2027-04-01", modifications="2027-03-05", seance="2027-04-01")
    assert dues(after, "projet-de-budget") == ["2027-03-20"]
    assert dues(after, "convocation") == ["2027-03-29"]
    assert dues(after, "reponse-budgetaire") == ["2027-03-13"]
    (deemed,) = of(after, "reponse-budgetaire-silence")
    assert deemed.opens == date(2027, 3, 14)
    (debate,) = of(after, "debat-budgetaire")
    assert (debate.opens, debate.due) == (date(2027, 2, 1), date(2027, 3, 31))


def test_one_account_follows_the_other_and_never_both_in_a_year() -> None:
    assert dues(played(), "compte-administratif") == ["2026-06-30"]
    assert dues(played(), "compte-financier-unique")[0] == "2027-06-30"


def test_what_has_no_end_shows_none() -> None:
    term = document([played()], [], TODAY)["agreements"][0]["term"]
    assert (term["end"], term["periods"][0]["end"]) == (None, None)


def test_what_concerns_persons_is_never_dated_by_itself() -> None:
    assert {"aide-sociale", "apa", "apa-accuse-de-reception"} <= {
        one.clause for one in played().standing
    }


def test_the_vote_is_placed_in_the_last_session_before_its_day() -> None:
    item = next(one for one in of(played(), "budget") if one.due == date(2027, 4, 14))
    assert (item.session, item.convene_by) == (date(2027, 4, 1), date(2027, 3, 28))


def test_the_template_itself_binds_nobody() -> None:
    known = situation(rulebook(), {}, NOW, today=TODAY)
    template = known.computation("ccas-calendrier-legal")
    assert template is not None
    assert template.occurrences
    assert "ccas-calendrier-legal" not in {one.agreement for one in entries(known)}
    cliffs = [item.agreement for _, item in next_cliffs(known.binding, 50)]
    assert "ccas-exemple-legal" in cliffs
    assert "ccas-calendrier-legal" not in cliffs


def test_each_rule_says_what_was_not_confirmed() -> None:
    """What rests on a commentary alone, or on words not read again, has its note."""
    noted = [one.message for one in rulebook().problems if one.code == "R130"]
    assert sum("à relire" in one or "vérifier" in one for one in noted) >= 10
    assert any("aucun article n'a été relu" in one for one in noted)

"""Wattrelos' contract beyond its clauses: one package, a prorogation, turns of the calendar."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from scheduler.deadlines.agreement import RenewalRule
from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Done, Facts
from scheduler.deadlines.recorded import document_key
from tests.bethune import TODAY, agreement, days, of_clause, played

NAME = "wattrelos-cpom"
RECEIVED = date(2024, 6, 28)


def known(events: Mapping[str, date], today: date = TODAY) -> Computation:
    return compute(agreement(NAME), Facts(events=events), today)


def test_the_package_is_one_occurrence_with_the_earlier_day_of_article_4() -> None:
    items = of_clause(played(NAME, {}), "documents-annuels")
    assert [item.due for item in items] == days(
        "2023-03-31", "2024-03-31", "2025-03-31", "2026-03-31"
    )
    assert [[other.due for other in item.alternatives] for item in items] == [
        days("2023-03-30"),
        days("2024-03-30"),
        days("2025-03-30"),
        days("2026-03-30"),
    ]
    assert items[0].alternatives[0].reading == "article 4 : « chaque année, avant le 31 mars »"
    assert items[0].acts_by == date(2023, 3, 30)
    assert [item.post_term for item in items] == [False, False, False, True]
    assert not of_clause(played(NAME, {}), "documents-article-4")
    assert "article 4" in items[0].derivation[-1] or "article 4" in items[0].derivation[-2]


def test_its_pieces_are_received_one_by_one_and_the_last_of_seven_completes_it() -> None:
    item = of_clause(played(NAME, {}), "documents-annuels")[1]
    always = [piece for piece in item.documents if not piece.condition]
    assert (len(always), len(item.documents)) == (7, 10)
    done = {
        document_key(item.key, piece.id): Done(date(2024, 3, 20 + rank))
        for rank, piece in enumerate(always[:-1])
    }
    so_far = compute(agreement(NAME), Facts(done=done), date(2024, 3, 27))
    assert so_far.done(item) is None
    assert so_far.received(item, always[0]) == Done(date(2024, 3, 20))
    assert so_far.received(item, always[-1]) is None
    done[document_key(item.key, always[-1].id)] = Done(date(2024, 4, 2))
    complete = compute(agreement(NAME), Facts(done=done), date(2024, 4, 3))
    assert complete.done(item) == Done(date(2024, 4, 2), "toutes les pièces demandées sont reçues")
    assert complete.status(item) == "done late"


def test_months_quarters_and_the_january_exception() -> None:
    computation = played(NAME, {})
    monthly = {item.due for item in of_clause(computation, "avance-mensuelle")}
    assert {date(2022, 12, 15), date(2023, 1, 25), date(2023, 2, 15)} <= monthly
    assert date(2023, 1, 15) not in monthly
    january = next(
        item for item in of_clause(computation, "avance-mensuelle") if item.key.endswith("2023-m01")
    )
    assert "exception pour janvier" in " ".join(january.derivation)
    statements = of_clause(computation, "releve-heures")
    assert statements[0].due == date(2022, 9, 14)
    assert [other.due for other in statements[0].alternatives] == days("2022-09-15")
    balances = of_clause(computation, "solde-trimestriel")
    assert balances[-1].due == date(2025, 9, 30)
    assert balances[-1].post_term


def test_a_request_received_is_answered_in_two_months_and_silence_agrees() -> None:
    before = known({"reception": RECEIVED}, today=date(2024, 8, 1))
    (answer,) = of_clause(before, "prorogation-reponse")
    assert (answer.due, answer.cliff) == (date(2024, 8, 28), True)
    (silence,) = of_clause(before, "prorogation-silence")
    assert silence.opens == date(2024, 8, 29)
    assert silence.condition == (
        "en l'absence de : accord sur la prorogation ou désaccord sur la prorogation"
    )
    assert before.status(silence) == "conditional"
    after_it = known({"reception": RECEIVED}, today=date(2024, 8, 29))
    assert after_it.status(silence) == "open"
    refused = known(
        {"reception": RECEIVED, "refus-prorogation": date(2024, 8, 20)}, today=date(2024, 8, 29)
    )
    assert refused.status(silence) == "moot"
    (negotiation,) = of_clause(refused, "prorogation-desaccord")
    assert refused.status(negotiation) == "open"
    assert after_it.status(of_clause(after_it, "prorogation-desaccord")[0]) == "conditional"


def test_when_nobody_asked_negotiation_opens_the_day_after() -> None:
    (unasked,) = of_clause(played(NAME, {}), "prorogation-sans-demande")
    assert (unasked.opens, unasked.due) == (date(2024, 9, 1), None)
    before = known({}, today=date(2024, 8, 31))
    assert before.status(unasked) == "conditional"
    assert known({}, today=date(2024, 9, 1)).status(unasked) == "open"
    asked = known({"reception": RECEIVED}, today=date(2024, 9, 1))
    assert asked.status(unasked) == "moot"


def test_the_end_is_asked_once_it_has_passed_with_both_futures() -> None:
    computation = known({})
    assert computation.life == "ended"
    (question,) = computation.asked
    assert question.event == "nouveau-terme"
    assert (question.earliest, question.latest) == (date(2025, 9, 1), date(2028, 8, 31))
    assert "31 août 2025" in question.text
    assert "31 août 2028" in question.text


def test_agreement_by_silence_leaves_the_new_end_to_be_confirmed() -> None:
    computation = known({"reception": RECEIVED})
    assert computation.life == "to_confirm"
    assert "prorogation" in [one.clause for one in computation.asked]
    refused = known({"reception": RECEIVED, "refus-prorogation": date(2024, 8, 20)})
    assert refused.life == "ended"


def test_an_extension_moves_the_last_year_and_allows_another_request_below_the_cap() -> None:
    computation = known({"nouveau-terme": date(2027, 8, 31)})
    assert computation.life == "in_force"
    term = computation.term
    assert term is not None
    assert [(period.start, period.end) for period in term.periods] == [
        (date(2022, 9, 1), date(2025, 8, 31)),
        (date(2025, 9, 1), date(2027, 8, 31)),
    ]
    (report,) = of_clause(computation, "rapport-final")
    assert (report.opens, report.due) == (date(2026, 9, 1), date(2027, 8, 31))
    assert [item.due for item in of_clause(computation, "prorogation")] == days(
        "2024-08-31", "2026-08-31"
    )
    to_the_cap = known({"nouveau-terme": date(2028, 8, 31)})
    (last_report,) = of_clause(to_the_cap, "rapport-final")
    assert (last_report.opens, last_report.due) == (date(2027, 9, 1), date(2028, 8, 31))
    assert [item.due for item in of_clause(to_the_cap, "prorogation")] == days("2024-08-31")
    assert not [one for one in to_the_cap.questions if one.topic == "extension"]


@pytest.mark.parametrize(
    ("received", "due"),
    [(date(2024, 8, 31), date(2024, 10, 31)), (date(2023, 12, 31), date(2024, 2, 29))],
)
def test_the_answer_s_delay_is_clamped_to_the_month(received: date, due: date) -> None:
    (answer,) = of_clause(played(NAME, {"reception": received}), "prorogation-reponse")
    assert answer.due == due


def test_a_condition_is_met_for_what_falls_after_it_was_recorded() -> None:
    computation = known({"avance_mensuelle": date(2023, 2, 1)})
    applies = {
        item.key.rpartition("/")[2]: computation.applies(item)
        for item in of_clause(computation, "avance-mensuelle")
    }
    assert (applies["2023-m01"], applies["2023-m02"]) == (False, True)
    (unknown, *_) = of_clause(known({}), "avance-mensuelle")
    assert known({}).applies(unknown) is None
    assert known({}).status(unknown) == "conditional"


def test_two_passages_that_count_differently_are_asked() -> None:
    texts = [one.text for one in played(NAME, {}).questions]
    assert "« A11, action de prévention » : une fois par année, ou deux fois par année ?" in texts
    assert any("sont-elles dues ?" in text for text in texts)


def test_an_express_renewal_happens_only_once_it_is_recorded() -> None:
    of = agreement(NAME)
    assert of.term is not None
    renewal = RenewalRule(of.term.length, 2, of.term.cited, "express")
    express = replace(of, term=replace(of.term, extension=None, renewal=renewal))
    undecided = compute(express, Facts(), TODAY)
    assert undecided.life == "ended"
    assert [one.topic for one in undecided.asked] == ["renewal"]
    assert [item.due for item in of_clause(undecided, "reconduction")] == days("2025-08-31")
    decided = compute(express, Facts(events={"reconduction-1": date(2025, 6, 1)}), TODAY)
    assert decided.life == "in_force"
    assert decided.term is not None
    assert decided.term.end == date(2028, 8, 31)
    assert [item.due for item in of_clause(decided, "reconduction")] == days(
        "2025-08-31", "2028-08-31"
    )
    assert decided.asked
    assert all(one.topic != "renewal" for one in decided.asked)

"""Béthune's convention beyond its clauses: readings, the unknown signature, the cap."""

from datetime import date

from tests.bethune import computed, days, of_clause

EFFECT = {"effect": date(2025, 4, 1)}
SIGNATURE = {"signature": date(2025, 4, 1)}


def test_the_report_after_the_term_is_kept_and_flagged() -> None:
    computation = computed(effect=date(2025, 4, 1), end=date(2031, 3, 31))
    late = [item for item in of_clause(computation, "bilan-annuel") if item.post_term]
    assert [item.due for item in late] == days("2032-02-15")
    assert late[0].condition is None


def test_without_a_signature_only_the_written_date_is_certain() -> None:
    dated = [item.clause for item in computed().occurrences if item.due or item.opens]
    assert dated == ["mise-en-conformite"]


def test_the_civil_reading_stands_beside_the_contract_one() -> None:
    first = of_clause(computed(**EFFECT), "comite-suivi")[0]
    assert first.due == date(2025, 9, 30)
    assert [other.due for other in first.alternatives] == days("2025-06-30")
    quarters = of_clause(computed(effect=date(2025, 5, 15)), "reunions-trimestrielles")[:4]
    assert [item.due for item in quarters] == days(
        "2025-08-14", "2025-11-14", "2026-02-14", "2026-05-14"
    )
    assert [item.alternatives[0].due for item in quarters] == days(
        "2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31"
    )


def test_the_indicators_have_a_civil_reading_too() -> None:
    (item,) = of_clause(computed(**EFFECT), "indicateurs")
    assert item.opens == date(2025, 4, 1)
    assert [other.due for other in item.alternatives] == days("2025-12-31")


def test_terms_notices_and_the_barred_renewal_under_the_signature_of_april() -> None:
    """Terms end in 2027, 2029, 2031; the third renewal is barred, its reading ends in 2033."""
    computation = computed(**SIGNATURE)
    term = computation.term
    assert term is not None
    assert [period.end for period in term.periods] == days("2027-03-31", "2029-03-31", "2031-03-31")
    assert term.barred == 1
    assert [period.end for period in term.others] == days("2033-03-31")
    notices = of_clause(computation, "preavis")
    assert [item.key.rpartition("/")[2] for item in notices] == ["p1", "p2", "p3"]
    assert notices[0].send_by == date(2026, 12, 11)
    assert notices[2].due == date(2030, 12, 31)
    assert "seules reconductions" in (notices[2].condition or "")
    assert notices[0].condition is None


def test_the_lower_bound_of_the_signature_drives_the_first_notice() -> None:
    notice = of_clause(computed(), "preavis")[0]
    assert notice.due is None
    assert (notice.earliest, notice.send_by) == (date(2026, 12, 12), date(2026, 11, 24))
    assert notice.certainty == "bracketed"


def test_the_questions_of_the_convention_are_asked() -> None:
    asked = {question.id.partition("/")[2] for question in computed().questions}
    assert asked == {
        "signature",
        "plafond",
        "preavis-compte-de",
        "preavis-moment",
        "periodes",
        "entree-residence",
        "colis-noel",
        "contribution-annuelle",
        "reunions-thematiques",
    }


def test_a_notice_given_in_time_ends_the_convention_with_its_period() -> None:
    """Its text does not say when it may be given: at any time is the other reading, and sooner."""
    computation = computed(signature=date(2025, 4, 1), denonciation=date(2026, 12, 1))
    term = computation.term
    assert term is not None
    assert term.other_end is not None
    assert (term.end, term.other_end.end) == (date(2027, 3, 1), date(2027, 3, 31))
    assert of_clause(computation, "preavis") == []
    late = computed(signature=date(2025, 4, 1), denonciation=date(2027, 1, 2)).term
    assert late is not None
    assert late.other_end is not None
    assert (late.end, late.other_end.end) == (date(2027, 4, 2), date(2029, 3, 31))

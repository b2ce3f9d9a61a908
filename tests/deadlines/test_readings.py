"""Where a text may be read in two ways, both are computed and named; the prudent one drives."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.facts import Facts
from tests.written import HEAD, computed, of

TODAY = date(2026, 11, 22)
CAPPED = (
    HEAD
    + """faits: {signature: {titre: signature}}
durée:
  article: "1"
  prend effet: signature
  pour: 2 ans
  reconduction: {mode: tacite, pour: 2 ans, fois: 3}
  plafond: {total: 5 ans}
  préavis: {délai: 3 mois, forme: LRAR, compté de: réception, moment: avant chaque terme}
obligations:
  comite:
    titre: Comité
    article: "2"
    citation: une fois par semestre civil
    par: asso
    quand: {au moins: 1, par: semestre, périodes: civiles}
"""
)
SIGNED = Facts(events={"signature": date(2025, 4, 1)})


def test_a_term_counted_from_an_event_names_the_day_after_its_eve(tmp_path: Path) -> None:
    item = of(computed(tmp_path, CAPPED, SIGNED, TODAY), "preavis")[0]
    (step,) = (one for one in item.derivation if "premier jour compté" in one)
    assert step.endswith(
        "le mercredi 31 mars 2027, à minuit. Autre lecture (jour de départ non compté) : le jeudi "
        "1er avril 2027 ; la veille est retenue."
    )
    written = CAPPED.replace("prend effet: signature", "prend effet: {le: 2025-04-01}")
    item = of(computed(tmp_path, written, SIGNED, TODAY), "preavis")[0]
    assert not any("jour de départ" in one for one in item.derivation)


def test_a_cap_that_is_no_whole_number_of_renewals_is_asked_about(tmp_path: Path) -> None:
    computation = computed(tmp_path, CAPPED, SIGNED, TODAY)
    assert computation.term is not None
    assert computation.term.end == date(2029, 3, 31)
    assert computation.term.truncated is not None
    assert computation.term.truncated.end == date(2030, 3, 31)
    (asked,) = (one for one in computation.questions if one.id == "essai/plafond-ecourte")
    assert asked.text.endswith("(jusqu'au 31 mars 2030, ou au 31 mars 2029)")
    settled = CAPPED.replace(
        "{total: 5 ans}",
        "{total: 5 ans, tranché: {par: les parties, le: 2026-01-15, parce que: courrier}}",
    )
    answered = computed(tmp_path, settled, SIGNED, TODAY)
    assert not [one for one in answered.questions if one.topic == "cap"]
    whole = computed(tmp_path, CAPPED.replace("5 ans", "6 ans"), SIGNED, TODAY)
    assert whole.term is not None
    assert whole.term.truncated is None


def test_a_civil_period_already_begun_counts_and_says_so(tmp_path: Path) -> None:
    first, second, *_ = of(computed(tmp_path, CAPPED, SIGNED, TODAY), "comite")
    assert (first.key, first.due) == ("essai/comite/2025-s1", date(2025, 6, 30))
    assert any("était entamée à la prise d'effet" in one for one in first.derivation)
    assert not any("était entamée" in one for one in second.derivation)


ASKED = (
    HEAD
    + """durée:
  article: "1"
  prend effet: {le: 2024-12-01}
  pour: 1 an
  reconduction: {mode: sur demande, pour: 1 an, fois: 2, demande avant: 3 mois}
"""
)


def test_a_request_before_the_end_of_a_short_month_has_a_prudent_day(tmp_path: Path) -> None:
    """Three months end on 30 November from 31 August on; taken off, they lead to the 30th."""
    (first,) = of(computed(tmp_path, ASKED, Facts(), TODAY), "reconduction")
    assert (first.due, first.acts_by) == (date(2025, 8, 31), date(2025, 8, 30))
    assert any("Autre lecture" in step and "30 août 2025" in step for step in first.derivation)


RENEWED = (
    HEAD
    + """durée:
  article: "1"
  prend effet: {le: 2023-08-31}
  pour: 6 mois
  reconduction: {mode: tacite, pour: 6 mois}
  plafond: {reconductions: 6 mois}
  préavis: {délai: 1 mois, forme: écrit, moment: avant chaque terme}
"""
)


def test_a_cap_on_renewals_is_counted_from_the_effect_as_they_are(tmp_path: Path) -> None:
    """One renewal of six months fills a cap of six months, from the 31st of a month too."""
    computation = computed(tmp_path, RENEWED, Facts(), date(2024, 1, 1))
    assert computation.term is not None
    assert [str(one.end) for one in computation.term.periods] == ["2024-02-29", "2024-08-30"]
    assert computation.term.truncated is None
    assert not [one for one in computation.questions if one.id == "essai/plafond-ecourte"]


ONE_LATE = (
    HEAD
    + """durée: {article: "1", prend effet: {le: 2025-01-01}, pour: 1 an}
obligations:
  bilan:
    titre: Bilan
    article: "2"
    citation: au plus tard le 15 février de l'année N+1
    par: asso
    quand: {chaque: année, au plus tard: 15 février N+1}
"""
)


def test_one_date_after_the_term_is_asked_about_in_the_singular(tmp_path: Path) -> None:
    computation = computed(tmp_path, ONE_LATE, Facts(), TODAY)
    (asked,) = (one for one in computation.questions if one.topic == "after the end")
    assert asked.text == (
        "Après le terme du 31 décembre 2025, 1 échéance tombe encore (« Bilan », "
        "le 15 février 2026) : est-elle due ?"
    )


@pytest.mark.parametrize(
    ("covers", "times", "last", "asked"),
    [
        ("total", "", "2030-12-31", False),
        ("reconductions", "", "2032-12-31", False),
        ("sans précision", "", "2030-12-31", True),
        ("total", ", fois: 3", "2030-12-31", True),
        ("total", ", fois: 2", "2030-12-31", False),
    ],
)
def test_what_a_cap_is_said_to_cover_is_asked_only_where_a_number_contradicts_it(
    tmp_path: Path, covers: str, times: str, last: str, asked: bool
) -> None:
    rules = HEAD + (
        'durée: {article: "1", prend effet: {le: 2025-01-01}, pour: 2 ans, '
        f"reconduction: {{mode: tacite, pour: 2 ans{times}}}, plafond: {{{covers}: 6 ans}}}}\n"
    )
    computation = computed(tmp_path, rules, Facts(), date(2026, 1, 1))
    assert computation.term is not None
    assert str(computation.term.end) == last
    assert bool(computation.term.others) == asked
    assert [one.id for one in computation.questions if one.topic == "cap"] == (
        ["essai/plafond"] if asked else []
    )

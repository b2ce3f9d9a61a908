"""How English letters write days, lists, delays and money; what no scene of a letter shows."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from scheduler import english, wording
from scheduler.deadlines.facts import Facts
from scheduler.tongue import ENGLISH, FRENCH, tongue_of
from tests.written import HEAD, computed, of

TODAY = date(2026, 3, 31)
TACIT = """durée:
  article: "1"
  prend effet: {le: 2025-01-01}
  pour: 1 an
  reconduction: {mode: tacite, pour: 1 an, fois: 3}
  préavis: {délai: 3 mois, forme: écrit, compté de: réception, moment: avant chaque terme}
suivi depuis: 2025-01-01
"""


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (-400, "13 months late"),
        (-1, "1 day late"),
        (0, "today"),
        (1, "tomorrow"),
        (30, "in 30 days"),
        (61, "in 2 months"),
        (800, "in 2 years"),
    ],
)
def test_a_delay_in_english(days: int, told: str) -> None:
    assert ENGLISH.time_left(TODAY, TODAY + timedelta(days=days)) == told


def test_days_lists_and_counts_in_english() -> None:
    assert ENGLISH.full(TODAY) == "Tuesday 31 March 2026"
    assert ENGLISH.between(TODAY, TODAY) == "on 31 March 2026"
    assert ENGLISH.between(TODAY, date(2026, 4, 1)) == "from 31 March 2026 to 1 April 2026"
    assert [ENGLISH.listed(list("abc")[:number]) for number in range(4)] == [
        *("", "a", "a and b", "a, b and c")
    ]
    assert [english.count(number, "day") for number in range(3)] == ["0 days", "1 day", "2 days"]
    assert [english.euros(cents) for cents in (5000, 150050)] == ["€50", "€1,500.50"]


def test_a_language_that_is_none_of_ours_is_french() -> None:
    assert tongue_of("en") is ENGLISH
    assert tongue_of("fr") is tongue_of("\r\nBcc: x@y") is FRENCH


LATE = """obligations:
  rapport:
    titre: Rapport
    article: "2"
    citation: une pénalité de 50 euros par jour de retard
    par: asso
    à: ccas
    quand: {{au plus tard: 2026-03-15}}
    sinon: le solde est suspendu
    pénalité: {{montant: 50 €, {limits}}}
"""


@pytest.mark.parametrize(
    ("limits", "otherwise", "so_far"),
    [
        ("par: jour", "penalty of €50 for each day of delay", "€800"),
        (
            "par: mois, plafond: 1 000 €",
            "penalty of €50 for each month of delay, at most €1,000",
            "€50",
        ),
        ("par: fois", "penalty of €50 for the delay", "€50"),
    ],
)
def test_what_a_delay_costs_in_english(
    tmp_path: Path, limits: str, otherwise: str, so_far: str
) -> None:
    computation = computed(tmp_path, HEAD + LATE.format(limits=limits), Facts(), TODAY)
    (item,) = of(computation, "rapport")
    assert wording.otherwise(item, ENGLISH) == f"le solde est suspendu; {otherwise}"
    assert wording.penalty(computation, item, ENGLISH) == f"Late penalty so far: {so_far}."
    assert wording.title(computation, item, ENGLISH) == "Rapport (expected from: Association)"


def test_a_missed_notice_in_english(tmp_path: Path) -> None:
    """What it entails is the rule's; the next way out and the renewals left are ours."""
    computation = computed(tmp_path, HEAD + TACIT, Facts(), date(2026, 1, 5))
    item = of(computation, "preavis")[0]
    assert wording.missed(computation, item, ENGLISH) == (
        "Too late for this term: sans dénonciation reçue à temps, la convention est reconduite. "
        "Next way out: a notice received no later than Wednesday 30 September 2026. "
        "After that, 2 more renewals are possible."
    )
    assert wording.left(item, date(2026, 1, 5), ENGLISH) == "last day passed 3 months ago"
    assert wording.life(computation, ENGLISH) == "in force"

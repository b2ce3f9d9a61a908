"""A delay that is stopped: only the days that it would have run are given back."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.facts import Facts
from tests.written import HEAD, THREE_YEARS, computed, of

RULES = f"""{HEAD}{THREE_YEARS}faits:
  demande: {{titre: demande}}
  arret: {{titre: arrêt}}
  reprise: {{titre: reprise}}
  reponse: {{titre: réponse}}
obligations:
  aide:
    titre: Réponse
    article: "2"
    citation: le silence vaut rejet
    par: ccas
    quand: {{délai: LENGTH, après: demande, suspendu: {{de: arret, à: reprise}}}}
    silence: {{vaut: refus, réponse: reponse}}
"""


@pytest.mark.parametrize(
    ("length", "stop", "resume", "due"),
    [
        ("2 mois", "2026-01-20", "2026-02-04", "2026-03-25"),
        ("2 mois", "2026-03-10", "2026-03-20", "2026-03-20"),
        ("2 mois", "2026-03-11", "2026-03-20", "2026-03-10"),
        ("2 mois", "2025-12-20", "2026-01-05", "2026-03-10"),
        ("2 mois", "2025-12-20", "2026-01-15", "2026-03-15"),
        ("10 jours ouvrés", "2026-01-14", "2026-01-17", "2026-01-27"),
        ("10 jours ouvrés", "2026-01-14", "2026-01-21", "2026-01-30"),
    ],
)
def test_the_delay_is_given_back_what_it_lost(
    tmp_path: Path, length: str, stop: str, resume: str, due: str
) -> None:
    """From 10 January 2026, a Saturday; what the silence means opens the day after."""
    days = {"demande": "2026-01-10", "arret": stop, "reprise": resume}
    facts = Facts(events={name: date.fromisoformat(day) for name, day in days.items()})
    computation = computed(tmp_path, RULES.replace("LENGTH", length), facts, date(2026, 6, 1))
    (answer,), (silence,) = of(computation, "aide"), of(computation, "aide-silence")
    assert str(answer.due) == due
    assert silence.opens is not None
    assert (silence.opens - date.fromisoformat(due)).days == 1


@pytest.mark.parametrize(
    ("stop", "certainty"), [("2026-03-10", "bracketed"), ("2026-03-11", "exact")]
)
def test_a_stop_that_lasts_leaves_the_day_open_unless_it_was_over(
    tmp_path: Path, stop: str, certainty: str
) -> None:
    events = {"demande": date(2026, 1, 10), "arret": date.fromisoformat(stop)}
    rules = RULES.replace("LENGTH", "2 mois")
    (answer,) = of(computed(tmp_path, rules, Facts(events=events), date(2026, 6, 1)), "aide")
    assert answer.certainty == certainty
    assert answer.acts_by == date(2026, 3, 10)

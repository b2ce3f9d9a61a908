"""A delay that may be made longer before it ends."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.facts import Facts, Numbered
from tests.written import HEAD, THREE_YEARS, computed, errors, of

RULES = f"""{HEAD}{THREE_YEARS}faits:
  saisine: {{titre: saisine}}
  accord: {{titre: accord}}
  arret: {{titre: arrêt}}
  reprise: {{titre: reprise}}
  prolongation: {{titre: prolongation, plusieurs fois: oui}}
obligations:
  fin:
    titre: Fin
    article: "2"
    citation: c
    par: asso
    quand: {{KIND: LENGTH, après: saisine, prolongeable: {{de: MORE, fait: prolongation}}}}
"""


def played(folder: Path, text: str, *recorded: str, start: str = "2026-01-10") -> Computation:
    times = tuple(
        Numbered(rank, date.fromisoformat(day)) for rank, day in enumerate(recorded, start=1)
    )
    facts = Facts(events={"saisine": date.fromisoformat(start)}, series={"prolongation": times})
    return computed(folder, text, facts, date(2026, 6, 1))


def rules(length: str = "2 mois", more: str = "1 mois", kind: str = "délai") -> str:
    return RULES.replace("KIND", kind).replace("LENGTH", length).replace("MORE", more)


@pytest.mark.parametrize(
    ("recorded", "due", "told"),
    [
        ((), "2026-03-10", "Prolongeable une fois d'un mois"),
        (("2026-03-10",), "2026-04-10", "en tout trois mois"),
        (("2026-03-11",), "2026-03-10", "après l'expiration du 10 mars 2026"),
        (("2026-02-01", "2026-04-01"), "2026-04-10", "une fois de trop"),
    ],
)
def test_what_is_recorded_before_its_end_makes_it_longer(
    tmp_path: Path, recorded: tuple[str, ...], due: str, told: str
) -> None:
    (item,) = of(played(tmp_path, rules(), *recorded), "fin")
    assert str(item.due) == due
    assert told in " ".join(item.derivation)


@pytest.mark.parametrize(
    ("length", "more", "due"),
    [
        ("2 mois", "15 jours", "2026-03-25"),
        ("1 an", "6 mois", "2027-07-10"),
        ("15 jours", "2 semaines", "2026-02-08"),
        ("10 jours ouvrés", "5 jours ouvrés", "2026-01-30"),
    ],
)
def test_the_two_lengths_count_as_one(tmp_path: Path, length: str, more: str, due: str) -> None:
    (item,) = of(played(tmp_path, rules(length, more), "2026-01-15"), "fin")
    assert str(item.due) == due


def test_it_is_counted_from_the_same_day(tmp_path: Path) -> None:
    """From 31 December, three months end on 31 March, not on the 28th that two months gave."""
    (item,) = of(played(tmp_path, rules(), "2026-02-01", start="2025-12-31"), "fin")
    assert str(item.due) == "2026-03-31"


def test_several_times_where_the_text_allows_them(tmp_path: Path) -> None:
    twice = rules().replace("fait: prolongation", "fait: prolongation, fois: 2")
    (item,) = of(played(tmp_path, twice, "2026-02-01", "2026-04-01"), "fin")
    assert str(item.due) == "2026-05-10"


def test_what_opens_once_it_has_passed_and_the_effect_of_a_silence_follow(tmp_path: Path) -> None:
    (item,) = of(played(tmp_path, rules(kind="passé"), "2026-03-01"), "fin")
    assert str(item.opens) == "2026-04-11"
    silent = rules() + "    silence: {vaut: refus, réponse: accord}\n"
    (item,) = of(played(tmp_path, silent, "2026-03-01"), "fin-silence")
    assert str(item.opens) == "2026-04-11"


def test_a_stop_of_the_whole_agreement_counts_too(tmp_path: Path) -> None:
    """Stopped for ten days from 1 March, the delay still runs on the 15th."""
    general = rules().replace(
        "obligations:", 'suspendu: {de: arret, à: reprise, article: "9"}\nobligations:'
    )
    facts = Facts(
        events={
            "saisine": date(2026, 1, 10),
            "arret": date(2026, 3, 1),
            "reprise": date(2026, 3, 11),
        },
        series={"prolongation": (Numbered(1, date(2026, 3, 15)),)},
    )
    (item,) = of(computed(tmp_path, general, facts, date(2026, 6, 1)), "fin")
    assert str(item.due) == "2026-04-20"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (rules("15 jours", "1 mois"), "ne se comptent pas ensemble"),
        (rules("10 jours ouvrés", "5 jours"), "ne se comptent pas ensemble"),
        (rules().replace("prolongeable:", "repart de: accord, prolongeable:"), "ne va pas avec"),
        (rules().replace("saisine: {titre: saisine", "saisine: {plusieurs fois: oui"), "lequel"),
        (rules().replace("fait: prolongation", "fait: inconnue"), "fait inconnu"),
    ],
)
def test_what_could_not_be_counted_is_refused(tmp_path: Path, text: str, told: str) -> None:
    (error,) = errors(tmp_path, text)
    assert told in error.message
    assert error.hint

"""What a modifier does to a day: a report, « au moins », hours; the readings of an opening."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.obligation import Occurrence
from tests.written import HEAD, THREE_YEARS, computed, of

TODAY = date(2026, 11, 30)
FACTS = "faits: {a: {titre: a}, b: {titre: b}}\n"


def played(folder: Path, rest: str, **days: str) -> Computation:
    """The obligation X, whose ``quand`` and other keys are ``rest``, under those facts."""
    rules = f"""{HEAD}{FACTS}{THREE_YEARS}obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso, {rest}}}
  y: {{titre: Y, article: "2", citation: mots, par: asso, quand: {{avant: 2026-06-30}}}}
"""
    events = {name: date.fromisoformat(day) for name, day in days.items()}
    return computed(folder, rules, Facts(events=events), TODAY)


def only(folder: Path, rest: str, **days: str) -> Occurrence:
    (item,) = of(played(folder, rest, **days), "x")
    return item


@pytest.mark.parametrize(
    ("rest", "a", "day"),
    [
        ("quand: {pour: 20 suivant, après: a}, report: jour ouvré précédent", "06-19", "06-19"),
        ("quand: {pour: 21 suivant, après: a}, report: jour ouvré précédent", "06-20", "06-21"),
        ("quand: {délai: 1 jour, après: a}, report: jour ouvré précédent", "06-20", "06-21"),
        ("quand: {dans les: 1 jour, après: a}, report: jour ouvrable précédent", "06-21", "06-22"),
        ("quand: {délai: 2 jours, après: a}, report: jour ouvré précédent", "06-19", "06-19"),
    ],
)
def test_no_closed_day_brings_a_day_before_its_event(
    tmp_path: Path, rest: str, a: str, day: str
) -> None:
    """Saturday 20 June 2026 is the event: the Friday before it is no day to act on it."""
    item = only(tmp_path, rest, a=f"2026-{a}")
    assert item.due == date.fromisoformat(f"2026-{day}")


def test_a_day_that_stays_where_it_is_says_why(tmp_path: Path) -> None:
    rest = "quand: {pour: 21 suivant, après: a}, report: jour ouvré précédent"
    steps = only(tmp_path, rest, a="2026-06-20").derivation
    assert any("qu'il ne peut pas précéder : il reste où il est" in step for step in steps)


def test_what_may_come_before_its_event_is_still_brought_back(tmp_path: Path) -> None:
    """« au plus tard le jour de la réunion », a Saturday: the working day before it is right."""
    rest = "quand: {au plus tard: a}, report: jour ouvré précédent"
    assert only(tmp_path, rest, a="2026-06-20").due == date(2026, 6, 19)


@pytest.mark.parametrize(
    ("when", "opens"),
    [
        ("{passé: 24 heures, après: a}", "2026-06-20"),
        ("{au bout de: 24 heures, après: a}", "2026-06-20"),
        ("{passé: 48 h, après: {au plus tard: a}}", "2026-06-21"),
        ("{passé: 0 jour, après: a}", "2026-06-20"),
        ("{passé: 0 jour, après: {échéance: y}}", "2026-06-30"),
        ("{passé: 1 jour, après: a}", "2026-06-21"),
    ],
)
def test_a_delay_that_must_have_passed_opens_once_it_has(
    tmp_path: Path, when: str, opens: str
) -> None:
    """Hours are over within a day: « passé » and « au bout de » open on the same one."""
    assert only(tmp_path, f"quand: {when}", a="2026-06-19").opens == date.fromisoformat(opens)


def test_a_silence_after_hours_takes_effect_once_the_day_is_over(tmp_path: Path) -> None:
    rest = "quand: {délai: 48 heures, après: a}, silence: {vaut: accord, réponse: b}"
    (silence,) = of(played(tmp_path, rest, a="2026-06-19"), "x-silence")
    assert silence.opens == date(2026, 6, 22)


@pytest.mark.parametrize(
    ("when", "others"),
    [
        ("{délai: 2 mois, avant: a, au moins: oui}", ["2026-04-29"]),
        ("{délai: 1 an, avant: a, au moins: oui}", ["2025-06-29"]),
        ("{délai: 8 jours, avant: a, au moins: oui}", ["2026-06-21"]),
        ("{délai: 8 jours ouvrés, avant: a, au moins: oui}", ["2026-06-17"]),
        ("{délai: 2 mois, avant: {au plus tard: a}, au moins: oui}", ["2026-04-29"]),
        ("{délai: 5 jours francs, avant: a, au moins: oui}", []),
        ("{délai: 2 mois, avant: a}", []),
    ],
)
def test_at_least_so_long_before_may_mean_whole_months_between(
    tmp_path: Path, when: str, others: list[str]
) -> None:
    item = only(tmp_path, f"quand: {when}", a="2026-06-30")
    assert [other.due.isoformat() for other in item.alternatives] == others


@pytest.mark.parametrize(
    ("when", "other"),
    [
        ("{passé: 1 mois, après: {échéance: y}}", "2026-07-31"),
        ("{passé: 4 heures, après: a}", "2024-03-01"),
        ("{passé: 1 an, après: a}", "2025-03-02"),
        ("{au bout de: 1 an, après: a}", "2025-02-28"),
        ("{au bout de: 1 an, après: {au plus tard: a}}", "2025-02-28"),
    ],
)
def test_an_opening_lists_its_other_readings(tmp_path: Path, when: str, other: str) -> None:
    """They are days on which it may open: none of them is a last day."""
    item = only(tmp_path, f"quand: {when}", a="2024-02-29")
    assert [reading.due.isoformat() for reading in item.alternatives] == [other]
    assert item.acts_by is None
    assert item.next_day(TODAY) is None

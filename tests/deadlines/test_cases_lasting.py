"""Duties that last: so long from a day, or until one, each with its first day and its last."""

from datetime import date
from pathlib import Path

import pytest

from scheduler import wording
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.saying import when as said
from tests.written import HEAD, THREE_YEARS, book, computed, of

FACTS = """faits:
  a: {titre: a}
  r: {titre: r, plusieurs fois: oui}
"""
TODAY = date(2026, 11, 30)
BILAN = """  bilan: {titre: B, article: "2", citation: mots, par: asso, quand: {pour: 2026-06-30}}
"""


def rules(when: str, quote: str = "mots", more: str = "") -> str:
    return f"""{HEAD}{FACTS}{THREE_YEARS}obligations:
{BILAN}  x: {{titre: X, article: "2", citation: {quote}, par: asso, quand: {when}}}
{more}"""


@pytest.mark.parametrize(
    ("when", "first", "last", "reading"),
    [
        ("{pendant: 10 ans, à compter de: a}", "2026-03-16", "2036-03-16", "2036-03-15"),
        ("{pendant: 10 ans, à compter de: 2026-01-01}", "2026-01-01", "2035-12-31", ""),
        ("{pendant: 10 ans, à compter de: prise d'effet}", "2025-01-01", "2034-12-31", ""),
        ("{pendant: 10 ans, à compter de: terme}", "2028-01-01", "2037-12-31", ""),
        ("{pendant: 6 mois, après: {échéance: bilan}}", "2026-06-30", "2026-12-30", "2026-12-29"),
        (
            "{pendant: 1 an, depuis: {délai: 1 mois, après: a}}",
            "2026-04-16",
            "2027-04-16",
            "2027-04-15",
        ),
        ("{pendant: 30 jours, à compter de: a}", "2026-03-16", "2026-04-15", "2026-04-14"),
        ("{jusqu'à: {délai: 6 mois, après: terme}}", "2025-01-01", "2028-06-30", ""),
        ("{jusqu'à: a}", "2025-01-01", "2026-03-16", ""),
        ("{jusqu'au: terme}", "2025-01-01", "2027-12-31", ""),
        ("{à compter de: a, jusqu'à: terme}", "2026-03-16", "2027-12-31", ""),
        ("{dès: a, jusqu'à: 2027-06-30}", "2026-03-16", "2027-06-30", ""),
    ],
)
def test_it_has_its_first_day_and_its_last(
    tmp_path: Path, when: str, first: str, last: str, reading: str
) -> None:
    """a is Monday 16 March 2026; the day that is not counted has the eve as its other reading."""
    facts = Facts(events={"a": date(2026, 3, 16)})
    (item,) = of(computed(tmp_path, rules(when), facts, TODAY), "x")
    assert (str(item.opens), str(item.over_on), item.due) == (first, last, None)
    named = [step for step in item.derivation if "Autre lecture" in step]
    eve = date.fromisoformat(reading) if reading else None
    assert len(named) == bool(reading)
    assert all(str(eve.day) in step for step in named if eve)


def test_no_day_of_it_is_late_and_once_over_it_is_moot(tmp_path: Path) -> None:
    text = rules("{pendant: 1 an, à compter de: a}")
    facts = Facts(events={"a": date(2026, 3, 16)})
    on_days = {
        day: computed(tmp_path, text, facts, day) for day in (date(2027, 3, 16), date(2027, 3, 17))
    }
    assert [one.status(of(one, "x")[0]) for one in on_days.values()] == ["open", "moot"]


def test_each_time_of_a_fact_has_its_own(tmp_path: Path) -> None:
    facts = Facts().assuming("r", date(2025, 6, 12)).assuming("r", date(2026, 6, 11))
    items = of(computed(tmp_path, rules("{pendant: 2 ans, à compter de: r}"), facts, TODAY), "x")
    assert [str(item.over_on) for item in items] == ["2027-06-12", "2028-06-11"]


def test_an_end_that_is_not_known_leaves_it_open(tmp_path: Path) -> None:
    computation = computed(tmp_path, rules("{jusqu'à: a}"), Facts(), TODAY)
    (item,) = of(computation, "x")
    assert (item.opens, item.over_on) == (date(2025, 1, 1), None)
    assert "Sa fin n'est pas encore connue" in item.derivation[-1]
    assert [waiting.event for waiting in computation.waiting if waiting.clause == "x"] == ["a"]


def test_a_fact_not_recorded_gives_no_stretch(tmp_path: Path) -> None:
    computation = computed(tmp_path, rules("{pendant: 10 ans, à compter de: a}"), Facts(), TODAY)
    assert of(computation, "x") == []
    assert [waiting.event for waiting in computation.waiting if waiting.clause == "x"] == ["a"]


def test_what_is_counted_from_it_counts_from_its_end(tmp_path: Path) -> None:
    more = (
        '  y: {titre: Y, article: "2", citation: mots, par: asso, '
        "quand: {délai: 1 mois, après: {échéance: x}}}\n"
    )
    facts = Facts(events={"a": date(2026, 3, 16)})
    text = rules("{pendant: 1 an, à compter de: a}", more=more)
    (item,) = of(computed(tmp_path, text, facts, TODAY), "y")
    assert item.due == date(2027, 4, 16)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (
            "{pendant: 10 ans, à compter de: a}",
            "chaque jour pendant dix ans à compter de « a »",
        ),
        (
            "{jusqu'à: {délai: 6 mois, après: terme}}",
            "chaque jour d'une période qui s'ouvre à la prise d'effet et s'achève à l'expiration "
            "d'un délai de six mois après le terme, compris",
        ),
    ],
)
def test_it_is_read_back(tmp_path: Path, when: str, words: str) -> None:
    (agreement,) = book(tmp_path, rules(when)).agreements
    assert said(agreement, agreement.clauses[-1].timing) == words


def test_it_is_told_with_both_days(tmp_path: Path) -> None:
    facts = Facts(events={"a": date(2026, 3, 16)})
    (item,) = of(computed(tmp_path, rules("{pendant: 1 an, à compter de: a}"), facts, TODAY), "x")
    assert wording.when(item) == "du lundi 16 mars 2026 au mardi 16 mars 2027, chaque jour"


@pytest.mark.parametrize("when", ["permanent", '{question: "Depuis quand ?"}'])
@pytest.mark.parametrize(
    "quote", ["conservées pendant dix ans", "affecté durant dix ans", "archivées dix ans"]
)
def test_how_long_it_lasts_is_not_missed_where_no_day_is_said(
    tmp_path: Path, when: str, quote: str
) -> None:
    assert [
        one.code for one in book(tmp_path, rules(when, quote)).problems if one.code == "R132"
    ] == []


def test_a_delay_to_act_is_still_missed_where_nothing_is_dated(tmp_path: Path) -> None:
    problems = book(tmp_path, rules("permanent", "dans les trois mois de la notification")).problems
    assert "R132" in [problem.code for problem in problems]


def test_from_when_it_lasts_must_be_said(tmp_path: Path) -> None:
    (problem,) = book(tmp_path, rules("{pendant: 10 ans}")).errors
    assert "ne dit pas depuis quand" in problem.message
    assert "{pendant: 10 ans, à compter de: a}" in (problem.hint or "")

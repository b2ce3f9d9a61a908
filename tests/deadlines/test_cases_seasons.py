"""Seasons that an agreement places in the year itself, and lengths that are told in them."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.facts import Facts
from scheduler.deadlines.reading import read_back
from tests.written import HEAD, book, computed, dues, of

TODAY = date(2026, 11, 30)
AUGUST = "saison: août\n"
FACTS = "faits: {a: {titre: a}}\n"


def rules(when: str, head: str = AUGUST, length: str = "3 ans", more: str = "") -> str:
    return f"""{HEAD}{head}{FACTS}durée:
  {{article: "1", prend effet: {{le: 2025-08-01}}, pour: {length}}}
obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso, quand: {when}{more}}}
"""


@pytest.mark.parametrize(
    "head",
    [
        AUGUST,
        "saison: {du: 1er août, au: 31 juillet}\n",
        "saison: du 1er août au 31 juillet\n",
        "saison: 1er août\n",
        "saison sportive: août\n",
    ],
)
@pytest.mark.parametrize(
    ("when", "first"),
    [
        ("{chaque: saison, au plus tard: dernier jour}", "2026-07-31"),
        ("{chaque: saison sportive, au plus tard: 31 juillet}", "2026-07-31"),
        ("{au moins: 1, par: saison}", "2026-07-31"),
        ("{chaque: saison, en: 1er trimestre}", "2025-10-31"),
        ("{délai: 1 mois, après: {chaque: saison, au plus tard: dernier jour}}", "2026-08-31"),
        ("{délai: 10 jours, après: a, départ: fin de la saison}", "2026-08-10"),
    ],
)
def test_every_form_takes_the_season_of_the_agreement(
    tmp_path: Path, head: str, when: str, first: str
) -> None:
    """a is 10 July 2026, in the season that began on 1 August 2025."""
    facts = Facts(events={"a": date(2026, 7, 10)})
    assert dues(computed(tmp_path, rules(when, head), facts, TODAY), "x")[0] == first


def test_a_day_is_put_off_to_the_end_of_that_season(tmp_path: Path) -> None:
    text = rules("{au plus tard: a}", more=", report: fin de la saison")
    facts = Facts(events={"a": date(2026, 7, 10)})
    assert dues(computed(tmp_path, text, facts, TODAY), "x") == ["2026-07-31"]


def test_a_notice_takes_effect_at_the_end_of_that_season(tmp_path: Path) -> None:
    text = f"""{HEAD}{AUGUST}durée: {{article: "1", prend effet: {{le: 2025-08-01}},
  pour: indéterminée, préavis: {{délai: 3 mois, compté de: réception, effet: fin de la saison}}}}
"""
    facts = Facts(events={"denonciation": date(2026, 3, 10)})
    term = computed(tmp_path, text, facts, TODAY).term
    assert term is not None
    assert term.end == date(2026, 7, 31)


@pytest.mark.parametrize(
    ("length", "effect", "last"),
    [
        ("trois saisons", "2025-08-01", "2028-07-31"),
        ("trois saisons sportives", "2025-09-10", "2028-07-31"),
        ("3 saisons", "2026-07-31", "2028-07-31"),
        ("une saison", "2026-02-01", "2026-07-31"),
        ("une année scolaire", "2025-09-01", "2026-08-31"),
        ("deux années scolaires", "2025-10-15", "2027-08-31"),
        ("deux exercices", "2025-10-15", "2026-12-31"),
    ],
)
def test_so_many_seasons_end_with_the_last(
    tmp_path: Path, length: str, effect: str, last: str
) -> None:
    text = f"""{HEAD}{AUGUST}{FACTS}durée: {{article: "1", prend effet: a, pour: {length}}}
"""
    facts = Facts(events={"a": date.fromisoformat(effect)})
    computation = computed(tmp_path, text, facts, TODAY)
    assert computation.term is not None
    assert str(computation.term.end) == last
    (end,) = of(computation, "dernier-terme")
    assert any(length.split()[1] in step for step in end.derivation)


def test_a_season_follows_the_last_of_them(tmp_path: Path) -> None:
    text = f"""{HEAD}{AUGUST}{FACTS}durée: {{article: "1", prend effet: a, pour: une saison,
  reconduction: {{mode: tacite, pour: une saison, fois: 2}}}}
"""
    facts = Facts(events={"a": date(2025, 9, 10)})
    term = computed(tmp_path, text, facts, TODAY).term
    assert term is not None
    assert [str(period.end) for period in term.periods] == [
        "2026-07-31",
        "2027-07-31",
        "2028-07-31",
    ]


def test_a_date_beside_so_many_seasons_ends_them_sooner(tmp_path: Path) -> None:
    text = f"""{HEAD}{AUGUST}{FACTS}durée: {{article: "1", prend effet: a, pour: trois saisons,
  jusqu'au: 2027-12-31}}
"""
    facts = Facts(events={"a": date(2025, 9, 10)})
    term = computed(tmp_path, text, facts, TODAY).term
    assert term is not None
    assert term.end == date(2027, 12, 31)


def test_it_is_read_back_with_its_months(tmp_path: Path) -> None:
    (agreement,) = book(
        tmp_path, rules("{au moins: 1, par: saison}", length="trois saisons")
    ).agreements
    told = [read.sentence for read in read_back(agreement)]
    assert any(
        "trois saisons sportives (d'août à juillet), soit trois ans" in text for text in told
    )
    assert any("par saison sportive (d'août à juillet)" in text for text in told)


@pytest.mark.parametrize(
    ("head", "told"),
    [("", ["R139"]), ("saison: août\n", []), ("saison: juillet\n", [])],
)
@pytest.mark.parametrize(
    "when", ["{au moins: 1, par: saison}", "{chaque: saison, au plus tard: 30 septembre}"]
)
def test_a_season_that_the_days_of_the_agreement_contradict_is_told(
    tmp_path: Path, head: str, when: str, told: list[str]
) -> None:
    problems = book(tmp_path, rules(when, head)).problems
    assert [one.code for one in problems if one.code == "R139"] == told
    assert all("`saison: août`" in (one.hint or "") for one in problems if one.code == "R139")


@pytest.mark.parametrize(
    "term",
    [
        "prend effet: {le: 2025-07-01}, pour: 3 ans",
        "prend effet: {le: 2025-01-01}, pour: 3 ans",
        "prend effet: {le: 2025-08-12}, pour: 3 ans",
        "prend effet: a, jusqu'au: 2028-06-30",
    ],
)
def test_no_other_agreement_is(tmp_path: Path, term: str) -> None:
    text = f"""{HEAD}{FACTS}durée: {{article: "1", {term}}}
obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso, quand: {{au moins: 1, par: saison}}}}
"""
    assert "R139" not in [one.code for one in book(tmp_path, text).problems]


def test_a_last_day_of_july_contradicts_it_too(tmp_path: Path) -> None:
    text = f"""{HEAD}{FACTS}durée: {{article: "1", prend effet: a, jusqu'au: 2028-07-31}}
obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso, quand: {{au moins: 1, par: saison}}}}
"""
    assert "R139" in [one.code for one in book(tmp_path, text).problems]


@pytest.mark.parametrize(
    "head", ["saison: 15 août\n", "saison: {du: 1er juin, au: 30 septembre}\n"]
)
def test_a_season_of_less_than_a_year_is_refused_with_the_form_for_it(
    tmp_path: Path, head: str
) -> None:
    (problem,) = book(tmp_path, rules("{au moins: 1, par: saison}", head)).errors
    assert "douze mois" in problem.message
    assert "{chaque: année, du: 1er juin N, au: 30 septembre N}" in (problem.hint or "")


def test_a_season_asks_for_no_periods(tmp_path: Path) -> None:
    computation = computed(tmp_path, rules("{au moins: 1, par: saison}"), Facts(), TODAY)
    assert "periods" not in [question.topic for question in computation.questions]

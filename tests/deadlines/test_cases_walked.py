"""What a walk through the days has shown to be wrong once, each in its smallest form."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.obligation import Occurrence
from tests.written import HEAD, computed, of

TODAY = date(2026, 11, 30)
NINE_YEARS = "prend effet: {le: 2016-01-01}, pour: 9 ans"
FACTS = """faits:
  connu: {titre: connu}
  inconnu: {titre: inconnu}
  depuis: {titre: depuis, pas avant: 2019-08-19}
  jusque: {titre: jusque, pas après: 2019-08-19}
  entre: {titre: entre, pas avant: 2020-03-05, pas après: 2020-03-15}
"""
KNOWN = Facts(events={"connu": date(2020, 6, 1)})


def played(folder: Path, when: str, term: str = NINE_YEARS, more: str = "") -> Computation:
    rules = f"""{HEAD}{FACTS}durée: {{article: "1", {term}}}
obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso, quand: {when}{more}}}
"""
    return computed(folder, rules, KNOWN, TODAY)


def only(computation: Computation) -> Occurrence:
    (item,) = of(computation, "x")
    return item


def days(item: Occurrence) -> list[str]:
    """Its last day, then those of its other readings."""
    return [str(item.due), *sorted(str(other.due) for other in item.alternatives)]


def waits(computation: Computation) -> list[str]:
    return sorted(item.event for item in computation.waiting if item.clause == "x")


@pytest.mark.parametrize("written", ["depuis", "{dès: depuis}"])
def test_a_bounded_fact_is_the_same_by_its_name_and_as_a_moment(
    tmp_path: Path, written: str
) -> None:
    computation = played(tmp_path, f"{{délai: 3 jours ouvrés, après: {written}}}")
    item = only(computation)
    assert (item.due, item.earliest, item.certainty) == (None, date(2019, 8, 22), "bracketed")
    assert waits(computation) == []


def test_what_opens_with_the_first_of_two_waits_where_the_unknown_one_came_first(
    tmp_path: Path,
) -> None:
    """Between 5 and 15 March is before 1 June: the later day must not be said."""
    computation = played(tmp_path, "{au premier de: [entre, connu]}")
    assert of(computation, "x") == []
    assert waits(computation) == ["entre"]


@pytest.mark.parametrize(
    ("when", "due"),
    [
        ("{au dernier de: [entre, {pour: 2020-04-01}]}", ["2020-04-01"]),
        ("{au premier de: [{dès: entre}, {pour: 2020-03-01}]}", ["2020-03-01"]),
        ("{au premier de: [{avant: 2020-03-03}, depuis, entre]}", None),
        ("{au dernier de: [{avant: 2020-04-15}, entre]}", ["2020-04-14", "2020-04-15"]),
        (
            "{au premier de: [{au dernier de: [connu, inconnu]}, {pour: 2020-03-01}]}",
            ["2020-03-01"],
        ),
        ("{au dernier de: [{en: juin 2020}, jusque, {à: prise d'effet}]}", ["2020-06-30"]),
    ],
)
def test_what_is_decided_whatever_is_unknown_is_exact_with_its_readings(
    tmp_path: Path, when: str, due: list[str] | None
) -> None:
    item = only(played(tmp_path, when))
    assert (item.certainty == "exact") == (due is not None)
    assert due is None or days(item) == due


def test_a_bound_from_above_alone_limits_the_first_of_several(tmp_path: Path) -> None:
    """By 19 September at the latest, whenever it was: the later date written is not kept."""
    when = "{au premier de: [{pour: 2020-01-01}, {délai: 1 mois, après: jusque}]}"
    computation = played(tmp_path, when)
    item = only(computation)
    assert (item.due, item.latest) == (date(2019, 9, 19), date(2019, 9, 19))
    assert item.certainty == "approximate"
    assert waits(computation) == ["jusque"]


def test_a_day_that_may_come_sooner_is_not_exact_for_the_last_of_several(tmp_path: Path) -> None:
    first = "{au premier de: [{pour: 2020-05-01}, {délai: 1 mois, après: inconnu}]}"
    item = only(played(tmp_path, f"{{au dernier de: [{{pour: 2020-02-01}}, {first}]}}"))
    assert (item.due, item.certainty) == (None, "bracketed")
    assert (item.earliest, item.latest) == (date(2020, 2, 1), date(2020, 5, 1))


def test_every_reading_of_every_reading_is_listed(tmp_path: Path) -> None:
    """Six months before 28 February, or before the 29th whose own month end is another day."""
    item = only(played(tmp_path, "{délai: 6 mois, avant: {avant: 2017-02-28}}"))
    assert days(item) == ["2016-08-27", "2016-08-28", "2016-08-31"]


def test_what_comes_back_is_due_from_the_effect_on_whatever_another_reading_says(
    tmp_path: Path,
) -> None:
    term = "prend effet: {le: 2016-08-31}, pour: 2 ans"
    when = "{délai: 3 mois, avant: {chaque: année, pour: 30 novembre N}}"
    first, *_ = of(played(tmp_path, when, term), "x")
    assert days(first) == ["2016-08-31", "2016-08-30"]


def test_a_report_that_joins_both_bounds_gives_the_day(tmp_path: Path) -> None:
    when = "{délai: 6 semaines, après: entre}"
    item = only(played(tmp_path, when, more=", report: fin du mois"))
    assert (item.due, item.earliest, item.certainty) == (date(2020, 4, 30), None, "exact")


@pytest.mark.parametrize("after", ["entre", "{dès: entre}", "{délai: 1 jour, après: entre}"])
def test_a_delay_that_ends_one_day_from_both_bounds_is_exact(tmp_path: Path, after: str) -> None:
    """From Saturday to Sunday the working days that follow are the same."""
    first = 6 if "1 jour" in after else 7
    weekend = (f"2020-03-{first:02}", f"2020-03-{first + 1:02}")
    rules = FACTS.replace("2020-03-05", weekend[0]).replace("2020-03-15", weekend[1])
    text = f"""{HEAD}{rules}durée: {{article: "1", {NINE_YEARS}}}
obligations:
  x:
    titre: X
    article: "2"
    citation: mots
    par: asso
    quand: {{délai: 2 jours ouvrés, après: {after}}}
"""
    item = only(computed(tmp_path, text, KNOWN, TODAY))
    assert (item.due, item.certainty) == (date(2020, 3, 10), "exact")


def test_a_moment_that_the_term_leaves_without_a_day_is_not_awaited(tmp_path: Path) -> None:
    """Each year N-1 of a term of ten months is over before the effect."""
    term = "prend effet: {le: 2016-01-01}, pour: 10 mois"
    when = (
        "{au dernier de: [{chaque: année, pour: 23 octobre N}, {chaque: année, pour: 1er mai N-1}]}"
    )
    computation = played(tmp_path, when, term)
    item = only(computation)
    assert (item.due, item.certainty) == (date(2016, 10, 23), "exact")
    assert waits(computation) == []


@pytest.mark.parametrize("written", ["terme", "{à: terme}"])
def test_a_period_before_the_term_opens_the_same_day_in_both_forms(
    tmp_path: Path, written: str
) -> None:
    term = "prend effet: {le: 2016-05-01}, pour: 2 ans"
    item = only(played(tmp_path, f"{{délai: 8 mois, avant: {written}, ouvre: 14 mois}}", term))
    assert item.opens == date(2017, 3, 1)


@pytest.mark.parametrize(
    ("when", "opens", "due"),
    [
        ("{chaque: trimestre, du: 8 du 2e mois, au: 20 du mois suivant}", "02-08", "04-20"),
        ("{chaque: trimestre, du: 8, au: 20 du mois suivant}", "04-08", "04-20"),
        ("{chaque: trimestre, du: 25, au: 20 du mois suivant}", "03-25", "04-20"),
        ("{chaque: trimestre, du: 8, au: 20 du 2e mois}", "02-08", "02-20"),
    ],
)
def test_a_stretch_begins_in_the_month_that_is_said(
    tmp_path: Path, when: str, opens: str, due: str
) -> None:
    first, *_ = of(played(tmp_path, when), "x")
    assert (str(first.opens), str(first.due)) == (f"2016-{opens}", f"2016-{due}")

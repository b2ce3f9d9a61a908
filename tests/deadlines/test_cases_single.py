"""A day told from a fact, from the term or from another day, in the words a jurist would use."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.facts import Facts, Numbered
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.reading import read_back
from scheduler.problems import Problem
from tests.written import HEAD, book, computed, dues, errors, of

TERM = "prend effet: {le: 2016-01-01}, pour: 14 ans"
TODAY = date(2026, 11, 30)
FACTS = (
    "a: {titre: a}, b: {titre: b}, c: {titre: c}, facture: {titre: facture, plusieurs fois: oui}, "
    "presence: {titre: présence, plusieurs fois: oui}, "
    "bornee: {titre: bornée, pas avant: 2026-01-10, pas après: 2026-02-20}"
)
AVIS = (
    "  avis: {titre: Avis, article: '2', citation: mots, par: asso, "
    "quand: {délai: 1 mois, après: a}, silence: {vaut: avis réputé rendu, réponse: b}}\n"
)


def written(when: str, more: str = "", others: str = "", term: str = TERM) -> str:
    return f"""{HEAD}faits: {{{FACTS}}}
durée: {{article: "1", {term}}}
obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso, quand: {when}{more}}}
{others}"""


def played(
    folder: Path,
    when: str,
    more: str = "",
    others: str = "",
    term: str = TERM,
    series: Mapping[str, tuple[str, ...]] | None = None,
    **days: str,
) -> Computation:
    events = {name: date.fromisoformat(day) for name, day in days.items()}
    times = {
        name: tuple(Numbered(rank, date.fromisoformat(day)) for rank, day in enumerate(all_days, 1))
        for name, all_days in (series or {}).items()
    }
    text = written(when, more, others, term)
    return computed(folder, text, Facts(events=events, series=times), TODAY)


def the_one(computation: Computation) -> Occurrence:
    (item,) = of(computation, "x")
    return item


def stretch(computation: Computation) -> tuple[str, str]:
    item = the_one(computation)
    return str(item.opens), str(item.due)


def other_days(item: Occurrence) -> list[str]:
    return [other.due.isoformat() for other in item.alternatives]


def awaited(computation: Computation) -> list[str]:
    return [waiting.event for waiting in computation.waiting if waiting.clause == "x"]


def refused(folder: Path, when: str, more: str = "", others: str = "") -> Problem:
    (problem,) = errors(folder, written(when, more, others))
    return problem


def said(folder: Path, when: str, more: str = "", others: str = "") -> str:
    (agreement,) = book(folder, written(when, more, others)).agreements
    return next(read.sentence for read in read_back(agreement) if " : X" in read.sentence)


@pytest.mark.parametrize(
    "when",
    [
        "{au plus tard: a}",
        "{pour: a}",
        "{délai: 0 jour, après: a}",
        "{délai: le jour même, après: a}",
        "{délai: 0 jour, avant: a}",
        "{au plus tard: {dès: a}}",
        "{délai: 0 jour, après: {au plus tard: a}}",
    ],
)
def test_at_the_latest_on_the_day_of_a_fact(tmp_path: Path, when: str) -> None:
    """H: the day itself, included; while it is unknown, the fact is awaited."""
    assert dues(played(tmp_path, when, a="2026-03-31"), "x") == ["2026-03-31"]
    assert awaited(played(tmp_path, when)) == ["a"]


def test_the_day_of_a_bounded_fact_is_bracketed(tmp_path: Path) -> None:
    item = the_one(played(tmp_path, "{au plus tard: bornee}"))
    assert (item.certainty, item.due) == ("bracketed", None)
    assert (str(item.earliest), str(item.latest)) == ("2026-01-10", "2026-02-20")


def test_each_time_of_a_fact_has_its_own_day(tmp_path: Path) -> None:
    facture = {"facture": ("2026-03-31", "2026-05-01")}
    computation = played(tmp_path, "{au plus tard: facture}", series=facture)
    assert dues(computation, "x") == ["2026-03-31", "2026-05-01"]
    assert [item.key for item in of(computation, "x")] == ["essai/x/n1", "essai/x/n2"]


@pytest.mark.parametrize(
    ("when", "due", "other"),
    [
        ("{avant: a}", "2026-03-30", "2026-03-31"),
        ("{avant: terme}", "2029-12-30", "2029-12-31"),
        ("{avant: {délai: 1 mois, après: a}}", "2026-04-29", "2026-04-30"),
        ("{avant: {échéance: avis}}", "2026-04-29", "2026-04-30"),
    ],
)
def test_before_a_day_is_its_eve_and_the_day_is_the_other_reading(
    tmp_path: Path, when: str, due: str, other: str
) -> None:
    item = the_one(played(tmp_path, when, others=AVIS, a="2026-03-31"))
    assert (str(item.due), other_days(item)) == (due, [other])
    assert item.acts_by == item.due


def test_the_day_itself_may_have_a_stretch_before_it(tmp_path: Path) -> None:
    when = "{délai: 0 jour, avant: a, ouvre: 15 jours}"
    assert stretch(played(tmp_path, when, a="2026-03-31")) == ("2026-03-16", "2026-03-31")


def test_at_the_latest_at_the_term_and_at_a_deadline(tmp_path: Path) -> None:
    assert dues(played(tmp_path, "{au plus tard: terme}"), "x") == ["2029-12-31"]
    computation = played(tmp_path, "{pour: {échéance: avis}}", others=AVIS, a="2026-03-31")
    assert dues(computation, "x") == ["2026-04-30"]


@pytest.mark.parametrize(
    ("when", "code", "message", "hint"),
    [
        ("{au plus tard: sinistr}", "R104", "fait inconnu : « sinistr »", "faits"),
        ("{avant: factur}", "R104", "fait inconnu", "« facture »"),
        ("{au plus tard: 31 mar 2025}", "R022", "« mar » n'est pas un mois", "mars"),
        ("{au plus tard: 2025-13-01}", "R022", "n'existe pas au calendrier", "vérifier"),
        ("{au plus tard: 31/13/2025}", "R022", "n'existe pas au calendrier", "vérifier"),
        ("{au plus tard: fin mars}", "R022", "n'est ni une date, ni le nom d'un fait", "13 mars"),
        (
            "{délai: 0 jour, après: a, environ: oui}",
            "R022",
            "« 0 jour » est le jour même",
            "0 jour",
        ),
        (
            "{délai: 0 jour, après: a, départ: fin du mois}",
            "R022",
            "« départ » n'y change",
            "0 jour",
        ),
    ],
)
def test_what_is_neither_a_date_nor_a_fact_is_told_apart(
    tmp_path: Path, when: str, code: str, message: str, hint: str
) -> None:
    problem = refused(tmp_path, when)
    assert problem.code == code
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("{dans les: 6 mois, avant: terme}", ("2029-07-01", "2029-12-31")),
        ("{dans les: 6 mois, avant: {à: terme}}", ("2029-07-01", "2029-12-31")),
        ("{dans les: 15 jours, avant: a}", ("2026-12-03", "2026-12-17")),
        ("{dans les: 15 jours, avant: 2026-12-18}", ("2026-12-03", "2026-12-17")),
        ("{dans les: 5 jours ouvrés, avant: a}", ("2026-12-11", "2026-12-17")),
        ("{dans les: 15 jours, avant: {échéance: avis}}", ("2027-01-03", "2027-01-17")),
        ("{dans les: 3 mois, après: a}", ("2026-12-19", "2027-03-18")),
        ("{dans les: 3 mois, après: terme}", ("2030-01-01", "2030-03-31")),
        ("{dans les: 1 mois, après: {échéance: avis}}", ("2027-01-19", "2027-02-18")),
    ],
)
def test_the_stretch_that_leads_to_a_day_or_follows_it(
    tmp_path: Path, when: str, days: tuple[str, str]
) -> None:
    """H: to and including the term; up to the eve of anything else."""
    assert stretch(played(tmp_path, when, others=AVIS, a="2026-12-18")) == days


def test_a_stretch_waits_for_its_fact_and_is_not_counted_in_hours(tmp_path: Path) -> None:
    assert awaited(played(tmp_path, "{dans les: 15 jours, avant: a}")) == ["a"]
    assert refused(tmp_path, "{dans les: 48 heures, après: a}").code == "R022"


AROUND = "{du: {délai: 1 mois, avant: a}, au: {délai: 1 mois, après: a}}"


def test_from_one_computed_day_to_another(tmp_path: Path) -> None:
    """H: in the month before or after an event."""
    assert stretch(played(tmp_path, AROUND, a="2026-04-15")) == ("2026-03-15", "2026-05-15")
    assert awaited(played(tmp_path, AROUND)) == ["a"]


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("{du: a, au: 2026-12-31}", ("2026-04-15", "2026-12-31")),
        ("{du: 2026-01-01, au: a}", ("2026-01-01", "2026-04-15")),
        ("{du: a, au: terme}", ("2026-04-15", "2029-12-31")),
        ("{du: a, au: {échéance: avis}}", ("2026-04-15", "2026-05-15")),
        ("{du: a}", ("2026-04-15", "None")),
    ],
)
def test_any_two_days_bound_a_stretch(tmp_path: Path, when: str, days: tuple[str, str]) -> None:
    assert stretch(played(tmp_path, when, others=AVIS, a="2026-04-15")) == days


def test_the_bound_that_is_known_is_shown_and_the_other_awaited(tmp_path: Path) -> None:
    when = "{du: a, au: {délai: 1 mois, après: b}}"
    begun = played(tmp_path, when, a="2026-04-15")
    assert stretch(begun) == ("2026-04-15", "None")
    assert awaited(begun) == ["b"]
    ends = played(tmp_path, when, b="2026-05-02")
    assert stretch(ends) == ("None", "2026-06-02")
    assert awaited(ends) == ["a"]
    bracketed = the_one(played(tmp_path, "{du: a, au: bornee}", a="2026-01-01"))
    assert (str(bracketed.earliest), str(bracketed.latest)) == ("2026-01-10", "2026-02-20")


def test_each_period_has_its_two_bounds(tmp_path: Path) -> None:
    renewal = "reconduction: {mode: tacite, pour: 1 an, fois: 2}"
    term = f"prend effet: {{le: 2025-01-01}}, pour: 1 an, {renewal}"
    when = "{du: {délai: 1 mois, avant: chaque terme}, au: chaque terme}"
    items = of(played(tmp_path, when, term=term), "x")
    assert [(str(item.opens), str(item.due)) for item in items] == [
        ("2025-11-30", "2025-12-31"),
        ("2026-11-30", "2026-12-31"),
        ("2027-11-30", "2027-12-31"),
    ]


def test_a_stretch_whose_facts_came_the_other_way_round_keeps_its_end(tmp_path: Path) -> None:
    item = the_one(played(tmp_path, "{du: a, au: b}", a="2026-05-01", b="2026-04-01"))
    assert (item.opens, str(item.due)) == (None, "2026-04-01")
    assert "finirait avant de commencer" in item.derivation[-1]


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("{du: {délai: 1 mois, après: a}, au: {délai: 1 mois, avant: a}}", "R243"),
        ("{du: {délai: 2 mois, après: facture}, au: {délai: 15 jours, après: facture}}", "R243"),
        ("{du: terme, au: prise d'effet}", "R243"),
        ("{du: facture, au: {délai: 1 mois, après: a}}", "R242"),
        ("{du: prise d'effet, au: chaque terme}", "R242"),
    ],
)
def test_bounds_that_can_never_meet_are_refused(tmp_path: Path, when: str, code: str) -> None:
    assert refused(tmp_path, when).code == code


@pytest.mark.parametrize(
    ("when", "a", "due", "others"),
    [
        ("{avant: 15 du mois suivant, après: a}", "2026-03-20", "2026-04-14", ["2026-04-15"]),
        ("{au plus tard: 10 du mois suivant, après: a}", "2026-12-31", "2027-01-10", []),
        ("{au plus tard: 10 du 2e mois suivant, après: a}", "2026-04-16", "2026-06-10", []),
        ("{au plus tard: 31 du mois suivant, après: a}", "2026-01-31", "2026-02-28", []),
        ("{pour: dernier jour du mois, après: a}", "2024-02-29", "2024-02-29", []),
        ("{pour: fin du trimestre, après: a}", "2026-04-01", "2026-06-30", []),
        ("{pour: dernier jour du trimestre suivant, après: a}", "2026-02-20", "2026-06-30", []),
        ("{pour: 5e jour ouvré du mois suivant, après: a}", "2026-04-16", "2026-05-11", []),
        ("{pour: dernier vendredi du mois, après: a}", "2026-04-16", "2026-04-24", []),
        ("{pour: 15 du 2e mois du trimestre suivant, après: a}", "2026-02-16", "2026-05-15", []),
        ("{pour: 31 décembre suivant, après: a}", "2026-04-16", "2026-12-31", []),
        ("{pour: 31 décembre suivant, après: a}", "2026-12-31", "2027-12-31", ["2026-12-31"]),
        ("{pour: 15 septembre suivant, après: a}", "2026-09-16", "2027-09-15", []),
        ("{pour: 15 suivant, après: a}", "2026-09-15", "2026-10-15", ["2026-09-15"]),
        ("{pour: 15 suivant, après: a}", "2026-09-14", "2026-09-15", []),
        ("{pour: 31 mars de l'année suivante, après: a}", "2026-02-01", "2027-03-31", []),
        ("{pour: 30 novembre de la même année, après: a}", "2026-02-01", "2026-11-30", []),
        ("{pour: dernier jour du mois précédent, avant: a}", "2026-03-01", "2026-02-28", []),
        ("{pour: 1er janvier précédent, avant: a}", "2026-04-16", "2026-01-01", []),
        ("{pour: fin du mois, après: {délai: 45 jours, après: a}}", "2026-03-10", "2026-04-30", []),
    ],
)
def test_a_day_of_the_calendar_told_from_a_fact(
    tmp_path: Path, when: str, a: str, due: str, others: list[str]
) -> None:
    """H: before the 15th of the month after a fact, and the other places of a day."""
    item = the_one(played(tmp_path, when, a=a))
    assert (str(item.due), other_days(item)) == (due, others)


def test_such_a_day_waits_and_is_bracketed(tmp_path: Path) -> None:
    when = "{au plus tard: 10 du mois suivant, après: %s}"
    assert awaited(played(tmp_path, when % "a")) == ["a"]
    item = the_one(played(tmp_path, when % "bornee"))
    assert (str(item.earliest), str(item.latest)) == ("2026-02-10", "2026-03-10")


@pytest.mark.parametrize(
    "when",
    [
        "{au plus tard: dernier jour du mois précédent, après: a}",
        "{au plus tard: 10 du mois suivant, avant: a}",
        "{au plus tard: 32 du mois suivant, après: a}",
        "{au plus tard: 5e lundi du mois suivant, après: a}",
        "{au plus tard: 2026-04-01, après: a}",
        "{au plus tard: 10 du mois d'après, après: a}",
        "{au plus tard: 15 du trimestre suivant, après: a}",
    ],
)
def test_a_place_that_does_not_exist_is_refused(tmp_path: Path, when: str) -> None:
    assert refused(tmp_path, when).code == "R022"


@pytest.mark.parametrize(
    ("when", "a", "due", "others"),
    [
        ("{délai: 1 mois, après: a, %s}", "2026-03-15", "2026-04-15", []),
        ("{délai: 1 mois, après: a, %s}", "2026-03-16", "2026-05-01", []),
        ("{au plus tard: dernier jour du mois, après: a, %s}", "2026-03-15", "2026-03-31", []),
        ("{au plus tard: dernier jour du mois, après: a, %s}", "2026-03-16", "2026-04-30", []),
        ("{dans les: 10 jours, après: a, %s}", "2026-03-16", "2026-04-11", []),
        ("{délai: 0 jour, après: a, %s}", "2026-03-16", "2026-04-01", []),
        ("{délai: 1 mois, après: {échéance: avis}, %s}", "2026-03-16", "2026-06-01", []),
    ],
)
def test_what_comes_by_the_fifteenth_else_the_next_month(
    tmp_path: Path, when: str, a: str, due: str, others: list[str]
) -> None:
    """H: received by the 15th, else the next cycle."""
    when %= "si au plus tard: 15, sinon: mois suivant"
    item = the_one(played(tmp_path, when, others=AVIS, a=a))
    assert (str(item.due), other_days(item)) == (due, others)


def test_both_branches_of_a_cutoff_are_told(tmp_path: Path) -> None:
    when = "{délai: 1 mois, après: a, si avant: 15, sinon: mois suivant}"
    early = the_one(played(tmp_path, when, a="2026-03-14"))
    assert str(early.due) == "2026-04-14"
    assert "jusqu'au 1er mai 2026" in early.derivation[-1]
    limit = the_one(played(tmp_path, when, a="2026-03-15"))
    assert (str(limit.due), other_days(limit)) == ("2026-05-01", ["2026-04-15"])
    assert "aurait donné le 15 avril 2026" in " ".join(limit.derivation)


def test_a_cutoff_may_be_that_of_a_year(tmp_path: Path) -> None:
    when = (
        "{au plus tard: 30 juin suivant, après: facture, si au plus tard: 31 mars, "
        "sinon: année suivante}"
    )
    facture = {"facture": ("2026-03-31", "2026-04-01", "2026-11-02")}
    days = ["2026-06-30", "2027-06-30", "2027-06-30"]
    assert sorted(dues(played(tmp_path, when, series=facture), "x")) == days


@pytest.mark.parametrize(
    "when",
    [
        "{délai: 1 mois, après: a, si au plus tard: 15}",
        "{délai: 1 mois, après: a, sinon: mois suivant}",
        "{délai: 1 mois, après: a, si au plus tard: 15, si avant: 15, sinon: mois suivant}",
        "{délai: 1 mois, après: a, si au plus tard: 15, sinon: 1er du mois précédent}",
        "{délai: 1 mois, après: a, si au plus tard: 15 suivant, sinon: mois suivant}",
        "{délai: 1 mois, après: a, repart de: b, si au plus tard: 15, sinon: mois suivant}",
        "{passé: 1 mois, après: terme, si au plus tard: 15, sinon: mois suivant}",
        "{dans les: 1 mois, avant: a, si au plus tard: 15, sinon: mois suivant}",
    ],
)
def test_a_cutoff_that_says_half_is_refused(tmp_path: Path, when: str) -> None:
    assert refused(tmp_path, when).code == "R022"


def test_every_anniversary_of_a_fact(tmp_path: Path) -> None:
    """H: as long as the agreement lasts, none before it takes effect."""
    computation = played(tmp_path, "{à: anniversaire, de: a, tous les: 3 ans}", a="2012-05-10")
    assert dues(computation, "x") == [f"{year}-05-10" for year in (2018, 2021, 2024, 2027)]
    assert of(computation, "x")[0].key == "essai/x/a6"
    assert awaited(played(tmp_path, "{à: anniversaire, de: a}")) == ["a"]


def test_the_anniversary_of_a_leap_day_has_two_readings(tmp_path: Path) -> None:
    computation = played(tmp_path, "{à: anniversaire, de: a}", a="2024-02-29")
    items = of(computation, "x")
    assert [str(item.due) for item in items[:4]] == [
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]
    assert [other_days(item) for item in items[2:4]] == [["2027-03-01"], []]


def test_without_an_end_anniversaries_go_on_to_the_horizon(tmp_path: Path) -> None:
    term = "prend effet: {le: 2016-01-01}, pour: indéterminée"
    computation = played(tmp_path, "{à: anniversaire, de: a}", term=term, a="2030-05-10")
    assert dues(computation, "x")[-1] == "2036-05-10"
    unknown = played(
        tmp_path,
        "{à: anniversaire, de: a}",
        term="prend effet: {à: c}, pour: 3 ans",
        a="2030-05-10",
    )
    assert dues(unknown, "x")[-1] == "2036-05-10"


@pytest.mark.parametrize(
    "when",
    [
        "{délai: 3 mois, avant: anniversaire, de: a, tous les: 3 ans}",
        "{délai: 3 mois, avant: {à: anniversaire, de: a, tous les: 3 ans}}",
    ],
)
def test_a_delay_is_counted_from_the_anniversaries(tmp_path: Path, when: str) -> None:
    computation = played(tmp_path, when, a="2020-05-10")
    assert dues(computation, "x") == ["2023-02-10", "2026-02-10", "2029-02-10"]


def test_the_anniversaries_of_bounded_and_repeated_facts(tmp_path: Path) -> None:
    item = the_one(played(tmp_path, "{à: anniversaire, de: bornee, tous les: 2 ans}"))
    assert (str(item.earliest), str(item.latest)) == ("2028-01-10", "2028-02-20")
    facture = {"facture": ("2026-03-31", "2027-05-01")}
    when = "{à: anniversaire, de: facture, tous les: 2 ans}"
    computation = played(tmp_path, when, series=facture)
    assert [item.key for item in of(computation, "x")] == ["essai/x/n1-a2", "essai/x/n2-a2"]


def test_an_anniversary_after_the_end_is_said_not_to_come(tmp_path: Path) -> None:
    computation = played(tmp_path, "{à: anniversaire, de: a}", a="2029-05-10")
    assert of(computation, "x") == []
    (shown,) = computation.dateless
    assert "avant la fin" in shown.because


@pytest.mark.parametrize(
    ("rounding", "due"),
    [
        ("1er du mois", "2026-05-01"),
        ("1er du trimestre", "2026-04-01"),
        ("1er du semestre", "2026-01-01"),
        ("1er du semestre suivant", "2026-07-01"),
        ("1er janvier précédent", "2026-01-01"),
        ("1er du mois précédent", "2026-04-01"),
        ("1er du trimestre précédent", "2026-01-01"),
        ("1er du semestre précédent", "2025-07-01"),
        ("fin du mois précédent", "2026-04-30"),
        ("fin du trimestre précédent", "2026-03-31"),
        ("fin du semestre précédent", "2025-12-31"),
        ("31 décembre précédent", "2025-12-31"),
        ("fin du mois suivant", "2026-06-30"),
        ("fin du trimestre suivant", "2026-09-30"),
        ("fin du semestre suivant", "2026-12-31"),
        ("fin de l'année suivante", "2027-12-31"),
    ],
)
def test_where_a_day_goes(tmp_path: Path, rounding: str, due: str) -> None:
    """H: the first of the month of an event; the 1 January before it."""
    computation = played(tmp_path, "{au plus tard: a}", f", report: {rounding}", a="2026-05-17")
    assert dues(computation, "x") == [due]


def test_the_january_before_a_first_of_january_is_the_year_before(tmp_path: Path) -> None:
    more = ", report: 1er janvier précédent"
    assert dues(played(tmp_path, "{au plus tard: a}", more, a="2026-01-01"), "x") == ["2025-01-01"]


def test_the_effect_may_go_back_to_the_first_of_its_month(tmp_path: Path) -> None:
    term = "prend effet: {à: a, report: 1er du mois}, pour: 1 an"
    computation = played(tmp_path, "{à: terme}", term=term, a="2026-03-17")
    assert dues(computation, "x") == ["2027-02-28"]


def test_a_notice_does_not_take_effect_before_its_delay_is_over(tmp_path: Path) -> None:
    term = (
        "prend effet: {le: 2016-01-01}, pour: indéterminée, "
        "préavis: {délai: 3 mois, moment: à tout moment, effet: %s}"
    )
    (problem,) = errors(tmp_path, written("{à: terme}", term=term % "1er du mois"))
    assert "ne prend pas effet avant la fin de son délai" in problem.message
    later = term % "1er du trimestre suivant"
    assert dues(played(tmp_path, "{à: terme}", term=later, denonciation="2026-01-10"), "x") == [
        "2026-07-01"
    ]


def test_a_moved_day_opens_nothing_after_itself(tmp_path: Path) -> None:
    more = ", report: 1er janvier précédent"
    item = the_one(played(tmp_path, "{délai: 2 mois, après: a}", more, a="2026-02-10"))
    assert (item.opens, str(item.due)) == (None, "2026-01-01")


def test_with_the_next_invoice(tmp_path: Path) -> None:
    """H: the first time on or after the day; the next one is awaited until then."""
    when = "{avec la prochaine: facture, après: a}"
    facture = {"facture": ("2026-03-31", "2026-05-01")}
    assert dues(played(tmp_path, when, series=facture, a="2026-04-01"), "x") == ["2026-05-01"]
    assert dues(played(tmp_path, when, series=facture, a="2026-03-31"), "x") == ["2026-03-31"]
    assert awaited(played(tmp_path, when, series=facture, a="2026-05-02")) == ["facture"]
    assert set(awaited(played(tmp_path, when, series=facture))) == {"a", "facture"}


def test_only_what_happens_again_has_a_next_time(tmp_path: Path) -> None:
    problem = refused(tmp_path, "{avec le prochain: b, après: a}")
    assert problem.code == "R244"
    assert "plusieurs fois: oui" in problem.hint


IN_A_ROW = "{dès: facture, au nombre de: 3, consécutives: oui, interrompu par: presence}"
MONTHLY = ("2026-01-05", "2026-02-05", "2026-03-05", "2026-04-05", "2026-05-05")


@pytest.mark.parametrize(
    ("breaks", "opens"),
    [
        ((), ["2026-03-05"]),
        (("2026-02-20",), ["2026-05-05"]),
        (("2026-01-20", "2026-03-20"), []),
        (("2026-02-05",), ["2026-03-05"]),
        (("2026-05-20",), ["2026-03-05"]),
    ],
)
def test_three_in_a_row(tmp_path: Path, breaks: tuple[str, ...], opens: list[str]) -> None:
    """H: three consecutive absences; what comes between two of them begins the count again."""
    computation = played(tmp_path, IN_A_ROW, series={"facture": MONTHLY, "presence": breaks})
    assert [str(item.opens) for item in of(computation, "x")] == opens


def test_each_run_counts_once_under_a_key_of_its_own(tmp_path: Path) -> None:
    days = (*MONTHLY[:4], "2026-07-05", "2026-08-05", "2026-09-05")
    series = {"facture": days, "presence": ("2026-06-01",)}
    computation = played(tmp_path, IN_A_ROW, series=series)
    assert [item.key for item in of(computation, "x")] == ["essai/x/n3", "essai/x/n7"]


def test_a_run_may_have_to_fit_in_a_year(tmp_path: Path) -> None:
    when = IN_A_ROW.replace("consécutives", "par: année, consécutives")
    series = {"facture": ("2025-11-05", "2025-12-05", "2026-01-05", "2026-02-05", "2026-03-05")}
    computation = played(tmp_path, when, series=series)
    assert [str(item.opens) for item in of(computation, "x")] == ["2026-03-05"]
    assert awaited(played(tmp_path, when)) == ["facture"]


@pytest.mark.parametrize(
    "when",
    [
        "{dès: facture, au nombre de: 3, consécutives: oui}",
        "{dès: facture, consécutives: oui, interrompu par: presence}",
        "{dès: facture, au nombre de: 3, interrompu par: presence}",
    ],
)
def test_a_run_says_how_many_and_what_breaks_it(tmp_path: Path, when: str) -> None:
    assert refused(tmp_path, when).code == "R022"


@pytest.mark.parametrize(
    ("hour", "words"), [("16:00", "16 h"), ("9 h 30", "9 h 30"), ("24:00", "minuit")]
)
def test_the_hour_is_told_with_the_title_and_the_day_is_computed(
    tmp_path: Path, hour: str, words: str
) -> None:
    """H: before an hour."""
    item = the_one(played(tmp_path, "{au plus tard: a}", f', heure: "{hour}"', a="2026-12-31"))
    assert item.title == f"X (avant {words})"
    assert str(item.due) == "2026-12-31"
    assert f"avant {words} ce jour-là" in said(tmp_path, "{au plus tard: a}", f', heure: "{hour}"')


def test_an_hour_is_that_of_a_last_day(tmp_path: Path) -> None:
    assert refused(tmp_path, "{dès: a}", ', heure: "16:00"').code == "R166"


def test_silence_may_be_neither_yes_nor_no(tmp_path: Path) -> None:
    """H: what it amounts to is told with the words of the text."""
    computation = played(tmp_path, "{dès: b}", others=AVIS, a="2026-10-20")
    (effect,) = of(computation, "avis-silence")
    assert effect.title == "Avis : le silence vaut « avis réputé rendu »"
    assert str(effect.opens) == "2026-11-21"
    problem = refused(tmp_path, "{dès: b}", others=AVIS.replace("avis réputé rendu", "acord"))
    assert "« acord » ne dit pas ce que vaut le silence" in problem.message


AFTER_SILENCE = "{délai: 1 mois, après: {silence: avis}}"


def test_a_deemed_answer_is_an_anchor(tmp_path: Path) -> None:
    """H: counted from the day the silence takes effect, unless an answer came before."""
    silent = played(tmp_path, AFTER_SILENCE, others=AVIS, a="2026-10-20")
    assert dues(silent, "x") == ["2026-12-21"]
    assert silent.status(the_one(silent)) == "open"
    answered = played(tmp_path, AFTER_SILENCE, others=AVIS, a="2026-10-20", b="2026-11-20")
    assert of(answered, "x") == []
    assert "une réponse est enregistrée, le 20 novembre 2026" in answered.dateless[0].because
    too_late = played(tmp_path, AFTER_SILENCE, others=AVIS, a="2026-10-20", b="2026-11-25")
    assert dues(too_late, "x") == ["2026-12-21"]
    assert awaited(played(tmp_path, AFTER_SILENCE, others=AVIS)) == ["a"]


def test_before_the_silence_takes_effect_nothing_counted_from_it_is_sure(tmp_path: Path) -> None:
    computation = played(tmp_path, AFTER_SILENCE, others=AVIS, a="2026-11-20")
    item = the_one(computation)
    assert computation.status(item) == "conditional"
    assert item.condition == "en l'absence de : b"


def test_each_request_has_its_own_answer(tmp_path: Path) -> None:
    each = AVIS.replace("après: a", "après: facture").replace("réponse: b", "réponse: presence")
    series = {"facture": ("2026-01-10", "2026-05-10"), "presence": ("2026-01-20",)}
    computation = played(tmp_path, AFTER_SILENCE, others=each, series=series)
    effects = of(computation, "avis-silence")
    assert [computation.status(item) for item in effects] == ["moot", "open"]
    assert dues(computation, "x") == ["2026-07-11"]
    alone = AVIS.replace("après: a", "après: facture")
    assert refused(tmp_path, "{dès: a}", others=alone).code == "R241"


@pytest.mark.parametrize("when", ["{au plus tard: 2026-11-15}", "{au plus tard: a}"])
def test_silence_by_a_date_or_a_fact_takes_effect_the_day_after(tmp_path: Path, when: str) -> None:
    more = ", silence: {vaut: accord, réponse: b}"
    computation = played(tmp_path, when, more, a="2026-11-15")
    assert [str(item.opens) for item in of(computation, "x-silence")] == ["2026-11-16"]


def test_silence_is_kept_where_the_clause_says_what_it_means(tmp_path: Path) -> None:
    plain = AVIS.partition(", silence")[0] + "}\n"
    problem = refused(tmp_path, AFTER_SILENCE, others=plain)
    assert problem.code == "R240"
    assert "{échéance: avis}" in problem.hint
    assert refused(tmp_path, "{délai: 1 mois, après: {silence: avi}}", others=AVIS).code == "R108"


@pytest.mark.parametrize(
    ("when", "opens"),
    [
        ("{passé: 3 mois, après: terme}", ["2030-04-01"]),
        ("{au bout de: 3 mois, après: terme}", ["2030-04-01"]),
        ("{au bout de: trois ans, après: prise d'effet}", ["2019-01-01"]),
        ("{passé: trois ans, après: prise d'effet}", ["2019-01-02"]),
        ("{passé: 1 mois, après: {échéance: avis}}", ["2026-04-11"]),
        ("{au bout de: 1 mois, après: {échéance: avis}}", ["2026-04-10"]),
        ("{passé: 3 mois, après: a}", ["2026-05-11"]),
        ("{au bout de: 3 mois, après: a}", ["2026-05-10"]),
        ("{passé: 3 mois, après: {pour: 2026-03-31}}", ["2026-07-01"]),
        (
            "{au bout de: 3 mois, après: anniversaire, tous les: 5 ans}",
            ["2021-04-01", "2026-04-01"],
        ),
        ("{passé: 3 mois, après: {silence: avis}}", ["2026-06-12"]),
        ("{passé: 1 mois, après: anniversaire, de: a}", ["2027-03-11", "2028-03-11", "2029-03-11"]),
    ],
)
def test_what_opens_after_a_delay_from_every_anchor(
    tmp_path: Path, when: str, opens: list[str]
) -> None:
    """F: the end of the term runs to midnight, what lasts after it begins the day after."""
    computation = played(tmp_path, when, others=AVIS, a="2026-02-10")
    assert [str(item.opens) for item in of(computation, "x")] == opens


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("{au plus tard: a}", "au plus tard le jour de « a », compris"),
        ("{avant: a}", "avant « a », jusqu'à la veille"),
        ("{dans les: 6 mois, avant: terme}", "qui précèdent le terme, dernier jour compris"),
        ("{dans les: 15 jours, avant: a}", "qui précèdent « a », veille comprise"),
        (
            "{avant: 15 du mois suivant, après: a}",
            "avant le 15 du mois suivant, à compter de « a »",
        ),
        (AROUND, "s'ouvre un mois avant « a » et s'achève dans un délai d'un mois après « a »"),
        ("{à: anniversaire, de: a, tous les: 3 ans}", "à chaque anniversaire de « a », un sur 3"),
        ("{avec le prochain: facture, après: a}", "avec le prochain « facture »"),
        (IN_A_ROW, "pour la 3e fois de suite, sans « présence »"),
        (AFTER_SILENCE, "après l'effet du silence sur « avis »"),
        (
            "{délai: 1 mois, après: a, si avant: 15, sinon: mois suivant}",
            "si cela vient avant le 15 ; sinon, compté du 1er du mois suivant",
        ),
        ("{au bout de: 3 mois, après: terme}", "à compter du terme, comptés du lendemain"),
    ],
)
def test_each_form_is_read_back(tmp_path: Path, when: str, words: str) -> None:
    assert words in said(tmp_path, when, others=AVIS)


@pytest.mark.parametrize(
    ("when", "due"),
    [
        (
            "{au premier de: [{au plus tard: a}, {avant: 15 du mois suivant, après: b}]}",
            "2026-04-10",
        ),
        (
            "{au dernier de: [{au plus tard: a}, {avant: 15 du mois suivant, après: b}]}",
            "2026-04-14",
        ),
        ("{délai: 5 jours, avant: {au plus tard: a}}", "2026-04-05"),
        ("{délai: 5 jours, après: {dans les: 1 mois, avant: b}}", "2026-03-24"),
        ("{délai: 5 jours, après: {du: a, au: {délai: 1 mois, après: a}}}", "2026-05-15"),
        ("{délai: 5 jours, après: {avec le prochain: facture, après: a}}", "2026-05-06"),
        ("{au plus tard: fin du mois, après: {avec le prochain: facture, après: a}}", "2026-05-31"),
        ("{avant: {avant: a}}", "2026-04-08"),
    ],
)
def test_each_form_is_a_moment_among_others(tmp_path: Path, when: str, due: str) -> None:
    facture = {"facture": ("2026-05-01",)}
    computation = played(tmp_path, when, series=facture, a="2026-04-10", b="2026-03-20")
    assert dues(computation, "x") == [due]

"""Rhythms: their bounds, seasons' days, exceptions by case, feasts, intervals, recurrence rules."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.exceptions import Later, falls
from scheduler.deadlines.facts import Facts, Numbered
from scheduler.deadlines.feasts import easter
from scheduler.deadlines.saying import when as said
from scheduler.rulebook.load import Sources, load
from tests.bethune import ROOT
from tests.written import HEAD, book, computed, dues, errors, of

THREE_YEARS = "prend effet: {le: 2025-01-01}, pour: 3 ans"
MID_MONTH = "prend effet: {le: 2025-01-15}, pour: 2 ans"
AUTUMN = "prend effet: {le: 2025-09-01}, pour: 4 ans"
ENDLESS = "prend effet: {le: 2025-01-01}, pour: indéterminée"
TODAY = date(2026, 11, 30)


def written(when: str, term: str = THREE_YEARS, clause: str = "", head: str = "") -> str:
    return f"""{HEAD}{head}faits:
  a: {{titre: fait A}}
  borne: {{titre: fait borné, pas avant: 2025-02-10, pas après: 2025-03-20}}
  visite: {{titre: visite, plusieurs fois: oui}}
durée: {{article: "1", {term}}}
obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso, quand: {when}{clause}}}
"""


def played(
    folder: Path, when: str, term: str = THREE_YEARS, clause: str = "", head: str = "", **days: str
) -> Computation:
    events = {name: date.fromisoformat(day) for name, day in days.items()}
    return computed(folder, written(when, term, clause, head), Facts(events=events), TODAY)


def others(computation: Computation) -> list[list[str]]:
    return [[day.due.isoformat() for day in item.alternatives] for item in of(computation, "x")]


def warned(folder: Path, when: str, term: str = THREE_YEARS) -> dict[str, list[str]]:
    """The messages of the warnings, by code."""
    messages: dict[str, list[str]] = {}
    for problem in book(folder, written(when, term)).problems:
        messages.setdefault(problem.code, []).append(problem.message)
    return messages


MONTHLY = ["2026-12-05", "2027-01-05", "2027-02-05", "2027-03-05", "2027-04-05"]
SEMESTERS = ["2026-12-31", "2027-06-30", "2027-12-31"]
QUARTERS_OF_2027 = ["2027-03-31", "2027-06-30", "2027-09-30", "2027-12-31"]
SIX_THEN = (
    "[{chaque: mois, au plus tard: dernier jour, pendant: six premiers mois}, "
    "{chaque: trimestre, au plus tard: dernier jour, depuis: 7e mois, jusqu'au: 2026-06-30}]"
)


def test_six_first_months_then_every_quarter(tmp_path: Path) -> None:
    """H: one rhythm ends where the other begins, both counted from the effect."""
    days = dues(played(tmp_path, SIX_THEN), "x")
    months = ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31", "2025-06-30"]
    assert days == [*months, "2025-09-30", "2025-12-31", "2026-03-31", "2026-06-30"]


def test_the_period_decides_where_its_day_comes_after_it(tmp_path: Path) -> None:
    """H: the report of June, due in July, is one of the first six months, and not of the rest."""
    when = (
        "[{chaque: mois, au plus tard: 10 du mois suivant, pendant: six premiers mois}, "
        "{chaque: trimestre, au plus tard: 10 du mois suivant, depuis: 7e mois, jusqu'en: 2025}]"
    )
    days = dues(played(tmp_path, when), "x")
    assert days[4:] == ["2025-06-10", "2025-07-10", "2025-10-10", "2026-01-10"]


@pytest.mark.parametrize(
    ("when", "term", "days"),
    [
        (
            "{au moins: 1, par: trimestre, périodes: du contrat, jusqu'au: 6e mois}",
            MID_MONTH,
            ["2025-04-14", "2025-07-14"],
        ),
        (
            "{au moins: 1, par: trimestre, périodes: civiles, pendant: six premiers mois}",
            MID_MONTH,
            ["2025-03-31", "2025-06-30", "2025-07-14"],
        ),
        (
            "{chaque: année, au plus tard: 31 mars N, depuis: 2e année}",
            AUTUMN,
            ["2027-03-31", "2028-03-31", "2029-03-31"],
        ),
        (
            "{chaque: année, au plus tard: 31 mars N, tous les: 2 ans, depuis: 2e année}",
            AUTUMN,
            ["2027-03-31", "2029-03-31"],
        ),
        (
            "{chaque: année, au plus tard: 31 mars N+1, depuis: 2e année, jusqu'en: 2027}",
            AUTUMN,
            ["2027-03-31", "2028-03-31"],
        ),
        ("{chaque: année, en: juin N, jusqu'en: 2026}", THREE_YEARS, ["2025-06-30", "2026-06-30"]),
        (
            "{chaque: mois, le: 1er lundi, pendant: trois derniers mois}",
            THREE_YEARS,
            ["2027-10-04", "2027-11-01", "2027-12-06"],
        ),
        (
            "{chaque: mois, avant: 15, depuis: novembre 2027}",
            THREE_YEARS,
            ["2027-11-14", "2027-12-14"],
        ),
        ("{pendant: six premiers mois}", MID_MONTH, ["2025-07-14"]),
        ("{pendant: trois derniers mois}", THREE_YEARS, ["2027-12-31"]),
        ("{pendant: 7e mois}", MID_MONTH, ["2025-08-14"]),
        ("{exactement: 2, pendant: 1re année}", MID_MONTH, ["2026-01-14"]),
    ],
)
def test_bounds_are_dates_years_or_ranks_in_the_contract(
    tmp_path: Path, when: str, term: str, days: list[str]
) -> None:
    """H: on every form that comes round, and alone."""
    assert dues(played(tmp_path, when, term), "x") == days


def test_bounds_from_an_unknown_effect_wait_then_follow_a_bounded_one(tmp_path: Path) -> None:
    """H: nothing is dated while the effect is unknown; a bounded one brackets each day."""
    when = "{chaque: mois, au plus tard: 10, depuis: 7e mois, jusqu'au: 8e mois}"
    unknown = played(tmp_path, when, "prend effet: a, pour: 1 an")
    assert [item.event for item in unknown.waiting if item.clause == "x"] == ["a"]
    bounded = of(played(tmp_path, when, "prend effet: borne, pour: 1 an"), "x")
    assert bounded[0].certainty == "bracketed"
    assert bounded[0].earliest == date(2025, 8, 10)


@pytest.mark.parametrize(
    "when",
    [
        "{chaque: mois, au plus tard: 5, pendant: dernière année}",
        "{au moins: 1, par: mois, pendant: trois derniers mois}",
        "{pendant: six derniers mois}",
    ],
)
def test_what_is_counted_from_an_unknown_end_waits_for_it(tmp_path: Path, when: str) -> None:
    """H, A3: the last months of an agreement without end are not lost, they wait."""
    renewed = "prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: tacite, pour: 1 an}"
    for term in (ENDLESS, renewed):
        computation = played(tmp_path, when, term)
        assert dues(computation, "x") == []
        assert [item.event for item in computation.waiting] == ["end"]


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("{chaque: mois, au plus tard: 5, depuis: 40e mois}", "« depuis » (1er avril 2028) vient"),
        ("{chaque: mois, le: 5, jusqu'en: 2024}", "« jusqu'au » (31 décembre 2024) précède"),
        (
            "{au moins: 1, par: mois, périodes: civiles, jusqu'en: 2024}",
            "« jusqu'au » (31 décembre 2024) précède",
        ),
        ("{tous les: 5 ans, à compter de: prise d'effet}", "aucun de ses jours ne tombe"),
        ("{chaque: année, le: 1er mai N, sauf: {férié: aucun}}", "aucun de ses jours"),
    ],
)
def test_bounds_that_leave_nothing_are_warned_of_with_their_reason(
    tmp_path: Path, when: str, reason: str
) -> None:
    """A6: never empty without a word."""
    assert reason in warned(tmp_path, when)["R165"][0]


@pytest.mark.parametrize(
    "when",
    [
        "{chaque: mois, le: 5, depuis: 2026, jusqu'au: 2025-06-30}",
        "{chaque: mois, le: 5, depuis: 7e mois, jusqu'au: 6e mois}",
        "{chaque: mois, le: 5, pendant: 2e année, depuis: 2026}",
        "{chaque: mois, le: 5, jusqu'au: 2026-01-01, jusqu'en: 2026}",
        "{chaque: mois, le: 5, pendant: printemps}",
        "{chaque: trimestre, au plus tard: 31 janvier}",
        "{chaque: trimestre, au plus tard: dernier jour, sauf: {4e trimestre: 31 janvier}}",
        "{chaque: trimestre, au plus tard: dernier jour, sauf: {janvier: 25}}",
        "{chaque: mois, le: 15, sauf: {janvier: lendemain}}",
        "{chaque: année, le: 15 mai N, sauf: {janvier: 15 juin N}}",
        "{chaque: année, le: 15 mai N, sauf: {soleil: lendemain}}",
        "{tous les: 15 jours, à compter de: a}",
        "{tous les: 6 mois, à compter de: terme}",
        "{chaque: semaine}",
        "{chaque: jour, le: lundi}",
        "{délai: 2 jours, après: {chaque: semaine, le: lundi}}",
        "{délai: 2 jours, après: {au moins: 1, tous les: 15 jours}}",
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, when: str) -> None:
    """H: each with a remedy, and never read and dropped."""
    problems = errors(tmp_path, written(when))
    assert problems
    assert all(problem.hint for problem in problems)


@pytest.mark.parametrize(
    ("when", "form"),
    [
        ("{chaque: biennal, le: 15}", "tous les: 2 ans"),
        ("{au moins: 1, par: bimensuelle}", "{au moins: 2, par: mois}"),
        ("{au moins: 1, par: bimestriel}", "par: bimestre"),
        ("{au moins: 1, par: triennale}", "tous les: 3 ans"),
        ("{chaque: 2 mois, le: 15}", "tous les: 2 mois"),
        ("{tous les: 15 jours, à compter de: a}", "{au moins: 1, tous les: 15 jours}"),
    ],
)
def test_an_adjective_of_rhythm_is_answered_with_the_form_to_write(
    tmp_path: Path, when: str, form: str
) -> None:
    """H: the remedy is what the guide would write."""
    assert any(form in problem.hint for problem in errors(tmp_path, written(when)))


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("{chaque: semaine, le: lundi et jeudi}", "le lundi et jeudi de chaque semaine, sans date"),
        ("{chaque: semaine, au plus tard: vendredi}", "au plus tard le vendredi"),
        ("{chaque: jour}", "chaque jour, sans date"),
        ("{au moins: 1, tous les: 15 jours}", "par période de 15 jours, sans date"),
    ],
)
def test_a_rhythm_shorter_than_a_month_stands_and_is_said(
    tmp_path: Path, when: str, words: str
) -> None:
    """H: a standard of service, on the agreement's page, never a date and never dropped."""
    computation = played(tmp_path, when)
    assert [shown.clause for shown in computation.standing] == ["x"]
    agreement = computation.agreement
    assert words in said(agreement, agreement.clauses[0].timing)


def test_the_last_day_of_the_quarter_before_except_the_first(tmp_path: Path) -> None:
    """H: a day outside of its window, and a named window with another one."""
    when = (
        "{chaque: trimestre, au plus tard: dernier jour du trimestre précédent, "
        "sauf: {1er trimestre: 31 janvier}}"
    )
    assert dues(played(tmp_path, when), "x")[:5] == [
        "2025-01-31",
        "2025-03-31",
        "2025-06-30",
        "2025-09-30",
        "2026-01-31",
    ]


@pytest.mark.parametrize(
    ("when", "days"),
    [
        (
            "{chaque: mois, au plus tard: 15, sauf: {janvier 2026: 25}}",
            ["2026-01-25", "2026-02-15"],
        ),
        (
            "{chaque: mois, au plus tard: 15, sauf: {1er trimestre: 20}}",
            ["2026-01-20", "2026-02-20"],
        ),
        (
            "{chaque: mois, au plus tard: 15, sauf: {janvier: 5 du mois suivant}}",
            ["2026-02-05", "2026-02-15"],
        ),
        ("{chaque: mois, au plus tard: 15, sauf: {janvier: aucun}}", ["2026-02-15", "2026-03-15"]),
        (
            "{chaque: trimestre, le: dernier jour, sauf: {4e trimestre: 31 janvier suivant}}",
            ["2026-01-31", "2026-03-31"],
        ),
        (
            '{chaque: semestre, le: dernier jour, sauf: {"2026": 15 du 1er mois}}',
            ["2026-01-15", "2026-07-15"],
        ),
    ],
)
def test_exceptions_name_months_quarters_and_years(
    tmp_path: Path, when: str, days: list[str]
) -> None:
    """H: the days from January 2026 on."""
    found = [day for day in dues(played(tmp_path, when), "x") if day >= "2026-01-01"]
    assert found[:2] == days


def test_the_second_wednesday_or_the_first_if_after_the_twelfth(tmp_path: Path) -> None:
    """H: a condition, against the calendar gone through day by day."""
    when = "{chaque: mois, le: 2e mercredi, sauf: {après le 12: 1er mercredi}}"
    by_hand = []
    for year in (2025, 2026, 2027):
        for month in range(1, 13):
            wednesdays = [
                date(year, month, day)
                for day in range(1, 15)
                if date(year, month, day).weekday() == 2
            ]
            by_hand.append(wednesdays[0 if wednesdays[1].day > 12 else 1].isoformat())
    computation = played(tmp_path, when)
    assert dues(computation, "x") == by_hand
    moved = next(item for item in of(computation, "x") if item.key.endswith("2026-m01"))
    assert any(
        "tombe après le 12 : le texte retient le 1er mercredi" in step for step in moved.derivation
    )


@pytest.mark.parametrize(
    ("when", "day"),
    [
        (
            "{chaque: année, le: 3e dimanche de mai N, sauf: {dimanche de Pentecôte: veille}}",
            "2027-05-15",
        ),
        ("{chaque: année, le: 1er mai N, sauf: {férié: jour ouvré suivant}}", "2027-05-03"),
        (
            "{chaque: année, le: 1er mai N, sauf: {samedi ou dimanche: une semaine plus tard}}",
            "2027-05-08",
        ),
        ("{chaque: année, le: 1er mai N, sauf: {samedi: jour ouvrable suivant}}", "2027-05-03"),
        ('{chaque: année, le: 1er mai N, sauf: {"2027": 10 mai N}}', "2027-05-10"),
        ("{chaque: année, avant: 1er mai N, sauf: {non ouvré: lendemain}}", "2027-05-01"),
        ("{chaque: année, le: lundi de Pâques N}", "2027-03-29"),
        ("{chaque: année, le: Ascension}", "2027-05-06"),
        ("{chaque: année, au plus tard: Toussaint N}", "2027-11-01"),
        ("{délai: 15 jours, avant: Pâques}", "2027-03-13"),
        ("{délai: 1 jour, avant: lundi de Pentecôte}", "2027-05-16"),
    ],
)
def test_holidays_weekdays_and_feasts(tmp_path: Path, when: str, day: str) -> None:
    """H: of 2027, when 1 May is a Saturday, Easter 28 March, and Whit Sunday 16 May."""
    assert day in dues(played(tmp_path, when), "x")


def test_cases_are_tried_in_the_order_of_the_text(tmp_path: Path) -> None:
    """H: each on the day that the one before it leaves."""
    two = (
        "{chaque: mois, le: 1er, sauf: {férié: lendemain, samedi ou dimanche: jour ouvré suivant}}"
    )
    assert "2027-05-03" in dues(played(tmp_path, two), "x")
    other = "{chaque: mois, le: 1er, sauf: {samedi ou dimanche: lendemain, férié: lendemain}}"
    assert "2027-05-02" in dues(played(tmp_path, other), "x")


def test_easter_as_three_other_tables_have_it() -> None:
    """H: against dates known from almanacs, the earliest and the latest included."""
    known_days = {
        1818: (3, 22),
        1943: (4, 25),
        2000: (4, 23),
        2024: (3, 31),
        2025: (4, 20),
        2038: (4, 25),
    }
    assert {year: (easter(year).month, easter(year).day) for year in known_days} == known_days


def test_after_a_day_of_the_month_is_strict(tmp_path: Path) -> None:
    """H: the 12th itself is not after the 12th."""
    calendar = played(tmp_path, "permanent").agreement.calendar
    assert not falls(date(2026, 5, 12), Later(12), calendar)
    assert falls(date(2026, 5, 13), Later(12), calendar)
    assert falls(date(2026, 5, 4), Later(5, before=True), calendar)


@pytest.mark.parametrize(
    ("when", "days"),
    [
        (
            "{chaque: saison sportive, au plus tard: 30 septembre}",
            ["2025-09-30", "2026-09-30", "2027-09-30"],
        ),
        (
            "{chaque: saison sportive, au plus tard: 15 mars}",
            ["2025-03-15", "2026-03-15", "2027-03-15", "2028-03-15"],
        ),
        ("{chaque: année scolaire, avant: 15 octobre}", ["2025-10-14", "2026-10-14", "2027-10-14"]),
        (
            "{chaque: exercice, au plus tard: 31 mars suivant}",
            ["2026-03-31", "2027-03-31", "2028-03-31", "2029-03-31"],
        ),
        (
            "{chaque: exercice, au plus tard: dernier jour de février}",
            ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"],
        ),
        (
            "{chaque: saison sportive, du: 1er septembre, au: 30 septembre}",
            ["2025-09-30", "2026-09-30", "2027-09-30"],
        ),
    ],
)
def test_a_day_and_a_month_in_seasons_and_financial_years(
    tmp_path: Path, when: str, days: list[str]
) -> None:
    """H: the month is that of the period; « suivant » is the first one after it."""
    assert dues(played(tmp_path, when, head="exercice: septembre\n"), "x") == days


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("{chaque: année, du: 1er juillet N}", ["2025-07-01", "2026-07-01", "2027-07-01"]),
        ("{chaque: saison sportive, du: 1er juillet}", ["2025-07-01", "2026-07-01", "2027-07-01"]),
    ],
)
def test_what_opens_each_year_has_no_last_day(tmp_path: Path, when: str, days: list[str]) -> None:
    """H: from 1 July each year, no end said."""
    items = of(played(tmp_path, when), "x")
    assert [item.opens.isoformat() for item in items if item.opens] == days
    assert all(item.due is None for item in items)


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("{tous les: 6 mois, à compter de: a}", ["2025-02-28", "2025-08-31", "2026-02-28"]),
        ("{tous les: 1 an, à compter de: a, jusqu'en: 2026}", ["2025-08-31", "2026-08-31"]),
        ("{tous les: 1 an, à compter de: 2024-03-01}", ["2025-03-01", "2026-03-01", "2027-03-01"]),
        (
            "{tous les: 3 mois, à compter de: prise d'effet}",
            ["2025-04-01", "2025-07-01", "2025-10-01"],
        ),
        (
            "{tous les: 3 mois, à compter de: prise d'effet, payable: d'avance}",
            ["2025-01-01", "2025-04-01"],
        ),
        (
            "{tous les: 3 mois, à compter de: prise d'effet, payable: à terme échu}",
            ["2025-03-31", "2025-06-30"],
        ),
        (
            "{tous les: 3 mois, à compter de: prise d'effet, depuis: 2e année}",
            ["2026-01-01", "2026-04-01"],
        ),
        (
            "{délai: 2 jours, après: {tous les: 6 mois, à compter de: a}}",
            ["2025-03-02", "2025-09-02"],
        ),
    ],
)
def test_intervals_count_from_their_day_and_never_from_one_another(
    tmp_path: Path, when: str, days: list[str]
) -> None:
    """H: a fact of 31 August 2024 keeps its 31 after a February."""
    assert dues(played(tmp_path, when, a="2024-08-31"), "x")[: len(days)] == days


def test_an_interval_waits_for_its_fact_and_is_bracketed_by_a_bounded_one(tmp_path: Path) -> None:
    """H: an unknown is asked, never invented."""
    waiting = played(tmp_path, "{tous les: 6 mois, à compter de: a}")
    assert [item.event for item in waiting.waiting] == ["a"]
    first = of(played(tmp_path, "{tous les: 6 mois, à compter de: borne}"), "x")[0]
    assert (first.earliest, first.latest) == (date(2025, 8, 10), date(2025, 9, 20))
    assert first.due is None


def test_each_time_of_a_fact_begins_a_new_count(tmp_path: Path) -> None:
    """H: the next visit is six months after the last one."""
    visits = (Numbered(1, date(2025, 2, 10)), Numbered(2, date(2025, 11, 3)))
    facts = Facts(series={"visite": visits})
    rules = written("{tous les: 6 mois, à compter de: visite, jusqu'en: 2026}")
    assert dues(computed(tmp_path, rules, facts, TODAY), "x") == [
        "2025-08-10",
        "2026-05-03",
        "2026-11-03",
    ]


def test_an_interval_in_arrears_and_a_leap_day_have_their_other_readings(tmp_path: Path) -> None:
    """H, D4: the day after the last one; 1 March for a 29 February."""
    arrears = played(
        tmp_path, "{tous les: 1 an, à compter de: prise d'effet, payable: à terme échu}"
    )
    assert others(arrears)[0] == ["2026-01-01"]
    leap = played(tmp_path, "{tous les: 1 an, à compter de: 2024-02-29}")
    assert others(leap) == [["2025-03-01"], ["2026-03-01"], ["2027-03-01"]]
    assert dues(leap, "x") == ["2025-02-28", "2026-02-28", "2027-02-28"]


def test_a_report_moves_every_new_form(tmp_path: Path) -> None:
    """H: « report » goes on after the exceptions and the intervals."""
    report = ", report: jour ouvré suivant"
    for when in (
        "{tous les: 1 an, à compter de: 2025-05-01, jusqu'en: 2027}",
        '{chaque: année, le: 1er mai N, sauf: {"2025": aucun, "2026": aucun}}',
    ):
        assert dues(played(tmp_path, when, clause=report), "x")[-1] == "2027-05-03"


@pytest.mark.parametrize(
    ("rule", "effect", "words"),
    [
        ("FREQ=MONTHLY", "2016-01-31", "saute février, avril, juin, septembre et novembre"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,31", "2016-01-01", "« BYMONTHDAY=31 »"),
        (
            "FREQ=MONTHLY;BYDAY=2TU,5TU",
            "2016-01-01",
            "saute certains mois, sans ce jour (« BYDAY=5TU »)",
        ),
        ("FREQ=YEARLY", "2016-02-29", "saute 2017, 2018, 2019 et d'autres années"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2016-01-01", "saute 2017, 2018, 2019"),
        ("FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=30", "2016-01-01", "saute"),
        ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", "2016-01-01", "saute 2017, 2018, 2019"),
    ],
)
def test_a_rule_that_skips_is_warned_of(tmp_path: Path, rule: str, effect: str, words: str) -> None:
    """A6: the months and the years without the day are named."""
    term = f"prend effet: {{le: {effect}}}, pour: 9 ans"
    assert words in warned(tmp_path, f'{{règle: "{rule}"}}', term)["R167"][0]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;BYDAY=2TU",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYMONTH=1,3,5;BYMONTHDAY=31",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28",
        "FREQ=WEEKLY;BYDAY=MO",
        "FREQ=DAILY;INTERVAL=10;COUNT=5",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    ],
)
def test_a_rule_that_skips_nothing_is_let_be(tmp_path: Path, rule: str) -> None:
    """A6: a warning that is noise would be admitted unread."""
    assert "R167" not in warned(tmp_path, f'{{règle: "{rule}"}}')


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;UNTIL=20200101",
    ],
)
@pytest.mark.parametrize("effect", ["{le: 2025-01-01}", "a", "borne"])
def test_a_rule_that_never_gives_a_date_is_warned_of(
    tmp_path: Path, rule: str, effect: str
) -> None:
    """A6: for an effect known, unknown or bounded; once, and not again for what it skips."""
    messages = warned(tmp_path, f'{{règle: "{rule}"}}', f"prend effet: {effect}, pour: 9 ans")
    assert rule in messages["R165"][0]
    assert "R167" not in messages


def test_a_rule_that_hangs_on_an_unknown_effect_says_when_it_would_skip(tmp_path: Path) -> None:
    """A6: the day of the month is that of the effect, which nobody knows."""
    term = "prend effet: a, pour: 9 ans"
    assert "un 29 ou un 30 ou un 31" in warned(tmp_path, '{règle: "FREQ=MONTHLY"}', term)["R167"][0]
    assert "un 29 février" in warned(tmp_path, '{règle: "FREQ=YEARLY"}', term)["R167"][0]
    named = warned(tmp_path, '{règle: "FREQ=MONTHLY;BYMONTHDAY=31"}', term)["R167"]
    assert "février, avril, juin, septembre et novembre" in named[0]


def test_what_a_rule_skips_is_looked_for_within_the_term_alone(tmp_path: Path) -> None:
    """A6: the 29 February of a leap year is there, and three times are three times."""
    leap = "prend effet: {le: 2024-01-01}, pour: 1 an"
    assert "R167" not in warned(tmp_path, '{règle: "FREQ=MONTHLY;BYMONTHDAY=29"}', leap)
    late = "prend effet: {le: 2025-01-31}, pour: 9 ans"
    three = warned(tmp_path, '{règle: "FREQ=MONTHLY;COUNT=3"}', late)["R167"]
    assert "saute février et avril" in three[0]


def test_several_contracts_in_one_paper_share_its_sentences(tmp_path: Path) -> None:
    """H: what one file claims is not forgotten by the other; what none claims is told once."""
    guide = (ROOT / "docs" / "langage.md").read_text("utf-8")
    section = guide.partition("### Plusieurs contrats dans un même papier")[2]
    paper, bail, jardin = (part.partition("\n")[2] for part in section.split("```")[1:6:2])
    (tmp_path / "deux-contrats.txt").write_text(paper, "utf-8")
    paths = tmp_path / "bail.yaml", tmp_path / "jardin.yaml"
    for path, text in zip(paths, (bail, jardin), strict=True):
        path.write_text(text, "utf-8")
    sources = Sources(paths, ROOT / "calendars", ROOT / "annuaire.yaml", papers=tmp_path)
    assert [problem.code for problem in load(sources).problems if problem.code != "R112"] == []
    with (tmp_path / "deux-contrats.txt").open("a", encoding="utf-8") as lines:
        lines.write("Article 4. Le jardin est visité chaque année.\n")
    forgotten = [problem for problem in load(sources).problems if problem.code == "R141"]
    assert len(forgotten) == 1
    assert all(path.name in forgotten[0].hint for path in paths)


def test_an_exception_may_fall_in_the_month_that_follows_its_period(tmp_path: Path) -> None:
    when = "{chaque: trimestre, au plus tard: 15 du mois suivant, sauf: {2e trimestre: 31 juillet}}"
    computation = played(tmp_path, when, "prend effet: {le: 2026-01-01}, pour: 1 an")
    assert dues(computation, "x") == ["2026-04-15", "2026-07-31", "2026-10-15", "2027-01-15"]
    far = when.replace("31 juillet", "31 août")
    assert errors(tmp_path, written(far))


@pytest.mark.parametrize(
    ("interval", "end", "civil"),
    [
        ("5 mois", "2025-06-14", []),
        ("4 mois", "2025-05-14", ["2025-04-30"]),
        ("2 ans", "2027-01-14", ["2026-12-31"]),
    ],
)
def test_windows_that_make_no_civil_year_have_no_civil_reading(
    tmp_path: Path, interval: str, end: str, civil: list[str]
) -> None:
    computation = played(tmp_path, f"{{au moins: 1, tous les: {interval}}}", MID_MONTH)
    assert dues(computation, "x")[0] == end
    assert others(computation)[0] == civil
    asked = [question.topic for question in computation.questions]
    assert ("periods" in asked) == bool(civil)


def test_windows_that_make_no_civil_year_are_not_counted_by_it(tmp_path: Path) -> None:
    (error,) = errors(tmp_path, written("{au moins: 1, tous les: 5 mois, périodes: civiles}"))
    assert error.code == "R022"
    assert error.message == "une période de 5 mois ne divise pas l'année civile"


def test_the_first_civil_window_of_four_months_is_named(tmp_path: Path) -> None:
    computation = played(
        tmp_path, "{au moins: 1, tous les: 4 mois, périodes: civiles}", THREE_YEARS
    )
    assert of(computation, "x")[0].derivation[-2].startswith("3. 1re période de 4 mois 2025 : ")


def test_an_interval_of_weeks_is_counted_from_the_last_time(tmp_path: Path) -> None:
    """Visits six weeks apart at most: the second one begins a new count on its own day."""
    when = "{tous les: 6 semaines, à compter de: visite}"
    visits = (Numbered(1, date(2025, 4, 14)), Numbered(2, date(2025, 5, 20)))
    term = "prend effet: {le: 2025-03-17}, pour: 6 mois"
    facts = Facts(series={"visite": visits})
    computation = computed(tmp_path, written(when, term), facts, TODAY)
    assert dues(computation, "x") == ["2025-07-01", "2025-08-12"]
    in_arrears = when.replace("visite}", "prise d'effet, payable: à terme échu}")
    assert dues(played(tmp_path, in_arrears, term), "x") == [
        "2025-04-27",
        "2025-06-08",
        "2025-07-20",
        "2025-08-31",
    ]


@pytest.mark.parametrize("length", ["3 jours", "48 heures", "10 jours ouvrés", "1 mois et 3 jours"])
def test_an_interval_that_is_no_whole_weeks_or_months_is_refused(
    tmp_path: Path, length: str
) -> None:
    (error,) = errors(tmp_path, written(f"{{tous les: {length}, à compter de: visite}}"))
    assert error.code == "R022"


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("{chaque: mois, au plus tard: 5, depuis: a, jusqu'au: 2027-04-30}", MONTHLY),
        ("{chaque: mois, au plus tard: 5, à compter de: fait A, jusqu'en: avril 2027}", MONTHLY),
        ("{chaque: année, au plus tard: 31 mars N+1, depuis: a}", ["2027-03-31", "2028-03-31"]),
        ("{chaque: année, en: novembre N, depuis: a}", ["2026-11-30", "2027-11-30"]),
        ("{au moins: 1, par: semestre, périodes: civiles, depuis: a}", SEMESTERS),
        ("{tous les: 6 mois, à compter de: a, jusqu'au: 2027-06-30}", ["2027-05-20"]),
        (
            "{délai: 10 jours, après: {chaque: trimestre, au plus tard: dernier jour, depuis: a, "
            "jusqu'au: 2027-04-30}}",
            ["2027-01-10", "2027-04-10"],
        ),
    ],
)
def test_what_recurs_begins_with_a_fact(tmp_path: Path, when: str, days: list[str]) -> None:
    """A rhythm from a fact waits for it, then counts the period in which it falls."""
    waits = played(tmp_path, when)
    assert dues(waits, "x") == []
    assert [item.event for item in waits.waiting if item.clause == "x"] == ["a"]
    known = played(tmp_path, when, a="2026-11-20")
    assert dues(known, "x") == days
    if "tous les" not in when and "délai" not in when:
        assert any("fait A" in step for step in of(known, "x")[0].derivation)


def test_what_recurs_ends_with_a_fact(tmp_path: Path) -> None:
    """Until the fact is known it goes on, and says so; then its last period is that day's."""
    when = "{au moins: 1, par: trimestre, périodes: civiles, depuis: 2026-11-30, jusqu'au: a}"
    open_still = played(tmp_path, when)
    assert dues(open_still, "x") == ["2026-12-31", *QUARTERS_OF_2027]
    assert any("pas encore connu" in step for step in of(open_still, "x")[0].derivation)
    assert open_still.waiting == ()
    ended = played(tmp_path, when, a="2027-02-10")
    assert dues(ended, "x") == ["2026-12-31", "2027-02-10"]


def test_a_rhythm_between_two_facts_is_said_with_their_names(tmp_path: Path) -> None:
    when = "{chaque: mois, au plus tard: 5, depuis: a, jusqu'au: borne}"
    (agreement,) = book(tmp_path, written(when)).agreements
    assert said(agreement, agreement.clauses[0].timing) == (
        "au plus tard le 5 de chaque mois, à partir de « fait A », jusqu'à « fait borné »"
    )
    assert warned(tmp_path, when).keys() <= {"R121"}


def test_a_fact_that_comes_again_bounds_no_rhythm(tmp_path: Path) -> None:
    for bounded in ("le: 5, depuis: visite", "le: 5, jusqu'au: visite"):
        problems = errors(tmp_path, written(f"{{chaque: mois, {bounded}}}"))
        assert [problem.code for problem in problems] == ["R153"]


def test_no_other_reading_of_a_quota_comes_before_it_begins(tmp_path: Path) -> None:
    """A civil quarter that had ended before the first day that counts is no reading of it."""
    when = "{au moins: 1, par: trimestre, depuis: 2026-04-10, jusqu'en: 2026}"
    assert others(played(tmp_path, when, MID_MONTH)) == [[], ["2026-06-30"], ["2026-09-30"], []]


def test_an_exception_of_a_month_is_of_that_period_wherever_its_day_falls(tmp_path: Path) -> None:
    """The statement of April, due on 10 May, is what « avril: aucun » leaves out."""
    when = (
        "{chaque: mois, au plus tard: 10 du mois suivant, sauf: {avril: aucun}, "
        "jusqu'au: 2025-06-30}"
    )
    days = dues(played(tmp_path, when), "x")
    assert days == ["2025-02-10", "2025-03-10", "2025-04-10", "2025-06-10", "2025-07-10"]
    (agreement,) = book(tmp_path, written(when)).agreements
    assert ", sauf pour avril : aucun jour" in said(agreement, agreement.clauses[0].timing)


def test_what_hangs_on_a_renewal_to_decide_waits_for_the_decision(tmp_path: Path) -> None:
    renewal = "reconduction: {mode: expresse, pour: 1 an, fois: 1, demande avant: 3 mois}"
    term = f"{THREE_YEARS}, {renewal}"
    waits = played(tmp_path, "{avant: chaque reconduction}", term)
    assert [item.event for item in waits.waiting if item.clause == "x"] == ["reconduction-1"]
    assert waits.dateless == ()

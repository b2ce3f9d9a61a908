"""Moments within moments, the first or last of several, and readings that follow a chain."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.facts import Facts, Numbered
from tests.written import HEAD, computed, dues, errors, of

NINE_YEARS = "prend effet: {le: 2016-01-01}, pour: 9 ans"
TODAY = date(2026, 11, 30)


def played(
    folder: Path, when: str, term: str = NINE_YEARS, more: str = "", **days: str
) -> Computation:
    rules = f"""{HEAD}faits: {{a: {{titre: a}}, b: {{titre: b}}}}
durée: {{article: "1", {term}}}
obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso, quand: {when}}}
{more}"""
    events = {name: date.fromisoformat(day) for name, day in days.items()}
    return computed(folder, rules, Facts(events=events), TODAY)


def others(computation: Computation, clause: str) -> list[list[str]]:
    return [
        [other.due.isoformat() for other in item.alternatives] for item in of(computation, clause)
    ]


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("{délai: 1 mois, après: {à: terme}}", ["2025-01-31"]),
        ("{délai: 1 mois, après: {à: mi-parcours}}", ["2020-07-30"]),
        ("{délai: 1 mois, après: {à: prise d'effet}}", ["2016-02-01"]),
        (
            "{délai: 1 mois, après: {à: anniversaire, tous les: 3 ans}}",
            ["2019-02-01", "2022-02-01"],
        ),
        ("{délai: 1 mois, avant: {délai: 3 mois, avant: terme}}", ["2024-08-31"]),
        ("{délai: 15 jours, après: {délai: 2 mois, après: prise d'effet}}", ["2016-03-16"]),
        ("{délai: 1 jour, avant: {délai: 8 jours, avant: {pour: 2024-05-05}}}", ["2024-04-26"]),
        ("{délai: 2 jours, après: {délai: 1 mois, après: {à: {à: terme}}}}", ["2025-02-02"]),
    ],
)
def test_a_moment_counts_from_another_however_deep(
    tmp_path: Path, when: str, days: list[str]
) -> None:
    """A1, A2: each level is counted, none is taken for a circle."""
    assert dues(played(tmp_path, when), "x") == days


def test_each_renewal_counts_within_another_moment(tmp_path: Path) -> None:
    """A1: the day before the first day of each renewal, reached through « à »."""
    term = (
        "prend effet: {le: 2016-01-01}, pour: 3 ans, "
        "reconduction: {mode: tacite, pour: 3 ans, fois: 2}"
    )
    computation = played(tmp_path, "{délai: 1 mois, après: {à: chaque reconduction}}", term)
    assert dues(computation, "x") == ["2019-02-01", "2022-02-01"]


@pytest.mark.parametrize(
    "when",
    [
        "{délai: 10 jours, avant: terme}",
        "{délai: 10 jours, avant: {à: terme}}",
        "{pendant: dernière année}",
        "{à: mi-parcours}",
        "{chaque: année, au plus tard: 30 septembre N, seulement: dernière année}",
    ],
)
@pytest.mark.parametrize(
    ("term", "event"),
    [
        ("prend effet: {le: 2016-01-01}, pour: indéterminée", "end"),
        (
            "prend effet: {le: 2016-01-01}, pour: indéterminée, "
            "préavis: {délai: 3 mois, moment: à tout moment}",
            "denonciation",
        ),
        (
            "prend effet: {le: 2016-01-01}, pour: 1 an, reconduction: {mode: tacite, pour: 1 an}",
            "end",
        ),
    ],
)
def test_what_hangs_on_an_unknown_end_waits_for_it(
    tmp_path: Path, when: str, term: str, event: str
) -> None:
    """A3: what would give the end is awaited; it is the notice where there is one."""
    computation = played(tmp_path, when, term)
    assert [(item.clause, item.event) for item in computation.waiting] == [("x", event)]


def test_the_notice_recorded_dates_what_waited_for_the_end(tmp_path: Path) -> None:
    """A3: six months before the term, once somebody has ended the agreement."""
    term = (
        "prend effet: {le: 2016-01-01}, pour: indéterminée, "
        "préavis: {délai: 6 mois, moment: à tout moment}"
    )
    computation = played(
        tmp_path, "{délai: 10 jours, avant: terme}", term, denonciation="2026-10-01"
    )
    assert dues(computation, "x") == ["2027-03-22"]


LATER = "{délai: 1 mois, après: {au dernier de: [{dès: a}, {dès: b}]}}"


@pytest.mark.parametrize(
    ("first", "second"), [("2020-10-01", "2020-11-20"), ("2020-11-20", "2020-10-01")]
)
def test_the_last_of_two_facts_is_the_later_one(tmp_path: Path, first: str, second: str) -> None:
    """B1: whichever is written first."""
    assert dues(played(tmp_path, LATER, a=first, b=second), "x") == ["2020-12-20"]


def test_the_last_of_two_facts_waits_for_the_one_that_lacks(tmp_path: Path) -> None:
    """B1: nothing is told while « b » has not taken place, and it is named."""
    computation = played(tmp_path, LATER, a="2020-10-01")
    assert of(computation, "x") == []
    assert [item.event for item in computation.waiting] == ["b"]


SOONER = "{au premier de: [{dès: a}, {au plus tard: 31 décembre 2025}]}"


def test_the_first_of_a_fact_and_a_date(tmp_path: Path) -> None:
    """B2: the fact came first."""
    computation = played(tmp_path, SOONER, a="2025-09-30")
    assert dues(computation, "x") == ["2025-09-30"]
    assert of(computation, "x")[0].certainty == "exact"
    assert computation.waiting == ()


def test_the_date_holds_until_the_fact_comes_first(tmp_path: Path) -> None:
    """B2: the day may come sooner, and what would make it so is awaited."""
    computation = played(tmp_path, SOONER)
    (item,) = of(computation, "x")
    assert (item.due, item.certainty) == (date(2025, 12, 31), "approximate")
    assert [waiting.event for waiting in computation.waiting] == ["a"]


@pytest.mark.parametrize(
    ("when", "opens"),
    [("{au dernier de: [a, b]}", "2025-10-30"), ("{au premier de: [b, a]}", "2025-09-30")],
)
def test_facts_stand_by_their_names_among_several_moments(
    tmp_path: Path, when: str, opens: str
) -> None:
    """B3: as they do under « prend effet »."""
    (item,) = of(played(tmp_path, when, a="2025-09-30", b="2025-10-30"), "x")
    assert (item.opens, item.due) == (date.fromisoformat(opens), None)


def test_the_last_of_each_time_of_a_fact_and_of_another_that_comes_once(tmp_path: Path) -> None:
    """Data received each year, and one signature: whatever came first with it."""
    rules = f"""{HEAD}faits: {{a: {{titre: a}}, c: {{titre: c, plusieurs fois: oui}}}}
durée: {{article: "1", {NINE_YEARS}}}
obligations:
  x:
    titre: X
    article: "2"
    citation: mots
    par: asso
    quand: {{délai: 45 jours, après: {{au dernier de: [c, a]}}}}
"""
    times = {"c": (Numbered(1, date(2023, 3, 12)), Numbered(2, date(2024, 3, 10)))}
    facts = Facts(events={"a": date(2023, 4, 2)}, series=times)
    computation = computed(tmp_path, rules, facts, TODAY)
    assert dues(computation, "x") == ["2023-05-17", "2024-04-24"]
    waiting = computed(tmp_path, rules, Facts(series=times), TODAY)
    assert [item.event for item in waiting.waiting] == ["a"]
    assert of(waiting, "x") == []


BOTH_EACH_YEAR = f"""{HEAD}faits:
  compte: {{titre: c, plusieurs fois: oui}}
  assemblee: {{titre: a, plusieurs fois: oui}}
durée: {{article: "1", {NINE_YEARS}}}
obligations:
  x:
    titre: X
    article: "2"
    citation: mots
    par: asso
    quand: {{délai: 45 jours, après: {{au WHICH de: [compte, assemblee]}}}}
"""


def test_facts_that_come_each_year_are_compared_time_by_time(tmp_path: Path) -> None:
    """The second account with the second meeting, once both took place; the first of each too."""
    accounts = (Numbered(1, date(2022, 12, 20)), Numbered(2, date(2023, 12, 20)))
    meetings = (Numbered(1, date(2022, 11, 26)), Numbered(2, date(2024, 1, 10)))

    def played_with(which: str, held: int) -> Computation:
        rules = BOTH_EACH_YEAR.replace("WHICH", which)
        facts = Facts(series={"compte": accounts, "assemblee": meetings[:held]})
        return computed(tmp_path, rules, facts, TODAY)

    assert dues(played_with("dernier", 2), "x") == ["2023-02-03", "2024-02-24"]
    assert dues(played_with("premier", 2), "x") == ["2023-01-10", "2024-02-03"]
    one_lacks = played_with("dernier", 1)
    assert dues(one_lacks, "x") == ["2023-02-03"]
    assert [item.event for item in one_lacks.waiting] == ["assemblee"]
    assert of(played_with("dernier", 0), "x") == []


BESIDE_A_DAY = f"""{HEAD}faits:
  arrete: {{titre: arrêté, plusieurs fois: oui}}
durée: {{article: "1", {NINE_YEARS}}}
obligations:
  x:
    titre: X
    article: "2"
    citation: mots
    par: asso
    quand:
      au WHICH de: [{{délai: 30 jours, après: arrete}}, {{chaque: année, au plus tard: DAY}}]
"""


@pytest.mark.parametrize(
    ("which", "day", "orders", "expected"),
    [
        # the delay of each order, and 30 April of its year: whichever comes first
        (
            "premier",
            "30 avril N",
            ["2022-03-11", "2023-05-05"],
            ["2021-04-30", "2022-04-10", "2023-04-30"],
        ),
        # two orders of one year: the first of all three days
        ("premier", "30 avril N", ["2024-03-25", "2024-03-11"], ["2023-04-30", "2024-04-10"]),
        # an order at the end of the year goes with the January that follows
        ("dernier", "31 janvier N+1", ["2023-12-20", "2025-01-15"], ["2024-01-31", "2025-02-14"]),
    ],
)
def test_each_time_of_a_fact_goes_with_the_nearest_day_of_a_year(
    tmp_path: Path, which: str, day: str, orders: list[str], expected: list[str]
) -> None:
    """« Dans les trente jours de l'arrêté, et au plus tard le 30 avril »."""
    rules = BESIDE_A_DAY.replace("WHICH", which).replace("DAY", day)
    times = (Numbered(rank, date.fromisoformat(on)) for rank, on in enumerate(orders, start=1))
    computation = computed(tmp_path, rules, Facts(series={"arrete": tuple(times)}), TODAY)
    first, last = expected[0], expected[-1]
    assert [due for due in dues(computation, "x") if due and first <= due <= last] == expected


CHAIN = """  budget: {titre: B, article: "2", citation: mots, par: asso,
    quand: {chaque: année, avant: 15 avril N}}
  y: {titre: Y, article: "2", citation: mots, par: asso,
    quand: {délai: 10 jours, après: {échéance: x}}}
"""
ONE_YEAR = "prend effet: {le: 2024-01-01}, pour: 1 an"


def test_the_other_reading_follows_into_every_deadline_counted_from_it(tmp_path: Path) -> None:
    """D3: nobody is late before the later of the two days, at each link of the chain."""
    computation = played(tmp_path, "{délai: 15 jours, après: {échéance: budget}}", ONE_YEAR, CHAIN)
    assert dues(computation, "x") == ["2024-04-29"]
    assert others(computation, "x") == [["2024-04-30"]]
    assert dues(computation, "y") == ["2024-05-09"]
    assert others(computation, "y") == [["2024-05-10"]]


def test_a_settled_reading_is_the_one_that_is_counted_from(tmp_path: Path) -> None:
    """D3: once the day itself is settled to count, nothing goes on from its eve."""
    settled = CHAIN.replace(
        "avant: 15 avril N}}",
        "avant: 15 avril N}, tranché: {lecture: le jour dit compris, par: nous, le: 2024-01-15, "
        "parce que: accord}}",
    )
    computation = played(
        tmp_path, "{délai: 15 jours, après: {échéance: budget}}", ONE_YEAR, settled
    )
    assert dues(computation, "x") == ["2024-04-30"]
    assert others(computation, "x") == [[]]


def test_what_another_place_says_of_the_duty_is_counted_from_too(tmp_path: Path) -> None:
    """D3: a duty said twice with two days gives two days to what is counted from it."""
    twice = CHAIN + (
        '  encore: {titre: B, article: "9", citation: autres mots, par: asso,\n'
        "    quand: {même que: budget, lecture: {chaque: année, au plus tard: 10 avril N}}}\n"
    )
    computation = played(tmp_path, "{délai: 15 jours, après: {échéance: budget}}", ONE_YEAR, twice)
    assert others(computation, "x") == [["2024-04-30", "2024-04-25"]]


def test_the_readings_of_several_moments_all_show(tmp_path: Path) -> None:
    """The first of two days « avant » may be the eve or the day itself, under both readings."""
    when = "{au premier de: [{avant: 2024-06-15}, {avant: 2024-06-20}]}"
    computation = played(tmp_path, when, ONE_YEAR)
    assert dues(computation, "x") == ["2024-06-14"]
    assert others(computation, "x") == [["2024-06-15"]]


INDEXATION = """  indexation: {titre: I, article: "2", citation: mots, par: asso,
    quand: {chaque: année, au plus tard: 1er février N}}
"""


def test_nothing_that_recurs_is_due_before_the_effect(tmp_path: Path) -> None:
    """D5: three months before the first indexation nobody owed anything yet."""
    computation = played(
        tmp_path,
        "{délai: 3 mois, avant: {échéance: indexation}}",
        "prend effet: {le: 2010-01-01}, pour: 3 ans",
        INDEXATION,
    )
    assert dues(computation, "x") == ["2010-11-01", "2011-11-01"]


def test_what_is_reported_is_reported_once(tmp_path: Path) -> None:
    """A moment within another is not moved by the clause's « report »: its own day is."""
    more = """  z:
    titre: Z
    article: "2"
    citation: mots
    par: asso
    quand: {au premier de: [{pour: 2024-03-10}, {pour: 2024-05-10}]}
    report: 1er du mois suivant
"""
    computation = played(tmp_path, "permanent", ONE_YEAR, more)
    assert dues(computation, "z") == ["2024-04-01"]


def test_a_part_that_waits_is_said_beside_one_that_is_dated(tmp_path: Path) -> None:
    """One moment, then another: the second is awaited although the first has its day."""
    computation = played(tmp_path, "[{en: novembre 2024}, {délai: 3 mois, après: a}]", ONE_YEAR)
    assert dues(computation, "x") == ["2024-11-30"]
    assert [item.event for item in computation.waiting] == ["a"]


@pytest.mark.parametrize(
    ("when", "because"),
    [
        ("{chaque: mois, au plus tard: 15, depuis: 2040}", "« depuis » (1er janvier 2040)"),
        ('{règle: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}', "ne donne aucun jour du"),
        ("{délai: 1 mois, avant: chaque reconduction}", "la convention ne se reconduit pas"),
        ("{pendant: 12e année}", "n'a pas de 12e année"),
        ("{à: anniversaire, tous les: 20 ans}", "aucun 20e anniversaire"),
    ],
)
def test_what_gives_no_date_says_why(tmp_path: Path, when: str, because: str) -> None:
    """A6: the computation itself tells what it cannot date."""
    (shown,) = played(tmp_path, when).dateless
    assert shown.clause == "x"
    assert because in shown.because


def test_persons_are_dated_under_an_assumption_only(tmp_path: Path) -> None:
    more = """  p:
    titre: P
    article: "2"
    citation: mots
    par: asso
    quand: {chaque: année, au plus tard: 31 mars N}
    personnes: oui
"""
    computation = played(tmp_path, "permanent", ONE_YEAR, more)
    assert of(computation, "p") == []
    assert [item.clause for item in computation.standing] == ["x", "p"]


def test_a_written_date_stands_alone_where_a_delay_is_counted_from(tmp_path: Path) -> None:
    for written in ("2024-08-31", "31 août 2024"):
        computation = played(tmp_path, f"{{délai: 3 mois, avant: {written}}}", ONE_YEAR)
        assert dues(computation, "x") == ["2024-05-31"]


def test_silence_takes_effect_the_day_after_the_last_one_wherever_that_was_moved(
    tmp_path: Path,
) -> None:
    """A Saturday put off to Monday: the silence opens on Tuesday, and what follows counts on."""
    more = """  avis:
    titre: Avis
    article: "2"
    citation: mots
    par: asso
    quand: {délai: 8 jours, après: a}
    report: jour ouvré suivant
    silence: {vaut: réputé rendu, réponse: b}
  suite: {titre: Suite, article: "2", citation: mots, par: asso,
    quand: {délai: 5 jours, après: {silence: avis}}}
"""
    term = "prend effet: {le: 2025-01-01}, pour: 3 ans"
    computation = played(tmp_path, "permanent", term, more, a="2025-09-12")
    assert dues(computation, "avis") == ["2025-09-22"]
    assert [item.opens for item in of(computation, "avis-silence")] == [date(2025, 9, 23)]
    assert dues(computation, "suite") == ["2025-09-28"]


def test_an_amended_end_leaves_no_renewal_to_decide_before_it(tmp_path: Path) -> None:
    """The decision that counts comes before the new end, however often renewal is possible."""
    more = """avenants:
  un: {titre: Avenant, du: 2026-09-01, article: "1", citation: quatre ans, terme: 2028-12-31}
"""
    for renewal in ("{mode: expresse, pour: 1 an, fois: 1}", "{mode: expresse, pour: 1 an}"):
        term = f"prend effet: {{le: 2025-01-01}}, pour: 3 ans, reconduction: {renewal}"
        computation = played(tmp_path, "permanent", term, more)
        assert dues(computation, "reconduction") == ["2028-12-31"]


def test_the_next_session_after_a_session_is_another_one(tmp_path: Path) -> None:
    """The minutes are approved by the session that follows, never by the one they tell of."""
    rules = f"""{HEAD}faits: {{seance: {{titre: séance, plusieurs fois: oui}}}}
durée: {{article: "1", prend effet: {{le: 2025-01-01}}, pour: 3 ans}}
obligations:
  pv: {{titre: PV, article: "5", citation: à la séance suivante, par: ccas,
    quand: {{avec la prochaine: seance, après: seance}}}}
"""
    times = (Numbered(1, date(2026, 3, 31)), Numbered(2, date(2026, 6, 30)))
    computation = computed(tmp_path, rules, Facts(series={"seance": times}), TODAY)
    assert dues(computation, "pv") == ["2026-06-30"]
    assert [item.event for item in computation.waiting] == ["seance"]


def test_a_least_length_and_a_written_end_are_not_both_taken(tmp_path: Path) -> None:
    text = f"""{HEAD}durée: {{article: "1", prend effet: {{le: 2025-09-01}},
  pour: {{au moins: 6 mois}}, jusqu'au: 2028-08-31}}
"""
    (problem,) = errors(tmp_path, text)
    assert "durée minimale" in problem.message

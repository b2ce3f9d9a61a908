"""Mistakes that other programs make, each with the day it must not be mistaken about."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from scheduler.deadlines.agreement import TermRule
from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Done, Facts
from scheduler.deadlines.period import Length
from scheduler.deadlines.timing import SEMESTER, DayInYear, Quota, Yearly
from tests.bethune import days, of_clause
from tests.deadlines.test_properties import agreement, term_rule


def tacit(times: int | None = None) -> TermRule:
    return term_rule(
        date(2020, 8, 1),
        Length(36, "month"),
        Length(12, "month"),
        times,
        Length(3, "month"),
    )


def seen(rule: TermRule, today: date) -> Computation:
    return compute(agreement(rule), Facts(), today)


def test_after_a_tacit_renewal_the_notice_is_the_running_periods() -> None:
    """36 months then 12 tacitly, notice of 3 months, from 1 August 2020, on 31 October 2023."""
    computation = seen(tacit(), date(2023, 10, 31))
    items = of_clause(computation, "preavis")
    assert [item.due for item in items[:3]] == days("2023-04-30", "2024-04-30", "2025-04-30")
    assert [computation.status(item) for item in items[:2]] == ["missed", "open"]
    assert computation.term is not None
    assert computation.term.used(date(2023, 10, 31)) == 1


def test_a_missed_notice_is_still_shown_the_day_after_with_what_it_entails() -> None:
    computation = seen(tacit(), date(2024, 5, 1))
    missed = next(
        item for item in of_clause(computation, "preavis") if item.due == date(2024, 4, 30)
    )
    assert computation.status(missed) == "missed"
    assert missed.otherwise == "sans dénonciation reçue à temps, la convention est reconduite"


def test_what_may_be_ended_within_its_term_goes_on_and_is_not_renewed() -> None:
    """Five years, a notice before each 31 December: not sending it renews nothing."""
    rule = term_rule(date(2024, 1, 1), Length(60, "month"), None, 0, Length(4, "month"))
    assert rule.notice is not None
    yearly = replace(rule, notice=replace(rule.notice, each_year=DayInYear(31, 12, 0)))
    first, second = of_clause(seen(yearly, date(2024, 3, 1)), "preavis")[:2]
    assert [first.due, second.due] == days("2024-08-31", "2025-08-31")
    assert [one.period and one.period.label for one in (first, second)] == [
        "31 décembre 2024",
        "31 décembre 2025",
    ]
    for said in (first.title, first.otherwise, first.action):
        assert "recond" not in said
    assert first.otherwise == "sans dénonciation reçue à temps, la convention se poursuit"


def test_three_renewals_at_most_give_no_fourth_and_the_end_is_known_before() -> None:
    computation = seen(tacit(times=3), date(2025, 9, 1))
    assert computation.term is not None
    assert [period.end for period in computation.term.periods] == days(
        "2023-07-31", "2024-07-31", "2025-07-31", "2026-07-31"
    )
    assert computation.term.end == date(2026, 7, 31)
    assert [item.due for item in of_clause(computation, "preavis")] == days(
        "2023-04-30", "2024-04-30", "2025-04-30"
    )
    assert computation.life == "in_force"
    assert seen(tacit(times=3), date(2026, 8, 1)).life == "ended"
    (last,) = of_clause(computation, "dernier-terme")
    assert (last.due, last.opens, last.cliff) == (date(2026, 7, 31), date(2026, 1, 31), True)
    warned = seen(tacit(times=3), date(2026, 2, 1))
    assert warned.status(of_clause(warned, "dernier-terme")[0]) == "open"
    assert of_clause(seen(tacit(), date(2026, 2, 1)), "dernier-terme") == []


def test_31_august_every_six_months_for_ten_years_does_not_drift() -> None:
    rule = term_rule(date(2020, 8, 31), Length(120, "month"), None, None, None)
    computation = compute(
        agreement(rule, Quota(1, "at least", SEMESTER, "contract")), Facts(), date(2026, 1, 1)
    )
    ends = [item.due for item in of_clause(computation, "c0")]
    assert len(ends) == 20
    assert {(day.month, day.day) for day in ends if day} == {(2, 28), (2, 29), (8, 30)}
    assert [day.day for day in ends if day and day.month == 2] == [
        29 if day.year % 4 == 0 else 28 for day in ends if day and day.month == 2
    ]


def test_one_report_satisfies_one_year() -> None:
    rule = term_rule(date(2023, 1, 1), Length(60, "month"), None, None, None)
    facts = Facts(done={"essai/c0/2023": Done(date(2024, 2, 10))})
    computation = compute(agreement(rule, Yearly(DayInYear(15, 2, 1))), facts, date(2026, 3, 1))
    assert [computation.status(item) for item in of_clause(computation, "c0")] == [
        "done",
        "late",
        "late",
        "open",
        "upcoming",
    ]


ZONES = ("UTC", "Europe/Paris", "Pacific/Kiritimati", "Pacific/Pago_Pago")


COMMAND = ("occurrences", "--json", "--no-facts", "--as-of", "2026-11-22")


def test_the_process_s_time_zone_changes_nothing(whole_deployment: Path) -> None:
    found = set()
    for zone in ZONES:
        done = subprocess.run(
            [sys.executable, "-m", "scheduler", *COMMAND],
            cwd=whole_deployment,
            env={**os.environ, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        )
        assert json.loads(done.stdout)["occurrences"]
        found.add(done.stdout)
    assert len(found) == 1

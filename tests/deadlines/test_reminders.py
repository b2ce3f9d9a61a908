"""The steps before and after a cliff, and the day of the digest."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.period import Length
from scheduler.deadlines.reminders import digest_day, first_of_month, steps
from tests.bethune import computed, of_clause

TOWN = Calendar("ville")
SESSION = date(2026, 10, 22)
NOTICE = of_clause(computed(signature=date(2025, 4, 1)), "preavis")[0]


def test_a_notice_is_reminded_from_the_day_to_post() -> None:
    plan = {step.name: step.day for step in steps(NOTICE, TOWN)}
    assert plan["m-6"] == date(2026, 6, 11)
    assert plan["m-3"] == date(2026, 9, 11)
    assert plan["j-30"] == date(2026, 11, 10)  # the 11th is a holiday
    assert plan["j-1"] == date(2026, 12, 10)
    assert plan["j-0"] == date(2026, 12, 11)
    assert plan["late-1"] == date(2026, 12, 14)
    assert plan["missed"] == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("convened", "left"),
    [
        (date(2026, 10, 25), date(2026, 10, 16)),  # the 18th is a Sunday
        (date(2026, 11, 29), date(2026, 11, 20)),  # the reminder of the 26th comes too late for it
        (date(2026, 11, 20), None),  # that of the 10th will do
    ],
)
def test_a_session_is_reminded_of_in_time_to_be_convened(convened: date, left: date | None) -> None:
    item = replace(NOTICE, session=convened + timedelta(days=4), convene_by=convened)
    usual = {step.name: step.day for step in steps(NOTICE, TOWN)}
    more = {"session": left} if left else {}
    assert {step.name: step.day for step in steps(item, TOWN)} == usual | more


def test_a_session_that_nobody_need_convene_is_reminded_of_before_its_day() -> None:
    plan = {step.name: step.day for step in steps(replace(NOTICE, session=SESSION), TOWN)}
    assert plan["session"] == date(2026, 10, 15)


def test_a_rule_that_says_when_to_remind_adds_no_session() -> None:
    told = replace(NOTICE.duty, reminders=(Length(30, "day"),))
    item = replace(NOTICE, session=SESSION, duty=told)
    assert [step.name for step in steps(item, TOWN)][:2] == ["j-30", "late-1"]


def test_a_routine_duty_has_no_reminder_of_its_own() -> None:
    routine = of_clause(computed(signature=date(2025, 4, 1)), "bilan-annuel")[0]
    assert steps(routine, TOWN) == ()


def test_an_uncertain_cliff_is_not_called_late() -> None:
    uncertain = of_clause(computed(), "preavis")[0]
    assert [step.name for step in steps(uncertain, TOWN)][-1] == "j-0"


@given(st.dates(date(2024, 1, 1), date(2034, 12, 31)))
def test_steps_fall_on_working_days_one_a_day_never_after_their_day(target: date) -> None:
    item = replace(NOTICE, kind="fixed", send_by=None, due=target, alternatives=())
    plan = steps(item, TOWN)
    assert all(TOWN.is_working(step.day) for step in plan)
    assert len({step.day for step in plan}) == len(plan)
    for step in plan:
        if step.name.startswith("j-"):
            assert step.day <= target - timedelta(days=int(step.name[2:]))


@given(st.dates(date(2024, 1, 1), date(2034, 12, 31)))
def test_each_week_has_one_digest_on_a_working_day(today: date) -> None:
    step = digest_day(today, TOWN)
    assert step.day <= today
    assert TOWN.is_working(step.day)
    assert digest_day(step.day, TOWN) == step


def test_a_digest_moves_to_the_friday_before_a_monday_off() -> None:
    assert digest_day(date(2026, 4, 6), TOWN).day == date(2026, 4, 3)
    assert digest_day(date(2026, 4, 3), TOWN).name == "digest-2026-W15"
    assert digest_day(date(2026, 4, 2), TOWN).name == "digest-2026-W14"


def test_the_first_digest_of_a_month_is_known() -> None:
    days = [date(2026, 11, 2) + timedelta(days=7 * week) for week in range(5)]
    first = [first_of_month(digest_day(day, TOWN), TOWN) for day in days]
    assert first == [True, False, False, False, False]

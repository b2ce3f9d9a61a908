"""The steps before and after a cliff, and the day of the digest."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.deadlines.acts import ActKind
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.obligation import Occurrence
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


def decided(convene_by: date | None, session: date = SESSION) -> Occurrence:
    return replace(NOTICE, session=session, convene_by=convene_by)


def test_reminders_count_from_the_last_working_day_to_convene() -> None:
    plan = {step.name: step.day for step in steps(decided(date(2026, 10, 18)), TOWN)}  # a Sunday
    assert {name: plan[name] for name in ("m-6", "j-7", "j-1", "j-0")} == {
        "m-6": date(2026, 4, 13),  # Monday the 13th, with the digest, rather than Thursday
        "j-7": date(2026, 10, 9),
        "j-1": date(2026, 10, 15),
        "j-0": date(2026, 10, 16),
    }


def test_after_the_session_they_count_from_the_letter() -> None:
    plan = {step.name: step.day for step in steps(decided(date(2026, 10, 18)), TOWN)}
    after = {name: day for name, day in plan.items() if day > date(2026, 10, 16)}
    assert list(after.items())[:7] == [
        ("unconvened", date(2026, 10, 19)),
        ("undecided", date(2026, 10, 23)),
        ("post-j-30", date(2026, 11, 10)),
        ("post-j-15", date(2026, 11, 26)),
        ("post-j-7", date(2026, 12, 4)),
        ("post-j-1", date(2026, 12, 10)),
        ("post-j-0", date(2026, 12, 11)),
    ]


def test_what_is_recorded_is_asked_no_more() -> None:
    item, convened, resolved = decided(date(2026, 10, 18)), date(2026, 10, 12), date(2026, 10, 22)
    of_convened = [step.name for step in steps(item, TOWN, performed={"convene": convened})]
    assert of_convened[:2] == ["undecided", "post-j-30"]
    performed: dict[ActKind, date] = {"convene": convened, "session": resolved}
    assert next(iter(steps(item, TOWN, performed=performed))).name == "post-j-30"


def test_a_session_that_nobody_need_convene_is_what_is_counted_from() -> None:
    plan = {step.name: step.day for step in steps(decided(None), TOWN)}
    assert (plan["j-7"], plan["j-0"]) == (date(2026, 10, 15), SESSION)
    assert "unconvened" not in plan


def test_a_rule_that_says_when_to_remind_is_followed_at_each_act() -> None:
    told = replace(NOTICE.duty, reminders=(Length(30, "day"),))
    item = replace(NOTICE, session=SESSION, duty=told)
    assert [step.name for step in steps(item, TOWN)][:4] == [
        "j-30",
        "undecided",
        "post-j-30",
        "late-1",
    ]


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

"""Working days, holidays of a zone, and the day a letter must be posted."""

from datetime import UTC, date, datetime

import pytest

from scheduler.deadlines.agreement import (
    Citation,
    EffectRule,
    NoticeRule,
    RenewalRule,
    Source,
    TermRule,
)
from scheduler.deadlines.business_days import NO_HOLIDAYS, Calendar, public_holidays
from scheduler.deadlines.duration import compute_term
from scheduler.deadlines.notices import notice_days
from scheduler.deadlines.period import Length, Period

CITED = Citation("3", "un préavis", Source("convention.yaml", 1))
TOWN = Calendar("ville")


def test_the_eleven_holidays_of_2026() -> None:
    assert len(public_holidays("Métropole", 2026)) == 11
    assert date(2026, 5, 14) in public_holidays("Métropole", 2026)
    assert date(2026, 12, 26) in public_holidays("Alsace-Moselle", 2026)
    assert public_holidays(NO_HOLIDAYS, 2026) == frozenset()


def test_five_working_days_after_the_6th_of_may_2026() -> None:
    assert TOWN.plus_working_days(date(2026, 5, 6), 5) == date(2026, 5, 15)


def test_a_closure_is_not_worked() -> None:
    closed = Calendar("ville", closures=(Period("pont", date(2026, 11, 23), date(2026, 11, 24)),))
    assert closed.preceding(date(2026, 11, 24)) == date(2026, 11, 20)
    assert closed.following(date(2026, 11, 21)) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-11-23T06:00", "2026-11-23T07:00"),
        ("2026-11-23T12:00", "2026-11-23T12:00"),
        ("2026-11-20T18:00", "2026-11-23T07:00"),
        ("2026-07-13T17:00", "2026-07-15T06:00"),
    ],
)
def test_mail_waits_for_the_next_opening(now: str, opening: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    expected = datetime.fromisoformat(opening).replace(tzinfo=UTC)
    assert TOWN.next_open(at).astimezone(UTC) == expected


@pytest.mark.parametrize(
    ("effect", "length", "send_by"),
    [
        (date(2022, 9, 1), Length(3, "year"), date(2025, 5, 13)),
        (date(2025, 4, 1), Length(2, "year"), date(2026, 12, 11)),
        (date(2025, 3, 13), Length(2, "year"), date(2026, 11, 24)),
    ],
)
def test_the_letter_leaves_early_enough(effect: date, length: Length, send_by: date) -> None:
    notice = NoticeRule(Length(3, "month"), True, "unknown", None, None, CITED)
    rule = TermRule(
        EffectRule(None, effect, CITED), length, CITED, RenewalRule(length, 1, CITED), None, notice
    )
    term = compute_term(rule, effect, date(2040, 1, 1))
    assert notice_days(term, notice, TOWN)[0].send_by == send_by

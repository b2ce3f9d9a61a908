"""Month arithmetic against an independent oracle and against published dates."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from scheduler.deadlines.period import (
    ONE_DAY,
    Length,
    add_months,
    add_months_up,
    after,
    latest_before,
    next_start,
    subtracted,
    term_end,
)
from scheduler.rulebook.readers import read_length

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
MONTHS = st.integers(-240, 240)
LENGTHS = st.builds(
    Length, st.integers(1, 60), st.sampled_from(["day", "week", "month", "year"])
).filter(lambda length: length.months <= 240)


def day(text: str) -> date:
    return date.fromisoformat(text)


@given(DAYS, MONTHS)
def test_adding_months_clamps_as_the_oracle_does(start: date, months: int) -> None:
    assert add_months(start, months) == start + relativedelta(months=months)


@given(DAYS, st.integers(1, 240))
def test_rounding_up_differs_only_where_the_day_is_missing(start: date, months: int) -> None:
    up, down = add_months_up(start, months), add_months(start, months)
    assert up == down if down.day == start.day else up == down + ONE_DAY


@given(DAYS, LENGTHS)
def test_the_latest_notice_day_fits_and_the_next_one_does_not(end: date, length: Length) -> None:
    latest = latest_before(end, length)
    assert after(latest, length) <= end < after(latest + ONE_DAY, length)
    assert subtracted(end, length) <= latest <= subtracted(end, length) + timedelta(days=3)


@given(DAYS, LENGTHS, st.integers(1, 5))
def test_periods_counted_from_the_anchor_leave_no_gap(
    start: date, length: Length, times: int
) -> None:
    assert term_end(start, length) == next_start(start, length) - ONE_DAY
    assert next_start(start, length, times) < next_start(start, length, times + 1)


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2022-09-01", Length(3, "year"), "2025-08-31"),
        ("2020-04-01", Length(3, "year"), "2023-03-31"),
        ("2021-07-01", Length(36, "month"), "2024-06-30"),
        ("2001-08-01", Length(15, "year"), "2016-07-31"),
        ("1987-07-01", Length(18, "year"), "2005-06-30"),
        ("2023-03-01", Length(1, "year"), "2024-02-29"),
        ("2023-08-31", Length(6, "month"), "2024-02-29"),
        ("2024-02-29", Length(1, "year"), "2025-02-28"),
    ],
)
def test_a_term_ends_on_the_eve(start: str, length: Length, end: str) -> None:
    assert term_end(day(start), length) == day(end)


@pytest.mark.parametrize(
    ("end", "length", "latest", "prudent"),
    [
        ("2025-08-31", Length(3, "month"), "2025-05-31", "2025-05-31"),
        ("2025-11-30", Length(3, "month"), "2025-08-31", "2025-08-30"),
        ("2025-02-28", Length(3, "month"), "2024-11-30", "2024-11-28"),
        ("2025-05-31", Length(3, "month"), "2025-02-28", "2025-02-28"),
        ("2013-09-30", Length(6, "month"), "2013-03-31", "2013-03-30"),
        ("1997-06-30", Length(6, "month"), "1996-12-31", "1996-12-30"),
        ("2025-12-31", Length(3, "month"), "2025-09-30", "2025-09-30"),
    ],
)
def test_notice_is_checked_forwards_and_its_prudent_day_listed(
    end: str, length: Length, latest: str, prudent: str
) -> None:
    assert latest_before(day(end), length) == day(latest)
    assert subtracted(day(end), length) == day(prudent)


@pytest.mark.parametrize(
    "words",
    [
        "3 mois",
        "1 an et 6 mois",
        "10 jours ouvrés",
        "2 mois francs",
        "1 mois et 15 jours",
        "1 mois et 10 jours ouvrés",
        "1 mois et 5 jours francs",
        "2 mois et 1 jour ouvrable franc",
    ],
)
def test_a_length_is_said_as_it_was_written(words: str) -> None:
    said = str(read_length(words))
    assert said == {"1 an et 6 mois": "18 mois"}.get(words, words)
    assert read_length(read_length(words).in_words) == read_length(words)


@pytest.mark.parametrize(
    ("start", "length", "expiry"),
    [
        ("2025-01-31", Length(1, "month"), "2025-02-28"),
        ("2024-01-30", Length(1, "month"), "2024-02-29"),
        ("2022-12-31", Length(2, "month"), "2023-02-28"),
        ("2024-12-15", Length(10, "day"), "2024-12-25"),
        ("2025-01-01", Length(6, "week"), "2025-02-12"),
    ],
)
def test_a_delay_does_not_count_its_first_day(start: str, length: Length, expiry: str) -> None:
    assert after(day(start), length) == day(expiry)

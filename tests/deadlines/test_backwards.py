"""A delay before a day is checked forwards; what counting back gives is another reading."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scheduler.deadlines.agreement import (
    Agreement,
    Citation,
    EffectRule,
    NoticeRule,
    RenewalRule,
    Source,
    TermRule,
)
from scheduler.deadlines.backwards import day_before, start_of
from scheduler.deadlines.business_days import Calendar, counts, end_of
from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.period import Length
from scheduler.rulebook.readers import read_length
from tests.written import HEAD, computed, dues

HERE = Citation("1", "les mots", Source("essai.yaml", 1))
MAIRIE = Calendar("mairie")
months = some.integers(1, 18)
plain = some.builds(Length, some.integers(1, 90), some.sampled_from(["day", "week"])) | some.builds(
    Length,
    months,
    some.just("month"),
    some.none() | some.builds(Length, some.integers(1, 45), some.just("day")),
)
of_days = some.builds(
    Length,
    some.integers(1, 60),
    some.just("day"),
    kind=some.sampled_from(["worked", "workable"]),
)
clear = some.booleans()
days = some.dates(date(2010, 1, 1), date(2045, 12, 31))


@given(days, plain | of_days, clear)
def test_the_delay_fits_and_would_not_from_the_next_day_that_counts(
    end: date, length: Length, clear: bool
) -> None:
    length = Length(length.number, length.unit, length.more, length.kind, clear)
    day = start_of(end, length, MAIRIE)
    following = day + timedelta(days=1)
    while not counts(following, length.kind, MAIRIE.zone):
        following += timedelta(days=1)
    assert end_of(day, length, MAIRIE) <= end < end_of(following, length, MAIRIE)


@pytest.mark.parametrize(
    ("end", "length", "day", "other"),
    [
        ("2025-03-10", "1 mois et 15 jours", "2025-01-23", "2025-01-26"),
        ("2025-03-01", "1 mois et 30 jours", "2024-12-30", "2025-01-02"),
        ("2025-08-31", "5 jours ouvrés", "2025-08-22", "2025-08-25"),
        ("2025-09-01", "5 jours ouvrés", "2025-08-25", None),
        ("2025-11-30", "3 mois francs", "2025-08-29", None),
        ("2025-11-30", "3 mois", "2025-08-31", "2025-08-30"),
        ("2025-06-23", "5 jours ouvrés francs", "2025-06-13", "2025-06-15"),
    ],
)
def test_what_counting_back_gives_is_named_beside(
    end: str, length: str, day: str, other: str | None
) -> None:
    due, others = day_before(
        date.fromisoformat(end), read_length(length), MAIRIE, "retranchés de la date"
    )
    assert due.isoformat() == day
    assert [one.due.isoformat() for one in others] == ([other] if other else [])


def test_a_notice_of_a_month_and_a_half_is_posted_in_time_for_its_delay() -> None:
    """Term of 10 March 2025: from 26 January, 1 month and 15 days lead to 13 March."""
    rule = TermRule(
        effect=EffectRule(None, date(2024, 3, 11), HERE),
        length=Length(1, "year"),
        cited=HERE,
        renewal=RenewalRule(Length(1, "year"), None, HERE),
        notice=NoticeRule(read_length("1 mois et 15 jours"), True, "received", False, None, HERE),
    )
    agreement = Agreement(
        id="essai",
        title="Essai",
        short_title="Essai",
        document="",
        us="nous",
        parties={"nous": "Nous"},
        calendar=MAIRIE,
        source=HERE.source,
        term=rule,
    )
    first = compute(agreement, Facts(), date(2024, 11, 22)).occurrences[0]
    assert (first.due, first.acts_by) == (date(2025, 1, 23), date(2025, 1, 23))
    assert first.send_by == date(2025, 1, 3)
    assert [one.due for one in first.alternatives] == [date(2025, 1, 26)]


GIVEN = """durée:
  article: "1"
  prend effet: {{le: 2024-09-01}}
  pour: 1 an
  reconduction: {{mode: tacite, pour: 1 an, fois: 3}}
  préavis: {{délai: {length}, forme: écrit, moment: avant chaque terme}}
"""


@pytest.mark.parametrize(
    ("length", "last"),
    [
        ("3 mois", "2025-05-31"),
        ("10 jours francs", "2025-08-20"),
        ("20 jours ouvrés", "2025-07-31"),
        ("1 mois et 10 jours ouvrables", "2025-07-19"),
    ],
)
def test_a_notice_ends_the_period_only_when_given_by_the_day_that_is_shown(
    tmp_path: Path, length: str, last: str
) -> None:
    """The first period ends on 31 August 2025, the second a year later."""
    rules = HEAD + GIVEN.format(length=length)
    shown = computed(tmp_path, rules, Facts(), date(2025, 1, 1))
    assert dues(shown, "preavis")[0] == last
    day = date.fromisoformat(last)
    for on, end in ((day, "2025-08-31"), (next_counted(day, length), "2026-08-31")):
        facts = Facts(events={"denonciation": on})
        term = computed(tmp_path, rules, facts, date(2025, 1, 1)).term
        assert term is not None
        assert (str(term.end), term.terminated_on) == (end, on)


def next_counted(day: date, length: str) -> date:
    """The next day of the kind that the length counts."""
    following = day + timedelta(days=1)
    while not counts(following, read_length(length).kind, MAIRIE.zone):
        following += timedelta(days=1)
    return following


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("31 décembre", "2025-09-30"),
        ("dernier jour de février", "2025-11-30"),
        ("dernier jour ouvré de mai", "2025-02-28"),
        ("1er lundi de juin", "2025-03-02"),
    ],
)
def test_a_notice_before_a_day_of_each_year(tmp_path: Path, day: str, last: str) -> None:
    rules = HEAD + (
        'durée: {article: "1", prend effet: {le: 2024-09-01}, pour: indéterminée, '
        f"préavis: {{délai: 3 mois, forme: écrit, avant chaque: {day}}}}}\n"
    )
    assert last in dues(computed(tmp_path, rules, Facts(), date(2026, 1, 1)), "preavis")

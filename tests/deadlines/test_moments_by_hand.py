"""The oracle of moments itself, against days worked out by hand."""

from datetime import date

import pytest

from tests.deadlines import oracle
from tests.deadlines.moments import (
    Delay,
    DueOf,
    Fixed,
    From,
    InSpan,
    Length,
    Moment,
    Several,
    Since,
    TermDay,
    Yearly,
    YearlyMonth,
)
from tests.deadlines.moments_oracle import Expected, Fact, Ground, Term, expected

A, B = date(2020, 10, 1), date(2020, 11, 20)
ONE_MONTH, DAYS_15 = Length(1, "mois"), Length(15, "jours")


def ground(effect: date = date(2016, 1, 1), **facts: Fact) -> Ground:
    """A term of nine years, and what is known of the facts."""
    return Ground(Term(tuple(oracle.periods(effect, 108, 12, 0))), facts, {})


def recorded(day: date) -> Fact:
    return Fact(day, day)


def days(came: Expected) -> list[str]:
    """Every day that came out, the reading kept first, then the others."""
    return [
        str(reading)
        for day in came.days.values()
        for reading in [day.kept, *sorted(day.readings - {day.kept})]
    ]


SINCE = (Since("a"), Since("b"))
BUDGET = Yearly("avant", 15, 4, 0)


@pytest.mark.parametrize(
    ("moment", "dates"),
    [
        (Delay(ONE_MONTH, False, Several(True, SINCE)), "2020-12-20"),
        (Delay(ONE_MONTH, False, Several(True, SINCE[::-1])), "2020-12-20"),
        (Delay(ONE_MONTH, False, Several(False, SINCE)), "2020-11-01"),
        (Several(False, (Since("a"), Fixed("au plus tard", date(2025, 12, 31)))), "2020-10-01"),
        (Delay(DAYS_15, False, Fixed("avant", date(2020, 4, 15))), "2020-04-29 2020-04-30"),
        (
            Delay(DAYS_15, True, DueOf("x", Delay(DAYS_15, False, Fixed("avant", B)))),
            "2020-11-19 2020-11-20",
        ),
        (Fixed("avant", date(2020, 3, 1)), "2020-02-29"),
        (
            Delay(Length(3, "mois"), True, Fixed("pour", date(2025, 11, 30))),
            "2025-08-31 2025-08-30",
        ),
        (Delay(Length(3, "mois"), True, TermDay("terme")), "2024-09-30"),
        (
            Delay(Length(5, "jours ouvrés"), True, Fixed("pour", date(2025, 8, 31))),
            "2025-08-22 2025-08-25",
        ),
        (
            Delay(Length(5, "jours ouvrés"), False, Fixed("pour", date(2026, 5, 6))),
            "2026-05-15",
        ),
        (
            Delay(Length(5, "jours ouvrables"), False, Fixed("pour", date(2026, 5, 6))),
            "2026-05-13",
        ),
        (
            Delay(Length(5, "jours francs"), True, Fixed("pour", date(2026, 6, 25))),
            "2026-06-19",
        ),
        (
            Delay(Length(1, "mois", 15), False, Fixed("pour", date(2026, 2, 12))),
            "2026-03-27",
        ),
        (
            Delay(Length(8, "jours"), True, Fixed("pour", date(2026, 6, 25)), at_least=True),
            "2026-06-17 2026-06-16",
        ),
    ],
)
def test_a_moment_that_comes_once(moment: Moment, dates: str) -> None:
    facts = ground(a=recorded(A), b=recorded(B))
    assert days(expected(moment, facts)) == dates.split()


def test_the_last_of_two_facts_waits_for_the_unknown_one() -> None:
    came = expected(Delay(ONE_MONTH, False, Several(True, SINCE)), ground(a=recorded(A), b=Fact()))
    assert came == Expected(waiting=frozenset({"b"}))


def test_the_first_of_a_date_and_an_unknown_one_is_that_date_at_the_latest() -> None:
    limit = Fixed("pour", A)
    moment = Several(False, (limit, Delay(ONE_MONTH, False, Since("b"))))
    assert expected(moment, ground(b=Fact())) == Expected(
        latest=(A, A, A), waiting=frozenset({"b"})
    )


def test_the_last_of_a_date_and_an_unknown_one_is_that_date_at_the_earliest() -> None:
    moment = Several(True, (Fixed("pour", A), Delay(ONE_MONTH, False, Since("b"))))
    assert expected(moment, ground(b=Fact())) == Expected(earliest=(A, A), waiting=frozenset({"b"}))


def test_a_fact_between_two_days_brackets_only_where_it_decides() -> None:
    between = Fact(date(2020, 3, 5), date(2020, 3, 15))
    delay = Delay(ONE_MONTH, False, Since("b"))
    decided = Several(False, (Fixed("pour", date(2020, 4, 4)), delay))
    assert days(expected(decided, ground(b=between))) == ["2020-04-04"]
    day = date(2020, 4, 10)
    open_still = Several(False, (Fixed("pour", day), delay))
    first = date(2020, 4, 5)
    assert expected(open_still, ground(b=between)) == Expected(
        earliest=(first, first), latest=(day, day, day)
    )


def test_the_first_of_what_only_opens_has_opened() -> None:
    came = expected(Several(False, (Since("a"), Since("b"))), ground(a=recorded(A), b=Fact()))
    (day,) = came.days.values()
    assert (day.opens, day.lasting) == (A, False)
    assert days(expected(Several(True, (From(A), From(B))), ground())) == [str(B)]


def test_nothing_comes_back_before_the_effect() -> None:
    facts = ground(date(2010, 1, 1))
    notice = Delay(Length(3, "mois"), True, DueOf("x", Yearly("au plus tard", 1, 2, 0)))
    came = expected(notice, facts)
    assert list(came.days)[:2] == ["2011", "2012"]
    assert days(came)[0] == "2010-11-01"


@pytest.mark.parametrize(
    ("base", "opens"),
    [
        (Since("a"), "2020-09-16"),
        (Fixed("pour", A), "2020-09-16"),
        (DueOf("x", Fixed("pour", A)), "2020-09-16"),
        (TermDay("terme"), "2024-12-17"),
    ],
)
def test_a_period_opens_from_the_day_itself_or_from_after_an_end(base: Moment, opens: str) -> None:
    moment = Delay(Length(1, "jours"), True, base, opens=DAYS_15)
    (day,) = expected(moment, ground(a=recorded(A))).days.values()
    assert str(day.opens) == opens


def test_several_that_come_back_are_taken_period_by_period() -> None:
    moment = Several(False, (BUDGET, YearlyMonth(4, 0)))
    came = expected(moment, ground())
    assert next(iter(came.days)) == "2016"
    assert days(came)[:2] == ["2016-04-14", "2016-04-15"]
    quarters = expected(InSpan(3, "au plus tard", 0), ground())
    assert [str(day.kept) for day in quarters.days.values()][:2] == ["2016-03-31", "2016-06-30"]


def test_easter_and_what_follows_it() -> None:
    assert [str(oracle.easter(year)) for year in (2024, 2025, 2026, 2038)] == [
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2038-04-25",
    ]
    assert oracle.is_holiday(date(2025, 6, 9))
    assert not oracle.is_worked(date(2026, 5, 14))

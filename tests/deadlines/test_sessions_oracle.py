"""Random boards: the last useful session and what follows from it, recomputed day by day."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.deadlines.business_days import Calendar, DecidingBody
from scheduler.deadlines.obligation import Alternative, Occurrence
from scheduler.deadlines.period import DayKind, Length, Period
from scheduler.deadlines.sessions import decided
from tests.bethune import computed, of_clause

NOTICE = of_clause(computed(signature=date(2025, 4, 1)), "preavis")[0]
DAY = timedelta(days=1)
FIRST, LAST = date(2025, 12, 1), date(2028, 6, 30)
EASTER_MONDAYS = (date(2026, 4, 6), date(2027, 3, 29), date(2028, 4, 17))
KINDS: tuple[DayKind, ...] = ("calendar", "worked", "workable")


@dataclass(frozen=True)
class Drawn:
    """A board, an act to be done on ``target``, and what the file says of both."""

    sessions: tuple[date, ...]
    convened: int
    target: date
    last: date
    letter: bool
    delay: tuple[int, DayKind, bool] | None
    second: int | None
    vacancies: tuple[tuple[date, date], ...]
    closures: tuple[tuple[date, date], ...] = field(default=())


def drawn(chance: Random) -> Drawn:
    """A board that sits now and then, with a gap of a year one time in four."""
    days = [FIRST + timedelta(days=chance.randrange(900)) for _ in range(chance.randrange(14))]
    if chance.random() < 0.25:
        hole = chance.choice((2026, 2027))
        days = [day for day in days if day.year != hole]
    target = date(2026, 3, 1) + timedelta(days=chance.randrange(700))
    number, kind = chance.randrange(6), chance.choice(KINDS)
    clear = bool(number) and kind == "calendar" and chance.random() < 0.3
    return Drawn(
        sessions=tuple(sorted(set(days))),
        convened=chance.randrange(7),
        target=target,
        last=target + timedelta(days=chance.randrange(30)),
        letter=chance.random() < 0.5,
        delay=(number, kind, clear) if chance.random() < 0.7 else None,
        second=chance.choice((None, 1, 3)),
        vacancies=tuple(_span(chance, 40) for _ in range(chance.randrange(3))),
        closures=tuple(_span(chance, 12) for _ in range(chance.randrange(4))),
    )


def _span(chance: Random, most: int) -> tuple[date, date]:
    start = date(2026, 1, 1) + timedelta(days=chance.randrange(760))
    return start, start + timedelta(days=chance.randrange(most))


# The program's answer


def answered(board: Drawn) -> Occurrence:
    """The occurrence as the program decides it."""
    length = None
    if board.delay:
        number, kind, clear = board.delay
        length = Length(number, "day", kind=kind, clear=clear)
    body = DecidingBody(
        "ca",
        "conseil",
        board.sessions,
        board.convened,
        transmission=length,
        second_days=board.second,
        vacancies=tuple(Period("", *span) for span in board.vacancies),
    )
    closures = tuple(Period("", *span) for span in board.closures)
    calendar = Calendar("ville", closures=closures, bodies=(body,))
    later = (Alternative("autre", board.last),) if not board.letter else ()
    item = replace(
        NOTICE,
        decided_by="ca",
        due=board.last if board.letter else board.target,
        alternatives=later,
        send_by=board.target if board.letter else None,
    )
    (found,) = decided(calendar, [item], FIRST)
    return found


# The oracle's


def is_off(day: date) -> bool:
    """Whether the law makes it a day off in the mainland, Sundays and Saturdays apart."""
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    if (day.month, day.day) in fixed:
        return True
    return any((day - easter).days in (0, 38, 49) for easter in EASTER_MONDAYS)


def is_counted(day: date, kind: DayKind) -> bool:
    if kind == "calendar":
        return True
    off = (6,) if kind == "workable" else (5, 6)
    return day.weekday() not in off and not is_off(day)


def enforceable(board: Drawn, session: date) -> date:
    """The day on which a decision of that session may be acted upon, walked to."""
    number, kind, clear = board.delay or (3 if board.letter else 1, "calendar", False)
    day, left = session, number
    while left:
        day += DAY
        left -= is_counted(day, kind)
    return day + DAY if clear else day


def is_vacant(board: Drawn, day: date) -> bool:
    return any(first <= day <= last for first, last in board.vacancies)


def is_useful(board: Drawn, day: date) -> bool:
    return not is_vacant(board, day) and enforceable(board, day) <= board.target


def limit(board: Drawn) -> date:
    """The last day on which the board may still decide, looked for from the target backwards."""
    day = board.target
    while not is_useful(board, day):
        day -= DAY
    return day


def session(board: Drawn) -> date | None:
    """The last useful one, every year from it to the limit having sessions entered."""
    day = limit(board)
    while day >= FIRST:
        if not any(one.year == day.year for one in board.sessions):
            return None
        if day in board.sessions and is_useful(board, day):
            return day
        day -= DAY
    return None


def between(first: date, last: date) -> int:
    """How many days lie between, neither counted."""
    day, number = first + DAY, 0
    while day < last:
        day, number = day + DAY, number + 1
    return number


def convocation(board: Drawn, on: date) -> tuple[date | None, date | None]:
    """The last day that leaves the clear days, and the last worked one."""
    if not board.convened:
        return None, None
    day = on - DAY
    while between(day, on) < board.convened:
        day -= DAY
    worked = day
    while (
        worked.weekday() > 4
        or is_off(worked)
        or any(first <= worked <= last for first, last in board.closures)
    ):
        worked -= DAY
    return day, worked


def second_sitting(board: Drawn, on: date | None) -> date | None:
    if on is None or board.second is None:
        return None
    day = on + DAY
    while between(on, day) < board.second:
        day += DAY
    return day if day <= limit(board) and not is_vacant(board, day) else None


def later_session(board: Drawn) -> date | None:
    day = limit(board) + DAY
    while day <= board.last:
        if day in board.sessions and not is_vacant(board, day):
            return day
        day += DAY
    return None


def check(board: Drawn) -> bool:
    """Whether a session was found, once both have been compared."""
    found, on = answered(board), session(board)
    assert found.session == on, board
    expected = convocation(board, on) if on else (None, None)
    assert (found.convene_by, found.convene_on) == expected, board
    assert found.recourse is not None
    assert found.recourse.decide_by == limit(board), board
    assert found.recourse.second_from == second_sitting(board, on), board
    assert found.recourse.later == later_session(board), board
    days = [act.by for act in found.acts]
    assert days == sorted(days), board
    if found.recourse.unentered:
        (year,) = found.recourse.unentered
        assert not any(one.year == year for one in board.sessions), board
        assert on is None
    return on is not None


def test_the_oracle_agrees_on_random_boards() -> None:
    """Both ways are met: a useful session, and none."""
    outcomes = [check(drawn(Random(f"board-{number}"))) for number in range(400)]
    assert 100 < sum(outcomes) < 350


@pytest.mark.drawn
@given(st.integers(min_value=0))
@settings(max_examples=50)
def test_the_oracle_agrees_on_boards_that_no_run_has_drawn(seed: int) -> None:
    check(drawn(Random(seed)))

"""Summer time comes and goes: messages leave at eight by the wall, each step once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from scheduler.deadlines.business_days import Calendar
from scheduler.letters.desk import Desk
from scheduler.reconcile import Office, reconcile
from scheduler.rulebook.rulebook import Rulebook
from scheduler.store import journal
from scheduler.store.database import Database, open_database
from scheduler.store.tables import ItemRow, MessageRow
from tests.bethune import agreement, rulebook

OFFICE = Office(Desk(("échéancier", "e@ville.example"), "essai.localhost"), within_hours=True)
AUTUMN_2026, SPRING_2027, AUTUMN_2027 = (
    date(2026, 10, 25),
    date(2027, 3, 28),
    date(2027, 10, 31),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "base.sqlite")
    yield opened
    opened.close()


def paris() -> Calendar:
    return agreement().calendar


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [(AUTUMN_2026, 6, 7), (SPRING_2027, 7, 6), (AUTUMN_2027, 6, 7)],
)
def test_eight_oclock_is_another_instant_the_day_after(day: date, before: int, after: int) -> None:
    """The offset is that of the morning itself, not of the midnight before it."""
    calendar = paris()
    friday, monday = day - timedelta(days=2), day + timedelta(days=1)
    assert calendar.opening(friday).astimezone(UTC).hour == before
    assert calendar.opening(day).astimezone(UTC).hour == after
    assert calendar.opening(monday).astimezone(UTC).hour == after
    gap = calendar.opening(monday).astimezone(UTC) - calendar.opening(friday).astimezone(UTC)
    assert gap == timedelta(days=3, hours=after - before)


def _signed_so_that_a_step_falls_near(database: Database, day: date) -> Rulebook:
    """Béthune's notice, its letter to be posted a few days after ``day``."""
    signed = date(day.year - 2, day.month, day.day) + timedelta(days=130)
    with database.write() as session:
        at = datetime(day.year, day.month, 1, tzinfo=UTC)
        journal.record(session, "event", "bethune-sad", "signature", signed, by="essai", at=at)
    return replace(rulebook(), agreements=(agreement(),))


@pytest.mark.parametrize("day", [AUTUMN_2026, SPRING_2027, AUTUMN_2027])
def test_every_half_hour_around_the_change_each_step_is_told_once_and_at_eight(
    database: Database, day: date
) -> None:
    rules = _signed_so_that_a_step_falls_near(database, day)
    now = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=9)
    end = now + timedelta(days=18)
    while now < end:
        reconcile(database, rules, now, OFFICE)
        now += timedelta(minutes=30)
    with database.read() as session:
        items = session.exec(select(ItemRow.occurrence, ItemRow.revision, ItemRow.step)).all()
        messages = session.exec(select(MessageRow).where(MessageRow.kind != "initial")).all()
        leaving = [row.next_try_at.astimezone(paris().opening(day).tzinfo) for row in messages]
    assert len(items) == len(set(items))
    assert len([one for one in items if one[0].startswith("digest/")]) == 3
    assert leaving != []
    assert {(one.hour, one.minute) for one in leaving} == {(8, 0)}
    assert all(one.weekday() < 5 for one in leaving)


@pytest.mark.parametrize("step", [timedelta(hours=1), timedelta(days=365)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_clock_set_and_set_right_again_around_a_step_neither_loses_nor_repeats_it(
    database: Database, tmp_path: Path, step: timedelta, sign: int
) -> None:
    """A pass is made under the wrong clock, as if nothing had held it."""
    straight = open_database(tmp_path / "droit.sqlite")
    for base, wrong in ((straight, timedelta(0)), (database, sign * step)):
        rules = _signed_so_that_a_step_falls_near(base, SPRING_2027)
        start = datetime(2027, 3, 22, 5, 45, tzinfo=UTC)
        for half_hours in range(4 * 48):
            now = start + timedelta(minutes=30 * half_hours)
            if half_hours in (1, 2, 3, 50):
                reconcile(base, rules, now + wrong, OFFICE)
            reconcile(base, rules, now, OFFICE)
    assert _told(database) == _told(straight)
    straight.close()


def _told(database: Database) -> list[tuple[str, int, str]]:
    with database.read() as session:
        rows = session.exec(select(ItemRow.occurrence, ItemRow.revision, ItemRow.step)).all()
    return sorted((key, revision, step) for key, revision, step in rows)

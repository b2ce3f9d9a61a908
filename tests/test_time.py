"""Summer time comes and goes: messages leave at eight by the wall, each step once."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlmodel import select

from scheduler.deadlines.business_days import Calendar
from scheduler.delivery import Outcome
from scheduler.dispatch.sending import dispatch
from scheduler.dispatch.writer import Writer
from scheduler.letters.desk import Desk
from scheduler.queueing import Office
from scheduler.reconcile import reconcile
from scheduler.rulebook.rulebook import Rulebook
from scheduler.store import claims, journal
from scheduler.store.claims import Settled
from scheduler.store.database import Database
from scheduler.store.tables import ItemRow, MessageRow
from tests.bethune import agreement, rulebook
from tests.blank import opened_blank
from tests.dispatch.machine import Hand, Relay

OFFICE = Office(Desk(("échéancier", "e@ville.example"), "essai.localhost"), within_hours=True)
DIRECTOR = "directrice@ccas-bethune.example"
AUTUMN_2026, SPRING_2027, AUTUMN_2027 = (
    date(2026, 10, 25),
    date(2027, 3, 28),
    date(2027, 10, 31),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = opened_blank(tmp_path / "base.sqlite")
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


def _after(now: datetime, fine: timedelta, around: date | None = None) -> datetime:
    """The next look: often around the opening, and in the night of that day; else by three hours.

    What depends on the hour depends on these.
    """
    night = around is not None and abs(now.date() - around) <= timedelta(days=1) and now.hour < 5
    return now + (fine if night or 5 <= now.hour < 9 else timedelta(hours=3))


@pytest.mark.parametrize("day", [AUTUMN_2026, SPRING_2027, AUTUMN_2027])
def test_around_the_change_each_step_is_told_once_and_at_eight(
    database: Database, day: date
) -> None:
    rules = _signed_so_that_a_step_falls_near(database, day)
    now = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=9)
    end = now + timedelta(days=18)
    while now < end:
        reconcile(database, rules, now, OFFICE)
        _deliver(database, now)
        now = _after(now, timedelta(minutes=30), around=day)
    with database.read() as session:
        query = select(ItemRow.occurrence, ItemRow.revision, ItemRow.recipient, ItemRow.step)
        items = session.exec(query).all()
        messages = session.exec(select(MessageRow).where(MessageRow.kind != "initial")).all()
        leaving = [row.next_try_at.astimezone(paris().opening(day).tzinfo) for row in messages]
    assert len(items) == len(set(items))
    assert len([one for one in items if one[0].startswith(f"digest/{DIRECTOR}")]) == 3
    assert leaving != []
    assert {(one.hour, one.minute) for one in leaving} == {(8, 0)}
    assert all(one.weekday() < 5 for one in leaving)


@pytest.mark.parametrize("step", [timedelta(hours=1), timedelta(days=365)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_clock_set_and_set_right_again_around_a_step_neither_loses_nor_repeats_it(
    database: Database, tmp_path: Path, step: timedelta, sign: int
) -> None:
    """A pass is made under the wrong clock, as if nothing had held it."""
    straight = opened_blank(tmp_path / "droit.sqlite")
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


def _told(database: Database) -> list[tuple[str, int, str, str]]:
    with database.read() as session:
        rows = session.exec(select(ItemRow)).all()
        return sorted((row.occurrence, row.revision, row.recipient, row.step) for row in rows)


def _deliver(database: Database, now: datetime) -> None:
    """A relay takes all that waits."""
    with database.write() as session:
        taken = claims.claim(session, "essai", now, 100)
        ended = [Settled(one, Outcome("accepted", "data", 250, "ok")) for one in taken]
        claims.settle(session, ended, now, Random(1))


class Day:
    """A database, its clock and a relay that takes everything: passes as the daemon makes them."""

    def __init__(self, path: Path) -> None:
        self.database = opened_blank(path)
        self.rules = replace(rulebook(), agreements=(agreement(),))
        self.clock, self.relay = Hand(), Relay()
        self.writer = Writer(self.database, self.clock, "essai", Random(1))

    def look(self, now: datetime, *, sends: bool = True) -> None:
        """A pass; nothing leaves while the clock is in doubt."""
        self.clock.at = now
        reconcile(self.database, self.rules, now, OFFICE)
        if sends:
            asyncio.run(dispatch(self.writer, self.relay))

    def left(self) -> list[tuple[str, int, str]]:
        """What the relay took, each as often as it did."""
        with self.database.read() as session:
            rows = session.exec(select(ItemRow, MessageRow.message_id).join(MessageRow)).all()
        return sorted(
            (f"{item.occurrence} {item.recipient}", item.revision, item.step)
            for item, message_id in rows
            for _ in self.relay.taken.get(message_id, ())
        )


Copy = tuple[str, int, str]
HELD = (timedelta(hours=1), timedelta(days=365))


def _a_month(path: Path, signed: date | None, ahead: timedelta | None) -> list[Copy]:
    """What leaves in four weeks around the notice's last letter day, the clock now and then ahead.

    The notice's date is known, or only a window of dates.
    """
    day = Day(path)
    start = datetime(2026, 11, 17, 7, 30, tzinfo=UTC)
    if signed:
        with day.database.write() as session:
            subject = ("event", "bethune-sad", "signature")
            journal.record(session, *subject, signed, by="essai", at=start)
    for half_days in range(2 * 28):
        now = start + timedelta(hours=12 * half_days)
        day.look(now)
        if ahead and half_days % 9 == 4:
            day.look(now + ahead, sends=False)
    left = day.left()
    day.database.close()
    return left


@pytest.fixture(scope="module", params=[date(2025, 4, 1), None], ids=["signed", "unsigned"])
def signed(request: pytest.FixtureRequest) -> date | None:
    known: date | None = request.param
    return known


@pytest.fixture(scope="module")
def without_a_step(signed: date | None, tmp_path_factory: pytest.TempPathFactory) -> list[Copy]:
    """What leaves when the clock is never ahead."""
    return _a_month(tmp_path_factory.mktemp("droit") / "base.sqlite", signed, None)


@pytest.mark.parametrize("ahead", HELD)
def test_what_leaves_is_the_same_whether_or_not_the_clock_was_ahead_for_a_while(
    tmp_path: Path,
    signed: date | None,
    without_a_step: list[Copy],
    ahead: timedelta,
) -> None:
    told = _a_month(tmp_path / "base.sqlite", signed, ahead)
    assert told != []
    assert told == without_a_step
    assert len(told) == len(set(told))


@pytest.mark.parametrize("change", [AUTUMN_2026, SPRING_2027, AUTUMN_2027])
@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(hours=1)])
def test_a_clock_left_on_the_old_time_for_a_day_sends_each_step_once(
    tmp_path: Path, change: date, step: timedelta
) -> None:
    """One hour wrong is within what the program bears: it may be early or late, never double."""
    day = Day(tmp_path / "base.sqlite")
    _signed_so_that_a_step_falls_near(day.database, change)
    start = datetime(change.year, change.month, change.day, tzinfo=UTC) - timedelta(days=4)
    now = start
    while now < start + timedelta(days=8):
        wrong = timedelta(days=4) <= now - start < timedelta(days=6)
        day.look(now + step if wrong else now)
        now = _after(now, timedelta(hours=1), around=change)
    left = day.left()
    day.database.close()
    assert left != []
    assert len(left) == len(set(left))
    assert {len(copies) for copies in day.relay.taken.values()} == {1}

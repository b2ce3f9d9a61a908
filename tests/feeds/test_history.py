"""Years of changes, a backup put back among them: what subscribers were given never goes back."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from scheduler.feeds.ringing import ringing
from scheduler.store import journal
from scheduler.store.feeds import Feed
from tests.feeds.played import Played, blocks, value

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
RULES = "rules/bethune-sad.yaml"
KEYS = [
    "bethune-sad/bilan-annuel/2026",
    "bethune-sad/bilan-annuel/2027",
    "bethune-sad/preavis/p1",
    "bethune-sad/reunion-trimestrielle/2026-t3",
]
STAMPS = ("SEQUENCE", "LAST-MODIFIED", "DTSTAMP")


@dataclass
class Subscriber:
    """A program that comes by after each pass and remembers all it was ever given."""

    feed: Feed
    seen: dict[str, bytes] = field(default_factory=dict)
    tag: str = ""
    modified: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    noticed: Counter[str] = field(default_factory=Counter)
    reminded: dict[str, bytes] = field(default_factory=dict)

    def comes_by(self, played: Played, *, restored: bool = False) -> None:
        """Nothing goes back; what says the same is the same, but after a restoration."""
        now = played.published(self.feed)
        assert now.modified >= self.modified
        assert (now.tag == self.tag) == (now.modified == self.modified)
        self.tag, self.modified = now.tag, now.modified
        for uid, event in blocks(now.body).items():
            self.compare(self.seen.get(uid), event, restored=restored)
            self.seen[uid] = event
        for uid, event in blocks(ringing(now.body, now.modified)).items():
            was = self.reminded.get(uid, event)
            assert was == event or stamps(was) < stamps(event), "a reminder that went back"
            self.reminded[uid] = event

    def compare(self, was: bytes | None, event: bytes, *, restored: bool) -> None:
        if was is None or was == event:
            self.noticed["new" if was is None else "same"] += 1
            return
        same = told(was) == told(event)
        assert restored or not same, "stamped anew, though it says the same"
        assert value(event, "LAST-MODIFIED") > value(was, "LAST-MODIFIED")
        moved = [
            one for one in ("DTSTART", "DTEND", "STATUS") if value(was, one) != value(event, one)
        ]
        rise = int(value(event, "SEQUENCE")) - int(value(was, "SEQUENCE"))
        assert rise >= 1 if moved or restored else rise == 0
        kind = "moved" if moved else "restamped" if same else "reworded"
        self.noticed["cancelled" if value(event, "STATUS") == "CANCELLED" else kind] += 1


def stamps(event: bytes) -> tuple[str, int]:
    """The instant of the last change, which rises with each, and the sequence."""
    return value(event, "LAST-MODIFIED"), int(value(event, "SEQUENCE"))


def told(event: bytes) -> list[bytes]:
    """All but the stamps."""
    return [
        line for line in event.split(b"\r\n") if not line.startswith(tuple(map(str.encode, STAMPS)))
    ]


class Town:
    """Béthune, and what happens to it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.played = Played.opened(folder)
        self.chance = Random(seed)
        self.now = START
        self.original = (folder / RULES).read_text("utf-8")
        self.notice_day = 15
        self.played.record("event", "signature", date(2025, 4, 1))
        self.subscribers = [
            Subscriber(self.played.subscribe(*one))
            for one in (
                ("all", ""),
                ("agreement", "bethune-sad"),
                ("person", "directrice@ccas-bethune.example"),
                ("all", "", "title"),
            )
        ]

    def lives(self, weeks: int) -> None:
        for _ in range(weeks):
            self.chance.choice(self.happenings())()
            self.passes()

    def passes(self, *, restored: bool = False) -> None:
        self.now += self.chance.choice(
            (timedelta(seconds=1), timedelta(hours=5), WEEK, 2 * WEEK, 2 * WEEK)
        )
        self.played.at(self.now)
        assert self.played.held() == []
        for one in self.subscribers:
            one.comes_by(self.played, restored=restored)

    def happenings(self) -> list[Callable[[], object]]:
        return [
            lambda: None,
            self.moves,
            self.rewords,
            self.withdraws,
            self.comes_back,
            self.done,
            self.undone,
        ]

    def write(self, old: str, new: str) -> None:
        path = self.played.folder / RULES
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")

    def moves(self) -> None:
        day = self.chance.randrange(10, 28)
        self.write(f"pour: {self.notice_day} février N+1", f"pour: {day} février N+1")
        self.notice_day = day

    def rewords(self) -> None:
        self.write("titre: Bilan annuel", f"titre: Bilan annuel {self.chance.randrange(1000)}")

    def withdraws(self) -> None:
        text = (self.played.folder / RULES).read_text("utf-8")
        start = text.find("  bilan-annuel:")
        if start >= 0:
            self.write(text[start : text.index("\n\n", start)], "")

    def comes_back(self) -> None:
        (self.played.folder / RULES).write_text(self.original, "utf-8")
        self.notice_day = 15

    def done(self) -> None:
        key = self.chance.choice(KEYS)
        if not self.entries(key):
            self.played.record("done", key, self.now.date())

    def undone(self) -> None:
        for key in KEYS:
            for one in self.entries(key)[:1]:
                with self.played.database.write() as session:
                    journal.withdraw(session, one, by="essai", at=self.now, comment="erreur")
                return

    def entries(self, key: str) -> list[journal.Entry]:
        with self.played.database.read() as session:
            return journal.standing(session, "bethune-sad", "done", key)

    def backed_up(self, target: Path) -> Path:
        self.played.database.copy_to(target)
        return target

    def restored(self, backup: Path) -> None:
        """The service is stopped, the backup put in the database's place, the service started."""
        self.played.database.close()
        store = self.played.folder / "echeancier.sqlite"
        for name in (store.name, f"{store.name}-wal", f"{store.name}-shm"):
            (store.parent / name).unlink(missing_ok=True)
        shutil.copy(backup, store)
        self.played = Played.opened(self.played.folder)

    def noticed(self) -> Counter[str]:
        return sum((one.noticed for one in self.subscribers), Counter())


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.proof)])
def test_no_stamp_goes_back_in_a_year_and_only_what_changed_changes(
    deployment: Path, seed: int
) -> None:
    town = Town(deployment, seed)
    town.lives(70)
    assert town.now > START + timedelta(days=365)
    for kind in ("new", "same", "moved", "reworded", "cancelled"):
        assert town.noticed()[kind] > 0, kind
    assert town.noticed()["restamped"] == 0


@pytest.mark.parametrize("seed", [3, pytest.param(4, marks=pytest.mark.proof)])
def test_no_stamp_goes_back_when_a_backup_is_put_back(
    deployment: Path, tmp_path: Path, seed: int
) -> None:
    """Three months are forgotten; the copies on disk still know what subscribers were given."""
    town = Town(deployment, seed)
    town.lives(15)
    backup = town.backed_up(tmp_path / "backup.sqlite")
    before, since = town.noticed(), town.now
    while town.now < since + timedelta(days=91):
        town.lives(5)
    assert town.noticed()["moved"] > before["moved"]
    town.restored(backup)
    town.passes(restored=True)
    town.lives(15)


def test_no_stamp_goes_back_when_the_disk_is_lost_as_well(deployment: Path, tmp_path: Path) -> None:
    """Nobody knows what subscribers were given: every event is stamped above it."""
    town = Town(deployment, 5)
    town.lives(15)
    backup = town.backed_up(tmp_path / "backup.sqlite")
    town.lives(25)
    shutil.rmtree(deployment / "feeds")
    town.restored(backup)
    town.passes(restored=True)
    settled = town.noticed()["restamped"]
    assert settled > 0
    town.lives(15)
    assert town.noticed()["restamped"] == settled


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("away", "restamped"), [(0.2 * HOUR, False), (2 * HOUR, True)])
def test_a_machine_without_copies_has_joined_others_or_is_all_that_is_left(
    deployment: Path, away: timedelta, restamped: bool
) -> None:
    """Where nobody has made the rounds lately, the shared database may be a backup's."""
    played = Played.opened(deployment, shared=True)
    played.record("event", "signature", date(2025, 4, 1))
    feed = played.subscribe()
    for ticks in range(4):
        played.at(START + ticks * 0.2 * HOUR)
    before = blocks(played.body(feed))
    joining = Played.opened(deployment, copies="elsewhere", shared=True)
    joining.at(START + 0.6 * HOUR + away)
    after = blocks(joining.body(feed))
    assert after.keys() == before.keys()
    for uid, event in after.items():
        assert (event != before[uid]) is restamped
        assert (int(value(event, "SEQUENCE")) > 999) is restamped
    again = Played.opened(deployment, copies="third", shared=True)
    again.at(START + 0.7 * HOUR + away)
    assert blocks(again.body(feed)) == after
    for one in (played, joining, again):
        one.database.close()


def test_other_addresses_of_pages_move_no_sequence(deployment: Path) -> None:
    """They are content: every event is dated anew, but none is another version of its day."""
    played = Played.opened(deployment)
    played.record("event", "signature", date(2025, 4, 1))
    feed = played.subscribe()
    played.at(START)
    before = blocks(played.body(feed))
    played.database.close()
    played = Played.opened(deployment, page="https://echeances.agglo.example")
    played.at(START + HOUR)
    after = blocks(played.body(feed))
    assert played.held() == []
    assert after.keys() == before.keys()
    for uid, event in after.items():
        assert value(event, "URL").startswith("https://echeances.agglo.example/")
        assert value(event, "SEQUENCE") == value(before[uid], "SEQUENCE")
        assert value(event, "LAST-MODIFIED") > value(before[uid], "LAST-MODIFIED")
    played.at(START + 2 * HOUR)
    assert blocks(played.body(feed)) == after
    played.database.close()


def test_a_renewal_keeps_every_identity(deployment: Path) -> None:
    """From one period to the next: new dates appear, none that stood is another one."""
    town = Town(deployment, 6)
    while town.now < datetime(2028, 5, 1, tzinfo=UTC):
        town.now += timedelta(days=40)
        town.passes()
    assert town.noticed()["new"] > 0
    assert town.noticed()["restamped"] == 0

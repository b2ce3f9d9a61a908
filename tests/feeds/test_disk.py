"""The copies beside the database: whole or not there, for the service alone, gone with a token."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.feeds import disk
from scheduler.feeds.disk import Copy
from scheduler.feeds.mirror import mirror
from scheduler.store import feeds
from scheduler.store.publications import Publication
from tests.feeds.played import NOON, Played

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
VERSION = Publication(7, BODY, '"tag"', AT, 3)


def test_a_copy_comes_back_as_it_was(tmp_path: Path) -> None:
    written = Copy(VERSION, {"a@b": (3, AT)})
    disk.write(tmp_path / "feeds", "hash", written)
    assert disk.copy(tmp_path / "feeds", "hash") == written
    assert disk.read(tmp_path / "feeds", "hash") == VERSION
    assert disk.read(tmp_path / "feeds", "other") is None
    assert disk.read(tmp_path / "nowhere", "hash") is None


def test_only_the_service_reads_it_and_its_name_tells_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "feeds"
    disk.write(folder, "hash", Copy(VERSION))
    (path,) = folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert "hash" not in path.name


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b"", lambda b: b"{}\n" + b])
def test_a_damaged_copy_is_none(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    disk.write(tmp_path, "hash", Copy(VERSION))
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    assert disk.read(tmp_path, "hash") is None


def test_a_disk_that_cannot_be_written_is_said_and_costs_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "feeds").write_text("in the way")
    mirror(tmp_path / "feeds", {"hash": VERSION})
    assert "not copied" in caplog.text


def test_a_revoked_calendar_leaves_no_copy(deployment: Path) -> None:
    played = Played.opened(deployment)
    feed = played.subscribe()
    played.at(NOON)
    (token_hash,) = played.copies(feed)
    assert disk.read(deployment / "feeds", token_hash) == played.published(feed)
    with played.database.write() as session:
        feeds.revoke(session, feed.prefix, NOON)
    played.at(NOON)
    assert disk.read(deployment / "feeds", token_hash) is None
    played.database.close()

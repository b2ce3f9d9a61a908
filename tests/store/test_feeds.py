"""Addresses of feeds: kept as hashes, replaced with an overlap, lost by whoever leaves."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from scheduler.store import feeds, publications
from scheduler.store.database import MIGRATIONS, Database, open_database
from scheduler.store.feeds import Feed
from tests.blank import blank, blank_of

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))]
)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty one of each kind."""
    shared = request.param == "postgresql"
    server = request.getfixturevalue("postgresql") if shared else None
    made = open_database(blank_of(server) if server else blank(tmp_path / "base.sqlite"))
    yield made
    made.close()


def new(database: Database, kind: str = "all", subject: str = "") -> tuple[Feed, str]:
    with database.write() as session:
        return feeds.new_feed(session, kind, subject, "toutes", NOW)


def ended(database: Database, token: str, now: datetime) -> datetime | None:
    """Since when the token opens nothing; fails for one that is unknown."""
    with database.read() as session:
        visit = feeds.find(session, token)
    assert visit is not None
    return visit.ended_at(now)


def test_a_token_is_shown_once_and_kept_as_a_hash(database: Database, tmp_path: Path) -> None:
    made, token = new(database)
    assert len(token) >= 2 + 256 / 6
    assert token.startswith(made.prefix)
    assert token.startswith(feeds.FORMAT)
    with database.read() as session:
        visit = feeds.find(session, token)
        assert feeds.find(session, token[:-1]) is None
        assert feeds.find(session, "\udcff") is None
        assert publications.token_hashes(session, made.id) == [feeds.hashed(token)]
    assert visit is not None
    assert visit.feed == made
    if not database.shared:
        database.close()
        content = b"".join(path.read_bytes() for path in tmp_path.glob("base.sqlite*"))
        assert token.encode() not in content
        assert feeds.hashed(token).encode() in content


def test_tokens_are_never_the_same(database: Database) -> None:
    assert len({new(database)[1] for _ in range(50)}) == 50


def test_a_revoked_feed_is_revoked_once_whatever_address_names_it(database: Database) -> None:
    made, token = new(database)
    with database.write() as session:
        rotated = feeds.rotate(session, made.prefix, NOW)
        assert rotated is not None
        gone = feeds.revoke(session, made.prefix, NOW + DAY)
        assert gone is not None
        assert feeds.revoke(session, made.prefix, NOW + DAY) is None
        assert feeds.rotate(session, made.prefix, NOW + DAY) is None
    for one in (token, rotated[1]):
        assert ended(database, one, NOW + 2 * DAY) == NOW + DAY


def test_a_replaced_address_works_thirty_more_days_and_no_longer(database: Database) -> None:
    made, old = new(database)
    with database.write() as session:
        rotated = feeds.rotate(session, made.prefix, NOW)
    assert rotated is not None
    feed, fresh = rotated
    assert fresh.startswith(feed.prefix)
    assert [one.ends_at for one in feed.tokens] == [NOW + 30 * DAY, None]
    assert ended(database, old, NOW + 30 * DAY - timedelta(seconds=1)) is None
    assert ended(database, old, NOW + 30 * DAY) == NOW + 30 * DAY
    assert ended(database, fresh, NOW + 400 * DAY) is None


def test_replacing_again_never_prolongs_an_address(database: Database) -> None:
    made, old = new(database)
    with database.write() as session:
        first = feeds.rotate(session, made.prefix, NOW)
        assert first is not None
        second = feeds.rotate(session, first[0].prefix, NOW + 10 * DAY)
    assert second is not None
    ends = [one.ends_at for one in second[0].tokens]
    assert ends == [NOW + 30 * DAY, NOW + 40 * DAY, None]
    assert ended(database, old, NOW + 31 * DAY) == NOW + 30 * DAY


def test_whoever_leaves_loses_their_feed_until_they_return(database: Database) -> None:
    made, token = new(database, "person", "Camille@ville.example")
    _, other = new(database, "role", "directrice")

    def mind(now: datetime, *present: str) -> list[int]:
        with database.write() as session:
            return [one.id for one in feeds.mind_leavers(session, frozenset(present), now)]

    assert mind(NOW, "camille@ville.example") == []
    assert mind(NOW + DAY, "sacha@ville.example") == [made.id]
    assert mind(NOW + 2 * DAY, "sacha@ville.example") == []
    assert ended(database, token, NOW + 3 * DAY) == NOW + DAY
    assert ended(database, other, NOW + 3 * DAY) is None
    assert mind(NOW + 4 * DAY, "camille@ville.example") == [made.id]
    assert ended(database, token, NOW + 5 * DAY) is None


def test_the_last_visit_is_known_for_each_address_and_for_the_feed(database: Database) -> None:
    made, _ = new(database)
    with database.write() as session:
        rotated = feeds.rotate(session, made.prefix, NOW)
        assert rotated is not None
        old, fresh = rotated[0].tokens
        feeds.touch(session, old, NOW + 2 * DAY)
        feeds.touch(session, fresh, NOW + DAY)
    with database.read() as session:
        (feed,) = feeds.list_feeds(session)
    assert [one.last_access_at for one in feed.tokens] == [NOW + 2 * DAY, NOW + DAY]
    assert feed.last_access_at == NOW + 2 * DAY


def test_an_address_of_the_schema_before_still_opens_its_feed(tmp_path: Path) -> None:
    """What was given out before the migration works after it, its revocation and visit kept."""
    path = tmp_path / "base.sqlite"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with create_engine(f"sqlite:///{path}").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        connection.exec_driver_sql(
            "INSERT INTO feed (prefix, token_hash, kind, subject, label, created_at, revoked_at,"
            " last_access_at) VALUES ('e1abcdef', ?, 'role', 'r', 'l', '2026-11-20', NULL,"
            " '2026-11-21')",
            (feeds.hashed("e1abcdefg"),),
        )
        connection.exec_driver_sql(
            "INSERT INTO occurrence (key, agreement, revision, sequence, fingerprint, content,"
            " first_seen_at, published_at) VALUES ('a/b/c', 'a', 2, 3, 'f', '{}', '2026-11-20',"
            " '2026-11-20')"
        )
    database = open_database(path)
    with database.read() as session:
        visit = feeds.find(session, "e1abcdefg")
        assert publications.base(session) == 4, "no event may come back with a lower sequence"
    database.close()
    assert visit is not None
    assert (visit.feed.kind, visit.feed.detail, visit.feed.gzip) == ("role", "full", True)
    assert visit.feed.last_access_at == datetime(2026, 11, 21, tzinfo=UTC)
    with (
        sqlite3.connect(path) as connection,
        pytest.raises(sqlite3.IntegrityError, match="feed_kind"),
    ):
        connection.execute("UPDATE feed SET kind = 'x'")

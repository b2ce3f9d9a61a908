"""What people record beside "done", on real databases; and those that knew nothing of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from scheduler.deadlines.facts import Done, Facts, Noted, Postponed, Waived
from scheduler.store import journal
from scheduler.store.database import MIGRATIONS, Database, open_database
from scheduler.store.faults import Unavailable
from scheduler.store.journal import Entry
from tests.store.claimer import located

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = NOW.date()
KEY = "c/clause/2026"


@pytest.fixture
def record(database: Database) -> Callable[..., Entry]:
    """Write one fact of the agreement ``c``."""

    def write(kind: str, on: date = DAY, subject: str = KEY, **more: object) -> Entry:
        with database.write() as session:
            return journal.record(session, kind, "c", subject, on, by="x", at=NOW, **more)  # type: ignore[arg-type]

    return write


def known(database: Database) -> Facts:
    with database.read() as session:
        return journal.facts(session)["c"]


def test_each_kind_is_read_back_as_it_was_written(
    database: Database, record: Callable[..., Entry]
) -> None:
    later = DAY + timedelta(days=30)
    record("waived", comment="non demandé")
    record("missed", subject="c/clause/2024")
    record("unknown", subject="c/clause/2023", comment="archives perdues")
    record("postponed", later, comment="congés", past_the_deadline=True)
    record("seen")
    record("done", subject="c/preavis/p1", to_follow=True)
    record("presented", DAY, subject="c/preavis/p1")
    record("collected", later, subject="c/preavis/p1")
    facts = known(database)
    assert facts.waived == {KEY: Waived(DAY, "non demandé", "x")}
    assert facts.missed == {"c/clause/2024": Noted(DAY, "x")}
    assert facts.unknown == {"c/clause/2023": Noted(DAY, "x", "archives perdues")}
    assert facts.postponed == {KEY: Postponed(later, "congés", "x", DAY, True)}
    assert facts.seen == {KEY: Noted(DAY, "x")}
    assert facts.done == {"c/preavis/p1": Done(DAY, to_follow=True)}
    assert facts.presented == {"c/preavis/p1": DAY}
    assert facts.collected == {"c/preavis/p1": later}
    assert facts.events == {}


def test_the_last_answer_counts_and_its_withdrawal_gives_the_one_before_back(
    database: Database, record: Callable[..., Entry]
) -> None:
    record("unknown")
    record("done")
    waived = record("waived", comment="non demandé")
    assert (known(database).answer(KEY), known(database).done) == ("waived", {})
    with database.write() as session:
        journal.withdraw(session, waived, by="x", at=NOW)
    assert (known(database).answer(KEY), known(database).done) == (None, {KEY: Done(DAY)})


def test_the_same_answer_is_written_once_unless_another_came_between(
    database: Database, record: Callable[..., Entry]
) -> None:
    first = record("done")
    assert record("done") == first
    record("missed")
    assert record("done") != first
    assert known(database).done == {KEY: Done(DAY)}
    assert record("done", evidence="reçu") != first
    assert record("done", to_follow=True) != first
    assert known(database).done == {KEY: Done(DAY, to_follow=True)}


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("waived", {"comment": "  "}),
        ("postponed", {}),
        ("seen", {"to_follow": True}),
        ("done", {"past_the_deadline": True}),
        ("inconnu", {}),
    ],
)
def test_the_database_itself_refuses_what_may_not_be_written(
    database: Database, record: Callable[..., Entry], kind: str, more: dict[str, object]
) -> None:
    with pytest.raises((IntegrityError, Unavailable)):
        record(kind, **more)
    with database.read() as session:
        assert journal.entries(session) == []


ROWS = (
    "INSERT INTO fact (id, recorded_at, recorded_by, kind, agreement, subject, occurred_on,"
    " comment, evidence, withdraws) VALUES"
    " (1, '2026-11-01 08:00:00.000000', 'x', 'event', 'c', 'signature', '2025-04-01', '', '',"
    " NULL),"
    " (2, '2026-11-02 08:00:00.000000', 'x', 'done', 'c', 'c/clause/2026', '2026-02-10', '',"
    " 'reçu', NULL),"
    " (3, '2026-11-03 08:00:00.000000', 'y', 'withdrawal', 'c', 'signature', NULL, 'erreur', '', 1)"
)


def test_a_journal_written_before_keeps_every_line_and_takes_the_new_kinds(unmade: str) -> None:
    _as_of_the_third_revision(unmade)
    database = open_database(located(unmade))
    with database.read() as session:
        lines = journal.entries(session)
        assert [(one.kind, one.withdrawn, one.to_follow) for one in lines] == [
            ("event", True, False),
            ("done", False, False),
            ("withdrawal", False, False),
        ]
        assert journal.facts(session)["c"].done == {KEY: Done(date(2026, 2, 10), "", "reçu")}
    with database.write() as session:
        journal.record(session, "waived", "c", KEY, DAY, by="x", at=NOW, comment="non demandé")
    database.close()
    with _engine(unmade).connect() as connection:
        for broken in (
            "UPDATE fact SET kind = 'autre' WHERE id = 2",
            "UPDATE fact SET withdraws = 99 WHERE id = 3",
            "UPDATE fact SET comment = ' ' WHERE kind = 'waived'",
            "UPDATE fact SET occurred_on = NULL WHERE id = 2",
        ):
            if unmade.endswith(".sqlite"):
                connection.execute(text("PRAGMA foreign_keys = ON"))
            with pytest.raises(DBAPIError):
                connection.execute(text(broken))
            connection.rollback()


def _as_of_the_third_revision(location: str) -> None:
    """A database as the program before left it, with a journal of three lines."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with _engine(location).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        connection.execute(text(ROWS))
        if not location.endswith(".sqlite"):
            connection.execute(text("SELECT setval('fact_id_seq', 3)"))


def _engine(location: str) -> Engine:
    where = located(location)
    if isinstance(where, Path):
        return create_engine(f"sqlite:///{where}")
    return create_engine(where.replace("postgresql:", "postgresql+psycopg:"))

"""A report changes the message it is about, once, and no other."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from scheduler.delivery import Action, Failure, Outcome, Report
from scheduler.store import bounces, claims, outbox
from scheduler.store.bounces import Change, Matched
from scheduler.store.claims import Settled
from scheduler.store.database import Database
from scheduler.store.outbox import NewItem, NewMessage
from tests.blank import opened_blank

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
US = "p1@ville.example"
UNKNOWN_USER = Failure(US, None, "failed", "5.1.1", "550 User unknown")
FULL = Failure(US, None, "delayed", "4.2.2", "452 Mailbox full")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return queued(tmp_path)


def queued(folder: Path, *, sent: bool = True) -> Database:
    """Two messages, handed to the relay or still waiting."""
    database = opened_blank(folder / "base.sqlite")
    with database.write() as session:
        for number in (1, 2):
            message = NewMessage(
                "reminder",
                f"p{number}@ville.example",
                "e@ville.example",
                f"Objet {number}",
                f"<{number}@x>",
                b"x",
                NOW,
            )
            outbox.enqueue(session, message, [NewItem(f"c/clause/{number}", 1, "j-1")], NOW)
        if sent:
            for claimed in claims.claim(session, "me", NOW, 10):
                accepted = Outcome("accepted", "data", 250, "queued")
                claims.settle(session, [Settled(claimed, accepted)], NOW, Random(1))
    return database


def record(
    database: Database,
    *recipients: Failure,
    message_id: str | None = "<1@x>",
    envelope_id: str | None = None,
    days: int = 0,
) -> list[Matched]:
    report = Report(message_id, envelope_id, recipients)
    with database.write() as session:
        return bounces.record(session, report, NOW + timedelta(days=days))


def changes(found: list[Matched]) -> list[Change]:
    return [one.change for one in found]


def state(database: Database, number: int = 1) -> tuple[str, str]:
    with database.read() as session:
        (told,) = outbox.history(session, f"c/clause/{number}")
    return told.state, told.answer


def test_a_failure_is_written_on_its_message_alone(database: Database) -> None:
    (found,) = record(database, UNKNOWN_USER)
    assert (found.change, found.subject, found.recipient) == ("failed", "Objet 1", US)
    assert state(database) == ("failed", "rebond 5.1.1 : 550 User unknown")
    assert state(database, 2) == ("sent", "250 queued")


def test_a_delay_changes_the_last_answer_alone(database: Database) -> None:
    assert changes(record(database, FULL)) == ["delayed"]
    assert state(database) == ("sent", "retard 4.2.2 : 452 Mailbox full")


@pytest.mark.parametrize("failures", [(UNKNOWN_USER,), (FULL,), (FULL, UNKNOWN_USER)])
def test_the_same_report_again_changes_nothing(
    database: Database, failures: tuple[Failure, ...]
) -> None:
    record(database, *failures)
    before = state(database)
    assert set(changes(record(database, *failures, days=1))) == {"known"}
    assert state(database) == before


def test_a_delay_that_comes_after_the_failure_does_not_hide_it(database: Database) -> None:
    record(database, UNKNOWN_USER)
    assert changes(record(database, FULL)) == ["known"]
    assert state(database) == ("failed", "rebond 5.1.1 : 550 User unknown")


def test_the_envelope_names_the_message_where_nothing_was_returned(database: Database) -> None:
    assert changes(record(database, UNKNOWN_USER, message_id=None, envelope_id="1@x")) == ["failed"]
    other = record(database, UNKNOWN_USER, message_id="<autre@x>", envelope_id="2@x")
    assert changes(other) == ["failed"]


@pytest.mark.parametrize(("message_id", "envelope"), [("<3@x>", "3@x"), (None, None), ("", "")])
def test_a_message_of_nobodys_is_unknown(
    database: Database, message_id: str | None, envelope: str | None
) -> None:
    found = record(database, UNKNOWN_USER, message_id=message_id, envelope_id=envelope)
    assert found == [Matched(UNKNOWN_USER, "unknown")]
    assert state(database)[0] == "sent"


def test_the_address_is_compared_whatever_its_capitals(database: Database) -> None:
    failure = Failure("P1@Ville.EXAMPLE", US, "failed", "5.1.1", "")
    assert record(database, failure)[0].forwarded is None
    assert state(database) == ("failed", "rebond 5.1.1")


def test_which_address_failed_behind_an_alias_is_kept(database: Database) -> None:
    failures = [
        Failure(f"{name}@agent.example", US, "failed", "5.2.2", "pleine") for name in ("a", "b")
    ]
    for failure in failures:
        (found,) = record(database, failure)
        assert (found.change, found.forwarded) == ("failed", failure.recipient)
    both = "rebond 5.2.2 (a@agent.example) : pleine ; rebond 5.2.2 (b@agent.example) : pleine"
    assert state(database) == ("failed", both)
    assert changes(record(database, *failures)) == ["known", "known"]
    assert state(database) == ("failed", both)


def test_what_is_kept_has_an_end(database: Database) -> None:
    failures = [
        Failure(f"p{number}@agent.example", None, "failed", "5.2.2", "x" * 200)
        for number in range(5)
    ]
    record(database, *failures)
    before = state(database)
    assert len(before[1]) == bounces.MAX_ANSWER
    assert set(changes(record(database, *failures))) == {"known"}
    assert state(database) == before


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_good_news_changes_nothing(database: Database, action: Action) -> None:
    assert changes(record(database, Failure(US, None, action, "2.1.5", "ok"))) == ["noted"]
    assert state(database) == ("sent", "250 queued")


def test_a_message_that_waits_leaves_anyway(tmp_path: Path) -> None:
    """A copy that the relay may have taken bounced; the next one will tell."""
    database = queued(tmp_path, sent=False)
    assert changes(record(database, UNKNOWN_USER)) == ["unsent"]
    assert state(database) == ("pending", "")


def test_a_report_quicker_than_its_own_sender_is_read_again(tmp_path: Path) -> None:
    """The relay's bounce may come before its answer is written."""
    database = queued(tmp_path, sent=False)
    with database.write() as session:
        claimed, _ = claims.claim(session, "me", NOW, 10)
    assert changes(record(database, UNKNOWN_USER)) == ["leaving"]
    with database.write() as session:
        claims.settle(
            session, [Settled(claimed, Outcome("accepted", "data", 250, "ok"))], NOW, Random(1)
        )
    assert changes(record(database, UNKNOWN_USER)) == ["failed"]


def test_the_relays_own_refusal_is_not_written_over(tmp_path: Path) -> None:
    database = queued(tmp_path, sent=False)
    with database.write() as session:
        claimed, _ = claims.claim(session, "me", NOW, 10)
        claims.settle(
            session, [Settled(claimed, Outcome("refused", "rcpt", 550, "no"))], NOW, Random(1)
        )
    assert changes(record(database, UNKNOWN_USER)) == ["known"]
    assert state(database) == ("failed", "550 no")

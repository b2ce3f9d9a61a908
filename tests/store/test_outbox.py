"""The outbox: told once, claimed by one, fenced, recovered, every doubt recorded."""

import tempfile
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlmodel import select

from scheduler.delivery import Outcome, OutcomeKind
from scheduler.store import claims, outbox
from scheduler.store.claims import Settled
from scheduler.store.database import Database
from scheduler.store.outbox import NewItem, NewMessage
from scheduler.store.tables import AttemptRow, SentRow
from tests.hatchery import start
from tests.service import ROOT, environment

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
RANDOM = Random(1)


def queue(
    database: Database,
    number: int,
    *steps: str,
    superseded: bool = False,
    not_before: datetime = NOW,
) -> int | None:
    message = NewMessage(
        "reminder",
        f"p{number}@ville.example",
        "e@ville.example",
        "Objet",
        f"<{number}@x>",
        b"x",
        not_before,
    )
    items = [NewItem(f"c/clause/{number}", 1, step, superseded) for step in steps or ("j-1",)]
    with database.write() as session:
        return outbox.enqueue(session, message, items, NOW)


def test_the_same_thing_is_never_queued_twice(database: Database) -> None:
    assert queue(database, 1) is not None
    assert queue(database, 1) is None
    with database.read() as session:
        assert outbox.told(session, ["c/clause/1"]) == {
            ("c/clause/1", 1, "p1@ville.example", "j-1")
        }


def test_a_message_with_nothing_new_is_not_sent(database: Database) -> None:
    assert queue(database, 1, "j-7", superseded=True) is None


def test_four_processes_never_claim_the_same_message(database: Database, location: str) -> None:
    for number in range(400):
        queue(database, number)
    with tempfile.TemporaryFile("a+") as output:
        streams, known = (None, output, output), environment()
        processes = [
            start("tests.store.claimer", (location, f"p{rank}"), ROOT, known, streams)
            for rank in range(4)
        ]
        assert [one.wait(60) for one in processes] == [0] * 4
        output.seek(0)
        claimed = output.read().split()
    assert len(claimed) == len(set(claimed)) == 400


def test_who_lost_the_message_cannot_settle_it_but_its_doubt_is_kept(database: Database) -> None:
    queue(database, 1)
    with database.write() as session:
        (first,) = claims.claim(session, "old", NOW, 10)
    with database.write() as session:
        assert claims.recover(session, claims.holdings(session), NOW) == 1
        (second,) = claims.claim(session, "new", NOW, 10)
    with database.write() as session:
        claims.settle(session, [Settled(first, Outcome("refused"))], NOW, RANDOM)
        assert outbox.summary(session).counts == {"in_flight": 1}
        claims.settle(session, [Settled(first, Outcome("accepted"))], NOW, RANDOM)
        claims.settle(session, [Settled(second, Outcome("accepted"))], NOW, RANDOM)
        assert outbox.summary(session).counts == {"sent": 1}
        (doubt,) = outbox.doubtful(session)
    assert doubt.message_id == "<1@x>"


def test_an_outcome_whose_commit_had_succeeded_is_not_written_twice(database: Database) -> None:
    queue(database, 1)
    for again in (False, True):
        with database.write() as session:
            if not again:
                (claimed,) = claims.claim(session, "me", NOW, 10)
            ended = Settled(claimed, Outcome("accepted", "dot", 250, "ok"), again)
            claims.settle(session, [ended], NOW, RANDOM)
    with database.read() as session:
        assert len(session.exec(select(AttemptRow)).all()) == 1
        assert [row.kind for row in session.exec(select(SentRow))] == ["accepted"]


def test_a_message_in_flight_at_a_crash_leaves_again_unchanged_and_is_listed(
    database: Database,
) -> None:
    queue(database, 1)
    with database.write() as session:
        (first,) = claims.claim(session, "old", NOW, 10)
    with database.write() as session:
        assert claims.recover(session, claims.holdings(session), NOW) == 1
        (second,) = claims.claim(session, "new", NOW, 10)
        assert [one.message_id for one in outbox.doubtful(session)] == ["<1@x>"]
    assert (second.body, second.message_id) == (first.body, first.message_id)


@pytest.mark.parametrize(
    ("kind", "state", "attempts"),
    [
        ("accepted", "sent", 1),
        ("refused", "failed", 1),
        ("later", "pending", 1),
        ("channel", "pending", 0),
    ],
)
def test_each_outcome_leads_where_it_must(
    database: Database, kind: str, state: str, attempts: int
) -> None:
    queue(database, 1)
    with database.write() as session:
        (claimed,) = claims.claim(session, "me", NOW, 10)
        outcome = Outcome(kind, "data", 250, "answer")  # type: ignore[arg-type]
        claims.settle(session, [Settled(claimed, outcome)], NOW, RANDOM)
        assert outbox.summary(session).counts == {state: 1}
        assert claims.claim(session, "me", NOW, 10) == []
        later = claims.claim(session, "me", NOW + timedelta(hours=2), 10)
    assert [one.attempts - 1 for one in later] == ([attempts] if state == "pending" else [])


def test_what_was_told_of_an_occurrence_can_be_read_back(database: Database) -> None:
    queue(database, 1, "j-7", "j-1")
    with database.read() as session:
        told = outbox.history(session, "c/clause/1")
    assert [(one.step, one.state, one.recipient) for one in told] == [
        ("j-1", "pending", "p1@ville.example"),
    ]


def settled(database: Database, kind: OutcomeKind, now: datetime) -> None:
    """The only message that waits is taken, and its attempt ends so."""
    with database.write() as session:
        (claimed,) = claims.claim(session, "me", now, 10)
        claims.settle(session, [Settled(claimed, Outcome(kind))], now, RANDOM)


@pytest.mark.parametrize("kind", ["later", "channel", "ambiguous"])
def test_what_a_clock_ahead_put_off_tries_again_once_it_is_put_right(
    database: Database, kind: OutcomeKind
) -> None:
    queue(database, 1)
    settled(database, kind, NOW + timedelta(days=365))
    with database.write() as session:
        assert outbox.withdraw_from_the_future(session, NOW, timedelta(hours=2)) == 0
        assert len(claims.claim(session, "me", NOW, 10)) == 1


@pytest.mark.parametrize("wait", [timedelta(0), timedelta(hours=62)])
def test_what_waits_for_opening_is_not_put_off(database: Database, wait: timedelta) -> None:
    queue(database, 1, not_before=NOW + wait)
    with database.write() as session:
        assert outbox.withdraw_from_the_future(session, NOW, timedelta(hours=2)) == 0
        assert claims.claim(session, "me", NOW + wait - timedelta(seconds=1), 10) == []
        assert len(claims.claim(session, "me", NOW + wait, 10)) == 1


def test_a_message_retried_by_a_clock_ahead_leaves_once_it_is_put_right(
    database: Database,
) -> None:
    queue(database, 1)
    settled(database, "refused", NOW)
    with database.write() as session:
        (failed,) = outbox.stuck(session)
        assert outbox.retry(session, [failed.id], NOW + timedelta(days=365))
        assert len(claims.claim(session, "me", NOW + timedelta(hours=2), 10)) == 1


def test_what_failed_by_a_clock_ahead_is_retried_even_by_a_clock_ahead(database: Database) -> None:
    queue(database, 1)
    settled(database, "refused", NOW + timedelta(days=700))
    with database.write() as session:
        outbox.withdraw_from_the_future(session, NOW, timedelta(hours=2))
        (failed,) = outbox.stuck(session)
        assert outbox.retry(session, [failed.id], NOW + timedelta(days=365))
        assert len(claims.claim(session, "me", NOW, 10)) == 1


def test_what_a_dead_process_took_by_a_clock_ahead_is_taken_back(database: Database) -> None:
    queue(database, 1)
    with database.write() as session:
        claims.claim(session, "old", NOW + timedelta(days=365), 10)
        assert claims.recover(session, claims.holdings(session), NOW) == 1
        assert len(claims.claim(session, "new", NOW, 10)) == 1


@pytest.mark.parametrize(
    ("answer", "other", "carried"),
    [
        ("4.2.2 full", "later", 1),
        ("4.1.1 unknown for now", "channel", 1),
        ("4.7.1 greylisted", "accepted", 1),
        ("4.3.0 busy", "later", 0),
        ("busy", "channel", 0),
    ],
)
def test_tries_in_vain_are_a_mailboxs_own_where_it_is_named_or_another_is_served(
    database: Database, answer: str, other: OutcomeKind, carried: int
) -> None:
    queue(database, 1)
    queue(database, 2)
    outcomes = {"1": Outcome("later", "rcpt", 451, answer), "2": Outcome(other)}
    with database.write() as session:
        for one in claims.claim(session, "me", NOW, 10):
            outcome = outcomes[one.message_id.strip("<>").partition("@")[0]]
            claims.settle(session, [Settled(one, outcome)], NOW, RANDOM)
        first = outbox.listing(session)[0]
        assert outbox.tried_in_vain(session, first.recipient) == 0
        assert outbox.take_back(session, [first.id]) == [first.id]
        assert outbox.tried_in_vain(session, first.recipient) == carried

"""What is read of one agreement is all of it, and nothing else, on both databases."""

import pytest

from scheduler.store import auditing, evidence, outbox
from scheduler.store.database import Database
from scheduler.store.outbox import NewItem, NewMessage
from tests.store.registered import NOW, twelve

NAME = "conv_1"
"""Its underscore stands for any letter in a pattern of SQL."""


@pytest.fixture
def filled(database: Database) -> Database:
    """Seven messages about another agreement, then those about ours and its near namesakes."""
    twelve(database)
    keys = {
        "duty": f"{NAME}/clause/1",
        "first": f"initial/{NAME}",
        "namesake": "convX1/clause/1",
        "capitals": f"{NAME.upper()}/clause/1",
        "longer": f"{NAME}-bis/clause/1",
        "first of longer": f"initial/{NAME}-bis",
        "digest": "digest/a@x",
        "other digest": "digest/b@x",
    }
    with database.write() as session:
        numbers = {
            name: outbox.enqueue(session, message(name), [NewItem(key, 1, "j-1")], NOW)
            for name, key in keys.items()
        }
        failed = f"failure/{numbers['duty']}"
        outbox.enqueue(session, message("alert"), [NewItem(failed, 1, "alert")], NOW)
        outbox.enqueue(session, message("other alert"), [NewItem("failure/1", 1, "alert")], NOW)
    return database


def message(name: str) -> NewMessage:
    return NewMessage(
        kind="reminder",
        recipient=f"{name}@x",
        sender="e@x",
        subject=name,
        message_id=f"<{name}@x>",
        body=name.encode(),
        not_before=NOW,
    )


def test_the_messages_are_those_about_it_and_the_digests_that_name_it(filled: Database) -> None:
    with filled.snapshot() as session:
        found = evidence.messages(session, NAME, lambda body: body == b"digest")
        assert [one.subject for one in found] == ["duty", "first", "digest", "alert"]
        ids = [one.id for one in found]
        assert dict(evidence.bodies(session, ids)) == {
            one.id: one.subject.encode() for one in found
        }
        assert evidence.attempts(session, ids) == []
        assert [one.items[0].step for one in found] == ["j-1", "j-1", "j-1", "alert"]


def test_the_registers_lines_are_found_by_message_or_by_what_they_told(filled: Database) -> None:
    with filled.snapshot() as session:
        every = list(auditing.entries(session))
        of_c = list(evidence.lines(session, "c", set()))
        assert [one.number for one in of_c] == [one.number for one in every if one.kind != "erased"]
        assert [one.message for one in evidence.lines(session, NAME, {3})] == [3]
        assert evidence.last_instant(session) == NOW


def test_attempts_come_in_order(filled: Database) -> None:
    with filled.snapshot() as session:
        found = evidence.attempts(session, {1, 5})
        assert [(one.message, one.outcome) for one in found] == [
            (1, "accepted"),
            (5, "refused"),
            *[(5, "accepted")] * (len(found) - 2),
        ]

"""A database whose messages the relay took, and reports about them."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

from scheduler.delivery import Outcome
from scheduler.store import claims, outbox
from scheduler.store.claims import Settled
from scheduler.store.database import Database
from scheduler.store.outbox import NewItem, NewMessage
from tests.blank import opened_blank

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
REPORTS = Path(__file__).parent / "mail" / "bounces"
POSTFIX = (REPORTS / "postfix.eml").read_bytes()
DELAYED = (REPORTS / "postfix-delayed.eml").read_bytes()
VACATION = (REPORTS / "vacation.eml").read_bytes()
OURS = b"0123456789abcdef@ville.example"
RECIPIENT = "camille.delattre@ccas.example"


def with_message(path: Path, *, settled: bool = True) -> Database:
    """The message that the reports are about, sent; or still in its sender's hands."""
    database = opened_blank(path)
    message = NewMessage(
        "reminder",
        RECIPIENT,
        "echeances@ville.example",
        "À poster demain",
        f"<{OURS.decode()}>",
        b"x",
        NOW,
    )
    with database.write() as session:
        outbox.enqueue(session, message, [NewItem("c/clause/1", 1, "j-1")], NOW)
        (claimed,) = claims.claim(session, "me", NOW, 1)
        if settled:
            claims.settle(
                session, [Settled(claimed, Outcome("accepted", "data", 250))], NOW, Random(1)
            )
    return database


def state(database: Database) -> tuple[str, str]:
    """The state of that message, and its last answer."""
    with database.read() as session:
        (told,) = outbox.history(session, "c/clause/1")
    return told.state, told.answer

"""A register of twelve lines, one of each kind at least, and the steps that make one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from scheduler.delivery import Outcome, OutcomeKind
from scheduler.store import claims, outbox, sent
from scheduler.store.claims import Claimed, Settled
from scheduler.store.database import Database
from scheduler.store.outbox import NewItem, NewMessage
from scheduler.store.sent import NewEntry

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
ENTRIES = 12


def queue(database: Database, numbers: Iterable[int]) -> None:
    """A message for each of those numbers; it tells a duty, and the week's digest."""
    with database.write() as session:
        for number in numbers:
            address = f"p{number}@ville.example"
            message = NewMessage(
                kind="digest",
                recipient=address,
                sender="e@ville.example",
                subject=f"Vos échéances : {number} en retard",
                message_id=f"<{number}@x>",
                body=f"octets du message {number}".encode(),
                not_before=NOW,
                rules="abc123",
            )
            items = [
                NewItem(f"c/clause/{number}", 1, "j-1"),
                NewItem(f"digest/{address}", 1, "2026-s48"),
            ]
            outbox.enqueue(session, message, items, NOW)


def begun(database: Database, limit: int = 100) -> list[Claimed]:
    """Messages in flight."""
    with database.write(alone=False) as session:
        return claims.claim(session, "me", NOW, limit)


def settle(database: Database, messages: Iterable[Claimed], kind: OutcomeKind) -> None:
    """Each ended in that way; those in doubt are held."""
    outcome = Outcome(kind, "data", 250, "2.0.0 Ok: queued as 4F2A")
    with database.write(alone=False) as session:
        ended = [Settled(one, outcome) for one in messages]
        claims.settle(session, ended, NOW, Random(1), hold=True)


def twelve(database: Database) -> None:
    """Four accepted, then refused, doubtful, abandoned, retried, confirmed, bounced, erased."""
    queue(database, range(1, 8))
    messages = begun(database)
    settle(database, messages[:4], "accepted")
    settle(database, messages[4:5], "refused")
    settle(database, messages[5:6], "ambiguous")
    tried = claims.MAX_ATTEMPTS
    settle(database, [replace(messages[6], attempts=tried)], "later")
    with database.write() as session:
        outbox.retry(session, [messages[4].id], NOW)
        outbox.arrived(session, [messages[5].id], "Noé Lemaire", NOW)
        sent.append(session, [NewEntry("bounced", messages[0].id, "550 5.1.1 inconnu")], NOW)
        sent.erase_person(session, "P2@ville.example", NOW)
    settle(database, begun(database, 1), "accepted")

"""An outbox filled beforehand, and the verdict once it is drained: what was lost, what doubled."""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, select

from scheduler.store import auditing, outbox
from scheduler.store.database import Database, open_database
from scheduler.store.outbox import NewItem, NewMessage
from scheduler.store.tables import MessageRow
from tests.smtp_listener import Accepted

TOGETHER = 500
ENDED = {"sent", "held", "failed"}
LINES = b"".join(b"Ligne %d : le compte rendu financier est attendu.\r\n" % n for n in range(40))


def located(location: str) -> Path | str:
    """A file unless it is the url of a server."""
    return location if "://" in location else Path(location)


def message_id(number: int) -> str:
    return f"<{number}@essai.example>"


def fill(location: str, count: int) -> None:
    """Queue as many messages, all due, each to a recipient of its own."""
    now = datetime.now(UTC)
    database = open_database(located(location))
    for start in range(0, count, TOGETHER):
        with database.write() as session:
            for number in range(start, min(start + TOGETHER, count)):
                item = NewItem(f"essai/clause/{number}", 1, "j-1")
                assert outbox.enqueue(session, _message(number, now), [item], now)
    database.close()


def _message(number: int, now: datetime) -> NewMessage:
    named = message_id(number)
    body = (
        f"From: echeancier@ville.example\r\nTo: p{number}@ville.example\r\n"
        f"Subject: Rappel {number}\r\nMessage-ID: {named}\r\n\r\n"
    ).encode()
    return NewMessage(
        "reminder",
        f"p{number}@ville.example",
        "echeancier@ville.example",
        f"Rappel {number}",
        named,
        body + LINES + b".une ligne qui commence par un point\r\n",
        now,
    )


def states(database: Database) -> dict[str, int]:
    with database.read() as session:
        return outbox.summary(session).counts


def remains(database: Database) -> int:
    """How many messages have not come to their end."""
    return sum(number for state, number in states(database).items() if state not in ENDED)


@dataclass(frozen=True)
class Verdict:
    """What came of a run; ``faults`` are the promises that were broken."""

    messages: int
    accepted: int
    doubles: int
    listed: int
    held: int
    unlisted: tuple[str, ...]
    faults: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.messages} messages, {self.accepted} accepted, {self.doubles} doubles, "
            f"{self.listed} listed, {self.held} held, {len(self.unlisted)} doubled in no list"
        )


def compared(location: str, count: int, accepted: Iterable[Accepted], most: int) -> Verdict:
    """Every message of the outbox against all that the relay accepted.

    None of the ``count`` filled in may be missing; at most ``most`` acceptances may be doubles.
    """
    database = open_database(located(location))
    with database.snapshot() as session:
        rows = session.exec(select(MessageRow)).all()
        listed = {one.message_id for one in outbox.doubtful(session)}
        register = _faults_of_the_register(session)
    database.close()
    bodies = defaultdict(list)
    for one in accepted:
        bodies[_identifier(one.body)].append(one.body)
    doubles = sum(len(some) - 1 for some in bodies.values())
    unlisted = sorted(name for name, some in bodies.items() if len(some) > 1 and name not in listed)
    faults = [f"unlisted double: {name}" for name in unlisted]
    faults += _missing(rows, count)
    for row in rows:
        faults += _faults_of(row, bodies.get(row.message_id, []))
    faults += [f"unknown: {name}" for name in bodies.keys() - {row.message_id for row in rows}]
    faults += register
    if doubles > most:
        faults.append(f"{doubles} doubles, where {most} may be")
    held = sum(row.state == "held" for row in rows)
    total = sum(map(len, bodies.values()))
    return Verdict(len(rows), total, doubles, len(listed), held, tuple(unlisted), tuple(faults))


def judge(location: str, count: int, accepted: Iterable[Accepted], most: int) -> Verdict:
    """The same; any broken promise is a failure."""
    verdict = compared(location, count, accepted, most)
    if "://" not in location:
        with sqlite3.connect(location) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not verdict.faults, f"{verdict}\n" + "\n".join(verdict.faults[:20])
    return verdict


def _identifier(body: bytes) -> str:
    found = re.search(rb"(?im)^message-id:\s*(<[^>]+>)", body)
    assert found, body[:500]
    return found[1].decode()


def _faults_of_the_register(session: Session) -> list[str]:
    """Its chain is whole, all that left is in it, and nothing is accepted twice."""
    faults = [f"register: {one}" for one in auditing.verify(session).broken]
    entered = Counter(one.message for one in auditing.entries(session) if one.kind == "accepted")
    return faults + [f"entered {n} times: {of}" for of, n in entered.items() if n > 1]


def _missing(rows: Sequence[MessageRow], count: int) -> list[str]:
    known = {row.message_id for row in rows}
    return [f"gone: {number}" for number in range(count) if message_id(number) not in known]


def _faults_of(row: MessageRow, bodies: list[bytes]) -> list[str]:
    faults = []
    if row.state not in ENDED:
        faults.append(f"not ended: {row.message_id} {row.state}")
    if not bodies and not (row.state == "held" and row.possible_duplicates):
        faults.append(f"lost: {row.message_id} {row.state}")
    if any(body != row.body for body in bodies):
        faults.append(f"other bytes: {row.message_id}")
    return faults

"""Take in what came back: fetch from the mailbox, record, mark as handled."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from scheduler.delivery import NotReport
from scheduler.mail.bounce import read_report
from scheduler.mail.bounce_box import BoxUnavailable, Incoming
from scheduler.store import bounces
from scheduler.store.bounces import Matched
from scheduler.store.database import Database

PAUSE_SECONDS = 300.0
"""Between two visits of the mailbox: its server may count them."""
log = logging.getLogger(__name__)


class Box(Protocol):
    """A mailbox that reports come back to."""

    def fetch_new(self) -> Iterable[Incoming]:
        """The messages that nobody handled yet."""
        ...

    def mark_handled(self, identifier: str) -> None:
        """Give the message no more; it is kept."""
        ...

    def close(self) -> None:
        """End what is held open."""
        ...


def take(database: Database, body: bytes, now: datetime) -> list[Matched] | NotReport:
    """Record one message that came back, in a transaction of its own."""
    report = read_report(body)
    if isinstance(report, NotReport):
        return report
    with database.write() as session:
        taken = bounces.record(session, report, now)
        database.wake(session)
    return taken


def collect(database: Database, box: Box, now: datetime) -> Counter[str]:
    """Take in everything new; how many recipients by what was changed.

    What is no report counts as ``other``, a mailbox that cannot be read as ``unavailable``. A
    message is marked once recorded: after a crash between the two it is recorded again, to no
    effect. Raises Unavailable where the database cannot be written: the mailbox keeps the rest.
    """
    counts: Counter[str] = Counter()
    try:
        for message in box.fetch_new():
            taken = take(database, message.body, now)
            counts.update(_told(taken))
            if not must_wait(taken):
                box.mark_handled(message.id)
    except BoxUnavailable as error:
        log.error("bounce mailbox unavailable: %s", error)
        counts["unavailable"] += 1
    finally:
        box.close()
    return counts


def must_wait(taken: list[Matched] | NotReport) -> bool:
    """Whether the report came before its message was settled, and must be read again."""
    return not isinstance(taken, NotReport) and any(one.change == "leaving" for one in taken)


def _told(taken: list[Matched] | NotReport) -> list[str]:
    """Log one line each, without a word of the message or an address; what to count."""
    if isinstance(taken, NotReport):
        log.info("bounce mailbox: a message that is no report (%s)", taken.kind)
        return ["other"]
    for one in taken:
        about = one.message if one.message is not None else "unknown"
        told = (about, one.failure.action, one.failure.status or "no status", one.change)
        log.info("bounce of message %s: %s, %s: %s", *told)
    return [one.change for one in taken]

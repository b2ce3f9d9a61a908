"""What messages told of occurrences: to whom, of which revision, and whether they have left."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from scheduler.store.tables import ItemRow, MessageRow

TOGETHER = 500
"""How many keys one query names."""


class Carried(NamedTuple):
    """An occurrence in a message; ``accepted_at`` is None while it has not left."""

    occurrence: str
    revision: int
    recipient: str
    accepted_at: datetime | None


def carried(session: Session, occurrences: Iterable[str]) -> list[Carried]:
    """Every message that told of those occurrences, oldest first; those refused told nobody.

    Where one message carries several steps of an occurrence, it is given once.
    """
    keys = sorted(set(occurrences))
    found: list[Carried] = []
    for start in range(0, len(keys), TOGETHER):
        query = (
            select(ItemRow.occurrence, ItemRow.revision, ItemRow.recipient, MessageRow.accepted_at)
            .join(MessageRow, col(MessageRow.id) == col(ItemRow.message))
            .where(
                col(ItemRow.occurrence).in_(keys[start : start + TOGETHER]),
                col(MessageRow.state) != "failed",
            )
            .order_by(col(ItemRow.id))
        )
        found.extend(Carried(*row) for row in session.exec(query))
    return list(dict.fromkeys(found))

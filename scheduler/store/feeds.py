"""Subscribed calendars: a private address each, its token known only by its hash."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.store.tables import FeedRow

FORMAT = "e1"
"""The first letters of a token: the version of its format."""


@dataclass(frozen=True)
class Feed:
    """A feed as it may be shown: never its token."""

    id: int
    prefix: str
    kind: str
    subject: str
    label: str
    created_at: datetime
    revoked_at: datetime | None
    last_access_at: datetime | None
    detail: str = "full"


def new_feed(
    session: Session, kind: str, subject: str, label: str, now: datetime
) -> tuple[Feed, str]:
    """A new feed and its token (256 bits), which cannot be shown again."""
    token = f"{FORMAT}{secrets.token_urlsafe(32)}"
    row = FeedRow(
        prefix=token[:8],
        token_hash=_hash(token),
        kind=kind,
        subject=subject,
        label=label,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return _feed(row), token


def find(session: Session, token: str) -> Feed | None:
    """The feed of a token, revoked ones too; looked up by hash, so in constant time."""
    row = session.exec(select(FeedRow).where(FeedRow.token_hash == _hash(token))).first()
    return _feed(row) if row else None


def list_feeds(session: Session) -> list[Feed]:
    """Every feed, oldest first."""
    return [_feed(row) for row in session.exec(select(FeedRow).order_by(col(FeedRow.id)))]


def revoke(session: Session, prefix: str, now: datetime) -> list[Feed]:
    """Revoke the feeds whose prefix this is; the ones revoked."""
    rows = session.exec(
        select(FeedRow).where(FeedRow.prefix == prefix, col(FeedRow.revoked_at).is_(None))
    ).all()
    for row in rows:
        row.revoked_at = now
    session.flush()
    return [_feed(row) for row in rows]


def touch(session: Session, feed: Feed, now: datetime) -> None:
    """Remember that a calendar came by."""
    row = session.get(FeedRow, feed.id)
    if row:
        row.last_access_at = now
        session.flush()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _feed(row: FeedRow) -> Feed:
    return Feed(
        id=row.id or 0,
        prefix=row.prefix,
        kind=row.kind,
        subject=row.subject,
        label=row.label,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
        last_access_at=row.last_access_at,
    )

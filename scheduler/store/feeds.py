"""Subscribed calendars: private addresses, each known only by its hash, and what ends them."""

import hashlib
import secrets
from collections.abc import Set
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Table, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, select

from scheduler.store.tables import FeedRow, FeedTokenRow

FEED: Table = SQLModel.metadata.tables["feed"]
TOKEN: Table = SQLModel.metadata.tables["feed_token"]
FORMAT = "e1"
"""The first letters of a token: the version of its format."""
OVERLAP = timedelta(days=30)
"""How long an address that was replaced still works."""
Kind = Literal["all", "authority", "agreement", "role", "person"]
Detail = Literal["full", "title"]


@dataclass(frozen=True)
class Token:
    """An address of a feed as it may be shown: its first letters; ``ends_at`` once replaced."""

    id: int
    prefix: str
    created_at: datetime
    ends_at: datetime | None
    last_access_at: datetime | None


@dataclass(frozen=True)
class Feed:
    """A feed as it may be shown: never a whole token; ``tokens`` has the newest last.

    ``left_at``: since when the person it is for has held no role; ``resumed_at``: when that ended.
    """

    id: int
    kind: str
    subject: str
    label: str
    detail: str
    gzip: bool
    created_at: datetime
    revoked_at: datetime | None
    left_at: datetime | None
    resumed_at: datetime | None
    tokens: tuple[Token, ...]

    @property
    def prefix(self) -> str:
        """The first letters of its present address."""
        return self.tokens[-1].prefix

    @property
    def last_access_at(self) -> datetime | None:
        """When a calendar last came by, through any of its addresses."""
        return max((one.last_access_at for one in self.tokens if one.last_access_at), default=None)

    @property
    def ended_at(self) -> datetime | None:
        """Since when it gives nothing: revoked, or its person gone."""
        return min((one for one in (self.revoked_at, self.left_at) if one), default=None)


@dataclass(frozen=True)
class Visit:
    """A token that was presented, and the feed that it opens or opened."""

    feed: Feed
    token: Token

    def ended_at(self, now: datetime) -> datetime | None:
        """Since when this address gives nothing, if it does not any more."""
        over = self.token.ends_at if self.token.ends_at and self.token.ends_at <= now else None
        return min((one for one in (self.feed.ended_at, over) if one), default=None)


_TOKEN = [TOKEN.c[one.name] for one in fields(Token)]
_FEED = [FEED.c[one.name] for one in fields(Feed) if one.name != "tokens"]
# Every visit asks it: plain columns cost a fifth of what rows as objects do.
_FIND = (
    select_columns(*_TOKEN, *_FEED)
    .join(FEED, FEED.c.id == TOKEN.c.feed)
    .where(TOKEN.c.token_hash == bindparam("hash"))
)


def new_feed(
    session: Session,
    kind: str,
    subject: str,
    label: str,
    now: datetime,
    *,
    detail: str = "full",
    gzip: bool = True,
) -> tuple[Feed, str]:
    """A new feed and its token (256 bits), which cannot be shown again."""
    row = FeedRow(kind=kind, subject=subject, label=label, detail=detail, gzip=gzip, created_at=now)
    session.add(row)
    session.flush()
    token = _new_token(session, row, now)
    return _feed(session, row), token


def find(session: Session, token: str) -> Visit | None:
    """What a token opens, or opened before it ended; looked up by hash, so in constant time."""
    row = session.connection().execute(_FIND, {"hash": hashed(token)}).mappings().first()
    if row is None:
        return None
    given = Token(*(row[column] for column in _TOKEN))
    return Visit(Feed(**{one.name: row[one] for one in _FEED}, tokens=(given,)), given)


def list_feeds(session: Session) -> list[Feed]:
    """Every feed, oldest first."""
    return [_feed(session, row) for row in session.exec(select(FeedRow).order_by(col(FeedRow.id)))]


def feed_of(session: Session, number: int) -> Feed | None:
    """The feed of that number."""
    row = session.get(FeedRow, number)
    return _feed(session, row) if row else None


def named(session: Session, prefix: str) -> Feed | None:
    """The one feed of which an address begins so; None where none does, or several do."""
    rows = session.exec(select(FeedTokenRow.feed).where(FeedTokenRow.prefix == prefix)).all()
    return feed_of(session, rows[0]) if len(set(rows)) == 1 else None


def revoke(session: Session, prefix: str, now: datetime) -> Feed | None:
    """Revoke the feed, all its addresses; None where there is nothing to revoke."""
    feed = named(session, prefix)
    row = session.get(FeedRow, feed.id) if feed else None
    if row is None or row.revoked_at:
        return None
    row.revoked_at = now
    session.flush()
    return _feed(session, row)


def rotate(session: Session, prefix: str, now: datetime) -> tuple[Feed, str] | None:
    """A new token; those before it work 30 more days. None for no feed, or one that has ended."""
    feed = named(session, prefix)
    row = session.get(FeedRow, feed.id) if feed and not feed.ended_at else None
    if row is None:
        return None
    for old in session.exec(select(FeedTokenRow).where(FeedTokenRow.feed == row.id)):
        old.ends_at = min(old.ends_at or now + OVERLAP, now + OVERLAP)
    token = _new_token(session, row, now)
    return _feed(session, row), token


def set_gzip(session: Session, prefix: str, on: bool) -> Feed | None:
    """Say whether the feed may be compressed; None where there is no such feed."""
    feed = named(session, prefix)
    row = session.get(FeedRow, feed.id) if feed else None
    if row is None:
        return None
    row.gzip = on
    session.flush()
    return _feed(session, row)


def touch(session: Session, token: Token, now: datetime) -> None:
    """Remember that a calendar came by."""
    row = session.get(FeedTokenRow, token.id)
    if row:
        row.last_access_at = now
        session.flush()


def mind_leavers(session: Session, present: Set[str], now: datetime) -> list[Feed]:
    """End the feeds of whoever is in no role any more, and give back those of who returned.

    ``present``: the addresses, in lower case, of those in a role today. Gives the feeds changed.
    """
    changed = []
    for row in session.exec(select(FeedRow).where(FeedRow.kind == "person")):
        gone = row.subject.lower() not in present
        if gone != (row.left_at is not None):
            row.left_at = now if gone else None
            row.resumed_at = None if gone else now
            changed.append(row)
    session.flush()
    return [_feed(session, row) for row in changed]


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _new_token(session: Session, row: FeedRow, now: datetime) -> str:
    token = f"{FORMAT}{secrets.token_urlsafe(32)}"
    made = FeedTokenRow(
        feed=row.id or 0, prefix=token[:8], token_hash=hashed(token), created_at=now
    )
    session.add(made)
    session.flush()
    return token


def _feed(session: Session, row: FeedRow) -> Feed:
    asked = select(FeedTokenRow).where(FeedTokenRow.feed == row.id).order_by(col(FeedTokenRow.id))
    return _made(row, tuple(_token(one) for one in session.exec(asked)))


def _made(row: FeedRow, tokens: tuple[Token, ...]) -> Feed:
    return Feed(
        id=row.id or 0,
        kind=row.kind,
        subject=row.subject,
        label=row.label,
        detail=row.detail,
        gzip=row.gzip,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
        left_at=row.left_at,
        resumed_at=row.resumed_at,
        tokens=tokens,
    )


def _token(row: FeedTokenRow) -> Token:
    return Token(
        id=row.id or 0,
        prefix=row.prefix,
        created_at=row.created_at,
        ends_at=row.ends_at,
        last_access_at=row.last_access_at,
    )

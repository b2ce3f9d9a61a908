"""The tables, with the constraints that keep their promises."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

KINDS = (
    "event",
    "done",
    "waived",
    "missed",
    "unknown",
    "postponed",
    "seen",
    "presented",
    "collected",
    "withdrawal",
)
REASONED = ("waived", "postponed")
"""The kinds of fact that nobody records without a reason."""
STATES = ("pending", "in_flight", "sent", "failed", "held", "replaced")
ENTERED = (
    "accepted",
    "refused",
    "doubtful",
    "abandoned",
    "bounced",
    "retried",
    "confirmed",
    "erased",
)
FEEDS = ("all", "authority", "agreement", "role", "person")
_PENDING = text("state = 'pending'")
_OWNED = text("owner IS NOT NULL")
STUCK = text("state IN ('failed', 'held')")
_DOUBT = text("possible_duplicates > 0")


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant, stored without its zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant; store the UTC one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive instant cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the instant back with its zone."""
        return value.replace(tzinfo=UTC) if value is not None else None


def _instant(*, nullable: bool = False) -> Any:
    return Field(sa_column=Column(Instant, nullable=nullable))


class FactRow(SQLModel, table=True):
    """The journal of facts, append-only: a withdrawal is a row of its own.

    ``occurred_on`` of what is postponed is the day it is put off to.
    """

    __tablename__ = "fact"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(map(repr, KINDS))})", name="fact_kind"),
        CheckConstraint("(kind = 'withdrawal') = (withdraws IS NOT NULL)", name="fact_withdraws"),
        CheckConstraint("(kind = 'withdrawal') = (occurred_on IS NULL)", name="fact_day"),
        CheckConstraint(
            f"kind NOT IN ({', '.join(map(repr, REASONED))}) OR trim(comment) <> ''",
            name="fact_reason",
        ),
        CheckConstraint("kind = 'done' OR NOT to_follow", name="fact_to_follow"),
        CheckConstraint("kind = 'postponed' OR NOT past_the_deadline", name="fact_past"),
    )

    id: int | None = Field(default=None, primary_key=True)
    recorded_at: datetime = _instant()
    recorded_by: str
    kind: str
    agreement: str = Field(index=True)
    subject: str
    occurred_on: date | None = None
    comment: str = ""
    evidence: str = ""
    to_follow: bool = False
    past_the_deadline: bool = False
    withdraws: int | None = Field(default=None, foreign_key="fact.id", unique=True)


class FollowingRow(SQLModel, table=True):
    """Since when an agreement is followed, and the day its file was first loaded.

    ``ahead`` is that day as it was written, while the clock says that it has not come yet.
    """

    __tablename__ = "following"

    agreement: str = Field(primary_key=True)
    since: date
    loaded_on: date
    ahead: date | None = None


class OccurrenceRow(SQLModel, table=True):
    """The register: each occurrence as last published."""

    __tablename__ = "occurrence"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="occurrence_revision"),
        CheckConstraint("sequence >= 0", name="occurrence_sequence"),
    )

    key: str = Field(primary_key=True)
    agreement: str = Field(index=True)
    revision: int
    sequence: int
    fingerprint: str
    content: str
    first_seen_at: datetime = _instant()
    published_at: datetime = _instant()
    withdrawn_at: datetime | None = _instant(nullable=True)


class MessageRow(SQLModel, table=True):
    """The outbox: the row is the message, its bytes fixed before the first attempt."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint(
            f"state IN ({', '.join(map(repr, STATES))})",
            name="message_state",
        ),
        CheckConstraint("(state = 'in_flight') = (owner IS NOT NULL)", name="owned"),
        Index("message_due", "next_try_at", sqlite_where=_PENDING, postgresql_where=_PENDING),
        Index("message_owned", "owner", sqlite_where=_OWNED, postgresql_where=_OWNED),
        Index("message_stuck", "id", sqlite_where=STUCK, postgresql_where=STUCK),
        Index("message_doubtful", "id", sqlite_where=_DOUBT, postgresql_where=_DOUBT),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    recipient: str
    sender: str
    subject: str
    message_id: str = Field(unique=True)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    rules: str = ""
    created_at: datetime = _instant()
    next_try_at: datetime = _instant()
    state: str = "pending"
    owner: str | None = None
    lease_until: datetime | None = _instant(nullable=True)
    token: int = 0
    attempts: int = 0
    possible_duplicates: int = 0
    accepted_at: datetime | None = _instant(nullable=True)
    last_answer: str = ""


class ItemRow(SQLModel, table=True):
    """What a message carries; the constraint is the promise not to tell it twice.

    ``day`` is the last useful day that it told of.
    """

    __tablename__ = "message_item"
    __table_args__ = (
        UniqueConstraint("occurrence", "revision", "recipient", "step", name="told_once"),
    )

    id: int | None = Field(default=None, primary_key=True)
    message: int = Field(foreign_key="message.id", index=True)
    occurrence: str = Field(index=True)
    revision: int
    recipient: str
    step: str
    superseded: bool = False
    day: date | None = None


class AttemptRow(SQLModel, table=True):
    """Every attempt to hand a message over, with the relay's own words."""

    __tablename__ = "attempt"

    id: int | None = Field(default=None, primary_key=True)
    message: int = Field(foreign_key="message.id", index=True)
    number: int
    started_at: datetime = _instant()
    ended_at: datetime | None = _instant(nullable=True)
    outcome: str = "open"
    phase: str = ""
    code: int | None = None
    answer: str = ""


class SentRow(SQLModel, table=True):
    """The register of what was sent: each line's hash covers the hash of the line before.

    A part that was erased on order keeps its digest; numbers leave no gap.
    """

    __tablename__ = "sent_entry"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(map(repr, ENTERED))})", name="sent_kind"),
    )

    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    at: datetime = _instant()
    kind: str
    message: int | None = None
    details: str | None = None
    details_salt: str | None = None
    details_digest: str
    person: str | None = None
    person_salt: str | None = None
    person_digest: str
    hash: str = Field(unique=True)


class RuleVersionRow(SQLModel, table=True):
    """The files of one version of the rules, as one archive; identical versions stand once."""

    __tablename__ = "rule_version"

    version: str = Field(primary_key=True)
    taken_at: datetime = _instant()
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class RuleAdoptionRow(SQLModel, table=True):
    """When a version of the rules came into force; one may come back."""

    __tablename__ = "rule_adoption"

    number: int | None = Field(default=None, primary_key=True)
    version: str
    at: datetime = _instant()


class FeedRow(SQLModel, table=True):
    """A subscribed calendar; ``left_at``: since when its person is in no role any more.

    ``resumed_at``: when that person returned.
    """

    __tablename__ = "feed"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(map(repr, FEEDS))})", name="feed_kind"),
        CheckConstraint("detail IN ('full', 'title')", name="feed_detail"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: str = ""
    label: str
    detail: str = "full"
    gzip: bool = True
    created_at: datetime = _instant()
    revoked_at: datetime | None = _instant(nullable=True)
    left_at: datetime | None = _instant(nullable=True)
    resumed_at: datetime | None = _instant(nullable=True)


class FeedTokenRow(SQLModel, table=True):
    """The secret part of a feed's address, known only by its hash; rotation gives it an end."""

    __tablename__ = "feed_token"

    id: int | None = Field(default=None, primary_key=True)
    feed: int = Field(foreign_key="feed.id", index=True)
    prefix: str
    token_hash: str = Field(unique=True)
    created_at: datetime = _instant()
    ends_at: datetime | None = _instant(nullable=True)
    last_access_at: datetime | None = _instant(nullable=True)


class PublicationRow(SQLModel, table=True):
    """A calendar as last published, and the bytes that were held back since, with the reason."""

    __tablename__ = "feed_publication"
    __table_args__ = (
        CheckConstraint("(body IS NULL) = (published_at IS NULL)", name="publication_body"),
        CheckConstraint("(held_at IS NULL) = (held_reason = '')", name="publication_held"),
    )

    feed: int = Field(primary_key=True, foreign_key="feed.id")
    fingerprint: str
    generation: int = 1
    body: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    tag: str = ""
    modified: datetime = _instant()
    events: int = 0
    published_at: datetime | None = _instant(nullable=True)
    held_body: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    held_reason: str = ""
    held_at: datetime | None = _instant(nullable=True)
    accepted: bool = False


class FeedEventRow(SQLModel, table=True):
    """An event as calendars were last shown it: never forgotten, for its sequence only grows.

    ``standing`` is what raises the sequence, ``digest`` covers all that is shown.
    """

    __tablename__ = "feed_event"
    __table_args__ = (CheckConstraint("sequence >= 0", name="feed_event_sequence"),)

    uid: str = Field(primary_key=True)
    digest: str
    standing: str
    sequence: int
    modified: datetime = _instant()
    block: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class MetaRow(SQLModel, table=True):
    """Single values: the domain of UIDs, the last completed pass, the head of the register."""

    __tablename__ = "meta"

    name: str = Field(primary_key=True)
    value: str

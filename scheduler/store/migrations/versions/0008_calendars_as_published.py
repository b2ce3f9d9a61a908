"""Each calendar as last published, the one that is held back, and what every event was."""

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "feed_publication",
        sa.Column("feed", sa.Integer(), sa.ForeignKey("feed.id"), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("modified", sa.DateTime(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("held_body", sa.LargeBinary(), nullable=True),
        sa.Column("held_reason", sa.String(), nullable=False),
        sa.Column("held_at", sa.DateTime(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("feed"),
        sa.CheckConstraint("(body IS NULL) = (published_at IS NULL)", name="publication_body"),
        sa.CheckConstraint("(held_at IS NULL) = (held_reason = '')", name="publication_held"),
    )
    op.create_table(
        "feed_event",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("modified", sa.DateTime(), nullable=False),
        sa.Column("block", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("uid"),
        sa.CheckConstraint("sequence >= 0", name="feed_event_sequence"),
    )
    _begin_above_what_calendars_were_given()


def _begin_above_what_calendars_were_given() -> None:
    """Until now an event bore its occurrence's sequence: none may come back with a lower one."""
    occurrence = sa.table("occurrence", sa.column("sequence", sa.Integer()))
    highest = op.get_bind().scalar(sa.select(sa.func.max(occurrence.c.sequence)))
    if highest:
        meta = sa.table("meta", sa.column("name"), sa.column("value"))
        op.bulk_insert(meta, [{"name": "feed_sequence_base", "value": str(highest + 1)}])

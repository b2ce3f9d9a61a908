"""Addresses of a feed that can be replaced; feeds of a person or an authority; their detail."""

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"

BEFORE = "kind IN ('all', 'agreement', 'role')"
KINDS = "kind IN ('all', 'authority', 'agreement', 'role', 'person')"
DETAILS = "detail IN ('full', 'title')"
ADDED = (("detail", sa.String(), "full"), ("gzip", sa.Boolean(), sa.true()))


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "feed_token",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("feed", sa.Integer(), sa.ForeignKey("feed.id"), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False, unique=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("last_access_at", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_feed_token_feed", "feed_token", ["feed"])
    op.execute(
        "INSERT INTO feed_token (feed, prefix, token_hash, created_at, last_access_at)"
        " SELECT id, prefix, token_hash, created_at, last_access_at FROM feed"
    )
    _widen()


def _widen() -> None:
    """The feeds without the columns that moved, and with the new ones."""
    with op.batch_alter_table("feed", copy_from=_before(), recreate="auto") as batch_op:
        batch_op.drop_constraint("feed_kind", type_="check")
        batch_op.create_check_constraint("feed_kind", sa.text(KINDS))
        for name in ("prefix", "token_hash", "last_access_at"):
            batch_op.drop_column(name)
        for name, kind, value in ADDED:
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=value))
        for name in ("left_at", "resumed_at"):
            batch_op.add_column(sa.Column(name, sa.DateTime(), nullable=True))
        batch_op.create_check_constraint("feed_detail", sa.text(DETAILS))
    with op.batch_alter_table("feed") as batch_op:
        batch_op.alter_column("detail", server_default=None)
        batch_op.alter_column("gzip", server_default=None)


def _before() -> sa.Table:
    """The table as the first revision made it, its constraint named."""
    return sa.Table(
        "feed",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("last_access_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(BEFORE, name="feed_kind"),
    )

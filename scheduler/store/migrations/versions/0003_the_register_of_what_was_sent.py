"""The register of what was sent, empty, with its head."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"

KINDS = (
    "kind IN ('accepted', 'refused', 'doubtful', 'abandoned', 'bounced', 'retried', 'confirmed',"
    " 'erased')"
)
GENESIS = "0" * 64
META = sa.table("meta", sa.column("name"), sa.column("value"))
MESSAGE = sa.table(
    "message",
    sa.column("state"),
    sa.column("created_at", sa.DateTime()),
    sa.column("accepted_at", sa.DateTime()),
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "sent_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("message", sa.Integer(), nullable=True),
        sa.Column("details", sa.String(), nullable=True),
        sa.Column("details_salt", sa.String(), nullable=True),
        sa.Column("details_digest", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("person_salt", sa.String(), nullable=True),
        sa.Column("person_digest", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint(KINDS, name="sent_kind"),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("hash"),
    )
    first = {"register_head": f"0 {GENESIS}", "register_since": _last_sent()}
    op.bulk_insert(META, [{"name": name, "value": value} for name, value in first.items()])


def _last_sent() -> str:
    """The last message that left before there was a register: no line is to be had of those."""
    instant = sa.func.max(sa.func.coalesce(MESSAGE.c.accepted_at, MESSAGE.c.created_at))
    last = op.get_bind().scalar(sa.select(instant).where(MESSAGE.c.state == "sent"))
    return last.isoformat() if last else ""

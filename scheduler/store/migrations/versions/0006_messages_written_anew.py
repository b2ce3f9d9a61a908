"""Messages that another one replaces before they leave; the day that each item told of."""

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"

STATES = "state IN ('pending', 'in_flight', 'sent', 'failed', 'held', 'replaced')"
BEFORE = "state IN ('pending', 'in_flight', 'sent', 'failed', 'held')"
OWNED = "(state = 'in_flight') = (owner IS NOT NULL)"
INDEXES = (
    ("message_due", "next_try_at", "state = 'pending'"),
    ("message_owned", "owner", "owner IS NOT NULL"),
    ("message_stuck", "id", "state IN ('failed', 'held')"),
    ("message_doubtful", "id", "possible_duplicates > 0"),
)


def upgrade() -> None:
    """Apply."""
    for name, _, _ in INDEXES:
        op.drop_index(name, "message")
    with op.batch_alter_table("message", copy_from=_before(), recreate="auto") as batch_op:
        batch_op.drop_constraint("message_state", type_="check")
        batch_op.create_check_constraint("message_state", sa.text(STATES))
    for name, column, where in INDEXES:
        condition = sa.text(where)
        op.create_index(
            name, "message", [column], sqlite_where=condition, postgresql_where=condition
        )
    op.add_column("message_item", sa.Column("day", sa.Date(), nullable=True))


def _before() -> sa.Table:
    """The table as the second revision left it, its constraints named."""
    return sa.Table(
        "message",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False, unique=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("possible_duplicates", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("last_answer", sa.String(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.CheckConstraint(OWNED, name="owned"),
        sa.CheckConstraint(BEFORE, name="message_state"),
    )

"""What people record beside "done": answers, what is put off, a letter's way, proof to follow."""

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"

KINDS = (
    "kind IN ('event', 'done', 'waived', 'missed', 'unknown', 'postponed', 'seen', 'presented',"
    " 'collected', 'withdrawal')"
)
ADDED = (
    ("fact_reason", "kind NOT IN ('waived', 'postponed') OR trim(comment) <> ''"),
    ("fact_to_follow", "kind = 'done' OR NOT to_follow"),
    ("fact_past", "kind = 'postponed' OR NOT past_the_deadline"),
)
COLUMNS = ("to_follow", "past_the_deadline")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("fact", copy_from=_before(), recreate="auto") as batch_op:
        for name in COLUMNS:
            column = sa.Column[bool](name, sa.Boolean(), nullable=False, server_default=sa.false())
            batch_op.add_column(column)
        batch_op.drop_constraint("fact_kind", type_="check")
        batch_op.create_check_constraint("fact_kind", sa.text(KINDS))
        for name, condition in ADDED:
            batch_op.create_check_constraint(name, sa.text(condition))
    with op.batch_alter_table("fact") as batch_op:
        for name in COLUMNS:
            batch_op.alter_column(name, server_default=None)


def _before() -> sa.Table:
    """The table as the first revision made it, its constraints named."""
    return sa.Table(
        "fact",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("withdraws", sa.Integer(), sa.ForeignKey("fact.id"), nullable=True, unique=True),
        sa.CheckConstraint("(kind = 'withdrawal') = (occurred_on IS NULL)", name="fact_day"),
        sa.CheckConstraint(
            "(kind = 'withdrawal') = (withdraws IS NOT NULL)", name="fact_withdraws"
        ),
        sa.CheckConstraint("kind IN ('event', 'done', 'withdrawal')", name="fact_kind"),
        sa.Index("ix_fact_agreement", "agreement"),
    )

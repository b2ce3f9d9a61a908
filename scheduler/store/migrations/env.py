"""How alembic runs here: in the connection the database module gives it."""

from alembic import context
from sqlmodel import SQLModel

from scheduler.store import tables

assert tables.MessageRow in SQLModel.__subclasses__(), "the tables must be imported"
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()

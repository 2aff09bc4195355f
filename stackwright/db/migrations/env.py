"""What alembic runs: the steps, on the connection that `migrate` gives it."""

from __future__ import annotations

from alembic import context

from stackwright.db.metadata import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a table in place
)
with context.begin_transaction():
    context.run_migrations()

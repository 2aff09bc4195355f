"""Stacks, updates, journals, checkpoints, events and data keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_state"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stacks",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("organization", sa.String(100), nullable=False),
        sa.Column("project", sa.String(100), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("config", sa.JSON),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("fencing_token", sa.BigInteger, nullable=False),
        sa.Column("active_update", sa.String(36)),
        sa.UniqueConstraint("organization", "project", "name"),
    )
    op.create_table(
        "updates",
        sa.Column("id", sa.String(36), primary_key=True),
        _of_stack(),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("dry_run", sa.Boolean, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("engine_version", sa.String(50), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("environment", sa.JSON, nullable=False),
        sa.Column("config", sa.JSON, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("started", sa.BigInteger),
        sa.Column("ended", sa.BigInteger),
        sa.Column("reason", sa.Text),
        sa.Column("fencing_token", sa.BigInteger, nullable=False),
        sa.Column("lease_hash", sa.LargeBinary(32)),
        sa.Column("lease_expires", sa.BigInteger),
        sa.Column("resource_changes", sa.JSON),
        sa.Column("resource_count", sa.Integer),
    )
    op.create_index("ix_updates_stack_id_version", "updates", ["stack_id", "version"])
    op.create_table(
        "journal_entries",
        _of_update(),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("update_id", "sequence"),
    )
    op.create_table(
        "checkpoints",
        _of_stack(),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deployment", sa.LargeBinary, nullable=False),
        sa.Column("resource_count", sa.Integer, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("stack_id", "version"),
    )
    op.create_table(
        "uploads",
        _of_update(),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("deployment", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("update_id"),
    )
    op.create_table(
        "event_batches",
        _of_update(),
        sa.Column("first_sequence", sa.Integer, nullable=False),
        sa.Column("last_sequence", sa.Integer, nullable=False),
        sa.Column("events", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("update_id", "first_sequence"),
    )
    op.create_table(
        "data_keys",
        _of_stack(),
        sa.Column("key_id", sa.String(64), nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("master_key_id", sa.String(200), nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("messages", sa.BigInteger, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("stack_id", "generation"),
    )


def _of_stack() -> sa.Column[str]:
    return sa.Column("stack_id", sa.String(36), sa.ForeignKey("stacks.id", ondelete="CASCADE"), nullable=False)


def _of_update() -> sa.Column[str]:
    return sa.Column("update_id", sa.String(36), sa.ForeignKey("updates.id", ondelete="CASCADE"), nullable=False)

"""Tables of the state service. Times are Unix milliseconds by the database's clock."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from stackwright.db import metadata

_ID = String(36)


def _of_stack() -> Column[str]:
    return Column("stack_id", _ID, ForeignKey("stacks.id", ondelete="CASCADE"), nullable=False)


def _of_update() -> Column[str]:
    return Column("update_id", _ID, ForeignKey("updates.id", ondelete="CASCADE"), nullable=False)


stacks = Table(
    "stacks",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("organization", String(100), nullable=False),
    Column("project", String(100), nullable=False),
    Column("name", String(100), nullable=False),
    Column("tags", JSON, nullable=False),
    Column("config", JSON),
    Column("created", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),  # of the last update that started
    Column("fencing_token", BigInteger, nullable=False),  # of the last update that was given the stack
    Column("active_update", _ID),  # the one that may write; null when the stack is free
    Unique("organization", "project", "name"),
)

updates = Table(
    "updates",
    metadata,
    Column("id", _ID, primary_key=True),
    _of_stack(),
    Column("kind", String(20), nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("status", String(20), nullable=False),
    Column("version", Integer, nullable=False),  # 0 until it starts, and for previews
    Column("author", String(100), nullable=False),
    Column("engine_version", String(50), nullable=False),
    Column("message", Text, nullable=False),
    Column("environment", JSON, nullable=False),
    Column("config", JSON, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("started", BigInteger),
    Column("ended", BigInteger),
    Column("reason", Text),  # why it ended, when its client did not end it
    Column("fencing_token", BigInteger, nullable=False),
    Column("lease_hash", LargeBinary(32)),
    Column("lease_expires", BigInteger),
    Column("resource_changes", JSON),
    Column("resource_count", Integer),
    Index("ix_updates_stack_id_version", "stack_id", "version"),
)

journal_entries = Table(
    "journal_entries",
    metadata,
    _of_update(),
    Column("sequence", BigInteger, nullable=False),
    Column("entry", LargeBinary, nullable=False),  # as the engine sent it
    Unique("update_id", "sequence"),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    _of_stack(),
    Column("version", Integer, nullable=False),
    Column("deployment", LargeBinary, nullable=False),  # {"version", "features", "deployment"}, zlib
    Column("resource_count", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Unique("stack_id", "version"),
)

uploads = Table(
    "uploads",
    metadata,
    _of_update(),
    Column("sequence", Integer, nullable=False),  # of the last upload; 0 for clients that number none
    Column("deployment", LargeBinary, nullable=False),  # the exact bytes, since deltas count them; zlib
    Unique("update_id"),
)

event_batches = Table(
    "event_batches",
    metadata,
    _of_update(),
    Column("first_sequence", Integer, nullable=False),
    Column("last_sequence", Integer, nullable=False),
    Column("events", LargeBinary, nullable=False),  # a JSON array, zlib
    Unique("update_id", "first_sequence"),
)

data_keys = Table(
    "data_keys",
    metadata,
    _of_stack(),
    Column("key_id", String(64), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("master_key_id", String(200), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("messages", BigInteger, nullable=False),  # encrypted with it, at most
    Column("created", BigInteger, nullable=False),
    Unique("stack_id", "generation"),
)

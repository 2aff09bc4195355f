"""Recorded states of a stack, one a version, as the protocol's untyped deployments.

A checkpoint is the exact JSON text ``{"version": ..., "features": ..., "deployment": ...}``, compressed. An
update that changed nothing has none: the state of a version is the newest checkpoint up to it.
"""

from __future__ import annotations

import zlib

from sqlalchemy import Connection, delete, insert, select

from stackwright.db import now_milliseconds
from stackwright.state.model import Stack, Update
from stackwright.state.tables import checkpoints, uploads

_LEVEL = 1  # JSON of resources shrinks to a tenth even so; more costs time on every update

EMPTY = b'{"version":3,"deployment":{"manifest":{"time":"0001-01-01T00:00:00Z","magic":"","version":""}}}'
"""The state of a stack that has none yet."""


def latest(connection: Connection, stack: Stack, *, version: int | None = None) -> bytes | None:
    """Return the newest state, or that of ``version``; None when nothing was ever recorded."""
    query = select(checkpoints.c.deployment).where(checkpoints.c.stack_id == stack.id)
    if version is not None:
        query = query.where(checkpoints.c.version <= version)
    found = connection.execute(query.order_by(checkpoints.c.version.desc()).limit(1)).scalar()
    return None if found is None else zlib.decompress(found)


def resource_count(connection: Connection, stack: Stack) -> int:
    """How many resources the newest state has."""
    query = select(checkpoints.c.resource_count).where(checkpoints.c.stack_id == stack.id)
    return connection.execute(query.order_by(checkpoints.c.version.desc()).limit(1)).scalar() or 0


def save(connection: Connection, stack_id: str, version: int, deployment: bytes, resource_count: int) -> None:
    """Record ``deployment`` as the state of ``version``."""
    connection.execute(
        insert(checkpoints).values(
            stack_id=stack_id,
            version=version,
            deployment=zlib.compress(deployment, _LEVEL),
            resource_count=resource_count,
            created=now_milliseconds(),
        )
    )


def uploaded(connection: Connection, update: Update) -> tuple[int, bytes] | None:
    """Return the last state that a client without journaling uploaded, with its sequence number."""
    query = select(uploads.c.sequence, uploads.c.deployment).where(uploads.c.update_id == update.id)
    row = connection.execute(query).first()
    return None if row is None else (row.sequence, zlib.decompress(row.deployment))


def upload_sequence(connection: Connection, update: Update) -> int | None:
    """Return the sequence number of the last upload."""
    return connection.execute(select(uploads.c.sequence).where(uploads.c.update_id == update.id)).scalar()


def upload(connection: Connection, update: Update, sequence: int, deployment: bytes) -> None:
    """Keep what a client without journaling uploaded until its update ends."""
    discard_upload(connection, update)
    connection.execute(
        insert(uploads).values(update_id=update.id, sequence=sequence, deployment=zlib.compress(deployment, _LEVEL))
    )


def discard_upload(connection: Connection, update: Update) -> None:
    """Forget what was uploaded."""
    connection.execute(delete(uploads).where(uploads.c.update_id == update.id))

"""Updates in the database: create, find, list, end."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, insert, select
from sqlalchemy import update as change

from stackwright.db import now_milliseconds
from stackwright.errors import NotFoundError
from stackwright.state.model import Stack, Update, UpdateKind, UpdateStatus
from stackwright.state.tables import updates


@dataclass(frozen=True)
class Program:
    """What the client says of the update it is about to run; ``config`` holds secrets as ciphertext only."""

    engine_version: str = ""
    message: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    config: Mapping[str, object] = field(default_factory=dict)


def create(
    connection: Connection, stack: Stack, kind: UpdateKind, *, author: str, program: Program, dry_run: bool = False
) -> Update:
    """Add an update that has not started: it holds nothing yet."""
    update_id = str(uuid.uuid4())
    connection.execute(
        insert(updates).values(
            id=update_id,
            stack_id=stack.id,
            kind=kind,
            dry_run=dry_run or kind is UpdateKind.PREVIEW,
            status=UpdateStatus.NOT_STARTED,
            version=0,
            author=author,
            engine_version=program.engine_version,
            message=program.message,
            environment=dict(program.environment),
            config=dict(program.config),
            created=now_milliseconds(),
            fencing_token=0,
        )
    )
    return find(connection, update_id)


def any_running(connection: Connection) -> bool:
    """Tell whether an update of any stack runs, previews included."""
    running = select(updates.c.id).where(updates.c.status == UpdateStatus.RUNNING).limit(1)
    return connection.execute(running).first() is not None


def find(connection: Connection, update_id: str, *, stack: Stack | None = None) -> Update:
    """Return the update, which must be of ``stack`` if that is given. Raises `NotFoundError`."""
    row = connection.execute(select(updates).where(updates.c.id == update_id)).first()
    if row is None or (stack is not None and row.stack_id != stack.id):
        raise NotFoundError(f"There is no update {update_id}.")
    return as_update(row)


def history(connection: Connection, stack: Stack, *, page_size: int = 0, page: int = 1) -> Sequence[Update]:
    """Updates that started, newest first; previews are none of them. ``page_size`` 0 gives all."""
    query = (
        select(updates).where(updates.c.stack_id == stack.id, updates.c.version > 0).order_by(updates.c.version.desc())
    )
    if page_size > 0:
        query = query.limit(page_size).offset((max(page, 1) - 1) * page_size)
    return [as_update(row) for row in connection.execute(query)]


def by_version(connection: Connection, stack: Stack, version: int) -> Update:
    """Return the update that made ``version``. Raises `NotFoundError`."""
    query = select(updates).where(updates.c.stack_id == stack.id, updates.c.version == version)
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError(f"Stack {stack.name} has no version {version}; its last is {stack.version}.")
    return as_update(row)


def previews(connection: Connection, stack: Stack, *, page_size: int, page: int, ascending: bool) -> Sequence[Update]:
    """Previews of ``stack`` by the time they were created."""
    order = updates.c.created.asc() if ascending else updates.c.created.desc()
    query = select(updates).where(updates.c.stack_id == stack.id, updates.c.dry_run).order_by(order)
    query = query.limit(max(page_size, 1)).offset((max(page, 1) - 1) * max(page_size, 1))
    return [as_update(row) for row in connection.execute(query)]


def end(connection: Connection, update: Update, status: UpdateStatus, reason: str | None = None) -> None:
    """Record that nothing more will happen to ``update``."""
    connection.execute(
        change(updates).where(updates.c.id == update.id).values(status=status, reason=reason, ended=now_milliseconds())
    )


def set_resource_changes(connection: Connection, update: Update, changes: Mapping[str, int]) -> None:
    """Record how many resources the update created, changed, and so on."""
    connection.execute(change(updates).where(updates.c.id == update.id).values(resource_changes=dict(changes)))


def set_resource_count(connection: Connection, update: Update, count: int) -> None:
    """Record how many resources the stack has after the update."""
    connection.execute(change(updates).where(updates.c.id == update.id).values(resource_count=count))


def as_update(row: Row[tuple[object, ...]]) -> Update:
    """Turn a row of the table into a value."""
    return Update(
        id=row.id,
        stack_id=row.stack_id,
        kind=UpdateKind(row.kind),
        dry_run=row.dry_run,
        status=UpdateStatus(row.status),
        version=row.version,
        author=row.author,
        engine_version=row.engine_version,
        message=row.message,
        environment=row.environment,
        config=row.config,
        created=row.created,
        started=row.started,
        ended=row.ended,
        reason=row.reason,
        fencing_token=row.fencing_token,
        lease_expires=row.lease_expires,
        resource_changes=row.resource_changes,
        resource_count=row.resource_count,
    )

"""Stacks in the database: create, find, list, rename, tag, delete."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from stackwright.db import now_milliseconds
from stackwright.errors import AlreadyExistsError, ConflictError, NotFoundError
from stackwright.state.model import Stack, StackName, checked_tags
from stackwright.state.tables import checkpoints, stacks, updates


class Summary(NamedTuple):
    """A stack in a list."""

    stack: Stack
    last_update: int | None
    """When its last update started, in Unix milliseconds."""
    resource_count: int | None


def create(connection: Connection, name: StackName, tags: Mapping[str, str]) -> Stack:
    """Add an empty stack. Raises `AlreadyExistsError`, `InvalidRequestError`."""
    name.checked()
    stack_id = str(uuid.uuid4())
    row = {
        "id": stack_id,
        "organization": name.organization,
        "project": name.project,
        "name": name.stack,
        "tags": checked_tags(tags),
        "created": now_milliseconds(),
        "version": 0,
        "fencing_token": 0,
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(stacks).values(row))
    except IntegrityError:
        # The CLI looks for "already exists" to tell its user (`httpstate/backend.go`, CreateStack).
        raise AlreadyExistsError(f"Stack {name} already exists.") from None
    return by_id(connection, stack_id)


def find(connection: Connection, name: StackName, *, lock: bool = False) -> Stack:
    """Return the stack called ``name``; with ``lock``, no other transaction changes it before this one ends.

    Raises `NotFoundError`.
    """
    query = select(stacks).where(_named(name))
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFoundError(f"Stack {name} does not exist; `pulumi stack ls --all` lists those that do.")
    return _stack(row)


def by_id(connection: Connection, stack_id: str, *, lock: bool = False) -> Stack:
    """Return the stack with ``stack_id``. Raises `NotFoundError`."""
    query = select(stacks).where(stacks.c.id == stack_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFoundError("The stack has been removed.")
    return _stack(row)


def project_exists(connection: Connection, organization: str, project: str) -> bool:
    """Tell whether any stack belongs to ``project``."""
    query = select(stacks.c.id).where(stacks.c.organization == organization, stacks.c.project == project)
    return connection.execute(query.limit(1)).first() is not None


def listing(
    connection: Connection,
    *,
    organization: str | None = None,
    project: str | None = None,
    tag: str | None = None,
    tag_value: str | None = None,
) -> Sequence[Summary]:
    """Every stack by name, narrowed by what is given."""
    counted = (
        select(checkpoints.c.resource_count)
        .where(checkpoints.c.stack_id == stacks.c.id)
        .order_by(checkpoints.c.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    started = (
        select(func.max(updates.c.started))
        .where(updates.c.stack_id == stacks.c.id, updates.c.version > 0)
        .scalar_subquery()
    )
    query = select(stacks, started.label("last_update"), counted.label("resource_count"))
    if organization:
        query = query.where(stacks.c.organization == organization)
    if project:
        query = query.where(stacks.c.project == project)
    rows = connection.execute(query.order_by(stacks.c.organization, stacks.c.project, stacks.c.name))
    found = [Summary(_stack(row), row.last_update, row.resource_count) for row in rows]
    if tag:
        found = [each for each in found if tag in each.stack.tags]
        if tag_value:
            found = [each for each in found if each.stack.tags[tag] == tag_value]
    return found


def rename(connection: Connection, stack: Stack, to: StackName) -> None:
    """Give ``stack`` another name or project. Raises `AlreadyExistsError`, `InvalidRequestError`."""
    to.checked()
    try:
        with connection.begin_nested():
            connection.execute(update(stacks).where(stacks.c.id == stack.id).values(project=to.project, name=to.stack))
    except IntegrityError:
        raise AlreadyExistsError(f"Stack {to} already exists.") from None


def set_tags(connection: Connection, stack: Stack, tags: Mapping[str, str]) -> None:
    """Replace all tags. Raises `InvalidRequestError`."""
    connection.execute(update(stacks).where(stacks.c.id == stack.id).values(tags=checked_tags(tags)))


def set_config(connection: Connection, stack: Stack, config: Mapping[str, object] | None) -> None:
    """Replace the configuration that is kept on the server."""
    connection.execute(update(stacks).where(stacks.c.id == stack.id).values(config=config))


def remove(connection: Connection, stack: Stack) -> None:
    """Delete the stack with its history and keys. Raises `ConflictError` while an update runs."""
    if stack.active_update is not None:
        raise ConflictError(
            f"Stack {stack.name} cannot be removed while an update runs; wait for it or run `pulumi cancel`."
        )
    connection.execute(delete(stacks).where(stacks.c.id == stack.id))


def _named(name: StackName) -> ColumnElement[bool]:
    return (
        (stacks.c.organization == name.organization)
        & (stacks.c.project == name.project)
        & (stacks.c.name == name.stack)
    )


def _stack(row: Row[tuple[object, ...]]) -> Stack:
    return Stack(
        id=row.id,
        name=StackName(row.organization, row.project, row.name),
        tags=row.tags,
        config=row.config,
        version=row.version,
        fencing_token=row.fencing_token,
        active_update=row.active_update,
    )

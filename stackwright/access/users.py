"""Users and the roles bound to them.

Every change is recorded in the audit trail in the transaction of the connection that is passed, and
changes follow one another across servers, since each holds the trail first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, null, or_, select, update

from stackwright.access.audit import AuditTrail
from stackwright.access.pattern import Pattern
from stackwright.access.principal import Actor
from stackwright.access.roles import Binding, Role
from stackwright.access.tables import role_bindings, users
from stackwright.db import now_milliseconds
from stackwright.errors import AlreadyExistsError, InvalidRequestError, NotFoundError

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}")  # no capitals: Bob and bob would be taken for each other
_TRAIL = AuditTrail()


@dataclass(frozen=True)
class User:
    """Someone, or some machine, that may present tokens. Times are Unix milliseconds."""

    name: str
    created: int
    disabled: int | None
    """When the user was disabled; None while active."""


def create(connection: Connection, name: str, *, actor: Actor) -> User:
    """Add a user without any role; raises `InvalidRequestError` and `AlreadyExistsError`."""
    if not _NAME.fullmatch(name):
        raise InvalidRequestError(
            f"{name!r} cannot be the name of a user; write up to 100 small letters, digits and . _ @ + -, "
            "the first of them a letter or digit."
        )
    _TRAIL.hold(connection)
    if _exists(connection, name):
        raise AlreadyExistsError(f"There is a user {name!r} already; choose another name.")
    connection.execute(insert(users).values(name=name, created=now_milliseconds()))
    _TRAIL.record(connection, actor=actor, action="user:create", details={"user": name})
    return find(connection, name)


def find(connection: Connection, name: str) -> User:
    """One user; raises `NotFoundError`."""
    # What cannot be a name may be no valid text for the database either.
    is_name = _NAME.fullmatch(name)
    row = connection.execute(select(users).where(users.c.name == name)).one_or_none() if is_name else None
    if row is None:
        raise NotFoundError(f"There is no user {name!r}; `stackwright user list` shows those there are.")
    return User(*row)


def listed(connection: Connection) -> list[User]:
    """All users by name, the disabled ones included."""
    return [User(*row) for row in connection.execute(select(users).order_by(users.c.name))]


def disable(connection: Connection, name: str, *, actor: Actor) -> User:
    """Refuse a user's tokens until `enable`; raises `NotFoundError`, and `InvalidRequestError` for the last admin."""
    _TRAIL.hold(connection)
    user = find(connection, name)
    if user.disabled is not None:
        return user
    _refuse_for_last_admin(connection, name)
    connection.execute(update(users).where(users.c.name == name).values(disabled=now_milliseconds()))
    _TRAIL.record(connection, actor=actor, action="user:disable", details={"user": name})
    return find(connection, name)


def enable(connection: Connection, name: str, *, actor: Actor) -> User:
    """Let a disabled user in again, with the tokens and roles from before; raises `NotFoundError`."""
    _TRAIL.hold(connection)
    user = find(connection, name)
    if user.disabled is None:
        return user
    connection.execute(update(users).where(users.c.name == name).values(disabled=null()))
    _TRAIL.record(connection, actor=actor, action="user:enable", details={"user": name})
    return find(connection, name)


def remove(connection: Connection, name: str, *, actor: Actor) -> None:
    """Delete a user with all tokens and roles; raises `NotFoundError`, and `InvalidRequestError` for the last admin."""
    _TRAIL.hold(connection)
    find(connection, name)
    _refuse_for_last_admin(connection, name)
    connection.execute(delete(users).where(users.c.name == name))
    _TRAIL.record(connection, actor=actor, action="user:delete", details={"user": name})


def bind(connection: Connection, binding: Binding, *, actor: Actor) -> None:
    """Give a role to a user or to everyone.

    Raises `NotFoundError` for an unknown user, `AlreadyExistsError` for a binding that is there, and
    `InvalidRequestError` for making everyone an admin.
    """
    if binding.user is None and binding.role is Role.ADMIN:
        raise InvalidRequestError("Not everyone can be an admin; give the role admin to users by name.")
    _TRAIL.hold(connection)
    if binding.user is not None:
        find(connection, binding.user)
    if binding in bindings(connection):
        raise AlreadyExistsError(f"{_whom(binding)} already has the role {binding}.")
    connection.execute(
        insert(role_bindings).values(
            user_name=binding.user,
            role=binding.role,
            project=binding.pattern.project,
            stack=binding.pattern.stack,
            created=now_milliseconds(),
        )
    )
    _record_binding(connection, actor, "role:bind", binding)


def unbind(connection: Connection, binding: Binding, *, actor: Actor) -> None:
    """Take a role back; raises `NotFoundError`, and `InvalidRequestError` for the last admin."""
    _TRAIL.hold(connection)
    if binding not in bindings(connection):
        raise NotFoundError(f"{_whom(binding)} does not have the role {binding}; `stackwright role list` shows all.")
    if binding.user is not None and _is_admin(binding):
        _refuse_for_last_admin(connection, binding.user)
    columns = role_bindings.c
    connection.execute(
        delete(role_bindings).where(
            columns.user_name.is_not_distinct_from(binding.user),
            columns.role == binding.role,
            columns.project == binding.pattern.project,
            columns.stack == binding.pattern.stack,
        )
    )
    _record_binding(connection, actor, "role:unbind", binding)


def bindings(connection: Connection, user: str | None = None) -> list[Binding]:
    """The roles that the user ``user`` has, those of everyone included; without ``user`` all bindings."""
    columns = role_bindings.c
    statement = select(columns.user_name, columns.role, columns.project, columns.stack).order_by(columns.id)
    if user is not None:
        statement = statement.where(or_(columns.user_name == user, columns.user_name.is_(None)))
    return [
        Binding(row.user_name, Role(row.role), Pattern(row.project, row.stack)) for row in connection.execute(statement)
    ]


def count(connection: Connection) -> int:
    """How many users there are, the disabled ones included."""
    return connection.execute(select(func.count()).select_from(users)).scalar_one()


def _exists(connection: Connection, name: str) -> bool:
    return connection.execute(select(users.c.name).where(users.c.name == name)).first() is not None


def _is_admin(binding: Binding) -> bool:
    return binding.role is Role.ADMIN and binding.pattern.is_everything


def _refuse_for_last_admin(connection: Connection, name: str) -> None:
    active = {user.name for user in listed(connection) if user.disabled is None}
    if {binding.user for binding in bindings(connection) if _is_admin(binding)} & active == {name}:
        raise InvalidRequestError(f"{name!r} is the last active admin; make another user an admin of */* first.")


def _whom(binding: Binding) -> str:
    return "Everyone" if binding.user is None else f"The user {binding.user!r}"


def _record_binding(connection: Connection, actor: Actor, action: str, binding: Binding) -> None:
    details = {"user": binding.user, "role": binding.role, "pattern": str(binding.pattern)}
    _TRAIL.record(connection, actor=actor, action=action, details=details)

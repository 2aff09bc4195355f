"""Users: list, create, disable, enable, remove."""

from __future__ import annotations

from typing import Final

from stackwright.access import users
from stackwright.access.action import Action
from stackwright.web.api.models import NewUser, User
from stackwright.web.api.operation import Caller, Operation, Service


def list_users(service: Service) -> list[User]:
    """All users by name, the disabled ones included."""
    with service.database.read() as connection:
        return [User.of(user) for user in users.listed(connection)]


def create_user(new: NewUser, service: Service, caller: Caller) -> User:
    """Add a user, who has no role yet."""
    with service.database.write() as connection:
        return User.of(users.create(connection, new.name, actor=caller))


def disable_user(name: str, service: Service, caller: Caller) -> User:
    """Refuse the user's tokens until the user is enabled again."""
    with service.database.write() as connection:
        user = users.disable(connection, name, actor=caller)
    service.access.forget()
    return User.of(user)


def enable_user(name: str, service: Service, caller: Caller) -> User:
    """Let the user in again, with the tokens and roles from before."""
    with service.database.write() as connection:
        user = users.enable(connection, name, actor=caller)
    service.access.forget()
    return User.of(user)


def remove_user(name: str, service: Service, caller: Caller) -> None:
    """Delete the user with all tokens and roles; what the audit trail says stays."""
    with service.database.write() as connection:
        users.remove(connection, name, actor=caller)
    service.access.forget()


OPERATIONS: Final = [
    Operation("GET", "/users", list_users, Action.ACCESS_ADMINISTER),
    Operation("POST", "/users", create_user, Action.ACCESS_ADMINISTER, status=201),
    Operation("POST", "/users/{name}/disable", disable_user, Action.ACCESS_ADMINISTER),
    Operation("POST", "/users/{name}/enable", enable_user, Action.ACCESS_ADMINISTER),
    Operation("DELETE", "/users/{name}", remove_user, Action.ACCESS_ADMINISTER, status=204),
]

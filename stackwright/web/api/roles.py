"""Roles of users and of everyone: list, bind, unbind."""

from __future__ import annotations

from typing import Final

from stackwright.access import users
from stackwright.access.action import Action
from stackwright.access.pattern import Pattern
from stackwright.access.roles import Binding
from stackwright.web.api.models import RoleBinding
from stackwright.web.api.operation import Caller, Operation, Service


def list_roles(service: Service, user: str | None = None) -> list[RoleBinding]:
    """All bindings, or those that hold for one user, the bindings of everyone included."""
    with service.database.read() as connection:
        if user is not None:
            users.find(connection, user)
        return [RoleBinding.of(binding) for binding in users.bindings(connection, user)]


def bind_role(wanted: RoleBinding, service: Service, caller: Caller) -> RoleBinding:
    """Give a role to a user or to everyone."""
    binding = _binding(wanted)
    with service.database.write() as connection:
        users.bind(connection, binding, actor=caller)
    service.access.forget()
    return RoleBinding.of(binding)


def unbind_role(wanted: RoleBinding, service: Service, caller: Caller) -> None:
    """Take a role back."""
    with service.database.write() as connection:
        users.unbind(connection, _binding(wanted), actor=caller)
    service.access.forget()


def _binding(wanted: RoleBinding) -> Binding:
    return Binding(wanted.user, wanted.role, Pattern.parse(wanted.stacks))


OPERATIONS: Final = [
    Operation("GET", "/roles", list_roles, Action.ACCESS_ADMINISTER),
    Operation("POST", "/roles/bind", bind_role, Action.ACCESS_ADMINISTER, status=201),
    Operation("POST", "/roles/unbind", unbind_role, Action.ACCESS_ADMINISTER, status=204),
]

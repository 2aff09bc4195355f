"""Who asks."""

from __future__ import annotations

from typing import Final

from stackwright.access import tokens, users
from stackwright.web.api.models import RoleBinding, Token, WhoAmI
from stackwright.web.api.operation import Caller, Operation, Service


def whoami(service: Service, caller: Caller) -> WhoAmI:
    """Tell whose token was sent, its scope, and the roles of its user."""
    with service.database.read() as connection:
        token = tokens.find(connection, caller.token_id)
        bindings = users.bindings(connection, caller.user)
    return WhoAmI(user=caller.user, token=Token.of(token), roles=[RoleBinding.of(binding) for binding in bindings])


OPERATIONS: Final = [Operation("GET", "/whoami", whoami, action=None)]

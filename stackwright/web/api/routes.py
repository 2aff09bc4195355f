"""All operations of our own API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fastapi import APIRouter

from stackwright.state.service import StateService
from stackwright.web.api import audit, roles, tokens, users, whoami
from stackwright.web.api.operation import Operation, router

BY_TAG: Final = {
    "users": (*whoami.OPERATIONS, *users.OPERATIONS),
    "roles": tuple(roles.OPERATIONS),
    "tokens": tuple(tokens.OPERATIONS),
    "audit": tuple(audit.OPERATIONS),
}
"""The operations under the headings of the documentation."""

OPERATIONS: Final[tuple[Operation, ...]] = tuple(
    operation for operations in BY_TAG.values() for operation in operations
)


def routers(service: StateService) -> Iterator[APIRouter]:
    """What serves them."""
    for tag, operations in BY_TAG.items():
        yield router(service, tag, operations)

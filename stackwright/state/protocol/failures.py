"""How errors are answered: the status that the CLI expects, and the protocol's JSON (`apitype.ErrorResponse`)."""

from __future__ import annotations

from typing import Final

import msgspec

from stackwright.errors import (
    AccessError,
    AlreadyExistsError,
    BodyTooLargeError,
    CiphertextError,
    ConflictError,
    DatabaseError,
    ForbiddenError,
    InvalidRequestError,
    KeyServiceError,
    LeaseLostError,
    NotFoundError,
    StackwrightError,
    StateError,
    UnauthenticatedError,
)

_STATUS: Final[tuple[tuple[type[StackwrightError], int], ...]] = (
    (UnauthenticatedError, 401),
    (ForbiddenError, 403),
    (AccessError, 403),
    (InvalidRequestError, 400),
    (NotFoundError, 404),
    (AlreadyExistsError, 409),
    (ConflictError, 409),
    (LeaseLostError, 409),
    (BodyTooLargeError, 413),
    (StateError, 400),
    (CiphertextError, 400),
    (KeyServiceError, 503),
    (DatabaseError, 503),
)


class ErrorResponse(msgspec.Struct):
    """`apitype.ErrorResponse`, with our own stable code added."""

    code: int
    message: str
    error: str


def status_of(error: StackwrightError) -> int:
    """The HTTP status for ``error``."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def body_of(status: int, message: str, code: str) -> bytes:
    """The JSON that tells the CLI's user ``message``."""
    return msgspec.json.encode(ErrorResponse(status, message, code))

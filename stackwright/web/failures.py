"""How our own routes answer errors: in the same JSON as the Pulumi protocol, one sentence each."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from stackwright.errors import InvalidRequestError, StackwrightError
from stackwright.state.protocol.failures import body_of, status_of
from stackwright.state.protocol.route import JSON

_log = logging.getLogger(__name__)


class Failure(BaseModel):
    """What every error is answered with."""

    code: int = Field(description="The status of the answer.")
    message: str = Field(description="One sentence that says what is wrong and how to mend it.")
    error: str = Field(description="A code that stays the same whatever the sentence, such as SW402.")


def answer_failures(app: FastAPI) -> None:
    """Let ``app`` answer every error as a `Failure`."""
    handlers: Final[dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]]] = {
        StackwrightError: _refused,
        RequestValidationError: _invalid,
        HTTPException: _http_error,
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def in_words(error: RequestValidationError) -> str:
    """The first thing that is wrong, in one sentence."""
    first, *others = error.errors()
    more = f" (and {len(others)} more)" if others else ""
    if first["type"] == "json_invalid":
        return f"The body is not JSON: {first['ctx']['error']}, at character {first['loc'][-1]}."
    part, *names = (str(each) for each in first["loc"])
    where = f"{'.'.join(names)} in the {part}" if names else f"The {part}"
    return f"{where}: {first['msg'].removeprefix('Value error, ').rstrip('.')}{more}."


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, StackwrightError)  # noqa: S101 - what it is registered for
    status = status_of(error)
    if status >= 500:
        _log.error("%s %s: %s", request.method, request.url.path, error)
    return _response(status, str(error), error.code)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what it is registered for
    return await _refused(request, InvalidRequestError(in_words(error)))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
    if isinstance(error.__cause__, StackwrightError):  # FastAPI hides what goes wrong while a body is read
        return await _refused(request, error.__cause__)
    message = f"{request.method} {request.url.path}: {error.detail}."
    response = _response(error.status_code, message, "SW300")
    response.headers.update(error.headers or {})
    return response


async def _unexpected(request: Request, error: Exception) -> Response:
    _log.exception("%s %s failed", request.method, request.url.path, exc_info=error)
    return _response(500, "The server failed to answer; its log says why.", StackwrightError.code)


def _response(status: int, message: str, code: str) -> Response:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return Response(body_of(status, message, code), status, headers, media_type=JSON)

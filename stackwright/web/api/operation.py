"""What an operation of our own API is, and how it is guarded."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive

from stackwright.access.action import Action
from stackwright.access.principal import SERVER, Principal, Target
from stackwright.access.refusals import record_refusal
from stackwright.errors import BodyTooLargeError, ForbiddenError, UnauthenticatedError
from stackwright.state.service import StateService
from stackwright.web.failures import Failure

PREFIX: Final = "/api/stackwright/v1"
LARGEST_BODY: Final = 64 * 1024
"""Bytes; the bodies that are meant to be sent are some hundred."""

_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="A token of this server: swt_...")


def server(request: Request) -> Target:
    """The whole server is what is acted on."""
    return SERVER


@dataclass(frozen=True)
class Operation:
    """A method and path with its handler; ``action`` on ``target`` must be allowed, and None needs just a token.

    Args:
        handler: a function as FastAPI takes it; its docstring and types become the documentation.
        status: what success is answered with.
        streams: the media types of an answer that is not JSON.
    """

    method: str
    path: str
    handler: Callable[..., object]
    action: Action | None
    target: Callable[[Request], Target] = server
    status: int = 200
    streams: tuple[str, ...] = ()


def router(service: StateService, tag: str, operations: Sequence[Operation]) -> APIRouter:
    """Serve ``operations``, each guarded, and documented under ``tag``."""
    routes = APIRouter(
        prefix=PREFIX,
        tags=[tag],
        route_class=_guarded(service, operations),
        dependencies=[Depends(_bearer)],  # says in the documentation that a token is needed; the guard checks it
        responses={"default": {"model": Failure, "description": "What is wrong, in one sentence."}},
    )
    for operation in operations:
        content = {media_type: {"schema": {"type": "string"}} for media_type in operation.streams}
        routes.add_api_route(
            operation.path,
            operation.handler,
            methods=[operation.method],
            status_code=operation.status,
            responses={operation.status: {"content": content}} if content else None,
            response_class=Response if content else JSONResponse,
            openapi_extra={"x-stackwright-action": operation.action},
        )
    return routes


async def _service(request: Request) -> StateService:
    return cast("StateService", request.state.service)


async def _principal(request: Request) -> Principal:
    return cast("Principal", request.state.principal)


Service = Annotated[StateService, Depends(_service)]
"""The state service, as a parameter of a handler."""

Caller = Annotated[Principal, Depends(_principal)]
"""Who asks, as a parameter of a handler."""


def _guarded(service: StateService, operations: Sequence[Operation]) -> type[APIRoute]:
    """A class of routes that look who asks, and whether that is allowed, before anything else is read."""
    by_handler = {operation.handler: operation for operation in operations}

    class Guarded(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            answer = super().get_route_handler()
            operation = by_handler[self.endpoint]

            route = f"{PREFIX}{operation.path}"

            async def guarded(request: Request) -> Response:
                request.scope["stackwright.route"] = route  # for logs and metrics, as the user below
                principal = await run_in_threadpool(_authenticated, service, request)
                request.scope["stackwright.user"] = principal.user
                request.state.principal = principal
                request.state.service = service
                try:
                    if operation.action is not None:
                        service.access.require(principal, operation.action, operation.target(request))
                    return await answer(Request(request.scope, _limited(request.receive)))
                except ForbiddenError as error:
                    name = f"{operation.method} {route}"
                    await run_in_threadpool(record_refusal, service.database, principal, error, name)
                    raise

            return guarded

    return Guarded


def _authenticated(service: StateService, request: Request) -> Principal:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() not in ("bearer", "token") or not token:
        raise UnauthenticatedError("This needs an access token: send the header `Authorization: Bearer swt_...`.")
    return service.access.authenticate(token)


def _limited(receive: Receive) -> Receive:
    size = 0

    async def limited() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            raise BodyTooLargeError(f"The body is larger than {LARGEST_BODY} bytes.")
        return message

    return limited

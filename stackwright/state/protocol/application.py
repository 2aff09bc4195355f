"""The routes of the protocol as an ASGI application."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.routing import Route as Served

from stackwright.access.refusals import record_refusal
from stackwright.errors import ForbiddenError, LeaseLostError, StackwrightError, UnauthenticatedError
from stackwright.state import leases
from stackwright.state.protocol import bodies, history, policies, policy_groups, secrets, stacks, state, updates, user
from stackwright.state.protocol.failures import body_of, status_of
from stackwright.state.protocol.route import JSON, Answer, Call, Route
from stackwright.state.service import StateService

ROUTES: Final[tuple[Route, ...]] = tuple(
    route
    for module in (user, stacks, state, history, secrets, updates, policies, policy_groups)
    for route in module.ROUTES
)
"""Every route, in the order in which they are tried."""

_log = logging.getLogger(__name__)
_PACK_FROM_BYTES: Final = 16 * 1024


class _UpdateKind(Convertor[str]):
    """The kinds of update that have a path of their own."""

    regex = "update|preview|refresh|destroy"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("update_kind", _UpdateKind())


def application(service: StateService) -> Starlette:
    """Serve ``service`` to Pulumi's CLI."""
    return Starlette(
        routes=served(service, ROUTES),
        exception_handlers={HTTPException: _http_error, Exception: _unexpected},
    )


def served(service: StateService, routes: Sequence[Route]) -> list[BaseRoute]:
    """The routes as Starlette's."""
    return [
        Served(route.path, _endpoint(service, route), methods=[route.method], include_in_schema=False)
        for route in routes
    ]


def _endpoint(service: StateService, route: Route) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        request.scope["stackwright.route"] = route.path  # for logs and metrics
        try:
            # Nobody's body is read before it is known who sends it, and that they may.
            call = await run_in_threadpool(_permitted, service, route, request)
            call = replace(call, body=await bodies.read(request, route.largest_body))
            answer = await run_in_threadpool(_answer, route, call)
        except StackwrightError as error:
            return _failure(route, error)
        return _response(request, answer)

    return endpoint


def _permitted(service: StateService, route: Route, request: Request) -> Call:
    call = Call(
        service=service,
        method=route.method,
        parameters={name: str(value) for name, value in request.path_params.items()},
        query=dict(request.query_params),
        body=b"",
        address=str(request.base_url).rstrip("/"),
        headers=request.headers,
    )
    call = identified(route, call, request.headers.get("authorization", ""))
    if call.principal is not None:
        request.scope["stackwright.user"] = call.principal.user
    with _recorded(route, call):
        if route.action is not None:
            service.access.require(call.user, route.action, route.target(call))
    if route.authentication == "lease" and bodies.may_be_large(request):
        with service.database.read() as connection:
            leases.verify(connection, call.parameters["update"], call.lease_token, ended=True, lock=False)
    return call


def _answer(route: Route, call: Call) -> Answer:
    with _recorded(route, call):
        answer = route.handler(call)
    return answer if isinstance(answer, Answer) else Answer(msgspec.json.encode(answer))


@contextmanager
def _recorded(route: Route, call: Call) -> Iterator[None]:
    """Add to the audit trail what is refused to a user."""
    try:
        yield
    except ForbiddenError as error:
        if call.principal is not None:
            record_refusal(call.service.database, call.principal, error, f"{route.method} {route.path}")
        raise


def identified(route: Route, call: Call, authorization: str) -> Call:
    """Return ``call`` with who asks, or with the lease that is shown. Raises `UnauthenticatedError`."""
    scheme, _, credentials = authorization.partition(" ")
    match route.authentication:
        case "public":
            return call
        case "lease":
            if scheme != "update-token" or not credentials:
                raise UnauthenticatedError("This needs the lease token of a running update, which `pulumi` shows.")
            return replace(call, lease_token=credentials)
        case "token":
            if scheme.lower() not in ("token", "bearer") or not credentials:
                raise UnauthenticatedError("This needs an access token; log in with `pulumi login` first.")
            return replace(call, principal=call.service.access.authenticate(credentials))


def _response(request: Request, answer: Answer) -> Response:
    headers = {"Content-Type": answer.media_type}
    body = answer.body
    is_worth_it = answer.media_type == JSON and len(body) >= _PACK_FROM_BYTES
    if is_worth_it and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, 1)
        headers["Content-Encoding"] = "gzip"
    return Response(body, answer.status, headers)


def _failure(route: Route, error: StackwrightError) -> Response:
    status = status_of(error)
    if isinstance(error, LeaseLostError) and route.path.endswith("/renew_lease"):
        status = 403  # what makes the CLI stop renewing (`httpstate/state.go`, RenewLeaseFunc)
    if status >= 500:
        _log.error("%s %s: %s", route.method, route.path, error)
    return Response(body_of(status, str(error), error.code), status, media_type=JSON)


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        message = f"There is nothing at {request.method} {request.url.path}; this server speaks the Pulumi protocol."
    elif status == 405:
        message = f"{request.method} is not possible on {request.url.path}."
    else:
        message = f"The request failed with status {status}."
    return Response(body_of(status, message, "SW300"), status, media_type=JSON)


async def _unexpected(request: Request, error: Exception) -> Response:
    _log.exception("%s %s failed", request.method, request.url.path, exc_info=error)
    message = "The server failed to answer; its log says why."
    return Response(body_of(500, message, "SW000"), 500, media_type=JSON)

"""What a route is, and what its handler gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

import msgspec

from stackwright.access.action import Action
from stackwright.access.principal import Principal, Target
from stackwright.errors import InvalidRequestError, NotFoundError
from stackwright.state.model import StackName
from stackwright.state.protocol.bodies import LARGEST
from stackwright.state.service import StateService

Shape = TypeVar("Shape")

JSON: Final = "application/json"
_LONGEST_NUMBER: Final = 9
"""Digits of the largest number that is looked up, so that no database column overflows."""


@dataclass(frozen=True)
class Answer:
    """What a handler answers: bytes that are JSON already, or something else of ``media_type``."""

    body: bytes = b"{}"
    status: int = 200
    media_type: str = JSON


@dataclass(frozen=True)
class Call:
    """One request, read whole. ``principal`` is None only on routes that are public or need a lease."""

    service: StateService
    method: str
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    address: str
    """Where the client reached this server, such as ``http://localhost:8080``; without a slash at the end."""
    principal: Principal | None = None
    lease_token: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def user(self) -> Principal:
        """Who asks, on routes that need a token."""
        if self.principal is None:
            raise AssertionError("a route that is not public was reached without a token")
        return self.principal

    @property
    def stack(self) -> StackName:
        """The stack named in the path.

        Raises `NotFoundError` for an organization that this server has not, `InvalidRequestError` for what cannot be
        the name of any stack.
        """
        return StackName(self.organization, self.parameters["project"], self.parameters["stack"]).checked()

    @property
    def organization(self) -> str:
        """The organization named in the path. Raises `NotFoundError` for one that this server has not."""
        name = self.parameters["organization"]
        if name != self.service.organization:
            raise NotFoundError(
                f"There is no organization {name!r} here; stacks are named {self.service.organization}/PROJECT/STACK."
            )
        return name

    def read(self, shape: type[Shape]) -> Shape:
        """Return the body as ``shape``. Raises `InvalidRequestError` that says what does not fit."""
        try:
            return msgspec.json.decode(self.body, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InvalidRequestError(f"The body of the request cannot be read: {error}.") from None
        except RecursionError:
            raise InvalidRequestError("The body of the request is nested too deeply to be read.") from None

    @property
    def version(self) -> int:
        """The version of a stack named in the path. Raises `NotFoundError` for one that no stack reaches."""
        text = self.parameters["version"]
        if len(text) > _LONGEST_NUMBER:
            raise NotFoundError(f"There is no version {text}.")
        return int(text)

    def name(self, parameter: str) -> str | None:
        """Return the name that the query gives for ``parameter``. Raises `InvalidRequestError` for what is none."""
        text = self.query.get(parameter)
        return StackName(text, "any", "any").checked().organization if text else None

    def number(self, name: str, default: int) -> int:
        """Return the whole number that the query gives for ``name``. Raises `InvalidRequestError`."""
        text = self.query.get(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or len(text) > _LONGEST_NUMBER:
            raise InvalidRequestError(f"The query parameter {name!r} must be a whole number, not {text!r}.")
        return int(text)


Handler = Callable[[Call], Answer | msgspec.Struct]

Authentication = Literal["public", "token", "lease"]


def stack_target(call: Call) -> Target:
    """The stack in the path is what is acted on."""
    return Target(call.parameters["project"], call.parameters["stack"])


def project_target(call: Call) -> Target:
    """The project in the path is what is acted on."""
    return Target(call.parameters["project"])


def organization_target(call: Call) -> Target:
    """The organization in the path is what is acted on: the whole server. Raises `NotFoundError`."""
    _ = call.organization
    return Target()


@dataclass(frozen=True)
class Route:
    """A method and path with its handler; ``action`` on ``target`` must be allowed unless no token is needed."""

    method: str
    path: str
    handler: Handler
    action: Action | None = None
    target: Callable[[Call], Target] = stack_target
    authentication: Authentication = "token"
    largest_body: int = LARGEST


def public(method: str, path: str, handler: Handler, *, largest_body: int = 0) -> Route:
    """A route that anyone may call."""
    return Route(method, path, handler, authentication="public", largest_body=largest_body)


def authenticated(method: str, path: str, handler: Handler) -> Route:
    """A route for any user, whatever the roles: it shows what concerns the user alone."""
    return Route(method, path, handler)


def allowed(
    action: Action, method: str, path: str, handler: Handler, target: Callable[[Call], Target] = stack_target
) -> Route:
    """A route that needs ``action`` on ``target``."""
    return Route(method, path, handler, action, target)


def leased(method: str, path: str, handler: Handler) -> Route:
    """A route for the client that runs an update; its lease token says which update that is."""
    return Route(method, path, handler, authentication="lease")

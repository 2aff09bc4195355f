"""Callers of every kind, for the matrix of roles and routes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from httpx2 import Response
from starlette.testclient import TestClient

from stackwright.access import tokens
from stackwright.access.audit import AuditTrail
from stackwright.access.chain import Entry
from stackwright.access.roles import Role
from stackwright.state.service import StateService
from tests.state.client import Client
from tests.web.people import add_user, issue


@dataclass(frozen=True)
class Caller:
    """Who shows ``authorization``: ``user``, with ``role`` on all stacks of ``project``, or on everything."""

    authorization: str | None
    user: str = ""
    role: Role | None = None
    project: str = "*"
    has_lease: bool = False

    @property
    def has_token(self) -> bool:
        """Whether it is the token of a user."""
        return bool(self.user)


@dataclass(frozen=True)
class Target:
    """What a request is about: the parts of its path, and the lease of the update among them."""

    parameters: dict[str, str]
    lease: str


@dataclass(frozen=True)
class World:
    """A server whose stacks are in the project ``shop``."""

    service: StateService
    http: TestClient
    admin_token: str
    _numbers: Iterator[int] = field(default_factory=count)

    def target(self) -> Target:
        """A stack with a running update, and a user with a token, that no other test has seen."""
        number = next(self._numbers)
        path = f"/api/stacks/organization/shop/stack-{number}"
        client = Client(self.http, self.admin_token)
        client.create_stack(path)
        update = client.start(path=path)
        add_user(self.service.database, f"user-{number}")
        parameters = {
            "organization": "organization",
            "project": "shop",
            "stack": f"stack-{number}",
            "kind": "update",
            "update": update.id,
            "version": "1",
            "name": f"user-{number}",
            "token": issue(self.service.database, f"user-{number}").token.id,
            "pack": "none",
            "tag": "1",
            "group": "none",
        }
        return Target(parameters, update.token)

    def callers(self, target: Target) -> dict[str, Caller]:
        """Every kind of caller; one of them holds the lease of the target's update."""
        return self._users | {
            "no token": Caller(None),
            "an empty token": Caller("token"),
            "a token that nobody has": Caller(f"token swt_{'0' * 16}_{'0' * 64}"),
            "a revoked token": Caller(f"token {self._revoked}"),
            "a token under another scheme": Caller(f"basic {self.admin_token}"),
            "a lease": Caller(f"update-token {target.lease}", has_lease=True),
            "a lease as a token": Caller(f"token {target.lease}"),
        }

    def send(self, method: str, path: str, body: object = None, authorization: str | None = None) -> Response:
        """Send one request."""
        headers = {} if authorization is None else {"Authorization": authorization}
        response: Response = self.http.request(method, path, json=body, headers=headers)
        return response

    def last_entry(self) -> Entry:
        """The newest entry of the audit trail."""
        with self.service.database.read() as connection:
            (last,) = AuditTrail().entries(connection, newest_first=True, limit=1)
        return last

    @cached_property
    def _users(self) -> dict[str, Caller]:
        callers = {"user without a role": self._user(None)}
        callers |= {f"{role} of everything": self._user(role) for role in Role}
        callers |= {f"{role} of the project": self._user(role, "shop") for role in Role}
        callers |= {f"{role} of another project": self._user(role, "other") for role in Role}
        for role in Role:
            narrow = issue(self.service.database, "admin", role, "shop/*").text.reveal()
            caller = Caller(f"Bearer {narrow}", "admin", role, "shop")
            callers[f"admin whose token is for a {role} of the project"] = caller
        return callers

    @cached_property
    def _revoked(self) -> str:
        issued = issue(self.service.database, "admin")
        with self.service.database.write() as connection:
            tokens.revoke(connection, issued.token.id, actor="tests:")
        return issued.text.reveal()

    def _user(self, role: Role | None, project: str = "*") -> Caller:
        name = f"{role or 'nobody'}-of-{project.replace('*', 'everything')}"
        add_user(self.service.database, name, role, project)
        return Caller(f"token {issue(self.service.database, name).text.reveal()}", name, role, project)

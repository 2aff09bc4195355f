"""Users with roles, and their requests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from stackwright.access import tokens, users
from stackwright.access.pattern import Pattern
from stackwright.access.roles import Binding, Role
from stackwright.access.scope import Scope
from stackwright.access.tokens import Issued
from stackwright.db import Database

API = "/api/stackwright/v1"


def add_user(database: Database, name: str, role: Role | None = None, stacks: str = "*") -> None:
    """Make a user, with one role or none."""
    with database.write() as connection:
        users.create(connection, name, actor="tests:")
        if role is not None:
            users.bind(connection, Binding(name, role, Pattern.parse(stacks)), actor="tests:")


def issue(database: Database, user: str, scope: str = "all", stacks: str = "*") -> Issued:
    """Issue a token without an end."""
    with database.write() as connection:
        wanted = Scope.parse(scope, stacks)
        return tokens.issue(connection, user, name="a test", scope=wanted, lifetime=None, actor="tests:")


@dataclass(frozen=True)
class Person:
    """One user's requests to our own routes."""

    http: TestClient
    name: str
    token: str

    def request(self, method: str, path: str, body: object = None) -> Response:
        """Send one request."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body)
        response: Response = self.http.request(method, API + path, content=content, headers=headers)
        return response

    def get(self, path: str, status: int = 200) -> Any:
        """Ask for something; returns the JSON that was answered."""
        return self._answered(self.request("GET", path), status)

    def post(self, path: str, body: object = None, status: int = 200) -> Any:
        """Do something; returns the JSON that was answered, None for an answer without."""
        return self._answered(self.request("POST", path, body), status)

    def _answered(self, response: Response, status: int) -> Any:
        assert response.status_code == status, response.text
        return response.json() if response.content else None

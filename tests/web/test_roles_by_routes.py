"""Every route against every kind of caller: it refuses who it must, and nobody else.

`LINES` is the specification: what each route needs at least. A route without a line fails the test.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

import pytest
from httpx2 import Response

from stackwright.access.roles import Role
from stackwright.state.protocol.application import ROUTES
from stackwright.web.api.operation import PREFIX
from stackwright.web.api.routes import OPERATIONS
from tests.web.callers import Caller, Target, World

Least = Literal["anyone", "any user", "lease", "viewer", "operator", "approver", "admin"]

ROLES: Final[dict[str, set[Role]]] = {
    "viewer": {Role.VIEWER, Role.OPERATOR, Role.APPROVER, Role.ADMIN},
    "operator": {Role.OPERATOR, Role.ADMIN},
    "approver": {Role.APPROVER, Role.ADMIN},
    "admin": {Role.ADMIN},
}
"""Who may do what needs at least this role."""


@dataclass(frozen=True)
class Line:
    """What a route needs: a role at least, on the stack in the path or on the whole server; and a body it can read."""

    least: Least
    on: Literal["stack", "server"] = "stack"
    body: object = None


STACK = "/api/stacks/{organization}/{project}/{stack}"
UPDATE = STACK + "/{kind:update_kind}/{update:uuid}"
PACKS = "/api/orgs/{organization}/policypacks"
GROUPS = "/api/orgs/{organization}/policygroups"
STATE = {"version": 3, "deployment": {"manifest": {"time": "2026-01-01T00:00:00Z", "magic": "", "version": ""}}}
BINDING = {"user": "victim", "role": "viewer", "stacks": "shop/dev"}

LINES: Final[dict[str, Line]] = {
    "GET /api/capabilities": Line("anyone"),
    "GET /api/user": Line("any user"),
    "GET /api/user/organizations/default": Line("any user"),
    "GET /api/user/stacks": Line("any user"),  # shows what the user may see
    "HEAD /api/stacks/{organization}/{project}": Line("viewer"),
    "POST /api/stacks/{organization}/{project}": Line("operator", body={"stackName": "new"}),
    f"GET {STACK}": Line("viewer"),
    f"DELETE {STACK}": Line("operator"),
    f"PATCH {STACK}/tags": Line("operator", body={}),
    f"PUT {STACK}/config": Line("operator", body={}),
    f"POST {STACK}/rename": Line("operator", body={"newName": "renamed"}),
    f"GET {STACK}/export": Line("viewer"),
    f"GET {STACK}/export/{{version:int}}": Line("viewer"),
    f"POST {STACK}/import": Line("operator", body={}),
    f"GET {STACK}/updates": Line("viewer"),
    f"GET {STACK}/updates/latest": Line("viewer"),
    f"GET {STACK}/updates/latest/previews": Line("viewer"),
    f"GET {STACK}/updates/{{version:int}}": Line("viewer"),
    f"POST {STACK}/encrypt": Line("operator", body={}),
    f"POST {STACK}/batch-encrypt": Line("operator", body={}),
    f"POST {STACK}/decrypt": Line("operator", body={}),
    f"POST {STACK}/batch-decrypt": Line("operator", body={}),
    f"POST {STACK}/decrypt/log-decryption": Line("operator", body={}),
    f"POST {STACK}/decrypt/log-batch-decryption": Line("operator", body={}),
    f"POST {STACK}/begin-update": Line("operator", body={"updateKind": "update", "program": {}}),
    f"POST {STACK}/{{kind:update_kind}}": Line("operator", body={"metadata": {}}),
    f"POST {UPDATE}": Line("operator", body={}),
    f"GET {UPDATE}": Line("viewer"),
    f"GET {UPDATE}/events": Line("viewer"),
    f"POST {UPDATE}/cancel": Line("operator"),
    f"PATCH {UPDATE}/journalentries": Line("lease", body={"entries": []}),
    f"POST {UPDATE}/events/batch": Line("lease", body={"events": []}),
    f"PATCH {UPDATE}/checkpoint": Line("lease", body=STATE),
    f"PATCH {UPDATE}/checkpointverbatim": Line(
        "lease", body={"version": 3, "untypedDeployment": STATE, "sequenceNumber": 1}
    ),
    f"PATCH {UPDATE}/checkpointdelta": Line(
        "lease", body={"version": 3, "checkpointHash": "", "deploymentDelta": [], "sequenceNumber": 2}
    ),
    f"POST {UPDATE}/renew_lease": Line("lease", body={"duration": 60}),
    f"POST {UPDATE}/complete": Line("lease", body={"status": "succeeded"}),
    f"GET {STACK}/policypacks": Line("viewer"),
    f"GET {PACKS}": Line("viewer", "server"),
    f"POST {PACKS}": Line("admin", "server", body={}),
    f"DELETE {PACKS}/{{pack}}": Line("admin", "server"),
    f"DELETE {PACKS}/{{pack}}/versions/{{tag}}": Line("admin", "server"),
    f"POST {PACKS}/{{pack}}/versions/{{tag}}/complete": Line("admin", "server"),
    f"GET {PACKS}/{{pack}}/versions/{{tag}}/schema": Line("viewer", "server"),
    "PUT /api/policypacks/uploads/{token}": Line("anyone"),  # the address itself is the secret
    "GET /api/policypacks/downloads/{token}": Line("anyone"),
    f"GET {GROUPS}": Line("viewer", "server"),
    f"POST {GROUPS}": Line("admin", "server", body={}),
    f"GET {GROUPS}/{{group}}": Line("viewer", "server"),
    f"PATCH {GROUPS}/{{group}}": Line("admin", "server", body={}),
    f"DELETE {GROUPS}/{{group}}": Line("admin", "server"),
    f"GET {PREFIX}/whoami": Line("any user"),
    f"GET {PREFIX}/users": Line("admin", "server"),
    f"POST {PREFIX}/users": Line("admin", "server", body={"name": "new"}),
    f"POST {PREFIX}/users/{{name}}/disable": Line("admin", "server"),
    f"POST {PREFIX}/users/{{name}}/enable": Line("admin", "server"),
    f"DELETE {PREFIX}/users/{{name}}": Line("admin", "server"),
    f"GET {PREFIX}/roles": Line("admin", "server"),
    f"POST {PREFIX}/roles/bind": Line("admin", "server", body=BINDING),
    f"POST {PREFIX}/roles/unbind": Line("admin", "server", body=BINDING),
    f"GET {PREFIX}/tokens": Line("admin", "server"),
    f"POST {PREFIX}/tokens": Line("admin", "server", body={"user": "victim", "name": "new"}),
    f"POST {PREFIX}/tokens/{{token}}/revoke": Line("admin", "server"),
    f"GET {PREFIX}/audit": Line("approver", "server"),
    f"GET {PREFIX}/audit/export": Line("approver", "server"),
    f"GET {PREFIX}/audit/verify": Line("approver", "server"),
}


def must(line: Line, caller: Caller) -> str:
    """What the specification says: 401, 403, or that the route answers."""
    if line.least == "anyone":
        return "answers"
    if line.least == "lease":
        return "answers" if caller.has_lease else "401"
    if not caller.has_token:
        return "401"
    if line.least == "any user":
        return "answers"
    covered = caller.project == "*" or (caller.project == "shop" and line.on == "stack")
    return "answers" if covered and caller.role in ROLES[line.least] else "403"


def did(response: Response) -> str:
    return str(response.status_code) if response.status_code in (401, 403) or response.status_code >= 500 else "answers"


def send(world: World, route: str, target: Target, authorization: str | None) -> Response:
    method, path = route.split()
    filled = re.sub(r"{(\w+)(:\w+)?}", lambda part: target.parameters[part[1]], path)
    return world.send(method, filled, LINES[route].body, authorization)


@pytest.mark.parametrize("route", LINES)
def test_a_route_refuses_who_it_must_and_nobody_else(world: World, route: str) -> None:
    target = world.target()
    answers = {
        name: did(send(world, route, target, caller.authorization)) for name, caller in world.callers(target).items()
    }
    assert answers == {name: must(LINES[route], caller) for name, caller in world.callers(target).items()}


@pytest.mark.parametrize("route", [route for route, line in LINES.items() if line.least in ROLES])
def test_each_refusal_of_a_route_is_recorded(world: World, route: str) -> None:
    target = world.target()
    nobody = world.callers(target)["user without a role"]
    send(world, route, target, nobody.authorization)
    entry = world.last_entry()
    assert (entry.actor, entry.outcome) == (nobody.user, "refused")
    assert f'"request":"{route}"' in entry.details


@pytest.mark.parametrize("route", [route for route, line in LINES.items() if line.least == "lease"])
def test_a_lease_is_good_for_its_own_update_only(world: World, route: str) -> None:
    target, other = world.target(), world.target()
    status = 403 if "renew_lease" in route else 409  # what makes `pulumi` stop renewing
    for foreign in (other.lease, world.admin_token, "nonsense"):
        answer = send(world, route, target, f"update-token {foreign}")
        assert answer.status_code == status, answer.text


def test_every_route_has_a_line() -> None:
    protocol = {f"{route.method} {route.path}" for route in ROUTES}
    own = {f"{operation.method} {PREFIX}{operation.path}" for operation in OPERATIONS}
    assert set(LINES) == protocol | own


def test_nothing_else_is_served_but_health_metrics_and_documentation(world: World) -> None:
    documented = set(world.send("GET", "/openapi.json").json()["paths"])
    assert documented == {f"{PREFIX}{operation.path}" for operation in OPERATIONS} | {"/healthz", "/readyz"}
    assert [world.send("GET", path).status_code for path in ("/healthz", "/readyz", "/metrics")] == [200, 200, 200]

"""Who may read and change policies, and what the audit trail says of it."""

from __future__ import annotations

import pytest

from stackwright.access import tokens, users
from stackwright.access.pattern import Pattern
from stackwright.access.roles import Binding, Role
from stackwright.state.service import StateService
from tests.state.client import STACK, Client
from tests.state.policies.packs import DEFAULT, GROUPS, PACKS, begin, enable, publish, required

READS = [("GET", PACKS), ("GET", f"{PACKS}/house-rules/versions/1.0.0/schema"), ("GET", GROUPS), ("GET", DEFAULT)]
WRITES = [
    ("POST", PACKS),
    ("POST", f"{PACKS}/house-rules/versions/1.0.0/complete"),
    ("DELETE", f"{PACKS}/house-rules"),
    ("DELETE", f"{PACKS}/house-rules/versions/1.0.0"),
    ("POST", GROUPS),
    ("PATCH", DEFAULT),
    ("DELETE", DEFAULT),
]


def _user(client: Client, service: StateService, role: Role, pattern: str) -> Client:
    with service.database.write() as connection:
        users.create(connection, "ann", actor="test:setup")
        users.bind(connection, Binding("ann", role, Pattern.parse(pattern)), actor="test:setup")
        issued = tokens.issue(connection, "ann", name="test", lifetime=None, actor="test:setup")
    return Client(client.http, issued.text.reveal())


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR, Role.APPROVER])
def test_others_than_admins_read_policies_and_change_none(client: Client, service: StateService, role: Role) -> None:
    publish(client, "1.0.0")
    ann = _user(client, service, role, "*")
    assert [ann.request(method, path).status_code for method, path in READS] == [200] * len(READS)
    assert [ann.request(method, path, {}).status_code for method, path in WRITES] == [403] * len(WRITES)


def test_who_sees_one_project_is_told_what_its_stacks_require(client: Client, service: StateService) -> None:
    client.create_stack()
    publish(client, "1.0.0")
    enable(client)
    ann = _user(client, service, Role.VIEWER, "shop")
    assert len(required(ann)) == 1
    assert ann.request("GET", "/api/stacks/organization/office/dev/policypacks").status_code == 403
    assert ann.request("GET", PACKS).status_code == 403


@pytest.mark.parametrize(("method", "path"), [*READS, *WRITES, ("GET", f"{STACK}/policypacks")])
def test_nobody_gets_in_without_a_token(client: Client, method: str, path: str) -> None:
    assert client.http.request(method, path, json={}).status_code == 401


def test_every_change_is_in_the_audit_trail_without_configuration(client: Client, service: StateService) -> None:
    client.create_stack()
    publish(client, "1.0.0")
    begin(client, "1.1.0")  # is nothing yet
    client.ok("POST", GROUPS, {"name": "some", "entityType": "stacks"})
    some = f"{GROUPS}/some"
    client.ok("PATCH", some, {"newName": "all", "addStack": {"name": "dev"}})
    some = f"{GROUPS}/all"
    enable(client, group=some)
    enable(client, group=some, config={"limits": {"max": 7}})
    client.ok("PATCH", some, {})  # changes nothing
    client.ok("PATCH", some, {"policyPacks": [], "stacks": []})
    client.ok("DELETE", some)
    client.ok("DELETE", f"{PACKS}/house-rules")

    with service.database.read() as connection:
        entries = [entry for entry in service.audit.entries(connection) if entry.action == "policy:write"]
    assert {(entry.actor, entry.project, entry.stack) for entry in entries} == {("admin", "", "")}
    published, *others = [entry.details for entry in entries]
    assert published.startswith('{"policies":2,"published":"house-rules 1.0.0","sha256":"')
    assert others == [
        '{"created":"preventative","group":"some"}',
        '{"group":"some","renamed":"all","stacks_added":["organization/shop/dev"]}',
        '{"enabled":["house-rules 1.0.0"],"group":"all"}',
        '{"configured":["house-rules 1.0.0"],"group":"all"}',
        '{"disabled":["house-rules 1.0.0"],"group":"all","stacks_removed":["organization/shop/dev"]}',
        '{"deleted":true,"group":"all"}',
        '{"removed":["house-rules 1.0.0"]}',
    ]

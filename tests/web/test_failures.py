"""Errors of our own routes: one shape, one sentence; and refusals in the audit trail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from stackwright.access.audit import AuditTrail
from stackwright.access.chain import Entry
from stackwright.access.roles import Role
from stackwright.state.service import StateService
from stackwright.web.api.operation import LARGEST_BODY
from tests.web.people import API, Person

Join = Callable[..., Person]


def last_entry(service: StateService) -> Entry:
    with service.database.read() as connection:
        (last,) = AuditTrail().entries(connection, newest_first=True, limit=1)
        return last


def test_a_refusal_of_our_own_routes_is_recorded(join: Join, service: StateService) -> None:
    bob = join("bob", Role.VIEWER)
    refused = bob.post("/users", {"name": "eve"}, 403)
    entry = last_entry(service)
    assert (entry.actor, entry.action, entry.outcome) == ("bob", "access:administer", "refused")
    assert entry.token == bob.token.split("_")[1]
    assert f'"request":"POST {API}/users"' in entry.details
    assert refused["message"] == (
        "The user 'bob' may not do access:administer on the server; the role admin on */* would allow it."
    )


def test_a_refusal_of_the_protocol_is_recorded_with_its_stack(
    join: Join, http: TestClient, service: StateService
) -> None:
    bob = join("bob", Role.VIEWER)
    headers = {"Authorization": f"token {bob.token}"}
    assert http.delete("/api/stacks/organization/shop/dev", headers=headers).status_code == 403
    entry = last_entry(service)
    assert (entry.actor, entry.action, entry.outcome) == ("bob", "stack:delete", "refused")
    assert (entry.project, entry.stack) == ("shop", "dev")


def test_what_a_handler_refuses_is_recorded_too(join: Join, http: TestClient, service: StateService) -> None:
    bob = join("bob", Role.VIEWER)
    headers = {"Authorization": f"token {bob.token}"}
    refused = http.post("/api/stacks/organization/shop", json={"stackName": "dev"}, headers=headers)
    assert refused.status_code == 403
    entry = last_entry(service)
    assert (entry.action, entry.project, entry.stack, entry.outcome) == ("stack:create", "shop", "dev", "refused")


def test_a_failed_login_is_not_recorded(admin: Person, service: StateService) -> None:
    before = last_entry(service)
    Person(admin.http, "eve", "swt_0123456789abcdef_" + "0" * 64).get("/users", 401)
    assert last_entry(service) == before


def test_who_has_no_token_is_told_how_to_send_one(http: TestClient) -> None:
    answer = http.get(f"{API}/users")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["message"] == ("This needs an access token: send the header `Authorization: Bearer swt_...`.")


def test_a_body_is_read_only_from_who_may_send_it(http: TestClient) -> None:
    assert http.post(f"{API}/users", content=b"{").status_code == 401


def test_a_body_that_is_no_json_is_one_sentence(admin: Person) -> None:
    headers = {"Authorization": f"Bearer {admin.token}", "Content-Type": "application/json"}
    answer = admin.http.post(f"{API}/users", content=b'{"name":', headers=headers)
    assert (answer.status_code, answer.json()) == (
        400,
        {"code": 400, "message": "The body is not JSON: Expecting value, at character 8.", "error": "SW301"},
    )


def test_a_body_has_a_limit(admin: Person) -> None:
    refused = admin.post("/users", {"name": "b" * LARGEST_BODY}, 413)
    assert refused == {"code": 413, "message": f"The body is larger than {LARGEST_BODY} bytes.", "error": "SW308"}


def test_a_wrong_method_is_told_which_are_right(admin: Person) -> None:
    answer = admin.request("PUT", "/users/bob/disable")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["message"] == f"PUT {API}/users/bob/disable: Method Not Allowed."


def test_a_path_that_is_not_there_answers_the_same_shape(admin: Person) -> None:
    assert admin.get("/nothing", 404).keys() == {"code", "message", "error"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_nobody_expected_answers_the_same_shape(
    admin: Person, service: StateService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(token: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(service.access, "authenticate", broken)  # a bug: there is none to be had otherwise
    assert admin.get("/users", 500) == {
        "code": 500,
        "message": "The server failed to answer; its log says why.",
        "error": "SW000",
    }

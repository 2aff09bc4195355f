"""Our own routes for users, roles and tokens."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stackwright.access.audit import AuditTrail
from stackwright.access.roles import Role
from stackwright.state.service import StateService
from tests.web.people import Person

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Join = Callable[..., Person]


def names(users: list[dict[str, object]]) -> list[object]:
    return [user["name"] for user in users]


def test_a_user_is_created_and_listed(admin: Person) -> None:
    made = admin.post("/users", {"name": "bob"}, 201)
    assert made | {"created": 0} == {"name": "bob", "created": 0, "disabled": None}
    assert names(admin.get("/users")) == ["admin", "bob"]


def test_the_audit_trail_names_the_token_that_was_used(admin: Person, service: StateService) -> None:
    admin.post("/users", {"name": "bob"}, 201)
    with service.database.read() as connection:
        (last,) = AuditTrail().entries(connection, newest_first=True, limit=1)
    assert (last.actor, last.action, last.token) == ("admin", "user:create", admin.token.split("_")[1])


def test_a_disabled_user_is_refused_at_once(admin: Person, join: Join) -> None:
    bob = join("bob")
    bob.get("/whoami")
    assert admin.post("/users/bob/disable")["disabled"] is not None
    assert bob.get("/whoami", 401)["error"] == "SW401"
    assert admin.post("/users/bob/enable")["disabled"] is None
    bob.get("/whoami")


def test_a_removed_user_is_gone_with_the_tokens(admin: Person, join: Join) -> None:
    bob = join("bob")
    assert admin.request("DELETE", "/users/bob").status_code == 204
    bob.get("/whoami", 401)
    assert names(admin.get("/users")) == ["admin"]


def test_the_last_admin_stays(admin: Person) -> None:
    assert "last active admin" in admin.post("/users/admin/disable", status=400)["message"]


def test_whoami_tells_user_token_and_roles(join: Join) -> None:
    told = join("bob", Role.VIEWER, "shop/*", scope="viewer").get("/whoami")
    assert told["user"] == "bob"
    assert told["roles"] == [{"user": "bob", "role": "viewer", "stacks": "shop/*"}]
    assert (told["token"]["scope"], told["token"]["stacks"]) == (["viewer"], "*/*")


def test_a_role_is_bound_listed_and_taken_back_and_holds_at_once(admin: Person, join: Join) -> None:
    bob = join("bob")
    bob.get("/audit", 403)
    binding = {"user": "bob", "role": "approver", "stacks": "*/*"}
    assert admin.post("/roles/bind", binding, 201) == binding
    bob.get("/audit")
    assert admin.get("/roles?user=bob") == [binding]
    admin.post("/roles/unbind", binding, 204)
    bob.get("/audit", 403)
    assert admin.get("/roles?user=bob") == []


def test_everyone_is_null(admin: Person) -> None:
    binding = {"user": None, "role": "viewer", "stacks": "shop/*"}
    admin.post("/roles/bind", binding, 201)
    assert binding in admin.get("/roles")


def test_a_role_for_nobody_in_particular_is_not_one_for_everyone(admin: Person) -> None:
    refused = admin.post("/roles/bind", {"role": "viewer", "stacks": "*"}, 400)
    assert refused["message"] == "user in the body: Field required."


def test_a_token_is_told_once_and_works_until_it_is_revoked(admin: Person, join: Join) -> None:
    bob = join("bob")
    issued = admin.post("/tokens", {"user": "bob", "name": "ci", "scope": "viewer", "lifetime": 60}, 201)
    assert issued["expires"] == issued["created"] + 60_000
    assert (issued["scope"], issued["stacks"]) == (["viewer"], "*/*")
    ci = Person(bob.http, "bob", issued["text"])
    assert ci.get("/whoami")["token"]["id"] == issued["id"]
    assert admin.post(f"/tokens/{issued['id']}/revoke")["revoked"] is not None
    ci.get("/whoami", 401)
    (listed,) = [token for token in admin.get("/tokens?user=bob") if token["name"] == "ci"]
    assert listed == {key: value for key, value in issued.items() if key != "text"} | {
        "revoked": listed["revoked"],
        "last_used": listed["last_used"],
    }


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("/users", {"name": "Bob"}, "'Bob' cannot be the name of a user"),
        ("/users", {"nom": "bob"}, "name in the body: Field required (and 1 more)."),
        ("/users", [], "The body: Input should be a valid dictionary"),
        ("/users", {"name": "\ud800"}, "'\\ud800' cannot be the name"),
        ("/roles/bind", {"user": "admin", "role": "king", "stacks": "*"}, "role in the body: Input should be 'viewer'"),
        ("/roles/bind", {"user": "admin", "role": "viewer", "stacks": "a b"}, "The pattern 'a b' names no stacks"),
        ("/roles/bind", {"user": None, "role": "admin", "stacks": "*"}, "Not everyone can be an admin"),
        ("/tokens", {"user": "admin", "name": "\0"}, "A token needs a name of 1 to 100 printable characters"),
        ("/tokens", {"user": "admin", "name": "x", "scope": "king"}, "A token cannot have the scope 'king'"),
        ("/tokens", {"user": "admin", "name": "x", "lifetime": 2**63}, "lifetime in the body: Input should be less"),
        ("/tokens", {"user": "admin", "name": "x", "lifetime": True}, "lifetime in the body: Input should be a valid"),
    ],
)
def test_what_is_wrong_in_a_body_is_one_sentence(admin: Person, path: str, body: object, sentence: str) -> None:
    refused = admin.post(path, body, 400)
    assert refused["message"].startswith(sentence)
    assert (refused["code"], refused["error"]) == (400, "SW301")
    assert refused["message"].count("\n") == 0


@pytest.mark.parametrize("path", ["/users/nobody/disable", "/users/%00/enable", "/tokens/0123/revoke"])
def test_what_is_not_there_is_not_found(admin: Person, path: str) -> None:
    assert admin.post(path, status=404)["error"] == "SW302"

"""Whatever is sent to the protocol's routes, the answer is the protocol's JSON and never a failure of the server."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stackwright.state.protocol.application import ROUTES
from stackwright.state.protocol.route import Route
from tests.state.client import STACK, Client, Running, created

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
WORDS = [
    *("stackName", "tags", "state", "config", "version", "deployment", "features", "updateKind", "program", "metadata"),
    *("message", "environment", "options", "dryRun", "journalVersion", "entries", "kind", "sequenceID", "operationID"),
    *(
        "removeOld",
        "removeNew",
        "operation",
        "resource",
        "urn",
        "type",
        "newSnapshot",
        "events",
        "sequence",
        "duration",
    ),
    *("summaryEvent", "resourceChanges", "status", "isInvalid", "untypedDeployment", "sequenceNumber", "plaintexts"),
    *("checkpointHash", "deploymentDelta", "plaintext", "ciphertext", "ciphertexts", "newName", "newProject", "name"),
    *("policies", "versionTag", "addStack", "addPolicyPack", "entityType", "resources", "pending_operations"),
]
"""Names of the protocol's fields: random ones would all be ignored."""
BODIES = st.recursive(
    ANYTHING | st.sampled_from([0, 1, 3, 2**31, 2**63, -1, "update", "succeeded", "a", "\0", "dGVzdA=="]),
    lambda inner: st.dictionaries(st.sampled_from(WORDS), inner, max_size=6) | st.lists(inner, max_size=3),
    max_leaves=20,
)
PARTS = st.sampled_from(
    ["dev", "shop", "organization", "a", "..", "%00", "%F0%9F%8C%B5", "x" * 300, "1", "9" * 30, "-1"]
)


@pytest.fixture
def running(client: Client) -> Running:
    """An update that runs, so that requests get past the lease."""
    client.create_stack()
    return client.start()


def _path(route: Route, data: st.DataObject, running: Running) -> str:
    known = {"organization": "organization", "project": "shop", "stack": "dev", "update": running.id, "kind": "update"}
    segments = []
    for segment in route.path.split("/"):
        if not segment.startswith("{"):
            segments.append(segment)
            continue
        name = segment.strip("{}").partition(":")[0]
        usual = st.just(known.get(name, "1"))
        segments.append(data.draw(usual | usual | usual | PARTS, label=name))
    return "/".join(segments)


def _check(response: Any) -> None:
    assert response.status_code < 500, response.text
    if response.status_code >= 400 and response.request.method != "HEAD":
        told = response.json()
        assert (told["code"], set(told)) == (response.status_code, {"code", "message", "error"})
        assert "Traceback" not in told["message"]


_relaxed = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
@_relaxed
@given(data=st.data())
def test_no_body_or_path_makes_a_route_fail(
    route: Route, client: Client, running: Running, data: st.DataObject
) -> None:
    body = data.draw(BODIES, label="body")
    lease = running.token if route.authentication == "lease" else None
    _check(client.request(route.method, _path(route, data, running), body, lease=lease))


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method != "GET"], ids=lambda route: route.path)
@_relaxed
@given(data=st.data())
def test_no_bytes_make_a_route_fail(route: Route, client: Client, running: Running, data: st.DataObject) -> None:
    garbage = data.draw(st.binary(max_size=200) | st.just(b'{"a":' * 5000) | st.just(b"[" * 100_000), label="bytes")
    packed = data.draw(st.booleans(), label="gzip")
    scheme, token = ("update-token", running.token) if route.authentication == "lease" else ("token", client.token)
    headers = {"Authorization": f"{scheme} {token}"}
    if packed:
        headers["Content-Encoding"] = "gzip"
        garbage = data.draw(st.sampled_from([garbage, gzip.compress(garbage), gzip.compress(garbage)[:-3]]))
    path = _path(route, data, running)
    _check(client.http.request(route.method, path, content=garbage, headers=headers))


@settings(parent=_relaxed, max_examples=40)
@given(data=st.data())
def test_nearly_right_journal_entries_are_kept_or_refused(
    client: Client, running: Running, data: st.DataObject
) -> None:
    entries: list[dict[str, object]] = created(1, "a")
    for _ in range(data.draw(st.integers(0, 3))):
        entry = data.draw(st.sampled_from(entries))
        entry[data.draw(st.sampled_from([*entry, "removeOld", "deleteNew", "newSnapshot"]))] = data.draw(BODIES)
    _check(client.journal(running, entries))
    _check(client.request("GET", f"{STACK}/export"))


@given(header=st.text(alphabet=st.characters(max_codepoint=126, min_codepoint=32), max_size=40))
@settings(parent=_relaxed, max_examples=40)
def test_no_authorization_makes_a_route_fail(client: Client, header: str) -> None:
    response = client.http.get("/api/user", headers={"Authorization": header})
    assert response.status_code == 401
    assert json.loads(response.text)["code"] == 401

"""Deployments in their envelope: read, written, refused."""

from __future__ import annotations

import json

import pytest

from stackwright.errors import SnapshotError
from stackwright.state.journal import TypedDeployment
from tests.state.journal.documents import deployment, document_of, operation, resource, typed


def test_what_is_read_is_written_again() -> None:
    document = deployment(
        resource("a", inputs={"n": 1}), pending_operations=[operation("reading", "b")], secrets_providers={"type": "x"}
    )
    assert document_of(typed(document, features=["views"])) == {
        "version": 4,
        "features": ["views"],
        "deployment": document,
    }


def test_numbers_and_unknown_fields_are_written_as_they_came() -> None:
    encoded = b'{"version":3,"deployment":{"resources":[{"urn":"a","inputs":{"n":1.00,"m":1e3}}],"future":12.0}}'
    assert TypedDeployment.decode(encoded).encode() == encoded


def test_the_manifest_comes_first() -> None:
    encoded = b'{"version":3,"deployment":{"metadata":{},"resources":[{"urn":"a"}],"manifest":{"magic":""}}}'
    assert TypedDeployment.decode(encoded).encode() == (
        b'{"version":3,"deployment":{"manifest":{"magic":""},"resources":[{"urn":"a"}],"metadata":{}}}'
    )


@pytest.mark.parametrize("body", [b"{}", b'{"version":3}', b'{"version":3,"deployment":null}'])
def test_without_a_deployment_it_is_that_of_an_empty_stack(body: bytes) -> None:
    assert TypedDeployment.decode(body) == TypedDeployment()


@pytest.mark.parametrize("empty", ["null", "[]"])
def test_lists_may_be_empty_or_null(empty: str) -> None:
    body = f'{{"version":3,"deployment":{{"resources":{empty},"pending_operations":{empty}}}}}'.encode()
    assert TypedDeployment.decode(body).encode() == b'{"version":3,"deployment":{}}'


@pytest.mark.parametrize("version", [0, 1, 2, 5])
def test_other_versions_are_refused_by_number(version: int) -> None:
    with pytest.raises(SnapshotError, match=f"of version {version}, but only 3 and 4"):
        TypedDeployment.decode(json.dumps({"version": version, "deployment": deployment()}).encode())


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"nonsense", "The deployment is not as the protocol has it"),
        (b'{"version":3,"deployment":[]}', "The deployment is not as the protocol has it"),
        (b'{"version":3,"deployment":{"resources":{}}}', "The field resources of the deployment"),
        (b'{"version":3,"deployment":{"resources":[{},{"urn":1}]}}', "Resource 1 of the deployment"),
        (b'{"version":3,"deployment":{"pending_operations":[{}]}}', "The resource of pending operation 0"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_place(body: bytes, said: str) -> None:
    with pytest.raises(SnapshotError, match=said):
        TypedDeployment.decode(body)

"""Integrity: each thing that makes Pulumi refuse a deployment is told in one sentence."""

from __future__ import annotations

import json

import pytest

from stackwright.state.journal import findings, noted
from tests.state.journal.documents import STACK, Document, deployment, document_of, resource, typed, urn

PROVIDER = resource("aws", "provider")
REFERENCE = f"{PROVIDER['urn']}::aws-id"


def _findings(*resources: Document, **fields: object) -> list[str]:
    return findings(typed(deployment(*resources, **fields)).deployment)


def test_a_sound_deployment_has_none() -> None:
    stack = resource("shop-dev", "component", urn=STACK, type="pulumi:pulumi:Stack")
    managed = resource("a", parent=STACK, provider=REFERENCE)
    dependent = resource("b", dependencies=[urn("a")], propertyDependencies={"p": [urn("a")]}, deletedWith=urn("a"))
    replaced = resource("a", id="former", delete=True, provider=REFERENCE)
    assert _findings(stack, PROVIDER, managed, dependent, replaced) == []


@pytest.mark.parametrize(
    ("fields", "finding"),
    [
        ({"urn": ""}, "Resource 1 has no URN."),
        ({"type": ""}, f"The resource {urn('a')} has no type."),
        ({"custom": False}, f"The resource {urn('a')} has an id, but no provider manages it: custom is false."),
        ({"parent": urn("x")}, f"The resource {urn('a')} is a child of {urn('x')}, which is not in the stack."),
        ({"parent": urn("z")}, f"The resource {urn('a')} is a child of {urn('z')}, which comes after it."),
        ({"dependencies": [urn("x")]}, f"The resource {urn('a')} depends on {urn('x')}, which is not in the stack."),
        (
            {"propertyDependencies": {"p": [urn("z")]}},
            f"The resource {urn('a')} depends on {urn('z')}, which comes after it.",
        ),
        ({"deletedWith": urn("x")}, f"The resource {urn('a')} is deleted with {urn('x')}, which is not in the stack."),
        (
            {"provider": f"{PROVIDER['urn']}::another"},
            f"The resource {urn('a')} is managed by {PROVIDER['urn']}::another, which is not in the stack before it.",
        ),
    ],
)
def test_what_is_wrong_with_a_resource_is_found(fields: Document, finding: str) -> None:
    assert finding in _findings(PROVIDER, resource("a", **fields), resource("z"))


@pytest.mark.parametrize("provider", ["nonsense", f"{urn('a')}::id"])
def test_a_provider_that_cannot_be_one_is_found(provider: str) -> None:
    [finding] = _findings(PROVIDER, resource("b", provider=provider))
    assert finding.startswith(f"The resource {urn('b')} names no usable provider: ")


def test_a_resource_waiting_for_its_replacement_may_have_lost_its_provider() -> None:
    assert _findings(resource("a", provider=REFERENCE, pendingReplacement=True)) == []


def test_two_resources_of_one_urn_are_found_unless_one_is_being_deleted() -> None:
    assert _findings(resource("a"), resource("a", id="2")) == [
        f"2 resources have the URN {urn('a')}, and none of them is being deleted."
    ]
    assert _findings(resource("a"), resource("a", id="2", delete=True)) == []


def test_a_manifest_whose_magic_is_not_that_of_its_version_is_found() -> None:
    [finding] = _findings(manifest={"magic": "wrong", "version": "v3.1.0"})
    assert "it was changed by hand or damaged" in finding


def test_snippets_without_a_uuid_or_with_the_same_are_found() -> None:
    assert _findings(snippets=[{"code": ""}, {"uuid": "x"}, {"uuid": "x"}]) == [
        "Snippet 0 has no uuid.",
        "2 snippets have the uuid x.",
    ]


def test_each_thing_is_told() -> None:
    assert len(_findings(resource("a", parent=urn("x")), resource("b", type=""))) == 2


def test_findings_are_noted_where_the_engine_looks_for_them() -> None:
    broken = typed(deployment(resource("a", parent=urn("x")), metadata={"future": 1}))
    metadata = document_of(noted(broken, findings(broken.deployment), "pulumi up"))["deployment"]["metadata"]
    assert metadata["future"] == 1
    assert metadata["integrity_error"] == {
        "version": "3",
        "command": "pulumi up",
        "error": f"The resource {urn('a')} is a child of {urn('x')}, which is not in the stack.",
    }


def test_a_sound_deployment_forgets_former_findings() -> None:
    mended = typed(deployment(resource("a"), metadata={"integrity_error": {"error": "x"}}))
    assert json.loads(noted(mended, [], "").encode())["deployment"]["metadata"] == {}

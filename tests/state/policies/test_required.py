"""What an update of a stack has to run: the packs of its groups."""

from __future__ import annotations

from typing import Any

import pytest

from tests.state.client import STACK, Client
from tests.state.policies.packs import DEFAULT, GROUPS, enable, publish, required

OTHER = "/api/stacks/organization/shop/prod"


@pytest.fixture(autouse=True)
def _published(client: Client) -> None:
    client.create_stack()
    publish(client, "1.0.0", "1.1.0")


def _group(client: Client, name: str, tag: str, *, mode: str = "", **more: Any) -> None:
    client.ok("POST", GROUPS, {"name": name, "entityType": "stacks", "mode": mode})
    client.ok("PATCH", f"{GROUPS}/{name}", {"addStack": {"name": "dev", "routingProject": "shop"}})
    enable(client, tag, group=f"{GROUPS}/{name}", **more)


def _versions(client: Client, stack: str = STACK) -> list[tuple[str, str]]:
    return [(policy["name"], policy["versionTag"]) for policy in required(client, stack)]


@pytest.mark.parametrize("kind", ["update", "preview", "refresh", "destroy"])
def test_every_operation_is_told_when_it_is_created(client: Client, kind: str) -> None:
    enable(client, "1.0.0", config={"limits": {"max": 7}})
    (policy,) = client.ok("POST", f"{STACK}/{kind}", {})["requiredPolicies"]
    location = policy.pop("packLocation")
    assert location.startswith("http://testserver/api/policypacks/downloads/")
    assert policy == {
        "name": "house-rules",
        "displayName": "House rules",
        "version": 1,
        "versionTag": "1.0.0",
        "config": {"limits": {"max": 7}},
    }


def test_the_combined_call_tells_the_same(client: Client) -> None:
    enable(client)
    begun = client.ok("POST", f"{STACK}/begin-update", {"updateKind": "update", "program": {}})
    assert begun["requiredPolicies"] == required(client)


def test_a_stack_has_the_packs_of_all_its_groups(client: Client) -> None:
    client.create_stack(OTHER)
    publish(client, "3.0.0", pack="other")
    enable(client, "3.0.0", pack="other")
    _group(client, "some", "1.0.0")
    assert _versions(client) == [("house-rules", "1.0.0"), ("other", "3.0.0")]
    assert _versions(client, OTHER) == [("other", "3.0.0")]


def test_of_two_versions_the_one_published_last_is_run(client: Client) -> None:
    enable(client, "1.1.0", config={"limits": {"max": 1}})
    _group(client, "some", "1.0.0", config={"limits": {"max": 2}})
    (policy,) = required(client)
    assert (policy["versionTag"], policy["config"]) == ("1.1.0", {"limits": {"max": 1}})


def test_of_the_same_version_the_named_group_configures_the_first_by_name(client: Client) -> None:
    enable(client, "1.0.0", config={"limits": {"max": 1}})
    _group(client, "second", "1.0.0", config={"limits": {"max": 3}})
    _group(client, "first", "1.0.0", config={"limits": {"max": 2}})
    assert [policy["config"] for policy in required(client)] == [{"limits": {"max": 2}}]


def test_a_group_that_audits_only_advises(client: Client) -> None:
    _group(client, "some", "1.0.0", mode="audit", config={"limits": {"max": 7, "enforcementLevel": "mandatory"}})
    assert [policy["config"] for policy in required(client)] == [
        {"limits": {"max": 7, "enforcementLevel": "advisory"}, "names": {"enforcementLevel": "disabled"}}
    ]


def test_a_group_that_audits_weakens_no_group_that_prevents(client: Client) -> None:
    enable(client, "1.0.0")
    _group(client, "some", "1.1.0", mode="audit")
    (policy,) = required(client)
    assert policy["versionTag"] == "1.0.0"
    assert "config" not in policy


def test_a_deleted_group_requires_nothing(client: Client) -> None:
    _group(client, "some", "1.0.0")
    client.ok("DELETE", f"{GROUPS}/some")
    assert required(client) == []


def test_the_default_group_is_about_stacks_that_come_later(client: Client) -> None:
    enable(client)
    client.create_stack(OTHER)
    assert _versions(client, OTHER) == [("house-rules", "1.1.0")]
    assert client.ok("GET", DEFAULT)["stacks"][1]["name"] == "prod"

"""Policy groups: which packs, in which version and configuration, are for which stacks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.state.client import STACK, Client
from tests.state.policies.packs import DEFAULT, GROUPS, disable, enable, publish, refusal, required

PRODUCTION = f"{GROUPS}/production"
OTHER = "/api/stacks/organization/shop/prod"


@pytest.fixture(autouse=True)
def _published(client: Client) -> None:
    client.create_stack()
    publish(client, "1.0.0", "1.1.0")


def _create(client: Client, name: str = "production", **more: object) -> str:
    client.ok("POST", GROUPS, {"name": name, "entityType": "stacks", **more})
    return f"{GROUPS}/{name}"


def _patch(client: Client, group: str, **change: object) -> Any:
    client.ok("PATCH", group, change)
    return client.ok("GET", group)


def test_the_default_group_is_there_and_is_about_every_stack(client: Client) -> None:
    (group,) = client.ok("GET", GROUPS)["policyGroups"]
    assert group == {
        "name": "default-policy-group",
        "isOrgDefault": True,
        "numStacks": 1,
        "entityType": "stacks",
        "mode": "preventative",
        "numEnabledPolicyPacks": 0,
    }
    assert client.ok("GET", DEFAULT)["stacks"] == [{"name": "dev", "routingProject": "shop"}]


@pytest.mark.parametrize(
    "change",
    [
        {"newName": "other"},
        {"addStack": {"name": "dev"}},
        {"removeStack": {"name": "dev"}},
        {"stacks": []},
    ],
)
def test_the_default_group_keeps_its_name_and_its_stacks(client: Client, change: dict[str, object]) -> None:
    refusal(client.request("PATCH", DEFAULT, change), 400)


def test_the_default_group_is_not_deleted(client: Client) -> None:
    assert "cannot be removed" in refusal(client.request("DELETE", DEFAULT), 400)


def test_a_group_is_created_renamed_and_deleted(client: Client) -> None:
    group = _create(client)
    client.ok("PATCH", group, {"newName": "prod"})
    refusal(client.request("GET", group), 404)
    assert client.ok("GET", f"{GROUPS}/prod")["mode"] == "preventative"
    client.ok("DELETE", f"{GROUPS}/prod")
    assert len(client.ok("GET", GROUPS)["policyGroups"]) == 1


def test_a_group_name_is_given_once(client: Client) -> None:
    group = _create(client)
    for name in ("production", "default-policy-group"):
        assert "already exists" in refusal(client.request("POST", GROUPS, {"name": name}), 409)
    assert "already exists" in refusal(client.request("PATCH", group, {"newName": "default-policy-group"}), 409)


def test_stacks_are_added_and_taken_away_one_by_one_or_all_at_once(client: Client) -> None:
    client.create_stack(OTHER)
    group = _create(client)
    dev, prod = ({"name": name, "routingProject": "shop"} for name in ("dev", "prod"))
    assert _patch(client, group, addStack={"name": "dev"})["stacks"] == [dev]
    assert _patch(client, group, addStack=dev)["stacks"] == [dev]
    assert _patch(client, group, stacks=[prod, dev, prod])["stacks"] == [dev, prod]
    assert _patch(client, group, removeStack=dev)["stacks"] == [prod]
    assert _patch(client, group, stacks=[])["stacks"] == []


def test_a_stack_of_several_projects_is_named_with_its_project(client: Client) -> None:
    client.create_stack("/api/stacks/organization/office/dev")
    response = client.request("PATCH", _create(client), {"addStack": {"name": "dev"}})
    assert "name it as PROJECT/dev" in refusal(response, 400)


def test_a_renamed_stack_stays_in_its_groups_and_a_deleted_one_leaves(client: Client) -> None:
    group = _create(client)
    client.ok("PATCH", group, {"addStack": {"name": "dev"}})
    client.ok("POST", f"{STACK}/rename", {"newName": "test"})
    assert client.ok("GET", group)["stacks"] == [{"name": "test", "routingProject": "shop"}]
    client.ok("DELETE", "/api/stacks/organization/shop/test")
    assert client.ok("GET", group)["stacks"] == []


@pytest.mark.parametrize("tag", ["", "latest", "1.1.0"])
def test_a_pack_is_enabled_in_its_newest_version_or_the_one_that_is_named(client: Client, tag: str) -> None:
    enable(client, tag)
    assert [policy["versionTag"] for policy in required(client)] == ["1.1.0"]


def test_what_is_enabled_stays_the_same_when_a_newer_version_is_published(client: Client) -> None:
    enable(client)
    publish(client, "1.2.0")
    assert [policy["versionTag"] for policy in required(client)] == ["1.1.0"]


def test_another_version_takes_the_place_of_the_one_before(client: Client) -> None:
    enable(client, "1.0.0")
    enable(client, "1.1.0")
    assert [pack["versionTag"] for pack in client.ok("GET", DEFAULT)["appliedPolicyPacks"]] == ["1.1.0"]


def test_a_disabled_pack_is_not_required(client: Client) -> None:
    enable(client)
    assert disable(client).status_code == 200
    assert required(client) == []


def test_disabling_one_version_leaves_another_enabled(client: Client) -> None:
    enable(client, "1.0.0")
    assert "enables house-rules 1.0.0" in refusal(disable(client, "1.1.0"), 404)
    assert disable(client, "1.0.0").status_code == 200


def test_packs_are_replaced_all_at_once_and_keep_their_configuration(client: Client) -> None:
    publish(client, "1", "2", pack="other")
    enable(client, "1.0.0", config={"limits": {"max": 7}})
    applied = client.ok("GET", DEFAULT)["appliedPolicyPacks"]
    group = _patch(client, DEFAULT, policyPacks=[*applied, {"name": "other", "version": 1}])
    assert [(pack["name"], pack.get("versionTag"), pack.get("version")) for pack in group["appliedPolicyPacks"]] == [
        ("house-rules", "1.0.0", None),
        ("other", None, 1),
    ]
    assert group["appliedPolicyPacks"][0]["config"] == {"limits": {"max": 7}}
    assert _patch(client, DEFAULT, policyPacks=[])["appliedPolicyPacks"] == []


def test_a_version_is_also_found_by_its_number(client: Client) -> None:
    client.ok("PATCH", DEFAULT, {"addPolicyPack": {"name": "house-rules", "version": 1}})
    assert [policy["versionTag"] for policy in required(client)] == ["1.0.0"]


def test_several_changes_come_at_once_or_not_at_all(client: Client) -> None:
    group = _create(client)
    change = {"newName": "prod", "addStack": {"name": "dev"}, "addPolicyPack": {"name": "nothing"}}
    refusal(client.request("PATCH", group, change), 404)
    assert client.ok("GET", group)["stacks"] == []
    client.ok("PATCH", group, {**change, "addPolicyPack": {"name": "house-rules"}})
    changed = client.ok("GET", f"{GROUPS}/prod")
    assert (len(changed["stacks"]), len(changed["appliedPolicyPacks"])) == (1, 1)


def test_enabling_again_replaces_the_configuration(client: Client) -> None:
    enable(client, config={"limits": {"max": 7}})
    enable(client)
    assert "config" not in required(client)[0]


def test_configuration_reaches_the_client_in_the_form_that_it_reads(client: Client) -> None:
    enable(client, config={"all": "advisory", "limits": {"max": 7, "enforcementLevel": "mandatory"}})
    assert required(client)[0]["config"] == {
        "all": {"enforcementLevel": "advisory"},
        "limits": {"max": 7, "enforcementLevel": "mandatory"},
    }


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({"limit": {"max": 7}}, "has no policy 'limit' to configure; it has limits, names"),
        ({"limits": 7}, "must be an object or a level of enforcement"),
        ({"limits": "strict"}, "must be one of advisory, mandatory, remediate, disabled"),
        ({"limits": {"enforcementLevel": []}}, "must be one of advisory, mandatory, remediate, disabled"),
        (
            {"limits": {"max": "my secret"}},
            """'max' of policy 'limits' of house-rules 1.1.0 does not fit: the value is""",
        ),
    ],
)
def test_configuration_that_would_stop_every_update_is_refused(
    client: Client, config: dict[str, object], sentence: str
) -> None:
    pack = {"name": "house-rules", "config": config}
    message = refusal(client.request("PATCH", DEFAULT, {"addPolicyPack": pack}), 400)
    assert sentence in message
    assert "my secret" not in message
    assert required(client) == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"addPolicyPack": {"name": "nothing"}}, 404),
        ({"addPolicyPack": {"name": "house-rules", "versionTag": "9"}}, 404),
        ({"addPolicyPack": {"name": "house-rules", "versionTag": "a\0b"}}, 404),
        ({"addPolicyPack": {"name": "house-rules", "version": 2**31}}, 400),
        ({"addPolicyPack": {"name": "house-rules", "environments": ["prod"]}}, 400),
        ({"removePolicyPack": {"name": "house-rules"}}, 404),
        ({"removePolicyPack": {"name": "a\0b"}}, 400),
        ({"addStack": {"name": "nothing"}}, 404),
        ({"addStack": {"name": "a\0b"}}, 400),
        ({"addStack": {"name": ""}}, 400),
        ({"removeStack": {"name": "dev"}}, 404),
        ({"newName": ""}, 400),
        ({"newName": "a/b"}, 400),
        ({"addInsightsAccount": {"name": "aws"}}, 400),
        ({"insightsAccounts": ["aws"]}, 400),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_in_one_sentence(
    client: Client, change: dict[str, object], status: int
) -> None:
    refusal(client.request("PATCH", _create(client), change), status)


@pytest.mark.parametrize("depth", [60, 300, 900])
def test_configuration_that_is_nested_without_end_is_refused(client: Client, depth: int) -> None:
    config: object = 1
    for _ in range(depth):
        config = [config]
    pack = {"name": "house-rules", "config": {"limits": {"other": config}}}
    assert "nested" in refusal(client.request("PATCH", DEFAULT, {"addPolicyPack": pack}), 400)


@pytest.mark.parametrize(
    "more",
    [{"entityType": "accounts"}, {"entityType": "cars"}, {"mode": "strict"}, {"agentPoolId": "x"}, {"name": ".."}],
)
def test_a_group_that_cannot_be_is_refused_in_one_sentence(client: Client, more: dict[str, object]) -> None:
    refusal(client.request("POST", GROUPS, {"name": "production", **more}), 400)


def test_a_group_of_another_organization_is_not_here(client: Client) -> None:
    refusal(client.request("GET", "/api/orgs/someone-else/policygroups"), 404)
    refusal(client.request("GET", f"{GROUPS}/nothing"), 404)

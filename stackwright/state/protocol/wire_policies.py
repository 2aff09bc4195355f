"""Shapes of policy packs and policy groups, by the names of `sdk/go/common/apitype/policy.go`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from stackwright.state.protocol.wire import RequiredPolicy, Struct

Number = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class PolicyConfigSchema(msgspec.Struct, rename="camel"):
    """`apitype.PolicyConfigSchema`."""

    type: str = "object"
    properties: dict[str, Any] | None = None
    required: list[str] | None = None


class ComplianceFramework(Struct):
    """`apitype.PolicyComplianceFramework`."""

    name: str = ""
    version: str = ""
    reference: str = ""
    specification: str = ""


class Policy(Struct):
    """`apitype.Policy`."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    display_name: str = ""
    description: str = ""
    enforcement_level: str = ""
    message: str = ""
    config_schema: PolicyConfigSchema | None = None
    severity: str = ""
    framework: ComplianceFramework | None = None
    tags: list[str] | None = None
    remediation_steps: str = ""
    url: str = ""


class PackDescription(Struct):
    """What a pack tells about itself in `apitype.CreatePolicyPackRequest`."""

    display_name: str = ""
    description: str = ""
    readme: str = ""
    provider: str = ""
    tags: list[str] | None = None
    repository: str = ""
    runtime: str = ""
    metadata: dict[str, str] | None = None


class CreatePolicyPack(PackDescription):
    """`apitype.CreatePolicyPackRequest`."""

    name: str = ""
    version_tag: str = ""
    policies: list[Policy] | None = None


class CreatedPolicyPack(Struct):
    """`apitype.CreatePolicyPackResponse`."""

    version: int
    upload_uri: str = msgspec.field(name="uploadURI")


class PolicyPackWithVersions(Struct):
    """`apitype.PolicyPackWithVersions`."""

    name: str
    display_name: str
    versions: list[int]
    version_tags: list[str]


class PolicyPacks(Struct):
    """`apitype.ListPolicyPacksResponse`."""

    policy_packs: list[PolicyPackWithVersions]


class ConfigSchemas(Struct):
    """`apitype.GetPolicyPackConfigSchemaResponse`: schemas by policy."""

    config_schema: dict[str, Any]


class StackPolicyPacks(Struct):
    """`apitype.GetStackPolicyPacksResponse`."""

    required_policies: list[RequiredPolicy]


class StackReference(Struct):
    """`apitype.PulumiStackReference`."""

    name: str
    routing_project: str = ""


class PolicyPackMetadata(Struct):
    """`apitype.PolicyPackMetadata`: a version of a pack, by its tag or its number."""

    name: str
    display_name: str = ""
    version: Number = 0
    version_tag: str = ""
    config: dict[str, Any] | None = None
    environments: list[str] | None = None


class InsightsAccount(Struct):
    """`apitype.InsightsAccountReference`."""

    name: str = ""


class CreatePolicyGroup(Struct):
    """`apitype.CreatePolicyGroupRequest`."""

    name: str
    entity_type: Literal["stacks", "accounts"] = "stacks"
    mode: Literal["", "audit", "preventative"] = ""
    agent_pool_id: str = ""


class UpdatePolicyGroup(Struct):
    """`apitype.UpdatePolicyGroupRequest`: what is left out stays as it is, and lists replace what there is."""

    new_name: str | None = None
    add_stack: StackReference | None = None
    remove_stack: StackReference | None = None
    add_policy_pack: PolicyPackMetadata | None = None
    remove_policy_pack: PolicyPackMetadata | None = None
    add_insights_account: InsightsAccount | None = None
    remove_insights_account: InsightsAccount | None = None
    stacks: list[StackReference] | None = None
    policy_packs: list[PolicyPackMetadata] | None = None
    insights_accounts: list[str] | None = None


class PolicyGroupSummary(Struct):
    """`apitype.PolicyGroupSummary`."""

    name: str
    is_org_default: bool
    num_stacks: int
    entity_type: str
    mode: str
    num_enabled_policy_packs: int


class PolicyGroups(Struct):
    """`apitype.ListPolicyGroupsResponse`."""

    policy_groups: list[PolicyGroupSummary]


class PolicyGroup(Struct):
    """`apitype.GetPolicyGroupResponse`."""

    name: str
    is_org_default: bool
    entity_type: str
    mode: str
    stacks: list[StackReference]
    applied_policy_packs: list[PolicyPackMetadata]
    accounts: list[str]

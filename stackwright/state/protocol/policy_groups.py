"""Policy groups: create, show, list, change, delete; enable and disable policy packs in them."""

from __future__ import annotations

from typing import Any, Final

from stackwright.access.action import Action
from stackwright.errors import InvalidRequestError
from stackwright.state.policies import groups
from stackwright.state.policies.groups import Change, Enable, Member
from stackwright.state.policies.model import DEFAULT_GROUP, EnabledPack, Group, Mode
from stackwright.state.policies.packs import Reference
from stackwright.state.protocol import wire_policies
from stackwright.state.protocol.route import Answer, Call, Route, allowed, organization_target

_STACKS: Final = "stacks"
"""What groups here are about; the protocol knows cloud accounts besides."""


def list_groups(call: Call) -> wire_policies.PolicyGroups:
    """Every group, the default one first."""
    with call.service.database.read() as connection:
        found = groups.listing(connection, call.organization)
    return wire_policies.PolicyGroups(
        [
            wire_policies.PolicyGroupSummary(
                name=each.name,
                is_org_default=each.name == DEFAULT_GROUP,
                num_stacks=each.stacks,
                entity_type=_STACKS,
                mode=each.mode,
                num_enabled_policy_packs=each.packs,
            )
            for each in found
        ]
    )


def create(call: Call) -> Answer:
    """Add a group without packs and stacks."""
    request = call.read(wire_policies.CreatePolicyGroup)
    if request.entity_type != _STACKS:
        raise InvalidRequestError("This server has no Insights accounts; make a policy group of the type stacks.")
    if request.agent_pool_id:
        raise InvalidRequestError("This server has no agent pools; make the policy group without one.")
    mode = Mode(request.mode or Mode.PREVENTATIVE)
    with call.service.database.write() as connection:
        group = groups.create(connection, request.name, mode)
        call.service.audit.record(
            connection,
            actor=call.user,
            action=Action.POLICY_WRITE,
            target=organization_target(call),
            details={"group": group.name, "created": mode.value},
        )
    return Answer()


def show(call: Call) -> wire_policies.PolicyGroup:
    """A group with its packs and stacks."""
    with call.service.database.read() as connection:
        group = groups.find(connection, call.parameters["group"], organization=call.organization)
    return wire_policies.PolicyGroup(
        name=group.name,
        is_org_default=group.is_default,
        entity_type=_STACKS,
        mode=group.mode,
        stacks=[wire_policies.StackReference(stack.stack, stack.project) for stack in group.stacks],
        applied_policy_packs=[_applied(enabled) for enabled in group.packs.values()],
        accounts=[],
    )


def change(call: Call) -> Answer:
    """Change a group: its name, its stacks, the packs that it enables."""
    request = call.read(wire_policies.UpdatePolicyGroup)
    organization = call.organization
    to = _change(request)
    with call.service.database.write() as connection:
        before = groups.find(connection, call.parameters["group"], organization=organization, lock=True)
        after = groups.change(connection, before, to, organization)
        changed = _differences(before, after)
        if changed:
            call.service.audit.record(
                connection,
                actor=call.user,
                action=Action.POLICY_WRITE,
                target=organization_target(call),
                details={"group": before.name, **changed},
            )
    return Answer()


def remove(call: Call) -> Answer:
    """Delete a group; its packs stay published."""
    name = call.parameters["group"]
    with call.service.database.write() as connection:
        groups.remove(connection, name)
        call.service.audit.record(
            connection,
            actor=call.user,
            action=Action.POLICY_WRITE,
            target=organization_target(call),
            details={"group": name, "deleted": True},
        )
    return Answer()


def _applied(enabled: EnabledPack) -> wire_policies.PolicyPackMetadata:
    """A pack as the CLI will name it itself: `pulumi policy group edit` compares name, number and tag with what its
    user wrote, and takes what is written as a number for one (`policy_group_edit.go`, parsePolicyPackRef)."""
    tag = enabled.version.tag
    is_number = tag.isascii() and tag.isdigit() and str(int(tag)) == tag and int(tag) > 0
    return wire_policies.PolicyPackMetadata(
        name=enabled.version.pack,
        display_name=enabled.version.display_name,
        version=int(tag) if is_number else 0,
        version_tag="" if is_number else tag,
        config=None if enabled.config is None else dict(enabled.config),
    )


def _change(request: wire_policies.UpdatePolicyGroup) -> Change:
    if request.add_insights_account or request.remove_insights_account or request.insights_accounts:
        raise InvalidRequestError("This server has no Insights accounts; policy groups are about stacks.")
    return Change(
        name=request.new_name,
        stacks=None if request.stacks is None else [_member(each) for each in request.stacks],
        packs=None if request.policy_packs is None else [_enable(each) for each in request.policy_packs],
        add_stack=None if request.add_stack is None else _member(request.add_stack),
        remove_stack=None if request.remove_stack is None else _member(request.remove_stack),
        enable=None if request.add_policy_pack is None else _enable(request.add_policy_pack),
        disable=None if request.remove_policy_pack is None else _reference(request.remove_policy_pack),
    )


def _member(stack: wire_policies.StackReference) -> Member:
    return Member(stack.routing_project, stack.name)


def _reference(pack: wire_policies.PolicyPackMetadata) -> Reference:
    return Reference(pack.name, pack.version_tag, pack.version)


def _enable(pack: wire_policies.PolicyPackMetadata) -> Enable:
    if pack.environments:
        raise InvalidRequestError(f"This server has no environments to configure policy pack {pack.name!r} with.")
    return Enable(_reference(pack), pack.config)


def _differences(before: Group, after: Group) -> dict[str, Any]:
    """What the audit trail says of a change: names only, since configuration may be secret."""
    was = {pack: str(enabled.version) for pack, enabled in before.packs.items()}
    now = {pack: str(enabled.version) for pack, enabled in after.packs.items()}
    differences: dict[str, Any] = {
        "renamed": after.name if after.name != before.name else "",
        "enabled": sorted(set(now.values()) - set(was.values())),
        "disabled": sorted(set(was.values()) - set(now.values())),
        "configured": [
            version
            for pack, version in now.items()
            if was.get(pack) == version and before.packs[pack].config != after.packs[pack].config
        ],
        "stacks_added": sorted(str(stack) for stack in set(after.stacks) - set(before.stacks)),
        "stacks_removed": sorted(str(stack) for stack in set(before.stacks) - set(after.stacks)),
    }
    return {what: value for what, value in differences.items() if value}


_GROUPS: Final = "/api/orgs/{organization}/policygroups"
_GROUP: Final = f"{_GROUPS}/{{group}}"

ROUTES: Final[list[Route]] = [
    allowed(Action.POLICY_READ, "GET", _GROUPS, list_groups, organization_target),
    allowed(Action.POLICY_WRITE, "POST", _GROUPS, create, organization_target),
    allowed(Action.POLICY_READ, "GET", _GROUP, show, organization_target),
    allowed(Action.POLICY_WRITE, "PATCH", _GROUP, change, organization_target),
    allowed(Action.POLICY_WRITE, "DELETE", _GROUP, remove, organization_target),
]

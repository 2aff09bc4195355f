"""Firewalls of network interfaces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi import Input

from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.model import Aws, Describe, Property, Resource, Response, Values, optional, output, required
from pulumi_boto.validate import security_group_text

_EVERYTHING_OUT: dict[str, Any] = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


class SecurityGroup(Resource, cloudformation="AWS::EC2::SecurityGroup"):
    """A firewall: it lets in and out what its rules name, and the answers to that.

    Rules are resources of their own, SecurityGroupIngress and SecurityGroupEgress; rules made by others are left
    alone. A new group lets nothing in. **It lets everything out**: AWS gives it a rule for all traffic to
    everywhere, and we keep that as the CLI and CloudFormation do, because without it a server reaches neither package
    mirrors nor AWS itself. Set ``default_egress`` to false where every way out is to be stated.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
    """

    vpc_id: Property[str] = required("Network that it is part of.", replaces=True)
    description: Property[str] = required(
        "What it is for; AWS cannot change it later.", replaces=True, validate=security_group_text
    )
    group_name: Property[str] = optional(
        "Name.", default=None, replaces=True, autoname=255, validate=security_group_text
    )
    default_egress: Property[bool] = optional(
        "Whether the rule stays by which AWS lets everything out. If false it is removed before the group is used; "
        "if it comes back behind our back, that is drift.",
        default=True,
    )
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")
    owner_id: Property[str] = output("Account that owns the group.")

    class Lifecycle(Ec2Lifecycle):
        describe = Describe("ec2", "describe_security_groups", "SecurityGroups", "GroupId", filter="group-id")
        resource_type = "security-group"
        delete_operation = "delete_security_group"
        gone = ("InvalidGroup.NotFound",)
        unique = ("vpc_id", "group_name")
        eventual = ("InvalidVpcID.NotFound",)
        permissions = (
            "ec2:AuthorizeSecurityGroupEgress",
            "ec2:CreateSecurityGroup",
            "ec2:CreateTags",
            "ec2:DeleteSecurityGroup",
            "ec2:DeleteTags",
            "ec2:DescribeSecurityGroupRules",
            "ec2:DescribeSecurityGroups",
            "ec2:RevokeSecurityGroupEgress",
        )

        def create(self, aws: Aws, new: Values) -> str:
            parameters = self.parameters(new, "vpc_id", "description", "group_name") | self.tag_specifications(new)
            return str(aws.call("ec2", "create_security_group", **parameters)["GroupId"])

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            if new.get("default_egress") is False:
                if aws.is_new(id):  # else what was not finished goes on, and the rule may be gone already
                    aws.wait(f"the default rule of the security group {id}", lambda: bool(_default_rules(aws, id)))
                self.update(aws, id, {}, new, frozenset({"default_egress"}))

        def read(self, aws: Aws, id: str) -> Values | None:
            live = super().read(aws, id)
            return live and live | {"default_egress": bool(_default_rules(aws, id))}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            if new["default_egress"]:
                aws.call("ec2", "authorize_security_group_egress", GroupId=id, IpPermissions=[_EVERYTHING_OUT])
            elif rules := _default_rules(aws, id):
                aws.call("ec2", "revoke_security_group_egress", GroupId=id, SecurityGroupRuleIds=rules)


def _default_rules(aws: Aws, id: str) -> list[str]:
    """AWS's own rules, IPv4 and IPv6, that let everything out; a SecurityGroupEgress of ours has its mark."""
    group = {"Name": "group-id", "Values": [id]}
    rules = aws.pages("ec2", "describe_security_group_rules", "SecurityGroupRules", Filters=[group])
    return [rule["SecurityGroupRuleId"] for rule in rules if _is_default(rule)]


def _is_default(rule: Response) -> bool:
    everywhere = rule.get("CidrIpv4") == "0.0.0.0/0" or rule.get("CidrIpv6") == "::/0"
    return bool(rule["IsEgress"]) and rule["IpProtocol"] == "-1" and everywhere and not rule.get("Tags")

"""Rules for what a security group lets out."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi import Input

from pulumi_boto.ec2.security_group_rule import ALL_PORTS, SecurityGroupRuleLifecycle
from pulumi_boto.model import Property, Resource, optional, output, required
from pulumi_boto.validate import cidr, ip_protocol, ipv6_cidr, security_group_text


class SecurityGroupEgress(Resource, cloudformation="AWS::EC2::SecurityGroupEgress"):
    """One rule of a security group: traffic to one destination that it lets out.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupEgress.html
    """

    group_id: Property[str] = required("Security group that it is part of.", replaces=True)
    ip_protocol: Property[str] = required("tcp, udp, icmp, icmpv6, a number, or -1 for all.", validate=ip_protocol)
    from_port: Property[int] = optional("First port, or the ICMP type; -1 is all.", default=ALL_PORTS)
    to_port: Property[int] = optional("Last port, or the ICMP code; -1 is all.", default=ALL_PORTS)
    cidr_ip: Property[str] = optional(
        "IPv4 range, as the destination.", default=None, replaces=True, validate=cidr, api="CidrIpv4"
    )
    cidr_ipv6: Property[str] = optional(
        "IPv6 range, as the destination.", default=None, replaces=True, validate=ipv6_cidr
    )
    destination_prefix_list_id: Property[str] = optional(
        "Prefix list, as the destination.", default=None, replaces=True, api="PrefixListId"
    )
    destination_security_group_id: Property[str] = optional(
        "Security group, as the destination.", default=None, replaces=True, api="ReferencedGroupId"
    )
    description: Property[str] = optional("What it is for.", default=None, validate=security_group_text)
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")

    class Lifecycle(SecurityGroupRuleLifecycle):
        direction = "egress"
        other_end = "destination"
        permissions = (
            "ec2:AuthorizeSecurityGroupEgress",
            "ec2:CreateTags",
            "ec2:DeleteTags",
            "ec2:DescribeSecurityGroupRules",
            "ec2:ModifySecurityGroupRules",
            "ec2:RevokeSecurityGroupEgress",
        )

"""Rules for what a security group lets in."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi import Input

from pulumi_boto.ec2.security_group_rule import ALL_PORTS, SecurityGroupRuleLifecycle
from pulumi_boto.model import Property, Resource, optional, output, required
from pulumi_boto.validate import cidr, ip_protocol, ipv6_cidr, security_group_text


class SecurityGroupIngress(Resource, cloudformation="AWS::EC2::SecurityGroupIngress"):
    """One rule of a security group: traffic from one source that it lets in.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html
    """

    group_id: Property[str] = required("Security group that it is part of.", replaces=True)
    ip_protocol: Property[str] = required("tcp, udp, icmp, icmpv6, a number, or -1 for all.", validate=ip_protocol)
    from_port: Property[int] = optional("First port, or the ICMP type; -1 is all.", default=ALL_PORTS)
    to_port: Property[int] = optional("Last port, or the ICMP code; -1 is all.", default=ALL_PORTS)
    cidr_ip: Property[str] = optional(
        "IPv4 range, as the source.", default=None, replaces=True, validate=cidr, api="CidrIpv4"
    )
    cidr_ipv6: Property[str] = optional("IPv6 range, as the source.", default=None, replaces=True, validate=ipv6_cidr)
    source_prefix_list_id: Property[str] = optional(
        "Prefix list, as the source.", default=None, replaces=True, api="PrefixListId"
    )
    source_security_group_id: Property[str] = optional(
        "Security group, as the source.", default=None, replaces=True, api="ReferencedGroupId"
    )
    description: Property[str] = optional("What it is for.", default=None, validate=security_group_text)
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")

    class Lifecycle(SecurityGroupRuleLifecycle):
        direction = "ingress"
        other_end = "source"
        permissions = (
            "ec2:AuthorizeSecurityGroupIngress",
            "ec2:CreateTags",
            "ec2:DeleteTags",
            "ec2:DescribeSecurityGroupRules",
            "ec2:ModifySecurityGroupRules",
            "ec2:RevokeSecurityGroupIngress",
        )

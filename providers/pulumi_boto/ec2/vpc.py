"""Virtual networks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from pulumi import Input

from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.model import Aws, Describe, Property, Resource, Values, optional, output, required
from pulumi_boto.validate import cidr


class Vpc(Resource, cloudformation="AWS::EC2::VPC"):
    """A virtual network of one's own.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html
    """

    cidr_block: Property[str] = required("IPv4 range, such as 10.0.0.0/16.", replaces=True, validate=cidr)
    enable_dns_support: Property[bool] = optional("Whether Amazon's DNS server answers.", default=True)
    enable_dns_hostnames: Property[bool] = optional("Whether instances get DNS names.", default=False)
    instance_tenancy: Property[str] = optional(
        "Hardware of the instances.", default="default", choices=("default", "dedicated"), replaces=True
    )
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    owner_id: Property[str] = output("Account that owns the network.")

    class Lifecycle(Ec2Lifecycle):
        describe = Describe("ec2", "describe_vpcs", "Vpcs", "VpcId", filter="vpc-id")
        resource_type = "vpc"
        delete_operation = "delete_vpc"
        permissions = (
            "ec2:CreateTags",
            "ec2:CreateVpc",
            "ec2:DeleteTags",
            "ec2:DeleteVpc",
            "ec2:DescribeVpcAttribute",
            "ec2:DescribeVpcs",
            "ec2:ModifyVpcAttribute",
        )

        def create(self, aws: Aws, new: Values) -> str:
            parameters = self.parameters(new, "cidr_block", "instance_tenancy") | self.tag_specifications(new)
            return str(aws.call("ec2", "create_vpc", **parameters)["Vpc"]["VpcId"])

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            wanted = {name: new.get(name, default) for name, default in _ATTRIBUTES.items()}
            self.update(aws, id, {}, wanted, frozenset(n for n in wanted if wanted[n] != _ATTRIBUTES[n]))

        def read(self, aws: Aws, id: str) -> Values | None:
            parts = aws.together(
                lambda: super(Vpc.Lifecycle, self).read(aws, id),
                *(partial(self._attribute, aws, id, name) for name in _ATTRIBUTES),
            )
            return None if parts[0] is None else {key: value for part in parts if part for key, value in part.items()}

        def _attribute(self, aws: Aws, id: str, name: str) -> Values | None:
            api = self.definition.properties[name].api
            answer = aws.call("ec2", "describe_vpc_attribute", VpcId=id, Attribute=api[0].lower() + api[1:])
            return {name: answer[api]["Value"]}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            for name in sorted(changed, reverse=True):  # support before hostnames: those need it
                value = {self.definition.properties[name].api: {"Value": new[name]}}
                aws.call("ec2", "modify_vpc_attribute", VpcId=id, **value)


_ATTRIBUTES = {"enable_dns_support": True, "enable_dns_hostnames": False}

"""Ranges of a network in one availability zone."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_network

from pulumi import Input

from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.model import Aws, Describe, Property, Resource, Values, optional, output, required
from pulumi_boto.validate import cidr


class Subnet(Resource, cloudformation="AWS::EC2::Subnet"):
    """A range of addresses of a VPC in one availability zone.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html
    """

    vpc_id: Property[str] = required("Network that it is part of.", replaces=True)
    cidr_block: Property[str] = required("IPv4 range within the network's.", replaces=True, validate=cidr)
    availability_zone: Property[str] = optional(
        "Zone, such as eu-central-1a.", default=None, computed=True, replaces=True
    )
    map_public_ip_on_launch: Property[bool] = optional("Whether instances get a public address.", default=False)
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    subnet_arn: Property[str] = output("ARN.")
    availability_zone_id: Property[str] = output("The zone's id, the same in every account.")

    class Lifecycle(Ec2Lifecycle):
        describe = Describe("ec2", "describe_subnets", "Subnets", "SubnetId", filter="subnet-id")
        resource_type = "subnet"
        delete_operation = "delete_subnet"
        permissions = (
            "ec2:CreateSubnet",
            "ec2:CreateTags",
            "ec2:DeleteSubnet",
            "ec2:DeleteTags",
            "ec2:DescribeSubnets",
            "ec2:ModifySubnetAttribute",
        )

        def collides(self, old: Values, new: Values) -> bool:
            if "cidr_block" not in new or old["vpc_id"] != new.get("vpc_id"):
                return False
            return ip_network(old["cidr_block"]).overlaps(ip_network(new["cidr_block"]))

        def create(self, aws: Aws, new: Values) -> str:
            parameters = self.parameters(new, "vpc_id", "cidr_block", "availability_zone")
            return str(
                aws.call("ec2", "create_subnet", **parameters, **self.tag_specifications(new))["Subnet"]["SubnetId"]
            )

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            if new.get("map_public_ip_on_launch"):
                self.update(aws, id, {}, new, frozenset({"map_public_ip_on_launch"}))

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            value = {"Value": new["map_public_ip_on_launch"]}
            aws.call("ec2", "modify_subnet_attribute", SubnetId=id, MapPublicIpOnLaunch=value)

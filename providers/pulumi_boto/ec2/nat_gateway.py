"""Gateways through which private subnets reach out."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi import Input

from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.model import (
    Aws,
    Describe,
    Failure,
    Kind,
    Property,
    Resource,
    Response,
    Values,
    optional,
    output,
    required,
)


class NatGateway(Resource, cloudformation="AWS::EC2::NatGateway"):
    """A gateway through which servers without a public address reach out.

    A public one stands in a public subnet and lends its Elastic IP to what goes to the internet; a private one
    leads to other networks. It counts as made when AWS says that it is available, and as deleted when its
    address and its place in the subnet are free again.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html
    """

    subnet_id: Property[str] = required("Subnet that it stands in.", replaces=True)
    allocation_id: Property[str] = optional(
        "Elastic IP, the id of an Eip; a public one needs it.", default=None, replaces=True
    )
    connectivity_type: Property[str] = optional(
        "Where it leads.", default="public", choices=("public", "private"), replaces=True
    )
    private_ip_address: Property[str] = optional(
        "Address within the subnet.", default=None, computed=True, replaces=True
    )
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")
    network_interface_id: Property[str] = output("Its network interface.")
    public_ip: Property[str] = output("Address that the internet sees.")
    vpc_id: Property[str] = output("Network that it is part of.")

    class Lifecycle(Ec2Lifecycle):
        describe = Describe("ec2", "describe_nat_gateways", "NatGateways", "NatGatewayId", filter="nat-gateway-id")
        resource_type = "natgateway"
        delete_operation = "delete_nat_gateway"
        delete_is_slow = True
        gone_states = frozenset({"deleted", "failed"})  # AWS removes a failed one by itself
        gone = ("NatGatewayNotFound",)
        unique = ("allocation_id",)
        eventual = ("InvalidAllocationID.NotFound", "InvalidSubnetID.NotFound")
        permissions = (
            "ec2:CreateNatGateway",
            "ec2:CreateTags",
            "ec2:DeleteNatGateway",
            "ec2:DeleteTags",
            "ec2:DescribeNatGateways",
        )

        def validate(self, new: Values) -> list[tuple[str, str]]:
            kind, given = new.get("connectivity_type", "public"), "allocation_id" in new
            if kind == "public" and not given:
                return [("allocation_id", "a public NAT gateway needs 'allocation_id', the id of an Eip.")]
            if kind == "private" and given:
                return [("allocation_id", "a private NAT gateway has no public address; remove 'allocation_id'.")]
            return []

        def collides(self, old: Values, new: Values) -> bool:
            return "private_ip_address" in new and new["private_ip_address"] == old["private_ip_address"]

        def create(self, aws: Aws, new: Values) -> str:
            parameters = self.parameters(new) | self.tag_specifications(new)
            made = aws.call("ec2", "create_nat_gateway", ClientToken=aws.token, **parameters)
            return str(made["NatGateway"]["NatGatewayId"])

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            def ready() -> bool:
                item = aws.find(self.describe, id) or {}
                if item.get("State") == "failed":
                    code = str(item.get("FailureCode", ""))
                    reason = str(item.get("FailureMessage", "AWS gives no reason")).rstrip(".")
                    raise Failure(Kind.PERMANENT, f"the NAT gateway {id} failed: {reason} ({code}).", code)
                return item.get("State") == "available"

            aws.wait(f"the NAT gateway {id}", ready)

        def parse(self, item: Response) -> Values:
            first: Response = next(iter(item.get("NatGatewayAddresses", ())), {})
            return super().parse(item) | {
                "allocation_id": first.get("AllocationId"),
                "network_interface_id": first.get("NetworkInterfaceId"),
                "private_ip_address": first.get("PrivateIp"),
                "public_ip": first.get("PublicIp"),
            }

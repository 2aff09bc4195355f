"""Public addresses that stay."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi import Input

from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.model import Aws, Describe, Property, Resource, Response, Values, optional, output


class Eip(Resource, cloudformation="AWS::EC2::EIP"):
    """A public IPv4 address (Elastic IP) that stays one's own whatever uses it. Its id is the allocation id.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html
    """

    instance_id: Property[str] = optional(
        "Running instance that gets the address; leave it out for a NAT gateway.", default=None
    )
    network_border_group: Property[str] = optional(
        "Zones that announce the address, such as a local zone's group.", default=None, computed=True, replaces=True
    )
    public_ipv4_pool: Property[str] = optional(
        "Pool of one's own to take it from; AWS's own pool otherwise.", default=None, computed=True, replaces=True
    )
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")
    public_ip: Property[str] = output("The address.")

    class Lifecycle(Ec2Lifecycle):
        describe = Describe("ec2", "describe_addresses", "Addresses", "AllocationId", filter="allocation-id")
        resource_type = "elastic-ip"
        delete_operation = "release_address"
        gone = ("InvalidAllocationID.NotFound",)
        permissions = (
            "ec2:AllocateAddress",
            "ec2:AssociateAddress",
            "ec2:CreateTags",
            "ec2:DeleteTags",
            "ec2:DescribeAddresses",
            "ec2:DisassociateAddress",
            "ec2:ReleaseAddress",
        )

        def create(self, aws: Aws, new: Values) -> str:
            parameters = self.parameters(new, "network_border_group", "public_ipv4_pool")
            made = aws.call("ec2", "allocate_address", Domain="vpc", **parameters, **self.tag_specifications(new))
            return str(made["AllocationId"])

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            if new.get("instance_id"):
                self.update(aws, id, {}, new, frozenset({"instance_id"}))

        def parse(self, item: Response) -> Values:
            return super().parse(item) | {"instance_id": item.get("InstanceId") or None}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            if new.get("instance_id"):
                instance = self.parameters(new, "instance_id")
                aws.call("ec2", "associate_address", AllocationId=id, AllowReassociation=True, **instance)
            else:
                self._let_go(aws, id)

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            if state.get("instance_id"):
                self._let_go(aws, id)
            super().delete(aws, id, state)

        def _let_go(self, aws: Aws, id: str) -> None:
            association = (aws.find(self.describe, id) or {}).get("AssociationId")
            if association:
                aws.call("ec2", "disassociate_address", AssociationId=association)

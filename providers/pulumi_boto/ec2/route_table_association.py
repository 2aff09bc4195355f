"""Which table routes a subnet's traffic."""

from __future__ import annotations

from pulumi_boto import model
from pulumi_boto.ec2.lifecycle import make_once
from pulumi_boto.ec2.subnet import Subnet
from pulumi_boto.model import Aws, Describe, Property, Resource, Values, output, required


class RouteTableAssociation(Resource, cloudformation="AWS::EC2::SubnetRouteTableAssociation"):
    """The route table that a subnet uses instead of its network's main one.

    Its id is the subnet's: a subnet has at most one, and AWS gives it another id of its own whenever the table is
    changed. That happens in place, without a moment in which the subnet has no routes.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html
    """

    subnet_id: Property[str] = required("Subnet.", replaces=True)
    route_table_id: Property[str] = required("Table that routes its traffic.")

    association_id: Property[str] = output(
        "AWS's id, new with each change.", volatile=True, api="RouteTableAssociationId"
    )

    class Lifecycle(model.Lifecycle):
        describe = Describe(
            "ec2", "describe_route_tables", "RouteTables.Associations", "SubnetId", filter="association.subnet-id"
        )
        named_by = ("subnet_id",)
        part_of = ("subnet_id", Subnet)
        gone = ("InvalidAssociationID.NotFound",)
        eventual = ("InvalidRouteTableID.NotFound", "InvalidSubnetID.NotFound")
        permissions = (
            "ec2:AssociateRouteTable",
            "ec2:DescribeRouteTables",
            "ec2:DisassociateRouteTable",
            "ec2:ReplaceRouteTableAssociation",
        )

        def create(self, aws: Aws, new: Values) -> str:
            make_once(aws, "associate_route_table", "Resource.AlreadyAssociated", **self.parameters(new))
            return str(new["subnet_id"])

        def read(self, aws: Aws, id: str) -> Values | None:
            found = aws.find(self.describe, id)
            ended = found and found["AssociationState"]["State"] in ("disassociating", "disassociated")
            return None if found is None or ended else self.parse(found)

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            aws.call(
                "ec2",
                "replace_route_table_association",
                AssociationId=self._association(aws, id),
                RouteTableId=new["route_table_id"],
            )

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            association = self._association(aws, id)
            if association:
                aws.call("ec2", "disassociate_route_table", AssociationId=association)

        def _association(self, aws: Aws, id: str) -> str:
            return str((aws.find(self.describe, id) or {}).get("RouteTableAssociationId", ""))

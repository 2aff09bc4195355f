"""Tables that say where traffic goes."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi import Input

from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.model import Aws, Describe, Property, Resource, Values, optional, output, required


class RouteTable(Resource, cloudformation="AWS::EC2::RouteTable"):
    """A table of routes; each Route is a resource of its own, and RouteTableAssociation gives it to a subnet.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html
    """

    vpc_id: Property[str] = required("Network that it is part of.", replaces=True)
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")
    owner_id: Property[str] = output("Account that owns the table.")

    class Lifecycle(Ec2Lifecycle):
        describe = Describe("ec2", "describe_route_tables", "RouteTables", "RouteTableId", filter="route-table-id")
        resource_type = "route-table"
        delete_operation = "delete_route_table"
        eventual = ("InvalidVpcID.NotFound",)
        permissions = (
            "ec2:CreateRouteTable",
            "ec2:CreateTags",
            "ec2:DeleteRouteTable",
            "ec2:DeleteTags",
            "ec2:DescribeRouteTables",
        )

        def create(self, aws: Aws, new: Values) -> str:
            parameters = self.parameters(new) | self.tag_specifications(new)
            made = aws.call("ec2", "create_route_table", ClientToken=aws.token, **parameters)
            return str(made["RouteTable"]["RouteTableId"])

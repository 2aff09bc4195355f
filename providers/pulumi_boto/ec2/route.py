"""Routes: where a table sends traffic."""

from __future__ import annotations

from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.model import Aws, Describe, Property, Resource, Response, Values, optional, output, required
from pulumi_boto.validate import cidr

_TARGETS = (
    "gateway_id",
    "nat_gateway_id",
    "network_interface_id",
    "vpc_peering_connection_id",
    "transit_gateway_id",
)


class Route(Resource, cloudformation="AWS::EC2::Route"):
    """One entry of a route table. Its id is ``<route table>|<destination>``.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html
    """

    route_table_id: Property[str] = required("Table that it is part of.", replaces=True)
    destination_cidr_block: Property[str] = required("IPv4 range that it is for.", replaces=True, validate=cidr)
    gateway_id: Property[str] = optional("Internet or virtual private gateway.")
    nat_gateway_id: Property[str] = optional("NAT gateway.")
    network_interface_id: Property[str] = optional("Network interface.")
    vpc_peering_connection_id: Property[str] = optional("Peering connection.")
    transit_gateway_id: Property[str] = optional("Transit gateway.")

    state: Property[str] = output("active, or blackhole when the target is gone.", volatile=True)

    class Lifecycle(Ec2Lifecycle):
        describe = Describe("ec2", "describe_route_tables", "RouteTables", "RouteTableId", filter="route-table-id")
        unique = ("destination_cidr_block",)
        gone = ("InvalidRoute.NotFound", "InvalidRouteTableID.NotFound")
        eventual = (
            "InvalidGatewayID.NotFound",
            "InvalidNatGatewayID.NotFound",
            "InvalidRouteTableID.NotFound",
        )
        permissions = ("ec2:CreateRoute", "ec2:DeleteRoute", "ec2:DescribeRouteTables", "ec2:ReplaceRoute")

        def validate(self, new: Values) -> list[tuple[str, str]]:
            given = [name for name in _TARGETS if name in new]
            if len(given) == 1:
                return []
            return [("gatewayId", f"a route needs exactly one of {', '.join(_TARGETS)}; it has {len(given)}.")]

        def create(self, aws: Aws, new: Values) -> str:
            aws.call("ec2", "create_route", **self.parameters(new))
            return f"{new['route_table_id']}|{new['destination_cidr_block']}"

        def read(self, aws: Aws, id: str) -> Values | None:
            table, _, destination = id.partition("|")
            found = aws.find(self.describe, table)
            routes: list[Response] = found["Routes"] if found else []
            for route in routes:
                if route.get("DestinationCidrBlock") == destination:
                    targets = dict.fromkeys(_TARGETS)
                    return targets | self.parse(route) | {"route_table_id": table}
            return None

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            aws.call("ec2", "replace_route", **self.parameters(new))

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            table, _, destination = id.partition("|")
            aws.call("ec2", "delete_route", RouteTableId=table, DestinationCidrBlock=destination)

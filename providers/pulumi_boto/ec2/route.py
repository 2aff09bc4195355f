"""Routes: where a table sends traffic."""

from __future__ import annotations

from pulumi_boto import model
from pulumi_boto.ec2.lifecycle import make_once
from pulumi_boto.ec2.route_table import RouteTable
from pulumi_boto.model import Aws, Property, Resource, Response, Values, optional, output, required
from pulumi_boto.validate import cidr, ipv6_cidr

_DESTINATIONS = ("destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id")
_TARGETS = (
    "gateway_id",
    "nat_gateway_id",
    "network_interface_id",
    "vpc_peering_connection_id",
    "transit_gateway_id",
    "egress_only_internet_gateway_id",
)


class Route(Resource, cloudformation="AWS::EC2::Route"):
    """One entry of a route table: one destination, one target. Its id is ``<route table>|<destination>``.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html
    """

    route_table_id: Property[str] = required("Table that it is part of.", replaces=True)
    destination_cidr_block: Property[str] = optional(
        "IPv4 range that it is for.", default=None, replaces=True, validate=cidr
    )
    destination_ipv6_cidr_block: Property[str] = optional(
        "IPv6 range that it is for.", default=None, replaces=True, validate=ipv6_cidr
    )
    destination_prefix_list_id: Property[str] = optional("Prefix list that it is for.", default=None, replaces=True)
    gateway_id: Property[str] = optional(
        "Internet or virtual private gateway. It must be attached: take an attachment's internet_gateway_id.",
        default=None,
    )
    nat_gateway_id: Property[str] = optional("NAT gateway.", default=None)
    network_interface_id: Property[str] = optional("Network interface.", default=None)
    vpc_peering_connection_id: Property[str] = optional("Peering connection.", default=None)
    transit_gateway_id: Property[str] = optional("Transit gateway.", default=None)
    egress_only_internet_gateway_id: Property[str] = optional("Egress-only internet gateway, for IPv6.", default=None)

    state: Property[str] = output("active, or blackhole when the target is gone.", volatile=True)

    class Lifecycle(model.Lifecycle):
        part_of = ("route_table_id", RouteTable)
        gone = ("InvalidRoute.NotFound", "InvalidRouteTableID.NotFound")
        eventual = (
            "InvalidGatewayID.NotFound",
            "InvalidNatGatewayID.NotFound",
            "InvalidRouteTableID.NotFound",
        )
        permissions = ("ec2:CreateRoute", "ec2:DeleteRoute", "ec2:DescribeRouteTables", "ec2:ReplaceRoute")

        def validate(self, new: Values) -> list[tuple[str, str]]:
            return [
                (choice[0], f"a route needs exactly one of {', '.join(choice)}; it has {_said(given)}.")
                for choice in (_DESTINATIONS, _TARGETS)
                if len(given := [name for name in choice if name in new]) != 1
            ]

        def create(self, aws: Aws, new: Values) -> str:
            make_once(aws, "create_route", "RouteAlreadyExists", **self.parameters(new))
            return self.identify(aws, new)

        def identify(self, aws: Aws, new: Values) -> str:
            destination = next(new[name] for name in _DESTINATIONS if new.get(name))
            return f"{new['route_table_id']}|{destination}"

        def read(self, aws: Aws, id: str) -> Values | None:
            table, destination, name = self._parts(id)
            found = aws.find(RouteTable.Lifecycle.describe, table)
            routes: list[Response] = found["Routes"] if found else []
            for route in routes:
                if route.get(self.definition.properties[name].api) == destination:
                    return dict.fromkeys(_TARGETS) | self.parse(route) | {"route_table_id": table}
            return None

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            aws.call("ec2", "replace_route", **self.parameters(new))

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            table, destination, name = self._parts(id)
            place = {"route_table_id": table, name: destination}
            aws.call("ec2", "delete_route", **self.parameters(place, *place))

        def _parts(self, id: str) -> tuple[str, str, str]:
            """The table, the destination, and the property that holds it."""
            table, _, destination = id.partition("|")
            ipv4, ipv6, prefix_list = _DESTINATIONS
            if destination.startswith("pl-"):
                return table, destination, prefix_list
            return table, destination, ipv6 if ":" in destination else ipv4


def _said(given: list[str]) -> str:
    return " and ".join(given) or "none"

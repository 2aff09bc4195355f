"""A virtual network over several availability zones."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import pulumi
from pulumi import Input, Output, ResourceOptions

import pulumi_boto as boto
from stackwright_components.ranges import Wanted, plan
from stackwright_components.settings import example

T = TypeVar("T")

_EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True)
class NetworkSettings:
    """What a network looks like.

    Args:
        cidr_block: the network's range of addresses.
        zones: over how many availability zones of the region it spans, in alphabetical order.
        zone_names: the zones themselves, where it matters which.
        public_prefix: prefix length of the public subnets, which are taken from the end of the range; or
        public_ranges: their ranges, one for each zone.
        private_prefix: prefix length of the private subnets, which are taken from the start; or
        private_ranges: their ranges, one for each zone.
        nat: how private subnets reach the internet: not at all, through one gateway in the first zone
            (cheap), or through one in each zone (a zone may fail).
        gateway_endpoints: services reached without leaving the network; they cost nothing.
        interface_endpoints: further services, by the last part of their endpoint's name, such as ssm.
    """

    cidr_block: str = field(metadata=example("10.20.0.0/16"))
    zones: int = field(metadata=example(2))
    zone_names: tuple[str, ...] = field(default=(), metadata=example(["eu-central-1a", "eu-central-1b"]))
    public_prefix: int | None = field(default=None, metadata=example(24))
    public_ranges: tuple[str, ...] = field(default=(), metadata=example(["10.20.255.0/24", "10.20.254.0/24"]))
    private_prefix: int | None = field(default=None, metadata=example(20))
    private_ranges: tuple[str, ...] = field(default=(), metadata=example(["10.20.0.0/20", "10.20.16.0/20"]))
    nat: Literal["none", "shared", "per-zone"] = "shared"
    gateway_endpoints: tuple[Literal["s3", "dynamodb"], ...] = ("s3", "dynamodb")
    interface_endpoints: tuple[str, ...] = field(default=(), metadata=example(["ssm", "ssmmessages"]))


class Network(pulumi.ComponentResource):
    """A VPC with a public and a private subnet in each zone, their routing and endpoints.

    Each private subnet has a route table of its own, so that another kind of NAT changes routes only.

    Raises:
        pulumi.RunError: the subnets do not fit, or the region has too few zones; nothing is created then.
    """

    vpc_id: Output[str]
    public_subnet_ids: Output[Sequence[str]]
    private_subnet_ids: Output[Sequence[str]]
    zones: list[str]
    """The names of the zones, in the order of the subnets."""

    def __init__(self, name: str, settings: NetworkSettings, opts: ResourceOptions | None = None) -> None:
        super().__init__("stackwright:index:Network", name, None, opts)
        self._name = name
        self._settings = settings
        ranges = plan(
            settings.cidr_block,
            settings.zones,
            Wanted("public", settings.public_ranges, settings.public_prefix),
            Wanted("private", settings.private_ranges, settings.private_prefix),
        )
        self.zones = self._choose_zones()

        vpc = boto.ec2.Vpc(
            name, cidr_block=settings.cidr_block, enable_dns_hostnames=True, tags=self._tags(), opts=self._child()
        )
        self._vpc = vpc
        public = [
            boto.ec2.Subnet(
                f"{name}-public-{number}",
                vpc_id=vpc.id,
                cidr_block=str(subnet_range),
                availability_zone=zone,
                map_public_ip_on_launch=False,  # load balancers and NAT need none; what does asks for it
                tags=self._tags(f"public-{zone}"),
                opts=self._child(),
            )
            for number, (zone, subnet_range) in enumerate(zip(self.zones, ranges.public, strict=True), 1)
        ]
        private = [
            boto.ec2.Subnet(
                f"{name}-private-{number}",
                vpc_id=vpc.id,
                cidr_block=str(subnet_range),
                availability_zone=zone,
                tags=self._tags(f"private-{zone}"),
                opts=self._child(),
            )
            for number, (zone, subnet_range) in enumerate(zip(self.zones, ranges.private, strict=True), 1)
        ]
        public_table, way_out = self._route_public(public)
        private_tables, ways_out = self._route_private(public, private, way_out)
        self._endpoints([public_table, *private_tables], private)

        self.vpc_id = vpc.id
        self.public_subnet_ids = _after(Output.all(*(subnet.id for subnet in public)), [way_out])
        self.private_subnet_ids = _after(Output.all(*(subnet.id for subnet in private)), ways_out)
        self.register_outputs(
            {
                "vpcId": self.vpc_id,
                "publicSubnetIds": self.public_subnet_ids,
                "privateSubnetIds": self.private_subnet_ids,
                "zones": self.zones,
            }
        )

    def _choose_zones(self) -> list[str]:
        wanted, named = self._settings.zones, self._settings.zone_names
        if wanted < 1:
            raise pulumi.RunError(f"The network needs at least 1 zone, not {wanted}.")
        if named and len(named) != wanted:
            raise pulumi.RunError(f"The network has {len(named)} names of zones, but should span {wanted} zones.")
        there_are = boto.get_availability_zones(pulumi.InvokeOptions(parent=self))["names"]
        for zone in named:
            if zone not in there_are:
                raise pulumi.RunError(f"The region has no zone '{zone}'; there are {', '.join(there_are)}.")
        if wanted > len(there_are):
            raise pulumi.RunError(
                f"The network should span {wanted} zones, but the region has {len(there_are)}: {', '.join(there_are)}."
            )
        return list(named) or there_are[:wanted]

    def _route_public(self, public: Sequence[boto.ec2.Subnet]) -> tuple[boto.ec2.RouteTable, boto.ec2.Route]:
        gateway = boto.ec2.InternetGateway(self._name, tags=self._tags(), opts=self._child())
        attachment = boto.ec2.InternetGatewayAttachment(
            self._name, vpc_id=self._vpc.id, internet_gateway_id=gateway.id, opts=self._child()
        )
        table = self._table("public")
        for number, subnet in enumerate(public, 1):
            self._associate(f"public-{number}", table, subnet)
        route = boto.ec2.Route(
            f"{self._name}-public",
            route_table_id=table.id,
            destination_cidr_block=_EVERYWHERE,
            gateway_id=attachment.internet_gateway_id,
            opts=self._child(),
        )
        return table, route

    def _route_private(
        self, public: Sequence[boto.ec2.Subnet], private: Sequence[boto.ec2.Subnet], way_out: boto.ec2.Route
    ) -> tuple[list[boto.ec2.RouteTable], list[boto.ec2.Route]]:
        tables = []
        for number, subnet in enumerate(private, 1):
            tables.append(self._table(f"private-{number}"))
            self._associate(f"private-{number}", tables[-1], subnet)
        served = {"none": [], "shared": public[:1], "per-zone": public}[self._settings.nat]
        gateways = [self._nat(number, subnet, way_out) for number, subnet in enumerate(served, 1)]
        if not gateways:
            return tables, []
        routes = [
            boto.ec2.Route(
                f"{self._name}-private-{number}",
                route_table_id=table.id,
                destination_cidr_block=_EVERYWHERE,
                nat_gateway_id=gateways[(number - 1) % len(gateways)].id,
                opts=self._child(),
            )
            for number, table in enumerate(tables, 1)
        ]
        return tables, routes

    def _nat(self, number: int, subnet: boto.ec2.Subnet, way_out: boto.ec2.Route) -> boto.ec2.NatGateway:
        name = f"{self._name}-nat-{number}"
        tags = self._tags(f"nat-{self.zones[number - 1]}")
        address = boto.ec2.Eip(name, tags=tags, opts=self._child(after=[way_out]))
        return boto.ec2.NatGateway(
            name, subnet_id=subnet.id, allocation_id=address.id, tags=tags, opts=self._child(after=[way_out])
        )

    def _table(self, suffix: str) -> boto.ec2.RouteTable:
        return boto.ec2.RouteTable(
            f"{self._name}-{suffix}", vpc_id=self._vpc.id, tags=self._tags(suffix), opts=self._child()
        )

    def _associate(self, suffix: str, table: boto.ec2.RouteTable, subnet: boto.ec2.Subnet) -> None:
        boto.ec2.RouteTableAssociation(
            f"{self._name}-{suffix}", route_table_id=table.id, subnet_id=subnet.id, opts=self._child()
        )

    def _endpoints(self, tables: Sequence[boto.ec2.RouteTable], private: Sequence[boto.ec2.Subnet]) -> None:
        gateway, interface = self._settings.gateway_endpoints, self._settings.interface_endpoints
        if not gateway and not interface:
            return
        region = boto.get_caller_identity(pulumi.InvokeOptions(parent=self))["region"]
        for service in gateway:
            boto.ec2.VpcEndpoint(
                f"{self._name}-{service}",
                vpc_id=self._vpc.id,
                service_name=f"com.amazonaws.{region}.{service}",
                vpc_endpoint_type="Gateway",
                route_table_ids=[table.id for table in tables],
                tags=self._tags(service),
                opts=self._child(),
            )
        if not interface:
            return
        group = boto.ec2.SecurityGroup(
            f"{self._name}-endpoints",
            vpc_id=self._vpc.id,
            description="HTTPS from the network to its endpoints",
            tags=self._tags("endpoints"),
            opts=self._child(),
        )
        boto.ec2.SecurityGroupIngress(
            f"{self._name}-endpoints",
            group_id=group.id,
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            cidr_ip=self._settings.cidr_block,
            opts=self._child(),
        )
        for name in interface:
            boto.ec2.VpcEndpoint(
                f"{self._name}-{name}",
                vpc_id=self._vpc.id,
                service_name=f"com.amazonaws.{region}.{name}",
                vpc_endpoint_type="Interface",
                subnet_ids=[subnet.id for subnet in private],
                security_group_ids=[group.id],
                private_dns_enabled=True,
                tags=self._tags(name),
                opts=self._child(),
            )

    def _tags(self, suffix: str = "") -> Mapping[str, Input[str]]:
        return {"Name": f"{self._name}-{suffix}" if suffix else self._name}

    def _child(self, after: Sequence[pulumi.Resource] = ()) -> ResourceOptions:
        return ResourceOptions(parent=self, depends_on=list(after))


def _after(value: Output[T], resources: Iterable[pulumi.Resource]) -> Output[T]:
    """The same value, for use only once the resources are there.

    A load balancer needs its network's internet gateway, and a server its way to the packages it installs.
    """

    async def dependencies() -> set[pulumi.Resource]:
        return await value.resources() | set(resources)

    future: Awaitable[Any] = value.future()
    return Output(dependencies(), future, value.is_known(), value.is_secret())

"""The network that tests of EC2's types stand in."""

from __future__ import annotations

from pulumi_boto import ec2
from tests.pulumi_boto.engine import Engine, Recorded


def make_vpc(engine: Engine) -> Recorded:
    """An empty network."""
    return engine.create(ec2.Vpc, "main", {"cidr_block": "10.0.0.0/16"})


def make_subnet(engine: Engine, vpc: Recorded, name: str = "web", cidr_block: str = "10.0.1.0/24") -> Recorded:
    """A subnet of it."""
    return engine.create(ec2.Subnet, name, {"vpc_id": vpc.id, "cidr_block": cidr_block})


def make_table(engine: Engine, vpc: Recorded, name: str = "public") -> Recorded:
    """A route table without routes of one's own."""
    return engine.create(ec2.RouteTable, name, {"vpc_id": vpc.id})


def make_gateway(engine: Engine, vpc: Recorded) -> Recorded:
    """An internet gateway that the network uses."""
    gateway = engine.create(ec2.InternetGateway, "main", {})
    engine.create(ec2.InternetGatewayAttachment, "main", {"internet_gateway_id": gateway.id, "vpc_id": vpc.id})
    return gateway

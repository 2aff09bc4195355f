"""Routes: one destination, one target; and lost replies, for a route has no tags to know it by."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from pulumi_boto import ec2
from tests.pulumi_boto.ec2.network import make_gateway, make_table, make_vpc
from tests.pulumi_boto.engine import UNKNOWN, Engine, Refused
from tools.cloud import Cloud, Fault

TARGETS = (
    "gateway_id, nat_gateway_id, network_interface_id, vpc_peering_connection_id, transit_gateway_id, "
    "egress_only_internet_gateway_id"
)
DESTINATIONS = "destination_cidr_block, destination_ipv6_cidr_block, destination_prefix_list_id"
WRONG_VERSION = "'0.0.0.0/0' is an IPv4 range; an IPv6 range such as 2001:db8::/56 is needed."
EVERYWHERE = {"destination_cidr_block": "0.0.0.0/0"}
GATEWAY = {"gateway_id": "igw-1"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {**EVERYWHERE, **GATEWAY, "nat_gateway_id": "nat-1"},
            f"a route needs exactly one of {TARGETS}; it has gateway_id and nat_gateway_id.",
        ),
        (EVERYWHERE, f"a route needs exactly one of {TARGETS}; it has none."),
        (GATEWAY, f"a route needs exactly one of {DESTINATIONS}; it has none."),
        (
            {**GATEWAY, "destination_ipv6_cidr_block": "0.0.0.0/0"},
            f"'destination_ipv6_cidr_block': {WRONG_VERSION}",
        ),
    ],
    ids=["two targets", "no target", "no destination", "range of the other version"],
)
def test_what_is_no_route_is_refused_in_one_sentence(engine: Engine, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as raised:
        engine.check(ec2.Route, "out", {"route_table_id": "rtb-1", **given})

    assert list(raised.value.failures.values()) == [sentence]


def test_target_that_is_not_known_yet_counts_as_given(engine: Engine) -> None:
    inputs = {"route_table_id": UNKNOWN, **EVERYWHERE, "nat_gateway_id": UNKNOWN}

    assert engine.check(ec2.Route, "out", inputs) == inputs


def test_route_whose_reply_was_lost_is_its_own(cloud: Cloud, engine: Engine) -> None:
    vpc = make_vpc(engine)
    table, gateway = make_table(engine, vpc), make_gateway(engine, vpc)
    cloud.inject(Fault("ec2.CreateRoute", status=0, after=True))

    route = engine.create(ec2.Route, "out", {"route_table_id": table.id, **EVERYWHERE, "gateway_id": gateway.id})

    assert route.id == f"{table.id}|0.0.0.0/0"
    assert route.outputs["state"] == "active"


def test_route_of_somebody_else_is_not_taken_over(cloud: Cloud, engine: Engine) -> None:
    vpc = make_vpc(engine)
    table, gateway = make_table(engine, vpc), make_gateway(engine, vpc)
    place = {"RouteTableId": table.id, "DestinationCidrBlock": "0.0.0.0/0"}
    cloud.client("ec2").create_route(**place, GatewayId=gateway.id)

    with pytest.raises(grpc.RpcError) as raised:
        engine.create(ec2.Route, "out", {"route_table_id": table.id, **EVERYWHERE, "gateway_id": gateway.id})

    assert "RouteAlreadyExists" in raised.value.details()

"""Subnets: ranges that cannot stand beside each other, and mistakes with them."""

from __future__ import annotations

import grpc
import pytest

from pulumi_boto import ec2
from tests.pulumi_boto.ec2.network import make_subnet, make_vpc
from tests.pulumi_boto.engine import UNKNOWN, Engine, Refused
from tools.cloud import Cloud


def test_overlapping_range_gives_what_aws_says_in_one_sentence(cloud: Cloud, engine: Engine) -> None:
    vpc = make_vpc(engine)
    make_subnet(engine, vpc, "web", "10.0.1.0/24")

    with pytest.raises(grpc.RpcError) as raised:
        make_subnet(engine, vpc, "database", "10.0.1.128/25")

    assert raised.value.details() == (
        "ec2 create_subnet was refused: The CIDR '10.0.1.128/25' conflicts with another subnet "
        "(InvalidSubnet.Conflict)."
    )
    ranges = [{"Name": "vpc-id", "Values": [vpc.id]}]
    assert len(cloud.client("ec2").describe_subnets(Filters=ranges)["Subnets"]) == 1


@pytest.mark.parametrize("cidr_block", ["10.0.0.0/23", "10.0.1.0/25"], ids=["growing", "shrinking"])
def test_range_that_overlaps_the_old_one_is_made_when_that_is_gone(engine: Engine, cidr_block: str) -> None:
    subnet = make_subnet(engine, make_vpc(engine), cidr_block="10.0.1.0/24")

    assert engine.diff(subnet, {**subnet.inputs, "cidr_block": cidr_block}).deleteBeforeReplace


@pytest.mark.parametrize("vpc_id", ["vpc-1", UNKNOWN], ids=["known", "not known yet"])
def test_same_range_in_another_network_is_made_beside_the_old_one(engine: Engine, vpc_id: object) -> None:
    subnet = make_subnet(engine, make_vpc(engine))

    answer = engine.diff(subnet, {**subnet.inputs, "vpc_id": vpc_id})

    assert answer.replaces
    assert not answer.deleteBeforeReplace


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("10.0.1.7/24", "'10.0.1.7/24' is not how AWS writes a range; did you mean '10.0.1.0/24'?"),
        ("10.0.1.0", "'10.0.1.0' has no prefix length; write '10.0.1.0/32' for one address."),
        ("10.0.300.0/24", "'10.0.300.0/24' is no address range; write one such as 10.0.0.0/16."),
        ("2001:db8::/64", "'2001:db8::/64' is an IPv6 range; an IPv4 range such as 10.0.0.0/16 is needed."),
    ],
)
def test_wrong_range_is_found_before_aws_is_called(engine: Engine, given: str, sentence: str) -> None:
    with pytest.raises(Refused) as raised:
        engine.check(ec2.Subnet, "web", {"vpc_id": "vpc-1", "cidr_block": given})

    assert raised.value.failures == {"cidrBlock": f"'cidr_block': {sentence}"}

"""NAT gateways: what public and private ones need, and when one is gone."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_boto import ec2
from tests.pulumi_boto.ec2.network import make_subnet, make_vpc
from tests.pulumi_boto.engine import Engine, Refused
from tools.cloud import Cloud


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "a public NAT gateway needs 'allocation_id', the id of an Eip."),
        (
            {"connectivity_type": "private", "allocation_id": "eipalloc-1"},
            "a private NAT gateway has no public address; remove 'allocation_id'.",
        ),
    ],
    ids=["public", "private"],
)
def test_address_is_needed_for_a_public_one_only(engine: Engine, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as raised:
        engine.check(ec2.NatGateway, "out", {"subnet_id": "subnet-1", **given})

    assert raised.value.failures == {"allocationId": sentence}


def test_public_one_shows_its_address(engine: Engine) -> None:
    subnet, address = make_subnet(engine, make_vpc(engine)), engine.create(ec2.Eip, "nat", {})

    gateway = engine.create(ec2.NatGateway, "out", {"subnet_id": subnet.id, "allocation_id": address.id})

    assert gateway.outputs["public_ip"] == address.outputs["public_ip"]


def test_replacement_with_the_same_address_deletes_the_old_one_first(engine: Engine) -> None:
    subnet, address = make_subnet(engine, make_vpc(engine)), engine.create(ec2.Eip, "nat", {})
    gateway = engine.create(ec2.NatGateway, "out", {"subnet_id": subnet.id, "allocation_id": address.id})

    answer = engine.diff(gateway, {**gateway.inputs, "subnet_id": "subnet-2"})

    assert answer.deleteBeforeReplace


def test_replacement_at_the_same_place_in_the_subnet_deletes_the_old_one_first(engine: Engine) -> None:
    subnet, address = make_subnet(engine, make_vpc(engine)), engine.create(ec2.Eip, "nat", {})
    inputs = {"subnet_id": subnet.id, "allocation_id": address.id}
    gateway = engine.create(ec2.NatGateway, "out", inputs)
    changed = {**inputs, "allocation_id": "eipalloc-2"}

    assert engine.diff(
        gateway, {**changed, "private_ip_address": gateway.outputs["private_ip_address"]}
    ).deleteBeforeReplace
    assert not engine.diff(gateway, changed).deleteBeforeReplace


def test_deleted_one_is_gone_although_aws_still_shows_it(cloud: Cloud, engine: Engine) -> None:
    subnet = make_subnet(engine, make_vpc(engine))
    inputs = {"subnet_id": subnet.id, "connectivity_type": "private"}
    gateway = engine.create(ec2.NatGateway, "out", inputs)
    cloud.client("ec2").delete_nat_gateway(NatGatewayId=gateway.id)

    assert engine.refresh(gateway) is None
    assert [entry["State"] for entry in cloud.client("ec2").describe_nat_gateways()["NatGateways"]] == ["deleted"]

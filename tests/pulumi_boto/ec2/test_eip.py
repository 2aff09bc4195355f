"""Elastic IPs of instances."""

from __future__ import annotations

from typing import Any

from pulumi_boto import ec2
from tests.pulumi_boto.ec2.network import make_subnet, make_vpc
from tests.pulumi_boto.engine import Engine
from tools.cloud import Cloud


def start_instances(cloud: Cloud, engine: Engine, count: int) -> list[str]:
    """The ids of instances that run."""
    client = cloud.client("ec2")
    image = client.describe_images()["Images"][0]["ImageId"]
    subnet = make_subnet(engine, make_vpc(engine))
    started = client.run_instances(ImageId=image, MinCount=count, MaxCount=count, SubnetId=subnet.id)
    return [instance["InstanceId"] for instance in started["Instances"]]


def holder(cloud: Cloud, allocation_id: str) -> Any:
    """The instance that an address leads to."""
    (address,) = cloud.client("ec2").describe_addresses(AllocationIds=[allocation_id])["Addresses"]
    return address.get("InstanceId") or None


def test_address_moves_from_one_instance_to_another(cloud: Cloud, engine: Engine) -> None:
    first, second = start_instances(cloud, engine, 2)

    address = engine.create(ec2.Eip, "web", {"instance_id": first})
    assert holder(cloud, address.id) == first

    moved = engine.update(address, {"instance_id": second})
    assert holder(cloud, address.id) == second

    engine.update(moved, {})
    assert holder(cloud, address.id) is None


def test_address_in_use_is_let_go_before_it_is_released(cloud: Cloud, engine: Engine) -> None:
    (instance,) = start_instances(cloud, engine, 1)
    address = engine.create(ec2.Eip, "web", {"instance_id": instance})

    engine.delete(address)

    assert cloud.client("ec2").describe_addresses()["Addresses"] == []
    assert cloud.calls()["ec2.DisassociateAddress"] == 1

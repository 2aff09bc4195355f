"""Reads that wait at the same time become few calls."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from pulumi_boto import ec2
from tests.pulumi_boto.engine import Engine
from tools.cloud import Cloud

COUNT = 40


def test_refresh_of_many_subnets_costs_few_calls(cloud: Cloud, engine: Engine) -> None:
    vpc = engine.create(ec2.Vpc, "main", {"cidr_block": "10.0.0.0/16"})
    subnets = [
        engine.create(ec2.Subnet, f"s{i}", {"vpc_id": vpc.id, "cidr_block": f"10.0.{i}.0/24"}) for i in range(COUNT)
    ]
    cloud.client("ec2").delete_subnet(SubnetId=subnets[0].id)
    before = cloud.calls()["ec2.DescribeSubnets"]

    with ThreadPoolExecutor(max_workers=COUNT) as pool:
        live = list(pool.map(engine.refresh, subnets))

    assert live[0] is None
    assert [entry.id for entry in live[1:] if entry] == [subnet.id for subnet in subnets[1:]]
    assert cloud.calls()["ec2.DescribeSubnets"] - before <= COUNT / 4

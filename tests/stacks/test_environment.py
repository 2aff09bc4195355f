"""The example's whole life for each of its stacks: what `pulumi up` at the root makes, and that nothing is left."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.example import Example


def _subnets(example: Example) -> list[Any]:
    ours = [{"Name": "tag:stackwright:stack", "Values": ["example/*"]}]
    found: list[Any] = example.cloud.client("ec2").describe_subnets(Filters=ours)["Subnets"]
    return found


def _gateways(example: Example) -> list[Any]:
    live = [{"Name": "state", "Values": ["available"]}]
    found: list[Any] = example.cloud.client("ec2").describe_nat_gateways(Filters=live)["NatGateways"]
    return found


def _servers(example: Example) -> list[Any]:
    live = [{"Name": "instance-state-name", "Values": ["running"]}]
    reservations = example.cloud.client("ec2").describe_instances(Filters=live)["Reservations"]
    return [server for reservation in reservations for server in reservation["Instances"]]


@pytest.mark.parametrize(("stack", "zones", "gateways", "servers"), [("dev", 2, 1, 1 + 1), ("prod", 3, 3, 3)])
def test_a_stack_is_made_stays_as_it_is_and_goes_without_a_trace(
    example: Example, stack: str, zones: int, gateways: int, servers: int
) -> None:
    example.pulumi("stack", "init", stack)
    if stack == "prod":
        example.configure({"data.table.deletionProtection": "false"})  # or it could not go again
    example.up()
    assert len({subnet["AvailabilityZone"] for subnet in _subnets(example)}) == zones
    assert len(_subnets(example)) == 2 * zones
    assert len(_gateways(example)) == gateways
    assert len(_servers(example)) == servers

    example.up("--expect-no-changes")
    example.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes")

    example.pulumi("destroy", "--yes", "--skip-preview")
    assert not _subnets(example)
    assert not _gateways(example)
    assert not _servers(example)
    for service, operation, key in (
        ("s3", "list_buckets", "Buckets"),
        ("dynamodb", "list_tables", "TableNames"),
        ("iam", "list_roles", "Roles"),
        ("elbv2", "describe_load_balancers", "LoadBalancers"),
        ("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups"),
    ):
        assert not getattr(example.cloud.client(service), operation)()[key]

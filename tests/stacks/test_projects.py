"""The parts of the example as projects of their own, tied by stack references."""

from __future__ import annotations

import pytest

from tests.stacks.example import Example

PARTS = ("network", "data", "servers", "scaling")


def test_each_part_is_deployed_by_itself_on_those_before_it(example: Example) -> None:
    for part in PARTS:
        example.pulumi("stack", "init", "dev", folder=f"stacks/{part}")
        example.pulumi("up", "--yes", "--skip-preview", folder=f"stacks/{part}")
    (group,) = example.cloud.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    networks = example.pulumi("stack", "output", "privateSubnetIds", folder="stacks/network")
    assert all(subnet in networks for subnet in group["VPCZoneIdentifier"].split(","))

    for part in reversed(PARTS):
        example.pulumi("destroy", "--yes", "--skip-preview", folder=f"stacks/{part}")
    assert not example.cloud.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]


@pytest.mark.parametrize("named", ["example-network", "organization/example-network/dev"])
def test_a_stack_without_the_output_is_named(example: Example, named: str) -> None:
    for part in ("network", "data", "servers"):
        example.pulumi("stack", "init", "dev", folder=f"stacks/{part}")
    example.configure({"networkStack": named}, folder="stacks/servers")
    said = example.pulumi("preview", status=1, folder="stacks/servers")
    assert (
        "error: The stack organization/example-network/dev has no output 'vpcId'; run `pulumi up` for it first." in said
    )
    assert "Traceback" not in said

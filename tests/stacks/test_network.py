"""What changes of a network's settings lead to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stackwright.engine.find import Engine
from tests.stacks.example import Example, copy_of_example
from tools.cloud import Cloud


@pytest.fixture
def network(tmp_path: Path, engine: Engine, cloud: Cloud) -> Example:
    """The project in stacks/network with its stack dev deployed: two zones, one NAT gateway."""
    copy_of_example(tmp_path, engine, cloud)
    project = Example(tmp_path / "stacks/network", engine, cloud)
    project.pulumi("stack", "init", "dev")
    project.up()
    return project


def _ids(network: Example, operation: str, items: str, key: str) -> set[Any]:
    ours = [{"Name": "tag:stackwright:stack", "Values": ["example-network/dev"]}]
    return {item[key] for item in getattr(network.cloud.client("ec2"), operation)(Filters=ours)[items]}


def test_another_kind_of_nat_changes_routes_only(network: Example) -> None:
    network.configure({"network.nat": "per-zone"})
    said = network.up()
    assert "+ 2 created" in said  # the second zone's gateway and its address
    assert "~ 1 updated" in said  # the second zone's route
    assert "deleted" not in said
    assert "replaced" not in said


def test_a_further_zone_moves_no_subnet(network: Example) -> None:
    before = _ids(network, "describe_subnets", "Subnets", "SubnetId")
    network.configure({"network.zones": "3"})
    network.up()
    assert _ids(network, "describe_subnets", "Subnets", "SubnetId") > before


def test_services_are_reached_through_endpoints(network: Example) -> None:
    network.configure({"network.interfaceEndpoints[0]": "ssm"})
    network.up()
    assert _ids(network, "describe_vpc_endpoints", "VpcEndpoints", "ServiceName") == {
        "com.amazonaws.eu-central-1.s3",
        "com.amazonaws.eu-central-1.dynamodb",
        "com.amazonaws.eu-central-1.ssm",
    }


def test_the_ways_out_are_there_before_anything_is_put_into_a_subnet(network: Example) -> None:
    network.write(
        "__main__.py",
        """
        import pulumi
        import pulumi_boto as boto
        from stackwright_components import Network, NetworkSettings, read

        network = Network("main", read(pulumi.Config(), "network", NetworkSettings))
        for subnet_ids, name in ((network.public_subnet_ids, "public"), (network.private_subnet_ids, "private")):
            boto.ssm.Parameter(name, type="String", value=subnet_ids.apply(",".join))
        """,
    )
    network.up()
    (state,) = network.folder.glob(".pulumi/stacks/*/dev.json")
    text = state.read_text()
    assert "boto:ec2:Route::main-private-1" in text.partition("boto:ssm:Parameter::private")[2]
    assert "boto:ec2:Route::main-public" in text.partition("boto:ssm:Parameter::public")[2]

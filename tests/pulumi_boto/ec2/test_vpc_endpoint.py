"""Endpoints: gateway or interface, and their policies."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pulumi_boto import ec2
from tests.pulumi_boto.ec2.network import make_subnet, make_table, make_vpc
from tests.pulumi_boto.engine import Engine, Refused
from tools.cloud import Cloud

S3 = "com.amazonaws.eu-central-1.s3"
READ_ONLY = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:Get*", "Resource": "*"}]}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"subnet_ids": ["subnet-1"]},
            "an endpoint of type Gateway has no 'subnet_ids'; remove it, or set 'vpc_endpoint_type'.",
        ),
        (
            {"vpc_endpoint_type": "Interface", "route_table_ids": ["rtb-1"]},
            "an endpoint of type Interface has no 'route_table_ids'; remove it, or set 'vpc_endpoint_type'.",
        ),
    ],
    ids=["gateway", "interface"],
)
def test_property_of_the_other_type_is_refused(engine: Engine, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as raised:
        engine.check(ec2.VpcEndpoint, "s3", {"vpc_id": "vpc-1", "service_name": S3, **given})

    assert list(raised.value.failures.values()) == [sentence]


def test_policy_taken_out_of_the_program_allows_everything_again(cloud: Cloud, engine: Engine) -> None:
    inputs = {"vpc_id": make_vpc(engine).id, "service_name": S3}
    endpoint = engine.create(ec2.VpcEndpoint, "s3", {**inputs, "policy_document": READ_ONLY})

    engine.update(endpoint, inputs)

    found = cloud.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[endpoint.id])["VpcEndpoints"]
    assert json.loads(found[0]["PolicyDocument"])["Statement"][0]["Action"] == "*"


def test_route_tables_are_added_and_removed_one_by_one(cloud: Cloud, engine: Engine) -> None:
    vpc = make_vpc(engine)
    first, second = make_table(engine, vpc, "first"), make_table(engine, vpc, "second")
    inputs = {"vpc_id": vpc.id, "service_name": S3}
    endpoint = engine.create(ec2.VpcEndpoint, "s3", {**inputs, "route_table_ids": [first.id]})

    updated = engine.update(endpoint, {**inputs, "route_table_ids": [second.id]})

    assert updated.outputs["route_table_ids"] == [second.id]


def test_interface_has_names_and_an_address_in_each_subnet(engine: Engine) -> None:
    vpc = make_vpc(engine)
    subnet = make_subnet(engine, vpc)

    endpoint = engine.create(
        ec2.VpcEndpoint,
        "ssm",
        {
            "vpc_id": vpc.id,
            "service_name": "com.amazonaws.eu-central-1.ssm",
            "vpc_endpoint_type": "Interface",
            "subnet_ids": [subnet.id],
        },
    )

    assert len(endpoint.outputs["network_interface_ids"]) == 1
    assert endpoint.outputs["dns_entries"][0]["dns_name"].startswith(endpoint.id)

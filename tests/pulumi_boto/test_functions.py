"""What the provider's functions answer."""

from __future__ import annotations

import time

import grpc
import pytest

from tests.pulumi_boto.engine import UNKNOWN, Engine, Refused
from tools.cloud import Cloud
from tools.cloud.server import REGION

PARAMETER = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64"


def test_ami_is_found_by_the_parameter_that_names_it(cloud: Cloud, engine: Engine) -> None:
    named = cloud.client("ssm").get_parameter(Name=PARAMETER)["Parameter"]["Value"]

    image = engine.invoke("boto:index:getAmi", {"ssmParameter": PARAMETER})

    assert image["id"] == named
    assert image["name"].startswith("al2023-ami-2023")
    assert image["architecture"] == "x86_64"
    assert image["rootDeviceName"] == "/dev/xvda"


def test_ami_is_found_by_filters_and_owner(engine: Engine) -> None:
    filters = {"name": ["ubuntu/images/hvm-ssd/ubuntu-xenial-*"], "architecture": ["x86_64"]}

    image = engine.invoke("boto:index:getAmi", {"filters": filters, "owners": ["099720109477"]})

    assert image["name"] == "ubuntu/images/hvm-ssd/ubuntu-xenial-16.04-amd64-server-20170721"


def test_ami_is_the_newest_that_filters_match(cloud: Cloud, engine: Engine) -> None:
    ec2 = cloud.client("ec2")
    ec2.register_image(Name="ours-b")
    time.sleep(1.1)  # images are dated to the second
    newest = ec2.register_image(Name="ours-a")["ImageId"]

    image = engine.invoke("boto:index:getAmi", {"filters": {"name": ["ours-*"]}})

    assert image["id"] == newest


def test_ami_that_nothing_matches_is_said_with_region_and_filters(engine: Engine) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        engine.invoke("boto:index:getAmi", {"filters": {"name": ["nothing-*"]}})

    sentence = raised.value.details()
    assert sentence == f"no machine image in {REGION} matches filters {{'name': ['nothing-*']}}."


def test_ami_parameter_that_does_not_exist_is_said(engine: Engine) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        engine.invoke("boto:index:getAmi", {"ssmParameter": "/no/such/parameter"})

    assert "/no/such/parameter not found" in raised.value.details()


@pytest.mark.parametrize(
    "arguments",
    [{}, {"ssmParameter": PARAMETER, "filters": {"name": ["al2023-*"]}}],
    ids=["neither", "both"],
)
def test_ami_needs_either_a_parameter_or_filters(engine: Engine, arguments: dict[str, object]) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        engine.invoke("boto:index:getAmi", arguments)

    assert raised.value.details() == "get_ami needs either ssm_parameter or filters."


def test_ami_of_an_unknown_parameter_is_unknown(engine: Engine) -> None:
    image = engine.invoke("boto:index:getAmi", {"ssmParameter": UNKNOWN})

    assert image["id"] is UNKNOWN


def test_argument_that_a_function_lacks_is_refused(engine: Engine) -> None:
    with pytest.raises(Refused) as raised:
        engine.invoke("boto:index:getAmi", {"parameter": PARAMETER})

    assert "has no argument 'parameter'" in raised.value.failures["parameter"]


def test_availability_zones_are_those_of_the_region_in_order(engine: Engine) -> None:
    zones = engine.invoke("boto:index:getAvailabilityZones", {})

    assert zones["names"] == [f"{REGION}a", f"{REGION}b", f"{REGION}c"]
    assert len(zones["zoneIds"]) == len(zones["names"])


def test_caller_identity_is_whose_credentials_are_used_and_where(cloud: Cloud, engine: Engine) -> None:
    told = cloud.client("sts").get_caller_identity()

    identity = engine.invoke("boto:index:getCallerIdentity", {})

    assert identity == {
        "accountId": told["Account"],
        "arn": told["Arn"],
        "userId": told["UserId"],
        "region": REGION,
    }

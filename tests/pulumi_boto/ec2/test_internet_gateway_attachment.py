"""The attachment of an internet gateway to a network."""

from __future__ import annotations

from pulumi_boto import ec2
from tests.pulumi_boto.ec2.network import make_vpc
from tests.pulumi_boto.engine import Engine
from tools.cloud import Cloud, Fault


def test_any_replacement_frees_both_ends_first(engine: Engine) -> None:
    vpc = make_vpc(engine)
    old = engine.create(ec2.InternetGateway, "old", {})
    attached = engine.create(ec2.InternetGatewayAttachment, "main", {"internet_gateway_id": old.id, "vpc_id": vpc.id})

    for changed in ({"internet_gateway_id": "igw-2"}, {"vpc_id": "vpc-2"}):
        assert engine.diff(attached, {**attached.inputs, **changed}).deleteBeforeReplace


def test_attachment_whose_reply_was_lost_is_its_own(cloud: Cloud, engine: Engine) -> None:
    vpc, gateway = make_vpc(engine), engine.create(ec2.InternetGateway, "main", {})
    cloud.inject(Fault("ec2.AttachInternetGateway", status=0, after=True))

    made = engine.create(ec2.InternetGatewayAttachment, "main", {"internet_gateway_id": gateway.id, "vpc_id": vpc.id})

    assert made.id == f"{gateway.id}|{vpc.id}"

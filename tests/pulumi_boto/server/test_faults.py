"""A real cloud throttles, fails and loses replies; nothing may be lost or made twice."""

from __future__ import annotations

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, status_pb2

from pulumi_boto import ec2, kms, s3
from pulumi_boto.model import Kind, Resource
from pulumi_boto.server import aws
from pulumi_boto.server.codec import decode
from pulumi_boto.server.operations import to_python
from tests.pulumi_boto.case import Inputs
from tests.pulumi_boto.engine import Engine, Recorded
from tools.cloud import Cloud, Fault

NETWORK = {"cidr_block": "10.0.0.0/16"}
PAGE = "<html><head><title>502 Bad Gateway</title></head><body><center>proxy</center><hr></body></html>"
TEXT = "upstream connect error or disconnect/reset before headers"


def networks(cloud: Cloud) -> list[str]:
    """The ids of all networks but the account's default one."""
    return [vpc["VpcId"] for vpc in cloud.client("ec2").describe_vpcs()["Vpcs"] if not vpc["IsDefault"]]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("ec2.CreateVpc", status=503, code="RequestLimitExceeded", times=3),
        Fault("ec2.CreateVpc", status=500, times=2),
        Fault("ec2.CreateVpc", status=502, page=PAGE, times=2),
        Fault("ec2.CreateVpc", status=503, page=TEXT, times=2),
        Fault("ec2.DescribeVpcs", status=500, times=2),
        Fault("ec2.DescribeVpcs", status=0, times=2),
    ],
    ids=[
        "throttled",
        "server error",
        "web page of a proxy",
        "text of a proxy",
        "server error of a read",
        "lost reply of a read",
    ],
)
def test_passing_fault_is_ridden_out(cloud: Cloud, engine: Engine, fault: Fault) -> None:
    cloud.inject(fault)

    recorded = engine.create(ec2.Vpc, "main", NETWORK)

    assert networks(cloud) == [recorded.id]


@pytest.mark.parametrize(
    ("status", "page"),
    [(0, ""), (500, ""), (504, PAGE), (504, TEXT)],
    ids=["connection lost", "server error", "web page of a proxy", "text of a proxy"],
)
def test_what_a_create_made_although_its_reply_was_lost_is_adopted(
    cloud: Cloud, engine: Engine, status: int, page: str
) -> None:
    cloud.inject(Fault("ec2.CreateVpc", status=status, page=page, after=True))

    recorded = engine.create(ec2.Vpc, "main", NETWORK)

    assert networks(cloud) == [recorded.id]


def test_what_was_made_but_not_finished_is_reported_with_its_id(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("ec2.ModifyVpcAttribute", status=403, code="UnauthorizedOperation", message="not allowed"))

    with pytest.raises(grpc.RpcError) as raised:
        engine.create(ec2.Vpc, "main", {**NETWORK, "enable_dns_hostnames": True})

    detail = init_failure(raised.value)
    assert [detail.id] == networks(cloud)
    assert list(detail.reasons) == ["ec2 modify_vpc_attribute was refused: not allowed (UnauthorizedOperation)."]
    assert decode(detail.inputs) == {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True}
    assert detail.refresh_before_update


def test_update_finishes_what_a_create_did_not(cloud: Cloud, engine: Engine) -> None:
    inputs = {**NETWORK, "enable_dns_hostnames": True}
    cloud.inject(Fault("ec2.ModifyVpcAttribute", status=403, code="UnauthorizedOperation", message="not allowed"))
    with pytest.raises(grpc.RpcError) as raised:
        engine.create(ec2.Vpc, "main", inputs)
    detail = init_failure(raised.value)
    outputs = to_python(ec2.Vpc.definition, decode(detail.properties))
    half_made = Recorded(ec2.Vpc, "urn:pulumi:test::project::boto:ec2:Vpc::main", detail.id, inputs, outputs)

    finished = engine.update(half_made, inputs)

    assert finished.outputs["enable_dns_hostnames"] is True


def test_update_without_a_change_finishes_what_was_made(cloud: Cloud, engine: Engine) -> None:
    inputs = {**NETWORK, "enable_dns_hostnames": True}
    recorded = engine.create(ec2.Vpc, "main", inputs)
    cloud.client("ec2").modify_vpc_attribute(VpcId=recorded.id, EnableDnsHostnames={"Value": False})

    assert engine.update(recorded, inputs).outputs["enable_dns_hostnames"] is True


def init_failure(error: grpc.RpcError) -> provider_pb2.ErrorResourceInitFailed:
    """The detail by which the engine learns of a half-made resource."""
    metadata = dict(error.trailing_metadata())
    status = status_pb2.Status.FromString(metadata["grpc-status-details-bin"])
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    return detail


def test_refusal_is_one_sentence_without_a_traceback(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("ec2.CreateVpc", status=400, code="VpcLimitExceeded", message="too many networks."))

    with pytest.raises(grpc.RpcError) as raised:
        engine.create(ec2.Vpc, "main", NETWORK)

    assert raised.value.details() == "ec2 create_vpc was refused: too many networks (VpcLimitExceeded)."
    assert networks(cloud) == []


@pytest.mark.parametrize(
    ("status", "resource", "inputs", "action", "operation"),
    [
        (200, ec2.Vpc, NETWORK, "ec2.CreateVpc", "ec2 create_vpc"),
        (403, ec2.Vpc, NETWORK, "ec2.CreateVpc", "ec2 create_vpc"),
        (200, kms.Key, {}, "kms.CreateKey", "kms create_key"),
        (403, kms.Key, {}, "kms.CreateKey", "kms create_key"),
        (403, s3.Bucket, {}, "s3.PUT", "s3 create_bucket"),
    ],
    ids=["XML 200", "XML 403", "JSON 200", "JSON 403", "REST 403"],
)
def test_web_page_instead_of_an_answer_is_said_in_one_sentence(
    cloud: Cloud, engine: Engine, status: int, resource: type[Resource], inputs: Inputs, action: str, operation: str
) -> None:
    cloud.inject(Fault(action, status=status, page=PAGE, times=-1))

    with pytest.raises(grpc.RpcError) as raised:
        engine.create(resource, "main", inputs)

    assert raised.value.details() == (
        f"{operation} got a web page (HTTP {status}) instead of an answer of AWS; "
        "check boto:endpoint, and the proxy if there is one."
    )


def test_answer_that_stays_unreadable_is_said_in_one_sentence(
    cloud: Cloud, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(aws.PATIENCE, Kind.TRANSIENT, 0.0)
    recorded = engine.create(ec2.Vpc, "main", NETWORK)
    cloud.inject(Fault("ec2.DescribeVpcs", status=503, page=TEXT))

    with pytest.raises(grpc.RpcError) as raised:
        engine.refresh(recorded)

    assert raised.value.details() == (
        "ec2 describe_vpcs got an answer that is not of AWS; check boto:endpoint, and the proxy if there is one."
    )


def test_cancel_ends_a_retry_that_would_go_on_for_minutes(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("ec2.CreateVpc", status=503, code="RequestLimitExceeded", times=-1))
    call = engine.stub.Create.future(
        provider_pb2.CreateRequest(
            urn="urn:pulumi:test::project::boto:ec2:Vpc::main", properties={"cidrBlock": "10.0.0.0/16"}
        )
    )

    engine.cancel()

    with pytest.raises(grpc.RpcError) as raised:
        call.result(timeout=30)
    assert raised.value.details() == "stopped on request; nothing more was sent to AWS."


def test_unknown_type_is_named(engine: Engine) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        engine.stub.Check(provider_pb2.CheckRequest(urn="urn:pulumi:test::project::boto:ec2:Vcp::main"))

    assert "has no type boto:ec2:Vcp" in raised.value.details()

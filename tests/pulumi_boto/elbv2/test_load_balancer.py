"""Load balancers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from pulumi_boto import elbv2
from tests.pulumi_boto.elbv2.parts import load_balancer
from tests.pulumi_boto.engine import Engine, Refused
from tools.cloud import Cloud, Fault


def test_protected_one_is_not_deleted_but_the_way_to_do_so_is_said(engine: Engine) -> None:
    recorded = load_balancer(engine, name="web", deletion_protection=True)

    with pytest.raises(grpc.RpcError) as raised:
        engine.delete(recorded)

    full_name = recorded.outputs["load_balancer_full_name"]
    assert raised.value.details() == (
        f"load balancer {full_name} is protected against deletion; set deletion_protection=False "
        "and run `pulumi up` before deleting it."
    )
    assert engine.refresh(recorded) is not None


def test_protected_one_is_deleted_once_the_protection_is_taken_out(engine: Engine) -> None:
    recorded = load_balancer(engine, deletion_protection=True)

    unprotected = engine.update(recorded, {"subnets": recorded.inputs["subnets"]})
    engine.delete(unprotected)

    assert engine.refresh(unprotected) is None


def test_deletion_waits_until_its_network_interfaces_are_gone(cloud: Cloud, engine: Engine) -> None:
    recorded = load_balancer(engine)
    ec2 = cloud.client("ec2")
    description = f"ELB {recorded.outputs['load_balancer_full_name']}"
    interface = ec2.create_network_interface(SubnetId=recorded.inputs["subnets"][0], Description=description)
    id_ = interface["NetworkInterface"]["NetworkInterfaceId"]

    with ThreadPoolExecutor() as pool:
        deletion = pool.submit(engine.delete, recorded)
        while cloud.calls().get("ec2.DescribeNetworkInterfaces", 0) < 2:
            assert not deletion.done()
        ec2.delete_network_interface(NetworkInterfaceId=id_)
        deletion.result()

    assert engine.refresh(recorded) is None


def test_what_a_create_made_although_its_reply_was_lost_is_adopted(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("elasticloadbalancing.CreateLoadBalancer", status=0, after=True))

    recorded = load_balancer(engine)

    made = cloud.client("elbv2").describe_load_balancers()["LoadBalancers"]
    assert [entry["LoadBalancerArn"] for entry in made] == [recorded.id]


@pytest.mark.parametrize("logs", [{"bucket": "logs"}, {"bucket": "logs", "enabled": True}])
def test_access_logs_switched_off_behind_our_back_are_drift(cloud: Cloud, engine: Engine, logs: object) -> None:
    recorded = load_balancer(engine, access_logs=logs)
    off = [{"Key": "access_logs.s3.enabled", "Value": "false"}]
    cloud.client("elbv2").modify_load_balancer_attributes(LoadBalancerArn=recorded.id, Attributes=off)

    live = engine.refresh(recorded)

    assert live is not None
    assert "access_logs" not in live.inputs
    assert list(engine.diff(live, recorded.inputs).detailedDiff) == ["accessLogs"]


def test_access_logs_that_are_off_are_no_access_logs(engine: Engine) -> None:
    recorded = load_balancer(engine, access_logs={"bucket": "logs", "enabled": False})

    live = engine.refresh(recorded)

    assert live is not None
    assert live.inputs == recorded.inputs
    answer = engine.diff(recorded, {name: recorded.inputs[name] for name in ("name", "subnets")})
    assert answer.changes == answer.DIFF_NONE


def test_setting_for_http_is_refused_on_a_network_load_balancer(engine: Engine) -> None:
    with pytest.raises(Refused) as refused:
        load_balancer(engine, type="network", idle_timeout=120)

    assert refused.value.failures == {
        "idleTimeout": "'idle_timeout' is for application load balancers; a network load balancer lacks it."
    }


@pytest.mark.parametrize("name", ["web_shop", "-web", "web-", "internal-web", "w" * 33])
def test_name_that_aws_does_not_take_is_refused(engine: Engine, name: str) -> None:
    with pytest.raises(Refused) as refused:
        engine.check(elbv2.LoadBalancer, "web", {"name": name, "subnets": ["subnet-1", "subnet-2"]})

    assert f"'{name}' cannot be used" in refused.value.failures["name"]


@pytest.mark.parametrize("name", ["web_shop", "Web.Shop_", "w" * 60])
def test_generated_name_is_one_that_aws_takes(engine: Engine, name: str) -> None:
    assert engine.check(elbv2.LoadBalancer, name, {"subnets": ["subnet-1", "subnet-2"]})["name"]

"""A group is done when its servers are in service."""

from __future__ import annotations

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, status_pb2

from pulumi_boto import autoscaling
from tests.pulumi_boto.autoscaling.groups import described, group_of, make_group, make_template
from tests.pulumi_boto.elbv2.parts import target_group
from tests.pulumi_boto.engine import Engine
from tools.cloud import Cloud, Fault

READ = "autoscaling.DescribeAutoScalingGroups"
HISTORY = "autoscaling.DescribeScalingActivities"
PENDING = {"<LifecycleState>InService<": "<LifecycleState>Pending<"}
UNUSED = {"<State>healthy<": "<State>unhealthy<"}
UNHEALTHY = {"<HealthStatus>Healthy<": "<HealthStatus>Unhealthy<"}
HINT = "'wait_for_capacity_timeout' sets how long to wait, and its activity history tells what happens."


@pytest.mark.parametrize("rewrites", [PENDING, UNHEALTHY], ids=["pending", "unhealthy"])
def test_create_waits_for_the_servers(cloud: Cloud, engine: Engine, rewrites: dict[str, str]) -> None:
    cloud.inject(Fault(READ, rewrites=rewrites, times=2))

    make_group(engine)

    assert cloud.calls()[READ] == 3 + 1  # two too early, one that finds them, and the read that is recorded


def test_update_of_a_size_waits_for_the_servers(cloud: Cloud, engine: Engine) -> None:
    group = make_group(engine)
    before = cloud.calls()[READ]
    cloud.inject(Fault(READ, rewrites=PENDING, times=2))

    engine.update(group, {**group.inputs, "min_size": 2})

    assert cloud.calls()[READ] - before == 3 + 1


def test_update_of_something_else_waits_for_nothing(cloud: Cloud, engine: Engine) -> None:
    group = make_group(engine)
    before = cloud.calls()[READ]

    engine.update(group, {**group.inputs, "health_check_type": "ELB", "wait_for_capacity_timeout": 300})

    assert cloud.calls()[READ] - before == 1


def test_no_wait_is_made_with_a_timeout_of_0(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault(READ, rewrites=PENDING, times=-1))

    group = make_group(engine, wait_for_capacity_timeout=0)

    assert cloud.calls()[READ] == 1
    live = engine.refresh(group)
    assert live is not None
    assert live.inputs == group.inputs


def test_group_that_gets_no_servers_is_kept_as_half_made(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault(READ, rewrites=PENDING, times=-1))

    with pytest.raises(grpc.RpcError) as raised:
        make_group(engine, min_size=2, wait_for_capacity_timeout=1)

    assert raised.value.details() == f"the auto scaling group web has 0 of 2 servers in service after 1 s; {HINT}"
    status = status_pb2.Status.FromString(dict(raised.value.trailing_metadata())["grpc-status-details-bin"])
    detail = provider_pb2.ErrorResourceInitFailed()
    status.details[0].Unpack(detail)
    assert detail.id == described(cloud)["AutoScalingGroupName"] == "web"


def test_update_that_gets_no_servers_fails(cloud: Cloud, engine: Engine) -> None:
    group = make_group(engine, wait_for_capacity_timeout=1)
    cloud.inject(Fault(READ, rewrites=PENDING, times=-1))

    with pytest.raises(grpc.RpcError) as raised:
        engine.update(group, {**group.inputs, "desired_capacity": 2})

    assert raised.value.details() == f"the auto scaling group web has 0 of 2 servers in service after 1 s; {HINT}"


def test_reason_of_the_last_launch_that_failed_is_told(cloud: Cloud, engine: Engine) -> None:
    failed = (
        "<Activities><member><StatusCode>Failed</StatusCode><StatusMessage>You have requested more vCPU capacity "
        "than your limit allows.</StatusMessage></member></Activities>"
    )
    cloud.inject(Fault(READ, rewrites=PENDING, times=-1), Fault(HISTORY, rewrites={"<Activities/>": failed}))

    with pytest.raises(grpc.RpcError) as raised:
        make_group(engine, wait_for_capacity_timeout=1)

    assert raised.value.details() == (
        "the auto scaling group web has 0 of 1 servers in service after 1 s; AWS says of the last launch that "
        "failed: You have requested more vCPU capacity than your limit allows."
    )


def test_servers_must_be_healthy_behind_the_load_balancer_too(cloud: Cloud, engine: Engine) -> None:
    targets = target_group(engine)
    template = make_template(engine)
    health = "elasticloadbalancing.DescribeTargetHealth"
    cloud.inject(Fault(health, rewrites=UNUSED, times=2))
    inputs = group_of(template, target_group_arns=[targets.id], min_elb_capacity=1)

    group = engine.create(autoscaling.Group, "web", inputs)

    assert cloud.calls()[health] == 3
    live = engine.refresh(group)
    assert live is not None
    assert live.inputs == group.inputs


def test_servers_that_are_not_healthy_behind_the_load_balancer_are_counted(cloud: Cloud, engine: Engine) -> None:
    targets = target_group(engine)
    template = make_template(engine)
    cloud.inject(Fault("elasticloadbalancing.DescribeTargetHealth", rewrites=UNUSED, times=-1))
    inputs = group_of(template, target_group_arns=[targets.id], min_elb_capacity=1, wait_for_capacity_timeout=1)

    with pytest.raises(grpc.RpcError) as raised:
        engine.create(autoscaling.Group, "web", inputs)

    sentence = f"the auto scaling group web has 0 of 1 servers healthy in its target groups after 1 s; {HINT}"
    assert raised.value.details() == sentence

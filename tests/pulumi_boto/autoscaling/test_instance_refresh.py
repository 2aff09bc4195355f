"""Servers are replaced when what they start from has changed."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from pulumi_boto import autoscaling
from tests.pulumi_boto.autoscaling.groups import TEMPLATE, group_of, make_template, servers
from tests.pulumi_boto.engine import Engine, Recorded
from tools.cloud import Cloud, Fault

START = "autoscaling.StartInstanceRefresh"
STATUS = "autoscaling.DescribeInstanceRefreshes"
REFRESH = {"min_healthy_percentage": 100, "max_healthy_percentage": 150, "instance_warmup": 60}


class Rollout:
    """A group of two servers, and a new version of its template."""

    def __init__(self, engine: Engine, **inputs: Any) -> None:
        self.engine = engine
        template = make_template(engine)
        self.old = self._inputs(template, min_size=2, **inputs)
        self.group = engine.create(autoscaling.Group, "web", self.old)
        self.new = self._inputs(engine.update(template, {**TEMPLATE, "instance_type": "t3.small"}), **self.old)

    def _inputs(self, template: Recorded, **inputs: Any) -> dict[str, Any]:
        version = {"launch_template_id": template.id, "version": template.outputs["latest_version"]}
        return group_of(template, **{**inputs, "launch_template": version})

    def apply(self, **inputs: Any) -> Recorded:
        """Let the group start its servers from the new version."""
        return self.engine.update(self.group, {**self.new, **inputs})


def types(cloud: Cloud) -> list[str]:
    """The instance types of the group's servers."""
    return [server["InstanceType"] for server in servers(cloud)]


def test_new_version_replaces_the_servers(cloud: Cloud, engine: Engine) -> None:
    rollout = Rollout(engine, instance_refresh=REFRESH)
    assert types(cloud) == ["t3.micro", "t3.micro"]

    updated = rollout.apply()

    assert types(cloud) == ["t3.small", "t3.small"]
    (refresh,) = cloud.client("autoscaling").describe_instance_refreshes(AutoScalingGroupName="web")[
        "InstanceRefreshes"
    ]
    assert refresh["Preferences"] == {
        "MinHealthyPercentage": 100,
        "MaxHealthyPercentage": 150,
        "InstanceWarmup": 60,
        "SkipMatching": True,
    }
    live = engine.refresh(updated)
    assert live is not None
    assert live.inputs == updated.inputs


def test_without_it_the_servers_stay(cloud: Cloud, engine: Engine) -> None:
    Rollout(engine).apply()

    assert types(cloud) == ["t3.micro", "t3.micro"]


def test_change_of_something_else_leaves_the_servers_alone(cloud: Cloud, engine: Engine) -> None:
    rollout = Rollout(engine, instance_refresh=REFRESH)

    engine.update(rollout.group, {**rollout.old, "max_size": 3, "instance_refresh": {"min_healthy_percentage": 50}})

    assert START not in cloud.calls()


@pytest.mark.parametrize("status", ["Pending", "InProgress", "Baking"])
def test_update_waits_for_the_end(cloud: Cloud, engine: Engine, status: str) -> None:
    rollout = Rollout(engine, instance_refresh=REFRESH)
    cloud.inject(Fault(STATUS, rewrites={"Successful": status}, times=2))

    rollout.apply()

    assert cloud.calls()[STATUS] == 3


def test_update_waits_for_nothing_with_a_timeout_of_0(cloud: Cloud, engine: Engine) -> None:
    rollout = Rollout(engine, instance_refresh=REFRESH)

    rollout.apply(instance_refresh={**REFRESH, "timeout": 0})

    assert cloud.calls()[START] == 1
    assert STATUS not in cloud.calls()


@pytest.mark.parametrize("status", ["Failed", "Cancelled", "RollbackSuccessful"])
def test_refresh_that_ends_badly_is_one_sentence(cloud: Cloud, engine: Engine, status: str) -> None:
    rollout = Rollout(engine, instance_refresh=REFRESH)
    said = f"<Status>{status}</Status><StatusReason>Instances were not healthy.</StatusReason>"
    cloud.inject(Fault(STATUS, rewrites={"<Status>Successful</Status>": said, ">100<": ">50<"}))

    with pytest.raises(grpc.RpcError) as raised:
        rollout.apply()

    sentence = f"the instance refresh of the auto scaling group web is {status} at 50 %: Instances were not healthy."
    assert raised.value.details() == sentence


def test_refresh_that_takes_too_long_is_one_sentence(cloud: Cloud, engine: Engine) -> None:
    rollout = Rollout(engine)
    cloud.inject(Fault(STATUS, rewrites={"Successful": "InProgress"}, times=-1))

    with pytest.raises(grpc.RpcError) as raised:
        rollout.apply(instance_refresh={**REFRESH, "timeout": 1})

    sentence = "the end of the instance refresh of the auto scaling group web did not come about within 1 s."
    assert raised.value.details() == sentence


def test_earlier_refresh_makes_way(cloud: Cloud, engine: Engine) -> None:
    rollout = Rollout(engine, instance_refresh=REFRESH)
    cloud.inject(Fault(START, 400, "InstanceRefreshInProgress", times=2))

    rollout.apply()

    assert cloud.calls()["autoscaling.CancelInstanceRefresh"] == 2
    assert types(cloud) == ["t3.small", "t3.small"]

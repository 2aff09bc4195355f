"""A group behind a load balancer: what moves it, and how its servers are replaced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stackwright.engine.find import Engine
from tests.engine.project import BOTO, pulumi_yaml
from tests.pulumi_boto.cases.ec2_servers import AMI
from tests.stacks.example import Example
from tools.cloud import Cloud

PROGRAM = f"""
import pulumi
import pulumi_boto as boto
from stackwright_components import (
    HealthSettings, LaunchTemplate, ListenerSettings, RolloutSettings, Scaling, ScalingSettings, ScheduleSettings,
    TargetSettings,
)

config = pulumi.Config()
vpc = boto.ec2.Vpc("net", cidr_block="10.0.0.0/24")
subnets = [
    boto.ec2.Subnet(
        f"net-{{zone}}", vpc_id=vpc.id, cidr_block=f"10.0.0.{{64 * n}}/26", availability_zone=f"eu-central-1{{zone}}"
    ).id
    for n, zone in enumerate("ab")
]
template = boto.ec2.LaunchTemplate("shop", image_id="{AMI}", instance_type=config.require("type"))
moving = config.get_bool("moving")
scaling = Scaling(
    "shop",
    ScalingSettings(
        minimum=1,
        maximum=4,
        desired=2,
        target=TargetSettings(metric="cpu", value=50) if moving else None,
        listener=ListenerSettings(port=80),
        health=HealthSettings(path="/"),
        rollout=RolloutSettings(minimum_healthy=50, maximum_healthy=120, warmup_seconds=30),
        schedules={{"evening": ScheduleSettings(recurrence="0 20 * * *", minimum=0)}} if moving else {{}},
    ),
    vpc_id=vpc.id,
    public_subnet_ids=subnets,
    private_subnet_ids=subnets,
    servers=LaunchTemplate(
        id=template.id,
        version=template.latest_version,
        security_group_id=boto.ec2.SecurityGroup("shop", vpc_id=vpc.id, description="shop").id,
        port=8080,
    ),
)
pulumi.export("group", scaling.group_name)
"""


class Shop(Example):
    """The program with its group."""

    @property
    def group(self) -> Any:
        """The group as AWS describes it."""
        (group,) = self.cloud.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
        return group

    def change_group(self, **sizes: int) -> None:
        """Change the group as policies and schedules do."""
        self.cloud.client("autoscaling").update_auto_scaling_group(AutoScalingGroupName=self.output("group"), **sizes)


@pytest.fixture
def shop(tmp_path: Path, engine: Engine, cloud: Cloud) -> Shop:
    """A group of two servers; no stack is there yet but its settings."""
    project = Shop(tmp_path, engine, cloud)
    project.write("Pulumi.yaml", pulumi_yaml("shop", more=BOTO))
    project.write("__main__.py", PROGRAM)
    project.pulumi("stack", "init", "dev")
    project.configure({"type": "t3.micro", "moving": "true"})
    return project


def test_new_template_replaces_the_servers(shop: Shop) -> None:
    shop.up()
    shop.configure({"type": "t3.small"})

    shop.up()

    assert [server["InstanceType"] for server in shop.group["Instances"]] == ["t3.small", "t3.small"]
    (refresh,) = shop.cloud.client("autoscaling").describe_instance_refreshes(
        AutoScalingGroupName=shop.output("group")
    )["InstanceRefreshes"]
    assert refresh["Preferences"] == {
        "MinHealthyPercentage": 50,
        "MaxHealthyPercentage": 120,
        "InstanceWarmup": 30,
        "SkipMatching": True,
    }


def test_what_the_target_and_the_schedules_change_stays(shop: Shop) -> None:
    shop.up()
    assert shop.group["DesiredCapacity"] == 2
    shop.change_group(MinSize=0, DesiredCapacity=3)

    shop.pulumi("refresh", "--yes", "--skip-preview")
    shop.up("--expect-no-changes")
    shop.configure({"type": "t3.small"})
    shop.up()

    assert (shop.group["MinSize"], shop.group["DesiredCapacity"]) == (0, 3)


def test_what_nothing_moves_is_put_right(shop: Shop) -> None:
    shop.configure({"moving": "false"})
    shop.up()
    shop.change_group(MinSize=0, DesiredCapacity=3)

    shop.pulumi("refresh", "--yes", "--skip-preview")
    shop.up()

    assert (shop.group["MinSize"], shop.group["DesiredCapacity"]) == (1, 2)

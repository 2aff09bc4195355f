"""Groups that tests of auto scaling build on."""

from __future__ import annotations

from typing import Any

from pulumi_boto import autoscaling, ec2
from tests.pulumi_boto.cases.ec2_servers import AMI
from tests.pulumi_boto.engine import Engine, Recorded
from tools.cloud import Cloud

TEMPLATE = {"image_id": AMI, "instance_type": "t3.micro"}


def make_template(engine: Engine, name: str = "web") -> Recorded:
    """A launch template."""
    return engine.create(ec2.LaunchTemplate, name, {**TEMPLATE, "launch_template_name": name})


def group_of(template: Recorded, **inputs: Any) -> dict[str, Any]:
    """Inputs of a group of one or two servers that start from a template."""
    return {
        "auto_scaling_group_name": "web",
        "launch_template": {"launch_template_id": template.id},
        "min_size": 1,
        "max_size": 2,
        "availability_zones": ["eu-central-1a"],
        "health_check_grace_period": 120,  # moto takes 0, AWS's default, for none
        **inputs,
    }


def make_group(engine: Engine, **inputs: Any) -> Recorded:
    """A group with a template of its own."""
    return engine.create(autoscaling.Group, "web", group_of(make_template(engine), **inputs))


def described(cloud: Cloud, name: str = "web") -> Any:
    """A group as AWS describes it."""
    (group,) = cloud.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])[
        "AutoScalingGroups"
    ]
    return group


def servers(cloud: Cloud, name: str = "web") -> list[Any]:
    """The servers of a group as EC2 describes them."""
    ids = [server["InstanceId"] for server in described(cloud, name)["Instances"]]
    reservations = cloud.client("ec2").describe_instances(InstanceIds=ids)["Reservations"] if ids else []
    return [server for reservation in reservations for server in reservation["Instances"]]

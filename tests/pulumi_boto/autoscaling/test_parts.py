"""What the parts of a group do of their own: policies, hooks and scheduled actions."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_boto import autoscaling
from pulumi_boto.model import Resource
from tests.pulumi_boto.autoscaling.groups import group_of, make_group, make_template
from tests.pulumi_boto.engine import Engine, Refused
from tools.cloud import Cloud, Fault

PARTS: list[tuple[type[Resource], dict[str, Any]]] = [
    (
        autoscaling.ScalingPolicy,
        {"policy_name": "own", "adjustment_type": "ChangeInCapacity", "scaling_adjustment": 1},
    ),
    (
        autoscaling.LifecycleHook,
        {"lifecycle_hook_name": "own", "lifecycle_transition": "autoscaling:EC2_INSTANCE_LAUNCHING"},
    ),
    (
        autoscaling.ScheduledAction,
        {"scheduled_action_name": "own", "recurrence": "0 20 * * *", "min_size": 0},
    ),
]


@pytest.mark.parametrize(("part", "inputs"), PARTS, ids=lambda entry: getattr(entry, "__name__", ""))
def test_part_moves_to_another_group_before_the_old_one_goes(
    engine: Engine, part: type[Resource], inputs: dict[str, Any]
) -> None:
    template = make_template(engine)
    for name in ("web", "shop"):
        engine.create(autoscaling.Group, name, group_of(template, auto_scaling_group_name=name))
    recorded = engine.create(part, "own", {**inputs, "auto_scaling_group_name": "web"})

    answer = engine.diff(recorded, {**inputs, "auto_scaling_group_name": "shop"})

    assert list(answer.replaces) == ["autoScalingGroupName"]
    assert not answer.deleteBeforeReplace


@pytest.mark.parametrize(
    ("sizes", "sentence"),
    [
        ({"min_size": 3, "max_size": 2}, "'min_size' is 3, which is over 'max_size', 2."),
        ({"min_size": 1, "desired_capacity": 0}, "'desired_capacity' is 0, which is under 'min_size', 1."),
        ({"max_size": 1, "desired_capacity": 2}, "'desired_capacity' is 2, which is over 'max_size', 1."),
    ],
)
def test_scheduled_sizes_that_contradict_each_other_are_refused(
    engine: Engine, sizes: dict[str, int], sentence: str
) -> None:
    inputs = {"auto_scaling_group_name": "web", "recurrence": "0 20 * * *", **sizes}

    with pytest.raises(Refused) as raised:
        engine.check(autoscaling.ScheduledAction, "own", inputs)

    assert list(raised.value.failures.values()) == [sentence]


def test_hook_waits_until_its_new_role_may_tell_its_queue(cloud: Cloud, engine: Engine) -> None:
    make_group(engine)
    message = "Unable to publish test message to notification target arn:aws:sqs:x using IAM role arn:aws:iam:y."
    cloud.inject(Fault("autoscaling.PutLifecycleHook", 400, "ValidationError", message, times=2))

    engine.create(
        autoscaling.LifecycleHook,
        "own",
        {"auto_scaling_group_name": "web", "lifecycle_transition": "autoscaling:EC2_INSTANCE_LAUNCHING"},
    )

    assert cloud.calls()["autoscaling.PutLifecycleHook"] == 3

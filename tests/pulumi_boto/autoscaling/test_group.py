"""What groups do of their own."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from pulumi_boto import autoscaling
from tests.pulumi_boto.autoscaling.groups import described, group_of, make_group, make_template, servers
from tests.pulumi_boto.engine import UNKNOWN, Engine, Refused, configured
from tools.cloud import Cloud, Fault

INVALID = "You must use a valid fully-formed launch template. "


@pytest.mark.parametrize(
    "message",
    [
        "Value (web) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
        "The specified launch template, with template ID lt-1, does not exist.",
        "Could not find the specified version 2 for the launch template with ID lt-1.",
    ],
    ids=["instance profile", "launch template", "version"],
)
@pytest.mark.parametrize("operation", ["Create", "Update"])
def test_what_auto_scaling_does_not_know_yet_is_waited_for(
    cloud: Cloud, engine: Engine, operation: str, message: str
) -> None:
    fault = Fault(f"autoscaling.{operation}AutoScalingGroup", 400, "ValidationError", INVALID + message, times=2)
    cloud.inject(fault)

    group = make_group(engine)
    engine.update(group, {**group.inputs, "max_size": 3})

    assert described(cloud)["MaxSize"] == 3
    assert cloud.calls()[fault.action] == 3


def test_mistake_in_the_template_is_said_at_once(cloud: Cloud, engine: Engine) -> None:
    message = f"{INVALID}The key pair 'x' does not exist"
    cloud.inject(Fault("autoscaling.CreateAutoScalingGroup", 400, "ValidationError", message, times=-1))

    with pytest.raises(grpc.RpcError) as raised:
        make_group(engine)

    sentence = f"autoscaling create_auto_scaling_group was refused: {message} (ValidationError)."
    assert raised.value.details() == sentence
    assert cloud.calls()["autoscaling.CreateAutoScalingGroup"] == 1


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({"min_size": 3, "max_size": 2}, "'min_size' is 3, which is over 'max_size', 2."),
        ({"min_size": -1}, "'min_size' is -1; it must be 0 or more."),
        ({"desired_capacity": 0}, "'desired_capacity' is 0, which is under 'min_size', 1."),
        ({"desired_capacity": 3}, "'desired_capacity' is 3, which is over 'max_size', 2."),
        ({"initial_capacity": 3}, "'initial_capacity' is 3, which is over 'max_size', 2."),
        (
            {"desired_capacity": 1, "initial_capacity": 2},
            "a group takes either 'desired_capacity' or 'initial_capacity', not both.",
        ),
        (
            {"launch_template": {"version": "1"}},
            "'launch_template' needs 'launch_template_id' or 'launch_template_name'.",
        ),
        ({"availability_zones": []}, "a group needs subnets ('vpc_zone_identifier') or 'availability_zones'."),
    ],
)
def test_contradiction_is_refused_before_aws_is_asked(
    cloud: Cloud, engine: Engine, inputs: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused) as raised:
        make_group(engine, **inputs)

    assert list(raised.value.failures.values()) == [sentence]
    assert "autoscaling.CreateAutoScalingGroup" not in cloud.calls()


def test_size_that_is_not_known_yet_is_not_judged(engine: Engine) -> None:
    inputs = group_of(make_template(engine), min_size=UNKNOWN, desired_capacity=3)

    with pytest.raises(Refused, match="'desired_capacity' is 3"):
        engine.preview_create(autoscaling.Group, "web", inputs)
    engine.preview_create(autoscaling.Group, "web", {**inputs, "max_size": UNKNOWN})


def test_default_version_is_the_same_as_none(engine: Engine) -> None:
    template = make_template(engine)
    group = engine.create(autoscaling.Group, "web", group_of(template))
    told = group_of(template, launch_template={"launch_template_id": template.id, "version": "$Default"})

    assert engine.diff(group, told).changes == engine.diff(group, group.inputs).DIFF_NONE
    updated = engine.update(group, {**told, "max_size": 3})
    live = engine.refresh(updated)
    assert live is not None
    assert live.inputs == updated.inputs


def test_template_by_name_is_no_drift(engine: Engine) -> None:
    template = make_template(engine)
    group = engine.create(
        autoscaling.Group, "web", group_of(template, launch_template={"launch_template_name": "web", "version": "1"})
    )

    live = engine.refresh(group)

    assert live is not None
    assert live.inputs == group.inputs
    answer = engine.diff(live, group.inputs)
    assert answer.changes == answer.DIFF_NONE


def test_import_names_the_template_by_its_id(engine: Engine) -> None:
    template = make_template(engine)
    group = engine.create(autoscaling.Group, "web", group_of(template))

    imported = engine.import_(autoscaling.Group, "web", group.id)

    assert imported is not None
    answer = engine.diff(imported, group_of(template))
    assert answer.changes == answer.DIFF_NONE


def test_version_that_was_set_behind_our_back_is_drift_and_is_put_right(cloud: Cloud, engine: Engine) -> None:
    group = make_group(engine)
    template = group.inputs["launch_template"]["launch_template_id"]
    cloud.client("autoscaling").update_auto_scaling_group(
        AutoScalingGroupName="web", LaunchTemplate={"LaunchTemplateId": template, "Version": "1"}
    )

    live = engine.refresh(group)

    assert live is not None
    assert live.inputs["launch_template"] == {"launch_template_id": template, "version": "1"}
    engine.update(live, group.inputs)
    assert described(cloud)["LaunchTemplate"]["Version"] == "$Default"


def test_tags_are_on_the_servers_too_but_not_the_marks(cloud: Cloud) -> None:
    with configured(cloud, defaultTags={"Environment": "dev"}) as engine:
        group = make_group(engine, tags={"Name": "web"})
        engine.update(group, {**group.inputs, "tags": {"Name": "shop", "Team": "web"}, "min_size": 2})

    before, after = sorted(servers(cloud), key=lambda server: str(server["Tags"]).count("Team"))
    for server, own in ((before, {"Name": "web"}), (after, {"Name": "shop", "Team": "web"})):
        tags = {tag["Key"]: tag["Value"] for tag in server["Tags"] if not tag["Key"].startswith("aws:")}
        assert tags == {"Environment": "dev", **own}


def test_number_of_servers_that_is_left_out_is_free_to_change(cloud: Cloud, engine: Engine) -> None:
    group = make_group(engine, initial_capacity=2)
    assert described(cloud)["DesiredCapacity"] == 2
    cloud.client("autoscaling").set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=1)

    live = engine.refresh(group)

    assert live is not None
    assert live.inputs == group.inputs
    answer = engine.diff(live, {**group.inputs, "initial_capacity": 1})
    assert answer.changes == answer.DIFF_NONE
    engine.update(live, {**group.inputs, "max_size": 3})
    assert described(cloud)["DesiredCapacity"] == 1


def test_number_of_servers_that_is_given_is_held(cloud: Cloud, engine: Engine) -> None:
    group = make_group(engine, desired_capacity=2)
    cloud.client("autoscaling").set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=1)

    live = engine.refresh(group)

    assert live is not None
    assert live.inputs["desired_capacity"] == 1
    engine.update(live, group.inputs)
    assert described(cloud)["DesiredCapacity"] == 2

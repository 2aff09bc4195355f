"""What instances do of their own."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from pulumi_boto import ec2, iam
from tests.pulumi_boto.cases.ec2_servers import AMI
from tests.pulumi_boto.ec2.network import make_subnet, make_vpc
from tests.pulumi_boto.engine import Engine, Recorded, Refused
from tools.cloud import Cloud, Fault

SERVER = {"image_id": AMI, "instance_type": "t3.micro"}


def make_profile(engine: Engine, name: str) -> Recorded:
    """An instance profile without a role."""
    return engine.create(iam.InstanceProfile, name, {"instance_profile_name": name})


def described(cloud: Cloud, server: Recorded) -> Any:
    """The instance as AWS describes it."""
    (reservation,) = cloud.client("ec2").describe_instances(InstanceIds=[server.id])["Reservations"]
    return reservation["Instances"][0]


def running(cloud: Cloud) -> list[str]:
    """The ids of all instances that run."""
    filters = [{"Name": "instance-state-name", "Values": ["running"]}]
    reservations = cloud.client("ec2").describe_instances(Filters=filters)["Reservations"]
    return [instance["InstanceId"] for reservation in reservations for instance in reservation["Instances"]]


def test_terminated_instance_counts_as_gone(cloud: Cloud, engine: Engine) -> None:
    server = engine.create(ec2.Instance, "web", SERVER)

    cloud.client("ec2").terminate_instances(InstanceIds=[server.id])

    assert engine.refresh(server) is None


def test_instance_made_although_its_reply_was_lost_is_adopted(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("ec2.RunInstances", status=0, after=True))

    server = engine.create(ec2.Instance, "web", SERVER)

    assert running(cloud) == [server.id]


def test_other_type_stops_and_starts_it(cloud: Cloud, engine: Engine) -> None:
    server = engine.create(ec2.Instance, "web", SERVER)

    engine.update(server, {**SERVER, "instance_type": "t3.small"})

    assert cloud.calls()["ec2.StopInstances"] == 1
    assert described(cloud, server)["InstanceType"] == "t3.small"
    assert running(cloud) == [server.id]


def test_other_type_leaves_a_stopped_one_stopped(cloud: Cloud, engine: Engine) -> None:
    server = engine.create(ec2.Instance, "web", SERVER)
    cloud.client("ec2").stop_instances(InstanceIds=[server.id])

    updated = engine.update(server, {**SERVER, "instance_type": "t3.small"})

    assert updated.outputs["instance_state"] == "stopped"


def test_other_user_data_makes_a_new_one(engine: Engine) -> None:
    server = engine.create(ec2.Instance, "web", {**SERVER, "user_data": "#cloud-config\n"})

    answer = engine.diff(server, {**SERVER, "user_data": "#cloud-config\npackages: [nginx]\n"})

    assert list(answer.replaces) == ["userData"]


def test_new_one_with_a_given_address_waits_until_the_old_one_let_it_go(engine: Engine) -> None:
    subnet = make_subnet(engine, make_vpc(engine))
    inputs = {**SERVER, "subnet_id": subnet.id}
    server = engine.create(ec2.Instance, "web", {**inputs, "private_ip_address": "10.0.1.7"})
    changed = {**inputs, "user_data": "#cloud-config\n"}

    assert engine.diff(server, {**changed, "private_ip_address": "10.0.1.7"}).deleteBeforeReplace
    assert not engine.diff(server, {**changed, "private_ip_address": "10.0.1.8"}).deleteBeforeReplace


def test_root_volume_grows_in_place_but_is_encrypted_only_from_the_start(engine: Engine) -> None:
    inputs = {**SERVER, "root_block_device": {"volume_size": 10, "encrypted": False}}
    server = engine.create(ec2.Instance, "web", inputs)

    grown = {**SERVER, "root_block_device": {"volume_size": 20, "encrypted": False}}
    assert not engine.diff(server, grown).replaces
    assert engine.update(server, grown).outputs["root_block_device"]["volume_size"] == 20

    encrypted = {**SERVER, "root_block_device": {"volume_size": 10, "encrypted": True}}
    assert list(engine.diff(server, encrypted).replaces) == ["rootBlockDevice"]


def test_writing_down_a_part_of_what_aws_chose_changes_nothing(engine: Engine) -> None:
    server = engine.create(ec2.Instance, "web", SERVER)

    answer = engine.diff(server, {**SERVER, "metadata_options": {"http_endpoint": "enabled"}})

    assert answer.changes == answer.DIFF_NONE


def test_instance_profile_is_given_changed_and_taken_away(cloud: Cloud, engine: Engine) -> None:
    first, second = make_profile(engine, "first"), make_profile(engine, "second")
    server = engine.create(ec2.Instance, "web", SERVER)
    associated = []
    for inputs in (
        {**SERVER, "iam_instance_profile": first.id},
        {**SERVER, "iam_instance_profile": second.outputs["arn"]},
        SERVER,
    ):
        server = engine.update(server, inputs)
        # not DescribeInstances: moto goes on telling the first profile there
        answer = cloud.client("ec2").describe_iam_instance_profile_associations()
        associated.append([entry["IamInstanceProfile"]["Arn"] for entry in answer["IamInstanceProfileAssociations"]])

    assert associated == [[first.outputs["arn"]], [second.outputs["arn"]], []]


def test_profile_by_name_or_arn_is_the_same(engine: Engine) -> None:
    profile = make_profile(engine, "web")
    server = engine.create(ec2.Instance, "web", {**SERVER, "iam_instance_profile": profile.outputs["arn"]})

    live = engine.refresh(server)
    assert live is not None
    assert live.inputs == server.inputs
    answer = engine.diff(server, {**SERVER, "iam_instance_profile": "web"})
    assert answer.changes == answer.DIFF_NONE


def test_profile_that_ec2_does_not_know_yet_is_waited_for(cloud: Cloud, engine: Engine) -> None:
    profile = make_profile(engine, "web")
    cloud.inject(Fault("ec2.RunInstances", status=400, code="InvalidParameterValue", times=2))

    server = engine.create(ec2.Instance, "web", {**SERVER, "iam_instance_profile": profile.id})

    assert running(cloud) == [server.id]


def test_wrong_value_without_a_profile_is_said_at_once(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("ec2.RunInstances", status=400, code="InvalidParameterValue", message="wrong", times=-1))

    with pytest.raises(grpc.RpcError) as raised:
        engine.create(ec2.Instance, "web", SERVER)

    assert raised.value.details() == "ec2 run_instances was refused: wrong (InvalidParameterValue)."
    assert cloud.calls()["ec2.RunInstances"] == 1


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({}, "a server needs 'image_id', or 'launch_template' to take it from."),
        (
            {"launch_template": {"launch_template_id": "lt-1"}, "root_block_device": {"volume_size": 10}},
            "'root_block_device' needs 'image_id' here; with a template, give the template the volume.",
        ),
    ],
    ids=["nothing to start from", "root volume beside a template"],
)
def test_contradiction_is_refused_before_aws_is_asked(engine: Engine, inputs: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match="needs") as raised:
        engine.create(ec2.Instance, "web", inputs)

    assert list(raised.value.failures.values()) == [sentence]


def test_naming_the_default_version_of_its_template_changes_nothing(cloud: Cloud, engine: Engine) -> None:
    template = engine.create(ec2.LaunchTemplate, "web", {"launch_template_name": "web", **SERVER})
    server = engine.create(ec2.Instance, "web", {"launch_template": {"launch_template_id": template.id}})

    difference = engine.diff(server, {"launch_template": {"launch_template_id": template.id, "version": "$Default"}})

    assert difference.changes == difference.DIFF_NONE

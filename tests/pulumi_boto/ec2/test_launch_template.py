"""What launch templates do of their own."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from pulumi_boto import ec2
from tests.pulumi_boto.cases.ec2_servers import AMI
from tests.pulumi_boto.engine import Engine, Recorded, Refused
from tools.cloud import Cloud, Fault

TEMPLATE = {"image_id": AMI, "instance_type": "t3.micro"}


def versions(cloud: Cloud, template: Recorded) -> list[Any]:
    """All versions, the oldest first."""
    answer = cloud.client("ec2").describe_launch_template_versions(LaunchTemplateId=template.id)
    found: list[Any] = answer["LaunchTemplateVersions"]
    return sorted(found, key=lambda version: int(version["VersionNumber"]))


def test_update_makes_a_new_version_the_default_and_keeps_the_old_one(cloud: Cloud, engine: Engine) -> None:
    template = engine.create(ec2.LaunchTemplate, "web", TEMPLATE)

    updated = engine.update(template, {**TEMPLATE, "instance_type": "t3.small"})

    assert updated.outputs["latest_version"] == updated.outputs["default_version"] == "2"
    kept, made = versions(cloud, template)
    assert kept["LaunchTemplateData"]["InstanceType"] == "t3.micro"
    assert made["LaunchTemplateData"] == {"ImageId": AMI, "InstanceType": "t3.small"}


def test_change_of_tags_makes_no_version(cloud: Cloud, engine: Engine) -> None:
    template = engine.create(ec2.LaunchTemplate, "web", {**TEMPLATE, "tags": {"Team": "web"}})

    engine.update(template, {**TEMPLATE, "tags": {"Team": "data"}})

    assert len(versions(cloud, template)) == 1


def test_version_of_someone_else_is_drift_once_it_is_the_default(cloud: Cloud, engine: Engine) -> None:
    template = engine.create(ec2.LaunchTemplate, "web", TEMPLATE)
    client = cloud.client("ec2")
    theirs = {"ImageId": AMI, "InstanceType": "m5.large"}
    client.create_launch_template_version(LaunchTemplateId=template.id, LaunchTemplateData=theirs)

    live = engine.refresh(template)
    assert live is not None
    assert live.inputs == template.inputs
    assert live.outputs["latest_version"] == "2"

    client.modify_launch_template(LaunchTemplateId=template.id, DefaultVersion="2")
    live = engine.refresh(template)
    assert live is not None
    assert live.inputs["instance_type"] == "m5.large"


def test_user_data_is_text_here_and_encoded_there(cloud: Cloud, engine: Engine) -> None:
    template = engine.create(ec2.LaunchTemplate, "web", {**TEMPLATE, "user_data": "#cloud-config\n# grüße\n"})

    (version,) = versions(cloud, template)

    assert base64.b64decode(version["LaunchTemplateData"]["UserData"]).decode() == "#cloud-config\n# grüße\n"
    assert template.outputs["user_data"] == "#cloud-config\n# grüße\n"


def test_tags_of_what_is_launched_are_stated_by_its_type(cloud: Cloud, engine: Engine) -> None:
    tags = {"instance": {"Team": "web"}, "network_interface": {"Team": "net"}}
    template = engine.create(ec2.LaunchTemplate, "web", {**TEMPLATE, "tag_specifications": tags})

    (version,) = versions(cloud, template)

    stated = version["LaunchTemplateData"]["TagSpecifications"]
    assert stated[:2] == [
        {"ResourceType": "instance", "Tags": [{"Key": "Team", "Value": "web"}]},
        {"ResourceType": "network-interface", "Tags": [{"Key": "Team", "Value": "net"}]},
    ]


def test_template_made_although_its_reply_was_lost_is_adopted(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("ec2.CreateLaunchTemplate", status=0, after=True))

    template = engine.create(ec2.LaunchTemplate, "web", TEMPLATE)

    assert len(versions(cloud, template)) == 1


def test_security_groups_beside_network_interfaces_are_refused(engine: Engine) -> None:
    inputs = {**TEMPLATE, "security_group_ids": ["sg-1"], "network_interfaces": [{"device_index": 0}]}

    with pytest.raises(Refused, match="either 'security_group_ids' or 'network_interfaces'"):
        engine.create(ec2.LaunchTemplate, "web", inputs)

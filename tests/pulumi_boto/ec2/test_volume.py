"""What volumes and their attachments do of their own."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_boto import ec2
from tests.pulumi_boto.cases.ec2_servers import AMI
from tests.pulumi_boto.engine import Engine, Recorded, Refused
from tools.cloud import Cloud, Fault

ZONE = "eu-central-1a"
DISK = {"availability_zone": ZONE, "size": 10}


def make_server(engine: Engine, name: str) -> Recorded:
    """A server in the disk's zone."""
    return engine.create(ec2.Instance, name, {"image_id": AMI, "availability_zone": ZONE})


def attach(engine: Engine, disk: Recorded, server: Recorded) -> tuple[Recorded, dict[str, Any]]:
    """The disk as a device of the server, and the inputs for that."""
    inputs = {"volume_id": disk.id, "instance_id": server.id, "device": "/dev/sdf"}
    return engine.create(ec2.VolumeAttachment, "data", inputs), inputs


def test_volume_starts_from_a_snapshot_with_its_size(cloud: Cloud, engine: Engine) -> None:
    disk = engine.create(ec2.Volume, "data", DISK)
    snapshot = cloud.client("ec2").create_snapshot(VolumeId=disk.id)["SnapshotId"]

    copy = engine.create(ec2.Volume, "copy", {"availability_zone": ZONE, "snapshot_id": snapshot})

    assert copy.outputs["size"] == 10


def test_volume_made_although_its_reply_was_lost_is_adopted(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("ec2.CreateVolume", status=0, after=True))

    disk = engine.create(ec2.Volume, "data", DISK)

    assert [volume["VolumeId"] for volume in cloud.client("ec2").describe_volumes()["Volumes"]] == [disk.id]


def test_id_of_a_key_means_the_same_as_its_arn(cloud: Cloud, engine: Engine) -> None:
    key = cloud.client("kms").create_key()["KeyMetadata"]
    disk = engine.create(ec2.Volume, "data", {**DISK, "encrypted": True, "kms_key_id": key["Arn"]})

    answer = engine.diff(disk, {**DISK, "encrypted": True, "kms_key_id": key["KeyId"]})

    assert answer.changes == answer.DIFF_NONE


def test_what_aws_derives_from_the_type_is_no_input_of_an_import(cloud: Cloud, engine: Engine) -> None:
    ec2_client = cloud.client("ec2")
    fast = {"AvailabilityZone": ZONE, "Size": 10, "VolumeType": "gp3", "Iops": 4000, "Throughput": 250}
    volume = ec2_client.create_volume(**fast)["VolumeId"]
    before = engine.import_(ec2.Volume, "data", volume)
    ec2_client.modify_volume(VolumeId=volume, VolumeType="gp2")  # the operations per second stay, as AWS tells some
    after = engine.import_(ec2.Volume, "data", volume)

    assert before is not None
    assert before.inputs.keys() >= {"iops", "throughput"}
    assert after is not None
    assert after.inputs.keys().isdisjoint({"iops", "throughput"})


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({"availability_zone": ZONE}, "a volume needs 'size', or 'snapshot_id' to start from"),
        ({**DISK, "kms_key_id": "alias/disks"}, "give the key's id or ARN"),
    ],
    ids=["no size", "alias of a key"],
)
def test_wrong_inputs_are_refused_before_aws_is_asked(engine: Engine, inputs: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        engine.create(ec2.Volume, "data", inputs)


def test_attachment_is_gone_with_its_server(cloud: Cloud, engine: Engine) -> None:
    server = make_server(engine, "web")
    attached, _ = attach(engine, engine.create(ec2.Volume, "data", DISK), server)

    cloud.client("ec2").terminate_instances(InstanceIds=[server.id])

    assert engine.refresh(attached) is None


def test_disk_leaves_one_server_before_it_joins_another(engine: Engine) -> None:
    attached, inputs = attach(engine, engine.create(ec2.Volume, "data", DISK), make_server(engine, "web"))

    answer = engine.diff(attached, {**inputs, "instance_id": make_server(engine, "other").id})

    assert list(answer.replaces) == ["instanceId"]
    assert answer.deleteBeforeReplace


def test_device_is_freed_before_it_takes_another_disk(engine: Engine) -> None:
    attached, inputs = attach(engine, engine.create(ec2.Volume, "data", DISK), make_server(engine, "web"))

    answer = engine.diff(attached, {**inputs, "volume_id": engine.create(ec2.Volume, "other", DISK).id})

    assert list(answer.replaces) == ["volumeId"]
    assert answer.deleteBeforeReplace

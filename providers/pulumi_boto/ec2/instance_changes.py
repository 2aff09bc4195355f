"""Changes of a running server, each with the calls that AWS needs for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_boto.ec2.disk import modify_volume
from pulumi_boto.ec2.server import profile_parameter
from pulumi_boto.model import Aws, Describe, Failure, Kind, Response

INSTANCES = Describe(
    "ec2", "describe_instances", "Reservations.Instances", "InstanceId", filter="instance-id", limit=200
)
_VOLUME_WORDS = {"volume_size": "Size", "volume_type": "VolumeType", "iops": "Iops", "throughput": "Throughput"}


def root_device(instance: Response) -> Response:
    """The root volume as an instance describes it; empty where it has none."""
    devices = {device["DeviceName"]: device["Ebs"] for device in instance.get("BlockDeviceMappings", [])}
    root: Response = devices.get(instance.get("RootDeviceName", ""), {})
    return root


def reach(aws: Aws, id: str, wanted: str) -> None:
    """Wait for a state of an instance.

    Raises:
        Failure: it ended instead, for want of capacity or of rights on a key.
    """

    def reached() -> bool:
        instance = aws.find(INSTANCES, id) or {}
        state = instance.get("State", {}).get("Name")
        if state in ("shutting-down", "terminated"):
            reason = instance.get("StateReason", {}).get("Message") or "AWS gives no reason"
            raise Failure(Kind.PERMANENT, f"instance {id} ended before it was {wanted}: {reason}.", "Terminated")
        return bool(state == wanted)

    aws.wait(f"instance {id} being {wanted}", reached)


def change_type(aws: Aws, id: str, wanted: str) -> None:
    """Give an instance another size: it must stand still for that, and runs afterwards if it ran before."""
    ran = (aws.find(INSTANCES, id) or {}).get("State", {}).get("Name") in ("pending", "running")
    aws.call("ec2", "stop_instances", InstanceIds=[id])
    reach(aws, id, "stopped")
    aws.call("ec2", "modify_instance_attribute", InstanceId=id, InstanceType={"Value": wanted})
    if ran:
        aws.call("ec2", "start_instances", InstanceIds=[id])
        reach(aws, id, "running")


def change_profile(aws: Aws, id: str, profile: str | None) -> None:
    """Give an instance another instance profile, or none."""
    found = aws.pages(
        "ec2",
        "describe_iam_instance_profile_associations",
        "IamInstanceProfileAssociations",
        Filters=[{"Name": "instance-id", "Values": [id]}, {"Name": "state", "Values": ["associating", "associated"]}],
    )
    present = {"AssociationId": found[0]["AssociationId"]} if found else None
    if profile:
        tolerate_new_profile(aws, profile)
        operation = "replace_iam_instance_profile_association" if present else "associate_iam_instance_profile"
        wanted = profile_parameter(profile)
        aws.call("ec2", operation, IamInstanceProfile=wanted, **(present or {"InstanceId": id}))
    elif present:
        aws.call("ec2", "disassociate_iam_instance_profile", **present)


def tolerate_new_profile(aws: Aws, profile: str) -> None:
    """EC2 learns of a profile some seconds after IAM made it, and has no code of its own for that."""
    aws.tolerate("InvalidParameterValue", naming=profile)


def change_root(aws: Aws, id: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Change the root volume of an instance."""
    changed = {name: value for name, value in new.items() if value != old.get(name)}
    instance = aws.find(INSTANCES, id) or {}
    volume = {api: changed[name] for name, api in _VOLUME_WORDS.items() if name in changed}
    if volume:
        modify_volume(aws, root_device(instance)["VolumeId"], **volume)
    if "delete_on_termination" in changed:
        disk = {"DeleteOnTermination": changed["delete_on_termination"]}
        mapping = {"DeviceName": instance["RootDeviceName"], "Ebs": disk}
        aws.call("ec2", "modify_instance_attribute", InstanceId=id, BlockDeviceMappings=[mapping])

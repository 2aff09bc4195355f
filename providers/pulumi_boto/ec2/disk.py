"""What volumes have in common, whether a server, a template or nobody made them."""

from __future__ import annotations

from typing import Annotated, TypedDict

from pulumi import Input

from pulumi_boto.model import Aws, Describe, Failure, Kind, Replaces, Response

VOLUMES = Describe("ec2", "describe_volumes", "Volumes", "VolumeId", filter="volume-id")


class Disk(TypedDict, total=False):
    """A volume that is made together with a server."""

    volume_size: Input[int]
    volume_type: Input[str]
    iops: Input[int]
    throughput: Input[int]
    encrypted: Annotated[Input[bool], Replaces()]
    kms_key_id: Annotated[Input[str], Replaces()]
    snapshot_id: Annotated[Input[str], Replaces()]
    delete_on_termination: Input[bool]


class BlockDevice(TypedDict):
    """A volume and the name under which the server sees it."""

    device_name: Input[str]
    ebs: Input[Disk]


_CHOSEN_FOR = {"Iops": {"gp3", "io1", "io2"}, "Throughput": {"gp3"}}


def without_derived(volume: Response) -> Response:
    """A described volume without what AWS derives from its type and size, and takes from nobody."""
    kind = volume.get("VolumeType")
    return {key: value for key, value in volume.items() if kind in _CHOSEN_FOR.get(key, {kind})}


def modify_volume(aws: Aws, id: str, **changed: object) -> None:
    """Change a volume, and wait until it works with the new values.

    Raises:
        Failure: AWS could not make the change.
    """
    aws.call("ec2", "modify_volume", VolumeId=id, **changed)

    def took_effect() -> bool:
        changes = aws.pages("ec2", "describe_volumes_modifications", "VolumesModifications", VolumeIds=[id])
        latest: Response = max(changes, key=lambda change: str(change.get("StartTime", "")), default={})
        if latest.get("ModificationState") == "failed":
            reason = latest.get("StatusMessage") or "AWS gives no reason"
            raise Failure(Kind.PERMANENT, f"volume {id} could not be changed: {reason}.", "VolumeModificationFailed")
        return latest.get("ModificationState") in ("optimizing", "completed")

    aws.wait(f"the change of volume {id}", took_effect, timeout=1800)

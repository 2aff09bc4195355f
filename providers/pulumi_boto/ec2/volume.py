"""Disks that outlive servers."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi import Input

from pulumi_boto.ec2.disk import VOLUMES, modify_volume, without_derived
from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.model import Aws, Failure, Kind, Property, Resource, Response, Values, optional, output, required


def _key_id(key: str) -> str:
    return key.rpartition("/")[2]


def _no_alias(key: str) -> str | None:
    if "alias/" in key:
        return "an alias may come to mean another key; give the key's id or ARN."
    return None


class Volume(Resource, cloudformation="AWS::EC2::Volume"):
    """A disk in one availability zone, attached by a VolumeAttachment. It can grow but not shrink.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html
    """

    availability_zone: Property[str] = required("Zone, such as eu-central-1a.", replaces=True)
    size: Property[int] = optional("GiB; a snapshot's own size if nothing is given.", default=None, computed=True)
    volume_type: Property[str] = optional("gp3, gp2, io2, io1, st1, sc1 or standard.", default="gp2")
    iops: Property[int] = optional("Operations per second, for gp3, io1 and io2.", default=None, computed=True)
    throughput: Property[int] = optional("MiB per second, for gp3.", default=None, computed=True)
    encrypted: Property[bool] = optional("Whether it is encrypted.", default=None, computed=True, replaces=True)
    kms_key_id: Property[str] = optional(
        "Id or ARN of the key; AWS's own if none is given.",
        default=None,
        computed=True,
        replaces=True,
        validate=_no_alias,
        canonical=_key_id,
    )
    snapshot_id: Property[str] = optional("Snapshot to start from.", default=None, replaces=True)
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")

    class Lifecycle(Ec2Lifecycle):
        describe = VOLUMES
        resource_type = "volume"
        delete_operation = "delete_volume"
        gone_states = frozenset({"deleting", "deleted"})
        permissions = (
            "ec2:CreateTags",
            "ec2:CreateVolume",
            "ec2:DeleteTags",
            "ec2:DeleteVolume",
            "ec2:DescribeVolumes",
            "ec2:DescribeVolumesModifications",
            "ec2:ModifyVolume",
        )

        def validate(self, new: Values) -> list[tuple[str, str]]:
            if "size" in new or "snapshot_id" in new:
                return []
            return [("size", "a volume needs 'size', or 'snapshot_id' to start from.")]

        def create(self, aws: Aws, new: Values) -> str:
            parameters = self.parameters(new) | self.tag_specifications(new)
            return str(aws.call("ec2", "create_volume", **parameters, ClientToken=aws.token)["VolumeId"])

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            def available() -> bool:
                state = (aws.find(self.describe, id) or {}).get("State")
                if state == "error":
                    key = new.get("kms_key_id", "AWS's own")
                    text = f"volume {id} could not be made; check that its key ({key}) exists and may be used."
                    raise Failure(Kind.PERMANENT, text, "VolumeCreationFailed")
                return state in ("available", "in-use")

            aws.wait(f"volume {id}", available)

        def parse(self, item: Response) -> Values:
            live = super().parse(without_derived(item))
            return live | {"snapshot_id": live.get("snapshot_id") or None}  # "" where there is none

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            modify_volume(aws, id, **self.parameters(new, *changed))

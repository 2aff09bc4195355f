"""Which server a disk belongs to."""

from __future__ import annotations

from pulumi_boto import model
from pulumi_boto.ec2.disk import VOLUMES
from pulumi_boto.ec2.lifecycle import make_once
from pulumi_boto.ec2.volume import Volume
from pulumi_boto.model import Aws, Property, Resource, Response, Values, required


class VolumeAttachment(Resource, cloudformation="AWS::EC2::VolumeAttachment"):
    """A disk as a device of a server. Its id is ``<volume>|<instance>``.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachVolume.html
    """

    volume_id: Property[str] = required("Disk.", replaces=True)
    instance_id: Property[str] = required("Server, in the same availability zone.", replaces=True)
    device: Property[str] = required("Name of the device, such as /dev/sdf.", replaces=True)

    class Lifecycle(model.Lifecycle):
        delete_is_slow = True
        named_by = ("volume_id", "instance_id")
        part_of = ("volume_id", Volume)
        exclusive = True  # a disk has one server, and a device one disk
        permissions = ("ec2:AttachVolume", "ec2:DescribeVolumes", "ec2:DetachVolume")

        def create(self, aws: Aws, new: Values) -> str:
            make_once(aws, "attach_volume", "VolumeInUse", **self.parameters(new))
            return str(self.identify(aws, new))

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            aws.wait(f"attachment {id}", lambda: self._attachment(aws, id).get("State") == "attached")

        def read(self, aws: Aws, id: str) -> Values | None:
            found = self._attachment(aws, id)
            return self.parse(found) if found and found.get("State") != "detached" else None

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            if self.read(aws, id) is not None:
                volume, _, instance = id.partition("|")
                aws.call("ec2", "detach_volume", VolumeId=volume, InstanceId=instance)

        def _attachment(self, aws: Aws, id: str) -> Response:
            volume, _, instance = id.partition("|")
            attachments: list[Response] = (aws.find(VOLUMES, volume) or {}).get("Attachments", [])
            return next((entry for entry in attachments if entry["InstanceId"] == instance), {})

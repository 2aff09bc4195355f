"""An instance in EC2's words, where they differ from its properties."""

from __future__ import annotations

from typing import Any

from pulumi_boto.ec2.server import profile_parameter
from pulumi_boto.model import Aws, Lifecycle, Response, Values

_APART = ("tags", "source_dest_check", "availability_zone", "root_block_device")
"""What RunInstances takes in other places, or not at all."""


def launch_parameters(lifecycle: Lifecycle, aws: Aws, new: Values) -> dict[str, Any]:
    """What to launch, as RunInstances takes it. The image tells the name of the root volume's device."""
    inputs = lifecycle.definition.inputs
    parameters = lifecycle.parameters(new, *(name for name in inputs if name not in _APART))
    if "IamInstanceProfile" in parameters:
        parameters["IamInstanceProfile"] = profile_parameter(parameters["IamInstanceProfile"])
    if "Monitoring" in parameters:
        parameters["Monitoring"] = {"Enabled": parameters["Monitoring"]}
    if new.get("availability_zone"):
        parameters["Placement"] = {"AvailabilityZone": new["availability_zone"]}
    if new.get("root_block_device"):
        (image,) = aws.call("ec2", "describe_images", ImageIds=[new["image_id"]])["Images"]
        disk = lifecycle.parameters(new, "root_block_device")["RootBlockDevice"]
        parameters["BlockDeviceMappings"] = [{"DeviceName": image["RootDeviceName"], "Ebs": disk}]
    return parameters


def flattened(item: Response) -> Response:
    """A described instance with what it tells in objects under the names of properties."""
    interfaces: list[Response] = item.get("NetworkInterfaces", [])
    first: Response = next((n for n in interfaces if n["Attachment"]["DeviceIndex"] == 0), {})
    return {
        **item,
        "AvailabilityZone": item["Placement"]["AvailabilityZone"],
        "InstanceState": item["State"]["Name"],
        "Monitoring": item["Monitoring"]["State"] in ("enabled", "pending"),
        "PrimaryNetworkInterfaceId": first.get("NetworkInterfaceId"),
        "SecurityGroupIds": [group["GroupId"] for group in item.get("SecurityGroups", [])],
    }

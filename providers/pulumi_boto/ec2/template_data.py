"""What a version of a launch template holds: its parts, and EC2's words for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypedDict

from pulumi import Input

from pulumi_boto.ec2.server import decoded, encoded, profile_of, profile_parameter
from pulumi_boto.model import Api, Response, tag_list, tag_map


class TemplateInterface(TypedDict, total=False):
    """A network interface; the first has device index 0."""

    device_index: Input[int]
    associate_public_ip_address: Input[bool]
    subnet_id: Input[str]
    groups: Input[Sequence[Input[str]]]
    network_interface_id: Input[str]
    private_ip_address: Input[str]
    delete_on_termination: Input[bool]
    description: Input[str]


class LaunchTags(TypedDict, total=False):
    """Tags of what is launched."""

    instance: Annotated[Input[Mapping[str, Input[str]]], Api("instance")]
    volume: Annotated[Input[Mapping[str, Input[str]]], Api("volume")]
    network_interface: Annotated[Input[Mapping[str, Input[str]]], Api("network-interface")]
    spot_instances_request: Annotated[Input[Mapping[str, Input[str]]], Api("spot-instances-request")]


def spelled(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What properties state, as EC2 takes it."""
    return {name: _SPELLED[name](value) if name in _SPELLED else value for name, value in parameters.items()}


def plain(data: Response) -> Response:
    """What EC2 tells of a version, as properties state it."""
    tags = {entry["ResourceType"]: tag_map(entry["Tags"]) for entry in data.get("TagSpecifications", [])}
    return {
        **data,
        "TagSpecifications": tags,
        "Monitoring": data.get("Monitoring", {}).get("Enabled"),
        "UserData": decoded(data.get("UserData", "")) or None,
        "IamInstanceProfile": profile_of(data),
    }


_SPELLED: Mapping[str, Callable[[Any], Any]] = {
    "IamInstanceProfile": profile_parameter,
    "UserData": encoded,
    "Monitoring": lambda enabled: {"Enabled": enabled},
    "TagSpecifications": lambda tags: [
        {"ResourceType": kind, "Tags": tag_list(each)} for kind, each in sorted(tags.items())
    ],
}
"""How EC2 takes what these types state in fewer words."""

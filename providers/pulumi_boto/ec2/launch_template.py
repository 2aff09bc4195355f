"""What new servers look like."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypedDict

from pulumi import Input

from pulumi_boto.ec2.disk import BlockDevice
from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.ec2.server import MetadataOptions, decoded, encoded, profile_name, profile_of, profile_parameter
from pulumi_boto.model import (
    Api,
    Aws,
    Describe,
    Property,
    Resource,
    Response,
    Values,
    optional,
    output,
    tag_list,
    tag_map,
)

_OWN = ("launch_template_name", "tags")
"""Inputs that concern the template itself; all others are what a version holds."""

_SPELLED: Mapping[str, Callable[[Any], Any]] = {
    "IamInstanceProfile": profile_parameter,
    "UserData": encoded,
    "Monitoring": lambda enabled: {"Enabled": enabled},
    "TagSpecifications": lambda tags: [
        {"ResourceType": kind, "Tags": tag_list(each)} for kind, each in sorted(tags.items())
    ],
}
"""How EC2 takes what these types state in fewer words."""


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


class LaunchTemplate(Resource, cloudformation="AWS::EC2::LaunchTemplate"):
    """What new servers look like. A change makes a new version, which becomes the default one.

    What it states is that default version: a version that someone else made matters once it is the default.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html
    """

    launch_template_name: Property[str] = optional("Name.", default=None, autoname=128, replaces=True)
    image_id: Property[str] = optional("Machine image.", default=None)
    instance_type: Property[str] = optional("Size, such as t3.micro.", default=None)
    key_name: Property[str] = optional("Key pair.", default=None)
    security_group_ids: Property[Sequence[Input[str]]] = optional(
        "Security groups; with network interfaces they are given there instead.", default=None, unordered=True
    )
    iam_instance_profile: Property[str] = optional(
        "Instance profile, by name or ARN.", default=None, canonical=profile_name
    )
    user_data: Property[str] = optional("Text for cloud-init; it is encoded for AWS.", default=None)
    block_device_mappings: Property[Sequence[Input[BlockDevice]]] = optional("Volumes.", default=None)
    network_interfaces: Property[Sequence[Input[TemplateInterface]]] = optional("Network interfaces.", default=None)
    metadata_options: Property[MetadataOptions] = optional("Instance metadata service.", default=None)
    monitoring: Property[bool] = optional("Whether metrics come every minute, not every five.", default=None)
    ebs_optimized: Property[bool] = optional("Whether disks have a network path of their own.", default=None)
    tag_specifications: Property[LaunchTags] = optional("Tags of what is launched.", default=None)
    tags: Property[Mapping[str, Input[str]]] = optional("Tags of the template itself.", default=None)

    arn: Property[str] = output("ARN.")
    latest_version: Property[str] = output("Number of the newest version.", api="LatestVersionNumber", volatile=True)
    default_version: Property[str] = output("Number of the default version.", api="DefaultVersionNumber", volatile=True)

    class Lifecycle(Ec2Lifecycle):
        describe = Describe(
            "ec2", "describe_launch_templates", "LaunchTemplates", "LaunchTemplateId", parameter="LaunchTemplateIds"
        )
        resource_type = "launch-template"
        delete_operation = "delete_launch_template"
        unique = ("launch_template_name",)
        permissions = (
            "ec2:CreateLaunchTemplate",
            "ec2:CreateLaunchTemplateVersion",
            "ec2:CreateTags",
            "ec2:DeleteLaunchTemplate",
            "ec2:DeleteTags",
            "ec2:DescribeLaunchTemplateVersions",
            "ec2:DescribeLaunchTemplates",
            "ec2:ModifyLaunchTemplate",
        )

        def validate(self, new: Values) -> list[tuple[str, str]]:
            if "network_interfaces" in new and "security_group_ids" in new:
                text = "AWS takes either 'security_group_ids' or 'network_interfaces'; give the latter 'groups'."
                return [("security_group_ids", text)]
            return []

        def create(self, aws: Aws, new: Values) -> str:
            answer = aws.call(
                "ec2",
                "create_launch_template",
                LaunchTemplateName=new["launch_template_name"],
                LaunchTemplateData=self._data(new),
                ClientToken=aws.token,
                **self.tag_specifications(new),
            )
            return str(answer["LaunchTemplate"]["LaunchTemplateId"])

        def read(self, aws: Aws, id: str) -> Values | None:
            live = super().read(aws, id)
            if live is None:
                return None
            versions = aws.pages(
                "ec2",
                "describe_launch_template_versions",
                "LaunchTemplateVersions",
                LaunchTemplateId=id,
                Versions=["$Default"],
            )
            live |= {name: str(live[name]) for name in ("latest_version", "default_version")}
            return live | self._properties(versions[0]["LaunchTemplateData"])

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            made = aws.call(
                "ec2",
                "create_launch_template_version",
                LaunchTemplateId=id,
                LaunchTemplateData=self._data(new),
                ClientToken=aws.token,
            )
            number = str(made["LaunchTemplateVersion"]["VersionNumber"])
            aws.call("ec2", "modify_launch_template", LaunchTemplateId=id, DefaultVersion=number)

        def _data(self, new: Values) -> dict[str, Any]:
            """What a version holds, in EC2's words."""
            data = self.parameters(new, *(name for name in self.definition.inputs if name not in _OWN))
            return data | {name: spell(data[name]) for name, spell in _SPELLED.items() if name in data}

        def _properties(self, data: Response) -> Values:
            """The properties that a version states; what it leaves out counts as removed."""
            nothing: Values = {name: None for name in self.definition.inputs if name not in _OWN}
            tags = {entry["ResourceType"]: tag_map(entry["Tags"]) for entry in data.get("TagSpecifications", [])}
            plain = {**data, "TagSpecifications": tags, "Monitoring": data.get("Monitoring", {}).get("Enabled")}
            plain |= {"UserData": decoded(data.get("UserData", "")) or None, "IamInstanceProfile": profile_of(data)}
            return nothing | self.parse(plain)

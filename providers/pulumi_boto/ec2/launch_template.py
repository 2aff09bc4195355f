"""What new servers look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi import Input

from pulumi_boto.ec2.disk import BlockDevice
from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.ec2.server import MetadataOptions, profile_name
from pulumi_boto.ec2.template_data import LaunchTags, TemplateInterface, plain, spelled
from pulumi_boto.model import (
    Aws,
    Describe,
    Property,
    Resource,
    Response,
    Values,
    optional,
    output,
)

_OWN = ("launch_template_name", "tags")
"""Inputs that concern the template itself; all others are what a version holds."""


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
            return spelled(self.parameters(new, *(name for name in self.definition.inputs if name not in _OWN)))

        def _properties(self, data: Response) -> Values:
            """The properties that a version states; what it leaves out counts as removed."""
            nothing: Values = {name: None for name in self.definition.inputs if name not in _OWN}
            return nothing | self.parse(plain(data))

"""Single servers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pulumi import Input

from pulumi_boto.ec2.disk import VOLUMES, Disk, without_derived
from pulumi_boto.ec2.instance_changes import (
    INSTANCES,
    change_profile,
    change_root,
    change_type,
    reach,
    root_device,
    tolerate_new_profile,
)
from pulumi_boto.ec2.instance_words import flattened, launch_parameters
from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.ec2.server import (
    LaunchTemplateVersion,
    MetadataOptions,
    decoded,
    profile_name,
    profile_of,
    template_version,
)
from pulumi_boto.model import Aws, Property, Resource, Response, Values, optional, output


class Instance(Resource, cloudformation="AWS::EC2::Instance"):
    """A server. Another type of it means a stop and a start; other user data, another server.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
    """

    launch_template: Property[LaunchTemplateVersion] = optional(
        "Template for all that is not given here. AWS uses it at launch only: leave it out when importing. "
        "State tags here, since those that only the template gives would look like drift.",
        default=None,
        replaces=True,
        canonical=template_version,
    )
    image_id: Property[str] = optional("Machine image.", default=None, computed=True, replaces=True)
    instance_type: Property[str] = optional("Size, such as t3.micro.", default=None, computed=True)
    subnet_id: Property[str] = optional("Subnet.", default=None, computed=True, replaces=True)
    availability_zone: Property[str] = optional("Zone; a subnet's own.", default=None, computed=True, replaces=True)
    private_ip_address: Property[str] = optional("Address in it.", default=None, computed=True, replaces=True)
    security_group_ids: Property[Sequence[Input[str]]] = optional(
        "Security groups.", default=None, computed=True, unordered=True
    )
    key_name: Property[str] = optional("Key pair.", default=None, replaces=True)
    iam_instance_profile: Property[str] = optional(
        "Instance profile, by name or ARN.", default=None, canonical=profile_name
    )
    user_data: Property[str] = optional(
        "Text for cloud-init. It is read at the first start only, so other text makes a new server.",
        default=None,
        replaces=True,
    )
    metadata_options: Property[MetadataOptions] = optional("Instance metadata service.", default=None, computed=True)
    monitoring: Property[bool] = optional(
        "Whether metrics come every minute, not every five.", default=None, computed=True
    )
    source_dest_check: Property[bool] = optional(
        "Whether it only gets and sends traffic of its own; a NAT server does not.", default=True
    )
    root_block_device: Property[Disk] = optional(
        "Root volume; other volumes are a Volume with a VolumeAttachment.", default=None, computed=True
    )
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")
    vpc_id: Property[str] = output("Network that it is in.")
    private_dns_name: Property[str] = output("Name within the network.")
    public_ip_address: Property[str] = output("Public address, if it has one.", volatile=True)
    public_dns_name: Property[str] = output("Public name, if it has one.", volatile=True)
    primary_network_interface_id: Property[str] = output("Network interface that it started with.")
    root_volume_id: Property[str] = output("Root volume.")
    instance_state: Property[str] = output("running or stopped, say.", volatile=True)

    class Lifecycle(Ec2Lifecycle):
        describe = INSTANCES
        resource_type = "instance"
        gone_states = frozenset({"terminated"})
        delete_is_slow = True
        unique = ("private_ip_address",)
        eventual = (
            "InvalidGroup.NotFound",
            "InvalidKeyPair.NotFound",
            "InvalidLaunchTemplateId.NotFound",
            "InvalidSubnetID.NotFound",
        )
        permissions = (
            "ec2:AssociateIamInstanceProfile",
            "ec2:CreateTags",
            "ec2:DeleteTags",
            "ec2:DescribeIamInstanceProfileAssociations",
            "ec2:DescribeImages",
            "ec2:DescribeInstanceAttribute",
            "ec2:DescribeInstances",
            "ec2:DescribeVolumes",
            "ec2:DescribeVolumesModifications",
            "ec2:DisassociateIamInstanceProfile",
            "ec2:ModifyInstanceAttribute",
            "ec2:ModifyInstanceMetadataOptions",
            "ec2:ModifyVolume",
            "ec2:MonitorInstances",
            "ec2:ReplaceIamInstanceProfileAssociation",
            "ec2:RunInstances",
            "ec2:StartInstances",
            "ec2:StopInstances",
            "ec2:TerminateInstances",
            "ec2:UnmonitorInstances",
            "iam:PassRole",
        )

        def validate(self, new: Values) -> list[tuple[str, str]]:
            if "image_id" not in new and "launch_template" not in new:
                return [("image_id", "a server needs 'image_id', or 'launch_template' to take it from.")]
            if "root_block_device" in new and "image_id" not in new:
                text = "'root_block_device' needs 'image_id' here; with a template, give the template the volume."
                return [("root_block_device", text)]
            return []

        def create(self, aws: Aws, new: Values) -> str:
            if new.get("iam_instance_profile"):
                tolerate_new_profile(aws, new["iam_instance_profile"])
            launched = aws.call(
                "ec2",
                "run_instances",
                MinCount=1,
                MaxCount=1,
                ClientToken=aws.token,
                **launch_parameters(self, aws, new),
                **self.tag_specifications(new),
            )
            return str(launched["Instances"][0]["InstanceId"])

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            reach(aws, id, "running")
            if new.get("source_dest_check") is False:
                self.update(aws, id, {}, new, frozenset({"source_dest_check"}))

        def read(self, aws: Aws, id: str) -> Values | None:
            live = super().read(aws, id)
            if live is None:
                return None
            answer = aws.call("ec2", "describe_instance_attribute", InstanceId=id, Attribute="userData")
            live["user_data"] = decoded(answer["UserData"].get("Value", "")) or None
            if "root_volume_id" in live:
                root = without_derived(aws.find(VOLUMES, live["root_volume_id"]) or {})
                disk = {"RootBlockDevice": {**root, "VolumeSize": root.get("Size")}}
                live["root_block_device"] |= super().parse(disk)["root_block_device"]
            return live

        def parse(self, item: Response) -> Values:
            """The properties that a described instance holds."""
            live = super().parse(flattened(item))
            live |= {"iam_instance_profile": profile_of(item), "key_name": item.get("KeyName") or None}
            if root := root_device(item):
                live["root_volume_id"] = root["VolumeId"]
                live["root_block_device"] = {"delete_on_termination": root.get("DeleteOnTermination", False)}
            return live

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            if "security_group_ids" in changed:
                aws.call("ec2", "modify_instance_attribute", InstanceId=id, Groups=new["security_group_ids"])
            if "source_dest_check" in changed:
                check = {"Value": new["source_dest_check"]}
                aws.call("ec2", "modify_instance_attribute", InstanceId=id, SourceDestCheck=check)
            if "metadata_options" in changed:
                options = self.parameters(new, "metadata_options")["MetadataOptions"]
                aws.call("ec2", "modify_instance_metadata_options", InstanceId=id, **options)
            if "monitoring" in changed:
                operation = "monitor_instances" if new["monitoring"] else "unmonitor_instances"
                aws.call("ec2", operation, InstanceIds=[id])
            if "iam_instance_profile" in changed:
                change_profile(aws, id, new.get("iam_instance_profile"))
            if "root_block_device" in changed:
                change_root(aws, id, old.get("root_block_device") or {}, new["root_block_device"])
            if "instance_type" in changed:
                change_type(aws, id, new["instance_type"])

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            aws.call("ec2", "terminate_instances", InstanceIds=[id])

"""Servers of one kind: how they are made, what they may do, and a fixed number of them if wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
from pulumi import Input, Output, ResourceOptions

import pulumi_boto as boto
from stackwright_components.cloud_init import user_data
from stackwright_components.settings import example


@dataclass(frozen=True, kw_only=True)
class ImageSettings:
    """Which machine image servers start from.

    Args:
        ssm_parameter: the public parameter that names it; or
        filters: filters of DescribeImages, of which the newest match is taken, and
        owners: whose images may match.
    """

    ssm_parameter: str | None = field(
        default=None, metadata=example("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")
    )
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict, metadata=example({"name": ["al2023-ami-*"]}))
    owners: tuple[str, ...] = field(default=(), metadata=example(["amazon"]))


@dataclass(frozen=True, kw_only=True)
class ServersSettings:
    """What servers look like.

    Args:
        instance_type: their size.
        image: the machine image.
        root_volume_size: GiB of the encrypted root volume.
        root_volume_type: its type.
        cloud_init: the Jinja2 template of their user data, from the folder of Pulumi.yaml.
        variables: settings that the template writes into the servers' environment.
        port: where their service listens.
        fixed: how many servers run without a scaling group.
        managed_policies: AWS's own policies that their role has; the default lets Session Manager in,
            so that no server needs an open port for it.
        metadata_hop_limit: how many hops the answers of the metadata service live; 2 for containers.
        key_name: key pair for SSH, if any.
    """

    instance_type: str = field(metadata=example("t3.small"))
    image: ImageSettings
    root_volume_size: int = field(metadata=example(10))
    root_volume_type: str = field(default="gp3", metadata=example("gp3"))
    cloud_init: str = field(metadata=example("templates/cloud-init/server.yaml.j2"))
    variables: Mapping[str, str] = field(default_factory=dict, metadata=example({"log_level": "info"}))
    port: int = field(metadata=example(8080))
    fixed: int = field(default=0, metadata=example(2))
    managed_policies: tuple[str, ...] = field(
        default=("AmazonSSMManagedInstanceCore",), metadata=example(["AmazonSSMManagedInstanceCore"])
    )
    metadata_hop_limit: int = field(default=1, metadata=example(1))
    key_name: str | None = field(default=None, metadata=example("operations"))


class Servers(pulumi.ComponentResource):
    """A launch template with its role, instance profile and security group.

    The metadata service wants a session token (IMDSv2), root volumes are encrypted, and nothing comes in
    but what other components allow.

    Args:
        name: of the servers and, on them, of their service.
        settings: what they look like.
        vpc_id: the network they are in.
        subnet_ids: the subnets over which the fixed ones are spread.
        variables: further settings for the template, such as what other resources are called.
        policy_arns: policies that their role has beside AWS's own.

    Raises:
        pulumi.RunError: the template or the image is wrong.
    """

    launch_template_id: Output[str]
    launch_template_version: Output[str]
    security_group_id: Output[str]
    role_name: Output[str]
    instance_ids: Output[Sequence[str]]

    def __init__(
        self,
        name: str,
        settings: ServersSettings,
        *,
        vpc_id: Input[str],
        subnet_ids: Input[Sequence[str]],
        variables: Mapping[str, Input[str]] | None = None,
        policy_arns: Sequence[Input[str]] = (),
        opts: ResourceOptions | None = None,
    ) -> None:
        super().__init__("stackwright:index:Servers", name, None, opts)
        self._name = name
        self._settings = settings
        identity = boto.get_caller_identity(pulumi.InvokeOptions(parent=self))
        rendered = user_data(
            settings.cloud_init,
            {
                "name": name,
                "environment": pulumi.get_stack(),
                "region": identity["region"],
                "port": settings.port,
                "settings": {**settings.variables, **(variables or {})},
            },
        )
        partition = identity["arn"].split(":")[1]
        aws_own = [f"arn:{partition}:iam::aws:policy/{policy}" for policy in settings.managed_policies]
        role, profile = self._role([*aws_own, *policy_arns])
        group = boto.ec2.SecurityGroup(
            name,
            vpc_id=vpc_id,
            description=f"Servers of {name}",
            tags={"Name": name},
            opts=self._child(),
        )
        template = self._launch_template(rendered, profile, group)

        self.launch_template_id = template.id
        self.launch_template_version = template.latest_version
        self.security_group_id = group.id
        self.role_name = role.role_name
        self.instance_ids = Output.all(*(server.id for server in self._fixed(template, Output.from_input(subnet_ids))))
        self.register_outputs(
            {
                "launchTemplateId": self.launch_template_id,
                "launchTemplateVersion": self.launch_template_version,
                "securityGroupId": self.security_group_id,
                "roleName": self.role_name,
                "instanceIds": self.instance_ids,
            }
        )

    def _role(self, policy_arns: Sequence[Input[str]]) -> tuple[boto.iam.Role, boto.iam.InstanceProfile]:
        role = boto.iam.Role(
            self._name,
            description=f"Servers of {self._name} in {pulumi.get_stack()}",
            assume_role_policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
                ],
            },
            opts=self._child(),
        )
        attached = [
            boto.iam.RolePolicyAttachment(
                f"{self._name}-{number}", role_name=role.role_name, policy_arn=arn, opts=self._child()
            )
            for number, arn in enumerate(policy_arns, 1)
        ]
        profile = boto.iam.InstanceProfile(self._name, roles=[role.role_name], opts=self._child(after=attached))
        return role, profile

    def _launch_template(
        self, rendered: Input[str], profile: boto.iam.InstanceProfile, group: boto.ec2.SecurityGroup
    ) -> boto.ec2.LaunchTemplate:
        settings = self._settings
        image = self._image()
        return boto.ec2.LaunchTemplate(
            self._name,
            image_id=image["id"],
            instance_type=settings.instance_type,
            key_name=settings.key_name,
            iam_instance_profile=profile.instance_profile_name,
            security_group_ids=[group.id],
            user_data=rendered,
            metadata_options={
                "http_endpoint": "enabled",
                "http_tokens": "required",
                "http_put_response_hop_limit": settings.metadata_hop_limit,
            },
            block_device_mappings=[
                {
                    "device_name": image["root_device_name"],
                    "ebs": {
                        "volume_size": settings.root_volume_size,
                        "volume_type": settings.root_volume_type,
                        "encrypted": True,
                        "delete_on_termination": True,
                    },
                }
            ],
            tag_specifications={"instance": {"Name": self._name}, "volume": {"Name": self._name}},
            tags={"Name": self._name},
            opts=self._child(),
        )

    def _image(self) -> boto.functions.ami.Ami:
        image = self._settings.image
        if bool(image.ssm_parameter) == bool(image.filters):
            raise pulumi.RunError(f"The image of the servers '{self._name}' needs either ssmParameter or filters.")
        return boto.get_ami(
            ssm_parameter=image.ssm_parameter,
            filters=image.filters or None,
            owners=image.owners or None,
            opts=pulumi.InvokeOptions(parent=self),
        )

    def _fixed(self, template: boto.ec2.LaunchTemplate, subnet_ids: Output[Sequence[str]]) -> list[boto.ec2.Instance]:
        def subnet(number: int) -> Output[str]:
            return subnet_ids.apply(lambda ids: ids[(number - 1) % len(ids)])

        return [
            boto.ec2.Instance(
                f"{self._name}-{number}",
                launch_template={"launch_template_id": template.id, "version": template.latest_version},
                subnet_id=subnet(number),
                tags={"Name": f"{self._name}-{number}"},
                opts=self._child(),
            )
            for number in range(1, self._settings.fixed + 1)
        ]

    def _child(self, after: Sequence[pulumi.Resource] = ()) -> ResourceOptions:
        return ResourceOptions(parent=self, depends_on=list(after))

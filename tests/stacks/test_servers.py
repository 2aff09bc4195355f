"""Servers: what they start from."""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from stackwright.engine.find import Engine
from tests.engine.project import pulumi_yaml
from tests.stacks.example import ROOT, Example
from tools.cloud import Cloud

PROGRAM = """
import pulumi
import pulumi_boto as boto
from stackwright_components import ImageSettings, Servers, ServersSettings

vpc = boto.ec2.Vpc("net", cidr_block="10.0.0.0/24")
subnets = [boto.ec2.Subnet(f"net-{n}", vpc_id=vpc.id, cidr_block=f"10.0.0.{64 * n}/26") for n in (0, 1)]
bucket = boto.s3.Bucket("shop")
Servers(
    "shop",
    ServersSettings(
        instance_type="t3.micro",
        image=ImageSettings(filters={"name": ("amzn2-ami-kernel-5.10-hvm-*",)}, owners=("amazon",)),
        root_volume_size=12,
        cloud_init="server.yaml.j2",
        variables={"mode": "test"},
        port=8080,
        fixed=3,
    ),
    vpc_id=vpc.id,
    subnet_ids=pulumi.Output.all(*(subnet.id for subnet in subnets)),
    variables={"bucket": bucket.bucket_name},
)
"""
BOTO = f"""
plugins:
  providers:
    - name: boto
      path: {Path(sys.prefix) / "bin"}
"""


@pytest.fixture
def shop(tmp_path: Path, engine: Engine, cloud: Cloud) -> Example:
    """Three servers in two subnets, deployed."""
    project = Example(tmp_path, engine, cloud)
    project.write("Pulumi.yaml", pulumi_yaml("shop", more=BOTO))
    project.write("__main__.py", PROGRAM)
    project.write("server.yaml.j2", (ROOT / "templates/cloud-init/server.yaml.j2").read_text())
    project.pulumi("stack", "init", "dev")
    project.up()
    return project


def test_servers_start_safe_and_set_up(shop: Example) -> None:
    template = _launch_template(shop)
    assert template["MetadataOptions"]["HttpTokens"] == "required"
    assert template["BlockDeviceMappings"][0]["Ebs"]["Encrypted"] is True

    (bucket,) = shop.cloud.client("s3").list_buckets()["Buckets"]
    cloud_init = yaml.safe_load(base64.b64decode(template["UserData"]))
    assert cloud_init["write_files"][0]["content"].splitlines() == [
        "ENVIRONMENT=dev",
        "AWS_REGION=eu-central-1",
        "PORT=8080",
        f"BUCKET={bucket['Name']}",
        "MODE=test",
    ]

    iam = shop.cloud.client("iam")
    (role,) = iam.list_roles()["Roles"]
    (policy,) = iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]
    assert policy["PolicyName"] == "AmazonSSMManagedInstanceCore"

    reservations = shop.cloud.client("ec2").describe_instances()["Reservations"]
    servers = [server for reservation in reservations for server in reservation["Instances"]]
    assert len(servers) == 3
    assert len({server["SubnetId"] for server in servers}) == 2


def test_another_template_is_a_new_version_for_new_servers(shop: Example) -> None:
    shop.write("server.yaml.j2", "#cloud-config\n# {{ name }} on {{ port }}\n")
    shop.up()
    assert base64.b64decode(_launch_template(shop)["UserData"]).decode() == "#cloud-config\n# shop on 8080\n"


def _launch_template(shop: Example) -> dict[str, Any]:
    ec2 = shop.cloud.client("ec2")
    (template,) = ec2.describe_launch_templates()["LaunchTemplates"]
    (version,) = ec2.describe_launch_template_versions(
        LaunchTemplateId=template["LaunchTemplateId"], Versions=["$Default"]
    )["LaunchTemplateVersions"]
    data: dict[str, Any] = version["LaunchTemplateData"]
    return data

"""Amazon EC2: servers and their disks."""

from pulumi_boto import ec2
from tests.pulumi_boto.case import Case, Need, Ref

AMI = "ami-1e749f67"
"""An Ubuntu image that moto has in every region; its root device is /dev/sda1."""

OTHER_AMI = "ami-785db401"

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"
OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"

NETWORK = {
    "vpc": Need(ec2.Vpc, {"cidr_block": "10.0.0.0/16"}),
    "subnet": Need(
        ec2.Subnet, {"vpc_id": Ref("vpc"), "cidr_block": "10.0.1.0/24", "availability_zone": "eu-central-1a"}
    ),
    "other_subnet": Need(
        ec2.Subnet, {"vpc_id": Ref("vpc"), "cidr_block": "10.0.2.0/24", "availability_zone": "eu-central-1b"}
    ),
}

GROUPS = {
    "web": Need(ec2.SecurityGroup, {"vpc_id": Ref("vpc"), "group_name": "web", "description": "web"}),
    "admin": Need(ec2.SecurityGroup, {"vpc_id": Ref("vpc"), "group_name": "admin", "description": "admin"}),
}

TEMPLATE = Need(ec2.LaunchTemplate, {"image_id": AMI, "instance_type": "t3.micro"})

SERVER = Need(ec2.Instance, {"image_id": AMI, "instance_type": "t3.micro", "subnet_id": Ref("subnet")})

CASES = [
    Case(
        ec2.KeyPair,
        create={"key_name": "deployer", "public_key": f"{KEY} deployer@laptop", "tags": {"Team": "web"}},
        update={"tags": {"Team": "data", "Name": "deployer"}},
        replace={"public_key": OTHER_KEY},
    ),
    Case(
        ec2.LaunchTemplate,
        needs={**NETWORK, **GROUPS},
        create={
            "image_id": AMI,
            "instance_type": "t3.micro",
            "security_group_ids": [Ref("web"), Ref("admin")],
            "iam_instance_profile": "web",
            "user_data": "#cloud-config\npackages: [nginx]\n",
            "block_device_mappings": [
                {"device_name": "/dev/sda1", "ebs": {"volume_size": 20, "volume_type": "gp3", "encrypted": True}}
            ],
            "metadata_options": {"http_tokens": "required", "http_put_response_hop_limit": 2},
            "monitoring": True,
            "ebs_optimized": True,
            "tag_specifications": {"instance": {"Name": "web"}, "volume": {"Name": "web"}},
            "tags": {"Name": "web"},
        },
        update={
            "instance_type": "t3.small",
            "iam_instance_profile": None,
            "user_data": "#cloud-config\npackages: [caddy]\n",
            "metadata_options": {"http_tokens": "required"},
            "monitoring": False,
            "tag_specifications": {"instance": {"Name": "web", "Team": "web"}},
            # and not the tags of the template itself: moto answers with those that it was created with
        },
        replace={"launch_template_name": "other"},
    ),
    Case(
        ec2.LaunchTemplate,
        name="network-interfaces",
        needs={**NETWORK, **GROUPS},
        create={
            "image_id": AMI,
            "network_interfaces": [
                {"device_index": 0, "associate_public_ip_address": True, "groups": [Ref("web"), Ref("admin")]}
            ],
        },
        update={
            "network_interfaces": [{"device_index": 0, "associate_public_ip_address": False, "groups": [Ref("admin")]}]
        },
        replace=None,
    ),
    Case(
        ec2.Instance,
        needs={**NETWORK, **GROUPS},
        create={
            "image_id": AMI,
            "instance_type": "t3.micro",
            "subnet_id": Ref("subnet"),
            "security_group_ids": [Ref("web")],
            "user_data": "#cloud-config\npackages: [nginx]\n",
            "metadata_options": {"http_tokens": "required"},
            "root_block_device": {"volume_size": 20, "volume_type": "gp3", "delete_on_termination": True},
            "tags": {"Name": "web"},
        },
        update={
            "instance_type": "t3.small",
            "security_group_ids": [Ref("web"), Ref("admin")],
            "metadata_options": {"http_tokens": "optional"},
            "source_dest_check": False,
            "root_block_device": {"volume_size": 20, "volume_type": "gp2", "delete_on_termination": False},
            "tags": {"Name": "other", "Team": "web"},
        },
        replace={"user_data": "#cloud-config\npackages: [caddy]\n"},
    ),
    Case(
        ec2.Instance,
        name="from-template",
        needs={**NETWORK, "template": TEMPLATE},
        create={
            "launch_template": {"launch_template_id": Ref("template"), "version": "1"},
            "subnet_id": Ref("subnet"),
            "source_dest_check": False,
        },
        update={"source_dest_check": True},
        replace={"subnet_id": Ref("other_subnet")},
        not_by_moto=frozenset({"launch_template"}),  # nor by AWS: it is used at launch only
    ),
    Case(
        ec2.Volume,
        create={
            "availability_zone": "eu-central-1a",
            "size": 20,
            "volume_type": "gp3",
            "encrypted": True,
            "tags": {"Name": "data"},
        },
        update={"size": 40, "iops": 4000, "throughput": 250, "tags": {"Name": "data", "Team": "web"}},
        replace={"availability_zone": "eu-central-1b"},
    ),
    Case(
        ec2.VolumeAttachment,
        needs={
            **NETWORK,
            "server": SERVER,
            "other_server": SERVER,
            "data": Need(ec2.Volume, {"availability_zone": "eu-central-1a", "size": 20}),
        },
        create={"volume_id": Ref("data"), "instance_id": Ref("server"), "device": "/dev/sdf"},
        update=None,
        replace={"instance_id": Ref("other_server")},
    ),
]

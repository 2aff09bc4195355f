"""Amazon EC2."""

from pulumi_boto import ec2
from tests.pulumi_boto.case import Case, Need, Ref

VPC = {"vpc": Need(ec2.Vpc, {"cidr_block": "10.0.0.0/16"})}

CASES = [
    Case(
        ec2.Vpc,
        create={"cidr_block": "10.0.0.0/16", "enable_dns_hostnames": True, "tags": {"Name": "main"}},
        update={"enable_dns_hostnames": False, "tags": {"Name": "other", "Team": "web"}},
        replace={"cidr_block": "10.1.0.0/16"},
    ),
    Case(
        ec2.Subnet,
        needs=VPC,
        create={"vpc_id": Ref("vpc"), "cidr_block": "10.0.1.0/24", "tags": {"Name": "a"}},
        update={"map_public_ip_on_launch": True, "tags": {}},
        replace={"cidr_block": "10.0.2.0/24"},
    ),
    Case(
        ec2.Subnet,
        name="growing",
        needs=VPC,
        create={"vpc_id": Ref("vpc"), "cidr_block": "10.0.1.0/24"},
        update=None,  # the case above has it
        replace={"cidr_block": "10.0.0.0/23"},
    ),
]

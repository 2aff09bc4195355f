"""Amazon EC2: networks, servers and their disks."""

from pulumi_boto.ec2.route import Route
from pulumi_boto.ec2.subnet import Subnet
from pulumi_boto.ec2.vpc import Vpc

__all__ = ["Route", "Subnet", "Vpc"]

"""Amazon EC2: networks, servers and their disks."""

from pulumi_boto.ec2.eip import Eip
from pulumi_boto.ec2.instance import Instance
from pulumi_boto.ec2.internet_gateway import InternetGateway
from pulumi_boto.ec2.internet_gateway_attachment import InternetGatewayAttachment
from pulumi_boto.ec2.key_pair import KeyPair
from pulumi_boto.ec2.launch_template import LaunchTemplate
from pulumi_boto.ec2.nat_gateway import NatGateway
from pulumi_boto.ec2.route import Route
from pulumi_boto.ec2.route_table import RouteTable
from pulumi_boto.ec2.route_table_association import RouteTableAssociation
from pulumi_boto.ec2.security_group import SecurityGroup
from pulumi_boto.ec2.security_group_egress import SecurityGroupEgress
from pulumi_boto.ec2.security_group_ingress import SecurityGroupIngress
from pulumi_boto.ec2.subnet import Subnet
from pulumi_boto.ec2.volume import Volume
from pulumi_boto.ec2.volume_attachment import VolumeAttachment
from pulumi_boto.ec2.vpc import Vpc
from pulumi_boto.ec2.vpc_endpoint import VpcEndpoint

__all__ = [
    "Eip",
    "Instance",
    "InternetGateway",
    "InternetGatewayAttachment",
    "KeyPair",
    "LaunchTemplate",
    "NatGateway",
    "Route",
    "RouteTable",
    "RouteTableAssociation",
    "SecurityGroup",
    "SecurityGroupEgress",
    "SecurityGroupIngress",
    "Subnet",
    "Volume",
    "VolumeAttachment",
    "Vpc",
    "VpcEndpoint",
]

"""Amazon EC2: networks, servers and their disks."""

from pulumi_boto.ec2.eip import Eip
from pulumi_boto.ec2.internet_gateway import InternetGateway
from pulumi_boto.ec2.internet_gateway_attachment import InternetGatewayAttachment
from pulumi_boto.ec2.nat_gateway import NatGateway
from pulumi_boto.ec2.route import Route
from pulumi_boto.ec2.route_table import RouteTable
from pulumi_boto.ec2.route_table_association import RouteTableAssociation
from pulumi_boto.ec2.security_group import SecurityGroup
from pulumi_boto.ec2.security_group_egress import SecurityGroupEgress
from pulumi_boto.ec2.security_group_ingress import SecurityGroupIngress
from pulumi_boto.ec2.subnet import Subnet
from pulumi_boto.ec2.vpc import Vpc
from pulumi_boto.ec2.vpc_endpoint import VpcEndpoint

__all__ = [
    "Eip",
    "InternetGateway",
    "InternetGatewayAttachment",
    "NatGateway",
    "Route",
    "RouteTable",
    "RouteTableAssociation",
    "SecurityGroup",
    "SecurityGroupEgress",
    "SecurityGroupIngress",
    "Subnet",
    "Vpc",
    "VpcEndpoint",
]

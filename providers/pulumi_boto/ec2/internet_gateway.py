"""Gateways to the internet."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi import Input

from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.model import Aws, Describe, Property, Resource, Values, optional, output


class InternetGateway(Resource, cloudformation="AWS::EC2::InternetGateway"):
    """A gateway between a VPC and the internet; an InternetGatewayAttachment ties it to the VPC.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateInternetGateway.html
    """

    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")
    owner_id: Property[str] = output("Account that owns the gateway.")

    class Lifecycle(Ec2Lifecycle):
        describe = Describe(
            "ec2",
            "describe_internet_gateways",
            "InternetGateways",
            "InternetGatewayId",
            filter="internet-gateway-id",
        )
        resource_type = "internet-gateway"
        delete_operation = "delete_internet_gateway"
        permissions = (
            "ec2:CreateInternetGateway",
            "ec2:CreateTags",
            "ec2:DeleteInternetGateway",
            "ec2:DeleteTags",
            "ec2:DescribeInternetGateways",
        )

        def create(self, aws: Aws, new: Values) -> str:
            made = aws.call("ec2", "create_internet_gateway", **self.tag_specifications(new))
            return str(made["InternetGateway"]["InternetGatewayId"])

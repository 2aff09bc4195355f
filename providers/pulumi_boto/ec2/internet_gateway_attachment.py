"""The tie between an internet gateway and a network."""

from __future__ import annotations

from pulumi_boto import model
from pulumi_boto.ec2.internet_gateway import InternetGateway
from pulumi_boto.ec2.lifecycle import make_once
from pulumi_boto.model import Aws, Property, Resource, Values, required


class InternetGatewayAttachment(Resource, cloudformation="AWS::EC2::VPCGatewayAttachment"):
    """An internet gateway in use by a VPC. Its id is ``<gateway>|<VPC>``.

    Routes to the gateway need the attachment first: give them the attachment's ``internet_gateway_id``.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachInternetGateway.html
    """

    internet_gateway_id: Property[str] = required("Gateway; it can serve one VPC.", replaces=True)
    vpc_id: Property[str] = required("Network; it can have one internet gateway.", replaces=True)

    class Lifecycle(model.Lifecycle):
        named_by = ("internet_gateway_id", "vpc_id")
        part_of = ("internet_gateway_id", InternetGateway)
        exclusive = True
        gone = ("Gateway.NotAttached",)
        eventual = ("InvalidInternetGatewayID.NotFound", "InvalidVpcID.NotFound")
        permissions = (
            "ec2:AttachInternetGateway",
            "ec2:DescribeInternetGateways",
            "ec2:DetachInternetGateway",
        )

        def create(self, aws: Aws, new: Values) -> str:
            make_once(aws, "attach_internet_gateway", "Resource.AlreadyAssociated", **self.parameters(new))
            return str(self.identify(aws, new))

        def read(self, aws: Aws, id: str) -> Values | None:
            gateway, _, vpc = id.partition("|")
            found = aws.find(InternetGateway.Lifecycle.describe, gateway)
            attached = [entry["VpcId"] for entry in found["Attachments"]] if found else []
            return {"internet_gateway_id": gateway, "vpc_id": vpc} if vpc in attached else None

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            gateway, _, vpc = id.partition("|")
            aws.call("ec2", "detach_internet_gateway", InternetGatewayId=gateway, VpcId=vpc)

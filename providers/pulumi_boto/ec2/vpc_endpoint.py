"""Ways to AWS services that do not lead through the internet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

from pulumi import Input

from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.model import (
    Aws,
    Describe,
    Document,
    Failure,
    Kind,
    Property,
    Resource,
    Response,
    Values,
    optional,
    output,
    required,
)

_FULL_ACCESS = {
    "Version": "2008-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
_ONLY_GATEWAY = ("route_table_ids",)
_ONLY_INTERFACE = ("subnet_ids", "security_group_ids", "private_dns_enabled")
_FAILED = ("failed", "rejected", "expired")


class DnsEntry(TypedDict):
    """A name of an interface endpoint."""

    dns_name: str
    hosted_zone_id: str


class VpcEndpoint(Resource, cloudformation="AWS::EC2::VPCEndpoint"):
    """A way from a VPC to an AWS service that does not lead through the internet.

    A gateway endpoint (S3 and DynamoDB, without charge) is a route in route tables; an interface endpoint is a
    network interface in each of its subnets.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
    """

    vpc_id: Property[str] = required("Network that it is part of.", replaces=True)
    service_name: Property[str] = required("Service, such as com.amazonaws.eu-central-1.s3.", replaces=True)
    vpc_endpoint_type: Property[str] = optional(
        "How it works.", default="Gateway", choices=("Gateway", "Interface", "GatewayLoadBalancer"), replaces=True
    )
    policy_document: Property[Document] = optional(
        "Who may do what through it; everything is allowed by default.", default=json.dumps(_FULL_ACCESS)
    )
    route_table_ids: Property[Sequence[Input[str]]] = optional(
        "Tables that route to it (gateway).", default=None, unordered=True
    )
    subnet_ids: Property[Sequence[Input[str]]] = optional(
        "Subnets that it has an address in.", default=None, unordered=True
    )
    security_group_ids: Property[Sequence[Input[str]]] = optional(
        "Its security groups (interface); the network's default one if none is given.",
        default=None,
        computed=True,
        unordered=True,
    )
    private_dns_enabled: Property[bool] = optional(
        "Whether the service's usual name leads to it inside the network (interface).", default=None, computed=True
    )
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")
    dns_entries: Property[Sequence[DnsEntry]] = output("Its names (interface).", volatile=True)
    network_interface_ids: Property[Sequence[str]] = output("Its network interfaces (interface).", volatile=True)

    class Lifecycle(Ec2Lifecycle):
        describe = Describe(
            "ec2", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId", parameter="VpcEndpointIds"
        )
        resource_type = "vpc-endpoint"
        delete_is_slow = True
        gone_states = frozenset({"deleted"})
        gone = ("InvalidVpcEndpointId.NotFound",)
        eventual = (
            "InvalidRouteTableId.NotFound",
            "InvalidSecurityGroupId.NotFound",
            "InvalidSubnetId.NotFound",
            "InvalidVpcId.NotFound",
        )
        permissions = (
            "ec2:CreateTags",
            "ec2:CreateVpcEndpoint",
            "ec2:DeleteTags",
            "ec2:DeleteVpcEndpoints",
            "ec2:DescribeVpcEndpoints",
            "ec2:ModifyVpcEndpoint",
        )

        def validate(self, new: Values) -> Iterable[tuple[str, str]]:
            kind = new.get("vpc_endpoint_type", "Gateway")
            wrong: dict[object, tuple[str, ...]] = {"Gateway": _ONLY_INTERFACE, "Interface": _ONLY_GATEWAY}
            for name in wrong.get(kind, ()):
                if name in new:
                    yield name, f"an endpoint of type {kind} has no '{name}'; remove it, or set 'vpc_endpoint_type'."

        def create(self, aws: Aws, new: Values) -> str:
            kind = {"vpc_endpoint_type": "Gateway"}
            parameters = self.parameters(kind | new) | self.tag_specifications(new)
            made = aws.call("ec2", "create_vpc_endpoint", ClientToken=aws.token, **parameters)
            return str(made["VpcEndpoint"]["VpcEndpointId"])

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            def ready() -> bool:
                item = aws.find(self.describe, id) or {"State": "pending"}
                state = str(item["State"]).lower()
                if state in _FAILED:
                    error = item.get("LastError", {})
                    reason, code = str(error.get("Message", "AWS gives no reason")), str(error.get("Code", state))
                    raise Failure(Kind.PERMANENT, f"the endpoint {id} is {state}: {reason.rstrip('.')} ({code}).", code)
                return state != "pending"  # pendingAcceptance lasts until the service's owner says yes

            aws.wait(f"the endpoint {id}", ready)

        def parse(self, item: Response) -> Values:
            live = super().parse(item)
            live["security_group_ids"] = [group["GroupId"] for group in item.get("Groups", ())]
            policy = item.get("PolicyDocument")
            if policy and json.loads(policy).get("Statement") == _FULL_ACCESS["Statement"]:
                live["policy_document"] = json.dumps(_FULL_ACCESS)  # services differ in the version
            return live

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            parameters: dict[str, Any] = {}
            for name in changed.intersection(("route_table_ids", "subnet_ids", "security_group_ids")):
                before, after = set(old.get(name) or ()), set(new.get(name) or ())
                api = self.definition.properties[name].api
                parameters |= {f"Add{api}": sorted(after - before), f"Remove{api}": sorted(before - after)}
            plain = changed.intersection(("policy_document", "private_dns_enabled"))
            if plain:
                parameters |= self.parameters(new, *plain)
            given = {name: value for name, value in parameters.items() if value != []}
            aws.call("ec2", "modify_vpc_endpoint", VpcEndpointId=id, **given)
            self.settle(aws, id, new)

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            answer = aws.call("ec2", "delete_vpc_endpoints", VpcEndpointIds=[id])
            for entry in answer.get("Unsuccessful", ()):
                code, reason = entry["Error"]["Code"], str(entry["Error"]["Message"]).rstrip(".")
                raise Failure(Kind.PERMANENT, f"the endpoint {id} was not deleted: {reason} ({code}).", code)

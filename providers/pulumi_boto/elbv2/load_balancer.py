"""Load balancers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pulumi import Input

from pulumi_boto.elbv2.access_logs import AccessLogs, live_logs, log_attributes
from pulumi_boto.elbv2.lifecycle import AttributesLifecycle, name_fault, where_enabled
from pulumi_boto.model import (
    Aws,
    Describe,
    Failure,
    Kind,
    Property,
    Resource,
    Response,
    Values,
    optional,
    output,
    tag_list,
)


def _name_fault(name: str) -> str | None:
    if name.startswith("internal-"):
        return f"'{name}' cannot be used; AWS keeps names that begin with internal- for itself, so set another one."
    return name_fault(name)


class LoadBalancer(Resource, cloudformation="AWS::ElasticLoadBalancingV2::LoadBalancer"):
    """A load balancer for HTTP (application) or for TCP and UDP (network). Its id is its ARN.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
    """

    name: Property[str] = optional(
        "Name, unique in the region.",
        default=None,
        api="LoadBalancerName",
        autoname=32,
        replaces=True,
        validate=_name_fault,
    )
    type: Property[str] = optional(
        "For HTTP, or for TCP and UDP.", default="application", choices=("application", "network"), replaces=True
    )
    scheme: Property[str] = optional(
        "Who can reach it.", default="internet-facing", choices=("internet-facing", "internal"), replaces=True
    )
    subnets: Property[Sequence[Input[str]]] = optional(
        "Subnets, one a zone.", default=None, computed=True, unordered=True
    )
    security_groups: Property[Sequence[Input[str]]] = optional(
        "Security groups.", default=None, computed=True, unordered=True
    )
    ip_address_type: Property[str] = optional("ipv4 or dualstack, say.", default="ipv4")
    deletion_protection: Property[bool] = optional("Whether deletion is refused.", default=False)
    cross_zone: Property[bool] = optional(
        "Whether each zone's node reaches the targets of all.", default=None, computed=True
    )
    idle_timeout: Property[int] = optional("Seconds until an idle connection ends; HTTP only.", default=60)
    client_keep_alive: Property[int] = optional("Most seconds of a client's connection; HTTP only.", default=3600)
    http2: Property[bool] = optional("Whether clients may use HTTP/2; HTTP only.", default=True)
    drop_invalid_header_fields: Property[bool] = optional("Whether odd headers are dropped; HTTP only.", default=False)
    preserve_host_header: Property[bool] = optional("Whether Host stays as it was; HTTP only.", default=False)
    xff_header_processing_mode: Property[str] = optional(
        "What happens to X-Forwarded-For; HTTP only.", default="append", choices=("append", "preserve", "remove")
    )
    desync_mitigation_mode: Property[str] = optional(
        "How risky requests are treated; HTTP only.",
        default="defensive",
        choices=("defensive", "strictest", "monitor"),
    )
    access_logs: Property[AccessLogs] = optional("Access logs.", default={}, canonical=where_enabled)
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.", api="LoadBalancerArn")
    load_balancer_full_name: Property[str] = output("The end of the ARN, as CloudWatch's metrics name it.")
    dns_name: Property[str] = output("Name that resolves to it.", api="DNSName")
    canonical_hosted_zone_id: Property[str] = output("Route 53's zone for alias records.")
    vpc_id: Property[str] = output("Network that it is in.")

    class Lifecycle(AttributesLifecycle):
        describe = Describe(
            "elbv2",
            "describe_load_balancers",
            "LoadBalancers",
            "LoadBalancerArn",
            parameter="LoadBalancerArns",
            limit=20,
        )
        kind = "load_balancer"
        attributes: ClassVar = {
            "deletion_protection": "deletion_protection.enabled",
            "cross_zone": "load_balancing.cross_zone.enabled",
            "idle_timeout": "idle_timeout.timeout_seconds",
            "client_keep_alive": "client_keep_alive.seconds",
            "http2": "routing.http2.enabled",
            "drop_invalid_header_fields": "routing.http.drop_invalid_header_fields.enabled",
            "preserve_host_header": "routing.http.preserve_host_header.enabled",
            "xff_header_processing_mode": "routing.http.xff_header_processing.mode",
            "desync_mitigation_mode": "routing.http.desync_mitigation_mode",
        }
        unique = ("name",)
        permissions = (
            "ec2:DescribeNetworkInterfaces",
            "elasticloadbalancing:AddTags",
            "elasticloadbalancing:CreateLoadBalancer",
            "elasticloadbalancing:DeleteLoadBalancer",
            "elasticloadbalancing:DescribeLoadBalancerAttributes",
            "elasticloadbalancing:DescribeLoadBalancers",
            "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:ModifyLoadBalancerAttributes",
            "elasticloadbalancing:RemoveTags",
            "elasticloadbalancing:SetIpAddressType",
            "elasticloadbalancing:SetSecurityGroups",
            "elasticloadbalancing:SetSubnets",
        )

        def validate(self, new: Values) -> Iterator[tuple[str, str]]:
            if not new.get("subnets"):
                yield "subnets", "a load balancer needs subnets; give one of each zone."
            if new.get("type") == "network":
                for name in _HTTP_ONLY & new.keys():
                    yield name, f"'{name}' is for application load balancers; a network load balancer lacks it."

        def create(self, aws: Aws, new: Values) -> str:
            named = ("type", "scheme", "subnets", "security_groups", "ip_address_type")
            made = aws.call(
                "elbv2",
                "create_load_balancer",
                Name=new["name"],
                Tags=tag_list(new.get("tags")),
                **self.parameters(new, *named),
            )
            return str(made["LoadBalancers"][0]["LoadBalancerArn"])

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            logs = log_attributes(new["access_logs"]) if new.get("access_logs") else {}
            self.modify_attributes(aws, id, self.attribute_texts(new, new) | logs)
            aws.wait(f"load balancer {new['name']}", lambda: self._is_active(aws, id), timeout=900)

        def _is_active(self, aws: Aws, id: str) -> bool:
            item = aws.find(self.describe, id)
            state = item["State"] if item else {}
            if state.get("Code") == "failed":
                reason = str(state.get("Reason", "AWS gives no reason")).rstrip(".")
                raise Failure(Kind.PERMANENT, f"load balancer {id} could not be set up: {reason}.", "failed")
            return state.get("Code") in ("active", "active_impaired")

        def details(self, aws: Aws, id: str, item: Response) -> Values:
            attributes = self.live_attributes(aws, id)
            return {
                **self.parse(item),
                **self.parse_attributes(attributes),
                "access_logs": live_logs(attributes),
                "load_balancer_full_name": _full_name(id),
                "subnets": [zone["SubnetId"] for zone in item["AvailabilityZones"]],
            }

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            logs = log_attributes(new["access_logs"]) if "access_logs" in changed else {}
            self.modify_attributes(aws, id, self.attribute_texts(new, changed) | logs)
            for name in ("subnets", "security_groups", "ip_address_type"):
                if name in changed:
                    aws.call("elbv2", f"set_{name}", LoadBalancerArn=id, **self.parameters(new, name))

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            if self.live_attributes(aws, id).get("deletion_protection.enabled") == "true":
                raise Failure(
                    Kind.PERMANENT,
                    f"load balancer {_full_name(id)} is protected against deletion; set deletion_protection=False "
                    "and run `pulumi up` before deleting it.",
                    "OperationNotPermitted",
                )
            aws.call("elbv2", "delete_load_balancer", LoadBalancerArn=id)
            # its interfaces outlive it for a while, and hold on to subnets, addresses and security groups
            interfaces = [{"Name": "description", "Values": [f"ELB {_full_name(id)}"]}]
            aws.wait(
                f"the release of the network interfaces of load balancer {_full_name(id)}",
                lambda: not aws.pages("ec2", "describe_network_interfaces", "NetworkInterfaces", Filters=interfaces),
            )


_HTTP_ONLY = frozenset(
    {
        "idle_timeout",
        "client_keep_alive",
        "http2",
        "drop_invalid_header_fields",
        "preserve_host_header",
        "xff_header_processing_mode",
        "desync_mitigation_mode",
    }
)


def _full_name(arn: str) -> str:
    return arn.partition(":loadbalancer/")[2]

"""Target groups: what a load balancer sends requests to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NotRequired, TypedDict

from pulumi import Input

from pulumi_boto.elbv2.lifecycle import AttributesLifecycle, name_fault, where_enabled
from pulumi_boto.elbv2.stickiness import Stickiness, live_stickiness, sticky_attributes
from pulumi_boto.model import Aws, Describe, Property, Resource, Response, Values, optional, output, tag_list


class Matcher(TypedDict):
    """Answers that count as healthy, such as 200-399."""

    http_code: NotRequired[Input[str]]
    grpc_code: NotRequired[Input[str]]


class TargetGroup(Resource, cloudformation="AWS::ElasticLoadBalancingV2::TargetGroup"):
    """A group of targets with one health check. Its id is its ARN.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
    """

    name: Property[str] = optional(
        "Name, unique in the region.",
        default=None,
        api="TargetGroupName",
        autoname=32,
        replaces=True,
        validate=name_fault,
    )
    target_type: Property[str] = optional(
        "What the targets are.", default="instance", choices=("instance", "ip", "lambda", "alb"), replaces=True
    )
    vpc_id: Property[str] = optional("Network of the targets; none for Lambda.", default=None, replaces=True)
    port: Property[int] = optional("Port of the targets; none for Lambda.", default=None, replaces=True)
    protocol: Property[str] = optional("Protocol to the targets, such as HTTP or TCP.", default=None, replaces=True)
    protocol_version: Property[str] = optional("HTTP1, HTTP2 or GRPC.", default=None, computed=True, replaces=True)
    ip_address_type: Property[str] = optional("ipv4 or ipv6.", default=None, computed=True, replaces=True)
    health_check_enabled: Property[bool] = optional("Whether targets are checked.", default=None, computed=True)
    health_check_protocol: Property[str] = optional("Protocol of the check.", default=None, computed=True)
    health_check_port: Property[str] = optional("Port of the check, or traffic-port.", default=None, computed=True)
    health_check_path: Property[str] = optional("Path to ask for.", default=None, computed=True)
    health_check_interval_seconds: Property[int] = optional("Seconds between checks.", default=None, computed=True)
    health_check_timeout_seconds: Property[int] = optional(
        "Seconds to wait for an answer.", default=None, computed=True
    )
    healthy_threshold_count: Property[int] = optional(
        "Good answers that make a target healthy.", default=None, computed=True
    )
    unhealthy_threshold_count: Property[int] = optional(
        "Bad answers that make it unhealthy.", default=None, computed=True
    )
    matcher: Property[Matcher] = optional("Answers that count as healthy.", default=None, computed=True)
    deregistration_delay: Property[int] = optional("Seconds that open requests may still take.", default=300)
    slow_start: Property[int] = optional("Seconds over which a new target gets its full share.", default=0)
    load_balancing_algorithm_type: Property[str] = optional(
        "How a target is chosen.",
        default="round_robin",
        choices=("round_robin", "least_outstanding_requests", "weighted_random"),
    )
    preserve_client_ip: Property[bool] = optional(
        "Whether targets see the client's address.", default=None, computed=True
    )
    stickiness: Property[Stickiness] = optional("Stickiness.", default={}, canonical=where_enabled)
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.", api="TargetGroupArn")
    target_group_full_name: Property[str] = output("The end of the ARN, as CloudWatch's metrics name it.")

    class Lifecycle(AttributesLifecycle):
        describe = Describe(
            "elbv2", "describe_target_groups", "TargetGroups", "TargetGroupArn", parameter="TargetGroupArns", limit=20
        )
        kind = "target_group"
        attributes: ClassVar = {
            "deregistration_delay": "deregistration_delay.timeout_seconds",
            "slow_start": "slow_start.duration_seconds",
            "load_balancing_algorithm_type": "load_balancing.algorithm.type",
            "preserve_client_ip": "preserve_client_ip.enabled",
        }
        unique = ("name",)
        permissions = (
            "elasticloadbalancing:AddTags",
            "elasticloadbalancing:CreateTargetGroup",
            "elasticloadbalancing:DeleteTargetGroup",
            "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:DescribeTargetGroupAttributes",
            "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:ModifyTargetGroup",
            "elasticloadbalancing:ModifyTargetGroupAttributes",
            "elasticloadbalancing:RemoveTags",
        )

        def create(self, aws: Aws, new: Values) -> str:
            given = [name for name in self.definition.inputs if name not in _NO_PARAMETERS | self.attributes.keys()]
            parameters = {"Name": new["name"], "Tags": tag_list(new.get("tags")), **self.parameters(new, *given)}
            made = aws.call("elbv2", "create_target_group", **parameters)
            return str(made["TargetGroups"][0]["TargetGroupArn"])

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            sticky = sticky_attributes(new["stickiness"]) if new.get("stickiness") else {}
            self.modify_attributes(aws, id, self.attribute_texts(new, new) | sticky)

        def details(self, aws: Aws, id: str, item: Response) -> Values:
            attributes = self.live_attributes(aws, id)
            return {
                **self.parse(item),
                **self.parse_attributes(attributes),
                "stickiness": live_stickiness(attributes),
                "target_group_full_name": id.rpartition(":")[2],
            }

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            checks = [name for name in sorted(changed) if name not in _NO_PARAMETERS | self.attributes.keys()]
            if checks:
                aws.call("elbv2", "modify_target_group", TargetGroupArn=id, **self.parameters(new, *checks))
            sticky = sticky_attributes(new["stickiness"]) if "stickiness" in changed else {}
            self.modify_attributes(aws, id, self.attribute_texts(new, changed) | sticky)

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            aws.call("elbv2", "delete_target_group", TargetGroupArn=id)


_NO_PARAMETERS = frozenset({"name", "tags", "stickiness"})

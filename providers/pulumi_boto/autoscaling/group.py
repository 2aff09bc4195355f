"""Auto scaling groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi import Input

from pulumi_boto import model
from pulumi_boto.ec2.server import LaunchTemplateVersion
from pulumi_boto.model import (
    Aws,
    Describe,
    Failure,
    Property,
    Resource,
    Values,
    optional,
    output,
    required,
    tag_list,
    tag_map,
)
from pulumi_boto.model.marks import CREATION, PREFIX


class Group(Resource, cloudformation="AWS::AutoScaling::AutoScalingGroup"):
    """A group of like servers that keeps its size, or follows its load. Its id is its name.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
    """

    auto_scaling_group_name: Property[str] = optional("Name.", default=None, autoname=255, replaces=True)
    launch_template: Property[LaunchTemplateVersion] = required("What servers start from.")
    min_size: Property[int] = required("Fewest servers.")
    max_size: Property[int] = required("Most servers.")
    desired_capacity: Property[int] = optional(
        "Number of servers. Leave it out where policies or schedules set it.", default=None, computed=True
    )
    vpc_zone_identifier: Property[Sequence[Input[str]]] = optional(
        "Subnets to start servers in.", default=None, unordered=True, api="VPCZoneIdentifier"
    )
    availability_zones: Property[Sequence[Input[str]]] = optional(
        "Zones to start servers in; those of the subnets if not given.", default=None, computed=True, unordered=True
    )
    target_group_arns: Property[Sequence[Input[str]]] = optional(
        "Target groups that servers are registered with.", default=[], unordered=True, api="TargetGroupARNs"
    )
    health_check_type: Property[str] = optional("Whose health checks count: EC2, or also ELB, EBS.", default="EC2")
    health_check_grace_period: Property[int] = optional("Seconds that a new server is not checked.", default=0)
    default_cooldown: Property[int] = optional("Seconds between two simple scalings.", default=300)
    termination_policies: Property[Sequence[Input[str]]] = optional(
        "Which servers go first, in this order.", default=["Default"]
    )
    new_instances_protected_from_scale_in: Property[bool] = optional(
        "Whether scaling in spares new servers.", default=False
    )
    enabled_metrics: Property[Sequence[Input[str]]] = optional(
        "Metrics of the group to collect each minute, such as GroupInServiceInstances.", default=[], unordered=True
    )
    tags: Property[Mapping[str, Input[str]]] = optional("Tags, of new servers also.", default=None)

    arn: Property[str] = output("ARN.", api="AutoScalingGroupARN")

    class Lifecycle(model.Lifecycle):
        describe = Describe(
            "autoscaling",
            "describe_auto_scaling_groups",
            "AutoScalingGroups",
            "AutoScalingGroupName",
            parameter="AutoScalingGroupNames",
        )
        unique = ("auto_scaling_group_name",)
        eventual = ("ResourceContention",)
        delete_is_slow = True
        permissions = (
            "autoscaling:AttachLoadBalancerTargetGroups",
            "autoscaling:CreateAutoScalingGroup",
            "autoscaling:CreateOrUpdateTags",
            "autoscaling:DeleteAutoScalingGroup",
            "autoscaling:DeleteTags",
            "autoscaling:DescribeAutoScalingGroups",
            "autoscaling:DetachLoadBalancerTargetGroups",
            "autoscaling:DisableMetricsCollection",
            "autoscaling:EnableMetricsCollection",
            "autoscaling:UpdateAutoScalingGroup",
            "ec2:RunInstances",
            "iam:CreateServiceLinkedRole",
            "iam:PassRole",
        )

        def validate(self, new: Values) -> list[tuple[str, str]]:
            if new.get("vpc_zone_identifier") or new.get("availability_zones"):
                return []
            text = "a group needs subnets ('vpc_zone_identifier') or 'availability_zones'."
            return [("vpc_zone_identifier", text)]

        def create(self, aws: Aws, new: Values) -> str:
            name: str = new["auto_scaling_group_name"]
            chosen = [key for key in self.definition.inputs if key not in ("tags", "enabled_metrics")]
            tags = _tags(name, new.get("tags") or {})
            aws.call("autoscaling", "create_auto_scaling_group", Tags=tags, **self._parameters(new, chosen))
            return name

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            self._collect(aws, id, [], new.get("enabled_metrics") or [])

        def read(self, aws: Aws, id: str) -> Values | None:
            item = aws.find(self.describe, id)
            if item is None:
                return None
            subnets = item.get("VPCZoneIdentifier")
            spelled = {
                "VPCZoneIdentifier": subnets.split(",") if subnets else None,
                "EnabledMetrics": [entry["Metric"] for entry in item.get("EnabledMetrics", [])],
            }
            return self.absent() | self.parse(item | spelled) | {"tags": tag_map(item.get("Tags"))}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            if "target_group_arns" in changed:
                self._register(aws, id, old["target_group_arns"] or [], new["target_group_arns"] or [])
            if "enabled_metrics" in changed:
                self._collect(aws, id, old["enabled_metrics"] or [], new["enabled_metrics"] or [])
            if chosen := sorted(changed - {"target_group_arns", "enabled_metrics"}):
                parameters = {"AutoScalingGroupName": id, **self._parameters(new, chosen)}
                aws.call("autoscaling", "update_auto_scaling_group", **parameters)

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            try:
                aws.call("autoscaling", "delete_auto_scaling_group", AutoScalingGroupName=id, ForceDelete=True)
            except Failure as failure:
                # the one code for a group that is not there and for one that must not be deleted
                if failure.code != "ValidationError" or aws.find(self.describe, id):
                    raise

        def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
            if remove:
                gone = [{"Key": key, **_tagged(id)} for key in remove]
                aws.call("autoscaling", "delete_tags", Tags=gone)
            if put:
                aws.call("autoscaling", "create_or_update_tags", Tags=_tags(id, put))

        def find_created(self, aws: Aws) -> str | None:
            marked = {"Name": f"tag:{CREATION}", "Values": [aws.token]}
            found = aws.pages("autoscaling", self.describe.operation, self.describe.items, Filters=[marked])
            return str(found[0][self.describe.id]) if found else None

        def _parameters(self, new: Values, names: list[str]) -> dict[str, Any]:
            parameters = self.parameters(new, *names)
            subnets = parameters.get("VPCZoneIdentifier")
            return parameters | ({"VPCZoneIdentifier": ",".join(subnets)} if subnets else {})

        def _register(self, aws: Aws, id: str, old: Sequence[str], new: Sequence[str]) -> None:
            for operation, arns in (
                ("attach_load_balancer_target_groups", [arn for arn in new if arn not in old]),
                ("detach_load_balancer_target_groups", [arn for arn in old if arn not in new]),
            ):
                if arns:
                    aws.call("autoscaling", operation, AutoScalingGroupName=id, TargetGroupARNs=arns)

        def _collect(self, aws: Aws, id: str, old: Sequence[str], new: Sequence[str]) -> None:
            if removed := [metric for metric in old if metric not in new]:
                aws.call("autoscaling", "disable_metrics_collection", AutoScalingGroupName=id, Metrics=removed)
            if new:
                wanted = {"Metrics": list(new), "Granularity": "1Minute"}
                aws.call("autoscaling", "enable_metrics_collection", AutoScalingGroupName=id, **wanted)


def _tagged(group: str) -> dict[str, str]:
    return {"ResourceId": group, "ResourceType": "auto-scaling-group"}


def _tags(group: str, tags: Mapping[str, str]) -> list[dict[str, Any]]:
    """Tags that new servers get too, but for the provider's marks: those servers are no resources of a stack."""
    return [{**tag, **_tagged(group), "PropagateAtLaunch": not tag["Key"].startswith(PREFIX)} for tag in tag_list(tags)]

"""Auto scaling groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pulumi import Input

from pulumi_boto import model
from pulumi_boto.autoscaling.capacity import GROUPS, WAIT_SECONDS, reach_capacity, size_faults
from pulumi_boto.autoscaling.instance_refresh import InstanceRefresh, refresh_instances
from pulumi_boto.autoscaling.launch_template import names_template, tolerate_new_parts
from pulumi_boto.ec2.server import LaunchTemplateVersion, template_version
from pulumi_boto.model import (
    Aws,
    Failure,
    Mark,
    Property,
    Resource,
    Values,
    optional,
    output,
    required,
    tag_list,
    tag_map,
)
from pulumi_boto.model.marks import PREFIX

_OWN = ("initial_capacity", "instance_refresh", "min_elb_capacity", "wait_for_capacity_timeout")
"""Inputs that say what this provider does, and are no settings of a group."""

_SIZES = frozenset({"min_size", "max_size", "desired_capacity"})


class Group(Resource, cloudformation="AWS::AutoScaling::AutoScalingGroup"):
    """A group of like servers that keeps its size, or follows its load. Its id is its name.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
    """

    auto_scaling_group_name: Property[str] = optional("Name.", default=None, autoname=255, replaces=True)
    launch_template: Property[LaunchTemplateVersion] = required(
        "What servers start from, by id or name. With a number as its version, such as the template's latest_version, "
        "a change of the template is one of the group too; with $Latest or $Default, or none, it is not.",
        canonical=template_version,
    )
    min_size: Property[int] = required("Fewest servers.")
    max_size: Property[int] = required("Most servers.")
    desired_capacity: Property[int] = optional(
        "Number of servers; any other is drift. Leave it out where policies or schedules set it.",
        default=None,
        computed=True,
    )
    initial_capacity: Property[int] = optional(
        "Number of servers that a group starts with where policies or schedules set it afterwards; the fewest if "
        "not given. It is used once: a change of it changes nothing.",
        default=None,
        canonical=lambda _: None,  # all mean the same for a group that exists
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
    instance_refresh: Property[InstanceRefresh] = optional(
        "Replace the servers, some at a time, when launch_template changes; without it only servers that start "
        "later are as it says. Percent of the wanted servers that stay in service, and that run at most (over 100: new "
        "ones start before old ones end); seconds until a new one counts; and for how many seconds an update waits "
        "for the end (timeout; 3600 if not given, 0 for not at all).",
        default=None,
    )
    wait_for_capacity_timeout: Property[int] = optional(
        "For how many seconds a create, or an update of a size, waits until as many servers are in service as the "
        "group wants; 0 for not at all.",
        default=WAIT_SECONDS,
    )
    min_elb_capacity: Property[int] = optional(
        "How many servers must be healthy in every target group too, for that wait to be over.", default=0
    )
    tags: Property[Mapping[str, Input[str]]] = optional(
        "Tags of the group and, from their launch on, of its servers; tags for servers alone belong into the launch "
        "template.",
        default=None,
    )

    arn: Property[str] = output("ARN.", api="AutoScalingGroupARN")

    class Lifecycle(model.Lifecycle):
        describe = GROUPS
        named_by = ("auto_scaling_group_name",)
        unique = ("auto_scaling_group_name",)
        eventual = ("ResourceContention",)
        delete_is_slow = True
        permissions = (
            "autoscaling:AttachLoadBalancerTargetGroups",
            "autoscaling:CancelInstanceRefresh",
            "autoscaling:CreateAutoScalingGroup",
            "autoscaling:CreateOrUpdateTags",
            "autoscaling:DeleteAutoScalingGroup",
            "autoscaling:DeleteTags",
            "autoscaling:DescribeAutoScalingGroups",
            "autoscaling:DescribeInstanceRefreshes",
            "autoscaling:DescribeScalingActivities",
            "autoscaling:DetachLoadBalancerTargetGroups",
            "autoscaling:DisableMetricsCollection",
            "autoscaling:EnableMetricsCollection",
            "autoscaling:StartInstanceRefresh",
            "autoscaling:UpdateAutoScalingGroup",
            "ec2:RunInstances",
            "elasticloadbalancing:DescribeTargetHealth",
            "iam:CreateServiceLinkedRole",
            "iam:PassRole",
        )

        def validate(self, new: Values) -> Iterator[tuple[str, str]]:
            if not names_template(new["launch_template"]):
                yield "launch_template", "'launch_template' needs 'launch_template_id' or 'launch_template_name'."
            if not (new.get("vpc_zone_identifier") or new.get("availability_zones")):
                text = "a group needs subnets ('vpc_zone_identifier') or 'availability_zones'."
                yield "vpc_zone_identifier", text
            if "desired_capacity" in new and "initial_capacity" in new:
                yield "initial_capacity", "a group takes either 'desired_capacity' or 'initial_capacity', not both."
            yield from size_faults(new, "desired_capacity", "initial_capacity")

        def create(self, aws: Aws, new: Values) -> str:
            name: str = new["auto_scaling_group_name"]
            chosen = [key for key in self.definition.inputs if key not in ("tags", "enabled_metrics", *_OWN)]
            parameters = self._parameters(new, chosen)
            if new.get("initial_capacity") is not None:
                parameters["DesiredCapacity"] = new["initial_capacity"]
            tolerate_new_parts(aws)
            aws.call("autoscaling", "create_auto_scaling_group", Tags=_tags(name, new.get("tags") or {}), **parameters)
            return name

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            self._collect(aws, id, [], new.get("enabled_metrics") or [])
            reach_capacity(aws, id, new)

        def read(self, aws: Aws, id: str) -> Values | None:
            item = aws.find(self.describe, id)
            if item is None:
                return None
            subnets = item.get("VPCZoneIdentifier")
            spelled = {
                "VPCZoneIdentifier": subnets.split(",") if subnets else None,
                "EnabledMetrics": [entry["Metric"] for entry in item.get("EnabledMetrics", [])],
            }
            live = self.absent() | self.parse(item | spelled) | {"tags": tag_map(item.get("Tags"))}
            return {key: value for key, value in live.items() if key not in _OWN}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            if "target_group_arns" in changed:
                self._register(aws, id, old["target_group_arns"] or [], new["target_group_arns"] or [])
            if "enabled_metrics" in changed:
                self._collect(aws, id, old["enabled_metrics"] or [], new["enabled_metrics"] or [])
            if chosen := sorted(changed - {"target_group_arns", "enabled_metrics", *_OWN}):
                parameters = {"AutoScalingGroupName": id, **self._parameters(new, chosen)}
                tolerate_new_parts(aws)
                aws.call("autoscaling", "update_auto_scaling_group", **parameters)
            if "launch_template" in changed and new.get("instance_refresh") is not None:
                refresh_instances(aws, id, new["instance_refresh"])
            if changed & _SIZES:
                reach_capacity(aws, id, new)

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

        def find_created(self, aws: Aws, mark: Mark, new: Values) -> list[str]:
            marked = {"Name": f"tag:{mark.key}", "Values": [mark.value]}
            found = aws.pages("autoscaling", self.describe.operation, self.describe.items, Filters=[marked])
            return [item[self.describe.id] for item in found]

        def _parameters(self, new: Values, names: list[str]) -> dict[str, Any]:
            template = template_version(new["launch_template"])
            parameters = self.parameters({**new, "launch_template": template}, *names)
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

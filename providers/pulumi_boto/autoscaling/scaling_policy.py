"""Scaling policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

from pulumi import Input

from pulumi_boto.autoscaling.lifecycle import PartLifecycle
from pulumi_boto.model import Property, Resource, Values, optional, output, required

_NEEDS = {
    "SimpleScaling": "scaling_adjustment",
    "StepScaling": "step_adjustments",
    "TargetTrackingScaling": "target_tracking_configuration",
}
"""By the type of policy, the property that says how it scales."""


class StepAdjustment(TypedDict):
    """How much to scale while a metric is so far over or under the alarm's threshold."""

    metric_interval_lower_bound: NotRequired[Input[float]]
    metric_interval_upper_bound: NotRequired[Input[float]]
    scaling_adjustment: Input[int]


class PredefinedMetric(TypedDict):
    """A metric that AWS keeps of the group, such as ASGAverageCPUUtilization."""

    predefined_metric_type: Input[str]
    resource_label: NotRequired[Input[str]]


class MetricDimension(TypedDict):
    """What a metric is of."""

    name: Input[str]
    value: Input[str]


class CustomizedMetric(TypedDict):
    """Any metric of CloudWatch."""

    namespace: Input[str]
    metric_name: Input[str]
    statistic: Input[str]
    dimensions: NotRequired[Input[Sequence[Input[MetricDimension]]]]
    unit: NotRequired[Input[str]]
    period: NotRequired[Input[int]]


class TargetTracking(TypedDict):
    """A metric, and the value that scaling keeps it at."""

    target_value: Input[float]
    predefined_metric_specification: NotRequired[Input[PredefinedMetric]]
    customized_metric_specification: NotRequired[Input[CustomizedMetric]]
    disable_scale_in: NotRequired[Input[bool]]


def _tracked(configuration: Mapping[str, Any]) -> Mapping[str, Any]:
    """Scaling in is on where nothing is said, and AWS says so."""
    return {key: value for key, value in configuration.items() if value is not False}


class ScalingPolicy(Resource, cloudformation="AWS::AutoScaling::ScalingPolicy"):
    """How a group follows its load. Its id is ``<group>|<name>``.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html
    """

    policy_name: Property[str] = optional("Name.", default=None, autoname=255, replaces=True)
    auto_scaling_group_name: Property[str] = required("Group.", replaces=True)
    policy_type: Property[str] = optional("Type.", default="SimpleScaling", choices=tuple(_NEEDS))
    enabled: Property[bool] = optional("Whether it scales.", default=True)
    adjustment_type: Property[str] = optional(
        "What adjustments count in; for simple and step scaling.",
        default=None,
        choices=("ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"),
    )
    scaling_adjustment: Property[int] = optional("How much to scale; for simple scaling.", default=None)
    cooldown: Property[int] = optional("Seconds until the next; for simple scaling.", default=None)
    min_adjustment_magnitude: Property[int] = optional("Fewest servers that a percentage changes.", default=None)
    metric_aggregation_type: Property[str] = optional(
        "How data is summed up; for step scaling.", default=None, choices=("Minimum", "Maximum", "Average")
    )
    step_adjustments: Property[Sequence[Input[StepAdjustment]]] = optional(
        "How much to scale; for step scaling.", default=[], unordered=True
    )
    estimated_instance_warmup: Property[int] = optional(
        "Seconds until a new server counts; for step scaling and target tracking.", default=None
    )
    target_tracking_configuration: Property[TargetTracking] = optional(
        "What to keep constant; for target tracking.", default=None, canonical=_tracked
    )

    arn: Property[str] = output("ARN, for the actions of an alarm.", api="PolicyARN")

    class Lifecycle(PartLifecycle):
        put_operation = "put_scaling_policy"
        delete_operation = "delete_policy"
        describe_operation = "describe_policies"
        items = "ScalingPolicies"
        names = "PolicyNames"
        name = "policy_name"
        unique = ("auto_scaling_group_name", "policy_name")
        permissions = ("autoscaling:DeletePolicy", "autoscaling:DescribePolicies", "autoscaling:PutScalingPolicy")

        def validate(self, new: Values) -> Iterator[tuple[str, str]]:
            kind = new.get("policy_type", "SimpleScaling")
            needed = _NEEDS.get(kind)
            if needed and new.get(needed) is None:
                yield needed, f"a policy of the type {kind} needs '{needed}'."
            if kind in ("SimpleScaling", "StepScaling") and "adjustment_type" not in new:
                yield "adjustment_type", f"a policy of the type {kind} needs 'adjustment_type'."

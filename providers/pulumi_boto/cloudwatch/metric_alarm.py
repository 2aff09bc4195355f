"""Alarms on metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NotRequired, TypedDict

from pulumi import Input

from pulumi_boto import model
from pulumi_boto.model import (
    Aws,
    Describe,
    Failure,
    Kind,
    Property,
    Resource,
    Values,
    is_ours,
    optional,
    output,
    required,
    tag_list,
    tag_map,
)


class Dimension(TypedDict):
    """What a metric is of, such as the name and the value of an instance's id."""

    name: Input[str]
    value: Input[str]


class Metric(TypedDict):
    """A metric."""

    namespace: Input[str]
    metric_name: Input[str]
    dimensions: NotRequired[Input[Sequence[Input[Dimension]]]]


class MetricStat(TypedDict):
    """A statistic of a metric."""

    metric: Input[Metric]
    period: Input[int]
    stat: Input[str]
    unit: NotRequired[Input[str]]


class MetricDataQuery(TypedDict):
    """A statistic, or an expression over others by their ids; the alarm watches the one that returns data."""

    id: Input[str]
    metric_stat: NotRequired[Input[MetricStat]]
    expression: NotRequired[Input[str]]
    label: NotRequired[Input[str]]
    period: NotRequired[Input[int]]
    return_data: NotRequired[Input[bool]]
    account_id: NotRequired[Input[str]]


class MetricAlarm(Resource, cloudformation="AWS::CloudWatch::Alarm"):
    """An alarm on one metric, or on an expression over several. Its id is its name.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """

    alarm_name: Property[str] = optional("Name.", default=None, autoname=255, replaces=True)
    alarm_description: Property[str] = optional("Description.", default=None)
    namespace: Property[str] = optional("Namespace of the metric, such as AWS/EC2.", default=None)
    metric_name: Property[str] = optional("Name of the metric.", default=None)
    dimensions: Property[Sequence[Input[Dimension]]] = optional("What it is of.", default=[], unordered=True)
    statistic: Property[str] = optional(
        "Statistic.", default=None, choices=("SampleCount", "Average", "Sum", "Minimum", "Maximum")
    )
    extended_statistic: Property[str] = optional("Percentile, such as p99.", default=None)
    period: Property[int] = optional("Seconds of one data point.", default=None)
    unit: Property[str] = optional("Unit; data in other units is ignored.", default=None)
    metrics: Property[Sequence[Input[MetricDataQuery]]] = optional("Expressions, in place of one metric.", default=[])
    comparison_operator: Property[str] = required("How data is compared, such as GreaterThanThreshold.")
    threshold: Property[float] = optional("What data is compared with.", default=None)
    threshold_metric_id: Property[str] = optional("Id of an anomaly band to compare with.", default=None)
    evaluation_periods: Property[int] = required("Data points that are looked at.")
    datapoints_to_alarm: Property[int] = optional("How many of these must be over; all if not given.", default=None)
    treat_missing_data: Property[str] = optional(
        "What missing data counts as.", default="missing", choices=("breaching", "notBreaching", "ignore", "missing")
    )
    evaluate_low_sample_count_percentile: Property[str] = optional(
        "Whether percentiles of few samples count.", default=None, choices=("evaluate", "ignore")
    )
    actions_enabled: Property[bool] = optional("Whether anything is done.", default=True)
    alarm_actions: Property[Sequence[Input[str]]] = optional("ARNs of what to do on alarm.", default=[], unordered=True)
    ok_actions: Property[Sequence[Input[str]]] = optional(
        "ARNs of what to do when all is well again.", default=[], unordered=True, api="OKActions"
    )
    insufficient_data_actions: Property[Sequence[Input[str]]] = optional(
        "ARNs of what to do when data is missing.", default=[], unordered=True
    )
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.", api="AlarmArn")

    class Lifecycle(model.Lifecycle):
        describe = Describe(
            "cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName", parameter="AlarmNames", limit=100
        )
        unique = ("alarm_name",)
        named_by = ("alarm_name",)
        permissions = (
            "cloudwatch:DeleteAlarms",
            "cloudwatch:DescribeAlarms",
            "cloudwatch:ListTagsForResource",
            "cloudwatch:PutMetricAlarm",
            "cloudwatch:TagResource",
            "cloudwatch:UntagResource",
        )

        def validate(self, new: Values) -> Iterator[tuple[str, str]]:
            if bool(new.get("metrics")) == ("metric_name" in new):
                yield "metric_name", "an alarm needs either 'metric_name' or 'metrics'."
            if ("threshold" in new) == ("threshold_metric_id" in new):
                yield "threshold", "an alarm needs either 'threshold' or 'threshold_metric_id'."
            if "metric_name" in new and ("statistic" in new) == ("extended_statistic" in new):
                yield "statistic", "an alarm on a metric needs either 'statistic' or 'extended_statistic'."

        def create(self, aws: Aws, new: Values) -> str:
            name: str = new["alarm_name"]
            there = aws.find(self.describe, name)
            if there and not is_ours(aws, self._tags(aws, there["AlarmArn"])):
                # PutMetricAlarm would overwrite it without a word
                sentence = f"there is an alarm {name} already; choose another alarm_name, or import it."
                raise Failure(Kind.PERMANENT, sentence, "AlreadyExists")
            aws.call("cloudwatch", "put_metric_alarm", Tags=tag_list(new.get("tags")), **self.parameters(new))
            return name

        def read(self, aws: Aws, id: str) -> Values | None:
            item = aws.find(self.describe, id)
            if item is None:
                return None
            return self.absent() | self.parse(item) | {"tags": self._tags(aws, item["AlarmArn"])}

        def _tags(self, aws: Aws, arn: str) -> dict[str, str]:
            return tag_map(aws.call("cloudwatch", "list_tags_for_resource", ResourceARN=arn)["Tags"])

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            aws.call("cloudwatch", "put_metric_alarm", **self.parameters(new))

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            aws.call("cloudwatch", "delete_alarms", AlarmNames=[id])

        def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
            arn = f"arn:{aws.partition}:cloudwatch:{aws.region}:{aws.account_id}:alarm:{id}"
            if remove:
                aws.call("cloudwatch", "untag_resource", ResourceARN=arn, TagKeys=remove)
            if put:
                aws.call("cloudwatch", "tag_resource", ResourceARN=arn, Tags=tag_list(put))

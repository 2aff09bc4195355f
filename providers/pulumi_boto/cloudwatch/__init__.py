"""Amazon CloudWatch: alarms."""

from pulumi_boto.cloudwatch.metric_alarm import MetricAlarm

__all__ = ["MetricAlarm"]

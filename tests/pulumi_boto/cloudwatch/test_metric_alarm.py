"""Alarms on metrics."""

from __future__ import annotations

import grpc
import pytest

from pulumi_boto import cloudwatch
from tests.pulumi_boto.engine import Engine, Refused
from tools.cloud import Cloud, Fault

BUSY = {
    "alarm_name": "busy",
    "namespace": "AWS/EC2",
    "metric_name": "CPUUtilization",
    "statistic": "Average",
    "period": 60,
    "evaluation_periods": 3,
    "comparison_operator": "GreaterThanThreshold",
    "threshold": 80,
}


def test_alarm_that_is_there_already_is_not_overwritten(cloud: Cloud, engine: Engine) -> None:
    engine.create(cloudwatch.MetricAlarm, "busy", BUSY)

    with pytest.raises(grpc.RpcError) as raised:
        engine.create(cloudwatch.MetricAlarm, "other", {**BUSY, "threshold": 20})

    assert raised.value.details() == ("there is an alarm busy already; choose another alarm_name, or import it.")
    (alarm,) = cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert alarm["Threshold"] == 80


def test_what_a_create_made_although_its_reply_was_lost_is_adopted(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("monitoring.PutMetricAlarm", status=0, after=True))

    assert engine.create(cloudwatch.MetricAlarm, "busy", BUSY).id == "busy"


def test_part_taken_out_is_removed(cloud: Cloud, engine: Engine) -> None:
    dimensions = [{"name": "InstanceId", "value": "i-1"}]
    recorded = engine.create(cloudwatch.MetricAlarm, "busy", {**BUSY, "unit": "Percent", "dimensions": dimensions})

    engine.update(recorded, BUSY)

    (alarm,) = cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert not alarm.get("Unit")
    assert not alarm["Dimensions"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"metric_name": None}, "an alarm needs either 'metric_name' or 'metrics'."),
        ({"threshold": None}, "an alarm needs either 'threshold' or 'threshold_metric_id'."),
        ({"extended_statistic": "p99"}, "an alarm on a metric needs either 'statistic' or 'extended_statistic'."),
    ],
)
def test_parts_that_do_not_fit_are_refused(engine: Engine, changes: dict[str, object], sentence: str) -> None:
    given = {name: value for name, value in {**BUSY, **changes}.items() if value is not None}

    with pytest.raises(Refused) as refused:
        engine.check(cloudwatch.MetricAlarm, "busy", given)

    assert list(refused.value.failures.values()) == [sentence]

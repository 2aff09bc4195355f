"""Amazon CloudWatch."""

from pulumi_boto import cloudwatch
from tests.pulumi_boto.case import Case

TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms"
EXPRESSION = [
    {"id": "rate", "expression": "100 * errors / requests", "label": "Errors, %", "return_data": True},
    *(
        {
            "id": name,
            "metric_stat": {
                "metric": {
                    "namespace": "AWS/ApplicationELB",
                    "metric_name": metric,
                    "dimensions": [{"name": "LoadBalancer", "value": "app/web/1"}],
                },
                "period": 60,
                "stat": "Sum",
            },
            "return_data": False,
        }
        for name, metric in (("errors", "HTTPCode_ELB_5XX_Count"), ("requests", "RequestCount"))
    ),
]

CASES = [
    Case(
        cloudwatch.MetricAlarm,
        create={
            "namespace": "AWS/EC2",
            "metric_name": "CPUUtilization",
            "dimensions": [
                {"name": "AutoScalingGroupName", "value": "web"},
                {"name": "InstanceType", "value": "t4g.micro"},
            ],
            "statistic": "Average",
            "period": 60,
            "evaluation_periods": 3,
            "comparison_operator": "GreaterThanThreshold",
            "threshold": 80,
            "tags": {"Name": "busy"},
        },
        update={
            "threshold": 62.5,
            "alarm_description": "too busy",
            "datapoints_to_alarm": 2,
            "treat_missing_data": "breaching",
            "alarm_actions": [TOPIC],
            "ok_actions": [TOPIC],
            "insufficient_data_actions": [TOPIC],
            "actions_enabled": False,
            "unit": "Percent",
            "tags": {"Name": "very busy"},
        },
        replace={"alarm_name": "other"},
    ),
    Case(
        cloudwatch.MetricAlarm,
        name="expression",
        create={
            "alarm_name": "errors",
            "metrics": EXPRESSION,
            "evaluation_periods": 1,
            "comparison_operator": "GreaterThanThreshold",
            "threshold": 5,
        },
        update={"threshold": 2},
        replace={"alarm_name": "other-errors"},
    ),
]

"""Amazon EC2 Auto Scaling."""

from pulumi_boto import autoscaling, elbv2
from tests.pulumi_boto.case import Case, Need, Ref
from tests.pulumi_boto.cases.ec2_servers import NETWORK, TEMPLATE

FLEET = {
    **NETWORK,
    "template": TEMPLATE,
    "blue": Need(elbv2.TargetGroup, {"vpc_id": Ref("vpc"), "port": 80, "protocol": "HTTP"}),
    "green": Need(elbv2.TargetGroup, {"vpc_id": Ref("vpc"), "port": 81, "protocol": "HTTP"}),
}


EMPTY = Need(
    autoscaling.Group,
    {
        "launch_template": {"launch_template_id": Ref("template")},
        "min_size": 0,
        "max_size": 2,
        "availability_zones": ["eu-central-1a"],
        "health_check_grace_period": 300,  # moto takes 0, AWS's default, for none
    },
)
GROUPS = {"template": TEMPLATE, "web": EMPTY, "other": EMPTY}

CASES = [
    Case(
        autoscaling.Group,
        needs=FLEET,
        create={
            "launch_template": {"launch_template_id": Ref("template"), "version": "1"},
            "min_size": 1,
            "max_size": 3,
            "vpc_zone_identifier": [Ref("subnet")],
            "target_group_arns": [Ref("blue")],
            "health_check_type": "ELB",
            "health_check_grace_period": 120,
            # these three do not change below: moto has no changes of the first two, and cannot stop metrics
            "default_cooldown": 60,
            "termination_policies": ["OldestLaunchTemplate", "Default"],
            "enabled_metrics": ["GroupInServiceInstances", "GroupDesiredCapacity"],
            "tags": {"Name": "web"},
        },
        update={
            "launch_template": {"launch_template_id": Ref("template"), "version": "$Latest"},
            "min_size": 0,
            "max_size": 2,
            "desired_capacity": 2,
            "vpc_zone_identifier": [Ref("other_subnet"), Ref("subnet")],
            "target_group_arns": [Ref("green")],
            "health_check_type": "EC2",
            "health_check_grace_period": 60,
            "new_instances_protected_from_scale_in": True,
            "tags": {"Name": "other", "Team": "web"},
        },
        replace={"auto_scaling_group_name": "other-fleet"},
    ),
    Case(
        autoscaling.ScalingPolicy,
        needs=GROUPS,
        create={
            "auto_scaling_group_name": Ref("web"),
            "adjustment_type": "ChangeInCapacity",
            "scaling_adjustment": 1,
            "cooldown": 60,
        },
        update={"scaling_adjustment": -1, "cooldown": 120},
        replace={"auto_scaling_group_name": Ref("other")},
    ),
    Case(
        autoscaling.ScalingPolicy,
        name="steps",
        needs=GROUPS,
        create={
            "policy_name": "steps",
            "auto_scaling_group_name": Ref("web"),
            "policy_type": "StepScaling",
            "adjustment_type": "PercentChangeInCapacity",
            "min_adjustment_magnitude": 1,
            "metric_aggregation_type": "Maximum",
            "estimated_instance_warmup": 90,
            "step_adjustments": [
                {"metric_interval_lower_bound": 0, "metric_interval_upper_bound": 10, "scaling_adjustment": 10},
                {"metric_interval_lower_bound": 10, "scaling_adjustment": 30},
            ],
        },
        update={"step_adjustments": [{"metric_interval_lower_bound": 0, "scaling_adjustment": 20}]},
        replace={"policy_name": "other-steps"},
    ),
    Case(
        autoscaling.ScalingPolicy,
        name="target",
        needs=GROUPS,
        create={
            "auto_scaling_group_name": Ref("web"),
            "policy_type": "TargetTrackingScaling",
            "target_tracking_configuration": {
                "predefined_metric_specification": {"predefined_metric_type": "ASGAverageCPUUtilization"},
                "target_value": 50,
            },
        },
        update={
            "target_tracking_configuration": {
                "customized_metric_specification": {
                    "namespace": "Web",
                    "metric_name": "Waiting",
                    "statistic": "Average",
                    "dimensions": [{"name": "Group", "value": "web"}],
                },
                "target_value": 7.5,
                "disable_scale_in": True,
            }
        },
        replace={"policy_name": "other-target"},
    ),
    Case(
        autoscaling.ScheduledAction,
        needs=GROUPS,
        create={
            "auto_scaling_group_name": Ref("web"),
            "recurrence": "0 20 * * MON-FRI",
            "time_zone": "Europe/Berlin",
            "min_size": 0,
            "desired_capacity": 0,
        },
        update={"recurrence": "0 22 * * MON-FRI", "min_size": None, "max_size": 1, "end_time": "2099-01-01T00:00:00Z"},
        replace={"auto_scaling_group_name": Ref("other")},
    ),
    Case(
        autoscaling.ScheduledAction,
        name="once",
        needs=GROUPS,
        create={
            "scheduled_action_name": "opening",
            "auto_scaling_group_name": Ref("web"),
            "start_time": "2099-01-01T09:00:00+01:00",
            "desired_capacity": 2,
        },
        update={"start_time": "2099-01-02T08:00:00Z"},
        replace={"scheduled_action_name": "closing"},
    ),
    Case(
        autoscaling.LifecycleHook,
        needs=GROUPS,
        create={
            "auto_scaling_group_name": Ref("web"),
            "lifecycle_transition": "autoscaling:EC2_INSTANCE_TERMINATING",
            "heartbeat_timeout": 300,
            # moto answers with these two, whatever it was told
            "notification_target_arn": "arn:aws:sqs:us-east-1:123456789012:my-queue",
            "role_arn": "arn:aws:iam::1234567890:role/my-auto-scaling-role",
        },
        update={
            "lifecycle_transition": "autoscaling:EC2_INSTANCE_LAUNCHING",
            "heartbeat_timeout": 600,
            "default_result": "CONTINUE",
        },
        replace={"auto_scaling_group_name": Ref("other")},
    ),
]

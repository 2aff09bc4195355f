"""Amazon EC2 Auto Scaling: groups of servers that grow and shrink."""

from pulumi_boto.autoscaling.group import Group
from pulumi_boto.autoscaling.lifecycle_hook import LifecycleHook
from pulumi_boto.autoscaling.scaling_policy import ScalingPolicy
from pulumi_boto.autoscaling.scheduled_action import ScheduledAction

__all__ = ["Group", "LifecycleHook", "ScalingPolicy", "ScheduledAction"]

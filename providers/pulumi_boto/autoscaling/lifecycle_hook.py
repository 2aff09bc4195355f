"""Lifecycle hooks."""

from __future__ import annotations

from pulumi_boto.autoscaling.lifecycle import PartLifecycle
from pulumi_boto.model import Aws, Property, Resource, Values, optional, required


class LifecycleHook(Resource, cloudformation="AWS::AutoScaling::LifecycleHook"):
    """A pause while a server starts or ends, for something to be done. Its id is ``<group>|<name>``.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html
    """

    lifecycle_hook_name: Property[str] = optional("Name.", default=None, autoname=255, replaces=True)
    auto_scaling_group_name: Property[str] = required("Group.", replaces=True)
    lifecycle_transition: Property[str] = required(
        "When it pauses.",
        choices=("autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING"),
    )
    heartbeat_timeout: Property[int] = optional("Seconds that it waits.", default=3600)
    default_result: Property[str] = optional(
        "What follows when the time is up.", default="ABANDON", choices=("ABANDON", "CONTINUE")
    )
    notification_target_arn: Property[str] = optional(
        "Queue or topic that is told.", default=None, api="NotificationTargetARN"
    )
    role_arn: Property[str] = optional("Role that may tell it.", default=None, api="RoleARN")
    notification_metadata: Property[str] = optional("Text that is told with it.", default=None)

    class Lifecycle(PartLifecycle):
        put_operation = "put_lifecycle_hook"
        delete_operation = "delete_lifecycle_hook"
        describe_operation = "describe_lifecycle_hooks"
        items = "LifecycleHooks"
        names = "LifecycleHookNames"
        name = "lifecycle_hook_name"
        unique = ("auto_scaling_group_name", "lifecycle_hook_name")
        permissions = (
            "autoscaling:DeleteLifecycleHook",
            "autoscaling:DescribeLifecycleHooks",
            "autoscaling:PutLifecycleHook",
            "iam:PassRole",
        )

        def put(self, aws: Aws, new: Values) -> None:
            # a role that was just made may not tell the target yet; the code is that of every mistake
            aws.tolerate("ValidationError", saying="Unable to publish test message to notification target")
            super().put(aws, new)

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            if "notification_target_arn" in changed and new["notification_target_arn"] is None:
                new = {**new, "notification_target_arn": ""}  # AWS's word for none; left out it would stay
            self.put(aws, new)

"""Replacing a group's servers, some at a time, after what they start from has changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NotRequired, TypedDict

from pulumi import Input

from pulumi_boto.model import Aws, Failure, Kind, Response
from pulumi_boto.model.names import pascal

WAIT_SECONDS: Final = 3600
CANCEL_SECONDS: Final = 1800

_ENDED: Final = ("Failed", "Cancelling", "Cancelled", "RollbackInProgress", "RollbackFailed", "RollbackSuccessful")
"""States that lead to no success."""


class InstanceRefresh(TypedDict):
    """How servers are replaced: percent of those wanted, and seconds."""

    min_healthy_percentage: Input[int]
    max_healthy_percentage: NotRequired[Input[int]]
    instance_warmup: NotRequired[Input[int]]
    timeout: NotRequired[Input[int]]


def refresh_instances(aws: Aws, group: str, wanted: Mapping[str, Any]) -> None:
    """Replace the servers that differ from what the group now starts; an earlier refresh is cancelled for it.

    Raises:
        Failure: it failed, or the time is up.
    """
    preferences = {pascal(name): value for name, value in wanted.items() if name != "timeout" and value is not None}
    started = _start(aws, group, {**preferences, "SkipMatching": True})  # servers that are new already stay
    seconds = wanted.get("timeout")
    if seconds == 0:
        return

    def finished() -> bool:
        (refresh,) = aws.call(
            "autoscaling", "describe_instance_refreshes", AutoScalingGroupName=group, InstanceRefreshIds=[started]
        )["InstanceRefreshes"]
        if refresh["Status"] in _ENDED:
            raise Failure(Kind.PERMANENT, _ended_badly(group, refresh), refresh["Status"])
        return bool(refresh["Status"] == "Successful")

    what = f"the end of the instance refresh of the auto scaling group {group}"
    aws.wait(what, finished, timeout=WAIT_SECONDS if seconds is None else seconds)


def _start(aws: Aws, group: str, preferences: Mapping[str, Any]) -> str:
    started = ""

    def could_start() -> bool:
        nonlocal started
        try:
            answer = aws.call(
                "autoscaling", "start_instance_refresh", AutoScalingGroupName=group, Preferences=preferences
            )
        except Failure as failure:
            if failure.code != "InstanceRefreshInProgress":
                raise
            _cancel(aws, group)
            return False
        started = answer["InstanceRefreshId"]
        return True

    what = f"the end of an earlier instance refresh of the auto scaling group {group}"
    aws.wait(what, could_start, timeout=CANCEL_SECONDS)
    return started


def _cancel(aws: Aws, group: str) -> None:
    try:
        aws.call("autoscaling", "cancel_instance_refresh", AutoScalingGroupName=group)
    except Failure as failure:
        if failure.code != "ActiveInstanceRefreshNotFound":  # it is over, or on its way to be
            raise


def _ended_badly(group: str, refresh: Response) -> str:
    done = refresh.get("PercentageComplete", 0)
    reason = refresh.get("StatusReason", "AWS gives no reason").rstrip(".")
    return f"the instance refresh of the auto scaling group {group} is {refresh['Status']} at {done} %: {reason}."

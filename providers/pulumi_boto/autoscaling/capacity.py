"""How many servers a group may have, wants, and has."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from pulumi_boto.model import Aws, Describe, Failure, Kind, Values

GROUPS: Final = Describe(
    "autoscaling",
    "describe_auto_scaling_groups",
    "AutoScalingGroups",
    "AutoScalingGroupName",
    parameter="AutoScalingGroupNames",
    limit=50,
)
WAIT_SECONDS: Final = 600


def size_faults(new: Values, *between: str) -> Iterator[tuple[str, str]]:
    """What is wrong with ``min_size`` and ``max_size``, and with the properties that must lie between them."""
    known = {name: new[name] for name in ("min_size", "max_size", *between) if isinstance(new.get(name), int)}
    fewest, most = known.get("min_size", 0), known.get("max_size", math.inf)
    for name, value in known.items():
        if value < 0:
            yield name, f"'{name}' is {value}; it must be 0 or more."
            return
    if fewest > most:
        yield "min_size", f"'min_size' is {fewest}, which is over 'max_size', {most}."
        return
    for name in between:
        if name in known and known[name] < fewest:
            yield name, f"'{name}' is {known[name]}, which is under 'min_size', {fewest}."
        elif name in known and known[name] > most:
            yield name, f"'{name}' is {known[name]}, which is over 'max_size', {most}."


def reach_capacity(aws: Aws, name: str, new: Values) -> None:
    """Wait until a group's servers are in service, as many as it wants by now.

    Raises:
        Failure: the time is up; with the counts, and what AWS says of the last launch that failed.
    """
    given = new.get("wait_for_capacity_timeout")
    seconds: int = WAIT_SECONDS if given is None else given
    if not seconds:
        return
    counts = ""

    def reached() -> bool:
        nonlocal counts
        counts = _missing(aws, name, new.get("min_elb_capacity") or 0)
        return not counts

    try:
        aws.wait(f"the capacity of the auto scaling group {name}", reached, timeout=seconds)
    except Failure as failure:
        if failure.code != "Timeout":
            raise
        sentence = f"the auto scaling group {name} has {counts} after {seconds} s; {_reason(aws, name)}"
        raise Failure(Kind.PERMANENT, sentence, failure.code) from failure


def _missing(aws: Aws, name: str, behind_balancer: int) -> str:
    """How many servers there are of how many there should be; empty where they are enough."""
    group = aws.find(GROUPS, name) or {}
    serving = {
        server["InstanceId"]
        for server in group.get("Instances", [])
        if server["LifecycleState"] == "InService" and server["HealthStatus"] == "Healthy"
    }
    wanted = group.get("DesiredCapacity", math.inf)
    if len(serving) < wanted:
        return f"{len(serving)} of {wanted} servers in service"
    if behind_balancer:
        for arn in group.get("TargetGroupARNs", []):
            targets = aws.call("elbv2", "describe_target_health", TargetGroupArn=arn)["TargetHealthDescriptions"]
            serving &= {entry["Target"]["Id"] for entry in targets if entry["TargetHealth"]["State"] == "healthy"}
    if len(serving) < behind_balancer:
        return f"{len(serving)} of {behind_balancer} servers healthy in its target groups"
    return ""


def _reason(aws: Aws, name: str) -> str:
    """What is known of why servers are missing, and what can be done."""
    newest_first = aws.call("autoscaling", "describe_scaling_activities", AutoScalingGroupName=name, MaxRecords=20)
    for activity in newest_first["Activities"]:
        if activity["StatusCode"] == "Failed" and activity.get("StatusMessage"):
            return f"AWS says of the last launch that failed: {activity['StatusMessage'].rstrip('.')}."
    return "'wait_for_capacity_timeout' sets how long to wait, and its activity history tells what happens."

"""Access logs of load balancers, which AWS keeps as attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from pulumi import Input

from pulumi_boto.elbv2.lifecycle import where_enabled


class AccessLogs(TypedDict):
    """Where a load balancer writes a line for each request."""

    bucket: Input[str]
    prefix: NotRequired[Input[str]]
    enabled: NotRequired[Input[bool]]


def live_logs(attributes: Mapping[str, str]) -> dict[str, str] | None:
    """What a load balancer's attributes tell of its logs; None where it writes none."""
    if attributes.get("access_logs.s3.enabled") != "true":
        return None
    return {key: attributes[f"access_logs.s3.{key}"] for key in ("bucket", "prefix")}


def log_attributes(wanted: object) -> dict[str, str]:
    """The attributes by which a load balancer writes logs, or none."""
    logs = where_enabled(wanted)
    if logs is None:
        return {"access_logs.s3.enabled": "false"}
    return {
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": logs["bucket"],
        "access_logs.s3.prefix": logs.get("prefix", ""),
    }

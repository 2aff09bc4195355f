"""Stickiness of target groups, which AWS keeps as attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from pulumi import Input

from pulumi_boto.elbv2.lifecycle import where_enabled
from pulumi_boto.model import Values

_DAY = 86400


class Stickiness(TypedDict):
    """How a client stays with one target: lb_cookie, app_cookie or source_ip."""

    type: Input[str]
    cookie_duration: NotRequired[Input[int]]
    cookie_name: NotRequired[Input[str]]
    enabled: NotRequired[Input[bool]]


def live_stickiness(attributes: Mapping[str, str]) -> Values | None:
    """What a target group's attributes tell of it; None where there is none."""
    if attributes.get("stickiness.enabled") != "true":
        return None
    kind = attributes["stickiness.type"]
    told = {name: attributes[key] for name, key in _cookie_keys(kind).items() if key in attributes}
    return {"type": kind} | {name: int(text) if name == "cookie_duration" else text for name, text in told.items()}


def sticky_attributes(wanted: object) -> dict[str, str]:
    """The attributes by which a client stays with one target, or does not."""
    sticky = where_enabled(wanted)
    if sticky is None:
        return {"stickiness.enabled": "false"}
    sticky = {"cookie_duration": _DAY, **sticky}  # AWS's default, for a duration that was taken out
    cookies = {key: str(sticky[name]) for name, key in _cookie_keys(sticky["type"]).items() if name in sticky}
    return {"stickiness.enabled": "true", "stickiness.type": sticky["type"], **cookies}


def _cookie_keys(kind: str) -> dict[str, str]:
    """Keys of the attributes that belong to one type of stickiness."""
    return {
        "lb_cookie": {"cookie_duration": "stickiness.lb_cookie.duration_seconds"},
        "app_cookie": {
            "cookie_duration": "stickiness.app_cookie.duration_seconds",
            "cookie_name": "stickiness.app_cookie.cookie_name",
        },
    }.get(kind, {})

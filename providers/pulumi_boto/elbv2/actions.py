"""What a listener or a rule does with a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

from pulumi import Input

from pulumi_boto.model import Values


class WeightedTargetGroup(TypedDict):
    """One of several target groups; the weight is 1 unless given."""

    target_group_arn: Input[str]
    weight: NotRequired[Input[int]]


class TargetGroupStickiness(TypedDict):
    """How long a client stays with one of several target groups."""

    enabled: Input[bool]
    duration_seconds: NotRequired[Input[int]]


class Forward(TypedDict):
    """Several target groups and their weights."""

    target_groups: Input[Sequence[Input[WeightedTargetGroup]]]
    target_group_stickiness_config: NotRequired[Input[TargetGroupStickiness]]


class Redirect(TypedDict):
    """Where to redirect to; what is left out stays as in the request."""

    status_code: Input[str]
    protocol: NotRequired[Input[str]]
    port: NotRequired[Input[str]]
    host: NotRequired[Input[str]]
    path: NotRequired[Input[str]]
    query: NotRequired[Input[str]]


class FixedResponse(TypedDict):
    """An answer that needs no target."""

    status_code: Input[str]
    content_type: NotRequired[Input[str]]
    message_body: NotRequired[Input[str]]


class Action(TypedDict):
    """What happens: forward (to one target group or, weighted, to several), redirect or fixed-response."""

    type: Input[str]
    target_group_arn: NotRequired[Input[str]]
    forward_config: NotRequired[Input[Forward]]
    redirect_config: NotRequired[Input[Redirect]]
    fixed_response_config: NotRequired[Input[FixedResponse]]


_NEEDS = {
    "forward": ("target_group_arn", "forward_config"),
    "redirect": ("redirect_config",),
    "fixed-response": ("fixed_response_config",),
}
_AS_REQUESTED = {
    "protocol": "#{protocol}",
    "port": "#{port}",
    "host": "#{host}",
    "path": "/#{path}",
    "query": "#{query}",
}


def action_faults(name: str, actions: Any) -> Iterator[tuple[str, str]]:
    """Actions whose type and parts do not fit, for the property ``name``."""
    for index, action in enumerate(actions if isinstance(actions, list) else ()):
        kind = action.get("type") if isinstance(action, dict) else None
        if not isinstance(kind, str):
            continue  # not known yet
        parts = _NEEDS.get(kind)
        if parts is None:
            yield name, f"'{name}[{index}].type' is '{kind}'; it must be one of {', '.join(_NEEDS)}."
        elif len([part for part in parts if action.get(part) is not None]) != 1:
            yield name, f"'{name}[{index}]' of type {kind} needs {' or else '.join(parts)}."


def canonical_actions(actions: Sequence[Mapping[str, Any]]) -> list[Values]:
    """Actions in one form.

    AWS tells a forward to one target group in both of its spellings, and fills in what a redirect
    and weights leave out.
    """
    return [_canonical_action(action) for action in actions]


def _canonical_action(action: Mapping[str, Any]) -> Values:
    plain = {key: value for key, value in action.items() if value is not None}
    if action.get("type") == "forward":
        forward = plain.pop("forward_config", None)
        single = plain.pop("target_group_arn", None)
        groups = (forward or {}).get("target_groups") or ([{"target_group_arn": single}] if single else [])
        plain["target_groups"] = sorted((_weight(group) for group in groups), key=lambda pair: pair[0])
        sticky = (forward or {}).get("target_group_stickiness_config") or {}
        plain["sticky_seconds"] = sticky.get("duration_seconds") if sticky.get("enabled") else None
    if redirect := plain.get("redirect_config"):
        plain["redirect_config"] = {
            key: value for key, value in redirect.items() if value is not None and value != _AS_REQUESTED.get(key)
        }
    return plain


def _weight(group: Mapping[str, Any]) -> tuple[str, int]:
    weight = group.get("weight")
    return str(group.get("target_group_arn")), 1 if weight is None else int(weight)

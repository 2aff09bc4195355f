"""What is said of a server in the same words, whether it is one instance or a template for many."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, TypedDict

from pulumi import Input

from pulumi_boto.model import Response


class MetadataOptions(TypedDict, total=False):
    """How the instance metadata service (IMDS) answers; ``http_tokens="required"`` means IMDSv2 only."""

    http_tokens: Input[str]
    http_endpoint: Input[str]
    http_put_response_hop_limit: Input[int]
    http_protocol_ipv6: Input[str]
    instance_metadata_tags: Input[str]


class LaunchTemplateVersion(TypedDict, total=False):
    """A launch template by its id or name, and one of its versions: a number, $Latest, or $Default if none is given."""

    launch_template_id: Input[str]
    launch_template_name: Input[str]
    version: Input[str]


def template_version(template: Mapping[str, Any]) -> dict[str, Any]:
    """The one form of a launch template's version: AWS tells the name beside the id, and leaves $Default out."""
    named = "launch_template_id" if template.get("launch_template_id") else "launch_template_name"
    return {named: template.get(named), "version": template.get("version") or "$Default"}


def profile_name(profile: str) -> str:
    """The name of an instance profile that is given by its name or ARN."""
    return profile.rpartition("/")[2]


def profile_parameter(profile: str) -> dict[str, str]:
    """An instance profile, given by its name or ARN, as EC2 takes it."""
    return {"Arn": profile} if profile.startswith("arn:") else {"Name": profile}


def profile_of(described: Response) -> str | None:
    """The instance profile in an answer of EC2, by its name."""
    profile = described.get("IamInstanceProfile") or {}
    return profile.get("Name") or profile_name(profile.get("Arn", "")) or None


def encoded(user_data: str) -> str:
    """User data as EC2 stores it."""
    return base64.b64encode(user_data.encode()).decode()


def decoded(user_data: str) -> str:
    """User data out of an answer; bytes that are no text, which these types never send, as EC2 stores them."""
    try:
        return base64.b64decode(user_data, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return user_data

"""The provider's configuration: which account and region, with whose credentials."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_boto.server.codec import has_unknown

KEYS = {
    "region": "AWS region, such as eu-central-1; else AWS_REGION or the profile's.",
    "profile": "Profile of the AWS configuration files; else AWS_PROFILE.",
    "endpoint": "Address used for every service instead of AWS's own, such as a local test server.",
    "defaultTags": "Tags put on everything that can have tags.",
    "assumeRole": "Role to assume: roleArn, and if wanted sessionName, externalId and duration (seconds).",
    "allowedAccountIds": "Accounts that may be touched; any other is refused.",
    "skipRegionValidation": "Accept a region that this release does not know.",
}
_ROLE = re.compile(r"arn:[\w-]+:iam::\d{12}:role/.+")


@dataclass(frozen=True)
class AssumeRole:
    """The role that all calls are made as."""

    role_arn: str
    session_name: str = "stackwright"
    external_id: str | None = None
    duration: int = 3600


@dataclass(frozen=True)
class Configuration:
    """What a provider instance was configured with."""

    region: str | None = None
    profile: str | None = None
    endpoint: str | None = None
    default_tags: Mapping[str, str] = field(default_factory=dict)
    assume_role: AssumeRole | None = None
    allowed_account_ids: tuple[str, ...] = ()
    skip_region_validation: bool = False

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> Configuration:
        """From the engine's map, where anything but a string is JSON text.

        Raises:
            ValueError: one sentence for a value that cannot be used.
        """
        known = {key: _plain(value) for key, value in given.items() if not has_unknown(value) and value != ""}
        role = known.get("assumeRole")
        return cls(
            region=known.get("region") or os.environ.get("AWS_REGION"),  # boto3 itself knows only AWS_DEFAULT_REGION
            profile=known.get("profile"),
            endpoint=_endpoint(known.get("endpoint")),
            default_tags=_tags(known.get("defaultTags") or {}),
            assume_role=_assume_role(role) if role else None,
            allowed_account_ids=tuple(str(account) for account in known.get("allowedAccountIds") or ()),
            skip_region_validation=bool(known.get("skipRegionValidation", False)),
        )


def _plain(value: Any) -> Any:
    """A structured value arrives as JSON text."""
    if isinstance(value, str) and value[:1] in "[{tf":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _endpoint(value: Any) -> str | None:
    if value is None:
        return None
    if not str(value).startswith(("http://", "https://")):
        raise ValueError(f"boto:endpoint '{value}' is no address; write one such as http://127.0.0.1:5000.")
    return str(value)


def _tags(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError(f"boto:defaultTags must be a map of tags, not {value!r}.")
    return {str(key): str(entry) for key, entry in value.items()}


def _assume_role(value: Any) -> AssumeRole:
    if isinstance(value, str):
        value = {"roleArn": value}
    if not isinstance(value, Mapping) or not _ROLE.fullmatch(str(value.get("roleArn", ""))):
        raise ValueError(
            f"boto:assumeRole needs a roleArn such as arn:aws:iam::123456789012:role/deploy, not {value!r}."
        )
    return AssumeRole(
        role_arn=value["roleArn"],
        session_name=value.get("sessionName", "stackwright"),
        external_id=value.get("externalId"),
        duration=int(value.get("duration", 3600)),
    )

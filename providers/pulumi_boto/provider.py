"""The explicit provider, for a program that works in several accounts or regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

import pulumi
from pulumi import Input, Output

from pulumi_boto.model.names import camel


class AssumeRole(TypedDict, total=False):
    """A role to assume before any call."""

    role_arn: Input[str]
    session_name: Input[str]
    external_id: Input[str]
    duration: Input[int]


class Provider(pulumi.ProviderResource):
    """Where resources live: pass it as ``opts=ResourceOptions(provider=...)``.

    Args:
        region: AWS region, such as eu-central-1; else AWS_REGION or the profile's.
        profile: profile of the AWS configuration files; else AWS_PROFILE.
        endpoint: address used for every service instead of AWS's own.
        default_tags: tags put on everything that can have tags.
        assume_role: role to assume.
        allowed_account_ids: accounts that may be touched; any other is refused.
        skip_region_validation: accept a region that this release does not know.
    """

    def __init__(
        self,
        resource_name: str,
        *,
        region: Input[str] | None = None,
        profile: Input[str] | None = None,
        endpoint: Input[str] | None = None,
        default_tags: Input[Mapping[str, Input[str]]] | None = None,
        assume_role: Input[AssumeRole] | None = None,
        allowed_account_ids: Input[Sequence[Input[str]]] | None = None,
        skip_region_validation: Input[bool] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        role = None
        if assume_role is not None:
            role = Output.from_input(assume_role).apply(
                lambda given: {camel(key): value for key, value in given.items()}
            )
        structured = {
            "defaultTags": default_tags,
            "assumeRole": role,
            "allowedAccountIds": allowed_account_ids,
            "skipRegionValidation": skip_region_validation,
        }
        settings: dict[str, object] = {"region": region, "profile": profile, "endpoint": endpoint}
        for key, value in structured.items():
            settings[key] = None if value is None else Output.json_dumps(value)
        super().__init__("boto", resource_name, settings, opts)

"""What a bucket refuses of what would make it public."""

from __future__ import annotations

from typing import Any, TypedDict

from pulumi import Input


class PublicAccessBlockConfiguration(TypedDict, total=False):
    """Each is on unless it is set to False."""

    block_public_acls: Input[bool]
    block_public_policy: Input[bool]
    ignore_public_acls: Input[bool]
    restrict_public_buckets: Input[bool]


ALL_ON = {
    "block_public_acls": True,
    "block_public_policy": True,
    "ignore_public_acls": True,
    "restrict_public_buckets": True,
}
ALL_OFF = dict.fromkeys(ALL_ON, False)


def completed(value: dict[str, Any]) -> dict[str, Any]:
    """All four, those that are not mentioned being on."""
    return ALL_ON | value

"""When a bucket moves objects to cheaper storage, and when it deletes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, NotRequired, TypedDict

from pulumi import Input

from pulumi_boto.model import Api


class LifecycleTag(TypedDict):
    """A tag that objects have."""

    key: Input[str]
    value: Input[str]


class LifecycleFilterAll(TypedDict, total=False):
    """Several conditions, all of which must hold."""

    prefix: Input[str]
    tags: Input[Sequence[Input[LifecycleTag]]]
    object_size_greater_than: Input[int]
    object_size_less_than: Input[int]


class LifecycleFilter(TypedDict, total=False):
    """Which objects a rule is for: one condition, or several in ``all_of``."""

    prefix: Input[str]
    tag: Input[LifecycleTag]
    object_size_greater_than: Input[int]
    object_size_less_than: Input[int]
    all_of: Annotated[Input[LifecycleFilterAll], Api("And")]


class Expiration(TypedDict, total=False):
    """When objects are deleted: after ``days``, or delete markers without versions."""

    days: Input[int]
    expired_object_delete_marker: Input[bool]


class NoncurrentVersionExpiration(TypedDict):
    """When versions that were overwritten or deleted go, and how many stay nevertheless."""

    noncurrent_days: Input[int]
    newer_noncurrent_versions: NotRequired[Input[int]]


class Transition(TypedDict):
    """When objects move to another storage class."""

    days: Input[int]
    storage_class: Input[str]


class NoncurrentVersionTransition(TypedDict):
    """When versions that were overwritten or deleted move to another storage class."""

    noncurrent_days: Input[int]
    storage_class: Input[str]
    newer_noncurrent_versions: NotRequired[Input[int]]


class AbortIncompleteMultipartUpload(TypedDict):
    """When uploads that never ended are given up."""

    days_after_initiation: Input[int]


class LifecycleRule(TypedDict):
    """One rule, ``Enabled`` or ``Disabled``; without a filter it is for all objects."""

    id: Annotated[Input[str], Api("ID")]
    status: Input[str]
    filter: NotRequired[Input[LifecycleFilter]]
    expiration: NotRequired[Input[Expiration]]
    transitions: NotRequired[Input[Sequence[Input[Transition]]]]
    noncurrent_version_expiration: NotRequired[Input[NoncurrentVersionExpiration]]
    noncurrent_version_transitions: NotRequired[Input[Sequence[Input[NoncurrentVersionTransition]]]]
    abort_incomplete_multipart_upload: NotRequired[Input[AbortIncompleteMultipartUpload]]


class LifecycleConfiguration(TypedDict):
    """The rules of a bucket."""

    rules: Input[Sequence[Input[LifecycleRule]]]


EVERYTHING = {"prefix": ""}
"""The filter that a rule for all objects has: S3 takes none without one."""


def canonical_lifecycle(value: dict[str, Any]) -> dict[str, Any]:
    """Every rule has a filter."""
    return {"rules": [{**rule, "filter": rule.get("filter") or EVERYTHING} for rule in value["rules"]]}

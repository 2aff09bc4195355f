"""Keys and indexes of tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NotRequired, TypedDict

from pulumi import Input


class AttributeDefinition(TypedDict):
    """An attribute that a key uses, and its type: S, N or B."""

    attribute_name: Input[str]
    attribute_type: Input[str]


class KeySchema(TypedDict):
    """A part of a key: HASH or RANGE."""

    attribute_name: Input[str]
    key_type: Input[str]


class Projection(TypedDict):
    """What an index holds beside its keys: ALL, KEYS_ONLY or INCLUDE."""

    projection_type: Input[str]
    non_key_attributes: NotRequired[Input[Sequence[Input[str]]]]


class ProvisionedThroughput(TypedDict):
    """Reads and writes that are paid for, whether used or not."""

    read_capacity_units: Input[int]
    write_capacity_units: Input[int]


class LocalSecondaryIndex(TypedDict):
    """An index with the table's hash key and another range key."""

    index_name: Input[str]
    key_schema: Input[Sequence[Input[KeySchema]]]
    projection: Input[Projection]


class GlobalSecondaryIndex(TypedDict):
    """An index with keys of its own."""

    index_name: Input[str]
    key_schema: Input[Sequence[Input[KeySchema]]]
    projection: Input[Projection]
    provisioned_throughput: NotRequired[Input[ProvisionedThroughput]]


def index_steps(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What turns old global indexes into new ones, in AWS's spelling: DynamoDB takes one step a call."""
    before = {index["IndexName"]: index for index in old}
    after = {index["IndexName"]: index for index in new}
    for name, index in before.items():
        if name not in after or _made_anew(index, after[name]):
            yield {"Delete": {"IndexName": name}}
    for name, index in after.items():
        if name not in before or _made_anew(before[name], index):
            yield {"Create": index}
        elif "ProvisionedThroughput" in index and index != before[name]:
            yield {"Update": {"IndexName": name, "ProvisionedThroughput": index["ProvisionedThroughput"]}}


def _made_anew(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return any(old[part] != new[part] for part in ("KeySchema", "Projection"))

"""Indexes: other keys by which a table's items are found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

from pulumi import Input

from pulumi_boto.dynamodb.capacity import ProvisionedThroughput
from pulumi_boto.dynamodb.keys import KeySchema, attribute_types
from pulumi_boto.model import Property, Values
from pulumi_boto.model.shape import to_api


class Projection(TypedDict):
    """What an index holds beside its keys: ALL, KEYS_ONLY or INCLUDE."""

    projection_type: Input[str]
    non_key_attributes: NotRequired[Input[Sequence[Input[str]]]]


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


def canonical_indexes(indexes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Indexes in one form: DynamoDB keeps no order of the attributes that one holds."""
    return [{**index, "projection": _canonical_projection(index["projection"])} for index in indexes]


def _canonical_projection(projection: Mapping[str, Any]) -> dict[str, Any]:
    held = projection.get("non_key_attributes")
    return {**projection, "non_key_attributes": sorted(held)} if held else dict(projection)


class IndexSteps:
    """What turns old global indexes into new ones, in DynamoDB's spelling. It takes one step a call."""

    def __init__(self, prop: Property[Any], old: Values, new: Values) -> None:
        self._before, self._after = _spelled(prop, old), _spelled(prop, new)
        self._types = attribute_types(old), attribute_types(new)
        self._kept = [name for name in self._after if self._is_kept(name)]

    def drops(self) -> Iterator[dict[str, Any]]:
        """Removes what is not wanted any more, or not with these keys."""
        for name in self._before:
            if name not in self._kept:
                yield {"Delete": {"IndexName": name}}

    def throughputs(self) -> Iterator[dict[str, Any]]:
        """Gives kept indexes another throughput."""
        for name in self._kept:
            wanted = self._after[name].get("ProvisionedThroughput")
            if wanted and wanted != self._before[name].get("ProvisionedThroughput"):
                yield {"Update": {"IndexName": name, "ProvisionedThroughput": wanted}}

    def additions(self) -> Iterator[dict[str, Any]]:
        """Makes what is not there, once what had its name is gone."""
        for name, index in self._after.items():
            if name not in self._kept:
                yield {"Create": index}

    def _is_kept(self, name: str) -> bool:
        """Whether it can stay: DynamoDB changes nothing of an index but its throughput."""
        before, after = self._before.get(name), self._after[name]
        old_types, new_types = self._types
        return (
            before is not None
            and all(before[part] == after[part] for part in ("KeySchema", "Projection"))
            and all(
                old_types.get(key["AttributeName"]) == new_types.get(key["AttributeName"]) for key in after["KeySchema"]
            )
        )


def _spelled(prop: Property[Any], values: Values) -> dict[str, dict[str, Any]]:
    indexes = to_api(canonical_indexes(values.get(prop.name) or ()), prop.shape)
    return {index["IndexName"]: index for index in indexes}

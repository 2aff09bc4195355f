"""Keys of tables and indexes, and the attributes that they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypedDict

from pulumi import Input

from pulumi_boto.model import Values


class AttributeDefinition(TypedDict):
    """An attribute that a key uses, and its type: S, N or B."""

    attribute_name: Input[str]
    attribute_type: Input[str]


class KeySchema(TypedDict):
    """A part of a key: HASH or RANGE."""

    attribute_name: Input[str]
    key_type: Input[str]


INDEXES = ("global_secondary_indexes", "local_secondary_indexes")


def key_faults(new: Values) -> Iterator[tuple[str, str]]:
    """Attributes of keys that are not defined, and definitions that no key uses: DynamoDB takes neither."""
    defined = _named(new["attribute_definitions"])
    indexes = [index for name in INDEXES for index in _entries(new.get(name))]
    schemas = [new["key_schema"], *(index["key_schema"] if isinstance(index, dict) else index for index in indexes)]
    used = [name for schema in schemas for name in _named(schema)]
    if not all(isinstance(name, str) for name in (*defined, *used)):
        return  # some are not known yet
    for name in dict.fromkeys(used):
        if name not in defined:
            yield "attribute_definitions", f"a key uses the attribute '{name}'; 'attribute_definitions' lacks it."
    for name in defined:
        if name not in used:
            yield "attribute_definitions", f"no key uses the attribute '{name}'; take it out, items may have it anyway."


def retyped_keys(old: Values, new: Values) -> set[str]:
    """Attributes whose type changed and that keys of the table itself use, or of its local indexes."""
    before, after = attribute_types(old), attribute_types(new)
    schemas = [new.get("key_schema"), *(index["key_schema"] for index in new.get("local_secondary_indexes") or ())]
    used = {name for schema in schemas for name in _named(schema)}
    return {name for name in used & before.keys() & after.keys() if before[name] != after[name]}


def attribute_types(values: Values) -> dict[str, str]:
    """The types of the defined attributes, by name."""
    return {entry["attribute_name"]: entry["attribute_type"] for entry in values.get("attribute_definitions") or ()}


def _named(entries: Any) -> list[Any]:
    """The attributes that definitions or a key name; what is not known yet stands for itself."""
    return [entry["attribute_name"] if isinstance(entry, dict) else entry for entry in _entries(entries)]


def _entries(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]

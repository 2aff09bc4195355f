"""Check: are the inputs of a resource ones that AWS could take? Nothing is sent to AWS."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_boto.model.lifecycle import Values
from pulumi_boto.model.property import Property
from pulumi_boto.model.resource import Definition
from pulumi_boto.model.shape import (
    DocumentShape,
    ListOf,
    MapOf,
    ObjectOf,
    Scalar,
    Shape,
    canonical,
    from_wire,
)
from pulumi_boto.server.autoname import generated
from pulumi_boto.server.codec import UNKNOWN, has_unknown

_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}

Fault = tuple[str, str]
"""The wire name of a property, and one sentence."""


def check(
    definition: Definition, old: Values, given: Mapping[str, Any], urn: str, seed: bytes
) -> tuple[Values, list[Fault]]:
    """The inputs by Python names, normalised and completed with generated names, and what is wrong with them."""
    values: Values = {}
    faults: list[Fault] = []
    for key, value in given.items():
        prop = definition.by_wire.get(key) or definition.inputs.get(key)
        if prop is None or not prop.options.is_input:
            known = [entry.wire for entry in definition.inputs.values()]
            faults.append((key, definition.unknown_property(key, known)))
        elif value is not None:
            values[prop.name] = _normalised(value, prop.shape)
    _name(definition, old, values, urn, seed)
    for prop in definition.inputs.values():
        faults.extend(_faults(prop, values.get(prop.name)))
    if not faults:
        faults.extend((definition.inputs[name].wire, text) for name, text in definition.lifecycle.validate(values))
    return values, faults


def _normalised(value: Any, shape: Shape) -> Any:
    """Python's spelling, canonical documents, and scalars of the declared type where nothing is lost."""
    value = from_wire(value, shape)
    match shape:
        case DocumentShape():
            return value if has_unknown(value) else canonical(value)
        case ListOf(item) if isinstance(value, list):
            return [_normalised(entry, item) for entry in value]
        case MapOf(item) if isinstance(value, dict):
            return {key: _normalised(entry, item) for key, entry in value.items() if entry is not None}
        case ObjectOf(fields=fields) if isinstance(value, dict):
            return {
                key: _normalised(entry, fields[key].shape) if key in fields else entry
                for key, entry in value.items()
                if entry is not None
            }
        case Scalar(name):
            return _coerced(value, name)
        case _:
            return value


def _coerced(value: Any, name: str) -> Any:
    """Configuration values are text; so are numbers and booleans in it."""
    if isinstance(value, str) and name == "integer" and value.lstrip("-").isdigit():
        return int(value)
    if isinstance(value, str) and name == "boolean" and value in ("true", "false"):
        return value == "true"
    if isinstance(value, int | float) and not isinstance(value, bool) and name == "string":
        return str(value)
    return value


def _name(definition: Definition, old: Values, values: Values, urn: str, seed: bytes) -> None:
    """Give a unique name to what the program did not name; a name once given stays."""
    for prop in definition.inputs.values():
        limit = prop.options.autoname
        if not limit or prop.name in values:
            continue
        name = old.get(prop.name) or generated(urn, seed, limit)
        values[prop.name] = definition.lifecycle.spell_name(name, values)


def _faults(prop: Property[Any], value: Any) -> Iterator[Fault]:
    options = prop.options
    if value is None:
        if options.is_required:
            yield prop.wire, f"the property '{prop.name}' is needed."
        return
    wrong = list(_type_faults(value, prop.shape, prop.name))
    yield from ((prop.wire, text) for text in wrong)
    if wrong or has_unknown(value):
        return
    if options.choices and value not in options.choices:
        yield prop.wire, f"'{prop.name}' is {value!r}; it must be one of {', '.join(options.choices)}."
    elif options.validate and (text := options.validate(value)):
        yield prop.wire, f"'{prop.name}': {text}"


def _type_faults(value: Any, shape: Shape, path: str) -> Iterator[str]:
    if value is UNKNOWN:
        return
    if isinstance(shape, DocumentShape):
        yield from _document_faults(value, path)
        return
    if not _fits(value, shape):
        yield f"'{path}' is {value!r}; it must be {_described(shape)}."
        return
    match shape:
        case ListOf(item):
            for index, entry in enumerate(value):
                yield from _type_faults(entry, item, f"{path}[{index}]")
        case MapOf(item):
            for key, entry in value.items():
                yield from _type_faults(entry, item, f"{path}.{key}")
        case ObjectOf():
            yield from _object_faults(value, shape, path)


def _document_faults(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, str):
        try:
            json.loads(value)
        except ValueError as error:
            yield f"'{path}' is no JSON document: {error}."


def _fits(value: Any, shape: Shape) -> bool:
    if isinstance(shape, Scalar):
        return isinstance(value, _PYTHON_TYPES[shape.name]) and isinstance(value, bool) == (shape.name == "boolean")
    return isinstance(value, list if isinstance(shape, ListOf) else dict)


def _described(shape: Shape) -> str:
    match shape:
        case Scalar(name):
            return f"an {name}" if name[0] in "aeiou" else f"a {name}"
        case ObjectOf(fields=fields):
            return f"an object with {', '.join(fields)}"
        case _:
            return "a list" if isinstance(shape, ListOf) else "a map"


def _object_faults(value: Mapping[str, Any], shape: ObjectOf, path: str) -> Iterator[str]:
    for key, entry in value.items():
        if key not in shape.fields:
            yield f"'{path}' has no '{key}'; it has {', '.join(shape.fields)}."
        else:
            yield from _type_faults(entry, shape.fields[key].shape, f"{path}.{key}")
    for field in shape.fields.values():
        if field.required and value.get(field.name) is None:
            yield f"'{path}' needs '{field.name}'."

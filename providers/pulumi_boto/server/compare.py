"""When two values of a property mean the same, and what a live value says of an input."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pulumi_boto.model.property import Property
from pulumi_boto.model.shape import DocumentShape, ListOf, MapOf, ObjectOf, Shape, canonical
from pulumi_boto.server.codec import has_unknown


def same(prop: Property[Any], old: Any, new: Any) -> bool:
    """Whether two inputs mean the same; what is not yet known differs from everything."""
    if has_unknown(old) or has_unknown(new):
        return False
    return bool(normal(prop, old) == normal(prop, new))


def normal(prop: Property[Any], value: Any) -> Any:
    """The one form of all values that mean the same."""
    canonical = prop.options.canonical
    if canonical and value is not None:
        value = canonical(value)
    return _normal(value, prop.shape, unordered=prop.options.unordered)


def _normal(value: Any, shape: Shape, *, unordered: bool = False) -> Any:
    if value is None or value in ({}, []):
        return None
    match shape:
        case DocumentShape():
            return canonical(value)
        case ListOf(item):
            entries = [_normal(entry, item) for entry in value]
            return sorted(entries, key=_sort_key) if unordered else entries
        case MapOf(item):
            return {key: _normal(entry, item) for key, entry in value.items()}
        case ObjectOf(fields=fields) if isinstance(value, Mapping):
            spelled = {
                key: _normal(entry, fields[key].shape) if key in fields else entry for key, entry in value.items()
            }
            return {key: entry for key, entry in spelled.items() if entry is not None}
        case _:
            return value


def _sort_key(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def observed(prop: Property[Any], recorded: Any, live: Any) -> Any:
    """What the input would be for the live value, told as the program told it.

    Keys of an object that the program left out are AWS's defaults and stay left out, unless the canonical
    form says what such a default is: then another live value is drift. An equal value stays word for word
    as it was.
    """
    if same(prop, recorded, live):
        return recorded
    told = _like(_completed(prop, recorded), live, prop.shape, unordered=prop.options.unordered)
    return recorded if same(prop, recorded, told) else told


def _completed(prop: Property[Any], recorded: Any) -> Any:
    """An object as the program told it, and the keys that its canonical form adds."""
    if prop.options.canonical is None or not isinstance(recorded, Mapping):
        return recorded
    return {**prop.options.canonical(recorded), **recorded}


def _like(recorded: Any, live: Any, shape: Shape, *, unordered: bool = False) -> Any:
    match shape:
        case ObjectOf(fields=fields) if isinstance(recorded, Mapping) and isinstance(live, Mapping):
            return {
                key: _like(entry, live.get(key), fields[key].shape) if key in fields else entry
                for key, entry in recorded.items()
            }
        case ListOf(item) if isinstance(recorded, list) and isinstance(live, list) and len(recorded) == len(live):
            if unordered:
                recorded, live = sorted(recorded, key=_sort_key), sorted(live, key=_sort_key)
            return [_like(old, new, item) for old, new in zip(recorded, live, strict=True)]
        case _:
            return live

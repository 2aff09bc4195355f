"""Diff: which properties changed, and whether the change can be made in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pulumi_boto.model.lifecycle import Values
from pulumi_boto.model.property import Property
from pulumi_boto.model.resource import Definition
from pulumi_boto.model.shape import MapOf, ObjectOf
from pulumi_boto.server.autoname import is_generated
from pulumi_boto.server.codec import has_unknown
from pulumi_boto.server.compare import normal, observed, same


@dataclass(frozen=True)
class Change:
    """One changed path: ``tags.Name`` or ``cidrBlock``."""

    path: str
    kind: str  # add, delete or update
    replaces: bool


@dataclass(frozen=True)
class Difference:
    """What an update would have to do."""

    changes: list[Change] = field(default_factory=list)
    changed: frozenset[str] = frozenset()
    replaces: list[str] = field(default_factory=list)
    delete_before_replace: bool = False


def diff(
    definition: Definition, urn: str, state: Values, old: Values, new: Values, ignored: Sequence[str] = ()
) -> Difference:
    """Compare recorded inputs with new ones.

    A property that the program did not set before counts as having had its live value: writing down what
    is already true changes nothing. One that AWS may choose keeps what AWS chose.

    Args:
        definition: the type.
        urn: the resource's.
        state: recorded outputs, by Python names.
        old: recorded inputs.
        new: new inputs.
        ignored: wire names from the ``ignoreChanges`` option.
    """
    before, after = {}, {}
    for name, prop in definition.inputs.items():
        before[name], after[name] = effective(prop, state, old, new)
    forced = set(definition.lifecycle.replacing(before, _known(after)))
    changes: list[Change] = []
    changed: set[str] = set()
    replaces: list[str] = []
    for name, prop in definition.inputs.items():
        if prop.wire in ignored or same(prop, before[name], after[name]):
            continue
        changed.add(name)
        replaced = prop.options.replaces or name in forced or _replaces_within(prop, before[name], after[name])
        changes.extend(_changes(prop, before[name], after[name], replaces=replaced))
        if replaced:
            replaces.append(prop.wire)
    collides = bool(replaces) and (
        definition.lifecycle.collides(before, _known(new)) or _keeps_a_unique_name(definition, urn, changed, new)
    )
    return Difference(changes, frozenset(changed), replaces, collides)


def _known(values: Values) -> Values:
    return {name: value for name, value in values.items() if not has_unknown(value)}


def effective(prop: Property[Any], state: Values, old: Values, new: Values) -> tuple[Any, Any]:
    """The values of a property before and after, with what holds where the program says nothing."""
    options = prop.options
    before = old.get(prop.name)
    after = new.get(prop.name)
    if before is None and after is not None and state.get(prop.name) is not None:
        before = observed(prop, after, state[prop.name])
    if after is None and (options.computed or before is None):
        return before, before
    if options.computed and isinstance(prop.shape, ObjectOf) and isinstance(after, Mapping):
        before = {key: value for key, value in (before or {}).items() if key in after}  # AWS chooses the others
    return (options.default if before is None else before), (options.default if after is None else after)


def _replaces_within(prop: Property[Any], before: Any, after: Any) -> bool:
    """Whether a key of an object changed that AWS cannot change; one that the program leaves out is AWS's own."""
    if not isinstance(prop.shape, ObjectOf) or not isinstance(after, Mapping):
        return False
    old, new = normal(prop, before) or {}, normal(prop, after) or {}
    return any(
        field.replaces and name in new and old.get(name) != new[name] for name, field in prop.shape.fields.items()
    )


def _changes(prop: Property[Any], before: Any, after: Any, *, replaces: bool) -> Iterator[Change]:
    if isinstance(prop.shape, MapOf) and isinstance(before, dict) and isinstance(after, dict):
        for key in before.keys() | after.keys():
            if before.get(key) != after.get(key):
                path = f"{prop.wire}.{key}" if key.isidentifier() else f'{prop.wire}["{key}"]'
                yield Change(path, _kind(before.get(key), after.get(key)), replaces)
    else:
        yield Change(prop.wire, _kind(before, after), replaces)


def _kind(before: Any, after: Any) -> str:
    if before is None:
        return "add"
    return "delete" if after is None else "update"


def _keeps_a_unique_name(definition: Definition, urn: str, changed: set[str], new: Values) -> bool:
    """Whether the new resource would have what AWS allows once, and the old one has.

    A generated name collides with nothing: the replacement gets another one.
    """
    unique = definition.lifecycle.unique
    given = {name: new[name] for name in unique if new.get(name) is not None}
    generated = any(is_generated(str(given[n]), urn, definition.inputs[n].options.autoname) for n in given)
    return bool(given) and not generated and not changed.intersection(unique)

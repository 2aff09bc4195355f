"""The reference page of all types, read off the resource classes: `python -m pulumi_boto.reference`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from pulumi_boto.model.property import Property
from pulumi_boto.model.resource import Definition
from pulumi_boto.model.shape import DocumentShape, ListOf, MapOf, ObjectOf, Scalar, Shape
from pulumi_boto.server import registry
from pulumi_boto.server.configuration import KEYS

_WORDS = {"string": "text", "integer": "integer", "number": "number", "boolean": "boolean"}


def reference() -> str:
    """The page, in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    definitions = registry.everything()
    yield "# The provider `boto`"
    yield ""
    yield "Made from the resource classes by `make docs`; a test keeps it true."
    yield ""
    yield "## Settings"
    yield ""
    yield from (f"- `boto:{key}`: {doc}" for key, doc in KEYS.items())
    yield ""
    yield f"## Types ({len(definitions)})"
    yield ""
    yield "`pulumi import <type> <name> <id>` takes over what exists. Its id is AWS's own, such as"
    yield "`vpc-0123456789abcdef0`, where the type says nothing else."
    for definition in definitions:
        yield from _type(definition)
    yield ""
    yield "## Functions"
    for function in registry.every_function():
        yield ""
        yield f"### `{function.token}`"
        yield ""
        yield function.doc


def _type(definition: Definition) -> Iterator[str]:
    yield ""
    yield f"### `{definition.token}`"
    yield ""
    yield f"{definition.doc}"
    yield ""
    known_as = f"CloudFormation: `{definition.cloudformation}`. " if definition.cloudformation else ""
    yield f"{known_as}Permissions: {_listed(definition.lifecycle.permissions)}."
    yield ""
    yield "| property | type | |"
    yield "|---|---|---|"
    for prop in definition.properties.values():
        yield f"| `{prop.name}` | {_shape(prop.shape)} | {_notes(prop)} |"


def _notes(prop: Property[Any]) -> str:
    options = prop.options
    notes = [options.doc]
    if not options.is_input:
        notes.append("*Output.*")
    if options.is_required:
        notes.append("*Needed.*")
    if options.default is not None:
        notes.append(f"Default `{options.default}`.")
    if options.choices:
        notes.append(f"One of {_listed(options.choices)}.")
    if options.replaces:
        notes.append("*A change replaces.*")
    if options.secret:
        notes.append("*Secret.*")
    return " ".join(notes).replace("|", "\\|").replace("\n", " ")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _shape(shape: Shape) -> str:
    match shape:
        case Scalar(name):
            return _WORDS[name]
        case DocumentShape():
            return "JSON document"
        case ListOf(item):
            return f"list of {_shape(item)}"
        case MapOf(item):
            return f"map of {_shape(item)}"
        case ObjectOf(fields=fields):
            return f"{{{', '.join(fields)}}}"


if __name__ == "__main__":
    sys.stdout.write(reference())

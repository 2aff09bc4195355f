"""Pulumi's package schema, read off the resource classes.

Source: https://www.pulumi.com/docs/iac/using-pulumi/extending-pulumi/schema/
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from pulumi_boto.model.function import Function
from pulumi_boto.model.property import Property
from pulumi_boto.model.resource import PACKAGE, Definition
from pulumi_boto.model.shape import DocumentShape, ListOf, MapOf, ObjectOf, Scalar, Shape
from pulumi_boto.server import registry
from pulumi_boto.server.configuration import KEYS

Spec = dict[str, Any]


def schema() -> Spec:
    """The whole package."""
    types: dict[str, Spec] = {}
    resources = {entry.token: _resource(entry, types) for entry in registry.everything()}
    functions = {entry.token: _function(entry, types) for entry in registry.every_function()}
    config = {key: {**_config_type(key), "description": doc} for key, doc in KEYS.items()}
    return {
        "name": PACKAGE,
        "displayName": "AWS through boto3",
        "version": version("stackwright"),
        "description": "A Pulumi provider for AWS, native to Python.",
        "license": "Apache-2.0",
        "meta": {"moduleFormat": "(.*)"},
        "config": {"variables": config},
        "provider": {"inputProperties": config},
        "types": types,
        "resources": resources,
        "functions": functions,
        "language": {"python": {"packageName": "pulumi_boto"}},
    }


def _config_type(key: str) -> Spec:
    kinds: dict[str, Spec] = {
        "defaultTags": {"type": "object", "additionalProperties": {"type": "string"}},
        "assumeRole": {"type": "object", "additionalProperties": {"type": "string"}},
        "allowedAccountIds": {"type": "array", "items": {"type": "string"}},
        "skipRegionValidation": {"type": "boolean"},
    }
    return kinds.get(key, {"type": "string"})


def _resource(definition: Definition, types: dict[str, Spec]) -> Spec:
    module = definition.token.split(":")[1]
    properties = definition.properties.values()
    inputs = [prop for prop in properties if prop.options.is_input]
    return {
        "description": definition.doc,
        "inputProperties": {prop.wire: _property(prop, module, types, as_input=True) for prop in inputs},
        "requiredInputs": [prop.wire for prop in inputs if prop.options.is_required],
        "properties": {prop.wire: _property(prop, module, types, as_input=False) for prop in properties},
        "required": [prop.wire for prop in properties if prop.options.is_required],
    }


def _property(prop: Property[Any], module: str, types: dict[str, Spec], *, as_input: bool) -> Spec:
    options = prop.options
    spec = {**_type(prop.shape, module, types), "description": options.doc}
    if options.secret:
        spec["secret"] = True
    if as_input and options.replaces:
        spec["willReplaceOnChanges"] = True
    return spec


def _function(function: Function[Any, Any], types: dict[str, Spec]) -> Spec:
    return {
        "description": function.doc,
        "inputs": _object(function.arguments, "index", types),
        "outputs": _object(function.result, "index", types),
    }


def _type(shape: Shape, module: str, types: dict[str, Spec]) -> Spec:
    match shape:
        case Scalar(name):
            return {"type": name}
        case DocumentShape():
            return {"$ref": "pulumi.json#/Json"}
        case ListOf(item):
            return {"type": "array", "items": _type(item, module, types)}
        case MapOf(item):
            return {"type": "object", "additionalProperties": _type(item, module, types)}
        case ObjectOf():
            token = f"{PACKAGE}:{module}:{shape.name}"
            if token not in types:
                types[token] = {}
                types[token] = {"type": "object", **_object(shape, module, types)}
            return {"$ref": f"#/types/{token}"}


def _object(shape: ObjectOf, module: str, types: dict[str, Spec]) -> Spec:
    fields = shape.fields.values()
    return {
        "type": "object",
        "properties": {field.wire: _type(field.shape, module, types) for field in fields},
        "required": [field.wire for field in fields if field.required],
    }

"""What a package's schema says that its Python text depends on.

The schema (https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/) tells which
keys are names of properties, which Python spells its own way, and which are the user's data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

import grpc

from stackwright.engine.language_host import protocol
from stackwright.engine.language_host.generate.names import snake_case

if TYPE_CHECKING:
    from pulumi.runtime.proto.codegen import loader_pb2
else:
    loader_pb2 = protocol.loader_pb2

_TYPES = "#/types/"
_ANY_SIZE = [("grpc.max_receive_message_length", -1)]

Specification = Mapping[str, object]
"""A type as the schema writes it."""


class PackageSchema:
    """The schema of one package."""

    def __init__(self, schema: Mapping[str, object]) -> None:
        self._schema = schema
        name = str(schema.get("name", ""))
        self._python = _section(_section(schema, "language"), "python")
        self.python_package = str(self._python.get("packageName") or f"pulumi_{name}").replace("-", "_")

    def module(self, token: str) -> tuple[str, ...]:
        """The modules of a type below the Python package; none for the package itself."""
        written = token.split(":")[1]
        overrides = _section(self._python, "moduleNameOverrides")
        guessed = "(.*)" if "resources" in self._schema else "(.*)(?:/[^/]*)"  # ec2/vpc is in ec2, as in most
        pattern = _section(self._schema, "meta").get("moduleFormat") or guessed
        match = re.fullmatch(str(pattern), written)
        plain = match[1] if match else written
        chosen = str(overrides.get(plain, plain))
        return tuple(snake_case(part) for part in re.split(r"[/.]", chosen) if part and part != "index")

    def inputs(self, token: str) -> Specification | None:
        """The inputs of a resource, as an object type; None if it is not in the schema."""
        kind, _, name = token.partition(":")
        if kind == "pulumi" and name.startswith("providers:"):
            resource = _section(self._schema, "provider")
        else:
            resource = _section(_section(self._schema, "resources"), token)
        return {"properties": _section(resource, "inputProperties")} if resource else None

    def resolved(self, specification: Specification) -> Specification:
        """The type itself where ``specification`` only refers to one."""
        reference = str(specification.get("$ref", ""))
        if reference.startswith(_TYPES):
            return _section(_section(self._schema, "types"), reference.removeprefix(_TYPES))
        for choice in _list(specification.get("oneOf")):
            found = self.resolved(choice)
            if "properties" in found or "additionalProperties" in found or "items" in found:
                return found
        return specification


class SchemaLoader:
    """Asks the engine for schemas."""

    def __init__(self, address: str) -> None:
        self._channel = grpc.insecure_channel(address, options=_ANY_SIZE) if address else None
        self._loaded: dict[str, PackageSchema | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._channel:
            self._channel.close()

    def schema(self, package: str) -> PackageSchema | None:
        """The schema of ``package``, or None if the engine has none."""
        if package not in self._loaded:
            self._loaded[package] = self._load(package)
        return self._loaded[package]

    def _load(self, package: str) -> PackageSchema | None:
        if self._channel is None:
            return None
        # Called by its name: the generated client imports a package that the SDK does not have.
        get_schema = self._channel.unary_unary(
            "/codegen.Loader/GetSchema",
            request_serializer=loader_pb2.GetSchemaRequest.SerializeToString,
            response_deserializer=loader_pb2.GetSchemaResponse.FromString,
        )
        try:
            answer = get_schema(loader_pb2.GetSchemaRequest(package=package))
        except grpc.RpcError:
            return None  # names are then spelt by rule alone
        return PackageSchema(json.loads(answer.schema))


SchemaSource = Callable[[str], PackageSchema | None]


def _section(mapping: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = mapping.get(key)
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Specification]:
    return value if isinstance(value, list) else []

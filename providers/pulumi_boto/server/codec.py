"""Values of Pulumi's wire format: google.protobuf.Struct with a sentinel for what is not yet known.

Source: sdk/go/common/resource/plugin/rpc.go in pulumi/pulumi. Resource references do not occur, and
secrets only in answers: the provider asks the engine not to send them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf.struct_pb2 import ListValue, Struct, Value
from pulumi.runtime import rpc


class Unknown:
    """A value that only an update will tell."""

    _only: Unknown | None = None

    def __new__(cls) -> Unknown:
        cls._only = cls._only or super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        return "unknown"

    def __deepcopy__(self, memo: object) -> Unknown:
        return self


UNKNOWN: Final = Unknown()


@dataclass(frozen=True)
class Secret:
    """A value that the engine encrypts in the state and masks wherever it is shown."""

    value: Any


def decode(struct: Struct) -> dict[str, Any]:
    """A message's struct as plain values; whole numbers are integers."""
    return {key: _decode(value) for key, value in struct.fields.items()}


def _decode(value: Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return UNKNOWN if value.string_value == rpc.UNKNOWN else value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "struct_value":
            entries = decode(value.struct_value)
            return entries["value"] if entries.get(rpc._special_sig_key) == rpc._special_secret_sig else entries
        case "list_value":
            return [_decode(entry) for entry in value.list_value.values]
        case _:
            return None


def encode(values: Mapping[str, Any]) -> Struct:
    """Plain values as a message's struct; None is left out."""
    return Struct(fields={key: _encode(value) for key, value in values.items() if value is not None})


def _encode(value: Any) -> Value:
    if value is UNKNOWN:
        return Value(string_value=rpc.UNKNOWN)
    if isinstance(value, Secret):
        return Value(struct_value=encode({rpc._special_sig_key: rpc._special_secret_sig, "value": value.value}))
    if isinstance(value, bool):
        return Value(bool_value=value)
    if isinstance(value, int | float):
        return Value(number_value=value)
    if isinstance(value, Mapping):
        return Value(struct_value=encode(value))
    if isinstance(value, list | tuple):
        return Value(list_value=ListValue(values=[_encode(entry) for entry in value]))
    if value is None:
        return Value(null_value=0)
    return Value(string_value=str(value))


def has_unknown(value: Any) -> bool:
    """Whether any part of a value is not yet known."""
    if isinstance(value, Mapping):
        return any(has_unknown(entry) for entry in value.values())
    if isinstance(value, list | tuple):
        return any(has_unknown(entry) for entry in value)
    return value is UNKNOWN

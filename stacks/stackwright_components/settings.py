"""Read a program's configuration into plain dataclasses; what is wrong is said in one sentence.

    network = read(pulumi.Config(), "network", NetworkSettings)

The keys are the fields in Pulumi's spelling: ``public_prefix`` is ``publicPrefix``. A field says what it
looks like with ``example``, which the sentence then shows.

https://www.pulumi.com/docs/iac/concepts/config/#structured-configuration
"""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import shlex
from collections.abc import Mapping
from types import UnionType
from typing import Any, ClassVar, Literal, NoReturn, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

import pulumi


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]


S = TypeVar("S", bound=_Dataclass)

_KINDS: dict[type, tuple[tuple[type, ...], str]] = {
    # `pulumi config set --path` makes a number of digits, and text of a fraction
    str: ((str, int), "text"),
    int: ((int,), "a whole number"),
    float: ((int, float), "a number"),
    bool: ((bool,), "true or false"),
}


def example(value: object) -> dict[str, object]:
    """Metadata of a field: what a value looks like."""
    return {"example": value}


def read(config: pulumi.Config, key: str, into: type[S]) -> S:
    """The settings under one key of the configuration.

    Raises:
        pulumi.RunError: a key that is missing, unknown or of the wrong kind.
    """
    try:
        value = config.get_object(key)
    except pulumi.ConfigTypeError:  # text that is no JSON
        value = config.get(key)
    return _settings({} if value is None else value, into, f"{config.name}:{key}")


def _settings(value: object, into: type[S], path: str) -> S:
    fields = {_camel(field.name): field for field in dataclasses.fields(into)}
    if not isinstance(value, Mapping):
        _refuse(path, f"must be a map with the keys {', '.join(fields)}, not {value!r}")
    for key in value:
        if key not in fields:
            close = difflib.get_close_matches(str(key), fields, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"there are {', '.join(fields)}."
            raise pulumi.RunError(f"The configuration has an unknown key '{path}.{key}'; {hint}")
    hints = get_type_hints(into)
    given: dict[str, object] = {}
    for key, field in fields.items():
        if value.get(key) is not None:
            shown = field.metadata.get("example")
            given[field.name] = _value(value[key], hints[field.name], f"{path}.{key}", shown)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            given[field.name] = _absent(f"{path}.{key}", field, hints[field.name])
    return into(**given)


def _value(value: Any, kind: Any, path: str, shown: object) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):  # `X | None`; a null counts as not given
        return _value(value, arguments[0], path, shown)
    if origin is Literal:
        if value not in arguments:
            _refuse(path, f"must be one of {', '.join(arguments)}, not {value!r}")
        return value
    if origin is tuple:
        if not isinstance(value, list):
            _refuse(path, f"must be a list, not {value!r}", shown)
        return tuple(_value(item, arguments[0], f"{path}[{i}]", None) for i, item in enumerate(value))
    if origin is Mapping:
        if not isinstance(value, Mapping):
            _refuse(path, f"must be a map, not {value!r}", shown)
        return {str(key): _value(item, arguments[1], f"{path}.{key}", None) for key, item in value.items()}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _settings(value, kind, path)
    return _scalar(value, kind, path, shown)


def _scalar(value: Any, kind: type, path: str, shown: object) -> object:
    accepted, words = _KINDS[kind]
    if kind is float and isinstance(value, str):
        with contextlib.suppress(ValueError):
            return float(value)
    if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
        _refuse(path, f"must be {words}, not {value!r}", shown)
    return str(value) if kind is str else value


def _absent(path: str, field: dataclasses.Field[Any], kind: Any) -> object:
    """What stands for a needed key that is not there: settings whose keys all have defaults."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _settings({}, kind, path)
    raise pulumi.RunError(
        f"The configuration of stack '{pulumi.get_stack()}' lacks '{path}'; "
        f"set it, for example: {_command(path, field.metadata['example'])}"
    )


def _refuse(path: str, fault: str, shown: object = None) -> NoReturn:
    hint = f"; write, for example: {_command(path, shown)}" if shown is not None else "."
    raise pulumi.RunError(f"The configuration '{path}' {fault}{hint}")


def _command(path: str, shown: Any) -> str:
    """How to set a key to what is shown; of a list or a map, to its first entry."""
    if isinstance(shown, list):
        return _command(f"{path}[0]", shown[0])
    if isinstance(shown, Mapping):
        return _command(f"{path}.{next(iter(shown))}", next(iter(shown.values())))
    return f"pulumi config set --path {shlex.quote(path)} {shlex.quote(str(shown))}"


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)

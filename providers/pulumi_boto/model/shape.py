"""What a property's value looks like, read off its annotation.

A shape converts one value between the spellings of Python (``volume_size``), Pulumi
(``volumeSize``) and AWS (``VolumeSize``); free-form maps and documents keep their keys.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ForwardRef,
    NotRequired,
    Required,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import pulumi

from pulumi_boto.model.names import camel, pascal

M = TypeVar("M")

Document = Mapping[str, Any] | str
"""A JSON document such as an IAM policy: a mapping or the JSON text; the state holds canonical text."""


@dataclass(frozen=True)
class Api:
    """AWS's name of a field where it is not the plain spelling: ``Annotated[Input[str], Api("IpProtocol")]``."""

    name: str


@dataclass(frozen=True)
class Replaces:
    """A field of an object that AWS cannot change: ``Annotated[Input[bool], Replaces()]``."""


@dataclass(frozen=True)
class Scalar:
    """A string, integer, number or boolean; the name is Pulumi's."""

    name: str


@dataclass(frozen=True)
class DocumentShape:
    """A JSON document; see :data:`Document`."""


@dataclass(frozen=True)
class ListOf:
    """A list of one shape."""

    item: Shape


@dataclass(frozen=True)
class MapOf:
    """A map with free keys: they are the user's and never respelled."""

    item: Shape


@dataclass(frozen=True)
class Field:
    """One key of an object."""

    name: str
    shape: Shape
    required: bool
    api: str
    replaces: bool = False

    @property
    def wire(self) -> str:
        """Pulumi's spelling of the key."""
        return camel(self.name)


@dataclass(frozen=True, eq=False)
class ObjectOf:
    """An object with known keys, declared as a ``TypedDict``."""

    declared: type
    fields: Mapping[str, Field]

    @property
    def name(self) -> str:
        """The name of the type in Pulumi's schema."""
        return self.declared.__name__


Shape = Scalar | DocumentShape | ListOf | MapOf | ObjectOf

_SCALARS: dict[object, Shape] = {
    str: Scalar("string"),
    int: Scalar("integer"),
    float: Scalar("number"),
    bool: Scalar("boolean"),
}


def shape_of(annotation: object) -> Shape:
    """The shape that an annotation states.

    Raises:
        TypeError: the annotation is not one that a Pulumi schema can express.
    """
    if annotation == Document:
        return DocumentShape()
    annotation = _unwrap(annotation)
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    if annotation == Document:
        return DocumentShape()
    if is_typeddict(annotation):
        return _object(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (list, Sequence):
        return ListOf(shape_of(arguments[0]))
    if origin in (dict, Mapping):
        return MapOf(shape_of(arguments[1]))
    raise TypeError(f"{annotation!r} is no type that a Pulumi schema can express")


def _unwrap(annotation: object) -> object:
    """Strip ``Input``, ``Annotated``, ``Required`` and ``None`` from an annotation."""
    while True:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if annotation == Document:
            return annotation
        if origin in (Annotated, NotRequired, Required):
            annotation = arguments[0]
        elif origin in (Union, UnionType):
            plain = [a for a in arguments if a is not NoneType and not _is_deferred(a)]
            if set(plain) == set(get_args(Document)):
                return Document
            annotation = plain[0]
        else:
            return annotation


_INPUT_REFERS_TO: dict[str, Any] = {"Output": pulumi.Output, "T": TypeVar("T")}
"""The names in the text of ``Input``'s own annotation."""


def _is_deferred(annotation: object) -> bool:
    """Whether it is the part of ``Input`` that is for values not yet known; Pulumi writes one as text."""
    return isinstance(annotation, ForwardRef) or get_origin(annotation) in (Awaitable, pulumi.Output)


@cache
def _object(declared: type) -> ObjectOf:
    hints = get_type_hints(declared, localns=_INPUT_REFERS_TO, include_extras=True)
    total: bool = getattr(declared, "__total__", True)
    fields = {
        name: Field(
            name, shape_of(hint), _is_required(hint, total=total), _api_name(name, hint), bool(_marks(hint, Replaces))
        )
        for name, hint in hints.items()
    }
    return ObjectOf(declared, fields)


def _is_required(hint: object, *, total: bool) -> bool:
    """Read off the hint: ``__required_keys__`` is wrong where annotations are postponed."""
    return get_origin(hint) is not NotRequired and (total or get_origin(hint) is Required)


def _api_name(name: str, hint: object) -> str:
    marks = _marks(hint, Api)
    return marks[0].name if marks else pascal(name)


def _marks(hint: object, kind: type[M]) -> list[M]:
    """What ``Annotated`` adds to a field's type, of one kind."""
    while get_origin(hint) in (NotRequired, Required):
        hint = get_args(hint)[0]
    return [extra for extra in getattr(hint, "__metadata__", ()) if isinstance(extra, kind)]


def _convert(
    value: Any,
    shape: Shape,
    rename: Callable[[Mapping[str, Any], ObjectOf], list[tuple[str, Field | None, Any]]],
) -> Any:
    """Walk a value along its shape; ``rename`` spells an object's keys anew."""
    match shape:
        case ListOf(item) if isinstance(value, Sequence) and not isinstance(value, str):
            return [_convert(entry, item, rename) for entry in value]
        case MapOf(item) if isinstance(value, Mapping):
            return {key: _convert(entry, item, rename) for key, entry in value.items()}
        case ObjectOf() if isinstance(value, Mapping):
            return {
                key: entry if field is None else _convert(entry, field.shape, rename)
                for key, field, entry in rename(value, shape)
            }
        case _:
            return value


def to_wire(value: Any, shape: Shape) -> Any:
    """From Python's to Pulumi's spelling; outputs nested anywhere are respelled when they are known."""
    if isinstance(shape, DocumentShape):
        return _document_text(value)
    if isinstance(value, (pulumi.Output, Awaitable)):
        return pulumi.Output.from_input(value).apply(lambda known: to_wire(known, shape))
    match shape:
        case ListOf(item) if isinstance(value, Sequence) and not isinstance(value, str):
            return [to_wire(entry, item) for entry in value]
        case MapOf(item) if isinstance(value, Mapping):
            return {key: to_wire(entry, item) for key, entry in value.items()}
        case ObjectOf(fields=fields) if isinstance(value, Mapping):
            return {
                fields[key].wire if key in fields else key: to_wire(entry, fields[key].shape)
                if key in fields
                else entry
                for key, entry in value.items()
            }
        case _:
            return value


def _document_text(value: Any) -> Any:
    if isinstance(value, str) or value is None:
        return value
    return pulumi.Output.from_input(value).apply(lambda known: known if isinstance(known, str) else canonical(known))


def from_wire(value: Any, shape: Shape) -> Any:
    """From Pulumi's to Python's spelling; a key that the object lacks stays as it is, for check to report."""

    def rename(entries: Mapping[str, Any], declared: ObjectOf) -> list[tuple[str, Field | None, Any]]:
        known = {field.wire: field for field in declared.fields.values()} | dict(declared.fields)
        return [(known[key].name if key in known else key, known.get(key), entry) for key, entry in entries.items()]

    return _convert(value, shape, rename)


def state_to_wire(value: Any, shape: Shape) -> Any:
    """As :func:`to_wire`, for plain values of the provider, which hold no outputs."""

    def rename(entries: Mapping[str, Any], declared: ObjectOf) -> list[tuple[str, Field | None, Any]]:
        fields = declared.fields
        return [(fields[key].wire if key in fields else key, fields.get(key), entry) for key, entry in entries.items()]

    return _convert(value, shape, rename)


def to_api(value: Any, shape: Shape) -> Any:
    """From Python's to AWS's spelling."""

    def rename(entries: Mapping[str, Any], declared: ObjectOf) -> list[tuple[str, Field | None, Any]]:
        return [
            (declared.fields[key].api, declared.fields[key], entry)
            for key, entry in entries.items()
            if entry is not None
        ]

    return _convert(value, shape, rename)


def from_api(value: Any, shape: Shape) -> Any:
    """From AWS's to Python's spelling; what the model does not declare is dropped."""
    if isinstance(shape, DocumentShape):
        return canonical(value)

    def rename(entries: Mapping[str, Any], declared: ObjectOf) -> list[tuple[str, Field | None, Any]]:
        return [
            (field.name, field, entries[field.api])
            for field in declared.fields.values()
            if entries.get(field.api) is not None
        ]

    return _convert(value, shape, rename)


def canonical(document: Any) -> str:
    """The one text of a JSON document: keys sorted, no spaces. Text that is not JSON is returned as it is."""
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError:
            return str(document)
    return json.dumps(document, sort_keys=True, separators=(",", ":"))

"""Properties of a resource: what a class states with ``required``, ``optional`` and ``output``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar, overload

import pulumi

from pulumi_boto.model.names import camel, pascal
from pulumi_boto.model.shape import ListOf, MapOf, ObjectOf, Shape, from_wire

T = TypeVar("T")

Validator = Callable[[Any], str | None]
"""Says what is wrong with a known value, or None."""

Canonical = Callable[[Any], Any]
"""Gives values that mean the same to AWS one form."""


@dataclass(frozen=True)
class Options:
    """What ``required``, ``optional`` and ``output`` say of a property."""

    doc: str
    is_input: bool = True
    is_required: bool = False
    default: object = None
    replaces: bool = False
    computed: bool = False
    secret: bool = False
    unordered: bool = False
    choices: tuple[str, ...] = ()
    validate: Validator | None = None
    api: str | None = None
    autoname: int = 0
    volatile: bool = False
    canonical: Canonical | None = None


class Property(Generic[T]):
    """A property of a resource class.

    Type checkers see an argument of the constructor that takes ``Input[T]`` and an attribute that is
    an ``Output[T]`` (PEP 681, a descriptor-typed field).
    """

    name: str
    shape: Shape  # set by Definition, once the annotations can be resolved

    def __init__(self, options: Options) -> None:
        self.options = options

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @cached_property
    def wire(self) -> str:
        """Pulumi's spelling of the name."""
        return camel(self.name)

    @cached_property
    def api(self) -> str:
        """AWS's spelling of the name."""
        return self.options.api or pascal(self.name)

    @overload
    def __get__(self, instance: None, owner: type) -> Property[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> pulumi.Output[T]: ...
    def __get__(self, instance: object | None, owner: type) -> Any:
        if instance is None:
            return self
        value = instance.__dict__[self.wire]
        if _has_objects(self.shape):
            return value.apply(lambda known: from_wire(known, self.shape))
        return value

    def __set__(self, instance: object, value: pulumi.Input[T] | None) -> None:
        raise AttributeError(f"{type(instance).__name__}.{self.name} is an output and cannot be set")


def _has_objects(shape: Shape) -> bool:
    if isinstance(shape, ListOf | MapOf):
        return _has_objects(shape.item)
    return isinstance(shape, ObjectOf)


def required(
    doc: str,
    *,
    replaces: bool = False,
    secret: bool = False,
    unordered: bool = False,
    choices: tuple[str, ...] = (),
    validate: Validator | None = None,
    canonical: Canonical | None = None,
    api: str | None = None,
) -> Any:
    """An input that must be given.

    Args:
        doc: one or two sentences for the reference page and the editor.
        replaces: a change makes a new resource instead of an update.
        secret: encrypted in the state and masked wherever it is shown.
        unordered: a list whose order means nothing to AWS.
        choices: the values that AWS takes, where they are few and stable.
        validate: says what is wrong with a known value, or None.
        canonical: gives known values that mean the same one form, where AWS tells a value in other words
            than it was told.
        api: AWS's name where it is not the plain spelling.
    """
    return Property(
        Options(
            doc,
            is_required=True,
            replaces=replaces,
            secret=secret,
            unordered=unordered,
            choices=choices,
            validate=validate,
            canonical=canonical,
            api=api,
        )
    )


def optional(
    doc: str,
    *,
    default: object,
    replaces: bool = False,
    computed: bool = False,
    secret: bool = False,
    unordered: bool = False,
    choices: tuple[str, ...] = (),
    validate: Validator | None = None,
    canonical: Canonical | None = None,
    api: str | None = None,
    autoname: int = 0,
) -> Any:
    """An input that may be left out; the arguments of :func:`required`, and:

    Args:
        default: what AWS uses when nothing is given. A live value that differs is drift, and taking the
            property out of a program sets it back to this. None where AWS has no value then; it must be
            written, since type checkers take an argument without a default for one that must be given.
        computed: AWS chooses a value when none is given (an availability zone, say); then whatever it
            chose is right.
        autoname: make a unique name of at most so many characters from the resource's name.
    """
    return Property(
        Options(
            doc,
            default=default,
            replaces=replaces,
            computed=computed,
            secret=secret,
            unordered=unordered,
            choices=choices,
            validate=validate,
            canonical=canonical,
            api=api,
            autoname=autoname,
        )
    )


def output(
    doc: str,
    *,
    init: Literal[False] = False,
    volatile: bool = False,
    secret: bool = False,
    api: str | None = None,
) -> Any:
    """A value that AWS sets.

    Args:
        doc: one or two sentences for the reference page and the editor.
        init: tells type checkers that this is no argument of the constructor.
        volatile: an update may change it, so that a preview of one shows it as unknown.
        secret: encrypted in the state and masked wherever it is shown.
        api: AWS's name where it is not the plain spelling.
    """
    assert init is False  # noqa: S101 - a constant for type checkers
    return Property(Options(doc, is_input=False, volatile=volatile, secret=secret, api=api))

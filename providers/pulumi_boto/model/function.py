"""Functions of the provider: questions to AWS that a program asks."""

from __future__ import annotations

import inspect
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar, get_args

import pulumi
from pulumi.runtime import invoke, invoke_output

from pulumi_boto.model.lifecycle import Aws
from pulumi_boto.model.names import camel
from pulumi_boto.model.shape import ObjectOf, from_wire, shape_of, to_wire

A = TypeVar("A")
R = TypeVar("R")


class Function(Generic[A, R]):
    """A function of the provider: subclass it with a TypedDict of arguments and one of results."""

    token: ClassVar[str]
    permissions: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, *, name: str) -> None:
        super().__init_subclass__()
        cls.token = f"boto:index:{camel(name)}"

    def __init__(self) -> None:
        FUNCTIONS[self.token] = self

    @cached_property
    def arguments(self) -> ObjectOf:
        """The shape of the arguments."""
        return self._shape(0)

    @cached_property
    def result(self) -> ObjectOf:
        """The shape of the result."""
        return self._shape(1)

    @cached_property
    def doc(self) -> str:
        """The class's own documentation."""
        return inspect.cleandoc(type(self).__doc__ or "")

    def _shape(self, position: int) -> ObjectOf:
        base = next(b for b in type(self).__orig_bases__ if getattr(b, "__origin__", None) is Function)  # type: ignore[attr-defined]
        shape = shape_of(get_args(base)[position])
        assert isinstance(shape, ObjectOf)  # noqa: S101 - a function's arguments and result are TypedDicts
        return shape

    def run(self, aws: Aws, arguments: A) -> R:
        """Ask AWS."""
        raise NotImplementedError

    def ask(self, arguments: A, opts: pulumi.InvokeOptions | None) -> R:
        """Ask from a program, now."""
        answer = invoke(self.token, to_wire(arguments, self.arguments), opts).value
        result: R = from_wire(answer, self.result)
        return result

    def ask_output(self, arguments: A, opts: pulumi.InvokeOptions | None) -> pulumi.Output[R]:
        """Ask from a program, once the arguments are known."""
        answer: pulumi.Output[Any] = invoke_output(self.token, to_wire(arguments, self.arguments), opts)
        return answer.apply(lambda known: from_wire(known, self.result))


FUNCTIONS: dict[str, Function[Any, Any]] = {}
"""Functions by token."""

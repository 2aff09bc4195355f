"""The base of every resource class, and what is derived from one."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform, get_args

import pulumi

from pulumi_boto.model.lifecycle import Lifecycle
from pulumi_boto.model.property import Property, optional, output, required
from pulumi_boto.model.shape import shape_of, to_wire

PACKAGE = "boto"


class Definition:
    """All that a resource class states, resolved once and read by the server, the schema and the docs."""

    def __init__(self, declared: type[Model], token: str, cloudformation: str) -> None:
        self.declared = declared
        self.token = token
        self.cloudformation = cloudformation
        # Pulumi's runtime would take the annotations for the types of plain attributes, so they move here.
        self.annotated = type(
            "Annotated", (), {"__annotations__": declared.__annotations__, "__module__": declared.__module__}
        )
        declared.__annotations__ = {}

    @cached_property
    def properties(self) -> Mapping[str, Property[Any]]:
        """Every property by its Python name, in the order of the class."""
        own = {name: value for name, value in vars(self.declared).items() if isinstance(value, Property)}
        annotations = inspect.get_annotations(self.annotated, eval_str=True)
        for name, value in own.items():
            value.shape = shape_of(get_args(annotations[name])[0])
        return own

    @cached_property
    def inputs(self) -> Mapping[str, Property[Any]]:
        """The properties that a program may set."""
        return {name: prop for name, prop in self.properties.items() if prop.options.is_input}

    @cached_property
    def by_wire(self) -> Mapping[str, Property[Any]]:
        """Every property by Pulumi's spelling of its name."""
        return {prop.wire: prop for prop in self.properties.values()}

    @cached_property
    def doc(self) -> str:
        """The class's own documentation."""
        return inspect.cleandoc(self.declared.__doc__ or "")

    @cached_property
    def lifecycle(self) -> Lifecycle:
        """How the resource is made, read, changed and removed."""
        lifecycle: Lifecycle = self.declared.Lifecycle()  # type: ignore[attr-defined] # every Resource has one
        lifecycle.definition = self
        return lifecycle

    def unknown_property(self, name: str, known: list[str]) -> str:
        """One sentence for a property that the type lacks."""
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
        hint = f"did you mean '{close[0]}'?" if close else f"it has: {', '.join(sorted(known))}."
        return f"{self.token} has no property '{name}'; {hint}"

    def wire_inputs(self, resource_name: str, given: Mapping[str, object]) -> dict[str, Any]:
        """A program's arguments in Pulumi's spelling.

        Raises:
            pulumi.RunError: an argument that the type lacks, or a required one that is missing.
        """
        for name in given:
            if name not in self.inputs:
                raise pulumi.RunError(f"'{resource_name}': {self.unknown_property(name, list(self.inputs))}")
        for name, prop in self.inputs.items():
            if prop.options.is_required and given.get(name) is None:
                raise pulumi.RunError(f"'{resource_name}': {self.token} needs the property '{name}'.")
        return {prop.wire: _wire_input(given.get(name), prop) for name, prop in self.inputs.items()}


def _wire_input(value: object, prop: Property[Any]) -> Any:
    wire = to_wire(value, prop.shape)
    return pulumi.Output.secret(wire) if prop.options.secret and wire is not None else wire


if TYPE_CHECKING:

    def _argument(*, default: object = ..., kw_only: bool = True) -> Any: ...


@dataclass_transform(kw_only_default=True, field_specifiers=(required, optional, output))
class Model:
    """Base of the classes whose constructor is read off their properties."""

    definition: ClassVar[Definition]


class Resource(Model, pulumi.CustomResource):
    """Base of every resource of this provider.

    A subclass declares its properties and a nested ``Lifecycle``; CONTRIBUTING.md shows how.
    """

    Lifecycle: ClassVar[type[Lifecycle]] = Lifecycle

    if TYPE_CHECKING:
        resource_name: str = required("", kw_only=False)  # type: ignore[call-arg]
        opts: pulumi.ResourceOptions | None = optional("", default=None)
    else:

        def __init__(self, resource_name: str, *, opts: pulumi.ResourceOptions | None = None, **given: object) -> None:
            definition = self.definition
            secrets = [prop.wire for prop in definition.properties.values() if prop.options.secret]
            if secrets:
                opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(additional_secret_outputs=secrets))
            looked_up = opts is not None and opts.id is not None
            wire = {} if looked_up else definition.wire_inputs(resource_name, given)
            everything = dict.fromkeys(definition.by_wire) | wire
            super().__init__(definition.token, resource_name, everything, opts)

    def __init_subclass__(cls, *, cloudformation: str = "") -> None:
        super().__init_subclass__()
        service = cls.__module__.split(".")[1]
        cls.definition = Definition(cls, f"{PACKAGE}:{service}:{cls.__name__}", cloudformation)
        REGISTRY[cls.definition.token] = cls

    @classmethod
    def get(cls, resource_name: str, id: pulumi.Input[str], opts: pulumi.ResourceOptions | None = None) -> Self:
        """Read a resource that exists already, without managing it."""
        merged = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id))
        return cls(resource_name, opts=merged)


REGISTRY: dict[str, type[Resource]] = {}
"""Resource classes by token; a service's classes enter when its package is imported."""

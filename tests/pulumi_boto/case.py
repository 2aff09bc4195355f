"""One type's specification: how to create it, change it in place, and change it so that it is replaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_boto.model import Resource

Inputs = Mapping[str, Any]


@dataclass(frozen=True)
class Ref:
    """The id, or another property, of a resource that the case needs."""

    need: str
    property: str = "id"


@dataclass(frozen=True)
class Need:
    """A resource that must exist before."""

    resource: type[Resource]
    inputs: Inputs = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """The specification that the lifecycle tests run, against the provider alone and on the real engine.

    Args:
        resource: the type.
        create: inputs to create it with.
        update: what to set differently for a change in place; None where AWS can change nothing.
        replace: what to set differently so that it must be replaced; None where nothing forces that.
        needs: resources that must exist before, in this order; refer to them with Ref.
        name: tells two cases of a type apart.
        not_by_moto: properties that moto does not return, so that import cannot find them.
    """

    resource: type[Resource]
    create: Inputs
    update: Inputs | None
    replace: Inputs | None
    needs: Mapping[str, Need] = field(default_factory=dict)
    name: str = ""
    not_by_moto: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """How reports name the case."""
        token = self.resource.definition.token.removeprefix("boto:")
        return f"{token}-{self.name}" if self.name else token

    @property
    def slug(self) -> str:
        """How a program names the case's resources, so that generated names are ones that AWS takes."""
        return f"case-{self.label.replace(':', '-').lower()}"


def resolve(value: Any, look_up: Callable[[Ref], Any]) -> Any:
    """Inputs with every Ref replaced."""
    if isinstance(value, Ref):
        return look_up(value)
    if isinstance(value, Mapping):
        return {key: resolve(entry, look_up) for key, entry in value.items()}
    if isinstance(value, list):
        return [resolve(entry, look_up) for entry in value]
    return value

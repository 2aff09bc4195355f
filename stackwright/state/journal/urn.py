"""URNs and provider references, taken apart.

A URN is ``urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME``, a provider reference ``URN::ID``. Source: pulumi/pulumi,
`sdk/go/common/resource/urn` and `sdk/go/common/providers/reference.go`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from stackwright.errors import SnapshotError

ROOT_STACK_TYPE: Final = "pulumi:pulumi:Stack"
UNKNOWN_ID: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""Stands for the id of a provider that has none yet."""

SEPARATOR: Final = "::"

_PREFIX: Final = "urn:pulumi:"


class Urn(NamedTuple):
    """The parts of a URN. ``qualified_type`` starts with the types of the parents, ``$`` between them."""

    stack: str
    project: str
    qualified_type: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Urn:
        """Take a URN apart. Raises SnapshotError."""
        parts = text.removeprefix(_PREFIX).split(SEPARATOR, 3)
        if not text.startswith(_PREFIX) or len(parts) != len(cls._fields):
            raise SnapshotError(f"{text!r} is not a URN, which is {_PREFIX}STACK::PROJECT::TYPE::NAME.")
        return cls(*parts)

    def __str__(self) -> str:
        return _PREFIX + SEPARATOR.join(self)

    @property
    def type(self) -> str:
        """The type without those of the parents."""
        return self.qualified_type.rpartition("$")[2]

    def below(self, parent_type: str) -> Urn:
        """The URN it has when its parent's qualified type is this."""
        return self._replace(qualified_type=f"{parent_type}${self.type}")


class ProviderReference(NamedTuple):
    """What a resource's ``provider`` names: a provider and the id that tells it from others of its URN."""

    urn: str
    id: str

    @classmethod
    def parse(cls, text: str) -> ProviderReference:
        """Take a reference apart. Raises SnapshotError if it is not one."""
        urn, _, id = text.rpartition(SEPARATOR)  # noqa: A001 - Pulumi's word
        if not is_provider_type(Urn.parse(urn).type):
            raise SnapshotError(f"{text!r} refers to no provider, whose type would be pulumi:providers:PACKAGE.")
        return cls(urn, id)

    @classmethod
    def of(cls, urn: str, id: str) -> ProviderReference:  # noqa: A002 - Pulumi's word
        """The reference to a provider, which need not have an id yet. Raises SnapshotError."""
        return cls.parse(f"{urn}{SEPARATOR}{id or UNKNOWN_ID}")

    def __str__(self) -> str:
        return f"{self.urn}{SEPARATOR}{self.id}"


def is_provider_type(type_: str) -> bool:
    """Whether resources of the type are providers."""
    package, _, rest = type_.partition(":")
    module, _, name = rest.partition(":")
    return package == "pulumi" and module == "providers" and name != ""

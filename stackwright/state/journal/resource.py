"""One resource of a deployment, and one operation that has not ended.

Both are values: a change makes a new one. Source: `ResourceV3` and `OperationV2` in pulumi/pulumi,
`sdk/go/common/apitype/core.go`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec import Raw

from stackwright.errors import SnapshotError
from stackwright.state.journal.encoding import NOTHING, Reader, to_raw


class ResourceFields(msgspec.Struct, rename="camel", frozen=True, gc=False):
    """The fields of a resource that replay reads. Of all others it knows nothing."""

    urn: str = ""
    type: str = ""
    custom: bool = False
    delete: bool = False
    id: str = ""
    parent: str = ""
    provider: str = ""
    dependencies: list[str] | None = None
    property_dependencies: dict[str, list[str] | None] | None = None
    deleted_with: str = ""
    replace_with: list[str] | None = None
    view_of: str = ""
    aliases: list[str] | None = None
    pending_replacement: bool = False
    refresh_before_update: bool = False
    taint: bool = False
    resource_hooks: dict[str, Raw] | None = None
    extension_ref: str = ""
    snippet_id: str = msgspec.field(default="", name="snippetID")


_FIELDS: Final = Reader(ResourceFields, SnapshotError)
_ALL_FIELDS: Final = Reader(dict[str, Raw], SnapshotError)
_WIRE_NAMES: Final = {field.name: field.encode_name for field in msgspec.structs.fields(ResourceFields)}


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource: the bytes it came as, and what replay reads of them."""

    encoded: Raw
    fields: ResourceFields

    @classmethod
    def decode(cls, encoded: bytes | Raw, what: str = "The resource") -> Resource:
        """Read one resource. Raises SnapshotError, in whose sentence it is called ``what``."""
        return cls(encoded if isinstance(encoded, Raw) else Raw(encoded), _FIELDS.read(encoded, what))

    @property
    def urn(self) -> str:
        """Its name in the stack; several may share one when all but one are being deleted."""
        return self.fields.urn

    def changed(self, **values: object) -> Resource:
        """A resource with other values for the fields of `ResourceFields` that are named.

        Empty values are left out, as the engine leaves them out when it writes a deployment.
        """
        fields = msgspec.structs.replace(self.fields, **values)
        if fields == self.fields:
            return self
        document = _ALL_FIELDS.read(self.encoded, f"The resource {self.urn}")
        for name, wire_name in _WIRE_NAMES.items():
            value = getattr(fields, name)
            if value == getattr(self.fields, name):
                continue
            if value:
                document[wire_name] = to_raw(value)
            else:
                document.pop(wire_name, None)
        return Resource(to_raw(document), fields)


class _OperationFields(msgspec.Struct, frozen=True):
    resource: Raw = NOTHING
    type: str = ""


_OPERATION: Final = Reader(_OperationFields, SnapshotError)

CREATING: Final = "creating"
"""The type of an operation whose resource may exist without the stack knowing its id."""


@dataclass(frozen=True, slots=True)
class PendingOperation:
    """What the engine began and did not end: ``type`` is creating, updating, deleting, reading or importing."""

    encoded: Raw
    type: str
    resource: Resource

    @classmethod
    def decode(cls, encoded: bytes | Raw, what: str = "The pending operation") -> PendingOperation:
        """Read one operation. Raises SnapshotError, in whose sentence it is called ``what``."""
        fields = _OPERATION.read(encoded, what)
        return cls(
            encoded if isinstance(encoded, Raw) else Raw(encoded),
            fields.type,
            Resource.decode(fields.resource, f"The resource of {what[0].lower()}{what[1:]}"),
        )

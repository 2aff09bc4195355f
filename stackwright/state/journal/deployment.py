"""Deployments: all that a stack records, as `pulumi stack export` writes it and replay makes it.

Source: `UntypedDeployment` and `DeploymentV3` in pulumi/pulumi, `sdk/go/common/apitype/core.go`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec
from msgspec import Raw

from stackwright.errors import SnapshotError
from stackwright.state.journal.encoding import NOTHING, Reader, given
from stackwright.state.journal.resource import PendingOperation, Resource

PLAIN_VERSION: Final = 3
"""The version of a deployment that every Pulumi 3 reads."""
FEATURES_VERSION: Final = 4
"""The version of a deployment with features, which an engine must know to read it."""

_FIELDS: Final = Reader(dict[str, Raw], SnapshotError)
_LIST: Final = Reader(list[Raw], SnapshotError)
_FIRST: Final = ("manifest", "secrets_providers")
"""What readers expect before the resources; all else follows them."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """The state of a stack.

    ``resources`` are in the order in which they can be created: each one after what it depends on.
    ``fields`` holds what is not read here, by its name and encoded: the manifest, the secrets provider, the
    metadata, and what newer engines add.
    """

    resources: Sequence[Resource] = ()
    pending_operations: Sequence[PendingOperation] = ()
    fields: Mapping[str, Raw] = field(default_factory=dict)

    @classmethod
    def decode(cls, encoded: bytes | Raw, what: str = "The deployment") -> Deployment:
        """Read a deployment without its envelope. Raises SnapshotError."""
        fields = _FIELDS.read(encoded, what)
        return cls(
            [
                Resource.decode(item, f"Resource {index} of {what[0].lower()}{what[1:]}")
                for index, item in enumerate(_items(fields, "resources", what))
            ],
            [
                PendingOperation.decode(item, f"Pending operation {index} of {what[0].lower()}{what[1:]}")
                for index, item in enumerate(_items(fields, "pending_operations", what))
            ],
            fields,
        )

    def parts(self) -> dict[str, object]:
        """What `msgspec` writes as the deployment, with all that was not read byte for byte as it came."""
        parts: dict[str, object] = {name: self.fields[name] for name in _FIRST if name in self.fields}
        if self.resources:
            parts["resources"] = [resource.encoded for resource in self.resources]
        if self.pending_operations:
            parts["pending_operations"] = [operation.encoded for operation in self.pending_operations]
        return parts | {name: value for name, value in self.fields.items() if name not in _FIRST}

    def field(self, name: str) -> Raw:
        """A field that is not read here, encoded; ``NOTHING`` where there is none."""
        raw = self.fields.get(name, NOTHING)
        return raw if given(raw) else NOTHING


def _items(fields: dict[str, Raw], name: str, what: str) -> list[Raw]:
    raw = fields.pop(name, NOTHING)
    return _LIST.read(raw, f"The field {name} of {what[0].lower()}{what[1:]}") if given(raw) else []


class _Envelope(msgspec.Struct, frozen=True):
    version: int = 0
    features: list[str] | None = None
    deployment: Raw = NOTHING


_ENVELOPE: Final = Reader(_Envelope, SnapshotError)


@dataclass(frozen=True, slots=True)
class TypedDeployment:
    """A deployment in its envelope: what version it is of, and which features an engine must know to read it."""

    version: int = PLAIN_VERSION
    features: Sequence[str] = ()
    deployment: Deployment = field(default_factory=Deployment)

    @classmethod
    def decode(cls, encoded: bytes | Raw) -> TypedDeployment:
        """Read ``{"version": 3, "features": [...], "deployment": {...}}``.

        Without a deployment it is that of an empty stack. Raises SnapshotError.
        """
        envelope = _ENVELOPE.read(encoded, "The deployment")
        if not given(envelope.deployment):
            return cls()
        if envelope.version not in (PLAIN_VERSION, FEATURES_VERSION):
            raise SnapshotError(
                f"The deployment is of version {envelope.version}, but only {PLAIN_VERSION} and {FEATURES_VERSION} "
                "can be read; export it with a Pulumi CLI that writes one of these."
            )
        return cls(envelope.version, tuple(envelope.features or ()), Deployment.decode(envelope.deployment))

    def encode(self) -> bytes:
        """Write what `decode` reads, and the engine with it."""
        envelope: dict[str, object] = {"version": self.version}
        if self.features:
            envelope["features"] = self.features
        return msgspec.json.encode(envelope | {"deployment": self.deployment.parts()})

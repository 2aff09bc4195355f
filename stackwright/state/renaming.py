"""Rename a stack inside its own state: every URN names stack and project, and so does the secrets provider.

Source: pulumi/pulumi, `pkg/resource/edit/operations.go` (`RenameStack`), which the CLI uses on states that it keeps
itself; of a service it expects the same. What is inside secrets stays as it is, since the server does not decrypt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec
from msgspec import Raw

from stackwright.errors import SnapshotError
from stackwright.state.journal import PendingOperation, Resource, TypedDeployment
from stackwright.state.journal.encoding import Reader, to_raw
from stackwright.state.journal.signatures import RESOURCE_REFERENCE, SIGNATURE
from stackwright.state.journal.urn import ROOT_STACK_TYPE, Urn
from stackwright.state.model import StackName

_FIELDS: Final = Reader(dict[str, Raw], SnapshotError)
_PROPERTIES: Final = ("inputs", "outputs", "replacementTrigger")

Rename = Callable[[str], str]


def renamed(encoded: bytes, old: StackName, new: StackName) -> bytes:
    """Return the untyped deployment ``encoded`` of ``old`` as that of ``new``. Raises `SnapshotError`."""
    typed = TypedDeployment.decode(encoded)

    def rename(text: str) -> str:
        return _urn(text, old, new)

    deployment = typed.deployment
    fields = dict(deployment.fields)
    if "secrets_providers" in fields:
        fields["secrets_providers"] = _secrets_provider(fields["secrets_providers"], old, new)
    renamed_deployment = replace(
        deployment,
        resources=[_resource(resource, rename) for resource in deployment.resources],
        pending_operations=[_operation(operation, rename) for operation in deployment.pending_operations],
        fields=fields,
    )
    return replace(typed, deployment=renamed_deployment).encode()


def _urn(text: str, old: StackName, new: StackName) -> str:
    if not text.startswith(f"urn:pulumi:{old.stack}::"):
        return text
    urn = Urn.parse(text)
    project = new.project if urn.project == old.project else urn.project
    if urn.qualified_type == ROOT_STACK_TYPE:
        return str(urn._replace(stack=new.stack, project=project, name=f"{project}-{new.stack}"))
    return str(urn._replace(stack=new.stack, project=project))


def _resource(resource: Resource, rename: Rename) -> Resource:
    fields = resource.fields
    urn, separator, provider_id = fields.provider.rpartition("::")
    changed = resource.changed(
        urn=rename(fields.urn),
        parent=rename(fields.parent),
        provider=f"{rename(urn)}{separator}{provider_id}",
        dependencies=_all(fields.dependencies, rename),
        property_dependencies=None
        if fields.property_dependencies is None
        else {name: _all(urns, rename) for name, urns in fields.property_dependencies.items()},
        deleted_with=rename(fields.deleted_with),
        replace_with=_all(fields.replace_with, rename),
        view_of=rename(fields.view_of),
        aliases=_all(fields.aliases, rename),
    )
    return _with_references(changed, rename) if RESOURCE_REFERENCE.encode() in bytes(changed.encoded) else changed


def _all(urns: list[str] | None, rename: Rename) -> list[str] | None:
    return None if urns is None else [rename(urn) for urn in urns]


def _with_references(resource: Resource, rename: Rename) -> Resource:
    document = _FIELDS.read(resource.encoded, f"The resource {resource.urn}")
    for name in _PROPERTIES:
        if name in document:
            document[name] = to_raw(_references(msgspec.json.decode(document[name]), rename))
    return Resource(to_raw(document), resource.fields)


def _operation(operation: PendingOperation, rename: Rename) -> PendingOperation:
    fields = _FIELDS.read(operation.encoded, "The pending operation")
    fields["resource"] = _resource(operation.resource, rename).encoded
    return PendingOperation.decode(to_raw(fields))


def _references(value: Any, rename: Rename) -> Any:
    if isinstance(value, list):
        return [_references(each, rename) for each in value]
    if not isinstance(value, Mapping):
        return value
    if value.get(SIGNATURE) == RESOURCE_REFERENCE and isinstance(value.get("urn"), str):
        return {**value, "urn": rename(value["urn"])}
    return {key: _references(each, rename) for key, each in value.items()}


def _secrets_provider(encoded: Raw, old: StackName, new: StackName) -> Raw:
    provider = msgspec.json.decode(encoded)
    state = provider.get("state") if isinstance(provider, Mapping) else None
    if not isinstance(state, dict) or provider.get("type") != "service":
        return encoded
    if (state.get("project"), state.get("stack")) == (old.project, old.stack):
        state |= {"project": new.project, "stack": new.stack}
    return to_raw(provider)

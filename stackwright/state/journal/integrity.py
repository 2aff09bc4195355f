"""What is wrong with a deployment, such that Pulumi would refuse to work with it.

Source: `VerifyIntegrity` in pulumi/pulumi, `pkg/resource/stack/snapshot/integrity.go`, which stops at the first
finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Raw

from stackwright.errors import SnapshotError
from stackwright.state.journal.deployment import Deployment, TypedDeployment
from stackwright.state.journal.encoding import Reader, to_raw
from stackwright.state.journal.resource import Resource, ResourceFields
from stackwright.state.journal.urn import ProviderReference, is_provider_type


class _Manifest(msgspec.Struct):
    magic: str = ""
    version: str = ""


class _Snippet(msgspec.Struct):
    uuid: str = ""


_MANIFEST: Final = Reader(_Manifest, SnapshotError)
_SNIPPETS: Final = Reader(list[_Snippet], SnapshotError)
_METADATA: Final = Reader(dict[str, Raw], SnapshotError)


def magic_of(engine_version: str) -> str:
    """What a manifest's ``magic`` must be for an engine's version."""
    return sha256(engine_version.encode()).hexdigest() if engine_version else ""


def findings(deployment: Deployment) -> list[str]:
    """One sentence for each thing that is wrong; none if the deployment is sound.

    Raises SnapshotError for a manifest or snippets that cannot be read.
    """
    return [
        *_manifest_findings(deployment),
        *_resource_findings(deployment.resources),
        *_duplicate_findings(deployment.resources),
        *_snippet_findings(deployment),
    ]


def noted(deployment: TypedDeployment, found: Sequence[str], command: str) -> TypedDeployment:
    """The deployment with the first of its findings in its metadata, or, if there is none, no finding there.

    The engine shows what it reads there when it refuses the deployment: ``command`` is what made it so.
    """
    metadata = _METADATA.read(deployment.deployment.field("metadata") or b"{}", "The metadata of the deployment")
    metadata.pop("integrity_error", None)
    if found:
        error = {"version": str(deployment.version), "command": command, "error": found[0]}
        metadata["integrity_error"] = to_raw(error)
    fields = {**deployment.deployment.fields, "metadata": to_raw(metadata)}
    return replace(deployment, deployment=replace(deployment.deployment, fields=fields))


def _manifest_findings(deployment: Deployment) -> Iterator[str]:
    manifest = _MANIFEST.read(deployment.field("manifest") or b"{}", "The manifest of the deployment")
    if manifest.magic != magic_of(manifest.version):
        yield f"The manifest's magic is not that of version {manifest.version!r}: it was changed by hand or damaged."


def _resource_findings(resources: Sequence[Resource]) -> Iterator[str]:
    last_places = {resource.urn: index for index, resource in enumerate(resources)}
    before: set[str] = set()
    providers: set[ProviderReference] = set()
    for index, resource in enumerate(resources):
        fields = resource.fields
        if not fields.urn:
            yield f"Resource {index} has no URN."
        if not fields.type:
            yield f"The resource {fields.urn} has no type."
        if fields.id and not fields.custom:
            yield f"The resource {fields.urn} has an id, but no provider manages it: custom is false."
        yield from _provider_findings(fields, providers)
        for relation, urn in _references(fields):
            if urn not in before:
                missing = "comes after it" if last_places.get(urn, -1) > index else "is not in the stack"
                yield f"The resource {fields.urn} {relation} {urn}, which {missing}."
        before.add(fields.urn)


def _references(fields: ResourceFields) -> Iterator[tuple[str, str]]:
    """What a resource must come after, and what it is to it. Each is told once."""
    if fields.parent:
        yield "is a child of", fields.parent
    in_properties = (urn for urns in (fields.property_dependencies or {}).values() for urn in urns or ())
    for urn in dict.fromkeys([*(fields.dependencies or ()), *in_properties]):
        yield "depends on", urn
    if fields.deleted_with:
        yield "is deleted with", fields.deleted_with


def _provider_findings(fields: ResourceFields, providers: set[ProviderReference]) -> Iterator[str]:
    """Check what the resource refers to, and remember it as a provider if it is one."""
    try:
        if is_provider_type(fields.type):
            providers.add(ProviderReference.of(fields.urn, fields.id))
        if not fields.provider:
            return
        known = ProviderReference.parse(fields.provider) in providers
    except SnapshotError as error:
        yield f"The resource {fields.urn} names no usable provider: {error}"
        return
    if not known and not fields.pending_replacement:
        yield f"The resource {fields.urn} is managed by {fields.provider}, which is not in the stack before it."


def _duplicate_findings(resources: Sequence[Resource]) -> Iterator[str]:
    alive: Mapping[str, int] = Counter(resource.urn for resource in resources if not resource.fields.delete)
    for urn, count in alive.items():
        if count > 1:
            yield f"{count} resources have the URN {urn}, and none of them is being deleted."


def _snippet_findings(deployment: Deployment) -> Iterator[str]:
    snippets = _SNIPPETS.read(deployment.field("snippets") or b"[]", "The list of snippets")
    for index, snippet in enumerate(snippets):
        if not snippet.uuid:
            yield f"Snippet {index} has no uuid."
    for uuid, count in Counter(snippet.uuid for snippet in snippets if snippet.uuid).items():
        if count > 1:
            yield f"{count} snippets have the uuid {uuid}."

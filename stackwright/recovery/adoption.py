"""Put what pending creates have made into the state.

No engine and no network here; deployments go in, deployments come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from msgspec import Raw

from stackwright.errors import SnapshotError
from stackwright.state.journal import Deployment, PendingOperation, Resource, findings
from stackwright.state.journal.encoding import Reader, to_raw
from stackwright.state.journal.resource import CREATING
from stackwright.state.journal.urn import ProviderReference

_FIELDS: Final = Reader(dict[str, Raw], SnapshotError)


def adopt(deployment: Deployment, made: Iterable[tuple[PendingOperation, str]], *, time: datetime) -> Deployment:
    """Return ``deployment`` without pending creates, and with the resources that some of them made, by their ids.

    Each goes as far forward as what it depends on lets it: whatever depends on it in turn comes later. Where the
    stack has a living resource of the same URN, that stays the stack's, and the one that was made is marked for
    deletion. What was deleted to make room for the new one is dropped, as the engine would have done.

    Raises `SnapshotError` when the result would be unsound and ``deployment`` was not.
    """
    resources = list(deployment.resources)
    for operation, id_ in made:
        _insert(resources, _as_made(operation.resource, id_, time))
    pending = [operation for operation in deployment.pending_operations if operation.type != CREATING]
    adopted = replace(deployment, resources=resources, pending_operations=pending)
    if (found := findings(adopted)) and not findings(deployment):
        raise SnapshotError(f"The resources that were found cannot be put into the state: {found[0]}")
    return adopted


def has_living(resources: Sequence[Resource], urn: str) -> bool:
    """Tell whether there is a resource of this URN that is neither gone nor about to go."""
    return any(_lives(resource) for resource in resources if resource.urn == urn)


def _lives(resource: Resource) -> bool:
    return not resource.fields.delete and not resource.fields.pending_replacement


def _insert(resources: list[Resource], made: Resource) -> None:
    if has_living(resources, made.urn):
        made = _to_be_deleted(made)
    else:
        resources[:] = [each for each in resources if each.urn != made.urn or not each.fields.pending_replacement]
    resources.insert(_place(resources, made), made)


def _place(resources: Sequence[Resource], made: Resource) -> int:
    """The first place at which all that ``made`` refers to comes before it."""
    missing = set(_references(made))
    provider = made.fields.provider
    for place, resource in enumerate(resources):
        if not missing and not provider:
            return place
        missing.discard(resource.urn)
        if provider and provider == str(ProviderReference(resource.urn, resource.fields.id)):
            provider = ""
    return len(resources)


def _references(resource: Resource) -> Iterable[str]:
    fields = resource.fields
    yield from filter(None, (fields.parent, fields.deleted_with, fields.view_of))
    for urns in (fields.dependencies, fields.replace_with, *(fields.property_dependencies or {}).values()):
        yield from urns or ()


def _as_made(resource: Resource, id_: str, time: datetime) -> Resource:
    """The resource of a create as the end of that create would have recorded it.

    Its outputs are the inputs until they are read: they are secret where those are, and a refresh keeps that.
    """
    document = _FIELDS.read(resource.encoded, f"The resource {resource.urn}")
    now = to_raw(time.astimezone(UTC))
    inputs = document.get("inputs", to_raw({}))
    document |= {"id": to_raw(id_), "outputs": inputs, "created": now, "modified": now}
    return Resource.decode(to_raw(document))


def _to_be_deleted(resource: Resource) -> Resource:
    document = _FIELDS.read(resource.encoded, f"The resource {resource.urn}")
    for guard in ("protect", "retainOnDelete"):  # which are for the one that the program means
        document.pop(guard, None)
    return Resource.decode(to_raw(document | {"delete": to_raw(True)}))

"""References to resources that a refresh has found gone, taken out of those that are left.

Source: `rebuildDependencies` in pulumi/pulumi, `pkg/backend/journal.go`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from stackwright.state.journal.resource import Resource


def without_dangling_references(resources: Sequence[Resource]) -> list[Resource]:
    """The resources, each depending only on some before it, and with a parent only if that is among them."""
    all_urns = {resource.urn for resource in resources}
    before: set[str] = set()
    result = []
    for resource in resources:
        result.append(_only_those(resource, before, all_urns))
        before.add(resource.urn)
    return result


def _only_those(resource: Resource, before: Collection[str], all_urns: Collection[str]) -> Resource:
    fields = resource.fields
    properties = fields.property_dependencies and {
        name: kept for name, urns in fields.property_dependencies.items() if (kept := _kept(urns, before))
    }
    return resource.changed(
        parent=fields.parent if fields.parent in all_urns else "",
        dependencies=_kept(fields.dependencies, before),
        property_dependencies=properties,
        deleted_with=fields.deleted_with if fields.deleted_with in before else "",
        replace_with=_kept(fields.replace_with, before),
    )


def _kept(urns: Sequence[str] | None, before: Collection[str]) -> list[str] | None:
    return [urn for urn in urns if urn in before] if urns else None

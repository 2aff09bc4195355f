"""Resources by their present names: no reference in a deployment needs an alias to be understood.

A step that renames a resource is recorded before those of its children and dependents, whose old states still
name it as it was. Source: `NormalizeURNReferences` in pulumi/pulumi, `sdk/go/common/apitype/core.go`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Raw

from stackwright.errors import SnapshotError
from stackwright.state.journal.encoding import NOTHING, Reader, given, to_raw
from stackwright.state.journal.resource import Resource
from stackwright.state.journal.urn import ROOT_STACK_TYPE, SEPARATOR, UNKNOWN_ID, Urn


def without_aliases(resources: Sequence[Resource], snippets: Raw) -> tuple[list[Resource], Raw]:
    """The resources and the snippets with every reference by its present name, and no aliases.

    Raises SnapshotError: two resources have the same alias, or a URN is none.
    """
    renamed = _renamed(resources)
    return [_by_present_names(resource, renamed) for resource in resources], _snippets(snippets, renamed)


def _renamed(resources: Sequence[Resource]) -> dict[str, str]:
    """Former URNs and what they are now."""
    renamed: dict[str, str] = {}
    for resource in resources:
        fields = resource.fields
        for alias in fields.aliases or ():
            if renamed.setdefault(alias, fields.urn) != fields.urn:
                raise SnapshotError(
                    f"The resources {renamed[alias]} and {fields.urn} have the same alias {alias}; remove one of them."
                )
        parent = renamed.get(fields.parent)
        if parent:
            parent_type = Urn.parse(parent).qualified_type
            if parent_type != ROOT_STACK_TYPE:
                renamed[fields.urn] = str(Urn.parse(fields.urn).below(parent_type))
    return renamed


def _by_present_names(resource: Resource, renamed: Mapping[str, str]) -> Resource:
    fields = resource.fields
    provider = _provider(fields.provider, renamed)
    if not renamed:
        return resource if provider == fields.provider else resource.changed(provider=provider)
    return resource.changed(
        urn=renamed.get(fields.urn, fields.urn),
        parent=renamed.get(fields.parent, fields.parent),
        provider=provider,
        dependencies=_each(fields.dependencies, renamed),
        property_dependencies=fields.property_dependencies
        and {name: _each(urns, renamed) for name, urns in fields.property_dependencies.items()},
        deleted_with=renamed.get(fields.deleted_with, fields.deleted_with),
        view_of=renamed.get(fields.view_of, fields.view_of),
        aliases=None,
    )


def _each(urns: list[str] | None, renamed: Mapping[str, str]) -> list[str] | None:
    return urns and [renamed.get(urn, urn) for urn in urns]


def _provider(reference: str, renamed: Mapping[str, str]) -> str:
    urn, separator, id = reference.rpartition(SEPARATOR)  # noqa: A001 - Pulumi's word
    return f"{renamed.get(urn, urn)}{separator}{id or UNKNOWN_ID}" if separator else reference


_SNIPPETS: Final = Reader(list[dict[str, Raw]], SnapshotError)
_REFERENCES: Final = Reader(dict[str, str], SnapshotError)


def _snippets(snippets: Raw, renamed: Mapping[str, str]) -> Raw:
    """The snippets, which refer to resources by URNs of their own choice of names."""
    if not renamed or not snippets:
        return snippets
    decoded = _SNIPPETS.read(snippets, "The list of snippets")
    for snippet in decoded:
        references = snippet.get("references", NOTHING)
        if given(references):
            urns = _REFERENCES.read(references, "The references of a snippet")
            snippet["references"] = to_raw({name: renamed.get(urn, urn) for name, urn in urns.items()})
    return to_raw(decoded)

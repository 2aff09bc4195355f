"""Features: what an engine must know to read a deployment without losing some of it.

Source: `ApplyFeatures` in pulumi/pulumi, `pkg/resource/stack/deployment.go`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from stackwright.state.journal.resource import Resource, ResourceFields

BYTE_STRING: Final = "byteString"
"""Strings that are not UTF-8; inside secrets they cannot be seen, so entries tell of them."""
SNIPPETS: Final = "snippets-prototype"

VISIBLE: Final = frozenset(
    {"refreshBeforeUpdate", "views", "hooks", "taint", "replaceWith", "extensionParameterization", SNIPPETS}
)
"""The features that can be read off a deployment; of others only the base and the entries can tell."""


def features_of(resources: Iterable[Resource]) -> set[str]:
    """The visible features that the resources use."""
    return {feature for resource in resources for feature in _features(resource.fields)}


def _features(fields: ResourceFields) -> Iterator[str]:
    if fields.refresh_before_update:
        yield "refreshBeforeUpdate"
    if fields.view_of:
        yield "views"
    if fields.resource_hooks:
        yield "hooks"
    if fields.taint:
        yield "taint"
    if fields.replace_with:
        yield "replaceWith"
    if fields.extension_ref:
        yield "extensionParameterization"
    if fields.snippet_id:
        yield SNIPPETS

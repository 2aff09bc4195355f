"""Features: which fields an old engine would lose, and what the base and the entries tell of others."""

from __future__ import annotations

import pytest

from stackwright.state.journal import EntryKind
from tests.state.journal.documents import Document, Journal, deployment, operation, replayed, resource, urn

FEATURES = [
    ({"refreshBeforeUpdate": True}, "refreshBeforeUpdate"),
    ({"viewOf": urn("a")}, "views"),
    ({"resourceHooks": {"beforeCreate": ["hook"]}}, "hooks"),
    ({"taint": True}, "taint"),
    ({"replaceWith": [urn("a")]}, "replaceWith"),
    ({"extensionRef": "extension"}, "extensionParameterization"),
    ({"snippetID": "1"}, "snippets-prototype"),
]


@pytest.mark.parametrize(("fields", "feature"), FEATURES)
def test_a_field_that_old_engines_do_not_know_is_a_feature(fields: Document, feature: str) -> None:
    after = replayed(deployment(resource("b", **fields)), Journal())
    assert (after["version"], after["features"]) == (4, [feature])


@pytest.mark.parametrize(("fields", "feature"), FEATURES)
def test_so_it_is_in_a_pending_operation(fields: Document, feature: str) -> None:
    journal = Journal().add(EntryKind.BEGIN, 1, operation=operation("creating", "b", **fields))
    assert replayed(deployment(), journal)["features"] == [feature]


def test_without_features_the_deployment_is_of_the_version_that_every_engine_reads() -> None:
    after = replayed(deployment(resource("a")), Journal(), features=["taint"])
    assert after["version"] == 3
    assert "features" not in after


def test_snippets_are_a_feature() -> None:
    snippet = {"uuid": "1", "name": "n", "type": "t:m:T", "code": "", "descriptor": {"name": "pkg"}}
    assert replayed(deployment(snippets=[snippet]), Journal())["features"] == ["snippets-prototype"]


def test_entries_tell_of_strings_that_are_not_utf_8() -> None:
    journal = Journal().add(EntryKind.SUCCESS, 1, state=resource("a"), requiresByteString=True)
    journal.add(EntryKind.SUCCESS, 2, state=resource("b"))
    assert replayed(deployment(), journal)["features"] == ["byteString"]


def test_a_feature_that_cannot_be_seen_stays_while_a_resource_of_the_base_does() -> None:
    base = deployment(resource("a"), resource("b"))
    journal = Journal().add(EntryKind.SUCCESS, 1, state=resource("a"), removeOld=0)
    assert replayed(base, journal, features=["byteString", "future"])["features"] == ["byteString", "future"]


def test_a_feature_that_cannot_be_seen_goes_with_the_last_resource_of_the_base() -> None:
    journal = Journal().add(EntryKind.SUCCESS, 1, state=resource("a"), removeOld=0)
    assert replayed(deployment(resource("a")), journal, features=["byteString"])["version"] == 3

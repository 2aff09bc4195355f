"""References between resources: by present names, and to none that a refresh has found gone."""

from __future__ import annotations

import pytest

from stackwright.errors import SnapshotError
from stackwright.state.journal import EntryKind
from stackwright.state.journal.urn import UNKNOWN_ID, ProviderReference, Urn, is_provider_type
from tests.state.journal.documents import STACK, Journal, deployment, replayed, resource, resources_after, type_of, urn

RENAMED = resource("new-name", aliases=[urn("old-name")])


def _gone(*places: int) -> Journal:
    journal = Journal()
    for operation_id, place in enumerate(places, start=1):
        journal.add(EntryKind.REFRESH_SUCCESS, operation_id, removeOld=place)
    return journal


def test_every_reference_to_a_former_name_becomes_one_to_the_present_name() -> None:
    old = urn("old-name")
    referring = resource(
        "b",
        dependencies=[old, urn("x")],
        propertyDependencies={"p": [old], "q": []},
        deletedWith=old,
        viewOf=old,
    )
    renamed, referred = resources_after(deployment(RENAMED, referring), Journal())
    new = urn("new-name")
    assert "aliases" not in renamed
    assert referred == referring | {
        "dependencies": [new, urn("x")],
        "propertyDependencies": {"p": [new], "q": []},
        "deletedWith": new,
        "viewOf": new,
    }


def test_a_child_of_a_renamed_parent_is_renamed_with_it() -> None:
    parent = resource("site", "component", urn=urn("site", "component"), aliases=[urn("old-site", "component")])
    child = resource("a", urn=urn("a"), parent=urn("old-site", "component"))
    dependent = resource("b", dependencies=[urn("a")])
    _, moved, following = resources_after(deployment(parent, child, dependent), Journal())
    assert moved["parent"] == urn("site", "component")
    assert moved["urn"] == urn("a", parent_type=type_of["component"])
    assert following["dependencies"] == [moved["urn"]]


def test_a_child_of_the_stack_keeps_its_name() -> None:
    stack = resource("shop-dev", urn=STACK, aliases=[urn("old-stack")])
    child = resource("a", urn=urn("a", parent_type=type_of["component"]), parent=urn("old-stack"))
    assert resources_after(deployment(stack, child), Journal())[1] == child | {"parent": STACK}


def test_a_provider_is_referred_to_by_its_present_name() -> None:
    provider = resource("new", "provider", aliases=[urn("old", "provider")])
    managed = resource("a", provider=f"{urn('old', 'provider')}::new-id")
    assert (
        resources_after(deployment(provider, managed), Journal())[1]["provider"] == f"{urn('new', 'provider')}::new-id"
    )


def test_a_provider_without_an_id_is_referred_to_by_the_unknown_one() -> None:
    managed = resource("a", provider=f"{urn('p', 'provider')}::")
    assert resources_after(deployment(managed), Journal())[0]["provider"].endswith(f"::{UNKNOWN_ID}")


def test_the_same_alias_twice_for_one_resource_is_no_matter() -> None:
    base = deployment(resource("a", aliases=[urn("x"), urn("x")]))
    assert resources_after(base, Journal()) == [resource("a")]


def test_snippets_refer_to_present_names() -> None:
    snippet = {"uuid": "1", "code": "", "references": {"bucket": urn("old-name"), "other": urn("x")}}
    after = replayed(deployment(RENAMED, snippets=[snippet, {"uuid": "2"}]), Journal())
    assert after["deployment"]["snippets"] == [
        snippet | {"references": {"bucket": urn("new-name"), "other": urn("x")}},
        {"uuid": "2"},
    ]


def test_references_to_what_is_gone_are_taken_away_and_others_kept() -> None:
    dependent = resource(
        "d",
        dependencies=[urn("a"), urn("b")],
        propertyDependencies={"p": [urn("a")], "q": [urn("a"), urn("b")]},
        replaceWith=[urn("a"), urn("b")],
        deletedWith=urn("a"),
        parent=urn("a"),
    )
    base = deployment(resource("a"), resource("b"), dependent)
    assert resources_after(base, _gone(0))[-1] == resource(
        "d", dependencies=[urn("b")], propertyDependencies={"q": [urn("b")]}, replaceWith=[urn("b")]
    )


def test_a_name_counts_only_from_the_first_resource_that_is_left_with_it() -> None:
    """Two of one URN: the first goes, so what came between them depends on nothing any more."""
    first, second = resource("a", id="1", delete=True), resource("a", id="2")
    between, after = resource("b", dependencies=[urn("a")]), resource("c", dependencies=[urn("a")])
    assert resources_after(deployment(first, between, second, after), _gone(0)) == [resource("b"), second, after]


class TestUrn:
    def test_is_taken_apart_and_put_together(self) -> None:
        text = "urn:pulumi:dev::shop::shop:index:Site$aws:s3/bucket:Bucket::a::b c"
        parsed = Urn.parse(text)
        assert parsed == ("dev", "shop", "shop:index:Site$aws:s3/bucket:Bucket", "a::b c")
        assert parsed.type == "aws:s3/bucket:Bucket"
        assert str(parsed) == text

    @pytest.mark.parametrize("text", ["", "a", "urn:pulumi:a::b::c", "urn:other:a::b::c::d"])
    def test_that_is_none_is_refused(self, text: str) -> None:
        with pytest.raises(SnapshotError, match="is not a URN"):
            Urn.parse(text)

    def test_below_another_parent_has_its_type_before_its_own(self) -> None:
        child = Urn("dev", "shop", "x:y:Z$aws:s3/bucket:Bucket", "a")
        assert child.below("shop:index:Site").qualified_type == "shop:index:Site$aws:s3/bucket:Bucket"


class TestProviderReference:
    def test_ends_with_the_id_of_the_provider(self) -> None:
        reference = ProviderReference.parse(f"{urn('aws', 'provider')}::some-id")
        assert reference == (urn("aws", "provider"), "some-id")
        assert str(reference) == f"{urn('aws', 'provider')}::some-id"

    @pytest.mark.parametrize("text", ["", "nonsense", f"{urn('a')}::id"])
    def test_to_what_is_no_provider_is_refused(self, text: str) -> None:
        with pytest.raises(SnapshotError):
            ProviderReference.parse(text)

    @pytest.mark.parametrize(
        ("type_", "provider"),
        [
            ("pulumi:providers:aws", True),
            ("pulumi:providers:", False),
            ("pulumi:providers", False),
            ("aws:s3:Bucket", False),
        ],
    )
    def test_is_to_resources_of_provider_types_only(self, type_: str, provider: bool) -> None:
        assert is_provider_type(type_) is provider

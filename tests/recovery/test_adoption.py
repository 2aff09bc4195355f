"""What pending creates have made goes into the state, which stays sound."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stackwright.errors import SnapshotError
from stackwright.recovery.adoption import adopt
from stackwright.recovery.questions import is_outside
from stackwright.state.journal import Deployment, PendingOperation, Replayer, findings
from stackwright.state.journal.resource import CREATING
from tests.state.journal.documents import NOW, Document, deployment, document_of, operation, resource, typed, urn
from tests.state.journal.engine_runs import EngineRun, engine_runs

PROVIDER = f"{urn('aws', 'provider')}::aws-id"


def adopted(document: Document, *ids: str) -> list[Document]:
    """The resources after the pending operations of ``document`` have turned out to have made these."""
    before = typed(document)
    made = list(zip(before.deployment.pending_operations, ids, strict=True))
    after = adopt(before.deployment, made, time=NOW)
    resources: list[Document] = document_of(type(before)(deployment=after))["deployment"]["resources"]
    return resources


def names(resources: list[Document]) -> list[str]:
    """Their names, in order."""
    return [each["urn"].rpartition("::")[2] for each in resources]


def created(name: str, **fields: Any) -> Document:
    """A pending create, which has no id yet."""
    pending = operation(CREATING, name, **fields)
    del pending["resource"]["id"]
    return pending


@settings(max_examples=100, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(run=engine_runs(), data=st.data())
def test_whatever_was_found_after_a_run_was_cut_off_the_state_is_sound(run: EngineRun, data: st.DataObject) -> None:
    replayer = Replayer(typed(run.base))
    for entry in run.journal.decoded()[: data.draw(st.integers(0, len(run.entries)))]:
        replayer.add(entry)
    state = replayer.deployment(time=NOW, engine_version="").deployment
    creates = [each for each in state.pending_operations if is_outside(each)]
    made = [(each, f"found-{place}") for place, each in enumerate(creates) if data.draw(st.booleans())]

    after = adopt(state, made, time=NOW)

    assert findings(after) == []
    assert [each for each in after.pending_operations if each.type == CREATING] == []
    assert {id_ for _, id_ in made} <= {each.fields.id for each in after.resources}
    others = [each.urn for each in after.resources if not each.fields.id.startswith("found-")]
    assert others == [each.urn for each in state.resources if not _gone(each, made)]


def _gone(resource_: Any, made: list[tuple[PendingOperation, str]]) -> bool:
    """Whether it was deleted to make room for something that was found."""
    return resource_.fields.pending_replacement and any(each.resource.urn == resource_.urn for each, _ in made)


def test_what_was_made_has_its_id_and_all_else_as_the_operation_says() -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}
    fields: Document = {"inputs": {"name": "a", "password": secret}, "dependencies": [urn("b")], "protect": True}
    before = deployment(resource("b"), pending_operations=[created("a", **fields)])

    (_, made) = adopted(before, "made-id")

    outputs = {"outputs": fields["inputs"], "created": "2026-11-24T12:00:00Z", "modified": "2026-11-24T12:00:00Z"}
    assert made == resource("a", **fields) | {"id": "made-id"} | outputs


def test_it_comes_right_after_all_that_it_refers_to() -> None:
    site = resource("site", "component")
    provider = resource("aws", "provider")
    fields = {
        "provider": PROVIDER,
        "parent": site["urn"],
        "dependencies": [urn("b")],
        "propertyDependencies": {"x": [urn("c")]},
    }
    others = [site, resource("b"), provider, resource("c"), resource("d")]
    before = deployment(*others, pending_operations=[created("a", **fields)])

    assert names(adopted(before, "made")) == ["site", "b", "aws", "c", "a", "d"]


def test_one_that_refers_to_nothing_comes_first() -> None:
    before = deployment(resource("b"), pending_operations=[created("a")])

    assert names(adopted(before, "made")) == ["a", "b"]


def test_beside_a_living_one_it_is_marked_for_deletion_and_no_longer_guarded() -> None:
    guarded = created("a", protect=True, retainOnDelete=True)
    before = deployment(resource("a"), resource("b", dependencies=[urn("a")]), pending_operations=[guarded])

    spare, living, dependent = adopted(before, "made")

    assert spare["delete"] is True
    assert "protect" not in spare
    assert "retainOnDelete" not in spare
    assert (spare["id"], living["id"], living.get("delete")) == ("made", "a-id", None)
    assert dependent["urn"] == urn("b")


def test_of_two_that_were_made_for_one_urn_one_is_marked_for_deletion() -> None:
    before = deployment(pending_operations=[created("a"), created("a")])

    marks = {each["id"]: each.get("delete", False) for each in adopted(before, "one", "two")}

    assert marks == {"one": False, "two": True}


def test_it_takes_the_place_of_what_was_deleted_to_make_room_for_it() -> None:
    before = deployment(resource("a", pendingReplacement=True), pending_operations=[created("a")])

    assert [each["id"] for each in adopted(before, "made")] == ["made"]


def test_it_stands_beside_what_is_still_to_be_deleted() -> None:
    before = deployment(resource("a", delete=True), pending_operations=[created("a")])

    assert [(each["id"], each.get("delete", False)) for each in adopted(before, "made")] == [
        ("made", False),
        ("a-id", True),
    ]


def test_a_state_that_would_be_unsound_is_refused() -> None:
    before = deployment(resource("b"), pending_operations=[created("a", dependencies=[urn("nowhere")])])

    with pytest.raises(SnapshotError, match=r"cannot be put into the state: The resource .* depends on .*nowhere"):
        adopted(before, "made")


def test_other_operations_stay_pending() -> None:
    before = typed(deployment(resource("b"), pending_operations=[created("a"), operation("updating", "b")])).deployment

    after: Deployment = adopt(before, [], time=NOW)

    assert [each.type for each in after.pending_operations] == ["updating"]

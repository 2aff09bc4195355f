"""Replay: what each kind of entry does to the deployment. `test_against_pulumi` compares it with the real one."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from stackwright.errors import JournalError, SnapshotError
from stackwright.state.journal import EntryKind, Replayer, replay
from tests.state.journal.documents import (
    NOW,
    Document,
    Journal,
    decoded,
    deployment,
    document_of,
    operation,
    replayed,
    resource,
    resources_after,
    state_of,
    typed,
    urn,
)

A, B, C = resource("a"), resource("b"), resource("c")
BASE = deployment(A, B, C)


def _names(resources: list[Document]) -> list[str]:
    return [of["urn"].rpartition("::")[2] for of in resources]


class TestBegin:
    def test_makes_its_operation_pending(self) -> None:
        creating = operation("creating", "new")
        after = replayed(BASE, Journal().add(EntryKind.BEGIN, 1, operation=creating))
        assert after["deployment"]["pending_operations"] == [creating]

    def test_without_an_operation_records_nothing(self) -> None:
        after = replayed(BASE, Journal().add(EntryKind.BEGIN, 1))
        assert "pending_operations" not in after["deployment"]

    def test_changes_no_resource(self) -> None:
        journal = Journal().add(EntryKind.BEGIN, 1, operation=operation("deleting", "a"))
        assert resources_after(BASE, journal) == [A, B, C]


class TestSuccess:
    def test_ends_its_operation(self) -> None:
        journal = Journal().add(EntryKind.BEGIN, 1, operation=operation("creating", "new"))
        journal.add(EntryKind.SUCCESS, 1, state=resource("new"))
        assert "pending_operations" not in replayed(BASE, journal)["deployment"]

    def test_puts_new_states_before_what_is_left_of_the_base(self) -> None:
        journal = Journal().add(EntryKind.SUCCESS, 1, state=resource("x"))
        journal.add(EntryKind.SUCCESS, 2, state=B, removeOld=1)
        assert _names(resources_after(BASE, journal)) == ["x", "b", "a", "c"]

    def test_removes_a_resource_of_the_base(self) -> None:
        assert resources_after(BASE, Journal().add(EntryKind.SUCCESS, 1, removeOld=1)) == [A, C]

    def test_removes_a_resource_that_an_operation_of_this_update_made(self) -> None:
        journal = Journal().add(EntryKind.SUCCESS, 1, state=resource("x")).add(EntryKind.SUCCESS, 2, removeNew=1)
        assert resources_after(BASE, journal) == [A, B, C]

    def test_marks_what_it_replaces_for_deletion(self) -> None:
        replacement = resource("a", id="another")
        journal = Journal().add(EntryKind.SUCCESS, 1, state=replacement, deleteOld=0)
        assert resources_after(BASE, journal) == [replacement, A | {"delete": True}, B, C]

    def test_marks_what_it_replaces_of_this_update_for_deletion(self) -> None:
        first, second = resource("x", id="1"), resource("x", id="2")
        journal = Journal().add(EntryKind.SUCCESS, 1, state=first).add(EntryKind.SUCCESS, 2, state=second, deleteNew=1)
        assert resources_after(deployment(), journal) == [first | {"delete": True}, second]

    def test_keeps_what_was_deleted_to_be_replaced_until_the_replacement_is_there(self) -> None:
        journal = Journal().add(EntryKind.SUCCESS, 1, pendingReplacementOld=0)
        assert resources_after(BASE, journal) == [A | {"pendingReplacement": True}, B, C]
        journal.add(EntryKind.SUCCESS, 2, state=resource("a", id="another"), removeOld=0)
        assert resources_after(BASE, journal) == [resource("a", id="another"), B, C]

    def test_marks_a_resource_of_this_update_as_deleted_to_be_replaced(self) -> None:
        journal = Journal().add(EntryKind.SUCCESS, 1, state=resource("x"))
        journal.add(EntryKind.SUCCESS, 2, pendingReplacementNew=1)
        assert resources_after(deployment(), journal) == [resource("x", pendingReplacement=True)]

    def test_of_a_refresh_takes_references_to_what_is_gone_away(self) -> None:
        dependent = resource("d", dependencies=[urn("a"), urn("b")])
        journal = Journal().add(EntryKind.SUCCESS, 1, removeOld=0, isRefresh=True)
        assert resources_after(deployment(A, B, dependent), journal)[-1]["dependencies"] == [urn("b")]

    def test_of_another_step_leaves_references_as_they_are(self) -> None:
        dependent = resource("d", dependencies=[urn("a"), urn("b")])
        assert resources_after(deployment(A, B, dependent), Journal().add(EntryKind.SUCCESS, 1, removeOld=0)) == [
            B,
            dependent,
        ]


class TestFailure:
    def test_ends_its_operation_and_changes_no_resource(self) -> None:
        journal = Journal().add(EntryKind.BEGIN, 1, operation=operation("updating", "a"))
        journal.add(EntryKind.FAILURE, 1, state=resource("a", id="half-updated"), removeOld=0)
        assert replayed(BASE, journal)["deployment"]["resources"] == [A, B, C]
        assert "pending_operations" not in replayed(BASE, journal)["deployment"]


class TestRefreshSuccess:
    def test_puts_what_it_read_in_the_old_states_place(self) -> None:
        read = resource("b", outputs={"size": 2})
        assert resources_after(BASE, Journal().add(EntryKind.REFRESH_SUCCESS, 1, state=read, removeOld=1)) == [
            A,
            read,
            C,
        ]

    def test_removes_what_is_gone_and_the_references_to_it(self) -> None:
        base = deployment(A, resource("b", dependencies=[urn("a")], parent=urn("a"), deletedWith=urn("a")))
        assert resources_after(base, Journal().add(EntryKind.REFRESH_SUCCESS, 1, removeOld=0)) == [B]

    def test_works_on_resources_of_this_update_too(self) -> None:
        journal = Journal().add(EntryKind.SUCCESS, 1, state=A).add(EntryKind.SUCCESS, 2, state=B)
        journal.add(EntryKind.REFRESH_SUCCESS, 3, removeNew=1)
        journal.add(EntryKind.REFRESH_SUCCESS, 4, removeNew=2, state=resource("b", outputs={"x": 1}))
        assert resources_after(deployment(), journal) == [resource("b", outputs={"x": 1})]

    def test_loses_to_a_removal_of_the_same_resource(self) -> None:
        journal = (
            Journal().add(EntryKind.REFRESH_SUCCESS, 1, state=A, removeOld=0).add(EntryKind.SUCCESS, 2, removeOld=0)
        )
        assert resources_after(BASE, journal) == [B, C]


class TestOutputs:
    def test_puts_the_state_in_the_place_of_the_one_that_its_step_recorded(self) -> None:
        component = resource("site", "component")
        journal = Journal().add(EntryKind.SUCCESS, 1, state=component).add(EntryKind.SUCCESS, 2, state=A)
        journal.add(EntryKind.OUTPUTS, 3, removeNew=1, state=component | {"outputs": {"url": "x"}})
        assert resources_after(deployment(), journal) == [component | {"outputs": {"url": "x"}}, A]

    def test_puts_the_state_in_the_place_of_one_of_the_base(self) -> None:
        journal = Journal().add(EntryKind.OUTPUTS, 1, removeOld=1, state=resource("b", outputs={"x": 1}))
        assert resources_after(BASE, journal) == [A, resource("b", outputs={"x": 1}), C]


class TestWrite:
    def test_puts_another_deployment_in_the_place_of_the_base(self) -> None:
        journal = Journal().add(EntryKind.WRITE, newSnapshot=deployment(B, C)).add(EntryKind.SUCCESS, 1, removeOld=1)
        assert resources_after(BASE, journal) == [B]

    def test_without_a_deployment_is_refused(self) -> None:
        with pytest.raises(JournalError, match="entry 1 \\(write\\) brings no deployment"):
            replayed(BASE, Journal().add(EntryKind.WRITE))


class TestSecretsManager:
    def test_records_what_encrypts_the_secrets(self) -> None:
        manager = {"type": "service", "state": {"url": "http://x"}}
        after = replayed(BASE, Journal().add(EntryKind.SECRETS_MANAGER, secretsProvider=manager))
        assert after["deployment"]["secrets_providers"] == manager

    def test_without_one_leaves_the_recorded_one(self) -> None:
        recorded = {"type": "passphrase", "state": {"salt": "v1:x"}}
        after = replayed(deployment(secrets_providers=recorded), Journal().add(EntryKind.SECRETS_MANAGER))
        assert after["deployment"]["secrets_providers"] == recorded


class TestRebuiltBaseState:
    def test_lets_later_entries_count_from_the_refreshed_deployment(self) -> None:
        journal = Journal().add(EntryKind.REFRESH_SUCCESS, 1, removeOld=0).add(EntryKind.REBUILT_BASE_STATE)
        journal.add(EntryKind.SUCCESS, 2, removeOld=0)
        assert resources_after(BASE, journal) == [C]

    def test_forgets_the_operations_before_it(self) -> None:
        journal = Journal().add(EntryKind.SUCCESS, 1, state=A).add(EntryKind.REBUILT_BASE_STATE)
        with pytest.raises(JournalError, match="operation 1, which has recorded none"):
            replayed(deployment(), journal.add(EntryKind.SUCCESS, 2, removeNew=1))

    def test_keeps_pending_creations_only(self) -> None:
        journal = Journal().add(EntryKind.BEGIN, 1, operation=operation("creating", "x"))
        journal.add(EntryKind.BEGIN, 2, operation=operation("updating", "a")).add(EntryKind.REBUILT_BASE_STATE)
        assert replayed(BASE, journal)["deployment"]["pending_operations"] == [operation("creating", "x")]


class TestExtensionParameterize:
    EXTENSION = {"name": "ext", "version": "1.0.0", "value": "aGk="}  # noqa: RUF012 - a literal

    def test_records_the_extension_beside_those_of_the_base(self) -> None:
        base = deployment(extensions={"old": self.EXTENSION})
        after = replayed(
            base, Journal().add(EntryKind.EXTENSION_PARAMETERIZE, 1, extensionRef="new", extension=self.EXTENSION)
        )
        assert after["deployment"]["extensions"] == {"new": self.EXTENSION, "old": self.EXTENSION}

    def test_without_an_extension_is_refused(self) -> None:
        with pytest.raises(JournalError, match="lacks extensionRef or extension"):
            replayed(BASE, Journal().add(EntryKind.EXTENSION_PARAMETERIZE, 1, extensionRef="new"))


class TestSnippets:
    SNIPPET = {"uuid": "1", "name": "n", "type": "t:m:T", "code": "x = 1", "descriptor": {"name": "pkg"}}  # noqa: RUF012

    def test_takes_the_place_of_those_of_the_base(self) -> None:
        after = replayed(
            deployment(snippets=[self.SNIPPET]), Journal().add(EntryKind.SNIPPETS, snippets=[self.SNIPPET] * 2)
        )
        assert after["deployment"]["snippets"] == [self.SNIPPET] * 2

    def test_without_any_removes_those_of_the_base(self) -> None:
        after = replayed(deployment(snippets=[self.SNIPPET]), Journal().add(EntryKind.SNIPPETS))
        assert "snippets" not in after["deployment"]


class TestWhatIsNotThere:
    @pytest.mark.parametrize("reference", ["removeNew", "deleteNew", "pendingReplacementNew"])
    def test_an_operation_that_recorded_nothing_is_refused(self, reference: str) -> None:
        with pytest.raises(JournalError) as refusal:
            replayed(BASE, Journal().add(EntryKind.SUCCESS, 2, **{reference: 1}))
        assert str(refusal.value) == (
            "The journal entry 1 (success) refers to the resource of operation 1, which has recorded none: "
            "an entry before it is missing."
        )

    @pytest.mark.parametrize("reference", ["removeOld", "deleteOld", "pendingReplacementOld"])
    def test_a_place_that_the_base_does_not_have_is_refused(self, reference: str) -> None:
        with pytest.raises(JournalError) as refusal:
            replayed(BASE, Journal().add(EntryKind.SUCCESS, 1, **{reference: 3}))
        assert str(refusal.value) == (
            "The journal entry 1 (success) refers to resource 3 of the deployment it changes, which has 3: "
            "it was made for another one."
        )


class TestOrder:
    def test_an_entry_again_is_refused(self) -> None:
        [entry] = Journal().add(EntryKind.SUCCESS, 1, state=A).decoded()
        replayer = Replayer(typed(BASE))
        replayer.add(entry)
        with pytest.raises(JournalError, match="cannot be replayed after entry 1"):
            replayer.add(entry)

    def test_an_earlier_entry_is_refused(self) -> None:
        first, second = Journal().add(EntryKind.BEGIN, 1).add(EntryKind.FAILURE, 1).decoded()
        replayer = Replayer(typed(BASE))
        replayer.add(second)
        with pytest.raises(JournalError, match="The journal entry 1 \\(begin\\) cannot be replayed after entry 2"):
            replayer.add(first)

    def test_a_gap_is_no_matter_where_nothing_refers_to_what_is_missing(self) -> None:
        entries = Journal().add(EntryKind.SUCCESS, 1, state=A).add(EntryKind.SUCCESS, 2, state=B).entries
        entries[1]["sequenceID"] = 9
        after = replay(typed(deployment()), decoded(entries), time=NOW, engine_version="v3.259.0")
        assert [of.urn for of in after.deployment.resources] == [urn("a"), urn("b")]


class TestWhatIsKept:
    def test_pending_creations_of_the_base_are_kept_and_other_operations_not(self) -> None:
        base = deployment(pending_operations=[operation("creating", "x"), operation("updating", "y")])
        assert replayed(base, Journal())["deployment"]["pending_operations"] == [operation("creating", "x")]

    def test_what_newer_engines_add_is_kept_byte_for_byte(self) -> None:
        strange = resource("a", future={"n": 1.10, "big": 123456789012345678901234567890})
        new = resource("b", future=["x"])
        base = deployment(strange, later=[1, 2]) | {"manifest": {"time": "2026-01-01T00:00:00Z"}}
        after = replay(
            typed(base), Journal().add(EntryKind.SUCCESS, 1, state=new).decoded(), time=NOW, engine_version=""
        )
        assert b'{"n": 1.1, "big": 123456789012345678901234567890}' in bytes(after.deployment.resources[1].encoded)
        assert document_of(after)["deployment"]["resources"] == [new, strange]
        assert document_of(after)["deployment"]["later"] == [1, 2]

    def test_a_mark_changes_nothing_else_of_a_resource(self) -> None:
        strange = resource("a", inputs={"price": 1.50})
        replayer = Replayer(typed(deployment(strange)))
        for entry in Journal().add(EntryKind.SUCCESS, 1, deleteOld=0).decoded():
            replayer.add(entry)
        assert b'"inputs":{"price": 1.5}' in bytes(
            replayer.deployment(time=NOW, engine_version="").deployment.resources[0].encoded
        )

    def test_a_base_without_metadata_is_given_some(self) -> None:
        assert replayed({}, Journal())["deployment"]["metadata"] == {}


class TestManifest:
    def test_tells_the_time_in_utc_the_version_and_its_magic(self) -> None:
        in_berlin = datetime(2026, 11, 24, 13, tzinfo=timezone(timedelta(hours=1)))
        after = document_of(Replayer(typed(BASE)).deployment(time=in_berlin, engine_version="v3.259.0"))
        assert after["deployment"]["manifest"] == {
            "time": "2026-11-24T12:00:00Z",
            "magic": "ab35920a3077459b09dd1a3f7ddc28df4e3efc81b3240013bb6906688abc684d",
            "version": "v3.259.0",
        }


class TestAskingBetweenEntries:
    def test_a_deployment_had_before_is_not_changed_by_later_entries(self) -> None:
        first, second = Journal().add(EntryKind.SUCCESS, 1, state=A).add(EntryKind.SUCCESS, 2, deleteNew=1).decoded()
        replayer = Replayer(typed(deployment()))
        replayer.add(first)
        before = replayer.deployment(time=NOW, engine_version="")
        replayer.add(second)
        assert document_of(before)["deployment"]["resources"] == [A]
        assert state_of(replayer)["deployment"]["resources"] == [A | {"delete": True}]


def test_two_resources_with_one_alias_are_refused() -> None:
    base = deployment(resource("a", aliases=[urn("x")]), resource("b", aliases=[urn("x")]))
    with pytest.raises(SnapshotError, match="have the same alias"):
        replayed(base, Journal())

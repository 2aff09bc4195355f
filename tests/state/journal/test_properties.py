"""What holds of the replay of any journal."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stackwright.errors import InvalidRequestError, JournalError, SnapshotError
from stackwright.state.journal import (
    EntryKind,
    ReceivedEntry,
    Replayer,
    TypedDeployment,
    decode_entries,
    findings,
)
from tests.state.journal.documents import NOW, Document, decoded, document_of, state_of, typed
from tests.state.journal.engine_runs import EngineRun, engine_runs, identity
from tests.state.journal.journals import AnyJournal, any_journals

many = settings(
    max_examples=100,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _after_each_entry(run: EngineRun) -> list[TypedDeployment]:
    replayer = Replayer(typed(run.base))
    states = [replayer.deployment(time=NOW, engine_version="")]
    for entry in run.journal.decoded():
        replayer.add(entry)
        states.append(replayer.deployment(time=NOW, engine_version=""))
    return states


@many
@given(run=engine_runs())
def test_after_each_entry_of_a_run_what_exists_is_recorded_and_nothing_else(run: EngineRun) -> None:
    for state, existing in zip(_after_each_entry(run), run.existing, strict=True):
        recorded = [identity(resource) for resource in document_of(state)["deployment"].get("resources", [])]
        assert sorted(recorded) == sorted(existing)


@many
@given(run=engine_runs())
def test_after_each_entry_of_a_run_the_deployment_is_sound(run: EngineRun) -> None:
    for state in _after_each_entry(run):
        assert findings(state.deployment) == []


@many
@given(run=engine_runs())
def test_operations_are_pending_from_their_beginning_to_their_end(run: EngineRun) -> None:
    for state, pending in zip(_after_each_entry(run), run.pending, strict=True):
        assert len(state.deployment.pending_operations) == pending


@many
@given(journal=any_journals())
def test_asking_for_the_deployment_between_entries_changes_nothing(journal: AnyJournal) -> None:
    asked, left_alone = Replayer(typed(journal.base)), Replayer(typed(journal.base))
    with suppress(SnapshotError):  # an alias of two resources
        for entry in decoded(journal.entries):
            asked.add(entry)
            state_of(asked)
            left_alone.add(entry)
        assert state_of(asked) == state_of(left_alone)


@many
@given(run=engine_runs(), data=st.data())
def test_batches_sent_twice_and_late_make_the_same_deployment_once_stored_by_sequence_id(
    run: EngineRun, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(run.entries)), max_size=4)) | {0, len(run.entries)})
    batches = [run.entries[start:end] for start, end in pairwise(cuts)]
    stored: dict[int, ReceivedEntry] = {}
    for batch in data.draw(st.permutations(batches + batches)):
        for received in decode_entries(json.dumps({"entries": batch}).encode()):
            stored.setdefault(received.entry.sequence_id, received)
    in_order, as_sent = Replayer(typed(run.base)), Replayer(typed(run.base))
    for _, received in sorted(stored.items()):
        in_order.add(received.entry)
    for entry in run.journal.decoded():
        as_sent.add(entry)
    assert state_of(in_order) == state_of(as_sent)


@many
@given(run=engine_runs())
def test_what_a_run_does_not_touch_keeps_its_bytes(run: EngineRun) -> None:
    base = typed(run.base)
    before = {bytes(resource.encoded) for resource in base.deployment.resources}
    brought = {json.dumps(entry["state"]).encode() for entry in run.entries if entry.get("state")}
    marked = any("deleteOld" in entry or "pendingReplacementOld" in entry for entry in run.entries)
    rewritten = any(entry.get("isRefresh") or (entry.get("state") or {}).get("aliases") for entry in run.entries)
    if marked or rewritten:
        return
    for resource in _after_each_entry(run)[-1].deployment.resources:
        assert bytes(resource.encoded) in before | brought


_references = st.sampled_from(
    ("removeOld", "removeNew", "deleteOld", "deleteNew", "pendingReplacementOld", "pendingReplacementNew")
)


@many
@given(journal=any_journals(), references=st.dictionaries(_references, st.integers(0, 9), min_size=1))
def test_a_reference_to_what_is_not_there_is_a_journal_error_and_never_another(
    journal: AnyJournal, references: Document
) -> None:
    last: Document = {"version": 1, "kind": EntryKind.SUCCESS, "sequenceID": 99, "operationID": 99}
    replayer = Replayer(typed(journal.base))
    with suppress(JournalError, SnapshotError):
        for entry in decoded([*journal.entries, last | references]):
            replayer.add(entry)
        state_of(replayer)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("entries", "version", "kind", "sequenceID", "state", "operation", "newSnapshot", "urn")),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


def _refusal(read: Callable[[bytes], object], body: bytes) -> str | None:
    try:
        read(body)
    except InvalidRequestError as error:
        return str(error)
    return None


@many
@given(body=st.binary(max_size=60) | _json.map(lambda value: json.dumps(value).encode()))
def test_whatever_is_sent_is_read_or_refused_in_one_sentence(body: bytes) -> None:
    for refusal in (_refusal(decode_entries, body), _refusal(TypedDeployment.decode, body)):
        assert refusal is None or (refusal.endswith(".") and "\n" not in refusal)


def test_the_runs_are_as_varied_as_they_should_be() -> None:
    """The properties above say something only if runs do not all fail at once."""
    seen: set[str] = set()

    @settings(max_examples=300, deadline=None, database=None, derandomize=True)
    @given(run=engine_runs())
    def collect(run: EngineRun) -> None:
        seen.update(name for entry in run.entries for name in entry)
        seen.update(EntryKind(entry["kind"]).name for entry in run.entries)
        if len(run.entries) > 20:
            seen.add("long")
        if any((entry.get("state") or {}).get("aliases") for entry in run.entries):
            seen.add("aliases")

    collect()
    assert seen >= {"REFRESH_SUCCESS", "REBUILT_BASE_STATE", "FAILURE", "OUTPUTS", "long", "aliases"}
    assert seen >= {"deleteOld", "pendingReplacementOld", "operation", "isRefresh"}

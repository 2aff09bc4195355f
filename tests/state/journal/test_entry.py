"""Journal entries: how a batch is read, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stackwright.errors import JournalError, SnapshotError
from stackwright.state.journal import EntryKind, decode_entries
from tests.state.journal.documents import Journal, operation, resource


def _batch(*entries: Any) -> bytes:
    return json.dumps({"entries": entries}).encode()


def _entry(**fields: Any) -> dict[str, Any]:
    [entry] = Journal().add(EntryKind.SUCCESS, 1).entries
    return entry | fields


def test_entries_are_read_in_the_order_they_were_sent() -> None:
    journal = Journal().add(EntryKind.BEGIN, 7, operation=operation("creating", "a"))
    journal.add(EntryKind.SUCCESS, 7, state=resource("a"), removeOld=3)
    begin, success = (received.entry for received in decode_entries(_batch(*journal.entries)))
    assert (begin.kind, begin.sequence_id, begin.operation_id) == (EntryKind.BEGIN, 1, 7)
    assert (success.kind, success.remove_old, success.remove_new) == (EntryKind.SUCCESS, 3, None)


def test_an_entry_keeps_the_bytes_it_came_as() -> None:
    sent = b'{"kind":3, "version":1,"sequenceID":5 ,"operationID":1,"future":1.0}'
    [received] = decode_entries(b'{"entries":[ ' + sent + b" ]}")
    assert received.encoded == sent


@pytest.mark.parametrize("body", [b"{}", b'{"entries":null}', b'{"entries":[]}'])
def test_a_batch_may_be_empty(body: bytes) -> None:
    assert decode_entries(body) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"entries":[{}', b'{"entries":{}}', b"\xff", b'{"entries":["' + b"\xff" + b'"]}'],
)
def test_a_body_that_is_no_batch_is_refused(body: bytes) -> None:
    with pytest.raises(JournalError):
        decode_entries(body)


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 2},
        {"kind": 10},
        {"kind": "success"},
        {"sequenceID": 0},
        {"sequenceID": 2**63},
        {"operationID": -1},
        {"removeOld": -1},
        {"removeNew": 1.5},
        {"isRefresh": 1},
        {"kind": EntryKind.WRITE},
        {"kind": EntryKind.EXTENSION_PARAMETERIZE, "extensionRef": "x"},
    ],
)
def test_an_entry_that_no_engine_sends_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(JournalError):
        decode_entries(_batch(_entry(**wrong)))


@pytest.mark.parametrize("missing", ["version", "kind", "sequenceID"])
def test_an_entry_without_what_each_has_is_refused(missing: str) -> None:
    entry = _entry()
    del entry[missing]
    with pytest.raises(JournalError, match=missing):
        decode_entries(_batch(entry))


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": {"urn": 1}},
        {"state": []},
        {"operation": {"type": "creating", "resource": {"dependencies": "a"}}},
        {"operation": {"type": "creating"}},
        {"kind": EntryKind.WRITE, "newSnapshot": {"resources": [{"urn": "a"}, 7]}},
    ],
)
def test_a_state_that_cannot_be_read_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SnapshotError):
        decode_entries(_batch(_entry(**wrong)))


def test_a_refusal_says_which_entry_and_what_is_wrong() -> None:
    with pytest.raises(JournalError) as refusal:
        decode_entries(_batch(_entry(), _entry(kind=10)))
    assert str(refusal.value) == (
        "Entry 1 of the batch is not as the protocol has it: Invalid enum value 10 - at `$.kind`; "
        "if it comes from a newer Pulumi, this server must be updated to know it."
    )


def test_a_refusal_of_a_state_says_where_it_is() -> None:
    with pytest.raises(SnapshotError) as refusal:
        decode_entries(_batch(_entry(state={"urn": 1})))
    assert str(refusal.value) == (
        "The state in journal entry 1 (success) is not as the protocol has it: Expected `str`, got `int` - at `$.urn`."
    )


def test_a_state_nested_too_deeply_is_refused() -> None:
    deep = b'{"entries":[{"version":1,"kind":1,"sequenceID":1,"state":{"inputs":' + b"[" * 5000 + b"]" * 5000 + b"}}]}"
    with pytest.raises(JournalError, match="nested too deeply"):
        decode_entries(deep)

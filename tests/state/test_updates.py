"""The life of an update, from create to complete, cancel or expiry."""

from __future__ import annotations

import pytest
from sqlalchemy import update as change

from stackwright.state import lifecycle
from stackwright.state.service import StateService
from stackwright.state.tables import updates
from tests.state.client import STACK, Client, Running, created


@pytest.fixture(autouse=True)
def _stack(client: Client) -> None:
    client.create_stack()


def _expire(service: StateService, update: Running) -> None:
    with service.database.write() as connection:
        connection.execute(change(updates).where(updates.c.id == update.id).values(lease_expires=1))


def test_a_completed_update_leaves_what_its_journal_says(client: Client) -> None:
    update = client.start()
    client.journal(update, created(1, "a"))
    client.journal(update, created(3, "b"))
    client.complete(update)
    assert client.names() == ["a", "b"]


def test_an_update_of_a_new_stack_makes_version_1(client: Client) -> None:
    assert client.start().version == 1


def test_a_preview_makes_no_version(client: Client) -> None:
    preview = client.start("preview")
    client.complete(preview)
    assert client.start().version == 1


def test_begin_creates_and_starts_in_one_call(client: Client) -> None:
    begun = client.ok("POST", f"{STACK}/begin-update", {"updateKind": "update", "program": {}, "journalVersion": 1})
    update = Running(f"{STACK}/update/{begun['updateID']}", begun["updateID"], begun["token"], begun["version"])
    client.journal(update, created(1, "a"))
    client.complete(update)
    assert begun["journalVersion"] == 1
    assert begun["stack"]["stackName"] == "dev"
    assert begun["deployment"]["version"] == 3
    assert client.names() == ["a"]


def test_entries_that_are_sent_twice_count_once(client: Client) -> None:
    update = client.start()
    for _ in range(2):
        assert client.journal(update, created(1, "a")).status_code == 200
    client.complete(update)
    assert client.names() == ["a"]


def test_entries_may_arrive_in_any_order(client: Client) -> None:
    update = client.start()
    client.journal(update, created(3, "b"))
    client.journal(update, created(1, "a"))
    client.complete(update)
    assert client.names() == ["a", "b"]


def test_completing_twice_is_completing_once(client: Client) -> None:
    update = client.start()
    assert [client.complete(update).status_code for _ in range(2)] == [200, 200]


def test_a_second_update_is_told_who_holds_the_stack_and_since_when(client: Client) -> None:
    client.start()
    update = client.create_update()
    response = client.request("POST", f"{STACK}/update/{update}", {"journalVersion": 1})
    assert response.status_code == 409
    assert response.json()["message"].startswith(
        "Stack organization/shop/dev is held by admin, whose update started at"
    )


def test_previews_run_beside_an_update(client: Client) -> None:
    client.start()
    assert client.complete(client.start("preview")).status_code == 200


def test_what_a_cancelled_client_writes_changes_nothing(client: Client) -> None:
    update = client.start()
    client.journal(update, created(1, "a"))
    client.ok("POST", f"{update.path}/cancel")
    late = client.journal(update, created(3, "b"))
    assert late.status_code == 409
    assert "admin cancelled it" in late.json()["message"]
    assert client.names() == ["a"]


def test_a_cancelled_client_is_told_to_stop_renewing(client: Client) -> None:
    update = client.start()
    client.ok("POST", f"{update.path}/cancel")
    assert (
        client.request("POST", f"{update.path}/renew_lease", {"duration": 300}, lease=update.token).status_code == 403
    )


def test_the_stack_of_a_client_that_is_gone_frees_itself(client: Client, service: StateService) -> None:
    gone = client.start()
    client.journal(gone, created(1, "a"))
    _expire(service, gone)
    update = client.start()
    client.journal(update, created(1, "b"))
    client.complete(update)
    assert client.journal(gone, created(3, "late")).status_code == 409
    assert client.names() == ["b", "a"]


def test_the_sweep_ends_updates_whose_lease_ran_out(client: Client, service: StateService) -> None:
    gone, alive = client.start(), client.start("preview")
    _expire(service, gone)
    assert [update.id for update in lifecycle.sweep(service)] == [gone.id]
    assert client.complete(alive).status_code == 200


def test_a_slow_client_that_nobody_replaced_may_go_on(client: Client, service: StateService) -> None:
    update = client.start()
    _expire(service, update)
    client.ok("POST", f"{update.path}/renew_lease", {"duration": 300}, lease=update.token)
    assert lifecycle.sweep(service) == []
    assert client.journal(update, created(1, "a")).status_code == 200


def test_the_token_of_one_update_is_no_use_for_another(client: Client) -> None:
    first = client.start()
    client.complete(first)
    second = client.start()
    stolen = Running(second.path, second.id, first.token, second.version)
    assert client.journal(stolen, created(1, "a")).status_code == 409


def test_an_operation_that_began_and_did_not_end_is_recorded_as_pending(client: Client) -> None:
    update = client.start()
    client.journal(update, created(1, "a")[:1])
    client.complete(update, "failed")
    assert [each["type"] for each in client.export()["pending_operations"]] == ["creating"]


def test_an_export_shows_what_a_running_update_has_changed(client: Client) -> None:
    client.journal(client.start(), created(1, "a"))
    assert client.names() == ["a"]


def test_a_malformed_entry_is_refused_in_one_sentence(client: Client) -> None:
    update = client.start()
    response = client.journal(update, [{"version": 1, "kind": 77, "sequenceID": 1, "operationID": 1}])
    assert response.status_code == 400
    assert "Entry 0" in response.json()["message"]


def test_history_tells_what_was_done(client: Client) -> None:
    update = client.start()
    client.journal(update, created(1, "a"))
    summary = {"sequence": 0, "timestamp": 1, "summaryEvent": {"resourceChanges": {"create": 1}}}
    client.ok("POST", f"{update.path}/events/batch", {"events": [summary]}, lease=update.token)
    client.complete(update)
    (told,) = client.ok("GET", f"{STACK}/updates")["updates"]
    assert (told["kind"], told["version"], told["result"], told["message"]) == ("update", 1, "succeeded", "a test")
    assert (told["resourceChanges"], told["resourceCount"]) == ({"create": 1}, 1)


def test_history_tells_why_a_journal_that_cannot_be_replayed_ended_its_update(client: Client) -> None:
    update = client.start()
    client.journal(update, [{"version": 1, "kind": 1, "sequenceID": 1, "operationID": 1, "removeOld": 5}])
    assert client.complete(update).status_code == 400
    (told,) = client.ok("GET", f"{STACK}/updates")["updates"]
    assert told["result"] == "failed"
    reason = told["environment"]["stackwright.reason"]
    assert reason.startswith("its journal is kept but cannot be replayed: The journal entry 1 (success) refers to")


def test_every_version_can_be_exported(client: Client) -> None:
    for sequence, name in ((1, "a"), (1, "b")):
        update = client.start()
        client.journal(update, created(sequence, name))
        client.complete(update)
    first = client.ok("GET", f"{STACK}/export/1")["deployment"]["resources"]
    assert [resource["id"] for resource in first] == ["a"]


def test_unknown_routes_answer_the_protocols_json(client: Client) -> None:
    response = client.request("GET", "/api/nothing/here")
    assert (response.status_code, response.json()["code"]) == (404, 404)


def test_a_large_body_is_not_read_for_a_lease_that_is_none(client: Client) -> None:
    update = client.start()
    stranger = Running(update.path, update.id, "not-the-token", update.version)
    response = client.journal(stranger, created(1, "x" * 2_000_000))
    assert response.status_code == 409

"""Clients without journaling, and stacks that begin with a state."""

from __future__ import annotations

from tests.state.client import STACK, URN, Client

DEPLOYMENT = {"resources": [{"urn": URN.format("a"), "type": "nothing:index:Thing", "custom": True, "id": "a"}]}


def test_a_stack_may_begin_with_a_state(client: Client) -> None:
    client.ok("POST", STACK.rpartition("/")[0], {"stackName": "dev", "state": {"version": 3, "deployment": DEPLOYMENT}})
    assert client.names() == ["a"]


def test_the_last_checkpoint_of_an_update_is_what_it_leaves(client: Client) -> None:
    client.create_stack()
    update = client.start()
    checkpoint = {"version": 3, "isInvalid": False, "deployment": DEPLOYMENT}
    client.ok("PATCH", f"{update.path}/checkpoint", checkpoint, lease=update.token)
    client.complete(update)
    assert client.names() == ["a"]


def test_a_checkpoint_that_is_invalid_or_empty_is_refused(client: Client) -> None:
    client.create_stack()
    update = client.start()
    for checkpoint in ({"version": 3, "isInvalid": True}, {"version": 3, "deployment": None}):
        answer = client.request("PATCH", f"{update.path}/checkpoint", checkpoint, lease=update.token)
        assert answer.status_code == 400

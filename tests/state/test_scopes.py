"""Tokens that may be used for less than their user may do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stackwright.access import tokens
from stackwright.access.scope import Scope
from stackwright.state.service import StateService
from tests.state.client import STACK, Client

BEGIN = {"program": {}, "journalVersion": 1}


@pytest.fixture
def previewer(client: Client, service: StateService) -> Client:
    """The admin with a token for previews of shop alone."""
    client.create_stack()
    with service.database.write() as connection:
        scope = Scope.parse("stack:preview,stack:read", "shop/*")
        issued = tokens.issue(connection, "admin", name="previews", scope=scope, lifetime=None, actor="tests:")
    return replace(client, token=issued.text.reveal())


def test_a_token_for_previews_previews(previewer: Client) -> None:
    assert previewer.complete(previewer.start("preview")).status_code == 200
    previewer.ok("POST", f"{STACK}/begin-update", {"updateKind": "preview", **BEGIN})


@pytest.mark.parametrize("kind", ["update", "refresh", "destroy"])
def test_a_token_for_previews_updates_nothing(previewer: Client, kind: str) -> None:
    assert previewer.request("POST", f"{STACK}/{kind}", {"metadata": {}}).status_code == 403
    assert previewer.request("POST", f"{STACK}/begin-update", {"updateKind": kind, **BEGIN}).status_code == 403


def test_a_dry_run_of_another_kind_is_a_preview(previewer: Client) -> None:
    update = previewer.create_update("destroy", options={"dryRun": True})
    previewer.ok("POST", f"{STACK}/destroy/{update}", {})


def test_a_token_for_previews_does_not_start_what_somebody_else_created(previewer: Client, client: Client) -> None:
    update = client.create_update()
    assert previewer.request("POST", f"{STACK}/update/{update}", {}).status_code == 403
    client.ok("POST", f"{STACK}/update/{update}", {})


def test_a_token_for_one_project_is_of_no_use_in_another(previewer: Client, client: Client) -> None:
    other = "/api/stacks/organization/other/dev"
    client.create_stack(other)
    assert previewer.request("GET", other).status_code == 403
    listed = previewer.ok("GET", "/api/user/stacks")["stacks"]
    assert [stack["projectName"] for stack in listed] == ["shop"]

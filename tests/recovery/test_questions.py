"""What providers are asked, and what counts as an answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stackwright.engine.functions import Unanswered
from stackwright.errors import SnapshotError
from stackwright.recovery.questions import Answer, answer, is_outside, question
from tests.state.journal.documents import deployment, operation, resource, typed, urn

SIGNATURE, SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
PROVIDER = f"{urn('aws', 'provider')}::aws-id"


def secret(value: object) -> dict[str, str]:
    """A secret as an export shows it in clear."""
    return {SIGNATURE: SECRET, "plaintext": json.dumps(value)}


def asked(*recorded: dict[str, Any], **fields: Any) -> Any:
    """The question about a pending create."""
    pending = operation("creating", "a", provider=PROVIDER, **fields)
    state = typed(deployment(*recorded, pending_operations=[pending])).deployment
    return question(state, state.pending_operations[0])


def test_the_provider_is_asked_by_the_function_that_any_may_offer() -> None:
    call = asked(resource("aws", "provider"), inputs={"name": "x"})

    assert call.token == "aws:index:findCreated"
    assert call.arguments == {
        "urn": urn("a"),
        "type": "aws:s3/bucket:Bucket",
        "inputs": '{"name": "x"}',
        "recordedIds": [],
    }


def test_it_is_configured_as_the_state_has_it() -> None:
    inputs = {
        "region": "eu-central-1",
        "token": secret("shh"),
        "version": "7.1.0",
        "pluginDownloadURL": "https://example.com",
        "__internal": {},
    }

    provider = asked(resource("aws", "provider", inputs=inputs)).provider

    assert provider.package == "aws"
    assert provider.inputs == {"region": "eu-central-1", "token": "shh"}
    assert (provider.version, provider.plugin_download_url) == ("7.1.0", "https://example.com")


def test_secrets_among_the_inputs_are_told_in_clear_however_deep() -> None:
    inputs = {"list": [secret({"deep": [1, secret(True)]})]}

    call = asked(resource("aws", "provider"), inputs=inputs)

    assert json.loads(call.arguments["inputs"]) == {"list": [{"deep": [1, True]}]}
    assert "deep" not in repr(call)


def test_ids_that_the_stack_has_of_the_type_are_told_but_not_of_what_was_deleted_for_a_replacement() -> None:
    recorded = [resource("aws", "provider"), resource("b"), resource("c", delete=True)]

    call = asked(*recorded, resource("d", pendingReplacement=True))

    assert call.arguments["recordedIds"] == ["b-id", "c-id"]


def test_a_create_without_its_provider_is_refused() -> None:
    with pytest.raises(SnapshotError, match=r"The provider .*::aws-id of the pending .* is not in the state"):
        asked()


@pytest.mark.parametrize(
    ("pending", "outside"),
    [
        (operation("creating", "a"), True),
        (operation("updating", "a"), False),
        ({"type": "creating", "resource": resource("site", "component")}, False),
        ({"type": "creating", "resource": resource("aws", "provider")}, False),
    ],
    ids=["resource", "update", "component", "provider"],
)
def test_only_creates_of_what_is_outside_the_state_are_asked_about(pending: dict[str, Any], *, outside: bool) -> None:
    (decoded,) = typed(deployment(pending_operations=[pending])).deployment.pending_operations

    assert is_outside(decoded) is outside


@pytest.mark.parametrize(
    ("returned", "meaning"),
    [
        ({"ids": ["i-1"], "doubtfulId": "", "reason": ""}, Answer(["i-1"])),
        ({"ids": [], "doubtfulId": "i-1", "reason": "no mark"}, Answer([], "i-1", "no mark")),
        ({"ids": []}, Answer([])),
        ({}, Unanswered("index:findCreated answers without ids")),
        ({"ids": "i-1"}, Unanswered("index:findCreated answers without ids")),
        (Unanswered("refused"), Unanswered("refused")),
    ],
)
def test_an_answer_without_ids_is_none(returned: Any, meaning: Any) -> None:
    assert answer(returned) == meaning

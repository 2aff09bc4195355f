"""Keys: their end, their rotation, lost replies."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_boto import kms
from tests.pulumi_boto.engine import Engine, Refused
from tools.cloud import Cloud, Fault


def metadata(cloud: Cloud, id: str) -> Any:
    """What KMS says of a key."""
    return cloud.client("kms").describe_key(KeyId=id)["KeyMetadata"]


def test_key_whose_deletion_is_under_way_is_gone(cloud: Cloud, engine: Engine) -> None:
    key = engine.create(kms.Key, "orders", {})
    cloud.client("kms").schedule_key_deletion(KeyId=key.id, PendingWindowInDays=7)

    assert engine.refresh(key) is None
    engine.delete(key)


def test_deletion_can_be_taken_back_for_as_long_as_the_program_says(cloud: Cloud, engine: Engine) -> None:
    key = engine.create(kms.Key, "orders", {"pending_window_in_days": 7})

    engine.delete(key)

    found = metadata(cloud, key.id)
    assert found["KeyState"] == "PendingDeletion"
    assert round((found["DeletionDate"] - found["CreationDate"]).total_seconds() / 86400) == 7


def test_key_is_enabled_before_its_rotation_changes_and_disabled_after(cloud: Cloud, engine: Engine) -> None:
    key = engine.create(kms.Key, "orders", {"enabled": False})

    used = engine.update(key, {"enable_key_rotation": True})
    assert (used.outputs["enabled"], used.outputs["enable_key_rotation"]) == (True, True)

    unused = engine.update(used, {"enabled": False})
    assert (unused.outputs["enabled"], unused.outputs["enable_key_rotation"]) == (False, False)


def test_rotation_of_a_disabled_key_is_not_turned_on_again_when_its_create_is_finished(
    cloud: Cloud, engine: Engine
) -> None:
    inputs = {"enabled": False, "enable_key_rotation": True}
    key = engine.create(kms.Key, "orders", inputs)

    engine.update(key, inputs)  # the engine asks for it after a create whose last read failed

    assert cloud.calls()["kms.EnableKeyRotation"] == 1


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        (
            {"key_usage": "SIGN_VERIFY", "key_spec": "RSA_2048", "enable_key_rotation": True},
            "only a key with key_spec SYMMETRIC_DEFAULT rotates.",
        ),
        ({"rotation_period_in_days": 180}, "'rotation_period_in_days' needs enable_key_rotation=True."),
        ({"pending_window_in_days": 3}, "'pending_window_in_days': 3 is out of range; give 7 to 30."),
    ],
    ids=["asymmetric", "period without rotation", "window"],
)
def test_what_aws_would_refuse_is_refused_before(engine: Engine, inputs: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as raised:
        engine.check(kms.Key, "orders", inputs)

    assert str(raised.value) == sentence


def test_key_whose_reply_was_lost_is_found_again(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("kms.CreateKey", status=0, after=True))

    key = engine.create(kms.Key, "orders", {})

    assert [found["KeyId"] for found in cloud.client("kms").list_keys()["Keys"]] == [key.id]

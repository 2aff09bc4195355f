"""Tables: what DynamoDB changes one by one, what it takes once only, and what is refused before it is asked."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from pulumi_boto import dynamodb, kms
from tests.pulumi_boto.cases.dynamodb import ONE_UNIT, attributes, index, key
from tests.pulumi_boto.engine import UNKNOWN, Engine, Recorded, Refused
from tools.cloud import Cloud, Fault

PLAIN = {"attribute_definitions": attributes("id"), "key_schema": key("id"), "billing_mode": "PAY_PER_REQUEST"}
INDEXED = {
    **PLAIN,
    "attribute_definitions": attributes("id", "day", "owner"),
    "global_secondary_indexes": [index("days", "day"), index("owners", "owner")],
}
PROVISIONED = {"billing_mode": "PROVISIONED", "provisioned_throughput": ONE_UNIT}


def table(engine: Engine, **inputs: object) -> Recorded:
    """A table whose use is paid, unless told otherwise."""
    return engine.create(dynamodb.Table, "orders", {**PLAIN, **inputs})


def updates(cloud: Cloud) -> int:
    """How often UpdateTable was called."""
    return cloud.calls().get("dynamodb.UpdateTable", 0)


def live(cloud: Cloud, recorded: Recorded) -> Any:
    """The table as DynamoDB describes it."""
    return cloud.client("dynamodb").describe_table(TableName=recorded.id)["Table"]


def index_names(cloud: Cloud, recorded: Recorded) -> list[str]:
    """The names of its global indexes."""
    return [entry["IndexName"] for entry in live(cloud, recorded)["GlobalSecondaryIndexes"]]


def test_indexes_come_and_go_one_a_call(cloud: Cloud, engine: Engine) -> None:
    recorded = table(engine, **INDEXED)
    changed = {
        **INDEXED,
        "attribute_definitions": attributes("id", "size", "color"),
        "global_secondary_indexes": [index("sizes", "size"), index("colors", "color")],
    }

    engine.update(recorded, changed)

    assert index_names(cloud, recorded) == ["sizes", "colors"]
    assert updates(cloud) == 4


def test_index_with_another_key_is_made_anew(cloud: Cloud, engine: Engine) -> None:
    recorded = table(engine, **INDEXED)
    changed = {**INDEXED, "global_secondary_indexes": [index("days", "day"), index("owners", "owner", "day")]}

    engine.update(recorded, changed)

    assert index_names(cloud, recorded) == ["days", "owners"]
    assert updates(cloud) == 2


def test_index_is_made_anew_where_an_attribute_of_it_gets_another_type(cloud: Cloud, engine: Engine) -> None:
    recorded = table(engine, **INDEXED)
    day = {"attribute_name": "day", "attribute_type": "N"}
    changed = {**INDEXED, "attribute_definitions": [*attributes("id", "owner"), day]}

    assert not engine.diff(recorded, changed).replaces
    engine.update(recorded, changed)

    assert updates(cloud) == 2
    assert day["attribute_type"] in {entry["AttributeType"] for entry in live(cloud, recorded)["AttributeDefinitions"]}


def test_table_is_made_anew_where_its_own_key_gets_another_type(engine: Engine) -> None:
    recorded = table(engine)

    answer = engine.diff(
        recorded, {**PLAIN, "attribute_definitions": [{"attribute_name": "id", "attribute_type": "N"}]}
    )

    assert list(answer.replaces) == ["attributeDefinitions"]


def test_order_of_what_an_index_holds_means_nothing(engine: Engine) -> None:
    inputs = {**PLAIN, "attribute_definitions": attributes("id", "day")}
    recorded = table(engine, **inputs, global_secondary_indexes=[index("days", "day", held=("size", "color"))])

    answer = engine.diff(
        recorded, {**inputs, "global_secondary_indexes": [index("days", "day", held=("color", "size"))]}
    )

    assert answer.changes == answer.DIFF_NONE


def test_only_the_index_whose_throughput_changed_is_touched(cloud: Cloud, engine: Engine) -> None:
    def inputs(owners: dict[str, int]) -> dict[str, Any]:
        paid = [
            index("days", "day", provisioned_throughput=ONE_UNIT),
            index("owners", "owner", provisioned_throughput=owners),
        ]
        return {**INDEXED, **PROVISIONED, "global_secondary_indexes": paid}

    recorded = table(engine, **inputs(ONE_UNIT))

    engine.update(recorded, inputs({**ONE_UNIT, "read_capacity_units": 5}))

    units = {
        entry["IndexName"]: entry["ProvisionedThroughput"]["ReadCapacityUnits"]
        for entry in live(cloud, recorded)["GlobalSecondaryIndexes"]
    }
    assert units == {"days": 1, "owners": 5}
    assert updates(cloud) == 1


def test_table_becomes_provisioned_in_one_call_with_the_indexes_that_stay(cloud: Cloud, engine: Engine) -> None:
    recorded = table(engine, **INDEXED)
    paid = [
        index("owners", "owner", provisioned_throughput=ONE_UNIT),
        index("sizes", "size", provisioned_throughput=ONE_UNIT),
    ]
    changed = {
        **PROVISIONED,
        "attribute_definitions": attributes("id", "owner", "size"),
        "key_schema": key("id"),
        "global_secondary_indexes": paid,
    }

    updated = engine.update(recorded, changed)

    assert updates(cloud) == 3  # without days, then provisioned, then with sizes
    assert engine.diff(updated, changed).changes == 1  # DIFF_NONE
    back = engine.update(updated, INDEXED)
    assert engine.refresh(back).inputs == back.inputs  # type: ignore[union-attr]


def test_stream_is_ended_before_it_shows_something_else(cloud: Cloud, engine: Engine) -> None:
    recorded = table(engine, stream_view_type="KEYS_ONLY")

    updated = engine.update(recorded, {**PLAIN, "stream_view_type": "NEW_AND_OLD_IMAGES"})

    assert updated.outputs["stream_view_type"] == "NEW_AND_OLD_IMAGES"
    assert updates(cloud) == 2


def test_key_of_kms_encrypts_it_and_is_taken_away(cloud: Cloud, engine: Engine) -> None:
    secret = engine.create(kms.Key, "orders", {})
    recorded = table(engine)

    encrypted = engine.update(recorded, {**PLAIN, "sse_enabled": True, "kms_master_key_arn": secret.outputs["arn"]})
    assert live(cloud, recorded)["SSEDescription"]["KMSMasterKeyArn"] == secret.outputs["arn"]

    plain = engine.update(encrypted, PLAIN)
    assert "SSEDescription" not in live(cloud, recorded)
    assert plain.outputs["sse_enabled"] is False


def test_protected_table_is_not_deleted_until_the_program_says_so(cloud: Cloud, engine: Engine) -> None:
    recorded = table(engine, deletion_protection_enabled=True)

    with pytest.raises(grpc.RpcError) as raised:
        engine.delete(recorded)
    assert raised.value.details() == (
        f"the table {recorded.id} is protected against deletion; set deletion_protection_enabled=False "
        "and run `pulumi up` before deleting it."
    )

    engine.delete(engine.update(recorded, PLAIN))
    assert engine.refresh(recorded) is None


def test_items_expire_by_another_attribute_after_the_first_is_let_go(cloud: Cloud, engine: Engine) -> None:
    recorded = table(engine, time_to_live_attribute="expires")

    engine.update(recorded, {**PLAIN, "time_to_live_attribute": "until"})

    described = cloud.client("dynamodb").describe_time_to_live(TableName=recorded.id)
    assert described["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "until"}


def test_attribute_that_dynamodb_does_not_take_within_the_hour_is_taken_by_a_later_update(
    cloud: Cloud, engine: Engine
) -> None:
    recorded = table(engine, time_to_live_attribute="expires")
    changed = {**PLAIN, "time_to_live_attribute": "until"}
    cloud.inject(Fault("dynamodb.UpdateTimeToLive", status=400, code="ValidationException", skip=1))

    with pytest.raises(grpc.RpcError) as raised:
        engine.update(recorded, changed)
    assert raised.value.details() == (
        f"items of the table {recorded.id} no longer expire by 'expires', and DynamoDB does not take 'until' before "
        "an hour is over; run `pulumi up` again then."
    )

    assert engine.update(recorded, changed).outputs["time_to_live_attribute"] == "until"


def test_what_a_half_made_table_has_already_is_not_done_again(cloud: Cloud, engine: Engine) -> None:
    inputs = {**PLAIN, "time_to_live_attribute": "expires", "point_in_time_recovery_enabled": True}
    recorded = table(engine, **inputs)

    engine.update(recorded, inputs)  # the engine asks for it, though nothing differs, after a wait that failed

    assert cloud.calls()["dynamodb.UpdateTimeToLive"] == 1


def test_table_made_although_its_reply_was_lost_is_adopted(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("dynamodb.CreateTable", status=0, after=True))

    recorded = table(engine)

    assert cloud.client("dynamodb").list_tables()["TableNames"] == [recorded.id]


def test_table_of_somebody_else_is_not_taken_over(cloud: Cloud, engine: Engine) -> None:
    table(engine, table_name="shared")
    cloud.inject(Fault("dynamodb.CreateTable", status=500))

    with pytest.raises(grpc.RpcError, match=r"\(ResourceInUseException\)"):
        table(engine, table_name="shared")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"table_name": "or"},
            "'table_name': 'or' is no table name; give 3 to 255 of A-Z, a-z, 0-9, _, - and the full stop.",
        ),
        (
            {"table_name": "shop/orders"},
            "'table_name': 'shop/orders' is no table name; give 3 to 255 of A-Z, a-z, 0-9, _, - and the full stop.",
        ),
        ({"billing_mode": "PROVISIONED"}, "a PROVISIONED table needs 'provisioned_throughput'."),
        ({"provisioned_throughput": ONE_UNIT}, "a PAY_PER_REQUEST table takes no 'provisioned_throughput'."),
        (
            {
                **INDEXED,
                **PROVISIONED,
                "global_secondary_indexes": [
                    index("days", "day"),
                    index("owners", "owner", provisioned_throughput=ONE_UNIT),
                ],
            },
            "'days' in 'global_secondary_indexes' needs 'provisioned_throughput', as its table is PROVISIONED.",
        ),
        (
            {**INDEXED, "global_secondary_indexes": [index("days", "day", "owner", provisioned_throughput=ONE_UNIT)]},
            "'days' in 'global_secondary_indexes' takes no 'provisioned_throughput', as its table is PAY_PER_REQUEST.",
        ),
        (
            {"key_schema": key("id", "day")},
            "a key uses the attribute 'day'; 'attribute_definitions' lacks it.",
        ),
        (
            {"attribute_definitions": attributes("id", "day")},
            "no key uses the attribute 'day'; take it out, items may have it anyway.",
        ),
        ({"kms_master_key_arn": "arn:aws:kms:..."}, "'kms_master_key_arn' needs sse_enabled=True."),
    ],
)
def test_what_dynamodb_would_refuse_is_refused_before(engine: Engine, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as raised:
        engine.check(dynamodb.Table, "orders", {**PLAIN, **given})

    assert str(raised.value) == sentence


def test_what_is_not_known_yet_is_no_fault(engine: Engine) -> None:
    unknown_parts = {
        "attribute_definitions": [{"attribute_name": UNKNOWN, "attribute_type": "S"}],
        "global_secondary_indexes": [UNKNOWN, {**index("days", "day"), "key_schema": UNKNOWN}],
    }

    assert engine.check(dynamodb.Table, "orders", {**PLAIN, **unknown_parts, "table_name": UNKNOWN})

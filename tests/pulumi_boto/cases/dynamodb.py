"""Amazon DynamoDB."""

from typing import Any

from pulumi_boto import dynamodb, kms
from tests.pulumi_boto.case import Case, Need, Ref

ONE_UNIT = {"read_capacity_units": 1, "write_capacity_units": 1}


def attributes(*names: str) -> list[dict[str, str]]:
    """Attributes of text."""
    return [{"attribute_name": name, "attribute_type": "S"} for name in names]


def key(hash_attribute: str, range_attribute: str | None = None) -> list[dict[str, str]]:
    """A key of one or two attributes."""
    parts = {hash_attribute: "HASH"} | ({range_attribute: "RANGE"} if range_attribute else {})
    return [{"attribute_name": name, "key_type": kind} for name, kind in parts.items()]


def index(name: str, *key_attributes: str, held: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """An index that holds the keys, or further attributes with them."""
    projection: dict[str, Any] = {"projection_type": "KEYS_ONLY"}
    if held:
        projection = {"projection_type": "INCLUDE", "non_key_attributes": list(held)}
    return {"index_name": name, "key_schema": key(*key_attributes), "projection": projection, **more}


CASES = [
    Case(
        dynamodb.Table,
        create={
            "attribute_definitions": attributes("id"),
            "key_schema": key("id"),
            "billing_mode": "PAY_PER_REQUEST",
            "point_in_time_recovery_enabled": True,
            "tags": {"Team": "web"},
        },
        update={
            "attribute_definitions": attributes("id", "owner"),
            "global_secondary_indexes": [index("owners", "owner", held=("size", "color"))],
            "time_to_live_attribute": "expires",
            "point_in_time_recovery_enabled": False,
            "stream_view_type": "NEW_IMAGE",
            "table_class": "STANDARD_INFREQUENT_ACCESS",
            "tags": {"Team": "data"},
        },
        replace={"table_name": "orders"},
    ),
    Case(
        dynamodb.Table,
        name="provisioned",
        create={
            "attribute_definitions": attributes("id", "owner"),
            "key_schema": key("id"),
            "provisioned_throughput": ONE_UNIT,
            "global_secondary_indexes": [index("owners", "owner", provisioned_throughput=ONE_UNIT)],
        },
        update={
            "provisioned_throughput": {**ONE_UNIT, "read_capacity_units": 2},
            "global_secondary_indexes": [
                index("owners", "owner", provisioned_throughput={**ONE_UNIT, "write_capacity_units": 2})
            ],
        },
        replace={
            "key_schema": key("owner"),
            "global_secondary_indexes": None,
            "attribute_definitions": attributes("owner"),
        },
    ),
    Case(
        dynamodb.Table,
        name="encrypted",
        needs={"key": Need(kms.Key), "other_key": Need(kms.Key)},
        create={
            "attribute_definitions": attributes("id"),
            "key_schema": key("id"),
            "billing_mode": "PAY_PER_REQUEST",
            "sse_enabled": True,
            "kms_master_key_arn": Ref("key", "arn"),
        },
        update={"kms_master_key_arn": Ref("other_key", "arn")},
        replace={"table_name": "secrets"},
    ),
    Case(
        dynamodb.Table,
        name="indexed",
        create={
            "attribute_definitions": attributes("owner", "id", "day", "size"),
            "key_schema": key("owner", "id"),
            "local_secondary_indexes": [index("days", "owner", "day"), index("sizes", "owner", "size", held=("day",))],
            "billing_mode": "PAY_PER_REQUEST",
        },
        update={"billing_mode": "PROVISIONED", "provisioned_throughput": ONE_UNIT},
        replace={
            "attribute_definitions": attributes("owner", "id", "day"),
            "local_secondary_indexes": [index("days", "owner", "day")],
        },
    ),
]

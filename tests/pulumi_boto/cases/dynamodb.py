"""Amazon DynamoDB."""

from pulumi_boto import dynamodb
from tests.pulumi_boto.case import Case

KEY = {
    "attribute_definitions": [{"attribute_name": "id", "attribute_type": "S"}],
    "key_schema": [{"attribute_name": "id", "key_type": "HASH"}],
}

CASES = [
    Case(
        dynamodb.Table,
        create={**KEY, "billing_mode": "PAY_PER_REQUEST", "tags": {"Name": "items"}},
        update={"point_in_time_recovery_enabled": True, "time_to_live_attribute": "expires", "tags": {"Team": "web"}},
        replace={
            "key_schema": [{"attribute_name": "key", "key_type": "HASH"}],
            "attribute_definitions": [{"attribute_name": "key", "attribute_type": "S"}],
        },
    ),
    Case(
        dynamodb.Table,
        name="provisioned",
        create={
            "attribute_definitions": [
                {"attribute_name": "id", "attribute_type": "S"},
                {"attribute_name": "at", "attribute_type": "N"},
                {"attribute_name": "owner", "attribute_type": "S"},
            ],
            "key_schema": [
                {"attribute_name": "id", "key_type": "HASH"},
                {"attribute_name": "at", "key_type": "RANGE"},
            ],
            "provisioned_throughput": {"read_capacity_units": 1, "write_capacity_units": 1},
            "local_secondary_indexes": [
                {
                    "index_name": "by-owner",
                    "key_schema": [
                        {"attribute_name": "id", "key_type": "HASH"},
                        {"attribute_name": "owner", "key_type": "RANGE"},
                    ],
                    "projection": {"projection_type": "ALL"},
                }
            ],
        },
        update={"provisioned_throughput": {"read_capacity_units": 2, "write_capacity_units": 3}},
        replace={"stream_view_type": "NEW_IMAGE"},
    ),
]

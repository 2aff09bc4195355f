"""Amazon DynamoDB."""

from pulumi_boto import dynamodb
from tests.pulumi_boto.case import Case

ID = {"attribute_name": "id", "attribute_type": "S"}
OWNER = {"attribute_name": "owner", "attribute_type": "S"}
BY_ID = [{"attribute_name": "id", "key_type": "HASH"}]

CASES = [
    Case(
        dynamodb.Table,
        create={
            "attribute_definitions": [ID],
            "key_schema": BY_ID,
            "billing_mode": "PAY_PER_REQUEST",
            "point_in_time_recovery_enabled": True,
            "tags": {"Team": "web"},
        },
        update={
            "attribute_definitions": [ID, OWNER],
            "global_secondary_indexes": [
                {
                    "index_name": "owners",
                    "key_schema": [{"attribute_name": "owner", "key_type": "HASH"}],
                    "projection": {"projection_type": "ALL"},
                }
            ],
            "time_to_live_attribute": "expires",
            "point_in_time_recovery_enabled": False,
            "stream_view_type": "NEW_IMAGE",
            "tags": {"Team": "data"},
        },
        replace={"table_name": "orders"},
    ),
    Case(
        dynamodb.Table,
        name="provisioned",
        create={
            "attribute_definitions": [ID],
            "key_schema": BY_ID,
            "provisioned_throughput": {"read_capacity_units": 1, "write_capacity_units": 1},
        },
        update={"provisioned_throughput": {"read_capacity_units": 2, "write_capacity_units": 1}},
        replace={"table_name": "others"},
    ),
]

"""What DynamoDB refuses and keeps, and moto does not.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler

ONE_AT_A_TIME = "Only 1 online index can be created or deleted simultaneously per table"


def apply() -> None:
    """Correct moto in this process."""
    handler: Any = DynamoHandler
    handler.create_table = _keeping(handler.create_table)
    handler.update_table = _keeping(_one_at_a_time(handler.update_table))
    handler.update_time_to_live = _once(handler.update_time_to_live)
    table: Any = Table
    table.describe = _told(table.describe)


def _keeping(original: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Keep a table's class and its encryption, and let a stream that has ended begin anew."""

    def keep(handler: Any) -> Any:
        answer = original(handler)
        table = handler.dynamodb_backend.get_table(handler.body["TableName"])
        table.table_class = handler.body.get("TableClass") or getattr(table, "table_class", "STANDARD")
        if sse := handler.body.get("SSESpecification"):
            table.sse_specification = {"KMSMasterKeyId": _default_key(table), **sse}
        if handler.body.get("StreamSpecification", {}).get("StreamEnabled") is False:
            table.latest_stream_label = None
        return answer

    return keep


def _default_key(table: Any) -> str:
    _, _, _, region, account, _ = table.table_arn.split(":", 5)
    return str(table._get_default_encryption_key(account, region))


def _one_at_a_time(original: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Take one index to make or remove a call; and no index without throughput in a provisioned table."""

    def update(handler: Any) -> Any:
        body = handler.body
        steps = body.get("GlobalSecondaryIndexUpdates", [])
        if len([step for step in steps if "Update" not in step]) > 1:
            raise JsonRESTError("LimitExceededException", f"Subscriber limit exceeded: {ONE_AT_A_TIME}")
        table = handler.dynamodb_backend.get_table(body["TableName"])
        told = {step["Update"]["IndexName"] for step in steps if "Update" in step}
        missing = {index.name for index in table.global_indexes} - told
        if body.get("BillingMode") == "PROVISIONED" != table.billing_mode and missing:
            raise MockValidationException(f"ProvisionedThroughput must be specified for index: {min(missing)}")
        return original(handler)

    return update


def _once(original: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Refuse what is so already, and another attribute."""

    def update(handler: Any) -> Any:
        live = handler.dynamodb_backend.describe_time_to_live(handler.body["TableName"])
        wanted, is_on = handler.body["TimeToLiveSpecification"], live["TimeToLiveStatus"] == "ENABLED"
        if wanted["Enabled"] is is_on:
            raise MockValidationException(f"TimeToLive is already {'enabled' if is_on else 'disabled'}")
        return original(handler)

    return update


def _told(original: Callable[..., Any]) -> Callable[..., Any]:
    """Tell a table's class."""

    def describe(table: Any, *arguments: Any, **named: Any) -> Any:
        answer = original(table, *arguments, **named)
        for described in answer.values():
            described["TableClassSummary"] = {"TableClass": getattr(table, "table_class", "STANDARD")}
        return answer

    return describe

"""The calls by which a table changes: UpdateTable takes little at once, and nothing while it is at work.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pulumi_boto.dynamodb.indexes import IndexSteps
from pulumi_boto.model import Lifecycle, Values


def table_changes(lifecycle: Lifecycle, old: Values, new: Values, changed: frozenset[str]) -> Iterator[dict[str, Any]]:
    """The parameters of each UpdateTable, in the order in which they are to be called."""
    yield from _capacity_and_indexes(lifecycle, old, new, changed)
    if changed & {"sse_enabled", "kms_master_key_arn"}:
        yield {"SSESpecification": encryption(new)}
    if "stream_view_type" in changed:
        if old.get("stream_view_type"):
            yield {"StreamSpecification": {"StreamEnabled": False}}
        if new.get("stream_view_type"):
            yield {"StreamSpecification": stream(new)}
    for name in ("deletion_protection_enabled", "table_class"):
        if name in changed:
            yield lifecycle.parameters(new, name)


def _capacity_and_indexes(
    lifecycle: Lifecycle, old: Values, new: Values, changed: frozenset[str]
) -> Iterator[dict[str, Any]]:
    steps = IndexSteps(lifecycle.definition.inputs["global_secondary_indexes"], old, new)
    attributes = lifecycle.parameters(new, "attribute_definitions")
    for step in steps.drops():
        yield attributes | {"GlobalSecondaryIndexUpdates": [step]}
    throughputs = list(steps.throughputs())
    if "billing_mode" in changed:  # a table becomes PROVISIONED together with its indexes
        together = {"GlobalSecondaryIndexUpdates": throughputs} if throughputs else {}
        yield lifecycle.parameters(new, "billing_mode", "provisioned_throughput") | together
    else:
        if "provisioned_throughput" in changed:
            yield lifecycle.parameters(new, "provisioned_throughput")
        for step in throughputs:
            yield {"GlobalSecondaryIndexUpdates": [step]}
    for step in steps.additions():
        yield attributes | {"GlobalSecondaryIndexUpdates": [step]}


def encryption(values: Values) -> dict[str, Any]:
    """How a table is encrypted, as DynamoDB takes it."""
    if not values.get("sse_enabled"):
        return {"Enabled": False}
    key = {"KMSMasterKeyId": values["kms_master_key_arn"]} if values.get("kms_master_key_arn") else {}
    return {"Enabled": True, "SSEType": "KMS"} | key


def stream(values: Values) -> dict[str, Any]:
    """A table's stream, as DynamoDB takes it."""
    return {"StreamEnabled": True, "StreamViewType": values["stream_view_type"]}

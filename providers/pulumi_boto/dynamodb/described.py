"""Tables as DynamoDB describes them."""

from __future__ import annotations

from pulumi_boto.dynamodb.capacity import PAY_PER_REQUEST, PROVISIONED
from pulumi_boto.model import Aws, Response, Values, tag_map


def describe(aws: Aws, id: str) -> Response:
    """A table as DynamoDB describes it."""
    table: Response = aws.call("dynamodb", "describe_table", TableName=id)["Table"]
    return table


def until_ready(aws: Aws, id: str) -> None:
    """Wait until a table and its global indexes take calls."""

    def ready() -> bool:
        table = describe(aws, id)
        indexes = [index.get("IndexStatus") for index in table.get("GlobalSecondaryIndexes") or ()]
        return all(status == "ACTIVE" for status in (table["TableStatus"], *indexes))

    aws.tolerate("ResourceNotFoundException")  # of a table that was just made
    aws.wait(f"the table {id} being ready", ready, timeout=3600)


def tags_of(aws: Aws, table: Response) -> dict[str, str]:
    """The tags of a described table."""
    return tag_map(aws.pages("dynamodb", "list_tags_of_resource", "Tags", ResourceArn=table["TableArn"]))


def with_parts(parsed: Values, table: Response) -> Values:
    """The properties that a described table holds, with those that it tells within objects."""
    mode = table.get("BillingModeSummary", {}).get("BillingMode", PROVISIONED)
    if mode == PAY_PER_REQUEST:  # DynamoDB tells a throughput of nought then
        parsed["provisioned_throughput"] = None
        for index in parsed["global_secondary_indexes"] or ():
            index.pop("provisioned_throughput", None)
    sse, stream = table.get("SSEDescription", {}), table.get("StreamSpecification", {})
    has_stream = stream.get("StreamEnabled", False)  # DynamoDB goes on telling of one that has ended
    return parsed | {
        "billing_mode": mode,
        "sse_enabled": sse.get("Status") in ("ENABLED", "ENABLING", "UPDATING"),
        "kms_master_key_arn": sse.get("KMSMasterKeyArn"),
        "stream_view_type": stream.get("StreamViewType") if has_stream else None,
        "stream_arn": table.get("LatestStreamArn") if has_stream else None,
        "table_class": table.get("TableClassSummary", {}).get("TableClass", "STANDARD"),
    }

"""Tables of items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NotRequired, TypedDict

from pulumi import Input

from pulumi_boto import model
from pulumi_boto.model import (
    Api,
    Aws,
    Failure,
    Kind,
    Property,
    Resource,
    Values,
    optional,
    output,
    required,
    tag_list,
    tag_map,
)


class AttributeDefinition(TypedDict):
    """An attribute that a key is made of: its type is S, N or B."""

    attribute_name: Input[str]
    attribute_type: Input[str]


class KeySchemaElement(TypedDict):
    """A part of a key: HASH or RANGE."""

    attribute_name: Input[str]
    key_type: Input[str]


class Projection(TypedDict, total=False):
    """What an index copies: ALL, KEYS_ONLY or INCLUDE."""

    projection_type: Input[str]
    non_key_attributes: Input[Sequence[Input[str]]]


class LocalSecondaryIndex(TypedDict):
    """Another sort key."""

    index_name: Input[str]
    key_schema: Input[Sequence[KeySchemaElement]]
    projection: Input[Projection]


class GlobalSecondaryIndex(TypedDict):
    """Another key."""

    index_name: Input[str]
    key_schema: Input[Sequence[KeySchemaElement]]
    projection: Input[Projection]


class ProvisionedThroughput(TypedDict):
    """Units each second, for the billing mode PROVISIONED."""

    read_capacity_units: Input[int]
    write_capacity_units: Input[int]


class SseSpecification(TypedDict):
    """Encryption with a key of KMS instead of AWS's own."""

    enabled: Input[bool]
    kms_master_key_id: NotRequired[Annotated[Input[str], Api("KMSMasterKeyId")]]


class Table(Resource, cloudformation="AWS::DynamoDB::Table"):
    """A table of items. Its id is its name.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
    """

    table_name: Property[str] = optional("Name.", default=None, autoname=255, replaces=True)
    attribute_definitions: Property[Sequence[AttributeDefinition]] = required(
        "Attributes that keys are made of.", replaces=True, unordered=True
    )
    key_schema: Property[Sequence[KeySchemaElement]] = required("The table's key.", replaces=True)
    billing_mode: Property[str] = optional(
        "How capacity is paid for.", default="PROVISIONED", choices=("PROVISIONED", "PAY_PER_REQUEST")
    )
    provisioned_throughput: Property[ProvisionedThroughput] = optional(
        "Capacity, for the billing mode PROVISIONED.", default=None
    )
    global_secondary_indexes: Property[Sequence[GlobalSecondaryIndex]] = optional(
        "Other keys.", default=None, replaces=True, unordered=True
    )
    local_secondary_indexes: Property[Sequence[LocalSecondaryIndex]] = optional(
        "Other sort keys.", default=None, replaces=True, unordered=True
    )
    stream_view_type: Property[str] = optional(
        "What the stream of changes holds; no stream without it.",
        default=None,
        choices=("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"),
        replaces=True,
    )
    sse_specification: Property[SseSpecification] = optional(
        "Encryption with KMS.", default=None, replaces=True, api="SSESpecification"
    )
    time_to_live_attribute: Property[str] = optional("Attribute that says when an item expires.", default=None)
    point_in_time_recovery_enabled: Property[bool] = optional("Whether any second can be restored.", default=False)
    deletion_protection_enabled: Property[bool] = optional("Whether deletion is refused.", default=False)
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.", api="TableArn")
    stream_arn: Property[str] = output("The stream's ARN.", api="LatestStreamArn")

    class Lifecycle(model.Lifecycle):
        gone = ("ResourceNotFoundException", "TableNotFoundException")
        delete_is_slow = True
        permissions = (
            "dynamodb:CreateTable",
            "dynamodb:DeleteTable",
            "dynamodb:DescribeContinuousBackups",
            "dynamodb:DescribeTable",
            "dynamodb:DescribeTimeToLive",
            "dynamodb:ListTagsOfResource",
            "dynamodb:TagResource",
            "dynamodb:UntagResource",
            "dynamodb:UpdateContinuousBackups",
            "dynamodb:UpdateTable",
            "dynamodb:UpdateTimeToLive",
        )

        def create(self, aws: Aws, new: Values) -> str:
            parameters = self.parameters(new, *_AT_CREATE)
            if new.get("stream_view_type"):
                parameters["StreamSpecification"] = {
                    "StreamEnabled": True,
                    "StreamViewType": new["stream_view_type"],
                }
            answer = aws.call("dynamodb", "create_table", **parameters, Tags=tag_list(new.get("tags")))
            return str(answer["TableDescription"]["TableName"])

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            self._wait(aws, id)
            self._extras(aws, id, {}, new, frozenset(name for name in _EXTRAS if new.get(name)))

        def read(self, aws: Aws, id: str) -> Values | None:
            table = aws.call("dynamodb", "describe_table", TableName=id)["Table"]
            if table["TableStatus"] == "DELETING":
                return None
            backups, expiry, tags = aws.together(
                lambda: aws.call("dynamodb", "describe_continuous_backups", TableName=id),
                lambda: aws.call("dynamodb", "describe_time_to_live", TableName=id),
                lambda: {"Tags": aws.pages("dynamodb", "list_tags_of_resource", "Tags", ResourceArn=table["TableArn"])},
            )
            recovery = backups["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
            paid = table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
            live = self.parse(table) | {
                "billing_mode": paid,
                "stream_view_type": table.get("StreamSpecification", {}).get("StreamViewType"),
                "time_to_live_attribute": expiry.get("TimeToLiveDescription", {}).get("AttributeName"),
                "point_in_time_recovery_enabled": recovery.get("PointInTimeRecoveryStatus") == "ENABLED",
                "deletion_protection_enabled": table.get("DeletionProtectionEnabled", False),
                "tags": tag_map(tags["Tags"]),
            }
            if paid == "PAY_PER_REQUEST":
                live["provisioned_throughput"] = None
            return live

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            if changed.intersection({"billing_mode", "provisioned_throughput"}):
                capacity = self.parameters(new, "billing_mode", "provisioned_throughput")
                aws.call("dynamodb", "update_table", TableName=id, **capacity)
                self._wait(aws, id)
            if "deletion_protection_enabled" in changed:
                protected = new["deletion_protection_enabled"]
                aws.call("dynamodb", "update_table", TableName=id, DeletionProtectionEnabled=protected)
                self._wait(aws, id)
            self._extras(aws, id, old, new, changed)

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            if state.get("deletion_protection_enabled"):
                raise Failure(
                    Kind.PERMANENT,
                    f"table {id} is protected; set deletion_protection_enabled to False and update first.",
                    "DeletionProtection",
                )
            aws.call("dynamodb", "delete_table", TableName=id)

        def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
            arn = aws.call("dynamodb", "describe_table", TableName=id)["Table"]["TableArn"]
            if remove:
                aws.call("dynamodb", "untag_resource", ResourceArn=arn, TagKeys=remove)
            if put:
                aws.call("dynamodb", "tag_resource", ResourceArn=arn, Tags=tag_list(put))

        def _extras(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            """What has calls of its own."""
            if "point_in_time_recovery_enabled" in changed:
                wanted = {"PointInTimeRecoveryEnabled": bool(new.get("point_in_time_recovery_enabled"))}
                aws.call("dynamodb", "update_continuous_backups", TableName=id, PointInTimeRecoverySpecification=wanted)
            if "time_to_live_attribute" in changed:
                attribute = new.get("time_to_live_attribute")
                expiry: dict[str, Any] = {
                    "Enabled": bool(attribute),
                    "AttributeName": attribute or old["time_to_live_attribute"],
                }
                aws.call("dynamodb", "update_time_to_live", TableName=id, TimeToLiveSpecification=expiry)

        def _wait(self, aws: Aws, id: str) -> None:
            def active() -> bool:
                status = aws.call("dynamodb", "describe_table", TableName=id)["Table"]["TableStatus"]
                return bool(status == "ACTIVE")

            aws.wait(f"table {id} becoming active", active)


_EXTRAS = ("point_in_time_recovery_enabled", "time_to_live_attribute")
_AT_CREATE = (
    "table_name",
    "attribute_definitions",
    "key_schema",
    "billing_mode",
    "provisioned_throughput",
    "global_secondary_indexes",
    "local_secondary_indexes",
    "sse_specification",
    "deletion_protection_enabled",
)

"""Tables of items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pulumi import Input

from pulumi_boto import model
from pulumi_boto.dynamodb.keys import (
    AttributeDefinition,
    GlobalSecondaryIndex,
    KeySchema,
    LocalSecondaryIndex,
    ProvisionedThroughput,
    index_steps,
)
from pulumi_boto.model import (
    Aws,
    Failure,
    Property,
    Resource,
    Response,
    Values,
    optional,
    output,
    required,
    tag_list,
    tag_map,
)
from pulumi_boto.model.shape import to_api


class Table(Resource, cloudformation="AWS::DynamoDB::Table"):
    """A table of items. Its id is its name.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
    """

    table_name: Property[str] = optional("Name.", default=None, autoname=255, replaces=True)
    attribute_definitions: Property[Sequence[AttributeDefinition]] = required(
        "The attributes that keys of the table and of its indexes use.", unordered=True
    )
    key_schema: Property[Sequence[KeySchema]] = required("The key: HASH, then perhaps RANGE.", replaces=True)
    billing_mode: Property[str] = optional(
        "Whether use or provisioned throughput is paid.",
        default="PROVISIONED",
        choices=("PROVISIONED", "PAY_PER_REQUEST"),
    )
    provisioned_throughput: Property[ProvisionedThroughput] = optional("Of a PROVISIONED table.", default=None)
    global_secondary_indexes: Property[Sequence[GlobalSecondaryIndex]] = optional(
        "Indexes with keys of their own.", default=None, unordered=True
    )
    local_secondary_indexes: Property[Sequence[LocalSecondaryIndex]] = optional(
        "Indexes with another range key.", default=None, unordered=True, replaces=True
    )
    time_to_live_attribute: Property[str] = optional("Attribute that says when an item expires.", default=None)
    point_in_time_recovery_enabled: Property[bool] = optional(
        "Whether the table can be restored as it was at any second of the last 35 days.", default=False
    )
    stream_view_type: Property[str] = optional(
        "What the stream of changes holds; without it there is none.",
        default=None,
        choices=("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"),
    )
    sse_enabled: Property[bool] = optional("Whether a key of KMS encrypts it, not one of DynamoDB.", default=False)
    kms_master_key_arn: Property[str] = optional("That key; alias/aws/dynamodb if none.", default=None, computed=True)
    deletion_protection_enabled: Property[bool] = optional("Whether it cannot be deleted.", default=False)
    table_class: Property[str] = optional(
        "How it is stored.", default="STANDARD", choices=("STANDARD", "STANDARD_INFREQUENT_ACCESS")
    )
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.", api="TableArn")
    stream_arn: Property[str] = output("ARN of the stream.", api="LatestStreamArn", volatile=True)

    class Lifecycle(model.Lifecycle):
        unique = ("table_name",)
        eventual = ("LimitExceededException",)  # too many tables change at once
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

        def validate(self, new: Values) -> Iterator[tuple[str, str]]:
            mode = new.get("billing_mode", "PROVISIONED")
            if mode == "PROVISIONED" and "provisioned_throughput" not in new:
                yield "provisioned_throughput", "a PROVISIONED table needs 'provisioned_throughput'."
            if mode == "PAY_PER_REQUEST" and "provisioned_throughput" in new:
                yield "provisioned_throughput", "a PAY_PER_REQUEST table takes no 'provisioned_throughput'."

        def create(self, aws: Aws, new: Values) -> str:
            plain = [n for n in self.definition.inputs if n not in _OWN_CALLS and n not in _SPECIFIED and n != "tags"]
            special = _specifications(new, {n for n in _SPECIFIED if new.get(n)})
            parameters = self.parameters(new, *plain) | special | {"Tags": tag_list(new["tags"])}
            try:
                aws.call("dynamodb", "create_table", **parameters)
            except Failure as failure:
                if not (aws.repeats and failure.code == "ResourceInUseException"):
                    raise
            return str(new["table_name"])

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            self._wait(aws, id)
            self.update(aws, id, {}, new, frozenset(name for name in _OWN_CALLS if new.get(name)))

        def read(self, aws: Aws, id: str) -> Values | None:
            table: Response = aws.call("dynamodb", "describe_table", TableName=id)["Table"]
            values = dict.fromkeys(("global_secondary_indexes", "local_secondary_indexes")) | self.parse(table)
            mode = table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
            if mode == "PAY_PER_REQUEST":
                values["provisioned_throughput"] = None
                for index in values["global_secondary_indexes"] or ():
                    index.pop("provisioned_throughput", None)
            sse, stream = table.get("SSEDescription", {}), table.get("StreamSpecification", {})
            ttl = aws.call("dynamodb", "describe_time_to_live", TableName=id)["TimeToLiveDescription"]
            backups = aws.call("dynamodb", "describe_continuous_backups", TableName=id)["ContinuousBackupsDescription"]
            recovery = backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus")
            tags = aws.pages("dynamodb", "list_tags_of_resource", "Tags", ResourceArn=table["TableArn"])
            on = ttl.get("TimeToLiveStatus") in ("ENABLED", "ENABLING")
            return values | {
                "billing_mode": mode,
                "sse_enabled": sse.get("Status") in ("ENABLED", "ENABLING", "UPDATING"),
                "kms_master_key_arn": sse.get("KMSMasterKeyArn"),
                "stream_view_type": stream.get("StreamViewType") if stream.get("StreamEnabled") else None,
                "table_class": table.get("TableClassSummary", {}).get("TableClass", "STANDARD"),
                "time_to_live_attribute": ttl.get("AttributeName") if on else None,
                "point_in_time_recovery_enabled": recovery == "ENABLED",
                "tags": tag_map(tags),
            }

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            aws.tolerate("ResourceInUseException")  # as long as an earlier change goes on
            for calls in self._changes(old, new, changed):
                aws.call("dynamodb", "update_table", TableName=id, **calls)
                self._wait(aws, id)
            if "time_to_live_attribute" in changed:
                for name, on in ((old.get("time_to_live_attribute"), False), (new.get("time_to_live_attribute"), True)):
                    if name:
                        ttl = {"Enabled": on, "AttributeName": name}
                        aws.call("dynamodb", "update_time_to_live", TableName=id, TimeToLiveSpecification=ttl)
            if "point_in_time_recovery_enabled" in changed:
                recovery = {"PointInTimeRecoveryEnabled": new["point_in_time_recovery_enabled"]}
                aws.tolerate("ContinuousBackupsUnavailableException")
                aws.call(
                    "dynamodb",
                    "update_continuous_backups",
                    TableName=id,
                    PointInTimeRecoverySpecification=recovery,
                )

        def _changes(self, old: Values, new: Values, changed: frozenset[str]) -> Iterator[dict[str, Any]]:
            """The parameters of each UpdateTable: it takes few changes at once."""
            properties = self.definition.properties
            if changed & {"billing_mode", "provisioned_throughput"}:
                yield self.parameters(new, "billing_mode", "provisioned_throughput")
            if changed & {"sse_enabled", "kms_master_key_arn"}:
                yield _specifications(new, {"sse_enabled"})
            if "stream_view_type" in changed:
                if old.get("stream_view_type"):
                    yield {"StreamSpecification": {"StreamEnabled": False}}
                if new.get("stream_view_type"):
                    yield _specifications(new, {"stream_view_type"})
            for name in ("deletion_protection_enabled", "table_class"):
                if name in changed:
                    yield self.parameters(new, name)
            if "global_secondary_indexes" in changed:
                shape = properties["global_secondary_indexes"].shape
                before, after = (to_api(values.get("global_secondary_indexes") or [], shape) for values in (old, new))
                for step in index_steps(before, after):
                    yield self.parameters(new, "attribute_definitions") | {"GlobalSecondaryIndexUpdates": [step]}

        def _wait(self, aws: Aws, id: str) -> None:
            def ready() -> bool:
                table = aws.call("dynamodb", "describe_table", TableName=id)["Table"]
                states = [index.get("IndexStatus") for index in table.get("GlobalSecondaryIndexes") or ()]
                return all(state == "ACTIVE" for state in (table["TableStatus"], *states))

            aws.tolerate("ResourceNotFoundException")
            aws.wait(f"the table {id} being ready", ready, timeout=3600)

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            aws.call("dynamodb", "delete_table", TableName=id)

        def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
            arn = aws.call("dynamodb", "describe_table", TableName=id)["Table"]["TableArn"]
            if remove:
                aws.call("dynamodb", "untag_resource", ResourceArn=arn, TagKeys=remove)
            if put:
                aws.call("dynamodb", "tag_resource", ResourceArn=arn, Tags=tag_list(put))


_OWN_CALLS = ("time_to_live_attribute", "point_in_time_recovery_enabled")
_SPECIFIED = ("sse_enabled", "kms_master_key_arn", "stream_view_type")


def _specifications(new: Values, names: set[str]) -> dict[str, Any]:
    """Properties that DynamoDB takes within objects."""
    found: dict[str, Any] = {}
    if names & {"sse_enabled", "kms_master_key_arn"}:
        found["SSESpecification"] = {"Enabled": bool(new.get("sse_enabled"))}
        if new.get("sse_enabled"):
            found["SSESpecification"]["SSEType"] = "KMS"
            if new.get("kms_master_key_arn"):
                found["SSESpecification"]["KMSMasterKeyId"] = new["kms_master_key_arn"]
    if "stream_view_type" in names:
        found["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": new["stream_view_type"]}
    return found

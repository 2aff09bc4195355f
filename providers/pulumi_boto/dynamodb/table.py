"""Tables of items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from pulumi import Input

from pulumi_boto import model
from pulumi_boto.dynamodb.backups import has_backups, keep_backups
from pulumi_boto.dynamodb.capacity import PAY_PER_REQUEST, PROVISIONED, ProvisionedThroughput, capacity_faults
from pulumi_boto.dynamodb.changes import encryption, stream, table_changes
from pulumi_boto.dynamodb.described import describe, tags_of, until_ready, with_parts
from pulumi_boto.dynamodb.expiry import expire_by, expiry_attribute
from pulumi_boto.dynamodb.indexes import GlobalSecondaryIndex, LocalSecondaryIndex, canonical_indexes
from pulumi_boto.dynamodb.keys import AttributeDefinition, KeySchema, key_faults, retyped_keys
from pulumi_boto.model import (
    Aws,
    Failure,
    Kind,
    Property,
    Resource,
    Values,
    is_ours,
    optional,
    output,
    required,
    tag_list,
)


def _name_fault(name: str) -> str | None:
    if re.fullmatch(r"[A-Za-z0-9_.-]{3,255}", name):
        return None
    return f"'{name}' is no table name; give 3 to 255 of A-Z, a-z, 0-9, _, - and the full stop."


class Table(Resource, cloudformation="AWS::DynamoDB::Table"):
    """A table of items. Its id is its name.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
    """

    table_name: Property[str] = optional(
        "Name, unique in the region.", default=None, autoname=255, replaces=True, validate=_name_fault
    )
    attribute_definitions: Property[Sequence[AttributeDefinition]] = required(
        "The attributes that keys of the table and of its indexes use, and no others.", unordered=True
    )
    key_schema: Property[Sequence[KeySchema]] = required("The key: HASH, then perhaps RANGE.", replaces=True)
    billing_mode: Property[str] = optional(
        "Whether use or provisioned throughput is paid.",
        default=PROVISIONED,
        choices=(PROVISIONED, PAY_PER_REQUEST),
    )
    provisioned_throughput: Property[ProvisionedThroughput] = optional("Of a PROVISIONED table.", default=None)
    global_secondary_indexes: Property[Sequence[GlobalSecondaryIndex]] = optional(
        "Indexes with keys of their own.", default=None, unordered=True, canonical=canonical_indexes
    )
    local_secondary_indexes: Property[Sequence[LocalSecondaryIndex]] = optional(
        "Indexes with another range key.",
        default=None,
        unordered=True,
        replaces=True,
        canonical=canonical_indexes,
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
        named_by = ("table_name",)
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
            yield from key_faults(new)
            yield from capacity_faults(new)
            if "kms_master_key_arn" in new and not new.get("sse_enabled"):
                yield "kms_master_key_arn", "'kms_master_key_arn' needs sse_enabled=True."

        def replacing(self, old: Values, new: Values) -> Iterable[str]:
            return ["attribute_definitions"] if retyped_keys(old, new) else []

        def create(self, aws: Aws, new: Values) -> str:
            name: str = new["table_name"]
            parameters = self.parameters(new, *(prop for prop in self.definition.inputs if prop not in _APART))
            if new.get("sse_enabled"):
                parameters["SSESpecification"] = encryption(new)
            if new.get("stream_view_type"):
                parameters["StreamSpecification"] = stream(new)
            try:
                aws.call("dynamodb", "create_table", **parameters, Tags=tag_list(new["tags"]))
            except Failure as failure:
                if failure.code != "ResourceInUseException" or not (aws.repeats and self._is_ours(aws, name)):
                    raise
            return name

        def _is_ours(self, aws: Aws, name: str) -> bool:
            until_ready(aws, name)
            return is_ours(aws, tags_of(aws, describe(aws, name)))

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            until_ready(aws, id)
            if new.get("time_to_live_attribute"):
                expire_by(aws, id, new["time_to_live_attribute"])
            if new.get("point_in_time_recovery_enabled"):
                keep_backups(aws, id, on=True)

        def read(self, aws: Aws, id: str) -> Values | None:
            table = describe(aws, id)
            expiry, backups, tags = aws.together(
                partial(expiry_attribute, aws, id), partial(has_backups, aws, id), partial(tags_of, aws, table)
            )
            return with_parts(self.absent() | self.parse(table), table) | {
                "time_to_live_attribute": expiry,
                "point_in_time_recovery_enabled": backups,
                "tags": tags,
            }

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            aws.tolerate("ResourceInUseException")  # as long as a change of somebody else goes on
            for parameters in table_changes(self, old, new, changed):
                aws.call("dynamodb", "update_table", TableName=id, **parameters)
                until_ready(aws, id)
            if "time_to_live_attribute" in changed:
                expire_by(aws, id, new.get("time_to_live_attribute"))
            if "point_in_time_recovery_enabled" in changed:
                keep_backups(aws, id, on=new["point_in_time_recovery_enabled"])

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            try:
                aws.call("dynamodb", "delete_table", TableName=id)
            except Failure as failure:
                if failure.code == "ValidationException" and describe(aws, id).get("DeletionProtectionEnabled"):
                    raise _protected(id) from failure
                raise

        def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
            arn = describe(aws, id)["TableArn"]
            if remove:
                aws.call("dynamodb", "untag_resource", ResourceArn=arn, TagKeys=remove)
            if put:
                aws.call("dynamodb", "tag_resource", ResourceArn=arn, Tags=tag_list(put))


_APART = {
    # what CreateTable takes within objects, or not at all
    *("sse_enabled", "kms_master_key_arn", "stream_view_type"),
    *("time_to_live_attribute", "point_in_time_recovery_enabled", "tags"),
}


def _protected(id: str) -> Failure:
    sentence = (
        f"the table {id} is protected against deletion; set deletion_protection_enabled=False "
        "and run `pulumi up` before deleting it."
    )
    return Failure(Kind.PERMANENT, sentence, "ValidationException")

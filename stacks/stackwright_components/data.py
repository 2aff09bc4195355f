"""Where an environment keeps its data: a bucket, a table and a queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi import Output, ResourceOptions

import pulumi_boto as boto
from stackwright_components.settings import example


@dataclass(frozen=True, kw_only=True)
class BucketSettings:
    """How the bucket keeps objects.

    Args:
        old_versions_days: days after which versions that were overwritten or deleted go; without it they stay.
        force_destroy: whether a destroy may take the objects with it.
    """

    old_versions_days: int | None = field(default=None, metadata=example(30))
    force_destroy: bool = False


@dataclass(frozen=True, kw_only=True)
class TableSettings:
    """The key of the table, both parts text, and whether it can be deleted."""

    hash_key: str = field(metadata=example("id"))
    range_key: str | None = field(default=None, metadata=example("version"))
    deletion_protection: bool = False


@dataclass(frozen=True, kw_only=True)
class QueueSettings:
    """How the queue treats messages.

    Args:
        visibility_seconds: how long a receiver has to deal with one.
        attempts: how often one is tried before it goes to the dead letters.
        retention_days: how long a dead letter is kept.
    """

    visibility_seconds: int = field(metadata=example(60))
    attempts: int = field(metadata=example(5))
    retention_days: int = field(metadata=example(14))


@dataclass(frozen=True, kw_only=True)
class DataSettings:
    """The settings of the three."""

    bucket: BucketSettings
    table: TableSettings
    queue: QueueSettings


class Data(pulumi.ComponentResource):
    """A private, encrypted, versioned bucket; a table with point-in-time recovery; a queue with dead letters.

    ``access_policy_arn`` is a policy for the role of whoever works with them.
    """

    bucket_name: Output[str]
    table_name: Output[str]
    queue_url: Output[str]
    dead_letter_queue_url: Output[str]
    access_policy_arn: Output[str]

    def __init__(self, name: str, settings: DataSettings, opts: ResourceOptions | None = None) -> None:
        super().__init__("stackwright:index:Data", name, None, opts)
        self._name = name
        bucket = self._bucket(settings.bucket)
        table = self._table(settings.table)
        queue, dead_letters = self._queues(settings.queue)
        policy = self._access(bucket, table, queue)

        self.bucket_name = bucket.bucket_name
        self.table_name = table.table_name
        self.queue_url = queue.id
        self.dead_letter_queue_url = dead_letters.id
        self.access_policy_arn = policy.id
        self.register_outputs(
            {
                "bucketName": self.bucket_name,
                "tableName": self.table_name,
                "queueUrl": self.queue_url,
                "deadLetterQueueUrl": self.dead_letter_queue_url,
                "accessPolicyArn": self.access_policy_arn,
            }
        )

    def _bucket(self, settings: BucketSettings) -> boto.s3.Bucket:
        rules: list[Any] = []
        if settings.old_versions_days is not None:
            rules = [
                {
                    "id": "old-versions",
                    "status": "Enabled",
                    "noncurrent_version_expiration": {"noncurrent_days": settings.old_versions_days},
                }
            ]
        return boto.s3.Bucket(
            self._name,
            versioning_configuration={"status": "Enabled"},
            public_access_block_configuration={
                "block_public_acls": True,
                "block_public_policy": True,
                "ignore_public_acls": True,
                "restrict_public_buckets": True,
            },
            bucket_encryption={
                "rules": [{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
            },
            lifecycle_configuration={"rules": rules} if rules else None,
            force_destroy=settings.force_destroy,
            opts=self._child(),
        )

    def _table(self, settings: TableSettings) -> boto.dynamodb.Table:
        keys = [("HASH", settings.hash_key)]
        if settings.range_key is not None:
            keys.append(("RANGE", settings.range_key))
        return boto.dynamodb.Table(
            self._name,
            attribute_definitions=[{"attribute_name": key, "attribute_type": "S"} for _, key in keys],
            key_schema=[{"attribute_name": key, "key_type": kind} for kind, key in keys],
            billing_mode="PAY_PER_REQUEST",
            point_in_time_recovery_enabled=True,
            deletion_protection_enabled=settings.deletion_protection,
            opts=self._child(),
        )

    def _queues(self, settings: QueueSettings) -> tuple[boto.sqs.Queue, boto.sqs.Queue]:
        dead_letters = boto.sqs.Queue(
            f"{self._name}-dead-letters",
            message_retention_period=settings.retention_days * 24 * 3600,
            sqs_managed_sse_enabled=True,
            opts=self._child(),
        )
        queue = boto.sqs.Queue(
            self._name,
            visibility_timeout=settings.visibility_seconds,
            sqs_managed_sse_enabled=True,
            redrive_policy={
                "dead_letter_target_arn": dead_letters.arn,
                "max_receive_count": settings.attempts,
            },
            opts=self._child(),
        )
        return queue, dead_letters

    def _access(self, bucket: boto.s3.Bucket, table: boto.dynamodb.Table, queue: boto.sqs.Queue) -> boto.iam.Policy:
        statements = [
            _allow([bucket.arn], "s3:ListBucket"),
            _allow([Output.concat(bucket.arn, "/*")], "s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
            _allow(
                [table.arn],
                "dynamodb:DeleteItem",
                "dynamodb:GetItem",
                "dynamodb:PutItem",
                "dynamodb:Query",
                "dynamodb:UpdateItem",
            ),
            _allow([queue.arn], "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage"),
        ]
        return boto.iam.Policy(
            f"{self._name}-access",
            description=f"Work with the data of {self._name} in {pulumi.get_stack()}",
            policy_document={"Version": "2012-10-17", "Statement": statements},
            opts=self._child(),
        )

    def _child(self) -> ResourceOptions:
        return ResourceOptions(parent=self)


def _allow(resources: Sequence[Output[str]], *actions: str) -> Mapping[str, object]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}

"""Backups that go back to any second."""

from __future__ import annotations

from pulumi_boto.model import Aws, Response


def has_backups(aws: Aws, id: str) -> bool:
    """Whether a table can be restored as it was at any second."""
    answer: Response = aws.call("dynamodb", "describe_continuous_backups", TableName=id)
    recovery = answer["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    return bool(recovery.get("PointInTimeRecoveryStatus") == "ENABLED")


def keep_backups(aws: Aws, id: str, *, on: bool) -> None:
    """Let a table be restorable, or not."""
    aws.tolerate("ContinuousBackupsUnavailableException")  # as long as DynamoDB sets them up for a new table
    recovery = {"PointInTimeRecoveryEnabled": on}
    aws.call("dynamodb", "update_continuous_backups", TableName=id, PointInTimeRecoverySpecification=recovery)

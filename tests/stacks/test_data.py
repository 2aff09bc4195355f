"""Data is kept safe from the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackwright.engine.find import Engine
from tests.stacks.example import Example, copy_of_example
from tools.cloud import Cloud


@pytest.fixture
def data(tmp_path: Path, engine: Engine, cloud: Cloud) -> Example:
    """The project in stacks/data with its stack dev deployed."""
    copy_of_example(tmp_path, engine, cloud)
    project = Example(tmp_path / "stacks/data", engine, cloud)
    project.pulumi("stack", "init", "dev")
    project.up()
    return project


def test_the_bucket_is_private_encrypted_and_versioned(data: Example) -> None:
    s3, bucket = data.cloud.client("s3"), data.output("bucketName")
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())
    assert s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert rule["NoncurrentVersionExpiration"]["NoncurrentDays"] == 7


def test_the_table_can_be_restored_and_the_queue_keeps_dead_letters(data: Example) -> None:
    backups = data.cloud.client("dynamodb").describe_continuous_backups(TableName=data.output("tableName"))
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    attributes = data.cloud.client("sqs").get_queue_attributes(QueueUrl=data.output("queueUrl"), AttributeNames=["All"])
    assert "dead-letters" in attributes["Attributes"]["RedrivePolicy"]

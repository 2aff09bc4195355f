"""Buckets that hold objects when they are deleted, and names that are taken."""

from __future__ import annotations

import grpc
import pytest

from pulumi_boto import s3
from tests.pulumi_boto.engine import Engine
from tools.cloud import Cloud


def fill(cloud: Cloud, bucket: str) -> None:
    """Put an object with two versions and a delete marker into a bucket."""
    client = cloud.client("s3")
    for text in (b"first", b"second"):
        client.put_object(Bucket=bucket, Key="report", Body=text)
    client.delete_object(Bucket=bucket, Key="report")


def test_bucket_that_holds_objects_is_not_deleted(cloud: Cloud, engine: Engine) -> None:
    bucket = engine.create(s3.Bucket, "reports", {"versioning_configuration": {"status": "Enabled"}})
    fill(cloud, bucket.id)

    with pytest.raises(grpc.RpcError, match="set force_destroy=True and run `pulumi up` once before"):
        engine.delete(bucket)


def test_force_destroy_takes_all_versions_with_the_bucket(cloud: Cloud, engine: Engine) -> None:
    inputs = {"versioning_configuration": {"status": "Enabled"}, "force_destroy": True}
    bucket = engine.create(s3.Bucket, "reports", inputs)
    fill(cloud, bucket.id)

    engine.delete(bucket)

    assert engine.refresh(bucket) is None


def test_bucket_that_exists_already_is_not_taken_for_a_new_one(engine: Engine) -> None:
    engine.create(s3.Bucket, "others", {"bucket_name": "reports-of-others"})

    with pytest.raises(grpc.RpcError, match="exists already; `pulumi import` it"):
        engine.create(s3.Bucket, "reports", {"bucket_name": "reports-of-others"})

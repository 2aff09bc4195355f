"""The parts of a bucket that S3 keeps apart: each has calls of its own to read, set and remove it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pulumi_boto.model import Aws, Failure, Property, Response
from pulumi_boto.model.shape import from_api, to_api
from pulumi_boto.s3.encryption import BY_S3
from pulumi_boto.s3.public_access import ALL_OFF


@dataclass(frozen=True)
class Part:
    """One such part.

    Args:
        get: the operation that reads it.
        put: the operation that sets it.
        parameter: the parameter of ``put`` that holds it.
        answer: where the response of ``get`` holds it; empty if it is the response.
        absent: the error code of ``get`` where the bucket has none.
        delete: the operation that removes it, where there is one.
        gone: what a bucket without it amounts to.
    """

    get: str
    put: str
    parameter: str
    answer: str = ""
    absent: str = ""
    delete: str = ""
    gone: object = None

    def read(self, aws: Aws, bucket: str, prop: Property[Any]) -> Any:
        """The live value."""
        response = ask(aws, self.get, bucket, self.absent)
        if response is None:
            return self.gone
        response.pop("ResponseMetadata", None)
        live = from_api(response[self.answer] if self.answer else response, prop.shape)
        return live or self.gone

    def write(self, aws: Aws, bucket: str, prop: Property[Any], value: Any) -> None:
        """Set it; remove it where the value is None."""
        if value is None:
            aws.call("s3", self.delete, Bucket=bucket)
            return
        if prop.options.canonical:
            value = prop.options.canonical(value)
        aws.call("s3", self.put, Bucket=bucket, **{self.parameter: to_api(value, prop.shape)})


def ask(aws: Aws, operation: str, bucket: str, absent: str) -> Response | None:
    """What a bucket answers, or None where it has nothing to tell; that the bucket is gone is an error."""
    try:
        return aws.call("s3", operation, Bucket=bucket)
    except Failure as failure:
        if absent and failure.code == absent:
            return None
        raise


PARTS = {
    "public_access_block_configuration": Part(
        get="get_public_access_block",
        put="put_public_access_block",
        parameter="PublicAccessBlockConfiguration",
        answer="PublicAccessBlockConfiguration",
        absent="NoSuchPublicAccessBlockConfiguration",
        gone=ALL_OFF,
    ),
    "versioning_configuration": Part(
        get="get_bucket_versioning", put="put_bucket_versioning", parameter="VersioningConfiguration"
    ),
    "bucket_encryption": Part(
        get="get_bucket_encryption",
        put="put_bucket_encryption",
        parameter="ServerSideEncryptionConfiguration",
        answer="ServerSideEncryptionConfiguration",
        absent="ServerSideEncryptionConfigurationNotFoundError",
        gone=BY_S3,
    ),
    "lifecycle_configuration": Part(
        get="get_bucket_lifecycle_configuration",
        put="put_bucket_lifecycle_configuration",
        parameter="LifecycleConfiguration",
        absent="NoSuchLifecycleConfiguration",
        delete="delete_bucket_lifecycle",
    ),
    "policy": Part(
        get="get_bucket_policy",
        put="put_bucket_policy",
        parameter="Policy",
        answer="Policy",
        absent="NoSuchBucketPolicy",
        delete="delete_bucket_policy",
    ),
}
"""By property, in the order of setting them: a policy is refused as long as public ones are blocked."""

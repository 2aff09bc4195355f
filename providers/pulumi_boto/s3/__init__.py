"""Amazon S3: buckets of objects."""

from pulumi_boto.s3.bucket import Bucket
from pulumi_boto.s3.encryption import BucketEncryption, EncryptionDefault, EncryptionRule
from pulumi_boto.s3.expiry import (
    AbortIncompleteMultipartUpload,
    Expiration,
    LifecycleConfiguration,
    LifecycleFilter,
    LifecycleFilterAll,
    LifecycleRule,
    LifecycleTag,
    NoncurrentVersionExpiration,
    NoncurrentVersionTransition,
    Transition,
)
from pulumi_boto.s3.public_access import PublicAccessBlockConfiguration

__all__ = [
    "AbortIncompleteMultipartUpload",
    "Bucket",
    "BucketEncryption",
    "EncryptionDefault",
    "EncryptionRule",
    "Expiration",
    "LifecycleConfiguration",
    "LifecycleFilter",
    "LifecycleFilterAll",
    "LifecycleRule",
    "LifecycleTag",
    "NoncurrentVersionExpiration",
    "NoncurrentVersionTransition",
    "PublicAccessBlockConfiguration",
    "Transition",
]

"""How a bucket encrypts what is put into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, NotRequired, TypedDict

from pulumi import Input

from pulumi_boto.model import Api


class EncryptionDefault(TypedDict):
    """The algorithm (``AES256``, ``aws:kms`` or ``aws:kms:dsse``), and the key where it is one of KMS."""

    sse_algorithm: Annotated[Input[str], Api("SSEAlgorithm")]
    kms_master_key_id: NotRequired[Annotated[Input[str], Api("KMSMasterKeyID")]]


class EncryptionRule(TypedDict):
    """What encrypts objects that come without encryption; a bucket key saves calls of KMS."""

    apply_server_side_encryption_by_default: Annotated[
        Input[EncryptionDefault], Api("ApplyServerSideEncryptionByDefault")
    ]
    bucket_key_enabled: NotRequired[Input[bool]]


class BucketEncryption(TypedDict):
    """The one rule of a bucket's encryption."""

    rules: Input[Sequence[Input[EncryptionRule]]]


BY_S3 = {"rules": [{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}]}
"""Keys of S3 itself: what every bucket has, unless told otherwise.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html
"""


def canonical_encryption(value: dict[str, Any]) -> dict[str, Any]:
    """A bucket key that is off is one that is not mentioned."""
    rules = [
        {key: entry for key, entry in rule.items() if (key, entry) != ("bucket_key_enabled", False)}
        for rule in value["rules"]
    ]
    return {"rules": rules}

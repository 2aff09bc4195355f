"""Amazon S3."""

from pulumi_boto import s3
from tests.pulumi_boto.case import Case

ENCRYPTED_ONLY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": "arn:aws:s3:::reports-of-tests/*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ],
}
BY_KMS = {"sse_algorithm": "aws:kms", "kms_master_key_id": "alias/aws/s3"}

CASES = [
    Case(
        s3.Bucket,
        create={"bucket_name": "reports-of-tests", "tags": {"Team": "web"}},
        update={
            "object_ownership": "ObjectWriter",
            "versioning_configuration": {"status": "Enabled"},
            "public_access_block_configuration": {"block_public_acls": False, "ignore_public_acls": False},
            "bucket_encryption": {
                "rules": [{"apply_server_side_encryption_by_default": BY_KMS, "bucket_key_enabled": True}]
            },
            "lifecycle_configuration": {
                "rules": [
                    {
                        "id": "old-versions",
                        "status": "Enabled",
                        "noncurrent_version_expiration": {"noncurrent_days": 30},
                    },
                    {
                        "id": "logs",
                        "status": "Enabled",
                        "filter": {"prefix": "logs/"},
                        "expiration": {"days": 90},
                        "transitions": [{"days": 30, "storage_class": "GLACIER"}],
                        "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
                    },
                ]
            },
            "policy": ENCRYPTED_ONLY,
            "force_destroy": True,
            "tags": {"Team": "data", "Stage": "dev"},
        },
        replace={"bucket_name": "invoices-of-tests"},
    ),
    Case(
        s3.Bucket,
        name="as components make it",
        create={
            "versioning_configuration": {"status": "Enabled"},
            "bucket_encryption": {"rules": [{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}]},
            "public_access_block_configuration": {
                "block_public_acls": True,
                "block_public_policy": True,
                "ignore_public_acls": True,
                "restrict_public_buckets": True,
            },
            "lifecycle_configuration": {
                "rules": [
                    {
                        "id": "old-versions",
                        "status": "Enabled",
                        "noncurrent_version_expiration": {"noncurrent_days": 30},
                    }
                ]
            },
        },
        update={"versioning_configuration": {"status": "Suspended"}},
        replace={"bucket_name": "named-for-tests"},
    ),
]

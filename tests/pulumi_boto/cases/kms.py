"""AWS Key Management Service."""

from pulumi_boto import kms
from tests.pulumi_boto.case import Case, Need, Ref

OWNER = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"}
    ],
}

CASES = [
    Case(
        kms.Key,
        create={"description": "Orders", "tags": {"Team": "web"}},
        # rotation_period_in_days is not kept by moto
        update={
            "description": None,
            "policy": OWNER,
            "enable_key_rotation": True,
            "tags": {"Stage": "dev"},
        },
        replace={"multi_region": True},
    ),
    Case(
        kms.Key,
        name="disabled",
        create={"enabled": False, "policy": OWNER},
        update={"enabled": True},
        replace={"key_usage": "SIGN_VERIFY", "key_spec": "RSA_2048"},
    ),
    Case(
        kms.Alias,
        needs={"key": Need(kms.Key, {}), "other": Need(kms.Key, {})},
        create={"target_key_id": Ref("key")},
        update={"target_key_id": Ref("other")},
        replace={"alias_name": "alias/orders"},
    ),
]

"""AWS Systems Manager."""

from pulumi_boto import kms, ssm
from tests.pulumi_boto.case import Case, Need, Ref

CASES = [
    Case(
        ssm.Parameter,
        create={"name": "/shop/colour", "type": "String", "value": "red", "tags": {"Team": "web"}},
        update={"value": "blue", "description": "Colour of the shop", "tier": "Advanced", "tags": {"Stage": "dev"}},
        replace={"name": "/shop/paint"},
    ),
    Case(
        ssm.Parameter,
        name="list",
        create={"type": "StringList", "value": "a,b", "allowed_pattern": "[a-z]+", "description": "Letters"},
        update={"value": "b,c", "allowed_pattern": None, "description": None},
        replace={"type": "String"},
    ),
    Case(
        ssm.Parameter,
        name="secure",
        needs={"key": Need(kms.Key, {})},
        create={"name": "/shop/password", "type": "SecureString", "value": "s3cret"},
        update={"value": "b3tter", "key_id": Ref("key")},
        replace={"type": "String"},
    ),
]

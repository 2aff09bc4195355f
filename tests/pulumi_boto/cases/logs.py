"""Amazon CloudWatch Logs."""

from pulumi_boto import logs
from tests.pulumi_boto.case import Case

CASES = [
    # moto cannot change the key of a group: AssociateKmsKey is not implemented
    Case(
        logs.LogGroup,
        create={"log_group_name": "/web/access", "retention_in_days": 30, "tags": {"Name": "access"}},
        update={"retention_in_days": None, "tags": {"Name": "all", "Team": "web"}},
        replace={"log_group_name": "/web/error"},
    ),
    Case(
        logs.LogGroup,
        name="encrypted",
        create={"kms_key_id": "arn:aws:kms:eu-central-1:123456789012:key/one"},
        update={"retention_in_days": 7},
        replace={"log_group_class": "INFREQUENT_ACCESS"},
    ),
]

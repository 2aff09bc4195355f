"""AWS Identity and Access Management."""

from typing import Any

from pulumi_boto import iam
from tests.pulumi_boto.case import Case, Need, Ref


def trust(service: str) -> dict[str, Any]:
    """A document that lets a service take a role on."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def allow(*actions: str) -> dict[str, Any]:
    """A document that allows actions on everything."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


ROLE = Need(iam.Role, {"assume_role_policy_document": trust("ec2.amazonaws.com")})
POLICY = Need(iam.Policy, {"policy_document": allow("s3:GetObject")})

CASES = [
    Case(
        iam.Role,
        needs={"boundary": POLICY},
        create={
            "assume_role_policy_document": trust("ec2.amazonaws.com"),
            "inline_policies": {"read": allow("s3:GetObject"), "list": allow("s3:ListBucket")},
            "tags": {"Name": "web"},
        },
        update={
            "assume_role_policy_document": trust("lambda.amazonaws.com"),
            "inline_policies": {"read": allow("s3:GetObject", "s3:GetObjectTagging"), "write": allow("s3:PutObject")},
            "description": "of the web servers",
            "max_session_duration": 7200,
            "permissions_boundary": Ref("boundary"),
            "tags": {"Name": "shop", "Team": "web"},
        },
        replace={"path": "/teams/"},
    ),
    Case(
        iam.Role,
        name="named",
        create={"role_name": "web", "assume_role_policy_document": trust("ec2.amazonaws.com")},
        update={"inline_policies": {"read": allow("s3:GetObject")}},
        replace={"path": "/teams/"},
    ),
    Case(
        iam.Policy,
        create={"policy_document": allow("s3:GetObject"), "description": "reads", "tags": {"Name": "read"}},
        update={"policy_document": allow("s3:GetObject", "s3:ListBucket"), "tags": {}},
        replace={"path": "/teams/"},
    ),
    Case(
        iam.RolePolicyAttachment,
        needs={"role": ROLE, "policy": POLICY, "other": POLICY},
        create={"role_name": Ref("role"), "policy_arn": Ref("policy")},
        update=None,
        replace={"policy_arn": Ref("other")},
    ),
    Case(
        iam.InstanceProfile,
        needs={"role": ROLE, "other": ROLE},
        create={"roles": [Ref("role")], "tags": {"Name": "web"}},
        update={"roles": [Ref("other")], "tags": {"Name": "shop"}},
        replace={"path": "/teams/"},
    ),
]
